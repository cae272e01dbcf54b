/**
 * Runs what the assignment says: one entry per placement, each worked on by itself, a bounded number of starts at a time.
 *
 * Invariants: 1. an intent is durable before the driver acts on it, and the outcome after; 2. a status is durable before
 * anybody hears of it; 3. of one entry, one step is under way at a time.
 */
import { setMaxListeners } from 'node:events';
import {
  type AssignedPlacement,
  AssignmentDigest,
  afterRun,
  assertNever,
  BerthError,
  byStartOrder,
  type ConvergeTime,
  type End,
  fenceAtMs,
  nextStep,
  type PlacementId,
  type RunSpec,
  type Step,
  type StopReason,
} from '@berth/core';
import type { RunExit, RunHandle } from '../drivers/driver.js';
import { watchHealth } from '../health/watch-health.js';
import type { JournalMeta, JournalRecord } from '../journal/journal.js';
import { DueTimes } from './due-times.js';
import { inParallel, settledWithin } from './in-parallel.js';
import { LocalNeeds } from './local-needs.js';
import { failedStart, startRequest, stopOptions, stoppedWithAgent, withHealth } from './placement-records.js';
import { Prefetches } from './prefetches.js';
import { cancelWhenEnding, prepared, refreshed, startRun } from './prepare.js';
import { Records } from './records.js';
import { resized, sizeOf } from './resizing.js';
import type { RunnerDeps } from './runner-deps.js';
import { type Entry, firstRecord, inDoubt, newEntry } from './runner-entry.js';
import { StartSlots } from './start-slots.js';
import { isUnsaved } from './statuses.js';
import { Strays } from './strays.js';

/** Runs that are being started at the same time: a reboot must not start everything at once. */
const PARALLEL_STARTS = 8;
/** Runs of an earlier agent that are looked up at the same time. */
const PARALLEL_LOOKS = 16;
/** For what is left of a run that ended with its host to be noted; then the others start all the same. */
const ENDED_WITHIN_MS = 1_000;

export class Runner {
  readonly #deps: RunnerDeps;
  readonly #entries = new Map<PlacementId, Entry>();
  readonly #abort = new AbortController();
  readonly #records: Records;
  readonly #strays: Strays;
  readonly #slots = new StartSlots<Entry>(PARALLEL_STARTS);
  readonly #needs: LocalNeeds;
  readonly #prefetches: Prefetches;
  readonly #dueTimes: DueTimes;
  #digest = new AssignmentDigest();
  #order = 0;
  #restoring = false;
  #told: Omit<ConvergeTime, 'monotonicMs'> = { leaseEndsAtMs: undefined };

