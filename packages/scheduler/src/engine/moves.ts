/**
 * Where a task class can go from a state: one move for each sort of device that takes it, or one move in all for a task
 * without devices or with whole ones. What becomes of the amounts is the same for all of them. Each half of a state is
 * worked out once per class, whatever becomes of the scores.
 */
import type { TaskClass } from './policy.js';
import type { States } from './states.js';
import { grown } from './typed-arrays.js';

/** Free thousandths that mean "devices do not matter here". */
export const NO_DEVICE = 0;
/** Of amounts that are too small. */
export const NOWHERE = -1;
const UNKNOWN = -2;

export class Moves {
  readonly #task: TaskClass;
  /** Per number of amounts: the amounts that are left, NOWHERE or UNKNOWN. */
  #amountsAfter = new Int32Array(0);
  /** Per number of devices: where its moves begin in the list, or UNKNOWN. */
  #begins = new Int32Array(0);
  /** How many moves, then for each: the level of the device, the devices that are left. */
  list = new Int32Array(64);
  #length = 0;

  constructor(task: TaskClass) {
    this.#task = task;
  }

  get bytes(): number {
    return this.#amountsAfter.byteLength + this.#begins.byteLength + this.list.byteLength;
  }

  clear(): void {
    this.#amountsAfter.fill(UNKNOWN);
    this.#begins.fill(UNKNOWN);
    this.#length = 0;
  }

  /** Whether there is a move from a state: for some nodes in it, where amounts are rounded down. */
  some(states: States, state: number): boolean {
    const begin = this.devicesFrom(states, states.devicesOf(state));
    return this.list[begin] !== 0 && this.amountsAfter(states, states.amountsOf(state)) !== NOWHERE;
  }

  amountsAfter(states: States, amounts: number): number {
    this.#amountsAfter = grown(this.#amountsAfter, amounts + 1, UNKNOWN);
    let after = this.#amountsAfter[amounts] as number;
    if (after === UNKNOWN) {
      after = states.amountsFitIn(amounts, this.#task) ? states.amountsAfter(amounts, this.#task) : NOWHERE;
      this.#amountsAfter[amounts] = after;
    }
    return after;
  }

  /** Where the moves from these devices begin in `list`. */
  devicesFrom(states: States, numbered: number): number {
    this.#begins = grown(this.#begins, numbered + 1, UNKNOWN);
    const known = this.#begins[numbered] as number;
    if (known !== UNKNOWN) return known;
    const begin = this.#length;
    this.#begins[numbered] = begin;
    this.#push(0);
    const { devices, milli } = this.#task;
    if (!this.#task.allows(states.kindWith(numbered)) || !states.devicesFitIn(numbered, this.#task))
      return begin;
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
    const after = states.devicesAfter(numbered, this.#task, level);
    this.#push(level);
    this.#push(after);
    this.list[begin] = (this.list[begin] as number) + 1;
  }

  #push(value: number): void {
    this.list = grown(this.list, this.#length + 1);
    this.list[this.#length++] = value;
  }
}
