/** Applies what changes while copies run on. */
import { liveHashOf } from '../configuration/files.js';
import { assignmentChanged } from './assignment-changed.js';
import type { ClusterState, WorkloadRecord } from './state.js';

/** Copies that stay get what may change while they run. */
export function changeInPlace(
  state: ClusterState,
  { spec: { run }, runHash, placements }: WorkloadRecord,
): void {
  const liveHash = liveHashOf(run);
  for (const placement of placements.values()) {
    if (placement.runHash !== runHash || placement.liveHash === liveHash) continue;
    placement.run = run;
    if (liveHash === undefined) delete placement.liveHash;
    else placement.liveHash = liveHash;
    const node = state.nodes.get(placement.node);
    if (node?.placements.has(placement.id)) assignmentChanged(state, node, placement);
    else state.changes.entities.placement.add(placement.id);
  }
}

/** What their nodes start first has changed. */
export function tellNodes(state: ClusterState, workload: WorkloadRecord): void {
  for (const placement of workload.placements.values()) {
    const node = state.nodes.get(placement.node);
    if (node?.placements.has(placement.id)) assignmentChanged(state, node, placement);
  }
}
