/** Which node that has too little room comes closest, and what it lacks. */
import type { NodeId } from '../basics/ids.js';
import type { NodeVerdict, Reject } from '../model/scheduling.js';

export type Lack = { readonly resource: string; readonly needs: number; readonly free: number };

/** Only room speaks against the node; what it lacks, in the core's units. */
export type NearestMiss = { readonly node: NodeId; readonly lacks: readonly Lack[] };

/**
 * The node that lacks the smallest part of what is needed, over its scarcest amount; ties go to the smaller id. Undefined
 * when a node fits, or when something else than amounts speaks against each.
 */
export function nearestMiss(verdicts: readonly NodeVerdict[]): NearestMiss | undefined {
  let best: NearestMiss | undefined;
  let bestPart = Number.POSITIVE_INFINITY;
  for (const verdict of verdicts) {
    if (verdict.fits) return undefined;
    const lacks = lacksOf(verdict.rejects);
    if (!lacks) continue;
    const part = Math.max(...lacks.map(({ needs, free }) => (needs - free) / needs));
    if (part > bestPart || (part === bestPart && best !== undefined && verdict.node > best.node)) continue;
    best = { node: verdict.node, lacks };
    bestPart = part;
  }
  return best;
}

function lacksOf(rejects: readonly Reject[]): Lack[] | undefined {
  const lacks: Lack[] = [];
  for (const { subject, amounts } of rejects) {
    if (!amounts) return undefined;
    lacks.push({ resource: subject, ...amounts });
  }
  return lacks;
}
