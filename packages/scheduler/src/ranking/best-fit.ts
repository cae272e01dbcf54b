import { amountOf, type Quantities, type ReadonlyNodeLoad } from '@berth/core';
import { RANK_MAX } from './ranks.js';

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
export function bestFit(load: ReadonlyNodeLoad, wanted: Quantities): number {
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
  return Math.round((RANK_MAX * (fullness + shape)) / 2);
}
