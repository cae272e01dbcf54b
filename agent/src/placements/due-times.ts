/** When copies on a schedule are due: croner's rules, in the time zone of each schedule. */
import { type Clock, type Due, LIMITS, lookFromMs, type RunRecord, type Schedule } from '@berth/core';
import { Cron } from 'croner';

export class DueTimes {
  readonly #clock: Pick<Clock, 'nowMs' | 'monotonicMs'>;
  readonly #times = new WeakMap<Schedule, Times>();

  constructor(clock: Pick<Clock, 'nowMs' | 'monotonicMs'>) {
    this.#clock = clock;
  }

  /** Undefined of what has no schedule. */
  of({ run: { schedule }, timetable }: Pick<RunRecord, 'run' | 'timetable'>): Due | undefined {
    if (!schedule) return undefined;
    const nowMs = Math.floor(this.#clock.nowMs());
    const monotonicMs = this.#clock.monotonicMs();
    const times = this.#timesOf(schedule);
    const later = { nowMs, lookAtMs: monotonicMs + LIMITS.scheduleLookMs };
    if (times.fault !== undefined) return { ...later, fault: times.fault };
    const first = times.after(lookFromMs(timetable, nowMs));
    const isDue = first !== undefined && first <= nowMs;
    const nextMs = isDue ? times.after(nowMs) : first;
    if (nextMs === undefined) return later;
    const waitMs = Math.min(Math.max(nextMs - this.#clock.nowMs(), 0), LIMITS.scheduleLookMs);
    return {
      ...{ nowMs, nextMs, lookAtMs: monotonicMs + waitMs },
      ...(isDue && { latest: latest(times, first, nowMs) }),
    };
  }

  #timesOf(schedule: Schedule): Times {
    const known = this.#times.get(schedule);
    if (known) return known;
    const times = timesOf(schedule);
    this.#times.set(schedule, times);
    return times;
  }
}

type Times = {
  /** The first due time after this one. */
  readonly after: (ms: number) => number | undefined;
  /** Why there are none. */
  readonly fault?: string;
};

function timesOf({ cron: pattern, timeZone }: Schedule): Times {
  let cron: Cron;
  try {
    cron = new Cron(pattern, { timezone: timeZone, paused: true });
    cron.nextRun(new Date(0));
  } catch (thrown) {
    const why = thrown instanceof Error ? thrown.message : String(thrown);
    return { after: () => undefined, fault: `"${pattern}" in ${timeZone}: ${why}` };
  }
  // Asked again and again until it has come.
  let asked = { ms: Number.NaN, answer: undefined as number | undefined };
  return {
    after: (ms) => {
      if (asked.ms !== ms) asked = { ms, answer: firstAfter(cron, ms) };
      return asked.answer;
    },
  };
}

/** Strictly later, also in the hour that a time zone has twice. */
function firstAfter(cron: Cron, ms: number): number | undefined {
  for (let fromMs = ms; fromMs <= ms + AMBIGUOUS_MS; fromMs += AMBIGUOUS_STEP_MS) {
    const next = cron.nextRun(new Date(fromMs))?.getTime();
    if (next === undefined || next > ms) return next;
  }
  return undefined;
}

const AMBIGUOUS_MS = 3 * 60 * 60 * 1000;
const AMBIGUOUS_STEP_MS = 60_000;

/** The last one up to now, and how many there are from the first, as far as they are counted. */
function latest({ after }: Times, first: number, nowMs: number): NonNullable<Due['latest']> {
  let atMs = first;
  for (let count = 1; count < LIMITS.dueTimesCounted; count++) {
    const next = after(atMs);
    if (next === undefined || next > nowMs) return { atMs, count };
    atMs = next;
  }
  // There may be millions of them: the last one is between one that has come and now.
  let untilMs = nowMs;
  while (untilMs - atMs > 1000) {
    const middleMs = Math.floor((atMs + untilMs) / 2);
    const next = after(middleMs);
    if (next !== undefined && next <= nowMs) atMs = next;
    else untilMs = middleMs;
  }
  const next = after(atMs);
  return { atMs: next !== undefined && next <= nowMs ? next : atMs, count: LIMITS.dueTimesCounted };
}
