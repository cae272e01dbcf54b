/** Prices from a thread: every job ends once, whatever the thread does. */
import type { Clock } from '@berth/core';
import { createPriceSolver, type PriceSolverOptions, solvePrices } from '@berth/scheduler';
import test, { type ExecutionContext } from 'ava';
import { pricesInput } from './priced-samples.js';

const INPUT = pricesInput(
  [{ count: 10, devices: 2 }],
  [
    { milli: 810, weight: 6, cpu: 100 },
    { milli: 190, weight: 30, cpu: 50 },
    { devices: 2, weight: 3 },
  ],
);
const TIMEOUT_MS = 1000;
const IDLE_MS = 2000;
const BROKEN = "data:text/javascript,throw new Error('broken');";
const SILENT = 'data:text/javascript,setInterval(() => {}, 1000);';

/** Timers run when told, except those that only make room for other work. */
class HandClock implements Pick<Clock, 'monotonicMs' | 'schedule'> {
  readonly #timers = new Map<number, () => void>();

  monotonicMs(): number {
    return 0;
  }

  schedule(afterMs: number, run: () => void): () => void {
    if (afterMs === 0) {
      setImmediate(run);
      return () => {};
    }
    this.#timers.set(afterMs, run);
    return () => {
      if (this.#timers.get(afterMs) === run) this.#timers.delete(afterMs);
    };
  }

  fire(afterMs: number): void {
    const run = this.#timers.get(afterMs);
    this.#timers.delete(afterMs);
    run?.();
  }

  get waiting(): number[] {
    return [...this.#timers.keys()];
  }
}

function start(t: ExecutionContext, options: Partial<PriceSolverOptions> = {}) {
  const clock = new HandClock();
  const fallbacks: string[] = [];
  const solver = createPriceSolver(
    { clock, onFallback: (why) => fallbacks.push(why) },
    { timeoutMs: TIMEOUT_MS, idleMs: IDLE_MS, ...options },
  );
  t.teardown(() => solver.close());
  return { clock, fallbacks, solver };
}

/** Until the job that was asked for has started its thread. */
const started = () => new Promise((resolve) => setImmediate(resolve));

test('the thread answers what a solve here does, job after job', async (t) => {
  const { clock, fallbacks, solver } = start(t);
  const expected = await solvePrices(INPUT);
  const results = await Promise.all([solver.solve(INPUT), solver.solve(INPUT)]);
  for (const result of results) t.deepEqual({ ...result, solveMs: 0 }, { ...expected, solveMs: 0 });
  t.deepEqual(fallbacks, []);
  t.deepEqual(clock.waiting, [IDLE_MS], 'no time-out is left behind');
});

test('an idle thread ends, and the next job gets a new one', async (t) => {
  const { clock, solver } = start(t);
  await solver.solve(INPUT);
  clock.fire(IDLE_MS);
  const result = await solver.solve(INPUT);
  t.is(result.kind === 'solved' && result.method, 'exact');
});

for (const [title, workerUrl, why] of [
  ['breaks', BROKEN, /broken/],
  ['cannot be found', 'file:///nowhere/prices-worker.js', /Cannot find module/],
  ['ends', 'data:text/javascript,', /ended with code 0/],
] as const) {
  test(`a thread that ${title}: approximate prices, and why`, async (t) => {
    const { clock, fallbacks, solver } = start(t, { workerUrl });
    const result = await solver.solve(INPUT);
    t.is(result.kind === 'solved' && result.method, 'approximate');
    t.regex(fallbacks.join(), why);
    t.deepEqual(clock.waiting, []);
  });
}

test('a thread that says nothing: approximate prices after the time-out', async (t) => {
  const { clock, fallbacks, solver } = start(t, { workerUrl: SILENT });
  const result = solver.solve(INPUT);
  await started();
  clock.fire(TIMEOUT_MS);
  const prices = await result;
  t.is(prices.kind === 'solved' && prices.method, 'approximate');
  t.deepEqual(fallbacks, [`no answer within ${TIMEOUT_MS} ms`]);
});

test('a solver that is out of time: approximate prices', async (t) => {
  const { fallbacks, solver } = start(t, { limits: { iterationsMax: 1, timeLimitMs: 1e-9, gapMax: 0 } });
  const prices = await solver.solve(INPUT);
  t.is(prices.kind === 'solved' && prices.method, 'approximate');
  t.is(fallbacks.length, 1);
});

test('a fault of the input is no reason to fall back', async (t) => {
  const { fallbacks, solver } = start(t);
  t.deepEqual(await solver.solve(pricesInput([{}], [{ milli: 0 }])), {
    kind: 'failed',
    why: 'classes[0]: milli is 0',
  });
  t.deepEqual(fallbacks, []);
});

test('close ends what runs and what waits', async (t) => {
  const { solver } = start(t, { workerUrl: SILENT });
  const results = [solver.solve(INPUT), solver.solve(INPUT)];
  await started();
  await solver.close();
  for (const result of await Promise.all([...results, solver.solve(INPUT)])) {
    t.deepEqual(result, { kind: 'failed', why: 'the price solver is closed' });
  }
});
