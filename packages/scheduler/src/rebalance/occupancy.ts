/** Who is where: the tasks on each node of a packing, and which device slots they hold. */

import { WHOLE_DEVICE } from '@berth/core';
import type { Packing } from '../engine/packing.js';

export type HeldTask = {
  readonly id: number;
  /** The class in the packing. */
  readonly of: number;
  readonly slots: readonly number[];
};

export class Occupancy {
  readonly packing: Packing;
  /** Per node and slot, free thousandths: states keep their devices in no particular order. */
  readonly #levels: Uint16Array;
  readonly #tasks: Map<number, HeldTask>[] = [];
  /** Per node: how often it changed. */
  readonly #changes: Uint32Array;

  /** Over a packing whose nodes are empty; `devices` says how many each has. */
  constructor(packing: Packing, devices: (rank: number) => number) {
    this.packing = packing;
    const { slots } = packing.states;
    this.#levels = new Uint16Array(packing.nodes * slots);
    this.#changes = new Uint32Array(packing.nodes);
    for (let rank = 0; rank < packing.nodes; rank++) {
      this.#levels.fill(WHOLE_DEVICE, rank * slots, rank * slots + devices(rank));
      this.#tasks.push(new Map());
    }
  }

  /** A number that is another one after the node has changed. */
  changesOf(rank: number): number {
    return this.#changes[rank] as number;
  }

  #changed(rank: number): void {
    this.#changes[rank] = (this.#changes[rank] as number) + 1;
  }

  tasksOn(rank: number): Iterable<HeldTask> {
    return (this.#tasks[rank] as Map<number, HeldTask>).values();
  }

  /** Free thousandths by slot, as they are; not to be kept. */
  levelsOf(rank: number): Uint16Array {
    const { slots } = this.packing.states;
    return this.#levels.subarray(rank * slots, (rank + 1) * slots);
  }

  /** Places a task where its class is placed best. Undefined when it fits nowhere. */
  place(id: number, of: number): { readonly rank: number; readonly slots: readonly number[] } | undefined {
    const placed = this.packing.place(of);
    if (!placed) return undefined;
    return { rank: placed.node, slots: this.#note(id, of, placed.node, placed.level) };
  }

  /** Moves a task to another node that has room for it, onto devices with so much free there. Returns their slots. */
  move(held: HeldTask, from: number, to: number, level: number): readonly number[] {
    this.packing.put(to, this.packing.taskOf(held.of), level);
    const slots = this.#note(held.id, held.of, to, level);
    this.remove(held.id, from);
    return slots;
  }

  remove(id: number, rank: number): HeldTask {
    const held = (this.#tasks[rank] as Map<number, HeldTask>).get(id) as HeldTask;
    const task = this.packing.taskOf(held.of);
    const levels = this.levelsOf(rank);
    for (const slot of held.slots) levels[slot] = (levels[slot] as number) + task.milli;
    this.#tasks[rank]?.delete(id);
    this.#changed(rank);
    const free = this.packing.freeOf(rank).map((amount, at) => amount + (task.amounts[at] as number));
    this.packing.setNode(rank, this.packing.kindOf(rank), free, levels);
    return held;
  }

  /** The state that a node would be in without one of its tasks. */
  stateWithout(held: HeldTask, rank: number): number {
    const task = this.packing.taskOf(held.of);
    const levels = this.levelsOf(rank).slice();
    for (const slot of held.slots) levels[slot] = (levels[slot] as number) + task.milli;
    const free = this.packing.freeOf(rank).map((amount, at) => amount + (task.amounts[at] as number));
    return this.packing.states.intern(this.packing.kindOf(rank), free, levels);
  }

  /** Puts a task back to where it was removed from, on the same devices. */
  placeAgain(held: HeldTask, rank: number): void {
    const task = this.packing.taskOf(held.of);
    const levels = this.levelsOf(rank);
    for (const slot of held.slots) levels[slot] = (levels[slot] as number) - task.milli;
    this.#tasks[rank]?.set(held.id, held);
    this.#changed(rank);
    const free = this.packing.freeOf(rank).map((amount, at) => amount - (task.amounts[at] as number));
    this.packing.setNode(rank, this.packing.kindOf(rank), free, levels);
  }

  #note(id: number, of: number, rank: number, level: number): number[] {
    const { devices, milli } = this.packing.taskOf(of);
    const levels = this.levelsOf(rank);
    const slots: number[] = [];
    for (let slot = 0; slot < levels.length && slots.length < devices; slot++) {
      if (levels[slot] !== level) continue;
      levels[slot] = level - milli;
      slots.push(slot);
    }
    this.#tasks[rank]?.set(id, { id, of, slots });
    this.#changed(rank);
    return slots;
  }
}
