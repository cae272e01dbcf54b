import type { Moves } from './moves.js';
import type { Demand, States } from './states.js';

/** Scores are whole numbers from 0 to this, so that equal is equal and the first node wins. */
export const SCORE_LIMIT = 2 ** 20 - 1;

/** A demand that nodes of some kinds may take: what a policy scores and the engine indexes. */
export type TaskClass = Demand & {
  /** Whether nodes of a kind (its device models, say) may take it. */
  readonly allows: (kind: number) => boolean;
};

/** A class, and its share of the tasks that are to come. */
export type ExpectedTask = TaskClass & { readonly share: number };

/** Machines that are alike, empty. */
export type NodeKind = { readonly amounts: Float64Array; readonly devices: number };

/**
 * How good a placement is, from the node's state alone: the engine asks once per class and state and remembers, until the
 * policy's `version` is another one.
 */
export interface Policy {
  readonly name: string;
  /** Whether the order of a node's devices matters. */
  readonly ordered: boolean;
  readonly version: number;
  /** Per dimension: amounts may be rounded down to multiples of this before they are rated. 1 where it is not said. */
  readonly grains?: readonly number[];
  /** Nodes that compete with each other, rounded up to whole blocks (packing.ts); all, where it is not said. */
  readonly shardNodes?: number;
  /** By how much better a task has to be elsewhere to be moved there. Without it, only to make room for others. */
  readonly moveGain?: number;
  /**
   * For a state in which the class fits and is allowed: the best of its moves, as a {@link rating} of the score, higher is
   * better, and of the free thousandths of the device to use.
   */
  rate(states: States, state: number, task: TaskClass, moves: Moves): number;
  /** Told of every node that goes from one state to another; `from` is -1 for a new node. */
  moved?(states: States, from: number, to: number): void;
  /** Told that the numbers of states mean something else from now on. */
  forget?(): void;
  /** What its own tables take. */
  readonly bytes?: number;
}

/** Score and device in one number. */
export function rating(score: number, level: number): number {
  return (score << 10) | level;
}

export function scoreOf(rating: number): number {
  return rating >> 10;
}

export function levelOf(rating: number): number {
  return rating & 1023;
}

/** The best move by a score of its next state; of equal ones the first. */
export function bestMove(
  moves: Moves,
  states: States,
  state: number,
  score: (next: number, level: number) => number,
): number {
  const amounts = moves.amountsAfter(states, states.amountsOf(state));
  const begin = moves.devices.from(states, states.devicesOf(state));
  const { list } = moves.devices;
  let best = -1;
  let bestLevel = 0;
  for (let at = begin + 1, end = at + 2 * (list[begin] as number); at < end; at += 2) {
    const level = list[at] as number;
    const here = score(states.of(amounts, list[at + 1] as number), level);
    if (here > best) [best, bestLevel] = [here, level];
  }
  return rating(best, bestLevel);
}
