/**
 * Where a task class can go from a state: one move for each sort of device that takes it, or one move in all for a task
 * without devices or with whole ones. Worked out once per class and state, whatever becomes of the scores.
 */
import type { Demand, States } from './states.js';
import { grown } from './typed-arrays.js';

/** Free thousandths that mean "devices do not matter here". */
export const NO_DEVICE = 0;
const UNKNOWN = -1;

export class Moves {
  readonly #demand: Demand;
  /** Per state: where its moves begin in the list, or UNKNOWN. */
  #begins = new Int32Array(0);
  /** How many moves, then for each: the level of the device, the next state. */
  list = new Int32Array(64);
  #length = 0;

  constructor(demand: Demand) {
    this.#demand = demand;
  }

  get bytes(): number {
    return this.#begins.byteLength + this.list.byteLength;
  }

  clear(): void {
    this.#begins.fill(UNKNOWN);
    this.#length = 0;
  }

  /** Where the moves from a state begin in `list`. The demand has to fit there. */
  from(states: States, state: number): number {
    this.#begins = grown(this.#begins, state + 1, UNKNOWN);
    const known = this.#begins[state] as number;
    if (known !== UNKNOWN) return known;
    const begin = this.#length;
    this.#begins[state] = begin;
    this.#push(0);
    const { devices, milli } = this.#demand;
    if (devices === 0) this.#add(states, state, begin, NO_DEVICE);
    else if (devices > 1) this.#add(states, state, begin, milli);
    else this.#addLevels(states, state, begin, milli);
    return begin;
  }

  /** One move for each distinct free share that is large enough; in the order of slots. */
  #addLevels(states: States, state: number, begin: number, milli: number): void {
    const first = state * states.slots;
    for (let slot = 0; slot < states.slots; slot++) {
      const level = states.devices[first + slot] as number;
      if (level < milli) continue;
      let before = slot - 1;
      while (before >= 0 && states.devices[first + before] !== level) before--;
      if (before < 0) this.#add(states, state, begin, level);
    }
  }

  #add(states: States, state: number, begin: number, level: number): void {
    const next = states.after(state, this.#demand, level);
    this.#push(level);
    this.#push(next);
    this.list[begin] = (this.list[begin] as number) + 1;
  }

  #push(value: number): void {
    this.list = grown(this.list, this.#length + 1);
    this.list[this.#length++] = value;
  }
}
