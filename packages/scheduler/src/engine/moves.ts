/**
 * Where a task class can go from a state: one move for each sort of device that takes it, or one move in all for a task
 * without devices or with whole ones. What becomes of the amounts is the same for all of them. Each half of a state is
 * worked out once, whatever becomes of the scores.
 */
import { DeviceMoves } from './device-moves.js';
import type { TaskClass } from './policy.js';
import type { States } from './states.js';
import { grown } from './typed-arrays.js';

/** Of amounts that are too small. */
const NOWHERE = -1;
const UNKNOWN = -2;

export class Moves {
  readonly #task: TaskClass;
  readonly devices: DeviceMoves;
  /** Per number of amounts: the number of those that are left, NOWHERE or UNKNOWN. */
  #amountsAfter = new Int32Array(0);

  /** Classes that ask for the same devices may share what is known of these. */
  constructor(task: TaskClass, devices = new DeviceMoves(task)) {
    this.#task = task;
    this.devices = devices;
  }

  /** Of its own. */
  get bytes(): number {
    return this.#amountsAfter.byteLength;
  }

  /** Its own part: the numbers of amounts mean something else from now on. */
  forget(): void {
    this.#amountsAfter.fill(UNKNOWN);
  }

  /** Whether there is a move from a state: for some nodes in it, where amounts are rounded down. */
  some(states: States, state: number): boolean {
    const numbered = states.devicesOf(state);
    if (!this.#task.allows(states.kindWith(numbered))) return false;
    if (this.amountsAfter(states, states.amountsOf(state)) === NOWHERE) return false;
    const begin = this.devices.from(states, numbered);
    return this.devices.list[begin] !== 0;
  }

  amountsAfter(states: States, amounts: number): number {
    if (amounts >= this.#amountsAfter.length) {
      this.#amountsAfter = grown(this.#amountsAfter, amounts + 1, UNKNOWN);
    }
    const known = this.#amountsAfter[amounts] as number;
    if (known !== UNKNOWN) return known;
    const fit = states.amountsFitIn(amounts, this.#task);
    const after = fit ? states.amountsAfter(amounts, this.#task) : NOWHERE;
    this.#amountsAfter[amounts] = after;
    return after;
  }
}
