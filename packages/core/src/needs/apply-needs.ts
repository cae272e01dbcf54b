/** What `apply` does for workloads that wait for others. */
import type { Placement } from '../model/model.js';
import type { LedgerEvent } from '../state/events.js';
import type { ClusterState } from '../state/state.js';

type EventOf<Kind extends LedgerEvent['kind']> = Extract<LedgerEvent, { kind: Kind }>;

export function applyWaiting(
  state: ClusterState,
  event: EventOf<'workload.waiting'> | EventOf<'workload.needs-met'>,
): void {
  const workload = state.workloads.get(event.workload);
  if (!workload) return;
  if (event.kind === 'workload.needs-met') delete workload.waiting;
  else workload.waiting = { needs: event.needs, sinceMs: workload.waiting?.sinceMs ?? event.atMs };
  state.changes.entities.workload.add(event.workload);
}

/**
 * Before a copy that is wanted goes: it leaves behind that its workload has begun with what it runs. That is not what it was
 * made with where its size changed since, and it may have been made before its workload needed anything.
 */
export function noteBegun(state: ClusterState, { workload: key, desired, runHash }: Placement): void {
  const workload = state.workloads.get(key);
  if (!workload?.spec.needs || workload.deleted || workload.begun === runHash) return;
  if (desired !== 'running' || runHash !== workload.runHash) return;
  workload.begun = runHash;
  state.changes.entities.workload.add(key);
}
