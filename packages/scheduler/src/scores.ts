/**
 * Scores: how good a node that fits is. Its terms are whole numbers from 0 to {@link RANK_MAX}, so that
 * nodes that are as good as each other are really equal, and the smaller id decides. A node's score is the sum of its terms.
 */
import type { NodeInfo, PlaceRequest, ScoreTerm } from '@berth/core';
import type { Call, Examined, NodeQuestion } from './call.js';
import type { Expressions } from './expressions.js';
import { pointsOf, termOf } from './relations.js';
import { pointsOfWeight } from './weights.js';

/** What a node's score is made of: the terms' sum is the score, for `place` and `explain` alike. */
export function scoreTerms(
  { node, load }: Examined,
  { request, expressions, copies, ranker }: Call,
): ScoreTerm[] {
  const terms = ranker.terms(node, load);
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

/** All preferences together; fixed for the length of a call. */
export function preferenceSum(info: NodeInfo, { request, expressions }: NodeQuestion): number {
  let sum = 0;
  for (const preference of request.rules.prefer) sum += preferenceScore(preference, info, expressions);
  return sum;
}

/** A preference that is true here is worth its weight: 100 as much as the best rank against the worst. */
function preferenceScore(
  { when, weight }: PlaceRequest['rules']['prefer'][number],
  info: NodeInfo,
  expressions: Expressions,
): number {
  return expressions.matches(when, info) ? pointsOfWeight(weight) : 0;
}
