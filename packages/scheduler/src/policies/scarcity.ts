/**
 * What it costs the tasks to come when a node can take fewer of them.
 *
 * Supply of a class: how many tasks of it the nodes could take now, if they came alone. While supply is far above what is
 * to come, losing some of it costs next to nothing; the nearer the two, the dearer each loss: the square of demand over
 * supply. That keeps free what only few nodes can give: a model that some tasks insist on, whole nodes for the tasks that
 * want eight devices of one, cpu beside devices.
 *
 * The square is the derivative of demand^2 / supply, a barrier function (Fiacco and McCormick, Nonlinear Programming:
 * Sequential Unconstrained Minimization Techniques, 1968).
 */
import type { ExpectedTask } from '../engine/policy.js';
import { type States, WHOLE_DEVICE } from '../engine/states.js';

/** Against division by nothing: as if half a task more fitted. */
const LEAST_SUPPLY = 0.5;
/** Weights that moved by less than this, all together, are not worth rating all states again. */
const MOVED_SHARE = 0.05;

export class Scarcity {
  readonly #tasks: readonly ExpectedTask[];
  /** Tasks to come per thousandth that is to come. */
  readonly #perMilli: Float64Array;
  /** Milli that one lost place for a task of each class costs. */
  readonly #weights: Float64Array;
  readonly #supply: Float64Array;
  #freeMilli = 0;
  /** Per state, one number per class. */
  readonly #places: Float64Array[] = [];
  readonly #known: number[] = [];

  constructor(expected: readonly ExpectedTask[]) {
    this.#tasks = expected.filter(({ devices }) => devices > 0);
    const milli = this.#tasks.reduce((sum, task) => sum + task.share * task.devices * task.milli, 0);
    this.#perMilli = Float64Array.from(this.#tasks, ({ share }) => share / milli);
    this.#weights = new Float64Array(this.#tasks.length);
    this.#supply = new Float64Array(this.#tasks.length);
  }

  /** Milli: what the places of a node in this state are worth to the tasks to come. */
  of(states: States, state: number): number {
    let value = this.#known[state];
    if (value === undefined) {
      value = 0;
      const places = this.#placesOf(states, state);
      for (let at = 0; at < places.length; at++)
        value += (places[at] as number) * (this.#weights[at] as number);
      this.#known[state] = value;
    }
    return value;
  }

  moved(states: States, from: number, to: number): void {
    const { length } = this.#supply;
    const added = this.#placesOf(states, to);
    for (let at = 0; at < length; at++)
      this.#supply[at] = (this.#supply[at] as number) + (added[at] as number);
    this.#freeMilli += states.freeMilli(to);
    if (from < 0) return;
    const removed = this.#placesOf(states, from);
    for (let at = 0; at < length; at++)
      this.#supply[at] = (this.#supply[at] as number) - (removed[at] as number);
    this.#freeMilli -= states.freeMilli(from);
  }

  /** Takes up what is scarce now. Says whether that moved any cost by much; if not, all stays as it was. */
  refresh(): boolean {
    const next = this.#tasks.map((task, at) => {
      // As if the tasks to come would just fill what is free.
      const demand = (this.#perMilli[at] as number) * this.#freeMilli;
      const pressure = demand / ((this.#supply[at] as number) + LEAST_SUPPLY);
      return task.devices * task.milli * pressure * pressure;
    });
    let moved = 0;
    let all = 0;
    next.forEach((weight, at) => {
      moved += Math.abs(weight - (this.#weights[at] as number));
      all += weight;
    });
    if (moved <= MOVED_SHARE * all) return false;
    this.#weights.set(next);
    this.#known.length = 0;
    return true;
  }

  #placesOf(states: States, state: number): Float64Array {
    let places = this.#places[state];
    if (!places) {
      places = Float64Array.from(this.#tasks, (task) => placesFor(states, state, task));
      this.#places[state] = places;
    }
    return places;
  }
}

/** How many tasks of a class fit on a node in this state. */
function placesFor(states: States, state: number, task: ExpectedTask): number {
  if (!task.allows(states.kinds[state] as number)) return 0;
  let places = 0;
  for (let slot = state * states.slots, end = slot + states.slots; slot < end; slot++) {
    const level = states.devices[slot] as number;
    if (task.milli < WHOLE_DEVICE) places += Math.floor(level / task.milli);
    else if (level === WHOLE_DEVICE) places++;
  }
  places = Math.floor(places / task.devices);
  for (let at = 0, base = state * states.dimensions; at < states.dimensions && places > 0; at++) {
    const amount = task.amounts[at] as number;
    if (amount > 0) places = Math.min(places, Math.floor((states.free[base + at] as number) / amount));
  }
  return places;
}
