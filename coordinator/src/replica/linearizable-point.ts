/** The index that a linearizable read has to show: the leader's, confirmed; asked for again while leadership moves. */
import { BerthError, type Clock } from '@berth/core';
import { askLeader, type Leader } from './replicated-api.js';

export type LinearizablePointDeps = {
  readonly clock: Clock;
  /** Waits for one within bounds. Throws "not_leader". */
  readonly leader: () => Promise<Leader>;
  /** For all attempts together; longer than a take-over takes. 15 s by default. */
  readonly withinMs?: number;
};

const WITHIN_MS = 15_000;
const AGAIN_MS = 50;

/** Throws "timed_out". To ask again is safe: nothing is changed by it. */
export async function linearizablePoint(deps: LinearizablePointDeps): Promise<number> {
  const { clock, withinMs = WITHIN_MS } = deps;
  const startMs = clock.monotonicMs();
  let why = '';
  let cancel = () => {};
  const timeUp = new Promise<never>((_, reject) => {
    cancel = clock.schedule(withinMs, () => reject(tooLate(withinMs, why)));
  });
  timeUp.catch(() => {});
  try {
    while (true) {
      try {
        const leader = await Promise.race([timeUp, deps.leader()]);
        return (await Promise.race([timeUp, askLeader(leader, (api) => api.readIndex())])).index;
      } catch (thrown) {
        const error = BerthError.from(thrown);
        const isOver = clock.monotonicMs() - startMs >= withinMs;
        if (isOver || !AGAIN.includes(error.code)) throw error;
        why = error.message;
      }
      await Promise.race([timeUp, new Promise<void>((resolve) => clock.schedule(AGAIN_MS, resolve))]);
    }
  } finally {
    cancel();
  }
}

const AGAIN: readonly string[] = ['not_leader', 'unreachable', 'timed_out', 'shutting_down'];

function tooLate(withinMs: number, why: string): BerthError {
  const what = `no leader confirmed within ${withinMs / 1000} s that it leads`;
  const cause = why ? ` (${why})` : '';
  const hint = 'without --consistent you get what this coordinator knows';
  return new BerthError('timed_out', `${what}${cause}: ${hint}`);
}
