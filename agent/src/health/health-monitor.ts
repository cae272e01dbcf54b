/**
 * Asks the copies of this node how they are, again and again, each check at its own pace. What results mean stands in
 * core/src/model/health.ts; how to ask, in a Checker.
 *
 * Invariants: 1. of one check of one copy, one is under way at a time; 2. no more checks than the bounds below at a time;
 * 3. health that is steady is not told; 4. nothing is told of a copy that was forgotten.
 */
import {
  activeChecks,
  afterCheck,
  BerthError,
  beginHealth,
  type CheckGroup,
  type CheckOutcome,
  type Clock,
  formatDuration,
  type HealthRule,
  type HealthState,
  type KnownHealth,
  type PlacementId,
  type Random,
  worthTelling,
} from '@berth/core';
import { Slots } from '../placements/slots.js';
import type { CheckedCopy, Checker } from './checker.js';

/** A connection each. */
const PARALLEL_CHECKS = 32;
/** A process each: of their own, so that commands that hang keep no connection waiting. */
const PARALLEL_COMMANDS = 4;
/** A copy that was never ready is asked this often at least: a roll-out waits for it. */
const FIRST_READY_MS = 1_000;

export type HealthMonitorDeps = {
  readonly clock: Clock;
  readonly random: Random;
  readonly checker: Checker;
};

export type HealthHandlers = {
  readonly onChange: (known: KnownHealth) => void;
  /** It has to be started again, and why. Nothing more is told of this run. */
  readonly onRestart: (why: string) => void;
};

export type WatchedRun = CheckedCopy & {
  readonly rule: HealthRule;
  /** Monotonic time at which the run began. */
  readonly sinceMs: number;
  /** What an earlier agent found out; absent for a run that begins now. */
  readonly known?: KnownHealth | undefined;
};

type Watched = WatchedRun & {
  readonly handlers: HealthHandlers;
  readonly abort: AbortController;
  readonly timers: Map<string, () => void>;
  state: HealthState;
  wasReady: boolean;
  told: KnownHealth;
  toldAtMs: number;
};

export class HealthMonitor {
  readonly #deps: HealthMonitorDeps;
  readonly #watched = new Map<PlacementId, Watched>();
  readonly #checks = new Slots(PARALLEL_CHECKS);
  readonly #commands = new Slots(PARALLEL_COMMANDS);

  constructor(deps: HealthMonitorDeps) {
    this.#deps = deps;
  }

  /** Begins to ask a run, instead of an earlier run of its placement. */
  watch(run: WatchedRun, handlers: HealthHandlers): void {
    const { placement } = run.request;
    this.forget(placement);
    const state = beginHealth(run.rule, run.known);
    const watched: Watched = {
      ...run,
      handlers,
      abort: new AbortController(),
      timers: new Map(),
      state,
      wasReady: state.ready,
      told: state,
      // What an earlier agent found out was told, or is about to be.
      toldAtMs: run.known?.unready ? this.#deps.clock.monotonicMs() : Number.NEGATIVE_INFINITY,
    };
    this.#watched.set(placement, watched);
    this.#begin(watched);
  }

  forget(placement: PlacementId): void {
    const watched = this.#watched.get(placement);
    if (!watched) return;
    this.#watched.delete(placement);
    watched.abort.abort();
    for (const cancel of watched.timers.values()) cancel();
  }

  close(): void {
    for (const placement of [...this.#watched.keys()]) this.forget(placement);
  }

  /** The first round comes soon, and of many copies that begin together not at once. */
  #begin(watched: Watched): void {
    for (const group of activeChecks(watched.rule, watched.state)) {
      const withinMs = Math.min(group.intervalMs, FIRST_READY_MS) / 2;
      this.#later(watched, group, this.#deps.random.next() * withinMs);
    }
  }

  #later(watched: Watched, group: CheckGroup, afterMs: number): void {
    const run = () => {
      // Its own errors are results; any other is a bug and has to be seen.
      void this.#round(watched, group);
    };
    watched.timers.set(group.meanings.join(), this.#deps.clock.schedule(afterMs, run));
  }

  async #round(watched: Watched, group: CheckGroup): Promise<void> {
    const outcome = await this.#check(watched, group);
    if (!outcome || watched.abort.signal.aborted) return;
    const { clock, random } = this.#deps;
    const { started } = watched.state;
    const ageMs = clock.monotonicMs() - watched.sinceMs;
    const { state, restart } = afterCheck(watched.rule, watched.state, group.meanings, outcome, ageMs);
    watched.state = state;
    watched.wasReady ||= state.ready;
    if (restart !== undefined) {
      this.forget(watched.request.placement);
      watched.handlers.onRestart(restart);
      return;
    }
    this.#tell(watched);
    if (state.started !== started) this.#begin(watched);
    // Up to a tenth earlier or later: checks of many copies drift apart.
    else this.#later(watched, group, paceMs(watched, group) * (0.9 + random.next() * 0.2));
  }

  #tell(watched: Watched): void {
    const { started, ready, unready } = watched.state;
    const nowMs = this.#deps.clock.monotonicMs();
    if (!worthTelling(watched.told, watched.state, nowMs - watched.toldAtMs)) return;
    watched.told = { started, ready, unready };
    watched.toldAtMs = nowMs;
    watched.handlers.onChange(watched.told);
  }

  /** Undefined when nobody waits for the result any more. */
  async #check(watched: Watched, { probe, timeoutMs }: CheckGroup): Promise<CheckOutcome | undefined> {
    const { signal } = watched.abort;
    const slots = probe.kind === 'exec' ? this.#commands : this.#checks;
    await slots.take();
    const abort = new AbortController();
    const stop = () => abort.abort();
    signal.addEventListener('abort', stop);
    let isLate = false;
    // Reckoned from now: waiting for a turn is not the copy's fault.
    const cancel = this.#deps.clock.schedule(timeoutMs, () => {
      isLate = true;
      stop();
    });
    const late = (): CheckOutcome => ({
      ok: false,
      message: `no answer within ${formatDuration(timeoutMs)}`,
    });
    try {
      if (signal.aborted) return undefined;
      const outcome = await this.#deps.checker.check(probe, watched, { timeoutMs, signal: abort.signal });
      return isLate ? late() : outcome;
    } catch (thrown) {
      return isLate ? late() : { ok: false, message: BerthError.from(thrown).message };
    } finally {
      cancel();
      signal.removeEventListener('abort', stop);
      slots.give();
    }
  }
}

function paceMs({ wasReady }: Watched, { meanings, intervalMs }: CheckGroup): number {
  const isFirst = !wasReady && meanings.length === 1 && meanings[0] === 'ready';
  return isFirst ? Math.min(intervalMs, FIRST_READY_MS) : intervalMs;
}
