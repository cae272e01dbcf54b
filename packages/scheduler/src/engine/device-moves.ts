/** What tasks that ask for the same devices can take of a node's: worked out once for all of them. */
import type { Demand, States } from './states.js';
import { grown } from './typed-arrays.js';

/** Free thousandths that mean "devices do not matter here". */
const NO_DEVICE = 0;
const UNKNOWN = -1;

export class DeviceMoves {
  readonly #demand: Demand;
  /** Per number of devices: where its moves begin in the list, or UNKNOWN. */
  #begins = new Int32Array(0);
  /** How many moves, then for each: the level of the device, the number of the devices that are left. */
  list = new Int32Array(64);
  #length = 0;

  /** Of the demand only the devices count. */
  constructor(demand: Demand) {
    this.#demand = demand;
  }

  get bytes(): number {
    return this.#begins.byteLength + this.list.byteLength;
  }

  forget(): void {
    this.#begins.fill(UNKNOWN);
    this.#length = 0;
  }

  /** Where the moves from these devices begin in `list`. */
  from(states: States, numbered: number): number {
    if (numbered >= this.#begins.length) this.#begins = grown(this.#begins, numbered + 1, UNKNOWN);
    const known = this.#begins[numbered] as number;
    return known === UNKNOWN ? this.#workOut(states, numbered) : known;
  }

  #workOut(states: States, numbered: number): number {
    const begin = this.#length;
    this.#begins[numbered] = begin;
    this.#push(0);
    const { devices, milli } = this.#demand;
    if (!states.devicesFitIn(numbered, this.#demand)) return begin;
    if (devices === 0) this.#add(states, numbered, begin, NO_DEVICE);
    else if (devices > 1) this.#add(states, numbered, begin, milli);
    else this.#addLevels(states, numbered, begin, milli);
    return begin;
  }

  /** One move for each distinct free share that is large enough; in the order of slots. */
  #addLevels(states: States, numbered: number, begin: number, milli: number): void {
    for (let slot = 0; slot < states.slots; slot++) {
      const level = states.levelIn(numbered, slot);
      if (level < milli) continue;
      let before = slot - 1;
      while (before >= 0 && states.levelIn(numbered, before) !== level) before--;
      if (before < 0) this.#add(states, numbered, begin, level);
    }
  }

  #add(states: States, numbered: number, begin: number, level: number): void {
    const after = states.devicesAfter(numbered, this.#demand, level);
    this.#push(level);
    this.#push(after);
    this.list[begin] = (this.list[begin] as number) + 1;
  }

  #push(value: number): void {
    this.list = grown(this.list, this.#length + 1);
    this.list[this.#length++] = value;
  }
}
