/**
 * What an agent does about the due times of a copy on a schedule. Which times are due, it is told (agent/src/placements/due-times.ts);
 * here is what follows from them.
 *
 * Invariants: 1. a due time is begun at most once, and none before one that was begun, whoever crashes and wherever the wall
 * clock jumps, as long as it is not set back by more than LIMITS.clockSetBackMs; 2. for all that could not be kept there is
 * at most one run; 3. a due time has at most as many runs as `failure.restarts` allows, and none after the next one has come.
 */
import { LIMITS } from '../basics/limits.js';
import type { Schedule } from '../model/schedule.js';
import type { AfterEnd, End, RunRecord, Step } from './converge.js';
import {
  lastedText,
  leftOutText,
  missedBeforeText,
  missedText,
  nextText,
  runText,
  timeText,
} from './timetable-text.js';

/** What stands in the journal. Wall clock. */
export type Timetable = {
  /** Whatever was due up to this time has been dealt with. */
  readonly doneMs: number;
  /** The due time that was begun last. */
  readonly lastMs?: number;
  /** It goes on: its run, or its next try. */
  readonly open?: boolean;
  /** So many came due meanwhile. */
  readonly leftOut?: number;
  /** The first one after `doneMs`, as far as it is known. */
  readonly nextMs?: number;
};

/** What the clock says of a timetable. */
export type Due = {
  readonly nowMs: number;
  /** The latest of those that have come after `doneMs`, and how many; absent: none has. */
  readonly latest?: { readonly atMs: number; readonly count: number };
  /** The first one after now. */
  readonly nextMs?: number;
  /** When to look again, monotonic: the wall clock may jump. */
  readonly lookAtMs: number;
  /** Why this schedule cannot be followed here. */
  readonly fault?: string;
};

/** A start that begins with another due time. */
export type TurnBegun = Required<Pick<RunRecord, 'timetable' | 'failures' | 'message'>> & {
  readonly prepared: undefined;
};

type Settle = Extract<Step, { kind: 'settle' }>;
type Come = NonNullable<Due['latest']>;

/** Of a copy that nothing runs for, and that may run: begin with a due time, go on with the one that is open, or something else. */
export type Turn =
  | { readonly kind: 'begin'; readonly turn: TurnBegun }
  | { readonly kind: 'go-on' }
  | Settle
  | Extract<Step, { kind: 'wait' }>;

export function turnOf(record: RunRecord, schedule: Schedule, due: Due | undefined): Turn {
  const { timetable } = record;
  if (!due) return { kind: 'wait' };
  if (due.fault !== undefined)
    return { kind: 'settle', phase: 'failed', message: `its schedule cannot be followed here: ${due.fault}` };
  if (!timetable || isOfWrongClock(timetable, due.nowMs)) return begunAnew(record, schedule, due);
  const { latest, nowMs } = due;
  const isInTime = (atMs: number) => nowMs - atMs <= lateMs(record, schedule);
  if (latest && isInTime(latest.atMs)) return { kind: 'begin', turn: begun(latest, schedule, due) };
  if (latest) return missed(timetable, schedule, due, latest);
  if (!timetable.open) return { kind: 'wait', atMs: due.lookAtMs };
  // It could not begin: what it needs was not there, or its agent.
  const isTried = record.failures > 0 || record.prepared === true;
  const { lastMs = nowMs } = timetable;
  if (!isTried && !isInTime(lastMs)) return missed(timetable, schedule, due, { atMs: lastMs, count: 1 });
  return { kind: 'go-on' };
}

/** After which time due times are looked for. */
export function lookFromMs(timetable: Timetable | undefined, nowMs: number): number {
  return !timetable || isOfWrongClock(timetable, nowMs) ? nowMs : timetable.doneMs;
}

function isOfWrongClock({ doneMs }: Timetable, nowMs: number): boolean {
  return doneMs - nowMs > LIMITS.clockSetBackMs;
}

/** How late a run may begin. What has to end first may take its time to do so. */
function lateMs({ run }: RunRecord, { catchUp, deadlineMs, overlap }: Schedule): number {
  const graceMs = overlap === 'replace' ? run.process.graceMs : 0;
  return graceMs + (catchUp === 'last' ? (deadlineMs ?? Number.POSITIVE_INFINITY) : LIMITS.onTimeMs);
}

