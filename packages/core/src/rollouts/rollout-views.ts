/** What readers are shown of rollouts. */
import { BerthError } from '../basics/errors.js';
import type { WorkloadKey } from '../basics/ids.js';
import { needText, unmetNeeds } from '../needs/needs.js';
import type { ClusterState, WorkloadRecord } from '../state/state.js';
import type { RolloutState, RolloutView } from '../views/views.js';
import { withLast } from './apply-rollouts.js';
import { countHealthy, hasOutdated, openRollout, replicasOf, waitsForPromotion } from './rollouts.js';
import { deadlineMs, waitsFor } from './settle-rollouts.js';

/** Of one workload, of a stack, or of all, by name; workloads that never had one are left out. Throws `not_found`. */
export function listRollouts(state: ClusterState, target: string | undefined, nowMs: number): RolloutView[] {
  const found = targets(state, target).sort((a, b) => (a.key < b.key ? -1 : 1));
  return found.flatMap((workload) => {
    const view = toBegin(state, workload, nowMs) ?? rolloutView(workload, nowMs);
    return view ? [view] : [];
  });
}

function targets({ workloads, stacks }: ClusterState, target: string | undefined): WorkloadRecord[] {
  if (target === undefined) return [...workloads.values()];
  const keys = target.includes('/') ? [target as WorkloadKey] : stacks.get(target)?.workloads;
  const found = [...(keys ?? [])].flatMap((key) => workloads.get(key) ?? []);
  if (found.length > 0) return found;
  throw new BerthError('not_found', `there is no stack or workload "${target}": \`berth status\` lists them`);
}

/** Of a version whose rollout has not begun, because what it needs is not there: copies of the one before go on. */
function toBegin(state: ClusterState, workload: WorkloadRecord, nowMs: number): RolloutView | undefined {
  const unmet = unmetNeeds(state, workload);
  const { key, version, runHash, spec, healthy, waiting } = workload;
  if (unmet.length === 0 || spec.run.kind === 'batch' || !hasOutdated(workload)) return undefined;
  const sinceMs = waiting?.sinceMs ?? nowMs;
  return {
    ...{ workload: key, version, runHash, state: 'rolling', canaries: spec.update.canaries ?? 0 },
    ...{ beganAtMs: sinceMs, progressAtMs: sinceMs, promoted: false, paused: false },
    ...{ healthy: 0, healthyNow: 0, replicas: replicasOf(workload) },
    waitsFor: unmet.map((need) => needText(state, need)).join(', '),
    ...(healthy && { healthyVersion: healthy.version }),
    past: withLast(workload, sinceMs),
  };
}

function rolloutView(workload: WorkloadRecord, nowMs: number): RolloutView | undefined {
  const { rollout, key, healthy, pastRollouts = [] } = workload;
  if (!rollout) return undefined;
  const { from: _from, ...about } = rollout;
  const deadlineAtMs = waitsForPromotion(workload, nowMs) ? undefined : deadlineMs(workload);
  return {
    ...about,
    workload: key,
    state: stateOf(workload, nowMs),
    healthyNow: countHealthy(workload, nowMs),
    replicas: replicasOf(workload),
    waitsFor: openRollout(workload) ? waitsFor(workload, nowMs) : '',
    ...(deadlineAtMs !== undefined && { deadlineAtMs }),
    ...(healthy && { healthyVersion: healthy.version }),
    past: pastRollouts,
  };
}

function stateOf(workload: WorkloadRecord, nowMs: number): RolloutState {
  const { rollout } = workload;
  if (rollout?.ended) return rollout.ended.outcome;
  if (rollout?.paused) return 'paused';
  return waitsForPromotion(workload, nowMs) ? 'waiting' : 'rolling';
}
