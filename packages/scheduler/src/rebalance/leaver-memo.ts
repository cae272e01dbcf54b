import { inTheWay, milliOf } from './in-the-way.js';
import type { HeldTask, Occupancy } from './occupancy.js';

/** Tasks that would have to leave, and their thousandths of devices; undefined where that helps nothing. */
export type Leavers = { readonly tasks: readonly HeldTask[]; readonly milli: number };

/** What is in the way on each node, for each class that was asked for since the node changed. */
export class LeaverMemo {
  readonly #occupancy: Occupancy;
  readonly #byNode: { changes: number; readonly byClass: Map<number, Leavers | undefined> }[] = [];

  constructor(occupancy: Occupancy) {
    this.#occupancy = occupancy;
  }

  of(rank: number, of: number): Leavers | undefined {
    const byClass = this.#fresh(rank);
    if (byClass.has(of)) return byClass.get(of);
    const tasks = inTheWay(this.#occupancy, rank, this.#occupancy.packing.taskOf(of));
    const leavers = tasks && { tasks, milli: milliOf(this.#occupancy, tasks) };
    byClass.set(of, leavers);
    return leavers;
  }

  #fresh(rank: number): Map<number, Leavers | undefined> {
    const changes = this.#occupancy.changesOf(rank);
    const node = this.#byNode[rank] ?? { changes, byClass: new Map() };
    this.#byNode[rank] = node;
    if (node.changes !== changes) {
      node.changes = changes;
      node.byClass.clear();
    }
    return node.byClass;
  }
}
