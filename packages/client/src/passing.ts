/** Failures that pass by themselves, and how long to wait before the next attempt. */
import type { Clock, ErrorCode } from '@berth/core';

/** What passes by itself. */
export const PASSING: ReadonlySet<ErrorCode> = new Set([
  'unreachable',
  'shutting_down',
  'not_leader',
  'timed_out',
  'overloaded',
] as const);
export const RETRY_MS = 250;
export const RETRY_MS_MAX = 5_000;

export function pause(ms: number, clock: Pick<Clock, 'schedule'>, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const finish = () => {
      cancel();
      signal.removeEventListener('abort', finish);
      resolve();
    };
    const cancel = clock.schedule(ms, finish);
    signal.addEventListener('abort', finish);
    if (signal.aborted) finish();
  });
}
