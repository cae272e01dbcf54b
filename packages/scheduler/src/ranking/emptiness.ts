import { amountOf, type Quantities, type ReadonlyNodeLoad } from '@berth/core';
import { RANK_MAX } from './ranks.js';

/** `spread`: the mean share that stays free of what is asked for, so that the emptiest node comes first. */
export function emptiness(load: ReadonlyNodeLoad, wanted: Quantities): number {
  let dimensions = 0;
  let free = 0;
  for (const name in wanted) {
    const amount = wanted[name] ?? 0;
    const capacity = amountOf(load.capacity, name);
    if (amount === 0 || !(capacity > 0)) continue;
    free += Math.max(0, 1 - (amountOf(load.held, name) + amount) / capacity);
    dimensions++;
  }
  return dimensions === 0 ? 0 : Math.round((RANK_MAX * free) / dimensions);
}
