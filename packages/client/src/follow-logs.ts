/** Output for programs that go on when a coordinator or an agent cannot be reached for a while: nothing twice. */
import { BerthError, type Clock, type LogWish } from '@berth/core';
import type { ControlApi } from '@berth/transport';
import { PASSING, pause, RETRY_MS, RETRY_MS_MAX } from './passing.js';

export type FollowLogsOptions = {
  /** A placement id, or "stack/workload" for its first copy. */
  readonly placement: string;
  readonly wish: LogWish;
  readonly clock: Pick<Clock, 'schedule'>;
  /** The connection was lost, and is made again. */
  readonly onLost?: (why: string) => void;
  /** So many bytes were given up by the node before they could be read. */
  readonly onMissed?: (bytes: number) => void;
};

/** Ends with the output, or with the placement; what does not pass by itself is thrown, and all that fails at first. */
export async function* followLogs(
  api: Pick<ControlApi, 'logs'>,
  { placement, wish, clock, onLost = () => {}, onMissed = () => {} }: FollowLogsOptions,
  signal: AbortSignal,
): AsyncGenerator<{ readonly data: Uint8Array; readonly at: number }> {
  let retryMs = RETRY_MS;
  let next: number | undefined;
  while (!signal.aborted) {
    try {
      const from = next === undefined ? {} : { from: next };
      for await (const part of api.logs({ placement, ...wish, ...from }, signal)) {
        retryMs = RETRY_MS;
        if (next !== undefined && part.at > next) onMissed(part.at - next);
        next = part.at + part.data.length;
        if (part.data.length > 0) yield part;
      }
      return;
    } catch (thrown) {
      const error = BerthError.from(thrown);
      if (signal.aborted) return;
      if (next === undefined || !wish.follow || !PASSING.has(error.code)) {
        // It was there, and is forgotten by now.
        if (next !== undefined && error.code === 'not_found') return;
        throw error;
      }
      onLost(error.message);
    }
    await pause(retryMs, clock, signal);
    retryMs = Math.min(retryMs * 2, RETRY_MS_MAX);
  }
}
