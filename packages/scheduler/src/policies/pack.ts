/**
 * The default: place where the least is lost of what the cluster can still take, in thousandths of devices. Two parts:
 * what the node is worth by prices of what is expected (node-value.ts), and what its places are worth to the tasks that
 * only few nodes can take (scarcity.ts). The cost of a placement is the fall of their sum.
 *
 * Costs that differ by less than a grain are equal, and the first node wins: what is finer than the prices are right would
 * scatter tasks over nodes for nothing.
 */

import type { Moves } from '../engine/moves.js';
import {
  bestMove,
  type ExpectedTask,
  type NodeKind,
  type Policy,
  SCORE_LIMIT,
  type TaskClass,
} from '../engine/policy.js';
import type { States } from '../engine/states.js';
import { NodeValue, type ValuedTask } from './node-value.js';
import { Scarcity } from './scarcity.js';

/** Costs are told in steps of so many thousandths of a device. */
export const COST_GRAIN_MILLI = 16;
/** Amounts are rated in so many steps of what the largest node has. */
const AMOUNT_STEPS = 64;
const SCARCITY_WEIGHT = 0.6;
/** Changes between two looks at what is scarce: one for so many nodes, but no more than so many. */
const REFRESH_NODES = 32;
const REFRESH_MOST = 32;
/** A placement may also gain, by as much at most. */
const GAIN_MILLI = 8_000;

export type PackInput = {
  readonly kinds: readonly NodeKind[];
  readonly expected: readonly ExpectedTask[];
  /** Milli that one more task of each expected class would be worth (the dual of its demand). */
  readonly classDuals: ArrayLike<number>;
  /** Thousandths of devices per unit of each amount, over the whole cluster. */
  readonly balance: readonly number[];
};

export class PackPolicy implements Policy {
  readonly name = 'pack';
  readonly ordered = false;
  readonly grains: readonly number[];
  /** Packs as well as all together: what fits is there, and there are many of each kind. */
  readonly shardNodes = 2_048;
  /** 256 thousandths of a device, in grains: less is within what the prices are right. */
  readonly moveGain = 16;
  version = 1;
  readonly #value: NodeValue;
  readonly #scarcity: Scarcity;
  #nodes = 0;
  /** Since the last look. */
  #changes = 0;

  constructor({ kinds, expected, classDuals, balance }: PackInput) {
    this.grains = balance.map((_, at) => {
      const largest = Math.max(0, ...kinds.map(({ amounts }) => amounts[at] as number));
      return Math.max(1, Math.floor(largest / AMOUNT_STEPS));
    });
    const valued = expected.map(
      (task, at): ValuedTask => ({ ...task, worth: task.devices * task.milli - (classDuals[at] as number) }),
    );
    this.#value = new NodeValue(kinds, valued, balance);
    this.#scarcity = new Scarcity(expected);
  }

  get bytes(): number {
    return this.#value.bytes + this.#scarcity.bytes;
  }

  rate(states: States, state: number, _task: TaskClass, moves: Moves): number {
    const before = this.#worth(states, state);
    return bestMove(moves, states, state, (next) => {
      const cost = before - this.#worth(states, next);
      const grains = Math.floor((cost + GAIN_MILLI) / COST_GRAIN_MILLI);
      return SCORE_LIMIT - Math.min(SCORE_LIMIT, Math.max(0, grains));
    });
  }

  moved(states: States, from: number, to: number): void {
    this.#scarcity.moved(states, from, to);
    if (from < 0) this.#nodes++;
    if (++this.#changes < Math.min(REFRESH_MOST, this.#nodes / REFRESH_NODES)) return;
    this.#changes = 0;
    if (this.#scarcity.refresh()) this.version++;
  }

  /** Instead of being told what moved: these are the states of all nodes now. Whether costs changed. */
  survey(states: States, all: readonly number[]): boolean {
    this.#scarcity.empty();
    for (const state of all) this.#scarcity.moved(states, -1, state);
    const isOther = this.#scarcity.refresh();
    if (isOther) this.version++;
    return isOther;
  }

  /** The cost behind a score, in grains. */
  grainsOf(score: number): number {
    return SCORE_LIMIT - score - GAIN_MILLI / COST_GRAIN_MILLI;
  }

  forget(): void {
    this.#value.forget();
    this.#scarcity.forget();
  }

  #worth(states: States, state: number): number {
    return this.#value.of(states, state) + SCARCITY_WEIGHT * this.#scarcity.of(states, state);
  }
}
