import {
  type AfterEnd,
  afterEnd,
  type ConvergeTime,
  type End,
  FENCED,
  fenceAtMs,
  isTerminal,
  KEEP_ENDED_MS,
  nextStep,
  type ObservedPhase,
  type ProcessState,
  placementId,
  type RunRecord,
  type RunSpec,
  type Step,
  TIMED_OUT,
  workloadKey,
} from '@berth/core';
import test from 'ava';
import fc from 'fast-check';
import { workload } from './cluster-fixture.js';

const KEY = workloadKey('shop', 'web');

type Wish = Partial<Omit<RunRecord, 'run'>> & {
  readonly run?: Partial<RunSpec>;
  readonly desired?: 'running' | 'stopped';
};

function record({ run, desired = 'running', ...wish }: Wish = {}): RunRecord {
  const claim = { quantities: {}, ports: {}, devices: {} };
  return {
    assigned: {
      ...{ id: placementId(KEY, 0, 1), workload: KEY, replica: 0, generation: 1 },
      ...{ runHash: 'h', claim, desired },
    },
    run: { ...workload().run, ...run },
    dropped: false,
    phase: 'assigned',
    attempt: -1,
    restarts: 0,
    failures: 0,
    message: '',
    changedAtMs: 0,
    sequence: 0,
    ...wish,
  };
}

const NONE: ProcessState = { kind: 'none', startAtMs: 0 };
const ALIVE: ProcessState = { kind: 'alive', sinceMs: 100 };
const at = (monotonicMs: number, leaseEndsAtMs?: number): ConvergeTime => ({ monotonicMs, leaseEndsAtMs });
const exclusive = (exclusiveAfterMs: number) => ({ run: { exclusiveAfterMs } });
const RULE = { delayMs: 1000, maxDelayMs: 10_000, resetAfterMs: 60_000 };
const batch = (timeoutMs: number, retries = 3) => ({
  run: { kind: 'batch' as const, batch: { timeoutMs }, failure: { ...RULE, restarts: retries } },
});

const delayed = { run: { shutdownDelayMs: 1_000 } };
const unready = { started: true, ready: false, unready: 'no' };

// ---- what is next ----------------------------------------------------------------------------------------------------

type Row = [title: string, record: RunRecord, process: ProcessState, time: ConvergeTime, step: Step];

