import type { Demand, States } from './states.js';

/** Scores are whole numbers from 0 to this, so that equal is equal and the first node wins. */
export const SCORE_LIMIT = 2 ** 20 - 1;

/** A demand that nodes of some kinds may take: what a policy scores and the engine indexes. */
export type TaskClass = Demand & {
  /** Whether nodes of a kind (its device models, say) may take it. */
  readonly allows: (kind: number) => boolean;
};

/**
 * How good a placement is, from the node's state alone: the engine asks once per class and state and remembers. A policy
 * that changes its mind (new prices) says so by a new `version`.
 */
export interface Policy {
  readonly name: string;
  /** Whether the order of a node's devices matters. */
  readonly ordered: boolean;
  readonly version: number;
  /**
   * For a state in which the class fits and is allowed: score * 1024 + level, with the score from 0 to
   * {@link SCORE_LIMIT}, higher is better, and the free thousandths of the device to use (0 without devices).
   */
  rate(states: States, state: number, task: TaskClass): number;
}

/** Packs what `rate` returns. */
export function rating(score: number, level: number): number {
  return (score << 10) | level;
}

export function scoreOf(rating: number): number {
  return rating >> 10;
}

export function levelOf(rating: number): number {
  return rating & 1023;
}
