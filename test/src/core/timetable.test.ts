/** Runs on a schedule as an agent decides on them: what comes due, what is late, what overlaps; then random lives with crashes and clocks that jump. */
import {
  afterRun,
  type ConvergeTime,
  type Due,
  type End,
  LIMITS,
  lookFromMs,
  nextStep,
  type ObservedPhase,
  type ProcessState,
  placementId,
  type RunRecord,
  type RunSpec,
  type Schedule,
  type Step,
  timeText,
  workloadKey,
} from '@berth/core';
import test from 'ava';
import fc from 'fast-check';
import { workload } from './cluster-fixture.js';

const KEY = workloadKey('shop', 'nightly');
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** 2026-12-02 02:00 UTC, which is 03:00 in Berlin. */
const THREE = Date.UTC(2026, 11, 2, 2);

const NIGHTLY: Schedule = {
  ...{ cron: '0 3 * * *', timeZone: 'Europe/Berlin' },
  ...{ overlap: 'skip', catchUp: 'none' },
};

type Wish = Partial<RunRecord> & { schedule?: Partial<Schedule>; retries?: number; more?: Partial<RunSpec> };

function record({ schedule, retries = 2, more, ...wish }: Wish = {}): RunRecord {
  const { run } = workload({ kind: 'batch' });
  return {
    assigned: {
      ...{ id: placementId(KEY, 0, 1), workload: KEY, replica: 0, generation: 1, runHash: 'h' },
      ...{ claim: { quantities: {}, ports: {}, devices: {} }, desired: 'running' },
    },
    run: {
      ...run,
      failure: { ...run.failure, restarts: retries },
      schedule: { ...NIGHTLY, ...schedule },
      ...more,
    },
    ...{ dropped: false, phase: 'scheduled', attempt: -1, restarts: 0, failures: 0, message: '' },
    ...{ changedAtMs: 0, sequence: 0, timetable: { doneMs: THREE - DAY } },
    ...wish,
  };
}

const NONE: ProcessState = { kind: 'none', startAtMs: 0 };
const ALIVE: ProcessState = { kind: 'alive', sinceMs: 0 };

/** The clock says so; what is due is due daily. */
function at(nowMs: number, came: number[] = [], more: Partial<ConvergeTime> = {}): ConvergeTime {
  const latest = came.at(-1);
  const due: Due = {
    ...{ nowMs, nextMs: THREE + DAY, lookAtMs: 500 },
    ...(latest !== undefined && { latest: { atMs: latest, count: came.length } }),
  };
  return { monotonicMs: 100, leaseEndsAtMs: undefined, due, ...more };
}

const running = (wish: Wish = {}) =>
  record({
    ...{ phase: 'running', attempt: 0 },
    timetable: { doneMs: THREE, lastMs: THREE, open: true, nextMs: THREE + DAY },
    ...wish,
  });
const exited = (exitCode: number, ranMs = 12_300): End => ({
  exitCode,
  message: `exited with code ${exitCode}`,
  ranMs,
});

// ---- what is next ----------------------------------------------------------------------------------------------------

