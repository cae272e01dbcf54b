/**
 * Prices without a solver: the same program and the same dual, by the primal-dual hybrid gradient method. Two products
 * with the matrix per step, no factorisation; the bound is as certain as the solver's (`dual-bound.ts`), only less tight.
 *
 * - Steps per row and column from the sums of their coefficients: Pock and Chambolle, Diagonal preconditioning for first
 *   order primal-dual algorithms in convex optimization, 2011.
 * - After each round it goes on from the better of the round's last and mean duals, with the balance of primal and dual
 *   steps corrected by how far each went: Applegate et al., Practical Large-Scale Linear Programming using Primal-Dual
 *   Hybrid Gradient, 2021.
 * - New patterns come between rounds, by the knapsack of `solve-prices.ts`.
 *
 * Multiplicative weights and plain subgradient steps on the dual function were tried first: after 300 steps they were still
 * up to 12 % above the optimum, because every pattern that fills a device ties at the start; this is below 1 % after 1000.
 */
import { type Column, CuttingStock } from './cutting-stock.js';
import { type DualBound, dualBound } from './dual-bound.js';
import { inputFault } from './input-fault.js';
import type { PricesInput, PricesResult } from './prices.js';

export type ApproximationLimits = {
  readonly rounds: number;
  readonly stepsPerRound: number;
};

export const APPROXIMATION_LIMITS: ApproximationLimits = { rounds: 20, stepsPerRound: 50 };

/** A pattern pays when it brings this much more than its device costs, in milli: less is the noise of a rough dual. */
const PAYS_MILLI = 1;
/** Duals of a program in devices and nodes are near 1, its values near the number of nodes. */
const BALANCE_START = 1e-3;
const BALANCE_MIN = 1e-6;
const BALANCE_MAX = 1e3;

/** The program's matrix by columns, with a step length for each row and column. */
type Matrix = {
  readonly starts: Int32Array;
  readonly rows: Int32Array;
  readonly values: Float64Array;
  readonly costs: Float64Array;
  readonly columnSteps: Float64Array;
  readonly rowSteps: Float64Array;
};

/** Where the method is: values of columns, duals of rows. */
type Point = { readonly primal: Float64Array; readonly dual: Float64Array };

/** Blocks for all rounds. */
export function approximatePrices(
  input: PricesInput,
  limits: ApproximationLimits = APPROXIMATION_LIMITS,
): PricesResult {
  const rounds = approximationRounds(input, limits);
  while (true) {
    const { done, value } = rounds.next();
    if (done) return value;
  }
}

/** Yields after each round, so that who drives it can do other work in between. */
export function* approximationRounds(
  input: PricesInput,
  { rounds, stepsPerRound }: ApproximationLimits = APPROXIMATION_LIMITS,
): Generator<undefined, PricesResult, undefined> {
  const fault = inputFault(input);
  if (fault !== undefined) return { kind: 'failed', why: fault };
  const program = new CuttingStock(input);
  let matrix = matrixOf(program);
  let start: Point = {
    primal: new Float64Array(program.columns.length),
    dual: new Float64Array(program.limits.length),
  };
  let balance = BALANCE_START;
  // Before any step: nothing has a price, so all tasks are placed.
  let best = dualBound(input, program.pricesOf(start.dual));
  for (let round = 0; round < rounds; round++) {
    const { last, mean } = walk(matrix, program.limits, start, balance, stepsPerRound);
    const candidates = [mean, last].map((point) => {
      const raw = program.pricesOf(point.dual);
      return { point, raw, dual: dualBound(input, raw) };
    });
    const { point, raw, dual } = candidates.reduce((a, b) => (b.dual.bound < a.dual.bound ? b : a));
    best = lower(best, dual);
    balance = rebalanced(balance, start, point);
    program.addPatterns(raw, dual.shapes, PAYS_MILLI);
    matrix = matrixOf(program);
    const primal = new Float64Array(program.columns.length);
    primal.set(point.primal);
    start = { primal, dual: point.dual };
    yield;
  }
  const iterations = rounds * stepsPerRound;
  return { kind: 'solved', method: 'approximate', ...best, reached: 0, iterations, solveMs: 0 };
}

