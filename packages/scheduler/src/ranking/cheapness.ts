import type { NodeInfo } from '@berth/core';
import { RANK_MAX } from './ranks.js';

/** Twice this cost is the worst rank: 2^16 thousandths, 65 units an hour. */
const DOUBLINGS = 16;

/**
 * `cost`: full marks where an hour costs nothing, and as much less for each doubling, so that a tenth more weighs the same
 * on small nodes and on large ones.
 */
export function cheapness({ costMillisPerHour = 0 }: NodeInfo): number {
  const doublings = Math.min(DOUBLINGS, Math.log2(1 + Math.max(0, costMillisPerHour)));
  return Math.round(RANK_MAX * (1 - doublings / DOUBLINGS));
}