const STEPS: readonly Row[] = [
  ['a new one starts', record(), NONE, at(0), { kind: 'start', attempt: 0 }],
  [
    'the next start has the next number',
    record({ phase: 'restarting', attempt: 4 }),
    NONE,
    at(9),
    { kind: 'start', attempt: 5 },
  ],
  [
    'not before its time',
    record({ phase: 'restarting', attempt: 0 }),
    { kind: 'none', startAtMs: 50 },
    at(49),
    { kind: 'wait', atMs: 50 },
  ],
  [
    'at its time',
    record({ phase: 'restarting', attempt: 0 }),
    { kind: 'none', startAtMs: 50 },
    at(50),
    { kind: 'start', attempt: 1 },
  ],
  [
    'after a crash of the agent while it started',
    record({ phase: 'starting', attempt: 0 }),
    NONE,
    at(0),
    { kind: 'start', attempt: 1 },
  ],
  ['one that runs is left alone', record({ phase: 'running', attempt: 0 }), ALIVE, at(9e9), { kind: 'wait' }],
  [
    'while something is done, nothing is',
    record({ desired: 'stopped' }),
    { kind: 'busy' },
    at(0),
    { kind: 'wait' },
  ],

  [
    'what runs and is not wanted is stopped',
    record({ phase: 'running', attempt: 0, desired: 'stopped' }),
    ALIVE,
    at(0),
    { kind: 'stop', why: 'asked' },
  ],
  [
    'who others may know still is asked to end later',
    record({ phase: 'running', attempt: 0, desired: 'stopped', ...delayed }),
    { ...ALIVE, askedAtMs: 200 },
    at(1_199),
    { kind: 'wait', atMs: 1_200 },
  ],
  [
    'when that is over',
    record({ phase: 'running', attempt: 0, desired: 'stopped', ...delayed }),
    { ...ALIVE, askedAtMs: 200 },
    at(1_200),
    { kind: 'stop', why: 'asked' },
  ],
  [
    'later still, where the coordinator was away and others have to hear of it yet',
    record({ phase: 'running', attempt: 0, desired: 'stopped', ...delayed }),
    { ...ALIVE, askedAtMs: 200 },
    { ...at(1_200), othersBackAtMs: 500 },
    { kind: 'wait', atMs: 1_500 },
  ],
  [
    'but not for an absence that is long over',
    record({ phase: 'running', attempt: 0, desired: 'stopped', ...delayed }),
    { ...ALIVE, askedAtMs: 200 },
    { ...at(1_200), othersBackAtMs: 100 },
    { kind: 'stop', why: 'asked' },
  ],
  [
    'who was not ready is asked at once',
    record({ phase: 'running', attempt: 0, desired: 'stopped', ...delayed, health: unready }),
    { ...ALIVE, askedAtMs: 200 },
    at(200),
    { kind: 'stop', why: 'asked' },
  ],
  [
    'a stop that was begun does not wait anew',
    record({ phase: 'stopping', attempt: 0, desired: 'stopped', ...delayed }),
    { ...ALIVE, askedAtMs: 200 },
    at(200),
    { kind: 'stop', why: 'asked' },
  ],
  [
    'who is dropped does not wait',
    record({ phase: 'running', attempt: 0, dropped: true, desired: 'stopped', ...delayed }),
    { ...ALIVE, askedAtMs: 200 },
    at(200),
    { kind: 'stop', why: 'asked' },
  ],
  [
    'the fence falls also while it waits',
    record({
      phase: 'running',
      attempt: 0,
      desired: 'stopped',
      run: { ...delayed.run, exclusiveAfterMs: 0 },
    }),
    { ...ALIVE, askedAtMs: 200 },
    at(300, 300),
    { kind: 'stop', why: 'fenced' },
  ],
  [
    'and wakes it',
    record({
      phase: 'running',
      attempt: 0,
      desired: 'stopped',
      run: { ...delayed.run, exclusiveAfterMs: 0 },
    }),
    { ...ALIVE, askedAtMs: 200 },
    at(299, 300),
    { kind: 'wait', atMs: 300 },
  ],
  [
    'who is of no use is stopped',
    record({ phase: 'running', attempt: 0 }),
    { ...ALIVE, unhealthy: 'live check: refused' },
    at(300),
    { kind: 'stop', why: 'unhealthy' },
  ],
  [
    'what runs and was dropped is stopped',
    record({ phase: 'running', attempt: 0, dropped: true }),
    ALIVE,
    at(0),
    { kind: 'stop', why: 'asked' },
  ],
  [
    'what never started and is not wanted settles',
    record({ desired: 'stopped' }),
    NONE,
    at(0),
    { kind: 'settle', phase: 'stopped', message: '' },
  ],
  [
    'what waits for a restart and is not wanted settles',
    record({ phase: 'restarting', attempt: 2, desired: 'stopped' }),
    { kind: 'none', startAtMs: 99 },
    at(0),
    { kind: 'settle', phase: 'stopped', message: '' },
  ],
  [
    'what was dropped before it started settles first',
    record({ dropped: true }),
    NONE,
    at(0),
    { kind: 'settle', phase: 'stopped', message: '' },
  ],
  [
    'what has ended and was dropped is forgotten',
    record({ phase: 'stopped', attempt: 0, dropped: true }),
    NONE,
    at(0),
    { kind: 'forget' },
  ],
  [
    'what has ended stays until it is dropped',
    record({ phase: 'completed', attempt: 0 }),
    NONE,
    at(0),
    { kind: 'wait' },
  ],
  [
    'what has failed is not started again',
    record({ phase: 'failed', attempt: 3 }),
    NONE,
    at(9e9),
    { kind: 'wait' },
  ],
  [
    'what was stopped is not started when wanted again',
    record({ phase: 'stopped', attempt: 0 }),
    NONE,
    at(9e9, 9e9),
    { kind: 'wait' },
  ],

  [
    'a batch within its time',
    record({ phase: 'running', attempt: 0, ...batch(1000) }),
    ALIVE,
    at(1099),
    { kind: 'wait', atMs: 1100 },
  ],
  [
    'a batch over its time',
    record({ phase: 'running', attempt: 0, ...batch(1000) }),
    ALIVE,
    at(1100),
    { kind: 'stop', why: 'timed-out' },
  ],
  [
    'a batch without a time',
    record({ phase: 'running', attempt: 0, ...batch(0) }),
    ALIVE,
    at(9e9),
    { kind: 'wait' },
  ],
  [
    'to be stopped is more than to be timed out',
    record({ phase: 'running', attempt: 0, desired: 'stopped', ...batch(1) }),
    ALIVE,
    at(9e9),
    { kind: 'stop', why: 'asked' },
  ],

  ['without contact, what is not exclusive starts', record(), NONE, at(0), { kind: 'start', attempt: 0 }],
  ['without contact, what is exclusive waits', record(exclusive(0)), NONE, at(0), { kind: 'wait' }],
  ['with contact, it starts', record(exclusive(0)), NONE, at(10, 11), { kind: 'start', attempt: 0 }],
  ['not when the fence is down', record(exclusive(5)), NONE, at(16, 11), { kind: 'wait' }],
  [
    'its delay counts from the end of the lease',
    record(exclusive(5)),
    NONE,
    at(15, 11),
    { kind: 'start', attempt: 0 },
  ],
  [
    'it runs until the fence',
    record({ phase: 'running', attempt: 0, ...exclusive(5) }),
    ALIVE,
    at(15, 11),
    { kind: 'wait', atMs: 16 },
  ],
  [
    'and no longer',
    record({ phase: 'running', attempt: 0, ...exclusive(5) }),
    ALIVE,
    at(16, 11),
    { kind: 'stop', why: 'fenced' },
  ],
  [
    'to be stopped is more than to be fenced',
    record({ phase: 'running', attempt: 0, desired: 'stopped', ...exclusive(5) }),
    ALIVE,
    at(99, 11),
    { kind: 'stop', why: 'asked' },
  ],
  [
    'fenced while it waited for a restart: another node may have it now',
    record({ phase: 'restarting', attempt: 1, ...exclusive(5) }),
    NONE,
    at(16, 11),
    { kind: 'settle', phase: 'stopped', message: FENCED },
  ],
  [
    'adopted without contact, the fence is not known to have fallen',
    record({ phase: 'running', attempt: 0, ...exclusive(5) }),
    ALIVE,
    at(9e9),
    { kind: 'wait' },
  ],
  [
    'exclusive and ended stays ended',
    record({ phase: 'stopped', attempt: 0, ...exclusive(5) }),
    NONE,
    at(1, 100),
    { kind: 'wait' },
  ],
  [
    'the earlier of fence and time-out wakes',
    record({ phase: 'running', attempt: 0, run: { ...batch(1000).run, exclusiveAfterMs: 5 } }),
    ALIVE,
    at(500, 600),
    { kind: 'wait', atMs: 605 },
  ],
];

