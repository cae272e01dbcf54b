/**
 * Scores: how good a node that fits is. Its terms are whole numbers from 0 to {@link RANK_MAX}, so that
 * nodes that are as good as each other are really equal, and the smaller id decides. A node's score is the sum of its terms.
 */
import type { NodeInfo, PlaceRequest, ScoreTerm } from '@berth/core';
import type { Call, Examined, NodeQuestion } from './call.js';
import type { CopyCounts } from './copy-counts.js';
import { domainOf } from './domain.js';
import type { Expressions } from './expressions.js';
import { RANK_MAX } from './ranking/ranks.js';

/** The weight of a preference that is worth as much as the best rank against the worst. */
const WEIGHT_MAX = 100;

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
  if (request.rules.spread) terms.push({ term: 'spread', score: evenness(node.info, request, copies) });
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
  const share = Math.min(1, Math.max(0, weight / WEIGHT_MAX));
  return expressions.matches(when, info) ? Math.round(share * RANK_MAX) : 0;
}

/** The same for every node of a domain: full marks where copies are fewest, none where one more is the most allowed. */
export function evenness(info: NodeInfo, request: PlaceRequest, copies: CopyCounts): number {
  const rule = request.rules.spread;
  if (!rule) return 0;
  const domain = domainOf(info, rule.by);
  if (domain === undefined) return 0;
  return evennessOf(copies.spreadIn(domain) - copies.least, rule.maxSkew);
}

/** `ahead`: how many copies more a domain has than the one that has least. */
export function evennessOf(ahead: number, maxSkew: number): number {
  const spare = maxSkew - 1;
  if (spare <= 0 || ahead <= 0) return RANK_MAX;
  return Math.max(0, Math.floor((RANK_MAX * (spare - ahead)) / spare));
}

/** Whether a domain that is so far ahead may take one copy more. */
export function isWithinSkew(ahead: number, maxSkew: number): boolean {
  return ahead + 1 <= maxSkew;
}
