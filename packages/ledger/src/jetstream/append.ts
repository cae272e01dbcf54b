/**
 * One compare-and-append, until its outcome is known (RESOLVE, design section 4).
 *
 * An answer counts as an acknowledgement only if it names the expected sequence. Everything else says nothing for certain:
 * - no answer: the record was stored, was not, or will be, even after the time-out;
 * - "wrong last sequence": a leader compares with what it has proposed, committed or not; what it names may be this very
 *   record, another's, or one that is dropped again when the leader changes;
 * - an acknowledgement of another sequence: not of this record at this place.
 * What settles it is the record at that index, because what can be read is committed. Until then the same bytes are sent
 * again with the same expectation, after a while over another server, because a leader of the stream that is cut off from
 * the others goes on answering for 15 s: of all copies at most one can be stored, since the first moves the end of the stream.
 */
import { BerthError, type Clock, type Random } from '@berth/core';
import { decodeBlock } from '../block-record.js';
import type { BlockStream } from './block-stream.js';
import type { StreamGuard } from './stream-guard.js';
import { backoffMs, wait } from './waiting.js';

/** What was met on the way; for counters. */
export type AppendStep =
  | 'acknowledged'
  | 'acknowledged_after_resend'
  | 'no_answer'
  | 'wrong_last_sequence'
  | 'wrong_acknowledgement'
  | 'refused'
  | 'own_record_found'
  | 'other_record_found'
  | 'nothing_there'
  | 'unreadable'
  | 'gave_up';

/** Takes a safety away, so that tests can show that it is needed. */
export type UnsafeAppends = {
  /** Publish without naming the expected sequence. */
  readonly withoutFence?: boolean;
  /** Take any acknowledgement. */
  readonly anyAcknowledgement?: boolean;
  /** Take anything but an acknowledgement as "not stored". */
  readonly withoutResolve?: boolean;
};

export type AppendDeps = {
  readonly stream: BlockStream;
  readonly guard: StreamGuard;
  readonly clock: Clock;
  readonly random: Random;
  /** How long an outcome may stay unknown. */
  readonly resolveMs: number;
  readonly unsafe: UnsafeAppends;
  readonly onStep: (step: AppendStep) => void;
  /** Ends the waiting; the outcome is unknown then. */
  readonly signal: AbortSignal;
};

/** A server that has not settled it by then is left for another one. */
const ELSEWHERE_MS = 4_000;

/**
 * "committed": the record is in the stream at `index`; "deposed": another one's is. Throws "storage" when neither could be
 * found out in time, and "corrupt" when the stream is not the one that it was.
 */
export async function appendRecord(
  deps: AppendDeps,
  index: number,
  record: Uint8Array,
): Promise<'committed' | 'deposed'> {
  const { stream, clock, random, unsafe, onStep, signal } = deps;
  const startedMs = clock.monotonicMs();
  const deadlineMs = startedMs + deps.resolveMs;
  let last = '';
  for (let attempt = 0; !signal.aborted; attempt++) {
    const answer = await stream.publish(record, unsafe.withoutFence ? undefined : index - 1);
    if (answer.kind === 'stored' && (answer.sequence === index || unsafe.anyAcknowledgement)) {
      onStep(attempt === 0 ? 'acknowledged' : 'acknowledged_after_resend');
      return 'committed';
    }
    onStep(STEP_OF[answer.kind]);
    if (unsafe.withoutResolve) return 'deposed';
    if (answer.kind === 'refused')
      throw new BerthError('storage', `${stream.name} does not take block ${index}: ${answer.why}`);
    if (answer.kind === 'unknown') last = answer.why;
    else {
      const found = await lookAt(deps, index, record);
      if (found !== 'unsettled') return found;
      last = `nothing is to be read at index ${index}`;
    }
    const nowMs = clock.monotonicMs();
    if (nowMs >= deadlineMs) break;
    if (nowMs - startedMs >= ELSEWHERE_MS) stream.elsewhere?.(`block ${index} is not settled: ${last}`);
    await wait(clock, backoffMs(attempt, random), signal);
  }
  onStep('gave_up');
  throw new BerthError(
    'storage',
    `${stream.name}: whether block ${index} is stored could not be found out (${last}): start again when the servers answer`,
  );
}

const STEP_OF = {
  stored: 'wrong_acknowledgement',
  wrong_last_sequence: 'wrong_last_sequence',
  refused: 'refused',
  unknown: 'no_answer',
} as const satisfies Record<string, AppendStep>;

async function lookAt(
  { stream, guard, onStep }: AppendDeps,
  index: number,
  record: Uint8Array,
): Promise<'committed' | 'deposed' | 'unsettled'> {
  const got = await stream.get(index);
  if (got.kind === 'record') {
    if (Buffer.compare(got.bytes, record) === 0) {
      onStep('own_record_found');
      return 'committed';
    }
    if (!decodeBlock(index, got.bytes)) throw guard.damaged(index, 'its checksum is wrong');
    onStep('other_record_found');
    return 'deposed';
  }
  onStep(got.kind === 'nothing' ? 'nothing_there' : 'unreadable');
  // A stream that was made anew answers like one that waits for a leader.
  await guard.check();
  return 'unsettled';
}