function lower(a: DualBound, b: DualBound): DualBound {
  return b.bound < a.bound ? b : a;
}

/** One round: where it ends, and the mean of where it was. */
function walk(
  { starts, rows, values, costs, columnSteps, rowSteps }: Matrix,
  limits: Float64Array,
  start: Point,
  balance: number,
  steps: number,
): { readonly last: Point; readonly mean: Point } {
  const primal = Float64Array.from(start.primal);
  const dual = Float64Array.from(start.dual);
  const mean = { primal: new Float64Array(primal.length), dual: new Float64Array(dual.length) };
  const activity = new Float64Array(dual.length);
  for (let step = 1; step <= steps; step++) {
    activity.fill(0);
    for (let column = 0; column < primal.length; column++) {
      const end = starts[column + 1] as number;
      let gain = costs[column] as number;
      for (let at = starts[column] as number; at < end; at++) {
        gain -= (values[at] as number) * (dual[rows[at] as number] as number);
      }
      const before = primal[column] as number;
      const after = Math.max(0, before + ((columnSteps[column] as number) / balance) * gain);
      primal[column] = after;
      // Duals react to where the primal is heading, not to where it is.
      const ahead = 2 * after - before;
      if (ahead === 0) continue;
      for (let at = starts[column] as number; at < end; at++) {
        const row = rows[at] as number;
        activity[row] = (activity[row] as number) + (values[at] as number) * ahead;
      }
    }
    for (let row = 0; row < dual.length; row++) {
      const excess = (activity[row] as number) - (limits[row] as number);
      dual[row] = Math.max(0, (dual[row] as number) + balance * (rowSteps[row] as number) * excess);
    }
    addToMean(mean.primal, primal, step);
    addToMean(mean.dual, dual, step);
  }
  return { last: { primal, dual }, mean };
}

function addToMean(mean: Float64Array, values: Float64Array, count: number): void {
  for (let at = 0; at < mean.length; at++) {
    const before = mean[at] as number;
    mean[at] = before + ((values[at] as number) - before) / count;
  }
}

/** Halfway, on a logarithmic scale, to the ratio of what duals and values moved. */
function rebalanced(balance: number, from: Point, to: Point): number {
  const primal = distance(from.primal, to.primal);
  const dual = distance(from.dual, to.dual);
  if (primal === 0 || dual === 0) return balance;
  return Math.min(BALANCE_MAX, Math.max(BALANCE_MIN, Math.sqrt((dual / primal) * balance)));
}

function distance(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let at = 0; at < a.length; at++) sum += ((a[at] as number) - (b[at] as number)) ** 2;
  return Math.sqrt(sum);
}

function matrixOf({ columns, limits }: CuttingStock): Matrix {
  const starts = new Int32Array(columns.length + 1);
  columns.forEach(({ rows }, at) => {
    starts[at + 1] = (starts[at] as number) + rows.length;
  });
  const sums = new Float64Array(limits.length);
  for (const { rows, values } of columns) {
    rows.forEach((row, at) => {
      sums[row] = (sums[row] as number) + Math.abs(values[at] as number);
    });
  }
  return {
    starts,
    rows: Int32Array.from(columns.flatMap(({ rows }) => rows)),
    values: Float64Array.from(columns.flatMap(({ values }) => values)),
    costs: Float64Array.from(columns, ({ cost }) => cost),
    columnSteps: Float64Array.from(columns, (column) => 1 / absoluteSum(column)),
    rowSteps: sums.map((sum) => (sum > 0 ? 1 / sum : 0)),
  };
}

function absoluteSum({ values }: Column): number {
  return values.reduce((sum, value) => sum + Math.abs(value), 0);
}
