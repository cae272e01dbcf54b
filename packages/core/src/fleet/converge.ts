/**
 * What an agent does next about one placement: a pure function of its record and the time. Executing the steps is the
 * agent's (agent/src/placements/runner.ts); how, a driver's.
 *
 * Invariants:
 * 1. one placement has at most one run at a time, and each start has an attempt number of its own;
 * 2. after a terminal phase there is no other start, ever; a stop that was begun is gone through with, also by the next
 *    agent: phases never go back;
 *    a ready copy is asked to end only `shutdownDelayMs` after it left the endpoints and those who follow them could hear
 *    of it, unless the fence falls;
 * 3. without a coordinator everything goes on as it was told last: what crashes is started again, also after a reboot, and
 *    no service fails for good: nobody could place it elsewhere;
 * 4. an exclusive placement is started only after contact with a coordinator, and stopped when the fence falls: lease
 *    plus its own delay after the last acknowledged heartbeat was sent;
 * 5. a copy on a schedule runs when it is due (timetable.ts), with or without a coordinator.
 */
import { backOffMs } from '../model/failure-rule.js';
import type { KnownHealth } from '../model/health.js';
import { type HookName, isTerminal, type ObservedPhase, type RunSpec } from '../model/model.js';
import type { AssignedPlacement } from './messages.js';
import { afterTurn, type Due, type Timetable, type TurnBegun, turnOf, whileItRuns } from './timetable.js';

/** What the agent knows of one placement. The first part stands in its journal, `process` and the times do not. */
export type RunRecord = {
  readonly assigned: AssignedPlacement;
  readonly run: RunSpec;
  /** Not in the assignment any more: to be stopped and forgotten. */
  readonly dropped: boolean;
  readonly phase: ObservedPhase;
  /** Of the last start that was intended; -1 before the first. */
  readonly attempt: number;
  readonly restarts: number;
  /** Ends in a row that count against back-off and `failure.restarts`. */
  readonly failures: number;
  readonly exitCode?: number;
  readonly message: string;
  /** Wall clock of the last change. */
  readonly changedAtMs: number;
  /** The agent's running number of the last change. */
  readonly sequence: number;
  /** Of the run of now, when it has health checks. */
  readonly health?: KnownHealth;
  /** The attempt is not one of the workload, but of this hook. */
  readonly hook?: HookName | undefined;
  /** The hook before the next start has been done. */
  readonly prepared?: boolean | undefined;
  /** A run has ended, and the hook after it is due: what follows when that has ended, too. */
  readonly ending?: Omit<AfterEnd, 'timetable'> | undefined;
  /** Of a copy on a schedule, once it has looked at the clock. */
  readonly timetable?: Timetable;
};

/** Where the run of a record is. `at` times are monotonic. */
export type ProcessState =
  /** `startAtMs`: when the next start is due; after a terminal phase, when the last run ended. */
  | { readonly kind: 'none'; readonly startAtMs: number }
  | {
      readonly kind: 'alive';
      readonly sinceMs: number;
      /** When this agent first saw that it is to end. */
      readonly askedAtMs?: number;
      /** Its checks say that it has to be started again, and why. */
      readonly unhealthy?: string;
    }
  | { readonly kind: 'busy' };

export type ConvergeTime = {
  readonly monotonicMs: number;
  /** When an exclusive run with `exclusiveAfterMs` 0 would have to end; undefined = no contact since this agent started. */
  readonly leaseEndsAtMs: number | undefined;
  /** By then others have heard from a coordinator that was away (agent/src/link/others-back.ts); absent = it was not. */
  readonly othersBackAtMs?: number | undefined;
  /** Of a copy on a schedule. */
  readonly due?: Due;
};

export type Step =
  | {
      readonly kind: 'start';
      readonly attempt: number;
      readonly hook?: HookName;
      /** It begins with another due time: this goes into the record together with the intent to start. */
      readonly turn?: TurnBegun;
    }
  | { readonly kind: 'stop'; readonly why: StopReason }
  /**
   * Nothing is to be done but to write down what the record says from now on: a terminal phase; without its hook what follows; or what
   * became of due times.
   */
  | {
      readonly kind: 'settle';
      readonly phase: ObservedPhase;
      readonly message: string;
      readonly ending?: undefined;
      readonly timetable?: Timetable;
      readonly failures?: number;
    }
  | { readonly kind: 'forget' }
  /** Nothing to do before `atMs` (monotonic), or before something happens. */
  | { readonly kind: 'wait'; readonly atMs?: number };

/** "replaced": its next due time has come, and ends it. */
export type StopReason = 'asked' | 'fenced' | 'timed-out' | 'unhealthy' | 'replaced';

