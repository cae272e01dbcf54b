/** Puts the tasks of a trace, in an order of arrival, on its nodes: one at a time, none leaves, none is tried again. */
import { Packing } from '../engine/packing.js';
import type { Policy, TaskClass } from '../engine/policy.js';
import { WHOLE_DEVICE } from '../engine/states.js';
import type { TraceNode, TraceTask } from './trace.js';

/** Nodes that are the same machine, and task classes, of one trace. */
export class TraceModel {
  readonly nodes: readonly TraceNode[];
  readonly tasks: readonly TraceTask[];
  readonly kinds: readonly TraceNode[];
  /** Per node, and nodes per kind. */
  readonly kindOf: Int32Array;
  readonly kindCounts: Float64Array;
  readonly classes: readonly TaskClass[];
  /** Per task, and tasks per class. */
  readonly classOf: Int32Array;
  readonly classCounts: Float64Array;
  /** Device slots of the node that has most. */
  readonly slots: number;
  /** Thousandths of all devices. */
  readonly totalMilli: number;

  constructor(nodes: readonly TraceNode[], tasks: readonly TraceTask[]) {
    this.nodes = nodes;
    this.tasks = tasks;
    const kinds = distinct(nodes);
    this.kinds = kinds.items;
    this.kindOf = kinds.of;
    this.kindCounts = kinds.counts;
    const classes = distinct(tasks);
    this.classes = classes.items.map((task) => this.classFor(task));
    this.classOf = classes.of;
    this.classCounts = classes.counts;
    this.slots = Math.max(1, ...nodes.map(({ devices }) => devices));
    this.totalMilli = nodes.reduce((sum, { devices }) => sum + WHOLE_DEVICE * devices, 0);
  }

  classFor({ cpuMillis, memoryMiB, devices, milli, models }: TraceTask): TaskClass {
    const allowed = this.kinds.map(({ model }) => models.length === 0 || models.includes(model));
    return {
      amounts: Float64Array.of(cpuMillis, memoryMiB),
      devices,
      milli,
      allows: (kind) => allowed[kind] === true,
    };
  }

  /** All nodes empty; `order[rank]` is the row of the node with that rank. */
  emptyPacking(policy: Policy, order: ArrayLike<number>): Packing {
    const packing = new Packing({ dimensions: 2, slots: this.slots, policy });
    const levels = new Uint16Array(this.slots);
    for (let rank = 0; rank < order.length; rank++) {
      const row = order[rank] as number;
      const { cpuMillis, memoryMiB, devices } = this.nodes[row] as TraceNode;
      levels.fill(0).fill(WHOLE_DEVICE, 0, devices);
      packing.addNode(this.kindOf[row] as number, Float64Array.of(cpuMillis, memoryMiB), levels);
    }
    for (const task of this.classes) packing.addClass(task);
    return packing;
  }
}

function distinct<Item>(all: readonly Item[]): { items: Item[]; of: Int32Array; counts: Float64Array } {
  const items: Item[] = [];
  const numbers = new Map<string, number>();
  const of = Int32Array.from(all, (item) => {
    const key = JSON.stringify(item);
    const known = numbers.get(key);
    if (known !== undefined) return known;
    numbers.set(key, items.length);
    return items.push(item) - 1;
  });
  const counts = new Float64Array(items.length);
  for (const number of of) counts[number] = (counts[number] as number) + 1;
  return { items, of, counts };
}

/** Where a task went: the node's row, and the device slots that it holds there. */
export type Landed = { readonly node: number; readonly devices: readonly number[] };

export type Arrival = { readonly arrivedMilli: number; readonly allocatedMilli: number };

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

/**
 * The published metric: at a whole percentage x of arrived demand, the mean of the allocated percentage (two decimals)
 * over the arrivals whose rounded arrived percentage is x.
 */
export class AllocationCurve {
  readonly #totalMilli: number;
  readonly #sums: number[] = [];
  readonly #counts: number[] = [];

  constructor(totalMilli: number) {
    this.#totalMilli = totalMilli;
  }

  add({ arrivedMilli, allocatedMilli }: Arrival): void {
    const at = roundHalfEven((100 * arrivedMilli) / this.#totalMilli);
    const allocated = Math.round((10_000 * allocatedMilli) / this.#totalMilli) / 100;
    this.#sums[at] = (this.#sums[at] ?? 0) + allocated;
    this.#counts[at] = (this.#counts[at] ?? 0) + 1;
  }

  /** Undefined where nothing arrived. */
  at(percent: number): number | undefined {
    const count = this.#counts[percent];
    return count === undefined ? undefined : (this.#sums[percent] as number) / count;
  }
}

function roundHalfEven(x: number): number {
  const below = Math.floor(x);
  const rest = x - below;
  return rest > 0.5 || (rest === 0.5 && below % 2 === 1) ? below + 1 : below;
}
