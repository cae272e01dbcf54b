/** What terms of a score are worth: whole numbers, so that nodes that are as good as each other are really equal. */
import { RANK_MAX } from './ranking/ranks.js';

/** The weight of a preference that is worth as much as the best rank against the worst. */
const WEIGHT_MAX = 100;

/** 100 is worth as much as the best rank against the worst. */
export function pointsOfWeight(weight: number): number {
  return Math.round(Math.min(1, Math.max(0, weight / WEIGHT_MAX)) * RANK_MAX);
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
