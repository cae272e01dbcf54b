/** What statuses and nodes mean for the endpoints of workloads, and what statuses say of schedules. */
import type { Placement, PlacementStatus } from '../model/model.js';
import type { ClusterState, NodeRecord } from './state.js';

/** It is heard of or not, or has another address. */
export function endpointsOfNodeChanged({ changes }: ClusterState, node: NodeRecord): void {
  for (const { ready, workload } of node.placements.values()) if (ready) changes.endpoints.add(workload);
}

/** Whether a running copy is ready is its agent's word; without health checks it is. Says whether that changed. */
export function noteReady(
  state: ClusterState,
  placement: Placement,
  status: PlacementStatus,
  atMs: number,
): boolean {
  const ready = status.phase === 'running' && status.ready !== false;
  placement.unready = ready ? '' : (status.unready ?? '');
  if (ready === placement.ready) return false;
  placement.ready = ready;
  placement.readySinceMs = atMs;
  state.changes.endpoints.add(placement.workload);
  return true;
}

/** When a copy on a schedule ran last and is due next, as its agent says. */
export function noteRuns(placement: Placement, { lastRunAtMs, nextRunAtMs }: PlacementStatus): void {
  if (lastRunAtMs !== undefined) placement.lastRunAtMs = lastRunAtMs;
  if (nextRunAtMs !== undefined) placement.nextRunAtMs = nextRunAtMs;
}
