/** Marks that a node has to be told something about a placement. */
import type { Placement } from '../model/model.js';
import type { ClusterState, NodeRecord } from './state.js';

export function assignmentChanged(state: ClusterState, node: NodeRecord, placement: Placement): void {
  const { changes } = state;
  node.assignmentVersion++;
  changes.entities.node.add(node.info.id);
  changes.entities.placement.add(placement.id);
  const touched = changes.assignments.get(node.info.id);
  if (touched) touched.add(placement.id);
  else changes.assignments.set(node.info.id, new Set([placement.id]));
}
