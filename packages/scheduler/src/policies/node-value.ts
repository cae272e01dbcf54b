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
import { grown } from '../engine/typed-arrays.js';

/** Steps of the grid: from 1/16 to 11 times the balance, each half an octave. */
const STEPS = Array.from({ length: 16 }, (_, step) => 2 ** ((step - 8) / 2));

export type ValuedTask = ExpectedTask & {
  /** What one such task is worth to the cluster, milli: what it takes of devices, less what its scarcity is worth. */
  readonly worth: number;
};

export class NodeValue {
  readonly #kinds: readonly NodeKind[];
  readonly #tasks: readonly ValuedTask[];
  readonly #prices: readonly Price[];
  /**
   * Per kind: worth of a device by its free thousandths and, side by side, by price. Made when a node of the kind is asked
   * for; kinds that take the same tasks share one.
   */
  readonly #tables: (Float64Array | undefined)[] = [];
  readonly #shared = new Map<string, Float64Array>();
  /** Per price: of one unit, and of which amount. */
  readonly #units: Float64Array;
  readonly #dimensions: Uint8Array;
  #known = new Float64Array(0);
  /** Per price. */
  readonly #values: Float64Array;

  /** `balance`: thousandths of devices per unit of each amount, over the whole cluster. Kinds may be added later. */
  constructor(kinds: readonly NodeKind[], tasks: readonly ValuedTask[], balance: readonly number[]) {
    const prices: readonly Price[] = [
      { dimension: 0, price: 0 },
      ...balance.flatMap((unit, dimension) => STEPS.map((step) => ({ dimension, price: unit * step }))),
    ];
    this.#units = Float64Array.from(prices, ({ price }) => price);
    this.#dimensions = Uint8Array.from(prices, ({ dimension }) => dimension);
    this.#values = new Float64Array(prices.length);
    this.#kinds = kinds;
    this.#tasks = tasks;
    this.#prices = prices;
  }

  get bytes(): number {
    return this.#known.byteLength + this.#shared.size * (WHOLE_DEVICE + 1) * this.#values.byteLength;
  }

  forget(): void {
    this.#known.fill(Number.NaN);
  }

  of(states: States, state: number): number {
    this.#known = grown(this.#known, state + 1, Number.NaN);
    let value = this.#known[state] as number;
    if (Number.isNaN(value)) {
      value = this.#compute(states, state);
      this.#known[state] = value;
    }
    return value;
  }

  #compute(states: States, state: number): number {
    const values = this.#values;
    const table = this.#tableOf(states.kindOf(state));
    for (let at = 0; at < values.length; at++) {
      values[at] = (this.#units[at] as number) * states.free(state, this.#dimensions[at] as number);
    }
    for (let slot = 0; slot < states.slots; slot++) {
      const level = states.level(state, slot);
      if (level === 0) continue;
      for (let at = 0, row = level * values.length; at < values.length; at++) {
        values[at] = (values[at] as number) + (table[row + at] as number);
      }
    }
    let least = Number.POSITIVE_INFINITY;
    for (let at = 0; at < values.length; at++) {
      if ((values[at] as number) < least) least = values[at] as number;
    }
    return least;
  }

  #tableOf(kind: number): Float64Array {
    const known = this.#tables[kind];
    if (known) return known;
    const { devices } = this.#kinds[kind] as NodeKind;
    const allowed = [...this.#tasks.keys()].filter((at) => {
      const task = this.#tasks[at] as ValuedTask;
      return task.devices > 0 && task.devices <= devices && task.allows(kind);
    });
    const key = allowed.join();
    const tasks = allowed.map((at) => this.#tasks[at] as ValuedTask);
    const made = this.#shared.get(key) ?? tableFor(tasks, this.#prices);
    this.#shared.set(key, made);
    this.#tables[kind] = made;
    return made;
  }
}

type Price = { readonly dimension: number; readonly price: number };

function tableFor(tasks: readonly ValuedTask[], prices: readonly Price[]): Float64Array {
  const table = new Float64Array((WHOLE_DEVICE + 1) * prices.length);
  prices.forEach((price, at) => {
    worthAt(tasks, price).forEach((worth, room) => {
      table[room * prices.length + at] = worth;
    });
  });
  return table;
}

/** Most worth in so many free thousandths, pieces taken any number of times. */
function worthAt(tasks: readonly ValuedTask[], { dimension, price }: Price): Float64Array {
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