const STEPS: readonly [
  title: string,
  record: RunRecord,
  process: ProcessState,
  time: ConvergeTime,
  step: object,
][] = [
  [
    'one that just came notes the time, and what is next',
    (({ timetable: _none, ...rest }) => ({ ...rest, phase: 'assigned' as const }))(record()),
    NONE,
    at(THREE - 5),
    {
      kind: 'settle',
      phase: 'scheduled',
      message: 'next 2026-12-03 03:00 Europe/Berlin',
      timetable: { doneMs: THREE - 5, nextMs: THREE + DAY },
    },
  ],
  [
    'while nothing is due, it looks at the clock again',
    record(),
    NONE,
    at(THREE - 5),
    { kind: 'wait', atMs: 500 },
  ],
  [
    'what is due begins',
    record(),
    NONE,
    at(THREE + 5, [THREE]),
    {
      kind: 'start',
      attempt: 0,
      turn: {
        timetable: { doneMs: THREE, lastMs: THREE, open: true, nextMs: THREE + DAY },
        failures: 0,
        prepared: undefined,
        message: 'run of 2026-12-02 03:00 Europe/Berlin',
      },
    },
  ],
  [
    'also without contact, unless it is exclusive',
    record({ more: { exclusiveAfterMs: 0 } }),
    NONE,
    at(THREE + 5, [THREE]),
    { kind: 'wait' },
  ],
  [
    'and never behind the fence',
    record({ more: { exclusiveAfterMs: 0 } }),
    NONE,
    at(THREE + 5, [THREE], { leaseEndsAtMs: 99 }),
    { kind: 'wait' },
  ],
  [
    'what is late is missed',
    record(),
    NONE,
    at(THREE + LIMITS.onTimeMs + 1, [THREE]),
    {
      kind: 'settle',
      phase: 'scheduled',
      failures: 0,
      message: '1 run missed, due 2026-12-02 03:00; next 2026-12-03 03:00 Europe/Berlin',
      timetable: { doneMs: THREE, nextMs: THREE + DAY },
    },
  ],
  [
    'or caught up: once for all',
    record({ schedule: { catchUp: 'last', deadlineMs: HOUR } }),
    NONE,
    at(THREE + HOUR, [THREE - DAY, THREE]),
    {
      kind: 'start',
      attempt: 0,
      turn: {
        timetable: { doneMs: THREE, lastMs: THREE, open: true, nextMs: THREE + DAY },
        failures: 0,
        prepared: undefined,
        message: 'run of 2026-12-02 03:00 Europe/Berlin; 1 run before it missed',
      },
    },
  ],
  [
    'until its deadline',
    record({ schedule: { catchUp: 'last', deadlineMs: HOUR } }),
    NONE,
    at(THREE + HOUR + 1, [THREE - DAY, THREE]),
    {
      kind: 'settle',
      phase: 'scheduled',
      failures: 0,
      message: '2 runs missed, the last one due 2026-12-02 03:00; next 2026-12-03 03:00 Europe/Berlin',
      timetable: { doneMs: THREE, nextMs: THREE + DAY },
    },
  ],
  [
    'a try that failed has another one, later',
    running({ phase: 'restarting', failures: 1 }),
    { kind: 'none', startAtMs: 300 },
    at(THREE + HOUR),
    { kind: 'wait', atMs: 300 },
  ],
  [
    'at its time, however late that is',
    running({ phase: 'restarting', failures: 1 }),
    { kind: 'none', startAtMs: 100 },
    at(THREE + HOUR),
    { kind: 'start', attempt: 1 },
  ],
  [
    'but not when the next due time has come',
    running({ phase: 'restarting', failures: 1 }),
    { kind: 'none', startAtMs: 300 },
    at(THREE + DAY, [THREE + DAY]),
    {
      kind: 'start',
      attempt: 1,
      turn: {
        timetable: { doneMs: THREE + DAY, lastMs: THREE + DAY, open: true, nextMs: THREE + DAY },
        failures: 0,
        prepared: undefined,
        message: 'run of 2026-12-03 03:00 Europe/Berlin',
      },
    },
  ],
  [
    'a start that came to nothing is not made up for when it is late',
    running({ phase: 'scheduled' }),
    NONE,
    at(THREE + HOUR),
    {
      kind: 'settle',
      phase: 'scheduled',
      failures: 0,
      message: '1 run missed, due 2026-12-02 03:00; next 2026-12-03 03:00 Europe/Berlin',
      timetable: { doneMs: THREE, lastMs: THREE, nextMs: THREE + DAY },
    },
  ],
  [
    'what comes due while it runs is left out',
    running(),
    ALIVE,
    at(THREE + DAY, [THREE + DAY]),
    {
      kind: 'settle',
      phase: 'running',
      message: 'run of 2026-12-02 03:00 Europe/Berlin; 1 run left out: the one before was still running',
      timetable: { doneMs: THREE + DAY, lastMs: THREE, open: true, leftOut: 1, nextMs: THREE + DAY },
    },
  ],
  [
    'or ends it',
    running({ schedule: { overlap: 'replace' } }),
    ALIVE,
    at(THREE + DAY, [THREE + DAY]),
    { kind: 'stop', why: 'replaced' },
  ],
  [
    'to be stopped is more than that',
    running({ schedule: { overlap: 'replace' }, dropped: true }),
    ALIVE,
    at(THREE + DAY, [THREE + DAY]),
    { kind: 'stop', why: 'asked' },
  ],
  ['while it runs it looks at the clock', running(), ALIVE, at(THREE + HOUR), { kind: 'wait', atMs: 500 }],
  [
    'a clock that was set back a little is waited for',
    record({ timetable: { doneMs: THREE } }),
    NONE,
    at(THREE - LIMITS.clockSetBackMs),
    { kind: 'wait', atMs: 500 },
  ],
  [
    'one that was wrong is forgotten',
    record({ timetable: { doneMs: THREE + 400 * DAY, lastMs: THREE } }),
    NONE,
    at(THREE),
    {
      kind: 'settle',
      phase: 'scheduled',
      message: 'the clock of its node was set back; next 2026-12-03 03:00 Europe/Berlin',
      timetable: { doneMs: THREE, lastMs: THREE, nextMs: THREE + DAY },
    },
  ],
  [
    'a schedule that this node cannot read is no silence',
    record(),
    NONE,
    { ...at(THREE), due: { nowMs: THREE, lookAtMs: 500, fault: 'no such zone' } },
    { kind: 'settle', phase: 'failed', message: 'its schedule cannot be followed here: no such zone' },
  ],
  [
    'whoever is not wanted ends between runs at once',
    record({ dropped: true }),
    NONE,
    at(THREE, [THREE]),
    { kind: 'settle', phase: 'stopped', message: '' },
  ],
];

