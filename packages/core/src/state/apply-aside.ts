/** Applies that a copy does not count any more while its node is silent, or counts again. */
import type { PlacementId } from '../basics/ids.js';
import { wakeAround } from '../needs/needs.js';
import type { ClusterState } from './state.js';

/** Its node is told nothing: the copy goes on as it does. */
export function applyAside(state: ClusterState, id: PlacementId, aside: boolean): void {
  const placement = state.placements.get(id);
  if (!placement || placement.desired === 'stopped' || (placement.aside ?? false) === aside) return;
  if (aside) placement.aside = true;
  else delete placement.aside;
  state.nodeLog.counted(placement.node, placement.workload, aside ? -1 : 1);
  state.changes.entities.placement.add(id);
  state.changes.dirty.add(placement.workload);
  wakeAround(state, placement.workload);
}
