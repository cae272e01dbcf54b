/** Puts the tasks of a trace, in an order of arrival, on its nodes: one at a time, none leaves, none is tried again. */
import type { Packing } from '../engine/packing.js';
import type { Policy, TaskClass } from '../engine/policy.js';
import { WHOLE_DEVICE } from '../engine/states.js';
import type { TraceNode } from './trace.js';
import type { TraceModel } from './trace-model.js';

/** Where a task went: the node's row, and the device slots that it holds there. */
export type Landed = { readonly node: number; readonly devices: readonly number[] };

export class Replay {
  readonly model: TraceModel;
  readonly packing: Packing;
  readonly #order: ArrayLike<number>;
  /** Per node rank and slot, free thousandths: states keep their devices in no particular order. */
  readonly #levels: Uint16Array;
  arrivedMilli = 0;
  allocatedMilli = 0;

  constructor(model: TraceModel, policy: Policy, order: ArrayLike<number>) {
    this.model = model;
    this.#order = order;
    this.packing = model.emptyPacking(policy, order);
    this.#levels = new Uint16Array(order.length * model.slots);
    for (let rank = 0; rank < order.length; rank++) {
      const { devices } = model.nodes[order[rank] as number] as TraceNode;
      this.#levels.fill(WHOLE_DEVICE, rank * model.slots, rank * model.slots + devices);
    }
  }

  /** Places a task (its row), or returns undefined when it fits nowhere. */
  arrive(task: number): Landed | undefined {
    const of = this.model.classOf[task] as number;
    const { devices, milli } = this.model.classes[of] as TaskClass;
    this.arrivedMilli += devices * milli;
    const placed = this.packing.place(of);
    if (!placed) return undefined;
    this.allocatedMilli += devices * milli;
    return {
      node: this.#order[placed.node] as number,
      devices: this.#take(placed.node, placed.level, devices, milli),
    };
  }

  #take(rank: number, level: number, count: number, milli: number): number[] {
    const taken: number[] = [];
    const first = rank * this.model.slots;
    for (let slot = 0; slot < this.model.slots && taken.length < count; slot++) {
      if (this.#levels[first + slot] !== level) continue;
      this.#levels[first + slot] = level - milli;
      taken.push(slot);
    }
    return taken;
  }
}