for (const [title, one, process, time, step] of STEPS) {
  test(`next: ${title}`, (t) => t.deepEqual(nextStep(one, process, time) as object, step));
}

// ---- what an end means -----------------------------------------------------------------------------------------------

const NEXT = '; next 2026-12-03 03:00 Europe/Berlin';
const closed = { doneMs: THREE, lastMs: THREE, nextMs: THREE + DAY };

test('end: a run that completed is told, and the next one is waited for', (t) => {
  const { change } = afterRun(running(), exited(0), 0, true);
  t.like(change, { phase: 'scheduled', failures: 0, exitCode: 0 });
  t.is(change.message, `last run 2026-12-02 03:00 completed in 12s (exit 0)${NEXT}`);
  t.deepEqual(change.timetable, closed);
});

test('end: a run that failed is tried again, as often as it may, and then told', (t) => {
  t.like(afterRun(running(), exited(2), 0, true).change, { phase: 'restarting', failures: 1 });
  const { change } = afterRun(running({ failures: 2 }), exited(2), 0, true);
  t.like(change, { phase: 'scheduled', failures: 0, exitCode: 2, timetable: closed });
  t.is(change.message, `last run 2026-12-02 03:00 failed after 3 attempts: exited with code 2${NEXT}`);
});

test('end: a run that its host cut off counts, one that never began does not', (t) => {
  const cut: End = { message: 'the host was restarted', hostRestarted: true, ranMs: 5 };
  t.like(afterRun(running({ retries: 0 }), cut, 0, true).change, { phase: 'scheduled' });
  t.like(afterRun(running({ retries: 0 }), cut, 0, false).change, { phase: 'restarting', failures: 0 });
});

test('end: what was left out meanwhile is told with it', (t) => {
  const timetable = { ...closed, open: true, leftOut: 2 };
  const { change } = afterRun(running({ timetable }), { ...exited(0), ranMs: 350 }, 0, true);
  const left = '; 2 runs left out: the one before was still running';
  t.is(change.message, `last run 2026-12-02 03:00 completed in 350ms (exit 0)${left}${NEXT}`);
  t.is(change.timetable?.leftOut, undefined);
});

test('end: what the next one ended has no other try, and what was asked to end has ended', (t) => {
  const replaced = afterRun(running(), { ...exited(143), stopped: 'replaced' }, 0, true).change;
  t.like(replaced, { phase: 'scheduled' });
  t.regex(replaced.message ?? '', /was ended for the next one/);
  t.like(afterRun(running(), { ...exited(143), stopped: 'asked' }, 0, true).change, { phase: 'stopped' });
});

