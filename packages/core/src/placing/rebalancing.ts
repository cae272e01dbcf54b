/** The port between the state and whoever plans moves: what may be moved, and what a plan says. */

import { BerthError } from '../basics/errors.js';
import type { NodeId, PlacementId, WorkloadKey } from '../basics/ids.js';
import { LIMITS } from '../basics/limits.js';
import {
  type Claim,
  isStanding,
  type Placement,
  type PlacementRules,
  type ResourceRequest,
} from '../model/model.js';
import { keepsVolumes } from '../model/volumes.js';
import type { ClusterState, WorkloadRecord } from '../state/state.js';
import type { ClusterView } from './cluster-view.js';
import { runnableRules } from './placement-rules.js';

/** A copy that holds something, as it is now. */
export type HeldCopy = {
  readonly placement: PlacementId;
  readonly node: NodeId;
  readonly claim: Claim;
  readonly movable: boolean;
};

export type HoldingWorkload = {
  readonly key: WorkloadKey;
  readonly resources: ResourceRequest;
  readonly rules: PlacementRules;
  readonly maxUnavailable: number;
  /** One on every node: they do not keep a node from being empty. */
  readonly daemon: boolean;
  /** Copies that fit nowhere. */
  readonly missing: number;
  /** Those that are desired running. */
  readonly copies: readonly HeldCopy[];
};

export type RebalanceInput = {
  readonly view: ClusterView;
  readonly workloads: readonly HoldingWorkload[];
  readonly movesMax: number;
};

/** One after the other: a move may need the room that one before it made. */
export type PlannedMove = {
  readonly placement: PlacementId;
  readonly workload: WorkloadKey;
  readonly from: NodeId;
  readonly to: NodeId;
  readonly claim: Claim;
};

/** How well a cluster is packed, over the nodes that are open. More is better, in each. */
export type PackingFigures = {
  /** Nodes that hold nothing but daemons. */
  readonly emptyNodes: number;
  readonly wholeDevices: number;
  /** The most on one node: whole devices, millicores, MiB. */
  readonly largestDevices: number;
  readonly largestCpuMillis: number;
  readonly largestMemoryMiB: number;
  /** More copies of what is typical of the cluster that fit, each sort alone: the mean, weighted by how many there are. */
  readonly typicalFit: number;
};

export type RebalancePlan = {
  readonly movesMax: number;
  readonly moves: readonly PlannedMove[];
  readonly before: PackingFigures;
  readonly after: PackingFigures;
  /** Copies that fitted nowhere and have room after the moves. */
  readonly placeable: readonly { readonly workload: WorkloadKey; readonly copies: number }[];
  /** Each move restarts one copy. `atOnce`: of a workload, so many copies may be on the move at a time. */
  readonly disruption: readonly {
    readonly workload: WorkloadKey;
    readonly copies: number;
    readonly moved: number;
    readonly atOnce: number;
  }[];
};

/** With the ledger index that it was made at. */
export type RebalanceView = RebalancePlan & { readonly index: number };

/** What a caller allows: moves, or percent of the copies that may move; 5 % unless it is said. */
export type RebalanceBudget = {
  readonly moves?: number;
  readonly percent?: number;
  /** Only copies of these. */
  readonly workloads?: readonly string[];
};

const PERCENT = 5;

/** What may be moved, and how often. Throws `invalid_request` and `not_found`. */
export function rebalanceInput(state: ClusterState, budget: RebalanceBudget): RebalanceInput {
  const { percent = PERCENT } = budget;
  if (!(percent >= 0 && percent <= 100)) {
    throw new BerthError('invalid_request', `a budget is 0 to 100 % of the copies, not ${percent} %`);
  }
  for (const key of budget.workloads ?? []) {
    if (state.workloads.has(key as WorkloadKey)) continue;
    throw new BerthError('not_found', `there is no workload "${key}": \`berth status\` lists them`);
  }
  const only = budget.workloads && new Set(budget.workloads);
  const workloads = [...state.workloads.values()]
    .sort((a, b) => (a.key < b.key ? -1 : 1))
    .map((workload) => holding(state, workload, !only || only.has(workload.key)));
  const movable = workloads.reduce(
    (sum, { copies }) => sum + copies.filter((copy) => copy.movable).length,
    0,
  );
  const movesMax = budget.moves ?? Math.ceil((percent * movable) / 100);
  return { view: state, workloads, movesMax: Math.min(movesMax, LIMITS.movesPerPlan) };
}

function holding(state: ClusterState, workload: WorkloadRecord, allowed: boolean): HoldingWorkload {
  const { key, spec, blocked } = workload;
  const running = [...workload.placements.values()].filter(isStanding);
  return {
    key,
    resources: spec.run.resources,
    rules: runnableRules(spec),
    maxUnavailable: spec.update.maxUnavailable,
    daemon: spec.run.kind === 'daemon',
    // What waits for the node of its volumes has no use for room elsewhere.
    missing: workload.deleted || keepsVolumes(spec.run) ? 0 : (blocked?.missing ?? 0),
    copies: running.map((placement) => ({
      placement: placement.id,
      node: placement.node,
      claim: placement.claim,
      movable: allowed && whyNotMovable(state, placement) === undefined,
    })),
  };
}

/**
 * Why a copy may not be moved; undefined when it may. A daemon belongs to its node, a batch would begin anew, and an
 * exclusive workload would be down in between. What is not running well, or is on its way already, is left alone.
 */
export function whyNotMovable(state: ClusterState, placement: Placement): string | undefined {
  const workload = state.workloads.get(placement.workload);
  if (!workload || workload.deleted || placement.desired !== 'running') return 'is ending';
  const { run, disconnect } = workload.spec;
  if (placement.aside) return 'is on a node that was silent: another copy stands in for it';
  if (run.kind !== 'service') return `is a ${run.kind}: only services are moved`;
  if (disconnect.policy === 'exclusive') return 'is exclusive: it would be down in between';
  if (placement.volumes || keepsVolumes(run)) return 'has volumes: they stay on their node, and it with them';
  if (placement.runHash !== workload.runHash) return 'is about to be updated';
  if (placement.observed !== 'running') return `is ${placement.observed}, not running`;
  const node = state.nodes.get(placement.node);
  if (node?.connection !== 'up') return 'is on a node without contact';
  if (node.eligibility === 'draining') return 'is leaving its node anyway';
  for (const other of workload.placements.values()) {
    if (other.replica !== placement.replica || other === placement || other.desired !== 'running') continue;
    return 'has another copy in its place already';
  }
  return undefined;
}
