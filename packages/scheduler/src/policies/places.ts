/**
 * How many tasks of each class a node could take from a state, if they came alone: as many as both its amounts and its
 * devices have places for. Each half of a state is counted once.
 */

import { WHOLE_DEVICE } from '@berth/core';
import type { TaskClass } from '../engine/policy.js';
import type { States } from '../engine/states.js';
import { grown } from '../engine/typed-arrays.js';

const PLACES_MAX = 65_535;

export class Places {
  readonly #tasks: readonly TaskClass[];
  /** Distinct sizes, and for each class which one it asks for: devices are counted once per size. */
  readonly #sizes: readonly number[];
  readonly #sizeOf: readonly number[];
  readonly #byAmounts: Counts;
  readonly #byDevices: Counts;

  constructor(tasks: readonly TaskClass[]) {
    this.#tasks = tasks;
    this.#sizes = [...new Set(tasks.map(({ milli }) => milli))];
    this.#sizeOf = tasks.map(({ milli }) => this.#sizes.indexOf(milli));
    this.#byAmounts = new Counts(tasks.length, (states, amounts) => this.#inAmounts(states, amounts));
    this.#byDevices = new Counts(tasks.length, (states, devices) => this.#inDevices(states, devices));
  }

  get bytes(): number {
    return this.#byAmounts.counts.byteLength + this.#byDevices.counts.byteLength;
  }

  forget(): void {
    this.#byAmounts.forget();
    this.#byDevices.forget();
  }

  /** Sum over classes of places times weight. */
  weighted(states: States, state: number, weights: Float64Array): number {
    const amounts = this.#byAmounts.first(states, states.amountsOf(state));
    const devices = this.#byDevices.first(states, states.devicesOf(state));
    const [left, right] = [this.#byAmounts.counts, this.#byDevices.counts];
    let sum = 0;
    for (let at = 0; at < weights.length; at++) {
      const places = lesser(left[amounts + at] as number, right[devices + at] as number);
      sum += places * (weights[at] as number);
    }
    return sum;
  }

  addTo(states: States, state: number, sums: Float64Array, sign: 1 | -1): void {
    const amounts = this.#byAmounts.first(states, states.amountsOf(state));
    const devices = this.#byDevices.first(states, states.devicesOf(state));
    const [left, right] = [this.#byAmounts.counts, this.#byDevices.counts];
    for (let at = 0; at < sums.length; at++) {
      const places = lesser(left[amounts + at] as number, right[devices + at] as number);
      sums[at] = (sums[at] as number) + sign * places;
    }
  }

  #inAmounts(states: States, amounts: number): number[] {
    return this.#tasks.map((task) => {
      let places = PLACES_MAX;
      for (let dimension = 0; dimension < states.dimensions; dimension++) {
        const amount = task.amounts[dimension] as number;
        if (amount === 0) continue;
        places = Math.min(places, Math.trunc(states.freeIn(amounts, dimension) / amount));
      }
      return Math.max(0, places);
    });
  }

  #inDevices(states: States, devices: number): number[] {
    const kind = states.kindWith(devices);
    const shares = this.#sizes.map((milli) => sharesIn(states, devices, milli));
    return this.#tasks.map((task, at) =>
      task.allows(kind) ? Math.trunc((shares[this.#sizeOf[at] as number] as number) / task.devices) : 0,
    );
  }
}

/** A row of counts for each half of a state, worked out in the order of their numbers. */
class Counts {
  readonly #width: number;
  readonly #count: (states: States, half: number) => readonly number[];
  counts = new Uint16Array(0);
  #rows = 0;

  constructor(width: number, count: (states: States, half: number) => readonly number[]) {
    this.#width = width;
    this.#count = count;
  }

  forget(): void {
    this.#rows = 0;
  }

  /** Where the counts of a half begin. */
  first(states: States, half: number): number {
    while (this.#rows <= half) {
      this.counts = grown(this.counts, (this.#rows + 1) * this.#width);
      this.counts.set(this.#count(states, this.#rows), this.#rows * this.#width);
      this.#rows++;
    }
    return half * this.#width;
  }
}

/** Of two counts. Which one it is cannot be foreseen: without a branch it takes a third of the time. */
function lesser(left: number, right: number): number {
  const difference = left - right;
  return right + (difference & (difference >> 31));
}

/** How many shares of a size fit on devices. */
function sharesIn(states: States, devices: number, milli: number): number {
  let shares = 0;
  for (let slot = 0; slot < states.slots; slot++) {
    const level = states.levelIn(devices, slot);
    if (level >= milli) shares += milli === WHOLE_DEVICE ? 1 : Math.trunc(level / milli);
  }
  return shares;
}
