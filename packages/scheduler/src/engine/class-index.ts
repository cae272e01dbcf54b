/**
 * Which node is best for one class of tasks: how good each group of nodes is, and the best node of each block until
 * something changes there.
 */
import type { DeviceMoves } from './device-moves.js';
import type { Groups } from './groups.js';
import { Moves } from './moves.js';
import { type Policy, SCORE_LIMIT, scoreOf, type TaskClass } from './policy.js';
import type { States } from './states.js';
import { grown } from './typed-arrays.js';

/** Nodes that one packing can hold: ranks and scores share the 53 bits of a key. */
export const NODE_LIMIT = 2 ** 21;
/** Of a group: not asked yet, and does not fit. */
const UNKNOWN = -2;
const REFUSED = -1;
/** Of a block. */
const NEVER = -1;
/** Larger than every key: no node. */
const NO_KEY = Number.POSITIVE_INFINITY;

/** What an index reads of the packing that it belongs to. */
export interface Nodes {
  readonly states: States;
  readonly groups: Groups;
  readonly policy: Policy;
  readonly nodes: number;
  /** Nodes with ranks one after the other are a block. Per block: how often one of them changed. */
  readonly changes: Float64Array;
  readonly blockNodes: number;
  readonly shardNodes: number;
  /** By rank. */
  readonly groupOf: Int32Array;
  amountsFit(rank: number, task: TaskClass): boolean;
}

export class ClassIndex {
  readonly task: TaskClass;
  readonly #moves: Moves;
  /** Per group: the policy's rating, or UNKNOWN or REFUSED. */
  #ratings = new Int32Array(0);
  /** Per block: the key of its best node, smaller is better, and the count of changes when that was looked up. */
  #keys = new Float64Array(0);
  #lookedAt = new Float64Array(0);
  #version = 0;
  /** Openings of groups that were heeded. */
  #openings = 0;
  /** No shard before this one takes the class. */
  #first = 0;

  constructor(task: TaskClass, devices: DeviceMoves) {
    this.task = task;
    this.#moves = new Moves(task, devices);
  }

  get bytes(): number {
    const own = this.#ratings.byteLength + this.#keys.byteLength + this.#lookedAt.byteLength;
    return own + this.#moves.bytes;
  }

  /** The numbers of states mean something else from now on. */
  forget(): void {
    this.#moves.forget();
  }

  /** Something was freed or added in a shard. */
  reopen(shard: number): void {
    this.#first = Math.min(this.#first, shard);
  }

  /**
   * The best node of the first shard that takes the class, or of the one after it if that is better; -1 for none. With one
   * shard it is the best of all.
   */
  best(nodes: Nodes): number {
    this.#prepare(nodes);
    const { shardNodes } = nodes;
    for (let first = this.#first * shardNodes; first < nodes.nodes; first += shardNodes) {
      const key = this.#bestFrom(nodes, first);
      if (key === NO_KEY) {
        if (first === this.#first * shardNodes) this.#first++;
        continue;
      }
      const next = this.#bestFrom(nodes, first + shardNodes);
      return (isBetter(next, key) ? next : key) % NODE_LIMIT;
    }
    return -1;
  }

  /** Of a group with a node on which the amounts fit; negative where devices or kind do not. */
  rate(group: number, nodes: Nodes): number {
    const known = this.#ratings[group] as number;
    return known === UNKNOWN ? this.#ask(group, nodes) : known;
  }

  #ask(group: number, { states, groups, policy }: Nodes): number {
    const state = groups.stateOf(group);
    const open = this.#moves.some(states, state);
    const known = open ? policy.rate(states, state, this.task, this.#moves) : REFUSED;
    this.#ratings[group] = known;
    return known;
  }

  /** Makes room, and drops what is not true any more. A policy with another version has other ratings. */
  #prepare({ groups, changes, policy: { version } }: Nodes): void {
    this.#ratings = grown(this.#ratings, groups.size, UNKNOWN);
    this.#keys = grown(this.#keys, changes.length);
    this.#lookedAt = grown(this.#lookedAt, changes.length, NEVER);
    if (!groups.remembers(this.#openings)) this.#ratings.fill(UNKNOWN);
    else {
      for (let opening = this.#openings; opening < groups.openings; opening++) {
        this.#ratings[groups.openedAt(opening)] = UNKNOWN;
      }
    }
    this.#openings = groups.openings;
    if (version === this.#version) return;
    this.#version = version;
    this.#lookedAt.fill(NEVER);
    for (let group = 0; group < groups.size; group++) {
      if (this.#ratings[group] !== REFUSED) this.#ratings[group] = UNKNOWN;
    }
  }

  /** Of the shard that begins with that rank. */
  #bestFrom(nodes: Nodes, first: number): number {
    const { changes, blockNodes } = nodes;
    const end = Math.min(first + nodes.shardNodes, nodes.nodes) / blockNodes;
    let best = NO_KEY;
    for (let block = first / blockNodes; block < end; block++) {
      const now = changes[block] as number;
      if (this.#lookedAt[block] !== now) {
        this.#keys[block] = this.#bestOfBlock(nodes, block * blockNodes);
        this.#lookedAt[block] = now;
      }
      const key = this.#keys[block] as number;
      if (key < best) best = key;
    }
    return best;
  }

  #bestOfBlock(nodes: Nodes, first: number): number {
    const { groupOf } = nodes;
    const end = Math.min(first + nodes.blockNodes, nodes.nodes);
    let bestScore = -1;
    let best = -1;
    for (let rank = first; rank < end; rank++) {
      const rating = this.rate(groupOf[rank] as number, nodes);
      if (rating < 0 || scoreOf(rating) <= bestScore || !nodes.amountsFit(rank, this.task)) continue;
      bestScore = scoreOf(rating);
      best = rank;
    }
    return best < 0 ? NO_KEY : (SCORE_LIMIT - bestScore) * NODE_LIMIT + best;
  }
}

/** By score alone: of equal ones the earlier shard wins. */
function isBetter(key: number, than: number): boolean {
  return Math.floor(key / NODE_LIMIT) < Math.floor(than / NODE_LIMIT);
}
