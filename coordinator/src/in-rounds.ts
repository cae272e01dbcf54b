import type { Clock } from '@berth/core';

/** At a time, before others get their turn. */
const SHARE_MS = 10;

/** Ends what works in rounds, and lets the loop, its timers and sockets have their turns in between. */
export async function inRounds<Result>(
  rounds: Generator<unknown, Result>,
  clock: Pick<Clock, 'monotonicMs' | 'schedule'>,
): Promise<Result> {
  for (;;) {
    const startMs = clock.monotonicMs();
    do {
      const { done, value } = rounds.next();
      if (done) return value;
    } while (clock.monotonicMs() - startMs < SHARE_MS);
    await new Promise<void>((resolve) => clock.schedule(0, resolve));
  }
}
