/** Prices for what a trace leads one to expect. */
import type { PricesInput } from '../prices/prices.js';
import type { TraceModel } from './trace-model.js';

/**
 * Tasks to come, as if they asked for this much of all devices. Above what there is: what will be scarce shows in the
 * prices only when it is.
 */
export const EXPECTED_LOAD = 1.2;

/**
 * The linear program's input. Tasks without devices count for nothing in it, but they take amounts: they are taken off
 * first, from the nodes that have more of an amount for each device than the tasks with devices need.
 */
export function pricesInput(model: TraceModel, load = EXPECTED_LOAD): PricesInput {
  const { classes, classCounts, kinds, kindCounts } = model;
  const demandMilli = classes.reduce((sum, task, at) => sum + count(at) * task.devices * task.milli, 0);
  const scale = (load * model.totalMilli) / demandMilli;
  function count(at: number): number {
    return classCounts[at] as number;
  }
  const amounts = kinds.map(({ cpuMillis, memoryMiB }) => Float64Array.of(cpuMillis, memoryMiB));
  for (const dimension of [0, 1]) {
    let without = 0;
    let withDevices = 0;
    classes.forEach((task, at) => {
      const asked = scale * count(at) * (task.amounts[dimension] as number);
      if (task.devices === 0) without += asked;
      else withDevices += asked;
    });
    const perDevice = (1000 * withDevices) / (load * model.totalMilli);
    const spare = kinds.map(({ devices }, kind) =>
      Math.max(0, (amounts[kind]?.[dimension] as number) - perDevice * devices),
    );
    const allSpare = spare.reduce((sum, each, kind) => sum + each * (kindCounts[kind] as number), 0);
    const taken = allSpare > 0 ? Math.min(1, without / allSpare) : 0;
    spare.forEach((each, kind) => {
      const own = amounts[kind] as Float64Array;
      own[dimension] = (own[dimension] as number) - taken * each;
    });
  }
  return {
    shapes: kinds.map(({ devices }, kind) => ({
      count: kindCounts[kind] as number,
      quantities: amounts[kind] as Float64Array,
      devices,
    })),
    classes: classes.map((task, at) => ({
      quantities: task.amounts,
      devices: task.devices,
      milli: task.milli,
      allowed: Uint8Array.from(kinds, (_, kind) => (task.allows(kind) ? 1 : 0)),
      weight: scale * count(at),
    })),
  };
}
