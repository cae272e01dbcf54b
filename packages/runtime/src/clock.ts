import { performance } from 'node:perf_hooks';
import type { Clock } from '@berth/core';

/** Node limits timers to 2^31 - 1 ms (24.8 days); a longer one would fire at once. */
const TIMER_MS_MAX = 2_147_483_647;

/** The machine's clocks. Its timers keep the process alive until they fire or are cancelled. */
export function systemClock(): Clock {
  return {
    nowMs: () => Date.now(),
    monotonicMs: () => performance.now(),
    schedule: (afterMs, run) => {
      const dueMs = performance.now() + afterMs;
      let timer: NodeJS.Timeout;
      const arm = (leftMs: number) => {
        timer =
          leftMs > TIMER_MS_MAX
            ? setTimeout(() => arm(dueMs - performance.now()), TIMER_MS_MAX)
            : setTimeout(run, Math.max(leftMs, 0));
      };
      arm(afterMs);
      return () => clearTimeout(timer);
    },
  };
}

/** Resolves after `ms` on the given clock, or at once when the signal is aborted. */
export function sleep(clock: Clock, ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted) return resolve();
    const finish = () => {
      cancel();
      signal?.removeEventListener('abort', finish);
      resolve();
    };
    const cancel = clock.schedule(ms, finish);
    signal?.addEventListener('abort', finish);
  });
}
