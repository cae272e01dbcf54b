/** How many tasks of each class a node could take from a state, if they came alone. Worked out once per state. */

import { WHOLE_DEVICE } from '@berth/core';
import type { TaskClass } from '../engine/policy.js';
import type { States } from '../engine/states.js';
import { grown } from '../engine/typed-arrays.js';

const PLACES_MAX = 65_535;

export class Places {
  readonly #tasks: readonly TaskClass[];
  /** Distinct sizes, and for each class which one it asks for: devices are counted once per size. */
  readonly #sizes: Int32Array;
  readonly #sizeOf: Int32Array;
  readonly #fit: Int32Array;
  /** Per kind, the classes that it may take. */
  readonly #open: (Int32Array | undefined)[] = [];
  /** Per state and class. */
  #places = new Uint16Array(0);
  #isKnown = new Uint16Array(0);

  constructor(tasks: readonly TaskClass[]) {
    this.#tasks = tasks;
    const sizes = [...new Set(tasks.map(({ milli }) => milli))];
    this.#sizes = Int32Array.from(sizes);
    this.#sizeOf = Int32Array.from(tasks, ({ milli }) => sizes.indexOf(milli));
    this.#fit = new Int32Array(sizes.length);
  }

  forget(): void {
    this.#isKnown.fill(0);
  }

  /** Sum over classes of places times weight. */
  weighted(states: States, state: number, weights: Float64Array): number {
    const first = this.#known(states, state);
    let sum = 0;
    for (let at = 0; at < weights.length; at++) {
      sum += (this.#places[first + at] as number) * (weights[at] as number);
    }
    return sum;
  }

  addTo(states: States, state: number, sums: Float64Array, sign: 1 | -1): void {
    const first = this.#known(states, state);
    for (let at = 0; at < sums.length; at++) {
      sums[at] = (sums[at] as number) + sign * (this.#places[first + at] as number);
    }
  }

  /** Where the places of a state begin. */
  #known(states: States, state: number): number {
    const { length } = this.#tasks;
    this.#isKnown = grown(this.#isKnown, state + 1);
    this.#places = grown(this.#places, (state + 1) * length);
    if (this.#isKnown[state] === 0) {
      this.#isKnown[state] = 1;
      this.#places.fill(0, state * length, (state + 1) * length);
      this.#count(states, state, state * length);
    }
    return state * length;
  }

  #count(states: States, state: number, first: number): void {
    for (let size = 0; size < this.#sizes.length; size++) {
      this.#fit[size] = sharesIn(states, state, this.#sizes[size] as number);
    }
    const base = state * states.dimensions;
    for (const at of this.#openTo(states.kinds[state] as number)) {
      const { amounts, devices } = this.#tasks[at] as TaskClass;
      let places = Math.trunc((this.#fit[this.#sizeOf[at] as number] as number) / devices);
      for (let dimension = 0; dimension < states.dimensions && places > 0; dimension++) {
        const amount = amounts[dimension] as number;
        if (amount * places > (states.free[base + dimension] as number)) {
          places = Math.trunc((states.free[base + dimension] as number) / amount);
        }
      }
      this.#places[first + at] = Math.min(places, PLACES_MAX);
    }
  }

  #openTo(kind: number): Int32Array {
    const known = this.#open[kind];
    if (known) return known;
    const open = Int32Array.from(this.#tasks.flatMap((task, at) => (task.allows(kind) ? [at] : [])));
    this.#open[kind] = open;
    return open;
  }
}

/** How many shares of a size fit on the devices of a state. */
function sharesIn(states: States, state: number, milli: number): number {
  let shares = 0;
  for (let slot = state * states.slots, end = slot + states.slots; slot < end; slot++) {
    const level = states.devices[slot] as number;
    if (level >= milli) shares += milli === WHOLE_DEVICE ? 1 : Math.trunc(level / milli);
  }
  return shares;
}
