/**
 * Prices by column generation. The master program (`master-program.ts`) knows few patterns of pieces on a device; its duals
 * price the pieces, a knapsack per shape finds patterns that would pay, they become columns, and again until none pays.
 *
 * Invariants:
 * 1. `reached` <= optimum <= `bound`, at every iteration: the first is a solution, the second comes from `dual-bound.ts`.
 * 2. Same input, same output: one thread, a fixed seed, a fixed order of rows and columns (`solveMs` aside).
 * 3. The end: within {@link PriceLimits.gapMax} of the optimum, or no new pattern pays, or {@link PriceLimits.iterationsMax}.
 *    All three are an answer; `bound` holds in each. No optimum of the master, or no time left, is a failure.
 *
 * Source: Gilmore and Gomory, A Linear Programming Approach to the Cutting-Stock Problem, 1961; the bound at every
 * iteration: Farley, A Note on Bounding a Class of Linear Programming Problems, Including Cutting Stock Problems, 1990.
 */
import { type DualBound, dualBound, type RawPrices } from './dual-bound.js';
import { addBestPattern } from './knapsack.js';
import { loadHighs } from './load-highs.js';
import { MasterProgram } from './master-program.js';
import { DEVICE_MILLI, type PricesInput, type PricesResult, type ShapePrices } from './prices.js';

export type PriceLimits = {
  /** Linear programs to solve at most. */
  readonly iterationsMax: number;
  /** Milliseconds in the solver at most, all iterations together. */
  readonly timeLimitMs: number;
  /** Stop when (bound - reached) / bound is at most this. */
  readonly gapMax: number;
};

export const PRICE_LIMITS: PriceLimits = { iterationsMax: 100, timeLimitMs: 30_000, gapMax: 1e-6 };

/** A pattern pays when it brings this much more than its device costs, in milli: above the solver's own tolerance. */
const PAYS_MILLI = 1e-4;

export async function solvePrices(
  input: PricesInput,
  limits: PriceLimits = PRICE_LIMITS,
): Promise<PricesResult> {
  try {
    const master = new MasterProgram(await loadHighs(), input, limits.timeLimitMs);
    try {
      return generate(master, input, limits);
    } finally {
      master.dispose();
    }
  } catch (error) {
    return { kind: 'failed', why: error instanceof Error ? error.message : String(error) };
  }
}

function generate(master: MasterProgram, input: PricesInput, limits: PriceLimits): PricesResult {
  let best: DualBound | undefined;
  for (let iterations = 1; ; iterations++) {
    const why = master.solve();
    if (why !== undefined) return { kind: 'failed', why };
    const { devicePrices, raw } = master.prices();
    const dual = dualBound(input, raw);
    if (best === undefined || dual.bound < best.bound) best = dual;
    const reached = master.reached();
    const isClose = best.bound - reached <= limits.gapMax * best.bound;
    if (
      isClose ||
      iterations >= limits.iterationsMax ||
      !addPatterns(master, raw, dual.shapes, devicePrices)
    ) {
      return { kind: 'solved', ...best, reached, iterations, solveMs: master.solveMs() };
    }
  }
}

/**
 * For each shape and size, the best pattern with a piece of that size, where it pays: more than one column per solve makes
 * for far fewer solves.
 */
function addPatterns(
  master: MasterProgram,
  raw: readonly RawPrices[],
  shapes: readonly ShapePrices[],
  devicePrices: Float64Array,
): boolean {
  let added = false;
  raw.forEach(({ pieces }, shapeIndex) => {
    const { value } = shapes[shapeIndex] as ShapePrices;
    pieces.forEach(({ milli, price }, at) => {
      const left = DEVICE_MILLI - milli;
      if (price + (value[left] as number) <= (devicePrices[shapeIndex] as number) + PAYS_MILLI) return;
      const counts = new Uint16Array(pieces.length);
      counts[at] = 1;
      addBestPattern(pieces, value, left, counts);
      if (master.addPattern(shapeIndex, counts)) added = true;
    });
  });
  return added;
}
