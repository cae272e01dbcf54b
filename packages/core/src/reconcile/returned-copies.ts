/**
 * Which copy of a replica stays when a node that was silent is back, and another copy stands in for the one on it.
 *
 * Invariants: 1. a copy that serves is never ended for one that does not; 2. one of two is kept, never none; 3. nothing is
 * ended before the node has been back for RETURN_SETTLE_MS, so that its agent has told what happened there meanwhile.
 */
import type { OnReturn, Placement } from '../model/model.js';

/** For a node that is back to tell what it did, and for a link that comes and goes. */
export const RETURN_SETTLE_MS = 10_000;

export type Comparable = Pick<Placement, 'observed' | 'ready' | 'changedAtMs'>;
export type Kept = 'original' | 'replacement';

/** Which one is kept; undefined: not to be said yet, both go on. */
export function keptCopy(rule: OnReturn, original: Comparable, replacement: Comparable): Kept | undefined {
  const [first, second] = [worthOf(original), worthOf(replacement)];
  // What has completed need not be done again, and is never thrown away for a rule.
  if (first === DONE || second === DONE) return first === DONE ? 'original' : 'replacement';
  switch (rule) {
    case 'keep-original':
      return first === SERVES ? 'original' : undefined;
    case 'keep-replacement':
      return second === SERVES ? 'replacement' : undefined;
    case 'keep-better':
      if (first !== second) return first > second ? 'original' : 'replacement';
      if (first !== SERVES) return undefined;
      return replacement.changedAtMs < original.changedAtMs ? 'replacement' : 'original';
  }
}

const DONE = 2;
const SERVES = 1;
const SERVES_NOT = 0;

function worthOf({ observed, ready }: Comparable): number {
  if (observed === 'completed') return DONE;
  return ready || observed === 'scheduled' ? SERVES : SERVES_NOT;
}
