/** What a node is told: its assignment as a snapshot, or as the changes since what it was told before. */
import {
  type AssignedPlacement,
  type Assignment,
  type ClusterState,
  type NodeRecord,
  type Placement,
  type PlacementId,
  type RunSpec,
  runKeyOf,
  type WorkloadSpec,
} from '@berth/core';

export function snapshotFor(state: ClusterState, node: NodeRecord): Assignment {
  return message(state, node, 'snapshot', 0, [...node.placements.values()], []);
}

/** For a node that came back with all of it: nothing changed. */
export function confirmationFor(state: ClusterState, node: NodeRecord): Assignment {
  return message(state, node, 'delta', node.assignmentVersion, [], []);
}

/** Changes of the placements `touched`, on top of what the node has at `baseVersion`. */
export function deltaFor(
  state: ClusterState,
  node: NodeRecord,
  baseVersion: number,
  touched: ReadonlySet<PlacementId>,
): Assignment {
  const changed: Placement[] = [];
  const removed: PlacementId[] = [];
  for (const id of touched) {
    const placement = node.placements.get(id);
    if (placement) changed.push(placement);
    else removed.push(id);
  }
  return message(state, node, 'delta', baseVersion, changed, removed);
}

function message(
  { epoch, workloads }: ClusterState,
  node: NodeRecord,
  form: Assignment['form'],
  baseVersion: number,
  placements: readonly Placement[],
  removed: readonly PlacementId[],
): Assignment {
  const runs: Record<string, RunSpec> = {};
  for (const placement of placements) runs[runKeyOf(placement)] = placement.run;
  return {
    kind: 'assignment',
    epoch,
    form,
    baseVersion,
    version: node.assignmentVersion,
    digest: node.digest.toString(),
    placements: placements.map((placement) => assigned(placement, workloads.get(placement.workload)?.spec)),
    removed,
    runs,
  };
}

function assigned(placement: Placement, spec: WorkloadSpec | undefined): AssignedPlacement {
  const { priority, needs } = spec ?? {};
  const { id, workload, replica, generation, claim, desired, volumes } = placement;
  const runHash = runKeyOf(placement);
  const ranked = priority === undefined ? {} : { priority };
  const needing = needs ? { needs: needs.map((need) => need.workload) } : {};
  const keeping = volumes ? { volumes } : {};
  return { id, workload, replica, generation, runHash, claim, desired, ...ranked, ...needing, ...keeping };
}
