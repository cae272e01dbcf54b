import { withContainerRule } from '../model/container.js';
import { listOf, type PlacementRules, type WorkloadSpec } from '../model/model.js';
import { withVolumesRule } from '../model/volumes.js';

/** By which rules copies are placed: only where they can run; and a daemon has one on a node, whatever else it says. */
export function placementRules(spec: WorkloadSpec): PlacementRules {
  const rules = runnableRules(spec);
  if (spec.run.kind !== 'daemon') return rules;
  return { ...rules, apart: [...listOf(rules.apart), { by: 'node', from: [] }] };
}

/** Its own, and that the node can run it at all. */
export function runnableRules({ run, placement }: WorkloadSpec): PlacementRules {
  return withVolumesRule(withContainerRule(placement, run.container), run);
}
