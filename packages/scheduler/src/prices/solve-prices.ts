/**
 * Prices by column generation. The program (`cutting-stock.ts`) knows few patterns of pieces on a device; its duals price
 * the pieces, a knapsack per shape finds patterns that would pay, they become columns, and again until none pays.
 *
 * Invariants:
 * 1. `reached` <= optimum <= `bound`: the first is a solution, the second comes from `dual-bound.ts`.
 * 2. Same input, same output: one thread, a fixed seed, a fixed order of rows and columns (`solveMs` aside).
 * 3. The end: within {@link PriceLimits.gapMax} of the optimum, or no new pattern pays, or {@link PriceLimits.iterationsMax}.
 *    All three are an answer, and `bound` holds in each. No optimum of the known columns, or no time left, is a failure.
 *
 * Sources: Gilmore and Gomory, A Linear Programming Approach to the Cutting-Stock Problem, 1961; a bound at every
 * iteration: Farley, A Note on Bounding a Class of Linear Programming Problems, Including Cutting Stock Problems, 1990.
 */
import { CuttingStock } from './cutting-stock.js';
import { type DualBound, dualBound } from './dual-bound.js';
import { HighsModel } from './highs-model.js';
import { inputFault } from './input-fault.js';
import { loadHighs } from './load-highs.js';
import type { PricesInput, PricesResult } from './prices.js';

export type PriceLimits = {
  /** Linear programs to solve at most. Each has all columns of those before. */
  readonly iterationsMax: number;
  /** Milliseconds in the solver at most, all iterations together. */
  readonly timeLimitMs: number;
  /** Stop when (bound - reached) / bound is at most this. */
  readonly gapMax: number;
};

export const PRICE_LIMITS: PriceLimits = { iterationsMax: 100, timeLimitMs: 30_000, gapMax: 1e-6 };

/** A pattern pays when it brings this much more than its device costs, in milli: above the solver's tolerance of 1e-4. */
const PAYS_MILLI = 2e-4;

/** Blocks while it solves: off the hot path, take `createPriceSolver`. */
export async function solvePrices(
  input: PricesInput,
  limits: PriceLimits = PRICE_LIMITS,
): Promise<PricesResult> {
  const fault = inputFault(input);
  if (fault !== undefined) return { kind: 'failed', why: fault };
  try {
    const program = new CuttingStock(input);
    if (program.columns.length === 0) return nothingToPlace(input, program);
    // A runtime of its own: one that trapped is of no use to the next solve.
    const highs = await loadHighs();
    return highs.withModel((model) => {
      return generate(program, new HighsModel(highs, model, program, limits.timeLimitMs), input, limits);
    });
  } catch (error) {
    return { kind: 'failed', why: error instanceof Error ? error.message : String(error) };
  }
}

/** The solver does not know a program without columns; all prices are 0. */
function nothingToPlace(input: PricesInput, program: CuttingStock): PricesResult {
  const free = dualBound(input, program.pricesOf(new Float64Array(program.limits.length)));
  return { kind: 'solved', method: 'exact', ...free, reached: 0, iterations: 0, solveMs: 0 };
}

function generate(
  program: CuttingStock,
  solver: HighsModel,
  input: PricesInput,
  limits: PriceLimits,
): PricesResult {
  let best: DualBound | undefined;
  for (let iterations = 1; ; iterations++) {
    const why = solver.solve();
    if (why !== undefined) return { kind: 'failed', why };
    const raw = program.pricesOf(solver.rowDuals());
    const dual = dualBound(input, raw);
    if (best === undefined || dual.bound < best.bound) best = dual;
    const reached = solver.reached();
    const isDone = best.bound - reached <= limits.gapMax * best.bound || iterations >= limits.iterationsMax;
    if (isDone || program.addPatterns(raw, dual.shapes, PAYS_MILLI) === 0) {
      return { kind: 'solved', method: 'exact', ...best, reached, iterations, solveMs: solver.solveMs() };
    }
  }
}
