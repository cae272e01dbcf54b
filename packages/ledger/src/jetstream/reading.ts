/**
 * Blocks from a stream, each exactly once, in order, whole and chained. A consumer may skip, stall or end (one that was
 * made again over a stream that was made again has skipped 20 records): so the sequences are checked here, and whatever
 * does not come by itself is asked for by its index.
 */
import { BerthError, type Clock, type Random } from '@berth/core';
import { decodeBlock } from '../block-record.js';
import type { StoredBlock } from '../store.js';
import type { BlockStream } from './block-stream.js';
import type { StreamGuard } from './stream-guard.js';
import { backoffMs, wait } from './waiting.js';

/** So many are read one by one; a consumer is more to set up. */
const FEW = 16;

export type ReadDeps = {
  readonly stream: BlockStream;
  readonly guard: StreamGuard;
  readonly clock: Clock;
  readonly random: Random;
  /** How long a read up to a known end waits for its next block; longer than the guard takes to call it missing. */
  readonly patienceMs: number;
};

export type ReadRange = {
  readonly from: number;
  /** Infinity: never ends, but with the signal. */
  readonly to: number;
  /** Of the block before `from`, where it is known. */
  readonly previousHash?: string;
  readonly signal: AbortSignal;
};

export async function* readBlocks(deps: ReadDeps, range: ReadRange): AsyncGenerator<StoredBlock> {
  const { stream, guard, clock, random } = deps;
  const { to, signal } = range;
  let next = range.from;
  let previousHash = range.previousHash;
  let seen = 0;
  let waiting = { attempt: 0, sinceMs: clock.monotonicMs() };

  const take = (bytes: Uint8Array): StoredBlock => {
    const block = decodeBlock(next, bytes);
    if (!block) throw guard.damaged(next, 'its checksum is wrong');
    if (previousHash !== undefined && block.previousHash !== previousHash)
      throw guard.damaged(next, `it does not follow block ${next - 1} as it was: the log is forked`);
    previousHash = block.hash;
    next++;
    waiting = { attempt: 0, sinceMs: clock.monotonicMs() };
    return block;
  };
  const ask = async (): Promise<Uint8Array | undefined> => {
    const got = await stream.get(next);
    if (got.kind === 'record') return got.bytes;
    if (got.kind === 'nothing') await guard.missing(next, seen);
    return undefined;
  };

  reading: while (next <= to && !signal.aborted) {
    if (to - next >= FEW) {
      for await (const record of stream.follow(next, signal)) {
        if (signal.aborted) return;
        if (record === 'quiet') {
          // It comes when it is asked for: the consumer is stuck.
          const bytes = await ask();
          if (!bytes) continue;
          yield take(bytes);
          continue reading;
        }
        seen = Math.max(seen, record.sequence);
        if (record.sequence < next) continue;
        if (record.sequence > next) break;
        yield take(record.bytes);
        if (next > to) return;
      }
    }
    if (signal.aborted) return;
    const bytes = await ask();
    if (bytes) {
      yield take(bytes);
      continue;
    }
    if (Number.isFinite(to) && clock.monotonicMs() - waiting.sinceMs >= deps.patienceMs)
      throw new BerthError(
        'unreachable',
        `${stream.name}: block ${next} cannot be read for now: the servers do not answer`,
      );
    await wait(clock, backoffMs(waiting.attempt++, random), signal);
  }
}