export function nextStep(record: RunRecord, process: ProcessState, time: ConvergeTime): Step {
  if (process.kind === 'busy') return { kind: 'wait' };
  const fence = fenceAtMs(record, time);
  const fenced = fence !== undefined && time.monotonicMs >= fence;
  const asked = record.dropped || record.assigned.desired === 'stopped';
  if (process.kind === 'alive') return stepOfAlive(record, process, time, { asked, fenced, fence });
  if (record.ending) {
    // Behind the fence, or where it is not known whether it fell, another copy may run by now.
    if (isExclusive(record) && (time.leaseEndsAtMs === undefined || fenced)) {
      const { phase, message } = record.ending;
      return { kind: 'settle', phase, message, ending: undefined };
    }
    return { kind: 'start', attempt: nextAttempt(record, 'afterStop'), hook: 'afterStop' };
  }
  if (isTerminal(record.phase)) return stepOfEnded(record, process.startAtMs, time);
  if (asked || record.phase === 'stopping') return { kind: 'settle', phase: 'stopped', message: '' };
  if (fenced && record.attempt >= 0) return { kind: 'settle', phase: 'stopped', message: FENCED };
  if (isExclusive(record) && (time.leaseEndsAtMs === undefined || fenced)) return { kind: 'wait' };
  const { schedule } = record.run;
  const next = schedule && turnOf(record, schedule, time.due);
  if (next?.kind === 'settle' || next?.kind === 'wait') return next;
  const turn = next?.kind === 'begin' ? next.turn : undefined;
  // A new due time does not wait for the next try of the one before.
  if (!turn && time.monotonicMs < process.startAtMs)
    return { kind: 'wait', atMs: earliest(process.startAtMs, time.due?.lookAtMs) };
  const isFirst = record.run.hooks?.beforeStart !== undefined && (turn !== undefined || !record.prepared);
  const hook = isFirst ? ('beforeStart' as const) : undefined;
  return { kind: 'start', attempt: nextAttempt(record, hook), ...(hook && { hook }), ...(turn && { turn }) };
}

function earliest(atMs: number, otherMs: number | undefined): number {
  return Math.min(atMs, otherMs ?? atMs);
}

/**
 * Where there are hooks, a number divided by three says whose attempt it is: also a journal that has lost its newest records knows
 * a hook that it finds from a run.
 */
const TURNS: readonly (HookName | undefined)[] = ['beforeStart', undefined, 'afterStop'];

export function hookOf({ hooks }: RunSpec, attempt: number): HookName | undefined {
  return hooks && attempt >= 0 ? TURNS[attempt % TURNS.length] : undefined;
}

function nextAttempt({ run, attempt }: RunRecord, hook: HookName | undefined): number {
  if (!run.hooks) return attempt + 1;
  const ahead = TURNS.indexOf(hook) - ((attempt + 1) % TURNS.length);
  return attempt + 1 + ((ahead + TURNS.length) % TURNS.length);
}

/** What ended by itself leaves its output to be read for a while. */
export const KEEP_ENDED_MS = 60 * 60_000;

function stepOfEnded({ phase, dropped }: RunRecord, endedAtMs: number, time: ConvergeTime): Step {
  if (!dropped) return { kind: 'wait' };
  const forgetAtMs = phase === 'stopped' ? endedAtMs : endedAtMs + KEEP_ENDED_MS;
  return time.monotonicMs >= forgetAtMs ? { kind: 'forget' } : { kind: 'wait', atMs: forgetAtMs };
}

export const FENCED = 'stopped: too long without contact with the coordinator';
export const TIMED_OUT = 'timed out';

function stepOfAlive(
  record: RunRecord,
  { sinceMs, askedAtMs, unhealthy }: Extract<ProcessState, { kind: 'alive' }>,
  time: ConvergeTime,
  { asked, fenced, fence }: { asked: boolean; fenced: boolean; fence: number | undefined },
): Step {
  const { hook } = record;
  // What was begun after the end of a run is gone through with: nothing but the fence and its own time-out end it.
  if (hook === 'afterStop') return stepOfHook(record, sinceMs, time, { fenced, fence });
  const leaveAtMs = asked ? stopAtMs(record, askedAtMs, time) : undefined;
  if (asked && (leaveAtMs === undefined || time.monotonicMs >= leaveAtMs))
    return { kind: 'stop', why: 'asked' };
  if (fenced) return { kind: 'stop', why: 'fenced' };
  if (record.phase === 'stopping') return { kind: 'stop', why: 'asked' };
  if (unhealthy !== undefined) return { kind: 'stop', why: 'unhealthy' };
  const { kind, batch, schedule } = record.run;
  const overlap = schedule && !asked ? whileItRuns(record, schedule, time.due) : undefined;
  if (overlap) return overlap;
  const mostMs = hook ? record.run.hooks?.[hook]?.timeoutMs : kind === 'batch' ? batch.timeoutMs : 0;
  const deadline = mostMs ? sinceMs + mostMs : undefined;
  if (deadline !== undefined && time.monotonicMs >= deadline) return { kind: 'stop', why: 'timed-out' };
  const wakes = [fence, deadline, leaveAtMs, time.due?.lookAtMs].filter((atMs) => atMs !== undefined);
  return wakes.length > 0 ? { kind: 'wait', atMs: Math.min(...wakes) } : { kind: 'wait' };
}

