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

  /** Over a packing whose nodes are empty; `devices` says how many each has. */
  constructor(packing: Packing, devices: (rank: number) => number) {
    this.packing = packing;
    const { slots } = packing.states;
    this.#levels = new Uint16Array(packing.nodes * slots);
    for (let rank = 0; rank < packing.nodes; rank++) {
      this.#levels.fill(WHOLE_DEVICE, rank * slots, rank * slots + devices(rank));
      this.#tasks.push(new Map());
    }
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

  /** Places a task on a node, on the devices with the least free that do; it has to fit. */
  placeOn(id: number, of: number, rank: number): readonly number[] {
    const { states } = this.packing;
    const task = this.packing.taskOf(of);
    const level = states.tightestLevel(this.packing.stateOf(rank), task);
    this.packing.put(rank, task, level);
    return this.#note(id, of, rank, level);
  }

  remove(id: number, rank: number): HeldTask {
    const held = (this.#tasks[rank] as Map<number, HeldTask>).get(id) as HeldTask;
    const task = this.packing.taskOf(held.of);
    const levels = this.levelsOf(rank);
    for (const slot of held.slots) levels[slot] = (levels[slot] as number) + task.milli;
    this.#tasks[rank]?.delete(id);
    const free = this.packing.freeOf(rank).map((amount, at) => amount + (task.amounts[at] as number));
    this.packing.setNode(rank, this.packing.kindOf(rank), free, levels);
    return held;
  }

  /** Puts a task back to where it was removed from, on the same devices. */
  placeAgain(held: HeldTask, rank: number): void {
    const task = this.packing.taskOf(held.of);
    const levels = this.levelsOf(rank);
    for (const slot of held.slots) levels[slot] = (levels[slot] as number) - task.milli;
    this.#tasks[rank]?.set(held.id, held);
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
    return slots;
  }
}
