/** Which blocks may go: those that checkpoints of enough coordinators cover, and nobody wants to look back at. */
import { BerthError, type Log } from '@berth/core';
import type { Ledger } from '@berth/ledger';

/**
 * Kept for auditors, who ask months later who wanted what and why. A busy cluster makes some thousand blocks a day, of about
 * 1 KB each: this is most of a year.
 */
export const HISTORY_BLOCKS = 1_000_000;
/** Where coordinators are few, or were not heard yet, it counts as if there were so many. */
const COORDINATORS_MIN = 3;
/** A stream that is full takes nothing any more: then history has to give way before. */
const FULL = 0.75;

export type Holders = {
  /** All that are known of, whether they live or not. */
  readonly coordinators: number;
  /** Index of the last durable checkpoint of each one that lives; 0 for none. */
  readonly checkpoints: readonly number[];
  readonly historyBlocks: number;
};

/** The newest index that a majority of the known coordinators hold in a checkpoint; 0 when there is none. */
export function heldByMajority({ coordinators, checkpoints }: Omit<Holders, 'historyBlocks'>): number {
  const majority = Math.floor(Math.max(coordinators, COORDINATORS_MIN) / 2) + 1;
  return [...checkpoints].sort((a, b) => b - a)[majority - 1] ?? 0;
}

/** Purges, when it is worth it: at least `step` blocks. Never throws: the next attempt is near. */
export async function purgeLedger(ledger: Ledger, holders: Holders, step: number, log: Log): Promise<void> {
  const { oldest, head } = ledger;
  const held = heldByMajority(holders);
  if (held + 1 - oldest < step) return;
  try {
    const isFull = ((await ledger.fullness()) ?? 0) >= FULL;
    const kept = isFull ? Math.min(holders.historyBlocks, (head.index - oldest) >> 1) : holders.historyBlocks;
    const below = Math.min(held, head.index - kept) + 1;
    if (below - oldest < step) return;
    await ledger.purgeBelow(below);
    log.info('blocks purged', { below, held, isFull });
  } catch (thrown) {
    log.warn('cannot purge', { why: BerthError.from(thrown).message });
  }
}
