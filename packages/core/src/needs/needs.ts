/**
 * What a workload needs of others, from the state alone: whether it may begin, and whether it may end.
 *
 * Invariants: 1. no copy of a version begins before all that its workload needs was met in one and the same state; 2. what
 * has begun with a version goes on with it: needs end nothing, and keep no copy of it from being made again; 3. a workload
 * that is deleted ends after those that need it and are deleted, too, as far as their nodes are heard of.
 */
import type { WorkloadKey } from '../basics/ids.js';
import {
  isTerminal,
  type Need,
  type NeedLack,
  type NeedState,
  type Placement,
  type UnmetNeed,
} from '../model/model.js';
import { openRollout } from '../rollouts/rollouts.js';
import type { ClusterState, WorkloadRecord } from '../state/state.js';

/** Of a workload that may not begin yet what it waits for, in the order of its spec; nothing of one that has begun. */
export function unmetNeeds(state: ClusterState, workload: WorkloadRecord): UnmetNeed[] {
  const { needs } = workload.spec;
  if (!needs || workload.deleted || asksForNothing(workload) || hasBegun(workload)) return [];
  const unmet: UnmetNeed[] = [];
  for (const need of needs) {
    const found = lookAt(state, need);
    if (found.lack) unmet.push({ workload: need.workload, until: found.until, lack: found.lack });
  }
  return unmet;
}

/** Only its runs have copies; or it is a run that somebody stopped. */
function asksForNothing({ spec, dispatched }: WorkloadRecord): boolean {
  return spec.dispatch !== undefined || dispatched?.stopped !== undefined;
}

/** With what it is to run now. */
export function hasBegun({ begun, runHash, placements }: WorkloadRecord): boolean {
  if (begun === runHash) return true;
  for (const copy of placements.values()) {
    if (copy.desired === 'running' && copy.runHash === runHash) return true;
  }
  return false;
}

const DISPATCHED = 'dispatched';

type Look = {
  readonly until: NeedState;
  readonly lack?: NeedLack;
  readonly kind?: string;
  /** Copies that are as asked, and how many are enough. */
  readonly have: number;
  readonly enough: number;
};

function lookAt(state: ClusterState, need: Need): Look {
  const target = state.workloads.get(need.workload);
  if (!target || target.deleted) return { until: need.until ?? 'ready', lack: 'absent', have: 0, enough: 1 };
  const { schedule } = target.spec.run;
  const kind = schedule ? 'batch on a schedule' : target.spec.run.kind;
  const until = need.until ?? (kind === 'batch' ? 'completed' : 'ready');
  const { have, enough, failed } = count(state, target, until);
  const look = { until, kind, have, enough };
  if (target.spec.dispatch) return { ...look, kind: DISPATCHED, lack: 'endless' };
  if (until === 'completed' && kind !== 'batch') return { ...look, lack: 'endless' };
  if (openRollout(target)) return { ...look, lack: 'updating' };
  if (have >= enough) return look;
  return { ...look, lack: failed ? 'failed' : 'few' };
}

/** Only copies of the version that is wanted count: what is about to be replaced is nothing to build on. */
function count(
  { nodes }: ClusterState,
  { spec, runHash, placements }: WorkloadRecord,
  until: NeedState,
): { have: number; enough: number; failed: boolean } {
  const replicas = new Set<number>();
  let wanted = 0;
  let failed = false;
  for (const copy of placements.values()) {
    if (copy.desired !== 'running' || copy.aside) continue;
    wanted++;
    if (copy.runHash !== runHash) continue;
    const isUp = nodes.get(copy.node)?.connection === 'up';
    if (copy.observed === 'completed' || (until !== 'completed' && isUp && isAs(copy, until)))
      replicas.add(copy.replica);
    if (copy.observed === 'failed' && spec.run.kind === 'batch') failed = true;
  }
  const all = spec.run.kind === 'daemon' ? wanted : spec.replicas;
  // As many as an update of it would leave in service: one node that is away for long keeps nobody from beginning.
  const spare = spec.run.kind === 'batch' ? 0 : spec.update.maxUnavailable;
  return { have: replicas.size, enough: Math.max(1, all - spare), failed };
}

/** A copy on a schedule is there also between its runs. */
function isAs({ observed, ready }: Placement, until: NeedState): boolean {
  if (observed === 'scheduled') return true;
  return until === 'ready' ? ready : observed === 'running';
}

/** One need that is not met; `why` is a line for people. */
export type NeedView = UnmetNeed & { readonly why: string };

export function needViews(state: ClusterState, unmet: readonly UnmetNeed[]): NeedView[] {
  return unmet.map((need) => ({ ...need, why: needText(state, need) }));
}

/** What a workload waits for, as readers are shown it. */
export function neighbourViews(
  state: ClusterState,
  workload: WorkloadRecord,
): { readonly waitsFor?: readonly NeedView[]; readonly endsAfter?: readonly WorkloadKey[] } {
  const unmet = unmetNeeds(state, workload);
  const before = workload.deleted ? leavingBefore(state, workload) : [];
  return {
    ...(unmet.length > 0 && { waitsFor: needViews(state, unmet) }),
    ...(before.length > 0 && { endsAfter: before }),
  };
}

/** A need that is not met, for people: "shop/db: 0 of 1 ready". */
export function needText(state: ClusterState, { workload, until }: UnmetNeed): string {
  const { lack, kind, have, enough } = lookAt(state, { workload, until });
  switch (lack) {
    case 'absent':
      return `${workload}: there is no such workload yet`;
    case 'updating':
      return `${workload}: its update is under way, ${have} of ${enough} ${until}`;
    case 'failed':
      return `${workload}: it failed, see \`berth why ${workload}\``;
    case 'endless':
      if (kind === DISPATCHED) return `${workload}: it is ${DISPATCHED}, and never ${until} as a whole`;
      return `${workload}: it is a ${kind}, which never completes; need it ready`;
    default:
      return `${workload}: ${have} of ${enough} ${until}`;
  }
}

/** Whoever needs this one, is on its way out, and may still run: it ends first. */
export function leavingBefore(state: ClusterState, { key }: WorkloadRecord): WorkloadKey[] {
  const before: WorkloadKey[] = [];
  for (const other of state.dependants.of(key)) {
    const dependant = state.workloads.get(other);
    if (dependant?.deleted && mayRun(state, dependant)) before.push(other);
  }
  return before;
}

/** What a node does that is not heard of, nobody can wait for. */
function mayRun({ nodes }: ClusterState, { placements }: WorkloadRecord): boolean {
  for (const copy of placements.values()) {
    if (!isTerminal(copy.observed) && nodes.get(copy.node)?.connection === 'up') return true;
  }
  return false;
}

/** Something of it changed that others may wait for: those that need it look again, and so do those that it needs. */
export function wakeAround(state: ClusterState, key: WorkloadKey): void {
  const { workloads, changes, dependants } = state;
  for (const other of dependants.of(key)) {
    const dependant = workloads.get(other);
    if (dependant && !dependant.deleted && !hasBegun(dependant)) changes.dirty.add(other);
  }
  for (const { workload } of workloads.get(key)?.spec.needs ?? []) {
    if (workloads.get(workload)?.deleted) changes.dirty.add(workload);
  }
}
