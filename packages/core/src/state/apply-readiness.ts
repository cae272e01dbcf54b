/** What statuses and nodes mean for the endpoints of workloads, and what statuses say of schedules. */
import type { Placement, PlacementStatus } from '../model/model.js';
import { openRollout } from '../rollouts/rollouts.js';
import type { ClusterState, NodeRecord, WorkloadRecord } from './state.js';

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

/** A copy that became ready moves a roll-out or a drain on; otherwise nothing waits for it. */
export function needsLook(state: ClusterState, placement: Placement): boolean {
  const workload = state.workloads.get(placement.workload);
  if (!workload) return false;
  const surged = workload.spec.run.kind !== 'daemon' && workload.placements.size > workload.spec.replicas;
  return workload.outdated > 0 || surged || openRollout(workload) !== undefined || isLeaving(state, workload);
}

/** Copies of an exclusive workload leave a node one after the other, those on a schedule between two runs. */
function isLeaving({ nodes }: ClusterState, { spec, placements }: WorkloadRecord): boolean {
  if (spec.disconnect.policy !== 'exclusive' && !spec.run.schedule) return false;
  for (const { node: id } of placements.values()) {
    const node = nodes.get(id);
    if (node?.eligibility === 'draining' || node?.taintedAtMs) return true;
  }
  return false;
}

/** When a copy on a schedule ran last and is due next, as its agent says. */
export function noteRuns(placement: Placement, { lastRunAtMs, nextRunAtMs }: PlacementStatus): void {
  if (lastRunAtMs !== undefined) placement.lastRunAtMs = lastRunAtMs;
  if (nextRunAtMs !== undefined) placement.nextRunAtMs = nextRunAtMs;
}