for (const [title, one, process, time, step] of STEPS) {
  test(`next: ${title}`, (t) => t.deepEqual(nextStep(one, process, time), step));
}

test('the fence of what is not exclusive, or of an agent without contact, is not known', (t) => {
  t.is(fenceAtMs(record(), at(0, 10)), undefined);
  t.is(fenceAtMs(record(exclusive(7)), at(0)), undefined);
  t.is(fenceAtMs(record(exclusive(7)), at(0, 10)), 17);
});

// ---- what an end means -----------------------------------------------------------------------------------------------

const running = (wish: Wish = {}) =>
  record({ phase: 'running', attempt: 0, ...wish, run: { failure: RULE, ...wish.run } });
const exited = (exitCode: number, ranMs = 0): End => ({ exitCode, message: `code ${exitCode}`, ranMs });

const ENDS: readonly [title: string, record: RunRecord, end: End, after: Partial<AfterEnd>][] = [
  [
    'a service that fails restarts',
    running(),
    exited(1),
    { phase: 'restarting', restarts: 1, failures: 1, delayMs: 1000, exitCode: 1, message: 'code 1' },
  ],
  [
    'a service that ends well restarts too',
    running(),
    exited(0),
    { phase: 'restarting', restarts: 1, failures: 1 },
  ],
  [
    'each failure doubles the wait',
    running({ failures: 2, restarts: 5 }),
    exited(1),
    { restarts: 6, failures: 3, delayMs: 4000 },
  ],
  ['up to the most', running({ failures: 20 }), exited(1), { failures: 21, delayMs: 10_000 }],
  [
    'who ran long enough begins anew',
    running({ failures: 20 }),
    exited(1, 60_000),
    { failures: 1, delayMs: 1000 },
  ],
  [
    'and not a moment earlier',
    running({ failures: 20 }),
    exited(1, 59_999),
    { failures: 21, delayMs: 10_000 },
  ],
  [
    'what could not start counts as a failure',
    running(),
    { message: 'no such program', ranMs: 0 },
    { phase: 'restarting', failures: 1, message: 'no such program' },
  ],
  [
    'an end with the host is nobody’s failure',
    running({ failures: 2 }),
    { message: 'reboot', ranMs: 5, hostRestarted: true },
    { phase: 'restarting', restarts: 1, failures: 2 },
  ],

  [
    'a batch that ends well is done',
    running(batch(0)),
    exited(0),
    { phase: 'completed', restarts: 0, failures: 0, exitCode: 0 },
  ],
  [
    'a batch that fails tries again',
    running(batch(0, 1)),
    exited(2),
    { phase: 'restarting', restarts: 1, failures: 1 },
  ],
  [
    'as often as it may',
    running({ ...batch(0, 1), failures: 1 }),
    exited(2),
    { phase: 'failed', failures: 2, exitCode: 2 },
  ],
  ['not at all with no retries', running(batch(0, 0)), exited(2), { phase: 'failed', failures: 1 }],
  [
    'however long it ran',
    running({ ...batch(0, 1), failures: 1 }),
    exited(2, 9e9),
    { phase: 'failed', failures: 2 },
  ],
  [
    'a batch that could not start fails too',
    running(batch(0, 0)),
    { message: 'no such program', ranMs: 0 },
    { phase: 'failed', message: 'no such program' },
  ],
  [
    'a batch that took too long',
    running(batch(5, 1)),
    { ...exited(143), stopped: 'timed-out' },
    { phase: 'restarting', failures: 1, message: TIMED_OUT },
  ],
  [
    'too long is no success, whatever its code',
    running(batch(5, 0)),
    { ...exited(0), stopped: 'timed-out' },
    { phase: 'failed', message: TIMED_OUT },
  ],
  [
    'a reboot does not use up a batch’s tries',
    running({ ...batch(0, 0) }),
    { message: 'reboot', ranMs: 0, hostRestarted: true },
    { phase: 'restarting', failures: 0 },
  ],

  [
    'a service that failed too often on its node',
    running({ failures: 2, run: { failure: { ...RULE, restarts: 2 } } }),
    exited(2),
    { phase: 'failed', restarts: 0, failures: 3, exitCode: 2, message: 'code 2' },
  ],
  [
    'but after a long run it counts anew',
    running({ failures: 2, run: { failure: { ...RULE, restarts: 2 } } }),
    exited(2, 60_000),
    { phase: 'restarting', failures: 1 },
  ],
  [
    'while no coordinator is in reach it goes on trying: nobody could place it elsewhere',
    running({ failures: 9, run: { failure: { ...RULE, restarts: 2 } } }),
    { ...exited(2), alone: true },
    { phase: 'restarting', failures: 10, delayMs: 10_000 },
  ],
  [
    'and is not failed by a reboot after that',
    running({ failures: 9, run: { failure: { ...RULE, restarts: 2 } } }),
    { message: 'reboot', ranMs: 5, hostRestarted: true },
    { phase: 'restarting', failures: 9 },
  ],
  [
    'a batch has failed, also while no coordinator is in reach',
    running(batch(0, 0)),
    { ...exited(2), alone: true },
    { phase: 'failed' },
  ],

  [
    'stopped when asked',
    running({ failures: 1 }),
    { ...exited(143), stopped: 'asked' },
    { phase: 'stopped', restarts: 0, failures: 1, exitCode: 143, message: 'code 143' },
  ],
  [
    'stopped by the fence',
    running(exclusive(0)),
    { ...exited(137), stopped: 'fenced' },
    { phase: 'stopped', message: FENCED },
  ],
  [
    'a batch stopped when asked is not done',
    running(batch(0)),
    { ...exited(0), stopped: 'asked' },
    { phase: 'stopped' },
  ],
];

