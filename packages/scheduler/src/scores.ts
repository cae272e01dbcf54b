/** Scores: how good a node that fits is. Whole numbers from 0 to 1000 a term, so that equal nodes are really equal. */
import type { NodeInfo, PlaceRequest, ReadonlyNodeLoad, ScoreTerm } from '@berth/core';
import type { Expressions } from './expressions.js';

/** Best fit fills 0..1000; a preference of full weight outweighs it. */
export const SCORE_MAX = 1000;
const WEIGHT_MAX = 100;

/**
 * Best fit for vectors: the mean, over the dimensions that are asked for, of the share that is in use after the placement.
 * The fullest node that still fits wins (Panigrahy, Talwar, Uyeda, Wieder: Heuristics for Vector Bin Packing, 2011, the
 * L1 form with capacities as weights).
 */
export function bestFit(load: ReadonlyNodeLoad, request: PlaceRequest): number {
  const { quantities } = request.resources;
  let used = 0;
  let dimensions = 0;
  for (const name in quantities) {
    const capacity = load.capacity[name] ?? 0;
    if (capacity === 0) continue;
    used += ((load.held[name] ?? 0) + (quantities[name] ?? 0)) / capacity;
    dimensions++;
  }
  return dimensions === 0 ? 0 : Math.round((SCORE_MAX * Math.min(used, dimensions)) / dimensions);
}

/** The sum of the weights of what is preferred and true here; 100 is worth as much as the fullest against the emptiest. */
export function preference(info: NodeInfo, request: PlaceRequest, expressions: Expressions): number {
  let score = 0;
  for (const { when, weight } of request.rules.prefer) {
    if (expressions.compile(when).matches(info)) score += (weight * SCORE_MAX) / WEIGHT_MAX;
  }
  return Math.round(score);
}

export function scoreTerms(
  info: NodeInfo,
  load: ReadonlyNodeLoad,
  request: PlaceRequest,
  expressions: Expressions,
): ScoreTerm[] {
  const terms: ScoreTerm[] = [{ term: 'best-fit', score: bestFit(load, request) }];
  if (request.rules.prefer.length > 0) {
    terms.push({ term: 'prefer', score: preference(info, request, expressions) });
  }
  return terms;
}