test('end: the hook after a run is done before the next one, and what it says of due times is not undone', (t) => {
  const more = { hooks: { afterStop: { command: ['hook'], timeoutMs: 1000 } } };
  const before = running({ more });
  const { change } = afterRun(before, exited(0), 0, true);
  t.is(change.phase, 'scheduled', 'phases never go back: not "stopping"');
  const hooked: RunRecord = { ...before, ...change, hook: 'afterStop', attempt: 2 };
  t.like(nextStep({ ...before, ...change }, NONE, at(THREE + 5)), { kind: 'start', hook: 'afterStop' });
  const over = afterRun(hooked, exited(0), 0, true).change;
  t.false('timetable' in over);
  t.is(over.ending, undefined);
});

test('times are told in the zone of the schedule, and in UTC where that is not known', (t) => {
  t.is(timeText(THREE, 'Europe/Berlin'), '2026-12-02 03:00');
  t.is(timeText(THREE + 5000, 'Asia/Kolkata'), '2026-12-02 07:30:05');
  t.is(timeText(THREE, 'Nowhere/Land'), '2026-12-02 02:00 UTC');
});

// ---- lives -----------------------------------------------------------------------------------------------------------

type Happening =
  | { readonly kind: 'time'; readonly ms: number }
  | { readonly kind: 'exit'; readonly exitCode: number }
  | { readonly kind: 'jump'; readonly ms: number }
  | { readonly kind: 'crash' | 'reboot' | 'crash-before-start' | 'crash-after-start' };

const happening: fc.Arbitrary<Happening> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      kind: fc.constant('time' as const),
      ms: fc.constantFrom(MINUTE / 2, 3 * MINUTE, 11 * MINUTE, 25 * MINUTE),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({ kind: fc.constant('exit' as const), exitCode: fc.constantFrom(0, 0, 1) }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('jump' as const),
      ms: fc.constantFrom(-HOUR, -MINUTE, -5 * HOUR, MINUTE, 3 * DAY, HOUR),
    }),
  },
  {
    weight: 3,
    arbitrary: fc
      .constantFrom('crash', 'reboot', 'crash-before-start', 'crash-after-start')
      .map((kind) => ({ kind }) as Happening),
  },
);

const PERIOD = 10 * MINUTE;

/** One placement that is due every ten minutes, under an agent that is killed, on a host whose clock is wrong. */
class Life {
  record: RunRecord;
  /** What the disk has. */
  journal: RunRecord;
  process: ProcessState = NONE;
  monotonicMs = 0;
  wallMs = THREE + 1;
  /** How the next start goes. */
  crash: Happening['kind'] | undefined;
  /** The clock was set back by so much that due times may come again. */
  wrongClock = false;
  readonly runs: number[] = [];
  readonly wrongs: string[] = [];
  readonly phases = new Set<ObservedPhase>();

  constructor(wish: Wish) {
    const { timetable: _none, ...fresh } = record(wish);
    this.record = { ...fresh, phase: 'assigned' };
    this.journal = this.record;
    this.settle();
  }

  happens(what: Happening): void {
    if (what.kind === 'time') this.#pass(what.ms);
    else if (what.kind === 'exit') this.#end(exited(what.exitCode));
    else if (what.kind === 'jump') this.wallMs += what.ms;
    else if (what.kind === 'crash') this.#restart();
    else if (what.kind === 'reboot') {
      this.#restart();
      this.#end({ message: 'the host was restarted', hostRestarted: true, ranMs: 1 });
    } else this.crash = what.kind;
    const { doneMs = 0 } = this.record.timetable ?? {};
    if (doneMs - this.wallMs > LIMITS.clockSetBackMs) this.wrongClock = true;
    this.settle();
  }

