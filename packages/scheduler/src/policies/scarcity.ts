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
import type { States } from '../engine/states.js';
import { grown } from '../engine/typed-arrays.js';
import { Places } from './places.js';

/** Against division by nothing: as if half a task more fitted. */
const LEAST_SUPPLY = 0.5;
/** Weights that moved by less than this, all together, are not worth rating all states again. */
const MOVED_SHARE = 0.3;

export class Scarcity {
  readonly #tasks: readonly ExpectedTask[];
  /** Tasks to come per thousandth that is to come. */
  readonly #perMilli: Float64Array;
  /** Milli that one lost place for a task of each class costs. */
  readonly #weights: Float64Array;
  readonly #supply: Float64Array;
  readonly #places: Places;
  #freeMilli = 0;
  /** Per state; NaN where it was not asked for since the weights changed. */
  #known = new Float64Array(0);

  constructor(expected: readonly ExpectedTask[]) {
    this.#tasks = expected.filter(({ devices }) => devices > 0);
    const milli = this.#tasks.reduce((sum, task) => sum + task.share * task.devices * task.milli, 0);
    this.#perMilli = Float64Array.from(this.#tasks, ({ share }) => share / milli);
    this.#weights = new Float64Array(this.#tasks.length);
    this.#supply = new Float64Array(this.#tasks.length);
    this.#places = new Places(this.#tasks);
  }

  get bytes(): number {
    return this.#known.byteLength + this.#places.bytes;
  }

  /** Milli: what the places of a node in this state are worth to the tasks to come. */
  of(states: States, state: number): number {
    this.#known = grown(this.#known, state + 1, Number.NaN);
    let value = this.#known[state] as number;
    if (Number.isNaN(value)) {
      value = this.#places.weighted(states, state, this.#weights);
      this.#known[state] = value;
    }
    return value;
  }

  forget(): void {
    this.#known.fill(Number.NaN);
    this.#places.forget();
  }

  /** There are no nodes any more. */
  empty(): void {
    this.#supply.fill(0);
    this.#freeMilli = 0;
  }

  moved(states: States, from: number, to: number): void {
    this.#places.addTo(states, to, this.#supply, 1);
    this.#freeMilli += states.freeMilli(to);
    if (from < 0) return;
    this.#places.addTo(states, from, this.#supply, -1);
    this.#freeMilli -= states.freeMilli(from);
  }

  /** Takes up what is scarce now. Says whether that moved the costs by much; if not, all stays as it was. */
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
    this.#known.fill(Number.NaN);
    return true;
  }
}
