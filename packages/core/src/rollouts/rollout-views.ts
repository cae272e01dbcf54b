/** What readers are shown of rollouts. */
import { BerthError } from '../basics/errors.js';
import type { WorkloadKey } from '../basics/ids.js';
import type { ClusterState, WorkloadRecord } from '../state/state.js';
import type { RolloutState, RolloutView } from '../views/views.js';
import { countHealthy, openRollout, replicasOf, waitsForPromotion } from './rollouts.js';
import { deadlineMs, waitsFor } from './settle-rollouts.js';

/** Of one workload, of a stack, or of all, by name; workloads that never had one are left out. Throws `not_found`. */
export function listRollouts(state: ClusterState, target: string | undefined, nowMs: number): RolloutView[] {
  const found = targets(state, target).sort((a, b) => (a.key < b.key ? -1 : 1));
  return found.flatMap((workload) => {
    const view = rolloutView(workload, nowMs);
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
