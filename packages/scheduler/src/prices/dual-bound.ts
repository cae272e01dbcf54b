/**
 * From prices of sizes and quantities to a bound that holds for certain. Whatever non-negative prices go in, what comes out
 * is feasible in the dual, by construction:
 *
 * - the price of r thousandths is `value[r]`, and any pieces of one device together cost at most `value[1000]`, because
 *   the knapsack table is superadditive;
 * - a class is worth what its best shape leaves of it after the prices there, and at least nothing.
 *
 * So by weak duality `bound` is never below the optimum, whether the prices come from a solver or from a few steps.
 */

import { WHOLE_DEVICE } from '@berth/core';
import { knapsackValues, type Piece } from './knapsack.js';
import { fits, type PricesInput, type ShapePrices, worth } from './prices.js';

/** Prices on one shape, in milli: of a device to be cut, of pieces of it, and of a unit of each quantity. */
export type RawPrices = {
  /** Not part of the bound: the pieces say what a device is worth. It says whether a pattern pays. */
  readonly device: number;
  readonly pieces: readonly Piece[];
  readonly quantityDuals: Float64Array;
};

export type DualBound = {
  readonly bound: number;
  readonly shapes: readonly ShapePrices[];
  readonly classDuals: Float64Array;
};

export function dualBound(input: PricesInput, raw: readonly RawPrices[]): DualBound {
  const shapes = raw.map(({ pieces, quantityDuals }) => ({ quantityDuals, value: knapsackValues(pieces) }));
  const classDuals = new Float64Array(input.classes.length);
  let bound = 0;
  input.shapes.forEach((shape, index) => {
    const { value, quantityDuals } = shapes[index] as ShapePrices;
    let node = shape.devices * (value[WHOLE_DEVICE] as number);
    shape.quantities.forEach((capacity, dimension) => {
      node += capacity * (quantityDuals[dimension] as number);
    });
    bound += shape.count * node;
  });
  input.classes.forEach((task, classIndex) => {
    if (task.devices === 0) return;
    let best = 0;
    input.shapes.forEach((shape, index) => {
      if (!fits(shape, task, index)) return;
      const { value, quantityDuals } = shapes[index] as ShapePrices;
      let left = worth(task) - task.devices * (value[task.milli] as number);
      task.quantities.forEach((amount, dimension) => {
        left -= amount * (quantityDuals[dimension] as number);
      });
      if (left > best) best = left;
    });
    classDuals[classIndex] = best;
    bound += task.weight * best;
  });
  return { bound, shapes, classDuals };
}
