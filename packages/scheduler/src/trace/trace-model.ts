/** A trace as the engine sees it: kinds of nodes, classes of tasks. */

import { WHOLE_DEVICE } from '@berth/core';
import { Packing } from '../engine/packing.js';
import type { NodeKind, Policy, TaskClass } from '../engine/policy.js';
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

  /** The kinds, empty. */
  get nodeKinds(): NodeKind[] {
    return this.kinds.map(({ cpuMillis, memoryMiB, devices }) => ({
      amounts: Float64Array.of(cpuMillis, memoryMiB),
      devices,
    }));
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
