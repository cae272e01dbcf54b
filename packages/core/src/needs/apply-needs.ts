/** What `apply` does for workloads that wait for others. */
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
