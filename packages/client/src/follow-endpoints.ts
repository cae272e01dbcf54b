/** Endpoints for programs that go on when a coordinator ends, is replaced, or cannot be reached for a while. */
import { BerthError, type Clock, type EndpointsItem } from '@berth/core';
import type { ControlApi } from '@berth/transport';
import { PASSING, pause, RETRY_MS, RETRY_MS_MAX } from './passing.js';

export type FollowOptions = {
  /** "stack/workload". */
  readonly workload: string;
  readonly clock: Pick<Clock, 'schedule'>;
  /** The watch was lost, and is opened again: what was told last stays true as far as anybody knows. */
  readonly onLost?: (why: string) => void;
};

/** Begins with a snapshot, and again after every loss. Throws what does not pass by itself: "not_found" at the beginning. */
export async function* followEndpoints(
  api: Pick<ControlApi, 'watchEndpoints'>,
  { workload, clock, onLost = () => {} }: FollowOptions,
  signal: AbortSignal,
): AsyncGenerator<EndpointsItem> {
  let retryMs = RETRY_MS;
  while (!signal.aborted) {
    try {
      for await (const item of api.watchEndpoints({ workload }, signal)) {
        retryMs = RETRY_MS;
        yield item;
      }
      if (signal.aborted) return;
      onLost('the watch ended');
    } catch (thrown) {
      const error = BerthError.from(thrown);
      if (signal.aborted) return;
      if (!PASSING.has(error.code)) throw error;
      onLost(error.message);
    }
    await pause(retryMs, clock, signal);
    retryMs = Math.min(retryMs * 2, RETRY_MS_MAX);
  }
}
