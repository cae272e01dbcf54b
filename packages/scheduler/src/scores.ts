/**
 * Scores: how good a node that fits is. A score is a whole number from 0 to {@link SCORE_MAX}, so that nodes that are
 * as good as each other are really equal, and the smaller id decides. A node's score is the sum of its terms.
 */
import {
  amountOf,
  type NodeInfo,
  type PlaceRequest,
  type ReadonlyNodeLoad,
  type ScoreTerm,
} from '@berth/core';
import type { Call, Examined, NodeQuestion } from './call.js';
import type { Expressions } from './expressions.js';
import { pointsOf, termOf } from './relations.js';
import { pointsOfWeight, SCORE_MAX } from './weights.js';

/** What a node's score is made of: the terms' sum is the score, for `place` and `explain` alike. */
export function scoreTerms({ node, load }: Examined, { request, expressions, copies }: Call): ScoreTerm[] {
  const terms = [{ term: 'best-fit', score: bestFit(load, request) }];
  for (const preference of request.rules.prefer) {
    const score = preferenceScore(preference, node.info, expressions);
    terms.push({ term: `prefer ${preference.when}`, score });
  }
  for (const [at, relation] of copies.relations.entries()) {
    const term = termOf(relation);
    if (term !== undefined) terms.push({ term, score: pointsOf(relation, copies.standing(node.info, at)) });
  }
  return terms;
}

/**
 * Best fit for vectors: the mean of two measures over the dimensions that are asked for.
 *
 * 1. Fullness: the mean share in use after the placement, so that the fullest node that still fits wins and large holes
 *    stay whole (Panigrahy, Talwar, Uyeda, Wieder: Heuristics for Vector Bin Packing, 2011: the norm of what remains,
 *    in its L1 form with capacities as weights).
 * 2. Shape: the cosine between what is asked and what is free, each as a share of capacity, so that a wish for much
 *    memory goes where memory is what is left (Grandl et al.: Multi-Resource Packing for Cluster Schedulers, 2014: the
 *    dot product, here without the lengths, which would prefer empty nodes).
 *
 * Either alone is worse: fullness strands the dimension that nobody asked for, shape alone leaves every node half full.
 */
export function bestFit(load: ReadonlyNodeLoad, request: PlaceRequest): number {
  const wanted = request.resources.quantities;
  let dimensions = 0;
  let used = 0;
  let dot = 0;
  let askedSquared = 0;
  let freeSquared = 0;
  for (const name in wanted) {
    const amount = wanted[name] ?? 0;
    const capacity = amountOf(load.capacity, name);
    if (amount === 0 || !(capacity > 0)) continue;
    const held = amountOf(load.held, name);
    const asked = amount / capacity;
    const free = Math.max(0, 1 - held / capacity);
    used += Math.min(1, (held + amount) / capacity);
    dot += asked * free;
    askedSquared += asked * asked;
    freeSquared += free * free;
    dimensions++;
  }
  if (dimensions === 0) return 0;
  const fullness = used / dimensions;
  const shape = freeSquared === 0 ? 0 : Math.min(1, dot / Math.sqrt(askedSquared * freeSquared));
  return Math.round((SCORE_MAX * (fullness + shape)) / 2);
}

/** All preferences together; fixed for the length of a call. */
export function preferenceSum(info: NodeInfo, { request, expressions }: NodeQuestion): number {
  let sum = 0;
  for (const preference of request.rules.prefer) sum += preferenceScore(preference, info, expressions);
  return sum;
}

/** A preference that is true here is worth its weight: 100 as much as the best fit against the worst. */
function preferenceScore(
  { when, weight }: PlaceRequest['rules']['prefer'][number],
  info: NodeInfo,
  expressions: Expressions,
): number {
  return expressions.matches(when, info) ? pointsOfWeight(weight) : 0;
}
