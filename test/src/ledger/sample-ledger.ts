/** Ledgers of small blocks, with ids and time that repeat. */
import type { Clock, Ids, LedgerEvent } from '@berth/core';
import { type Ledger, type LedgerStore, openLedger } from '@berth/ledger';
import { blockCodec } from '@berth/transport';

export function countingIds(): Ids {
  let last = 0;
  return { next: (prefix) => `${prefix}-${++last}` };
}

export const STILL_CLOCK: Clock = {
  nowMs: () => 1_700_000_000_000,
  monotonicMs: () => 0,
  schedule: () => () => {},
};

export function openSampleLedger(store: LedgerStore, leader = 'c1'): Promise<Ledger> {
  return openLedger({ store, codec: blockCodec, ids: countingIds(), clock: STILL_CLOCK, leader });
}

/** An event that names its block, so that mixed-up blocks are seen. */
export function sampleEvents(number: number): LedgerEvent[] {
  return [
    { kind: 'stack.deleted', stack: `stack-${number}`, actor: { name: 'tester', reason: `block ${number}` } },
  ];
}