  #due(): Due {
    const nowMs = this.wallMs;
    const fromMs = lookFromMs(this.record.timetable, nowMs);
    const first = (Math.floor(fromMs / PERIOD) + 1) * PERIOD;
    const last = Math.floor(nowMs / PERIOD) * PERIOD;
    const nextMs = Math.max(first, last + PERIOD);
    return {
      ...{ nowMs, nextMs, lookAtMs: this.monotonicMs + Math.min(MINUTE, nextMs - nowMs) },
      ...(first <= nowMs && { latest: { atMs: last, count: (last - first) / PERIOD + 1 } }),
    };
  }

  #next(): Step {
    const { monotonicMs } = this;
    return nextStep(this.record, this.process, { monotonicMs, leaseEndsAtMs: undefined, due: this.#due() });
  }

  #pass(ms: number): void {
    const untilMs = this.monotonicMs + ms;
    const go = (toMs: number) => {
      this.wallMs += toMs - this.monotonicMs;
      this.monotonicMs = toMs;
    };
    for (;;) {
      const step = this.#next();
      if (step.kind !== 'wait' || step.atMs === undefined || step.atMs > untilMs) break;
      go(Math.max(this.monotonicMs, step.atMs));
      this.settle();
    }
    go(untilMs);
  }

  settle(): void {
    for (let i = 0; i < 10; i++) {
      const step = this.#next();
      if (step.kind === 'wait') return;
      this.#execute(step);
    }
    this.wrongs.push('comes to no rest');
  }

  #execute(step: Step): void {
    if (step.kind === 'stop') this.#end({ ...exited(143), stopped: step.why });
    else if (step.kind === 'settle') {
      const { kind: _kind, ...change } = step;
      this.#save({ ...this.record, ...change });
    } else if (step.kind === 'start') this.#start(step);
    else this.wrongs.push(`${step.kind} of what is wanted`);
  }

  #start({ attempt, turn }: Extract<Step, { kind: 'start' }>): void {
    if (this.process.kind === 'alive') this.wrongs.push('a second run');
    this.record = { ...this.record, ...turn };
    const { crash } = this;
    this.crash = undefined;
    if (crash === 'crash-before-start') {
      this.#restart();
      return;
    }
    this.#save({ ...this.record, attempt });
    const dueMs = this.record.timetable?.lastMs ?? 0;
    const latest = Math.floor(this.wallMs / PERIOD) * PERIOD;
    if (turn && dueMs !== latest) this.wrongs.push(`begins ${dueMs} where ${latest} is due`);
    if (!this.wrongClock && dueMs < (this.runs.at(-1) ?? 0)) this.wrongs.push('goes back');
    this.runs.push(dueMs);
    this.process = { kind: 'alive', sinceMs: this.monotonicMs };
    // The next agent finds it by its attempt.
    if (crash === 'crash-after-start') this.#restart();
    this.#save({ ...this.record, phase: 'running' });
  }

  #save(next: RunRecord): void {
    this.record = next;
    this.journal = next;
    this.phases.add(next.phase);
  }

  /** Another agent, which has the journal and finds what runs. */
  #restart(): void {
    this.record = this.journal;
    if (this.process.kind === 'none') this.process = NONE;
  }

  #end(end: End): void {
    if (this.process.kind !== 'alive') return;
    const { prepared: _prepared, ...rest } = this.record;
    const after = afterRun(this.record, end, 0.5, true);
    const delayMs = 'now' in after ? 0 : (after.delayMs ?? 0);
    this.process = { kind: 'none', startAtMs: this.monotonicMs + delayMs };
    this.#save({ ...rest, ...after.change });
  }

  count(dueMs: number): number {
    return this.runs.filter((run) => run === dueMs).length;
  }
}

const wishes = fc.record({
  retries: fc.constantFrom(0, 1, 2),
  schedule: fc.record({
    overlap: fc.constantFrom('skip' as const, 'replace' as const),
    catchUp: fc.constantFrom('none' as const, 'last' as const),
  }),
});

test('property: whoever crashes and wherever the clock jumps, a due time has its runs once, and one at a time', (t) => {
  const seen = new Set<string>();
  let runs = 0;
  fc.assert(
    fc.property(wishes, fc.array(happening, { minLength: 40, maxLength: 60 }), (wish, happenings) => {
      const life = new Life(wish);
      for (const what of happenings) life.happens(what);
      for (const dueMs of new Set(life.runs)) {
        const count = life.count(dueMs);
        if (!life.wrongClock && count > wish.retries + 1)
          life.wrongs.push(`${count} runs of ${dueMs} with ${wish.retries} retries`);
      }
      for (const phase of life.phases) seen.add(phase);
      runs += life.runs.length;
      if (life.wrongs.length > 0) throw new Error(life.wrongs.join('; '));
    }),
    { numRuns: 60 },
  );
  t.deepEqual([...seen].sort(), ['restarting', 'running', 'scheduled'], 'no phase is the last one');
  t.true(runs > 300, `${runs} runs`);
});
