/** Hooks as the agent decides on them: random ends, stops and killed agents, and what ran in which order. */
import {
  afterRun,
  type End,
  hookRun,
  isTerminal,
  nextStep,
  type ProcessState,
  placementId,
  type RunRecord,
  workloadKey,
} from '@berth/core';
import test from 'ava';
import fc from 'fast-check';
import { workload } from './cluster-fixture.js';

const KEY = workloadKey('shop', 'web');
const hook = { command: ['hook'], timeoutMs: 60_000 };

function fresh(kind: 'service' | 'batch'): RunRecord {
  return {
    assigned: {
      ...{ id: placementId(KEY, 0, 1), workload: KEY, replica: 0, generation: 1, runHash: 'h' },
      ...{ claim: { quantities: {}, ports: {}, devices: {} }, desired: 'running' },
    },
    run: { ...workload({ kind }).run, hooks: { beforeStart: hook, afterStop: hook } },
    ...{ dropped: false, phase: 'assigned', attempt: -1, restarts: 0, failures: 0 },
    ...{ message: '', changedAtMs: 0, sequence: 0 },
  };
}

/** What the runner does with steps, without a driver. `said`: how what runs ends; `lost`: an agent dies around the start. */
class Node {
  record: RunRecord;
  process: ProcessState = { kind: 'none', startAtMs: 0 };
  nowMs = 0;
  readonly ran: string[] = [];

  constructor(kind: 'service' | 'batch') {
    this.record = fresh(kind);
  }

  step(exitCode: number, begins: boolean): boolean {
    const time = { monotonicMs: this.nowMs, leaseEndsAtMs: undefined };
    const step = nextStep(this.record, this.process, time);
    if (step.kind === 'wait') {
      if (this.process.kind === 'alive') this.#end({ exitCode, message: `code ${exitCode}`, ranMs: 1_000 });
      else if (step.atMs === undefined) return false;
      else this.nowMs = step.atMs;
      return true;
    }
    if (step.kind === 'settle') this.record = { ...this.record, phase: step.phase };
    if (step.kind === 'stop')
      this.#end({ exitCode: 143, message: 'stopped', ranMs: 1_000, stopped: step.why });
    if (step.kind !== 'start') return true;
    const first = this.record.phase === 'assigned';
    this.record = {
      ...this.record,
      attempt: step.attempt,
      hook: step.hook,
      ...(first && { phase: 'starting' }),
    };
    // In doubt when its agent died: the driver says whether it began.
    if (!begins) return true;
    this.ran.push(step.hook ?? 'run');
    this.process = { kind: 'alive', sinceMs: this.nowMs };
    if (!step.hook) this.record = { ...this.record, phase: 'running' };
    return true;
  }

  #end(end: End): void {
    const { prepared: _prepared, ...rest } = this.record;
    const after = afterRun(this.record, end, 0.5, true);
    this.record = { ...rest, ...after.change };
    const delayMs = 'now' in after ? 0 : (after.delayMs ?? 0);
    this.process = { kind: 'none', startAtMs: this.nowMs + delayMs };
  }
}

test('each run has its hook before and its hook after, and nothing follows the last one', (t) => {
  const turn = fc.record({ exitCode: fc.constantFrom(0, 0, 1), begins: fc.constantFrom(true, true, false) });
  fc.assert(
    fc.property(
      fc.constantFrom('service' as const, 'batch' as const),
      fc.array(turn, { minLength: 1, maxLength: 40 }),
      fc.nat(40),
      (kind, turns, stopAt) => {
        const node = new Node(kind);
        const ask = () => {
          node.record = { ...node.record, assigned: { ...node.record.assigned, desired: 'stopped' } };
        };
        turns.forEach(({ exitCode, begins }, at) => {
          if (at === stopAt) ask();
          node.step(exitCode, begins);
        });
        ask();
        for (let step = 0; step < 20; step++) node.step(0, true);
        if (!isTerminal(node.record.phase)) throw new Error(`ends as ${node.record.phase}`);
        const wrong = node.ran.find((what, at) => {
          const before = node.ran[at - 1];
          if (what === 'run') return before !== 'beforeStart';
          if (what === 'afterStop') return before !== 'run';
          return before === 'run';
        });
        if (wrong || node.ran.at(-1) === 'run') throw new Error(node.ran.join(' '));
      },
    ),
    { numRuns: 300 },
  );
  t.pass();
});

test('the hook before a start that fails is a start that failed', (t) => {
  const record = { ...fresh('service'), phase: 'starting' as const, hook: 'beforeStart' as const };
  const end = { exitCode: 3, message: 'exited with code 3', ranMs: 10 };
  const after = afterRun(record, end, 0, true);
  t.like(after.change, { phase: 'restarting', failures: 1, message: 'beforeStart: exited with code 3' });
  t.is('now' in after ? 0 : after.delayMs, 1000);
});

test('a batch has completed when the hook after it has ended, and a fenced copy has none', (t) => {
  const record = { ...fresh('batch'), phase: 'running' as const };
  const after = afterRun(record, { exitCode: 0, message: '', ranMs: 10 }, 0, true);
  t.like(after.change, { phase: 'stopping', exitCode: 0 });
  const ending = { ...record, ...after.change, hook: 'afterStop' as const };
  t.like(afterRun(ending, { exitCode: 1, message: 'no', ranMs: 1 }, 0, true).change, { phase: 'completed' });
  const fenced = afterRun(record, { exitCode: 143, message: '', ranMs: 10, stopped: 'fenced' }, 0, true);
  t.like(fenced.change, { phase: 'stopped' });
  t.is(fenced.change.ending, undefined);
});

test('the hook after an exclusive run is left out where another copy may run by now', (t) => {
  const { run, ...rest } = fresh('service');
  const record: RunRecord = {
    ...rest,
    run: { ...run, exclusiveAfterMs: 5_000 },
    phase: 'running',
    attempt: 1,
  };
  const after = afterRun(record, { message: 'killed', ranMs: 10 }, 0, true);
  const ended = { ...record, ...after.change };
  const none = { kind: 'none', startAtMs: 0 } as const;
  const next = (leaseEndsAtMs: number | undefined, monotonicMs = 20_000) =>
    nextStep(ended, none, { monotonicMs, leaseEndsAtMs });
  t.like(next(16_000), { kind: 'start', hook: 'afterStop' });
  for (const leaseEndsAtMs of [15_000, undefined]) {
    const step = next(leaseEndsAtMs);
    t.deepEqual(step, { kind: 'settle', phase: 'restarting', message: 'killed', ending: undefined });
    // Nor does it come back with the next lease: where it is told to end, it ends.
    const { kind: _kind, ...change } = step as Extract<typeof step, { kind: 'settle' }>;
    const told: RunRecord = { ...ended, ...change, assigned: { ...ended.assigned, desired: 'stopped' } };
    t.like(nextStep(told, none, { monotonicMs: 20_000, leaseEndsAtMs: 30_000 }), {
      kind: 'settle',
      phase: 'stopped',
    });
  }
});

test('a hook runs in the place of the workload: same image, its own command, no checks', (t) => {
  const container = { ...({ image: 'shop/web:1', args: ['--serve'] } as object) } as never;
  const health = { ready: {} } as never;
  const run = hookRun({ ...fresh('service').run, container, health }, 'afterStop', hook);
  t.deepEqual(run.container as unknown, { image: 'shop/web:1' });
  t.deepEqual(run.process.command, ['hook']);
  t.is(run.process.env.BERTH_HOOK, 'afterStop');
  t.is(run.health, undefined);
});