  constructor(deps: RunnerDeps) {
    this.#deps = deps;
    this.#records = new Records(deps, this.#entries);
    this.#strays = new Strays(deps.driver, deps.log);
    this.#dueTimes = new DueTimes(deps.clock);
    this.#needs = new LocalNeeds(deps.clock, this.#entries, (entry) => this.#pump(entry));
    this.#prefetches = new Prefetches(deps.clock, this.#entries, (entry) => this.#pump(entry));
    // Every run that is watched listens to it.
    setMaxListeners(0, this.#abort.signal);
  }

  get digest(): string {
    return this.#digest.toString();
  }

  /** Takes up what an earlier agent left, and goes on with it: what is to be started again, in its order. */
  async restore(contents: Parameters<Records['restore']>[0]): Promise<void> {
    const { records } = contents;
    this.#records.restore(contents);
    for (const record of records) {
      this.#order = Math.max(this.#order, record.order);
      if (!record.dropped) this.#digest.toggle(record.assigned.id, record.assigned.desired);
      this.#add(record).saved = record;
    }
    const entries = [...this.#entries.values()].sort((a, b) => byStartOrder(a.record, b.record));
    this.#restoring = true;
    await this.#findStrays();
    await inParallel(entries, PARALLEL_LOOKS, (entry) => this.#adopt(entry));
    this.#restoring = false;
    this.#needs.begin(entries);
    for (const entry of entries) this.#pump(entry);
  }

  /** A journal that lost its newest records knows less than the disk: what the disk has is looked up again. */
  async #findStrays(): Promise<void> {
    const newer = await this.#strays.find((id) => this.#entries.get(id)?.record.attempt);
    for (const { placement, attempt } of newer) {
      const entry = this.#entries.get(placement);
      if (!entry) continue;
      const { handle: _older, ...rest } = entry.record;
      entry.record = inDoubt(rest, attempt);
    }
  }

  /** Makes the assignment durable, then acts on it. `placements` are changed or new ones; `gone` left it. */
  async assign(
    meta: JournalMeta,
    placements: readonly { readonly assigned: AssignedPlacement; readonly run: RunSpec }[],
    gone: readonly PlacementId[],
  ): Promise<void> {
    const touched: Entry[] = [];
    for (const { assigned, run } of placements) touched.push(this.#upsert(assigned, run));
    for (const id of gone) {
      this.#strays.end(id);
      const entry = this.#entries.get(id);
      if (!entry || entry.record.dropped) continue;
      this.#digest.toggle(id, entry.record.assigned.desired);
      entry.record = { ...entry.record, dropped: true };
      touched.push(entry);
    }
    await this.#deps.journal.write({ meta, puts: touched.map((entry) => entry.record), deletes: [] });
    for (const entry of touched) cancelWhenEnding(entry);
    for (const entry of touched) this.#prefetches.changed(entry);
    for (const entry of touched) this.#pump(entry);
  }

  #upsert(assigned: AssignedPlacement, run: RunSpec): Entry {
    const known = this.#entries.get(assigned.id);
    if (known && !known.record.dropped) this.#digest.toggle(assigned.id, known.record.assigned.desired);
    this.#digest.toggle(assigned.id, assigned.desired);
    if (known) {
      known.record = { ...known.record, assigned, run, dropped: false };
      return known;
    }
    const stray = this.#strays.take(assigned.id);
    const record = firstRecord(assigned, run, { order: ++this.#order, nowMs: this.#deps.clock.nowMs() });
    return this.#add(stray === undefined ? record : inDoubt(record, stray));
  }

  /** Ids of everything that the assignment holds, and of what may have stood in it. */
  assigned(): PlacementId[] {
    const held = [...this.#entries.values()].filter(({ record }) => !record.dropped);
    return [...held.map(({ record }) => record.assigned.id), ...this.#strays.placements];
  }

  /** A coordinator answered a heartbeat: its lease now ends at this monotonic time. */
  leaseEndsAt(atMs: number): void {
    this.#told = { ...this.#told, leaseEndsAtMs: atMs };
    for (const entry of this.#entries.values()) {
      if (entry.record.run.exclusiveAfterMs !== undefined) this.#pump(entry);
    }
  }

  /** The coordinator went away, or came back: others have heard from it by this monotonic time, as far as anybody knows. */
  othersBackAt(atMs: number): void {
    this.#told = { ...this.#told, othersBackAtMs: atMs };
    for (const entry of this.#entries.values()) {
      if (entry.record.assigned.desired === 'stopped') this.#pump(entry);
    }
  }

  /** What there is to tell, and what is not told any more. */
  get records(): Pick<Records, 'statusesAfter' | 'acknowledged' | 'renumberAbove' | 'copyOf'> {
    return this.#records;
  }

  /** Stops everything that runs, and resolves when nothing does. Nothing is started any more. */
  async stopAll(): Promise<void> {
    this.close();
    // What is being started just now is there to be stopped only afterwards.
    await this.idle();
    // One that cannot be stopped or written down keeps nobody from stopping the others.
    const stop = (entry: Entry) =>
      this.#stopNow(entry).catch((thrown: unknown) => {
        const why = BerthError.from(thrown).message;
        this.#deps.log.error('stopping failed', { placement: entry.record.assigned.id, why });
      });
    await Promise.all([...this.#entries.values()].map(stop));
  }

  async #stopNow(entry: Entry): Promise<void> {
    const { handle } = entry.record;
    if (!handle) return;
    await this.#deps.driver.stop(handle, stopOptions(entry.record));
    const { handle: _handle, ...rest } = entry.record;
    entry.record = rest;
    // Not a failure of the workload: the next agent starts it at once, unless it was to end.
    await this.#change(entry, stoppedWithAgent(rest));
  }

  /** Lets go of everything and leaves it running. */
  close(): void {
    this.#abort.abort();
    this.#deps.health.close();
    for (const entry of this.#entries.values()) entry.cancelWake();
  }

  /** Resolves when no start is under way: a handle that is not in the journal would have to be searched for. */
  idle(): Promise<void> {
    return this.#slots.idle();
  }

  // ---- entries -------------------------------------------------------------------------------------------------------

  #add(record: JournalRecord): Entry {
    const entry = newEntry(record);
    this.#entries.set(record.assigned.id, entry);
    return entry;
  }

  /** What runs is watched; what ended with its host, or while no agent was there, is noted. */
  async #adopt(entry: Entry): Promise<void> {
    if (entry.record.inDoubt) await this.#settleDoubt(entry);
    const { handle } = entry.record;
    if (!handle || entry.process.kind === 'alive') return;
    const { driver, clock } = this.#deps;
    const alive = await driver.isAlive(handle);
    const ended = this.#watch(entry, handle, (await driver.ageMs?.(handle)) ?? 0);
    if (alive) return;
    // Not for ever: what cannot be killed must not keep the others from starting.
    await settledWithin(clock, ended, ENDED_WITHIN_MS);
  }

  /** The start was intended and this agent does not know whether it happened: the driver does. */
  async #settleDoubt(entry: Entry): Promise<void> {
    const { assigned, attempt } = entry.record;
    const handle = await this.#deps.driver.find(assigned.id, attempt);
    const found = handle !== undefined;
    this.#deps.log.info('in-doubt start settled', { placement: assigned.id, attempt, found });
    const { inDoubt: _inDoubt, ...rest } = entry.record;
    entry.record = handle ? withHealth({ ...rest, handle }) : rest;
    if (handle && !entry.record.hook) await this.#change(entry, { phase: 'running' });
    else await this.#records.save(entry);
  }

  /** Works on an entry until it has to wait. Called again meanwhile, it looks once more. */
  #pump(entry: Entry): void {
    if (this.#abort.signal.aborted) return;
    entry.again = true;
    if (entry.pumping || this.#restoring) return;
    entry.pumping = true;
    this.#work(entry)
      .catch((thrown: unknown) => {
        if (this.#abort.signal.aborted) return;
        const { message } = BerthError.from(thrown);
        this.#deps.log.error('step failed', { placement: entry.record.assigned.id, why: message });
        // The disk or the driver failed us: the same step again, a little later.
        entry.cancelWake = this.#deps.clock.schedule(RETRY_STEP_MS, () => this.#pump(entry));
      })
      .finally(() => {
        entry.pumping = false;
        if (entry.again && !this.#abort.signal.aborted && this.#entries.has(entry.record.assigned.id))
          this.#pump(entry);
      });
  }

  async #work(entry: Entry): Promise<void> {
    while (entry.again && !this.#abort.signal.aborted) {
      entry.again = false;
      entry.cancelWake();
      // The disk failed us when this was to be written.
      if (isUnsaved(entry)) await this.#records.save(entry);
      // Found on the disk, and now in the assignment.
      if (entry.record.inDoubt && entry.process.kind === 'none') await this.#adopt(entry);
      await this.#moveFence(entry);
      this.#noteAsked(entry);
      refreshed(entry, this.#deps.driver);
      await resized(entry, this.#deps.driver, this.#records);
      const step = nextStep(entry.record, entry.process, this.#time(entry));
      const waitMs = this.#waitsUntilMs(entry, step);
      await this.#execute(entry, waitMs === undefined ? step : { kind: 'wait', atMs: waitMs });
    }
  }

  /** What others on this node have to do with it: a start that waits for what it needs, a stop for what comes next. */
  #waitsUntilMs(entry: Entry, step: Step): number | undefined {
    if (step.kind === 'start' && step.hook !== 'afterStop') return this.#needs.waitsUntilMs(entry);
    const isAsked = step.kind === 'stop' && step.why === 'asked';
    return isAsked ? this.#prefetches.holdsUntilMs(entry) : undefined;
  }

  #time({ record }: Entry): ConvergeTime {
    const due = this.#dueTimes.of(record);
    return { ...this.#told, monotonicMs: this.#deps.clock.monotonicMs(), ...(due && { due }) };
  }

  /** No coordinator has been heard of for as long as a lease. */
  get #isAlone(): boolean {
    const { leaseEndsAtMs } = this.#told;
    return leaseEndsAtMs === undefined || this.#deps.clock.monotonicMs() >= leaseEndsAtMs;
  }

  async #execute(entry: Entry, step: Step): Promise<void> {
    switch (step.kind) {
      case 'start':
        await this.#start(entry, step);
        return;
      case 'stop':
        await this.#stop(entry, step.why);
        return;
      case 'settle': {
        const { kind: _kind, ...change } = step;
        entry.again = true;
        await this.#change(entry, change);
        return;
      }
      case 'forget':
        await this.#forget(entry);
        return;
      case 'wait':
        if (step.atMs === undefined) return;
        entry.cancelWake = this.#deps.clock.schedule(step.atMs - this.#deps.clock.monotonicMs(), () =>
          this.#pump(entry),
        );
        return;
      default:
        assertNever(step);
    }
  }

  async #start(entry: Entry, { attempt, hook, turn }: Extract<Step, { kind: 'start' }>): Promise<void> {
    entry.process = { kind: 'busy' };
    entry.record = { ...entry.record, hook, ...turn };
    const onFailed = (end: End) => this.#ended(entry, end, false);
    if (!(await prepared(entry, this.#deps.driver, this.#abort.signal, onFailed))) return;
    this.#prefetches.fetched(entry);
    await this.#slots.take(entry);
    try {
      if (this.#abort.signal.aborted) return;
      const { handle: _old, health: _past, ...rest } = entry.record;
      const first = rest.phase === 'assigned';
      entry.record = { ...rest, attempt, inDoubt: true };
      await this.#change(entry, { phase: first ? 'starting' : rest.phase, message: rest.message });
      const size = sizeOf(entry.record.run);
      const handle = await this.#tryStart(entry, attempt);
      if (!handle) return;
      // The assignment may have changed meanwhile: only what the start found out is added.
      const { inDoubt: _inDoubt, ...now } = entry.record;
      entry.record = withHealth({ ...now, handle, size, misfit: undefined });
      // Watched before it is written down: if writing fails, the run is still known to this agent.
      void this.#watch(entry, handle);
      // After a restart the message goes on to say how the last run ended.
      if (hook) await this.#records.save(entry);
      else await this.#change(entry, { phase: 'running', message: entry.record.message });
    } catch (thrown) {
      if (entry.process.kind === 'busy') entry.process = { kind: 'none', startAtMs: 0 };
      throw thrown;
    } finally {
      this.#slots.release();
      entry.again = true;
    }
  }

  async #tryStart(entry: Entry, attempt: number): Promise<RunHandle | undefined> {
    try {
      const request = { ...startRequest(entry.record), attempt, fenceLeftMs: () => this.#fenceLeftMs(entry) };
      return await startRun(request, this.#deps);
    } catch (thrown) {
      const { inDoubt: _inDoubt, ...rest } = entry.record;
      entry.record = rest;
      await this.#ended(entry, { ...failedStart(thrown), ranMs: 0 }, false);
      return undefined;
    }
  }

  /** From when on it is known here that it is to end. */
  #noteAsked(entry: Entry): void {
    const { process, record } = entry;
    if (process.kind !== 'alive' || process.askedAtMs !== undefined) return;
    if (record.assigned.desired === 'stopped')
      entry.process = { ...process, askedAtMs: this.#deps.clock.monotonicMs() };
  }

  /** Takes a run as alive, and hears of its end, which may have been long ago. */
  #watch(entry: Entry, handle: RunHandle, ageMs = 0): Promise<void> {
    const sinceMs = this.#deps.clock.monotonicMs() - ageMs;
    entry.process = { kind: 'alive', sinceMs };
    const ended = this.#deps.driver
      .wait(handle, this.#abort.signal)
      .then((exit) => this.#exited(entry, handle, exit, sinceMs))
      .catch((thrown: unknown) => {
        if (this.#abort.signal.aborted) return;
        this.#deps.log.error('watching failed', { placement: entry.record.assigned.id, why: String(thrown) });
      });
    watchHealth(entry, handle, sinceMs, {
      ...this.#deps,
      closing: this.#abort.signal,
      change: (health) => this.#change(entry, { health }),
      pump: () => this.#pump(entry),
    });
    return ended;
  }

  async #exited(entry: Entry, handle: RunHandle, exit: RunExit, sinceMs: number): Promise<void> {
    if (this.#abort.signal.aborted || entry.record.handle !== handle) return;
    const ranMs = this.#deps.clock.monotonicMs() - sinceMs;
    try {
      const { stopping: stopped, unhealthy } = entry;
      await this.#ended(entry, {
        ...exit,
        ranMs,
        ...(stopped && { stopped }),
        ...(unhealthy && { unhealthy }),
      });
    } finally {
      this.#pump(entry);
    }
  }

  async #stop(entry: Entry, why: StopReason): Promise<void> {
    const { record } = entry;
    const { handle } = record;
    if (!handle) return;
    entry.stopping = why;
    const alive = entry.process;
    this.#deps.health.forget(record.assigned.id);
    if (why === 'unhealthy' && alive.kind === 'alive') {
      entry.unhealthy = alive.unhealthy;
      // Out of the endpoints before it is stopped.
      const health = { started: false, ready: false, unready: alive.unhealthy ?? '' };
      await this.#change(entry, { health });
    } else if ((why === 'asked' || why === 'fenced') && record.phase !== 'stopping') {
      await this.#change(entry, { phase: 'stopping', message: '' });
    }
    // It ended by itself while that was written: its end has been dealt with.
    if (entry.record.handle !== handle) return;
    entry.process = { kind: 'busy' };
    try {
      // The end comes through `wait`, with its exit code.
      await this.#deps.driver.stop(handle, stopOptions(record));
    } catch (thrown) {
      if (entry.process.kind === 'busy') entry.process = alive;
      throw thrown;
    }
  }

  /** `ran`: it was started at all. */
  async #ended(entry: Entry, end: End, ran = true): Promise<void> {
    const { record } = entry;
    const { handle: _handle, health: _health, hook, prepared: _prepared, ...kept } = record;
    const rest = { ...kept, size: undefined, misfit: undefined };
    this.#deps.health.forget(rest.assigned.id);
    this.#prefetches.forget(entry);
    const after = afterRun(record, { ...end, alone: this.#isAlone }, this.#deps.random.next(), ran);
    const delayMs = 'now' in after ? 0 : after.delayMs;
    const startAtMs = this.#deps.clock.monotonicMs() + (delayMs ?? 0);
    entry.record = rest;
    entry.stopping = undefined;
    entry.unhealthy = undefined;
    entry.process = { kind: 'none', startAtMs };
    await this.#change(entry, after.change);
    const { phase, message } = entry.record;
    const why = hook ? end.message : message;
    this.#deps.log.info('run ended', {
      placement: rest.assigned.id,
      ...(hook && { hook }),
      phase,
      why,
      delayMs,
    });
  }

  async #forget(entry: Entry): Promise<void> {
    const { id } = entry.record.assigned;
    await this.#deps.driver.remove(id);
    await this.#deps.endpoints.forget(id);
    // The numbers of a deleted record must not be given again: the ledger has seen them.
    await this.#deps.journal.write({ sequence: this.#records.sequence, puts: [], deletes: [id] });
    this.#entries.delete(id);
  }

  async #change(entry: Entry, change: Partial<JournalRecord>): Promise<void> {
    await this.#records.change(entry, change);
    this.#needs.changed(entry);
    this.#prefetches.changed(entry);
  }

  /** What a start waits for may take longer than the lease. */
  #fenceLeftMs(entry: Entry): number {
    const time = this.#time(entry);
    return (fenceAtMs(entry.record, time) ?? 0) - time.monotonicMs;
  }

  /** Lets an exclusive run live until the fence of now, also without this agent. Not for every heartbeat: in steps. */
  async #moveFence(entry: Entry): Promise<void> {
    const { handle } = entry.record;
    const time = this.#time(entry);
    const atMs = fenceAtMs(entry.record, time);
    if (!handle || atMs === undefined || atMs <= entry.fencedUntilMs || entry.process.kind !== 'alive')
      return;
    entry.fencedUntilMs = atMs;
    await this.#deps.driver.fence(handle, atMs - time.monotonicMs, stopOptions(entry.record));
  }
}

const RETRY_STEP_MS = 1_000;
