/** Applies what changes while copies run on. */
import { liveHashOf } from '../configuration/files.js';
import type { Placement } from '../model/model.js';
import { fillNominations } from '../placing/nominations.js';
import { changeQuantities } from '../resources/capacity.js';
import { assignmentChanged } from './assignment-changed.js';
import type { PlacementsResized } from './events.js';
import { workloadChanged } from './leaving-workloads.js';
import type { ClusterState, WorkloadRecord } from './state.js';

/** Copies that stay get what may change while they run. */
export function changeInPlace(
  state: ClusterState,
  { spec: { run }, runHash, placements }: WorkloadRecord,
): void {
  const liveHash = liveHashOf(run);
  for (const placement of placements.values()) {
    if (placement.runHash !== runHash || placement.liveHash === liveHash) continue;
    Object.assign(placement, { run, liveHash });
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

/** Copies that differ from what is wanted in their amounts only get these. */
export function applyResized(state: ClusterState, { workload: key, placements }: PlacementsResized): void {
  const workload = state.workloads.get(key);
  if (!workload) return;
  const { run } = workload.spec;
  const { quantities } = run.resources;
  const now = { run, runHash: workload.runHash, liveHash: liveHashOf(run) };
  for (const id of placements) {
    const placement = workload.placements.get(id);
    if (!placement || placement.runHash === now.runHash) continue;
    const { claim } = placement;
    workload.outdated--;
    Object.assign(placement, { ...now, claim: { ...claim, quantities } });
    const node = state.nodes.get(placement.node);
    if (!node?.placements.has(id)) {
      state.changes.entities.placement.add(id);
      continue;
    }
    changeQuantities(node.load, claim.quantities, quantities);
    fillNominations(state, placement.node);
    state.nodeLog.changed(placement.node);
    state.changes.roomMade = true;
    assignmentChanged(state, node, placement);
  }
  // They are of the version that is wanted now: so others may have waited for them.
  workloadChanged(state, key);
}

/** Its agent could not change its limits while it runs: it is none of the copies that are wanted any more. */
export function applyMisfit(state: ClusterState, placement: Placement, why: string): void {
  const workload = state.workloads.get(placement.workload);
  if (!workload || placement.misfit !== undefined || placement.desired === 'stopped') return;
  if (placement.runHash === workload.runHash) workload.outdated++;
  placement.misfit = why;
  // Like no hash that is wanted, now or later.
  placement.runHash = `${placement.runHash}!`;
  workloadChanged(state, placement.workload);
}
