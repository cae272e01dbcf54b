import { withContainerRule } from '../model/container.js';
import { listOf, type PlacementRules, type WorkloadSpec } from '../model/model.js';

/** By which rules copies are placed: only where they can run; and a daemon has one on a node, whatever else it says. */
export function placementRules({ run, placement }: WorkloadSpec): PlacementRules {
  const rules = withContainerRule(placement, run.container);
  if (run.kind !== 'daemon') return rules;
  return { ...rules, apart: [...listOf(rules.apart), { by: 'node', from: [] }] };
}
