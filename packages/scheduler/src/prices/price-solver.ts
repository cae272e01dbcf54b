/**
 * Prices off the hot path: the linear program runs in a thread of its own, one job at a time.
 *
 * Invariants:
 * 1. Every `solve` ends exactly once, and never rejects: with prices, or with why there are none.
 * 2. A thread that fails, or is not done after `timeoutMs`, is terminated; the next job gets a new one.
 * 3. Without an answer from the thread the prices are approximate, worked out here in short rounds with room for other work
 *    in between (on openb's 1213 nodes 20 rounds of 10 to 25 ms).
 * 4. A thread exists only from a job until `idleMs` after it: the solver holds tens of megabytes.
 */
import { Worker } from 'node:worker_threads';
import type { Clock } from '@berth/core';
import { approximationRounds } from './approximate-prices.js';
import { inputFault } from './input-fault.js';
import type { PriceAnswer, PriceJob } from './price-worker-messages.js';
import type { PricesInput, PricesResult } from './prices.js';
import { PRICE_LIMITS, type PriceLimits } from './solve-prices.js';

export type PriceSolver = {
  /** Jobs wait for each other. The input must not change until the result is there. */
  solve(input: PricesInput): Promise<PricesResult>;
  /** Ends the thread; jobs that are not done, and later ones, fail. */
  close(): Promise<void>;
};

export type PriceSolverOptions = {
  readonly limits: PriceLimits;
  /** For one job, from its start to its answer, the start of the thread included. */
  readonly timeoutMs: number;
  readonly idleMs: number;
  /** The thread's program, as a URL. */
  readonly workerUrl: string;
};

export type PriceSolverDeps = {
  readonly clock: Pick<Clock, 'monotonicMs' | 'schedule'>;
  /** Why a result is only approximate. */
  readonly onFallback?: (why: string) => void;
};

export const PRICE_SOLVER_OPTIONS: PriceSolverOptions = {
  limits: PRICE_LIMITS,
  timeoutMs: 60_000,
  idleMs: 60_000,
  workerUrl: new URL('./prices-worker.js', import.meta.url).href,
};

const CLOSED: PricesResult = { kind: 'failed', why: 'the price solver is closed' };

export function createPriceSolver(
  deps: PriceSolverDeps,
  options: Partial<PriceSolverOptions> = {},
): PriceSolver {
  return new ThreadedPriceSolver(deps, { ...PRICE_SOLVER_OPTIONS, ...options });
}

class ThreadedPriceSolver implements PriceSolver {
  readonly #deps: PriceSolverDeps;
  readonly #options: PriceSolverOptions;
  #worker: Worker | undefined;
  /** Ends the wait for the thread's answer. */
  #giveUp: ((why: string) => void) | undefined;
  #cancelIdle: (() => void) | undefined;
  #last: Promise<unknown> = Promise.resolve();
  #jobs = 0;
  #closed = false;

  constructor(deps: PriceSolverDeps, options: PriceSolverOptions) {
    this.#deps = deps;
    this.#options = options;
  }

  solve(input: PricesInput): Promise<PricesResult> {
    const result = this.#last.then(() => this.#solveNow(input));
    this.#last = result;
    return result;
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#giveUp?.('the price solver is closed');
    await this.#endThread();
    await this.#last;
  }

  async #solveNow(input: PricesInput): Promise<PricesResult> {
    if (this.#closed) return CLOSED;
    const fault = inputFault(input);
    if (fault !== undefined) return { kind: 'failed', why: fault };
    const { clock, onFallback } = this.#deps;
    const startedMs = clock.monotonicMs();
    let result = await this.#askThread(input);
    if (result.kind === 'failed' && !this.#closed) {
      onFallback?.(result.why);
      result = await this.#approximate(input);
    }
    if (this.#closed) return CLOSED;
    return result.kind === 'solved' ? { ...result, solveMs: clock.monotonicMs() - startedMs } : result;
  }

  async #askThread(input: PricesInput): Promise<PricesResult> {
    const { clock } = this.#deps;
    const { limits, timeoutMs, idleMs, workerUrl } = this.#options;
    this.#cancelIdle?.();
    this.#cancelIdle = undefined;
    const job: PriceJob = { id: ++this.#jobs, input, limits };
    const answered = await new Promise<PricesResult | string>((resolve) => {
      const cancelTimeout = clock.schedule(timeoutMs, () => resolve(`no answer within ${timeoutMs} ms`));
      this.#giveUp = (why) => {
        cancelTimeout();
        resolve(why);
      };
      try {
        this.#worker ??= new Worker(new URL(workerUrl));
        listen(this.#worker, job, this.#giveUp, (result) => {
          cancelTimeout();
          resolve(result);
        });
        this.#worker.ref();
        this.#worker.postMessage(job);
      } catch (error) {
        this.#giveUp(error instanceof Error ? error.message : String(error));
      }
    });
    this.#giveUp = undefined;
    if (typeof answered === 'string') {
      await this.#endThread();
      return { kind: 'failed', why: answered };
    }
    this.#worker?.removeAllListeners();
    // An idle thread that dies is replaced by the next job; without a listener its error would end the process.
    const worker = this.#worker;
    worker?.on('error', () => this.#forget(worker));
    worker?.on('exit', () => this.#forget(worker));
    worker?.unref();
    this.#cancelIdle = clock.schedule(idleMs, () => void this.#endThread());
    return answered;
  }

  async #approximate(input: PricesInput): Promise<PricesResult> {
    const rounds = approximationRounds(input);
    while (!this.#closed) {
      const { done, value } = rounds.next();
      if (done) return value;
      await new Promise<void>((resolve) => this.#deps.clock.schedule(0, resolve));
    }
    return CLOSED;
  }

  #forget(worker: Worker): void {
    if (this.#worker === worker) this.#worker = undefined;
  }

  async #endThread(): Promise<void> {
    this.#cancelIdle?.();
    this.#cancelIdle = undefined;
    const worker = this.#worker;
    this.#worker = undefined;
    await worker?.terminate();
  }
}

function listen(
  worker: Worker,
  job: PriceJob,
  fail: (why: string) => void,
  succeed: (result: PricesResult) => void,
): void {
  worker.removeAllListeners();
  worker.on('message', ({ id, result }: PriceAnswer) => {
    if (id === job.id) succeed(result);
  });
  worker.on('messageerror', (error: Error) => fail(error.message));
  worker.on('error', (error: unknown) => fail(error instanceof Error ? error.message : String(error)));
  worker.on('exit', (code: number) => fail(`the thread ended with code ${code}`));
}