/** From now on: there is no timetable yet, or it is one of a clock that was wrong. */
function begunAnew({ timetable, message }: RunRecord, schedule: Schedule, due: Due): Settle {
  const { lastMs, open } = timetable ?? {};
  const next = nextText(due.nextMs, schedule);
  const said = timetable ? `the clock of its node was set back; ${next}` : next;
  return {
    kind: 'settle',
    phase: 'scheduled',
    message: open ? message : said,
    timetable: {
      doneMs: due.nowMs,
      ...(lastMs !== undefined && { lastMs }),
      ...(open && { open }),
      ...comingOf(due),
    },
  };
}

function begun({ atMs, count }: Come, schedule: Schedule, due: Due): TurnBegun {
  const before = count > 1 ? `; ${missedBeforeText(count - 1)}` : '';
  return {
    timetable: { doneMs: atMs, lastMs: atMs, open: true, ...comingOf(due) },
    failures: 0,
    prepared: undefined,
    message: `${runText(atMs, schedule)}${before}`,
  };
}

function missed(timetable: Timetable, schedule: Schedule, due: Due, { atMs, count }: Come): Settle {
  const { lastMs } = timetable;
  return {
    kind: 'settle',
    phase: 'scheduled',
    message: `${missedText(count, atMs, schedule)}; ${nextText(due.nextMs, schedule)}`,
    failures: 0,
    timetable: {
      doneMs: Math.max(atMs, timetable.doneMs),
      ...(lastMs !== undefined && { lastMs }),
      ...comingOf(due),
    },
  };
}

function comingOf({ nextMs }: Due): Pick<Timetable, 'nextMs'> {
  return nextMs === undefined ? {} : { nextMs };
}

/** Of a copy whose run, or the hook before it, goes on: what comes due ends it, or is left out. */
export function whileItRuns(record: RunRecord, schedule: Schedule, due: Due | undefined): Step | undefined {
  const { timetable, phase } = record;
  const latest = due?.latest;
  if (!timetable || !due || !latest) return undefined;
  const isInTime = due.nowMs - latest.atMs <= lateMs(record, schedule);
  if (schedule.overlap === 'replace' && isInTime) return { kind: 'stop', why: 'replaced' };
  const { lastMs, leftOut = 0 } = timetable;
  const { nextMs: _past, ...kept } = timetable;
  const count = leftOut + latest.count;
  const run = lastMs === undefined ? '' : `${runText(lastMs, schedule)}; `;
  return {
    kind: 'settle',
    phase,
    message: `${run}${leftOutText(count)}`,
    timetable: { ...kept, doneMs: latest.atMs, leftOut: count, ...comingOf(due) },
  };
}

export type TurnOutcome = 'completed' | 'failed' | 'replaced';

/** What follows when a due time is over: the next one is waited for. Of a copy without a schedule: `ended`. */
export function afterTurn(record: RunRecord, end: End, ended: AfterEnd, outcome: TurnOutcome): AfterEnd {
  const { timetable, run } = record;
  const { schedule } = run;
  if (!schedule) return ended;
  const { lastMs, leftOut = 0, doneMs = 0, nextMs } = timetable ?? {};
  const last = lastMs === undefined ? 'last run' : `last run ${timeText(lastMs, schedule.timeZone)}`;
  const left = leftOut > 0 ? [leftOutText(leftOut)] : [];
  const next = nextMs === undefined ? [] : [nextText(nextMs, schedule)];
  const { phase: _phase, delayMs: _delayMs, ...told } = ended;
  return {
    ...told,
    phase: 'scheduled',
    failures: 0,
    message: [`${last} ${outcomeText(end, ended, outcome)}`, ...left, ...next].join('; '),
    ...(timetable && {
      timetable: {
        doneMs,
        ...(lastMs !== undefined && { lastMs }),
        ...(nextMs !== undefined && { nextMs }),
      },
    }),
  };
}

function outcomeText({ ranMs }: End, { failures, message }: AfterEnd, outcome: TurnOutcome): string {
  switch (outcome) {
    case 'completed':
      return `completed in ${lastedText(ranMs)} (exit 0)`;
    case 'replaced':
      return 'was ended for the next one';
    case 'failed':
      return `failed${failures > 1 ? ` after ${failures} attempts` : ''}: ${message}`;
  }
}
