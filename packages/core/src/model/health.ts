/**
 * Health of one copy: what follows from the results of its checks. Pure; running the checks is the agent's
 * (agent/src/health).
 *
 * Invariants: 1. before `start` has passed nothing else is checked, and the copy is not ready; 2. ready turns only after
 * `successes` or `failures` results in a row; 3. only `start` and `live` ask for a restart; 4. within its grace a failed
 * check counts for nothing; 5. a rule without `ready` makes a copy ready as soon as it has started.
 */
import { canonicalJson } from '../basics/fingerprint.js';
import type { HealthCheck, HealthMeaning, HealthRule } from './model.js';

/** What outlives the agent. */
export type KnownHealth = {
  readonly started: boolean;
  readonly ready: boolean;
  /** Why it is not ready, one line; empty when it is, or when nothing was found out yet. */
  readonly unready: string;
};

export type HealthState = KnownHealth & {
  /** Results in a row, of each meaning: above 0 passed, below 0 failed. */
  readonly streaks: Readonly<Record<HealthMeaning, number>>;
};

export type CheckOutcome = { readonly ok: true } | { readonly ok: false; readonly message: string };

/** One check that is due again and again, and whose result counts for all of `meanings`. */
export type CheckGroup = Pick<HealthCheck, 'probe' | 'intervalMs' | 'timeoutMs'> & {
  readonly meanings: readonly HealthMeaning[];
};

const NO_STREAKS: HealthState['streaks'] = { start: 0, ready: 0, live: 0 };

/** Of a run that begins now, or of one that an earlier agent knew: that stays as it was until results say otherwise. */
export function beginHealth(rule: HealthRule, known?: KnownHealth): HealthState {
  if (known) return { ...known, streaks: NO_STREAKS };
  const started = rule.start === undefined;
  return { started, ready: started && rule.ready === undefined, unready: '', streaks: NO_STREAKS };
}

/** What is to be checked in this state. Meanings with the same check share its results. */
export function activeChecks(rule: HealthRule, state: Pick<HealthState, 'started'>): CheckGroup[] {
  if (!state.started) return rule.start ? [groupOf(['start'], rule.start)] : [];
  const { ready, live } = rule;
  if (ready && live && sameCheck(ready, live)) return [groupOf(['ready', 'live'], ready)];
  return [...(ready ? [groupOf(['ready'], ready)] : []), ...(live ? [groupOf(['live'], live)] : [])];
}

function groupOf(meanings: readonly HealthMeaning[], check: HealthCheck): CheckGroup {
  const { probe, intervalMs, timeoutMs } = check;
  return { meanings, probe, intervalMs, timeoutMs };
}

function sameCheck(a: HealthCheck, b: HealthCheck): boolean {
  return (
    a.intervalMs === b.intervalMs &&
    a.timeoutMs === b.timeoutMs &&
    canonicalJson(a.probe) === canonicalJson(b.probe)
  );
}

export type HealthStep = {
  readonly state: HealthState;
  /** The copy has to be started again, and why. */
  readonly restart?: string;
};

/** After one result of a check for `meanings`, in a run that is `ageMs` old. */
export function afterCheck(
  rule: HealthRule,
  before: HealthState,
  meanings: readonly HealthMeaning[],
  outcome: CheckOutcome,
  ageMs: number,
): HealthStep {
  let state = before;
  let restart: string | undefined;
  for (const meaning of meanings) {
    const check = rule[meaning];
    if (!check) continue;
    const streak = nextStreak(state.streaks[meaning], outcome.ok, ageMs < check.graceMs);
    state = { ...state, streaks: { ...state.streaks, [meaning]: streak } };
    const passed = streak >= check.successes;
    const failed = -streak >= check.failures;
    if (meaning === 'live') {
      if (failed) restart ??= failure('live', outcome);
    } else if (meaning === 'start') {
      if (passed) state = { ...state, started: true, ready: !rule.ready, unready: '' };
      else if (failed) restart ??= failure('start', outcome);
      else if (!outcome.ok) state = { ...state, unready: failure('start', outcome) };
    } else if (passed) {
      state = { ...state, ready: true, unready: '' };
    } else if (failed || (!state.ready && !outcome.ok)) {
      state = { ...state, ready: false, unready: failure('ready', outcome) };
    }
  }
  return restart === undefined ? { state } : { state, restart };
}

function nextStreak(streak: number, ok: boolean, inGrace: boolean): number {
  if (ok) return Math.max(streak, 0) + 1;
  return inGrace ? 0 : Math.min(streak, 0) - 1;
}

function failure(meaning: HealthMeaning, outcome: CheckOutcome): string {
  return `${meaning} check: ${outcome.ok ? 'passed' : outcome.message}`;
}

/** A new reason of a copy that stays unready is told this often at the most. */
export const UNREADY_AGAIN_MS = 60_000;

/** Whether the coordinator should hear of it: health that is steady costs nothing. */
export function worthTelling(told: KnownHealth | undefined, now: KnownHealth, sinceToldMs: number): boolean {
  if (!told || told.ready !== now.ready) return true;
  if (now.ready || told.unready === now.unready) return false;
  return told.unready === '' || sinceToldMs >= UNREADY_AGAIN_MS;
}
