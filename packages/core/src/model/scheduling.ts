/** The port between the rules and the packing engine. `packages/scheduler` implements it; the engine can be replaced. */

import type { NodeId, WorkloadKey } from '../basics/ids.js';
import type { EvictionSearch, Prospects } from '../placing/eviction.js';
import type { BrokenPiece } from '../resources/pieces.js';
import type { Claim, PlacementRules, ResourceRequest } from './model.js';

/** Every way a node can say no. Closed, so that counts per reason mean the same in every report. */
export const REJECT_REASONS = {
  disconnected: 'node is disconnected',
  cordoned: 'node is cordoned',
  draining: 'node is draining',
  taint: 'node has a taint that is not tolerated',
  require: 'a required expression is false',
  driver: 'node has no container engine',
  resource: 'not enough free',
  piece: 'not an amount that the node gives out',
  port: 'port is taken',
  device: 'no free device',
  spread: 'spread would exceed maxSkew',
  distinct: 'the limit of copies is reached',
  apart: 'another copy is too close',
  near: 'not near the other workload',
  volume: 'no volume for it there',
  excluded: 'node was ruled out',
} as const;
export type RejectReason = keyof typeof REJECT_REASONS;

/** One node's no. `detail` says what and by how much: "needs 2048, 512 free"; of amounts that is also said in numbers. */
export type Reject = {
  readonly reason: RejectReason;
  readonly subject: string;
  readonly detail: string;
  readonly amounts?: { readonly needs: number; readonly free: number };
  /** With reason `piece`: the same as `detail`, in numbers. */
  readonly piece?: BrokenPiece;
};

/** How many nodes said no for one reason. `subject` is the resource, taint or expression. */
export type RejectCount = { readonly reason: RejectReason; readonly subject: string; readonly nodes: number };

export type ScoreTerm = { readonly term: string; readonly score: number };

export type PlaceRequest = {
  /** Identifies whose copies count for spread, distinct, apart and near; undefined for a reservation. */
  readonly workload?: WorkloadKey;
  readonly resources: ResourceRequest;
  readonly rules: PlacementRules;
  readonly count: number;
  /** Copies that the workload wants in all, by which a spread with a weight measures; `count` when not said. */
  readonly wanted?: number;
  /** Only these nodes, if given (a daemon's missing nodes; `why --not`). */
  readonly onlyNodes?: ReadonlySet<NodeId>;
  /** Never these (a node that the copy has to leave). */
  readonly avoidNodes?: ReadonlySet<NodeId>;
};

export type Choice = {
  readonly node: NodeId;
  readonly claim: Claim;
  /** Sum of the score terms; higher is better. Ties go to the smaller node id. */
  readonly score: number;
};

/** `choices.length + missing === count`; `rejects` is filled when something is missing. */
export type PlaceOutcome = {
  readonly choices: readonly Choice[];
  readonly missing: number;
  readonly rejects: readonly RejectCount[];
};

export type NodeVerdict =
  | {
      readonly node: NodeId;
      readonly fits: true;
      readonly score: number;
      readonly terms: readonly ScoreTerm[];
    }
  | { readonly node: NodeId; readonly fits: false; readonly rejects: readonly Reject[] };

/**
 * Chooses nodes. Reads the cluster that it was made with, never writes it: the choices of one call take each other into
 * account, and hold nothing afterwards. Deterministic: same cluster, same request, same outcome.
 */
export interface Scheduler {
  place(request: PlaceRequest): PlaceOutcome;
  /** Every node's verdict, with score terms or reasons, best first. The same code as `place`, slower. */
  explain(request: PlaceRequest): readonly NodeVerdict[];
  /** Looks for copies that could end so that more of the request's copies fit: the fewest and cheapest ones. */
  evictions(request: PlaceRequest, prospects: Prospects): EvictionSearch;
  /** Reads an expression, or says in one line what is wrong with it and where. */
  checkExpression(expression: string): string | undefined;
}
