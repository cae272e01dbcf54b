/** What the rules and the packing engine say to each other about copies that could make room for others. */

import type { NodeId, PlacementId, WorkloadKey } from '../basics/ids.js';
import type { Claim } from '../model/model.js';
import type { ReadonlyNodeLoad } from '../resources/capacity.js';

/** What could end: a copy, or a whole gang at once. Of lower priority than whoever asks. */
export type Evictable = {
  readonly workload: WorkloadKey;
  readonly priority: number;
  /** Copies that would end, on this node and elsewhere. Never empty. */
  readonly copies: readonly PlacementId[];
  /** What that gives back on this node. */
  readonly claims: readonly Claim[];
};

/** A node as it will be when everything has ended that is ending, and what could end besides. */
export type Prospect = {
  readonly load: ReadonlyNodeLoad;
  readonly evictable: readonly Evictable[];
};

/** Who may be evicted is the rules' to say, and changes with every eviction that is taken. */
export interface Prospects {
  /** The same object for as long as nothing about the node has changed. */
  of(node: NodeId): Prospect;
  /** Nodes that copies of the same workload are coming to already. */
  readonly coming: readonly NodeId[];
}

/** One copy fits on `node` with `claim` when `victims` have ended; with none, when that has ended which is ending. */
export type Eviction = {
  readonly node: NodeId;
  readonly claim: Claim;
  readonly victims: readonly Evictable[];
};

export interface EvictionSearch {
  /** For one more copy; undefined when no node can be made to fit. The evictions so far have been taken. */
  next(): Eviction | undefined;
}
