/** What is wrong with an input: what the linear program could not say, and a knapsack would loop or divide over. */
import { WHOLE_DEVICE } from '@berth/core';
import type { PricedClass, PricedShape, PricesInput } from './prices.js';

/** Undefined, or the first fault, with where it is. */
export function inputFault({ shapes, classes }: PricesInput): string | undefined {
  const dimensions = (shapes[0] ?? classes[0])?.quantities.length ?? 0;
  for (const [index, shape] of shapes.entries()) {
    const fault = shapeFault(shape, dimensions);
    if (fault) return `shapes[${index}]: ${fault}`;
  }
  for (const [index, task] of classes.entries()) {
    const fault = classFault(task, shapes.length, dimensions);
    if (fault) return `classes[${index}]: ${fault}`;
  }
  return undefined;
}

function shapeFault({ count, quantities, devices }: PricedShape, dimensions: number): string | undefined {
  if (!isAmount(count)) return `count is ${count}`;
  if (!isWhole(devices, 0)) return `devices is ${devices}`;
  return quantitiesFault(quantities, dimensions);
}

function classFault(task: PricedClass, shapes: number, dimensions: number): string | undefined {
  const { quantities, devices, milli, allowed, weight } = task;
  if (!isWhole(devices, 0)) return `devices is ${devices}`;
  if (devices > 0 && !(isWhole(milli, 1) && milli <= WHOLE_DEVICE)) return `milli is ${milli}`;
  if (!isAmount(weight)) return `weight is ${weight}`;
  if (allowed.length !== shapes) return `allowed has ${allowed.length} entries for ${shapes} shapes`;
  return quantitiesFault(quantities, dimensions);
}

function quantitiesFault(quantities: Float64Array, dimensions: number): string | undefined {
  if (quantities.length !== dimensions) return `${quantities.length} quantities, not ${dimensions}`;
  return quantities.every(isAmount) ? undefined : `quantities are ${quantities.join(', ')}`;
}

function isAmount(value: number): boolean {
  return Number.isFinite(value) && value >= 0;
}

function isWhole(value: number, least: number): boolean {
  return Number.isSafeInteger(value) && value >= least;
}
