/** Whose rules are about whose copies: when one moves, these have to be asked again. */
import { listOf, type NodeInfo, type PlacementRules, splitWorkloadKey, type WorkloadKey } from '@berth/core';
import { domainOf } from '../domain.js';
import type { ScratchCluster, ScratchCopy } from './scratch-cluster.js';

/** About the node alone: where other copies are changes nothing. */
const RULES_OF_NODES: ReadonlySet<string> = new Set(['require', 'prefer', 'tolerate', 'policy', 'closeTo']);

/** Of a rule, the workloads of the same stack that it names, beside its own. What is not here may be about any copy. */
export const REFERENCES: Readonly<Record<string, (rules: PlacementRules) => readonly string[]>> = {
  spread: () => [],
  distinct: () => [],
  apart: ({ apart }) => listOf(apart).flatMap(({ from }) => from),
  near: ({ near }) => listOf(near).map(({ workload }) => workload),
};

/** The names of the rules that are about where other copies are. */
export function aboutCopies(rules: PlacementRules): string[] {
  return Object.entries(rules).flatMap(([name, rule]) =>
    rule === undefined || RULES_OF_NODES.has(name) ? [] : [name],
  );
}

export function isAboutCopies({ rules }: { readonly rules: PlacementRules }): boolean {
  return aboutCopies(rules).length > 0;
}

/** Equal for nodes that stand in the same domains of every rule. */
function domainsOf(info: NodeInfo, { spread, distinct, apart, near }: PlacementRules): (string | null)[] {
  const rules = [...listOf(spread), ...listOf(distinct), ...listOf(apart), ...listOf(near)];
  return rules.map(({ by }) => domainOf(info, by) ?? null);
}

export class Relations {
  readonly #cluster: ScratchCluster;
  readonly #byWorkload = new Map<WorkloadKey, readonly ScratchCopy[]>();

  constructor(cluster: ScratchCluster) {
    this.#cluster = cluster;
  }

  /** Copies whose rules may be about this one, and the copy itself if it has such rules. */
  of(moved: ScratchCopy): readonly ScratchCopy[] {
    const all = this.#about(moved.workload.key);
    const seen = new Set<string>();
    // Where copies of one workload stand in the same domains, all of them stand or none.
    const some = all.filter((copy) => {
      const info = this.#cluster.nodes.get(copy.node)?.info;
      const known = aboutCopies(copy.workload.rules).every((name) => name in REFERENCES);
      if (copy === moved || !info || !known) return true;
      const key = JSON.stringify([copy.workload.key, domainsOf(info, copy.workload.rules)]);
      if (seen.has(key)) return false;
      seen.add(key);
      return true;
    });
    return some;
  }

  #about(key: WorkloadKey): readonly ScratchCopy[] {
    const known = this.#byWorkload.get(key);
    if (known) return known;
    const own = splitWorkloadKey(key);
    const found = this.#cluster.copies.filter(({ workload }) => {
      const names = workload.daemon ? [] : aboutCopies(workload.rules);
      if (names.length > 0 && workload.key === key) return true;
      const sameStack = splitWorkloadKey(workload.key).stack === own.stack;
      return names.some((name) => {
        const references = REFERENCES[name];
        return references ? sameStack && references(workload.rules).includes(own.workload) : true;
      });
    });
    this.#byWorkload.set(key, found);
    return found;
  }
}