for (const [title, one, end, after] of ENDS) {
  test(`end: ${title}`, (t) => {
    const found = afterEnd(one, end, 0);
    t.like(found, after);
    t.is(found.delayMs === undefined, isTerminal(found.phase), 'a delay exactly when there is another start');
  });
}

const rules = fc
  .record({
    delayMs: fc.integer({ min: 0, max: 600_000 }),
    maxDelayMs: fc.integer({ min: 0, max: 86_400_000 }),
  })
  .map((rule) => ({ ...rule, resetAfterMs: 60_000 }));
const random = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });

test('property: the wait is between three quarters of its step and the step, and never over the most', (t) => {
  fc.assert(
    fc.property(rules, fc.integer({ min: 0, max: 1_000_000 }), random, (failure, failures, chance) => {
      const { delayMs } = afterEnd(
        record({ phase: 'running', failures, run: { failure } }),
        exited(1),
        chance,
      );
      const step = Math.min(failure.delayMs * 2 ** Math.min(failures, 30), failure.maxDelayMs);
      return (
        delayMs !== undefined &&
        Number.isInteger(delayMs) &&
        delayMs >= Math.floor(step * 0.75) &&
        delayMs <= Math.ceil(step)
      );
    }),
  );
  t.pass();
});

// ---- an agent's life -------------------------------------------------------------------------------------------------