function stepOfHook(
  { run }: RunRecord,
  sinceMs: number,
  time: ConvergeTime,
  { fenced, fence }: { fenced: boolean; fence: number | undefined },
): Step {
  if (fenced) return { kind: 'stop', why: 'fenced' };
  const deadline = sinceMs + (run.hooks?.afterStop?.timeoutMs ?? 0);
  if (time.monotonicMs >= deadline) return { kind: 'stop', why: 'timed-out' };
  return { kind: 'wait', atMs: Math.min(deadline, fence ?? deadline) };
}

/** A ready copy that was told to end has left the endpoints by that; who knows it still gets time to learn so. */
function stopAtMs(
  { dropped, phase, run, health }: RunRecord,
  askedAtMs: number | undefined,
  { othersBackAtMs = 0 }: ConvergeTime,
): number | undefined {
  const isKnown = !dropped && phase === 'running' && health?.ready !== false;
  if (!isKnown || !run.shutdownDelayMs || askedAtMs === undefined) return undefined;
  return Math.max(askedAtMs, othersBackAtMs) + run.shutdownDelayMs;
}

function isExclusive(record: RunRecord): boolean {
  return record.run.exclusiveAfterMs !== undefined;
}

/** When an exclusive run has to end, on the agent's monotonic clock; undefined when it is not exclusive or unknown. */
export function fenceAtMs(record: Pick<RunRecord, 'run'>, time: ConvergeTime): number | undefined {
  const { exclusiveAfterMs } = record.run;
  if (exclusiveAfterMs === undefined || time.leaseEndsAtMs === undefined) return undefined;
  return time.leaseEndsAtMs + exclusiveAfterMs;
}

/** How a run ended. `stopped` = by us, with the reason; undefined = by itself, or it could not even start. */
export type End = {
  readonly exitCode?: number;
  readonly message: string;
  readonly stopped?: StopReason;
  /** With "unhealthy": what its checks said. */
  readonly unhealthy?: string;
  /** How long it ran. */
  readonly ranMs: number;
  /** Ended with the host, not by its own fault: does not count as a failure, and starts again without delay. */
  readonly hostRestarted?: boolean;
  /** No coordinator is in reach. */
  readonly alone?: boolean;
};

export type AfterEnd = Pick<RunRecord, 'phase' | 'restarts' | 'failures' | 'message' | 'timetable'> & {
  readonly exitCode?: number;
  /** Until the next start; undefined when there is none. */
  readonly delayMs?: number;
};

/** What follows from the end of a run. `random` is uniform in [0, 1). */
export function afterEnd(record: RunRecord, end: End, random: number): AfterEnd {
  const { restarts, failures } = record;
  const exit = end.exitCode === undefined ? {} : { exitCode: end.exitCode };
  const begun = record.phase === 'stopping' && end.stopped === undefined;
  if (end.stopped === 'asked' || begun)
    return { phase: 'stopped', restarts, failures, message: end.message, ...exit };
  if (end.stopped === 'fenced') return { phase: 'stopped', restarts, failures, message: FENCED, ...exit };
  const message = end.stopped === 'timed-out' ? TIMED_OUT : (end.unhealthy ?? end.message);
  const batch = record.run.kind === 'batch';
  if (batch && end.exitCode === 0 && !end.stopped) {
    const after = { phase: 'completed' as const, restarts, failures, message, ...exit };
    return afterTurn(record, end, after, 'completed');
  }
  const counted = countFailures(record, end);
  if (end.stopped === 'replaced' || isTooMuch(record, end, counted)) {
    const after = { phase: 'failed' as const, restarts, failures: counted, message, ...exit };
    return afterTurn(record, end, after, end.stopped === 'replaced' ? 'replaced' : 'failed');
  }
  // Less up to a quarter, so that crashes of a fleet drift apart.
  const delayMs = end.hostRestarted
    ? 0
    : Math.round(backOffMs(record.run.failure, counted) * (1 - random / 4));
  return { phase: 'restarting', restarts: restarts + 1, failures: counted, message, delayMs, ...exit };
}

/** It has failed on this node. A service goes on trying while nobody could do anything else with it. */
function isTooMuch({ run }: RunRecord, { hostRestarted, alone }: End, failures: number): boolean {
  const { restarts } = run.failure;
  if (hostRestarted || restarts === undefined || failures <= restarts) return false;
  return run.kind === 'batch' || !alone;
}

function countFailures(record: RunRecord, end: End): number {
  if (end.hostRestarted) return record.failures;
  const recovered = record.run.kind !== 'batch' && end.ranMs >= record.run.failure.resetAfterMs;
  return recovered ? 1 : record.failures + 1;
}
