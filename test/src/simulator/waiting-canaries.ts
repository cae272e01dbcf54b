/** When a rollout on trial waits rightly, although there are copies of the version before. */
import {
  type ClusterState,
  claimFor,
  copyLoad,
  groupsOf,
  isTerminal,
  openRollout,
  type Placement,
  release,
  type WorkloadRecord,
} from '@berth/core';

/**
 * So many replicas get the new version until somebody promotes it, and no more. They have it, or are out of service already
 * for want of room; and no copy stands where a new one would fit. To end one would bring no canary: it would only take one
 * more out of service.
 */
export function waitsForRoom(state: ClusterState, workload: WorkloadRecord): boolean {
  const rollout = openRollout(workload);
  if (!rollout || rollout.canaries === 0 || rollout.promoted) return false;
  const copies = [...workload.placements.values()].filter(({ observed }) => !isTerminal(observed));
  const fresh = copies.filter(({ runHash }) => runHash === workload.runHash).length;
  const lacking = workload.spec.replicas - copies.length;
  if (fresh + lacking < rollout.canaries) return false;
  // The last copy of a gang: without it the gang begins as a whole, in the version before.
  if (workload.spec.gang && copies.length < 2) return true;
  return !copies.some((copy) => copy.runHash !== workload.runHash && fitsInPlaceOf(state, workload, copy));
}

function fitsInPlaceOf(state: ClusterState, { key, spec }: WorkloadRecord, copy: Placement): boolean {
  const node = state.nodes.get(copy.node);
  const [group] = groupsOf(state, key, spec.run, [copy]);
  if (!node || (group?.onlyNodes && !group.onlyNodes.has(copy.node))) return false;
  const load = copyLoad(node.load);
  release(load, copy.claim);
  const { resources } = spec.run;
  const disk = (resources.quantities.disk ?? 0) + (group?.diskMiB ?? 0);
  return 'claim' in claimFor(load, { ...resources, quantities: { ...resources.quantities, disk } });
}
