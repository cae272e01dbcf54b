/** What a cluster is made of and what is to come to it, and what follows from that for prices and for `pack`. */
import { WHOLE_DEVICE } from '@berth/core';
import type { ExpectedTask, NodeKind, TaskClass } from '../engine/policy.js';
import type { PackInput } from '../policies/pack.js';
import type { Prices, PricesInput } from '../prices/prices.js';

/**
 * Kinds of nodes and classes of tasks, with how many there are of each. Amounts stand in one order in all of them. Kinds may
 * be added later: there are none of them yet.
 */
export type Mix = {
  readonly kinds: readonly NodeKind[];
  readonly kindCounts: ArrayLike<number>;
  readonly classes: readonly TaskClass[];
  readonly classCounts: ArrayLike<number>;
};

/**
 * Tasks to come, as if they asked for this much of all devices. Above what there is: what will be scarce shows in the
 * prices only when it is.
 */
export const EXPECTED_LOAD = 1.2;
/** The most frequent classes that make up this share of all tasks are expected. */
export const COVERED = 0.95;

/** Thousandths of all devices. */
export function totalMilli({ kinds, kindCounts }: Mix): number {
  return WHOLE_DEVICE * sum(kinds, ({ devices }, kind) => devices * (kindCounts[kind] ?? 0));
}

/**
 * The linear program's input. Tasks without devices count for nothing in it, but they take amounts: they are taken off
 * first, from the nodes that have more of an amount for each device than the tasks with devices need.
 */
export function pricesInput(mix: Mix, load = EXPECTED_LOAD): PricesInput {
  const { classes, classCounts, kinds, kindCounts } = mix;
  const offered = totalMilli(mix);
  const demandMilli = sum(classes, (task, at) => (classCounts[at] as number) * task.devices * task.milli);
  const scale = (load * offered) / demandMilli;
  const amounts = kinds.map((kind) => Float64Array.from(kind.amounts));
  for (let dimension = 0; dimension < dimensionsOf(mix); dimension++) {
    let without = 0;
    let withDevices = 0;
    classes.forEach((task, at) => {
      const asked = scale * (classCounts[at] as number) * (task.amounts[dimension] as number);
      if (task.devices === 0) without += asked;
      else withDevices += asked;
    });
    const perDevice = (1000 * withDevices) / (load * offered);
    const spare = kinds.map(({ devices }, kind) =>
      Math.max(0, (amounts[kind]?.[dimension] as number) - perDevice * devices),
    );
    const allSpare = sum(spare, (each, kind) => each * (kindCounts[kind] as number));
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
      weight: scale * (classCounts[at] as number),
    })),
  };
}

/** Needs devices, and tasks that ask for some. */
export function packInput(mix: Mix, { classDuals }: Prices): PackInput {
  const expected = expectedClasses(mix);
  const offered = totalMilli(mix);
  return {
    kinds: mix.kinds,
    expected: expected.map(({ task }) => task),
    classDuals: expected.map(({ of }) => classDuals[of] as number),
    balance: Array.from({ length: dimensionsOf(mix) }, (_, dimension) => {
      const all = sum(mix.kinds, ({ amounts }, kind) => {
        return (amounts[dimension] as number) * (mix.kindCounts[kind] ?? 0);
      });
      return all > 0 ? offered / all : 0;
    }),
  };
}

/** Numbers of classes, the most frequent first, with their shares of those that are expected. */
function expectedClasses({
  classes,
  classCounts,
}: Mix): { readonly of: number; readonly task: ExpectedTask }[] {
  const sorts = classes
    .map((_, of) => ({ item: of, count: classCounts[of] as number }))
    .sort((a, b) => b.count - a.count || a.item - b.item);
  const { kept, covered } = mostFrequent(
    sorts,
    sum(sorts, ({ count }) => count),
  );
  return kept.map(({ item: of, count }) => ({
    of,
    task: { ...(classes[of] as TaskClass), share: count / covered },
  }));
}

export type Sort<Item> = { readonly item: Item; readonly count: number };

/** The most frequent of sorts that are in order, until they cover enough of `all`; and how many they cover. */
export function mostFrequent<Item>(
  sorts: readonly Sort<Item>[],
  all: number,
): { kept: Sort<Item>[]; covered: number } {
  const kept: Sort<Item>[] = [];
  let covered = 0;
  for (const sort of sorts) {
    if (covered >= COVERED * all) break;
    kept.push(sort);
    covered += sort.count;
  }
  return { kept, covered };
}

function dimensionsOf({ kinds }: Mix): number {
  return kinds[0]?.amounts.length ?? 0;
}

function sum<Item>(items: readonly Item[], of: (item: Item, at: number) => number): number {
  return items.reduce((total, item, at) => total + of(item, at), 0);
}