type Happening =
  | { readonly kind: 'time'; readonly ms: number }
  | { readonly kind: 'exit'; readonly exitCode: number }
  | { readonly kind: 'contact' }
  | { readonly kind: 'stop' | 'drop' | 'agent-restart' | 'reboot' };

const happening: fc.Arbitrary<Happening> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({ kind: fc.constant('time' as const), ms: fc.integer({ min: 0, max: 3000 }) }),
  },
  {
    weight: 4,
    arbitrary: fc.record({ kind: fc.constant('exit' as const), exitCode: fc.constantFrom(0, 1, 137) }),
  },
  { weight: 3, arbitrary: fc.constant({ kind: 'contact' as const }) },
  {
    weight: 1,
    arbitrary: fc
      .constantFrom('stop', 'drop', 'agent-restart', 'reboot')
      .map((kind) => ({ kind }) as Happening),
  },
);

const LEASE_MS = 1000;

/** One placement under an agent that does what it is told, at once. */
class Life {
  record: RunRecord;
  process: ProcessState = NONE;
  nowMs = 0;
  leaseEndsAtMs: number | undefined;
  forgotten = false;
  readonly starts: number[] = [];
  readonly phases: ObservedPhase[] = [];
  /** What should never be. */
  readonly wrongs: string[] = [];
  #runs = 0;

  constructor(run: Partial<RunSpec>) {
    this.record = record({ run });
  }

  happens(what: Happening): void {
    if (what.kind === 'time') this.#pass(what.ms);
    if (what.kind === 'exit' && this.process.kind === 'alive') this.#end({ ...exited(what.exitCode) });
    if (what.kind === 'contact') this.leaseEndsAtMs = this.nowMs + LEASE_MS;
    if (what.kind === 'stop')
      this.record = { ...this.record, assigned: { ...this.record.assigned, desired: 'stopped' } };
    if (what.kind === 'drop') this.record = { ...this.record, dropped: true };
    if (what.kind === 'agent-restart' || what.kind === 'reboot') this.leaseEndsAtMs = undefined;
    if (what.kind === 'reboot' && this.process.kind === 'alive')
      this.#end({ message: 'reboot', ranMs: 0, hostRestarted: true });
    this.#settle();
  }

