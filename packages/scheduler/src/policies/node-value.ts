/**
 * What a node in a state is worth: an upper bound of the worth of the tasks that fit on it, by Lagrangian relaxation of
 * its amounts. With a price on an amount, each device is a knapsack of its own, so tables per price answer for all states:
 *
 *   value(state) = min over prices p of  p * free amount + sum over devices of table_p[free thousandths]
 *
 * A task that wants several devices counts on each of them: whether they are on one node is scarcity.ts' business. The
 * minimum finds each node's own scarce amount: on a node with little cpu left cpu is dear and devices are worth
 * little, and the other way round. Prices are a grid around the balance of the whole cluster, one amount at a time.
 *
 * Source: Fisher, The Lagrangian Relaxation Method for Solving Integer Programming Problems, 1981.
 */

import { WHOLE_DEVICE } from '@berth/core';
import type { ExpectedTask, NodeKind } from '../engine/policy.js';
import type { States } from '../engine/states.js';

/** Steps of the grid: from 1/16 to 11 times the balance, each half an octave. */
const STEPS = Array.from({ length: 16 }, (_, step) => 2 ** ((step - 8) / 2));

export type ValuedTask = ExpectedTask & {
  /** What one such task is worth to the cluster, milli: what it takes of devices, less what its scarcity is worth. */
  readonly worth: number;
};

export class NodeValue {
  readonly #kinds: readonly NodeKind[];
  readonly #tasks: readonly ValuedTask[];
  /** Per kind and price: worth of a device by its free thousandths. Made when a node of the kind is asked for. */
  readonly #tables: (readonly Float64Array[] | undefined)[] = [];
  readonly #prices: readonly Price[];
  #known = new Float64Array(0);

  /** `balance`: thousandths of devices per unit of each amount, over the whole cluster. Kinds may be added later. */
  constructor(kinds: readonly NodeKind[], tasks: readonly ValuedTask[], balance: readonly number[]) {
    this.#prices = [
      { dimension: 0, price: 0 },
      ...balance.flatMap((unit, dimension) => STEPS.map((step) => ({ dimension, price: unit * step }))),
    ];
    this.#kinds = kinds;
    this.#tasks = tasks;
  }

  forget(): void {
    this.#known.fill(Number.NaN);
  }

  of(states: States, state: number): number {
    if (state >= this.#known.length) {
      const longer = new Float64Array(states.kinds.length).fill(Number.NaN);
      longer.set(this.#known);
      this.#known = longer;
    }
    let value = this.#known[state] as number;
    if (Number.isNaN(value)) {
      value = this.#compute(states, state);
      this.#known[state] = value;
    }
    return value;
  }

  #compute(states: States, state: number): number {
    const tables = this.#tablesOf(states.kinds[state] as number);
    const first = state * states.slots;
    let least = Number.POSITIVE_INFINITY;
    for (let at = 0; at < tables.length; at++) {
      const table = tables[at] as Float64Array;
      const { dimension, price } = this.#prices[at] as Price;
      let value = price * (states.free[state * states.dimensions + dimension] as number);
      for (let slot = first; slot < first + states.slots; slot++) {
        value += table[states.devices[slot] as number] as number;
      }
      if (value < least) least = value;
    }
    return least;
  }

  #tablesOf(kind: number): readonly Float64Array[] {
    const known = this.#tables[kind];
    if (known) return known;
    const { devices } = this.#kinds[kind] as NodeKind;
    const allowed = this.#tasks.filter((task) => {
      return task.devices > 0 && task.devices <= devices && task.allows(kind);
    });
    const made = this.#prices.map(({ dimension, price }) => tableFor(allowed, dimension, price));
    this.#tables[kind] = made;
    return made;
  }
}

type Price = { readonly dimension: number; readonly price: number };

/** Most worth in so many free thousandths, pieces taken any number of times. */
function tableFor(tasks: readonly ValuedTask[], dimension: number, price: number): Float64Array {
  const pieces = new Map<number, number>();
  for (const task of tasks) {
    const perDevice = (task.worth - price * (task.amounts[dimension] as number)) / task.devices;
    if (perDevice > (pieces.get(task.milli) ?? 0)) pieces.set(task.milli, perDevice);
  }
  const table = new Float64Array(WHOLE_DEVICE + 1);
  const sorted = [...pieces];
  for (let room = 1; room <= WHOLE_DEVICE; room++) {
    let most = table[room - 1] as number;
    for (const [size, worth] of sorted) {
      if (size <= room) most = Math.max(most, (table[room - size] as number) + worth);
    }
    table[room] = most;
  }
  return table;
}
