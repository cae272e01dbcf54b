/** What a node is told: its assignment as a snapshot, or as the changes since what it was told before. */
import type { AssignedPlacement, Assignment, NodeRecord, Placement, PlacementId, RunSpec } from '@berth/core';

export function snapshotFor(node: NodeRecord, epoch: number): Assignment {
  return message(node, epoch, 'snapshot', 0, [...node.placements.values()], []);
}

/** Changes of the placements `touched`, on top of what the node has at `baseVersion`. */
export function deltaFor(
  node: NodeRecord,
  epoch: number,
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
  return message(node, epoch, 'delta', baseVersion, changed, removed);
}

function message(
  node: NodeRecord,
  epoch: number,
  form: Assignment['form'],
  baseVersion: number,
  placements: readonly Placement[],
  removed: readonly PlacementId[],
): Assignment {
  const runs: Record<string, RunSpec> = {};
  for (const placement of placements) runs[placement.runHash] = placement.run;
  return {
    kind: 'assignment',
    epoch,
    form,
    baseVersion,
    version: node.assignmentVersion,
    digest: node.digest.toString(),
    placements: placements.map(assigned),
    removed,
    runs,
  };
}

function assigned(placement: Placement): AssignedPlacement {
  const { id, workload, replica, generation, runHash, claim, desired } = placement;
  return { id, workload, replica, generation, runHash, claim, desired };
}