  /** The wake-ups that were asked for come, and no others. */
  #pass(ms: number): void {
    const untilMs = this.nowMs + ms;
    for (;;) {
      const step = this.#next();
      if (step.kind !== 'wait' || step.atMs === undefined || step.atMs > untilMs) break;
      if (step.atMs < this.nowMs) this.wrongs.push(`a wake-up in the past: ${step.atMs}`);
      this.nowMs = Math.max(this.nowMs, step.atMs);
      this.#settle();
    }
    this.nowMs = untilMs;
  }

  #next(): Step {
    return nextStep(this.record, this.process, {
      monotonicMs: this.nowMs,
      leaseEndsAtMs: this.leaseEndsAtMs,
    });
  }

  #settle(): void {
    for (let i = 0; i < 10 && !this.forgotten; i++) {
      const step = this.#next();
      if (step.kind === 'wait') return;
      this.#execute(step);
    }
    if (!this.forgotten) this.wrongs.push('comes to no rest');
  }

  #execute(step: Step): void {
    switch (step.kind) {
      case 'start':
        if (this.#runs > 0) this.wrongs.push('a second run');
        if (this.phases.some(isTerminal)) this.wrongs.push('a start after the end');
        if (this.record.run.exclusiveAfterMs !== undefined && !this.#mayRunExclusively())
          this.wrongs.push('an exclusive start behind the fence');
        this.starts.push(step.attempt);
        this.#runs++;
        this.process = { kind: 'alive', sinceMs: this.nowMs };
        this.#phase({ attempt: step.attempt, phase: 'running' });
        return;
      case 'stop':
        if (this.#runs === 0) this.wrongs.push('stops what does not run');
        this.#end({ ...exited(143), stopped: step.why });
        return;
      case 'settle':
        if (this.#runs > 0) this.wrongs.push('settles what runs');
        this.#phase({ phase: step.phase });
        return;
      case 'forget':
        if (this.#runs > 0 || !isTerminal(this.record.phase)) this.wrongs.push('forgets what is not over');
        this.forgotten = true;
    }
  }

  #mayRunExclusively(): boolean {
    const fence = fenceAtMs(this.record, { monotonicMs: this.nowMs, leaseEndsAtMs: this.leaseEndsAtMs });
    return fence !== undefined && this.nowMs < fence;
  }

  #end(end: End): void {
    this.#runs--;
    const { delayMs, ...after } = afterEnd(this.record, end, 0.5);
    this.process = { kind: 'none', startAtMs: this.nowMs + (delayMs ?? 0) };
    this.#phase(after);
  }

  #phase(change: Partial<RunRecord>): void {
    this.record = { ...this.record, ...change };
    this.phases.push(this.record.phase);
  }

  get runsBehindFence(): boolean {
    const fence = fenceAtMs(this.record, { monotonicMs: this.nowMs, leaseEndsAtMs: this.leaseEndsAtMs });
    return this.process.kind === 'alive' && fence !== undefined && this.nowMs >= fence;
  }
}

const runs = fc.constantFrom<Partial<RunSpec>>(
  { failure: { ...RULE, delayMs: 100 } },
  { failure: { ...RULE, delayMs: 0 }, exclusiveAfterMs: 0 },
  { failure: { ...RULE, delayMs: 500, restarts: 1 }, exclusiveAfterMs: 700 },
  { failure: { ...RULE, delayMs: 10, restarts: 2 }, kind: 'batch', batch: { timeoutMs: 0 } },
  { failure: { ...RULE, delayMs: 10, restarts: 0 }, kind: 'batch', batch: { timeoutMs: 1500 } },
  {
    failure: { ...RULE, delayMs: 10, restarts: 1 },
    kind: 'batch',
    batch: { timeoutMs: 900 },
    exclusiveAfterMs: 0,
  },
);

test('property: whatever happens, one run at a time, ends are final, attempts go up, fences hold', (t) => {
  const seen = new Set<string>();
  fc.assert(
    fc.property(runs, fc.array(happening, { maxLength: 60 }), (run, happenings) => {
      const life = new Life(run);
      for (const what of happenings) {
        life.happens(what);
        if (life.runsBehindFence) life.wrongs.push('runs behind the fence');
      }
      // What ended by itself stays to be read for a while.
      life.happens({ kind: 'time', ms: KEEP_ENDED_MS });
      const end = life.phases.findIndex(isTerminal);
      if (end >= 0 && end !== life.phases.length - 1) life.wrongs.push('a phase after the end');
      if (life.starts.some((attempt, i) => attempt !== i)) life.wrongs.push(`attempts ${life.starts}`);
      if (life.record.dropped && !life.forgotten) life.wrongs.push('dropped and not forgotten');
      for (const phase of life.phases) seen.add(phase);
      if (life.wrongs.length > 0) throw new Error(life.wrongs.join('; '));
    }),
    { numRuns: 2000 },
  );
  t.deepEqual(
    [...seen].sort(),
    ['completed', 'failed', 'restarting', 'running', 'stopped'],
    'lives are eventful',
  );
});

test('who was stopped for its health starts again, as after a failure, with what its checks said', (t) => {
  const running = record({ phase: 'running', attempt: 0 });
  const end: End = {
    exitCode: 0,
    message: 'exited with code 0',
    stopped: 'unhealthy',
    unhealthy: 'live check: refused',
    ranMs: 10,
  };
  t.like(afterEnd(running, end, 0), {
    phase: 'restarting',
    restarts: 1,
    failures: 1,
    message: 'live check: refused',
  });
  const last = { ...record({ ...batch(0, 0), phase: 'running', attempt: 0 }) };
  t.like(afterEnd(last, end, 0), { phase: 'failed', message: 'live check: refused' });
});
