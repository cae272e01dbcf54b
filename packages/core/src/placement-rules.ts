import { listOf, type PlacementRules, type WorkloadSpec } from './model.js';

/** By which rules copies are placed: a daemon has one on a node, whatever else it says. */
export function placementRules({ run, placement }: WorkloadSpec): PlacementRules {
  if (run.kind !== 'daemon') return placement;
  return { ...placement, apart: [...listOf(placement.apart), { by: 'node', from: [] }] };
}
