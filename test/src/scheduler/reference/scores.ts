/**
 * Scores: how good a node that fits is. A score is a whole number from 0 to {@link SCORE_MAX}, so that nodes that are
 * as good as each other are really equal, and the smaller id decides. A node's score is the sum of its terms.
 */
import { amountOf, listOf, type NodeInfo, type PlaceRequest, type ReadonlyNodeLoad } from '@berth/core';
import type { Call, Examined } from './call.js';
import { countIn } from './copies.js';
import { domainOf } from './domain.js';
import type { Expressions } from './scheduler.js';

export const SCORE_MAX = 1000;
/** The weight of a preference that is worth as much as all of best fit. */
const WEIGHT_MAX = 100;

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
export function preferenceSum(info: NodeInfo, { request, expressions }: Call): number {
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
  const share = Math.min(1, Math.max(0, weight / WEIGHT_MAX));
  return expressions.matches(when, info) ? Math.round(share * SCORE_MAX) : 0;
}

export function scoreOf({ node, load }: Examined, call: Call): number {
  return bestFit(load, call.request) + preferenceSum(node.info, call) + relationSum(node.info, call);
}

/** All rules about copies together. */
function relationSum(info: NodeInfo, { request, copies }: Call): number {
  const { rules, count, wanted = count } = request;
  const domain = (by: string) => domainOf(info, by);
  const own = copies.own();
  let sum = 0;
  for (const rule of listOf(rules.spread)) {
    const here = domain(rule.by);
    if (here === undefined) continue;
    const copiesHere = countIn(own, rule.by, here);
    if ('maxSkew' in rule) {
      const spare = rule.maxSkew - 1;
      const ahead = copiesHere - copies.least(rule.by);
      if (spare <= 0 || ahead <= 0) sum += SCORE_MAX;
      else sum += Math.max(0, Math.floor((SCORE_MAX * (spare - ahead)) / spare));
      continue;
    }
    const due = (rule.targets ? (rule.targets[here] ?? 0) : 100) * wanted;
    if (due > 0) sum += Math.max(0, Math.floor((10 * rule.weight * (due - 100 * copiesHere)) / due));
  }
  for (const { by, from, own: countsOwn = true, weight } of listOf(rules.apart)) {
    if (weight === undefined || domain(by) === undefined) continue;
    const all = [...(countsOwn ? own : []), ...copies.others(from)];
    if (countIn(all, by, domain(by)) === 0) sum += 10 * weight;
  }
  for (const { by, workload, weight } of listOf(rules.near)) {
    if (weight === undefined) continue;
    const all = copies.isOwn(workload) ? own : copies.others([workload]);
    if (countIn(all, by, domain(by)) > 0) sum += 10 * weight;
  }
  return sum;
}
