/** Waiting by the clock's port. */
import type { Clock, Random } from '@berth/core';

const FIRST_MS = 50;
const LONGEST_MS = 1_000;

/** Doubles with each attempt, with a jitter of a half, so that several that wait for the same do not come together. */
export function backoffMs(attempt: number, random: Random): number {
  return Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(attempt, 10)) * (0.5 + random.next() / 2);
}

/** Resolves after the time, or with the signal. */
export function wait(clock: Clock, ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      cancel();
      signal?.removeEventListener('abort', done);
      resolve();
    };
    const cancel = clock.schedule(ms, done);
    if (signal?.aborted) done();
    else signal?.addEventListener('abort', done);
  });
}
