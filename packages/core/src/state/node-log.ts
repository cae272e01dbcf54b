/**
 * Which nodes changed, in order, so that a reader who was here before need not look at all of them. It says that
 * something changed, not what: the reader looks at the node as it is now. Only copies are counted, because how many of a
 * workload a node has cannot be seen on the node.
 *
 * Invariants: 1. whatever a `NodeView` shows is never changed without an entry; 2. the copies of a workload that are
 * desired running on a node are those of any earlier moment plus the sum of the entries since.
 *
 * Not part of the state: never stored, never compared. A reader that is further behind than `first` starts anew.
 */
import type { NodeId, WorkloadKey } from '../basics/ids.js';

/** Entries kept: more than a full pass of the loop writes. */
export const NODE_LOG_LENGTH = 2 ** 16;

/** Entries have running numbers, from `first` up to but not including `next`. */
export interface ReadonlyNodeLog {
  readonly first: number;
  readonly next: number;
  nodeAt(number: number): NodeId;
  /** Whose copies the entry counts; undefined when `copiesAt` is 0. */
  workloadAt(number: number): WorkloadKey | undefined;
  /** Copies desired running that came (1) or went (-1). */
  copiesAt(number: number): number;
}

export class NodeLog implements ReadonlyNodeLog {
  readonly #nodes: NodeId[] = [];
  readonly #workloads: (WorkloadKey | undefined)[] = [];
  readonly #copies: number[] = [];
  #next = 0;

  get first(): number {
    return Math.max(0, this.#next - NODE_LOG_LENGTH);
  }

  get next(): number {
    return this.#next;
  }

  nodeAt(number: number): NodeId {
    return this.#nodes[number % NODE_LOG_LENGTH] as NodeId;
  }

  workloadAt(number: number): WorkloadKey | undefined {
    return this.#workloads[number % NODE_LOG_LENGTH];
  }

  copiesAt(number: number): number {
    return this.#copies[number % NODE_LOG_LENGTH] as number;
  }

  /** The node joined, left, or anything of it changed but copies. */
  changed(node: NodeId): void {
    this.#add(node, undefined, 0);
  }

  /** A copy came to the node (1) or went (-1), and with it perhaps what the node holds. */
  counted(node: NodeId, workload: WorkloadKey, copies: 1 | -1): void {
    this.#add(node, workload, copies);
  }

  #add(node: NodeId, workload: WorkloadKey | undefined, copies: number): void {
    const at = this.#next++ % NODE_LOG_LENGTH;
    this.#nodes[at] = node;
    this.#workloads[at] = workload;
    this.#copies[at] = copies;
  }
}
