/**
 * The nodes that take one class of tasks, best first, shard by shard: for each shard a heap of keys (score, then rank).
 * Entries that are not true any more are dropped when they come up; what changed is read from the shard's log.
 */
import { KeyHeap } from './key-heap.js';
import { Moves } from './moves.js';
import { type Policy, SCORE_LIMIT, scoreOf, type TaskClass } from './policy.js';
import type { Shard } from './shard.js';
import type { States } from './states.js';

/** Nodes that one packing can hold: ranks and scores share the 53 bits of a key. */
export const NODE_LIMIT = 2 ** 21;
/** Of a memo: not asked yet, and does not fit. */
const UNKNOWN = -2;
const REFUSED = -1;

/** What an index reads of the packing that it belongs to. */
export interface Nodes {
  readonly states: States;
  readonly policy: Policy;
  readonly shards: readonly Shard[];
  stateOf(rank: number): number;
  amountsFit(rank: number, task: TaskClass): boolean;
}

type ShardIndex = { readonly heap: KeyHeap; caughtUp: number; sizeAfterBuild: number };

export class ClassIndex {
  readonly task: TaskClass;
  /** Per state: the policy's rating, or UNKNOWN or REFUSED. */
  #memo = new Int32Array(0);
  readonly #moves: Moves;
  readonly #byShard: (ShardIndex | undefined)[] = [];
  #version = 0;
  /** No shard before this one takes the class. */
  #first = 0;

  constructor(task: TaskClass) {
    this.task = task;
    this.#moves = new Moves(task);
  }

  get bytes(): number {
    const heaps = this.#byShard.reduce((sum, index) => sum + (index?.heap.bytes ?? 0), 0);
    return this.#memo.byteLength + this.#moves.bytes + heaps;
  }

  /** The numbers of states mean something else from now on. */
  forget(): void {
    this.#memo.fill(UNKNOWN);
    this.#moves.clear();
    for (const index of this.#byShard) if (index) index.caughtUp = -1;
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
    this.#heed(nodes.policy);
    const { length } = nodes.shards;
    for (let shard = this.#first; shard < length; shard++) {
      const key = this.#bestKey(nodes, shard);
      if (key < 0) {
        if (shard === this.#first) this.#first++;
        continue;
      }
      const next = shard + 1 < length ? this.#bestKey(nodes, shard + 1) : -1;
      return (next >= 0 && isBetter(next, key) ? next : key) % NODE_LIMIT;
    }
    return -1;
  }

  /** Of a node in that state on which the amounts fit; negative where devices or kind do not. */
  rate(state: number, nodes: Nodes): number {
    if (state >= this.#memo.length) this.#memo = lengthened(this.#memo, nodes.states.kinds.length);
    const known = this.#memo[state] as number;
    return known === UNKNOWN ? this.#ask(state, nodes) : known;
  }

  #ask(state: number, { states, policy }: Nodes): number {
    const { task } = this;
    const open = task.allows(states.kinds[state] as number) && states.fits(state, task);
    const known = open ? policy.rate(states, state, task, this.#moves) : REFUSED;
    this.#memo[state] = known;
    return known;
  }

  /** A policy with another version has other ratings. */
  #heed({ version }: Policy): void {
    if (version === this.#version) return;
    this.#version = version;
    this.#memo.fill(UNKNOWN);
    for (const index of this.#byShard) if (index) index.caughtUp = -1;
  }

  /** Smaller is better; -1 for none. */
  #bestKey(nodes: Nodes, shard: number): number {
    const { heap } = this.#caughtUp(nodes, shard);
    while (heap.size > 0) {
      const key = heap.top;
      const rank = key % NODE_LIMIT;
      if (this.#keyOf(rank, nodes) === key) return key;
      heap.pop();
    }
    return -1;
  }

  /** What the node's entry has to be now; -1 where it does not fit. */
  #keyOf(rank: number, nodes: Nodes): number {
    if (!nodes.amountsFit(rank, this.task)) return -1;
    const known = this.rate(nodes.stateOf(rank), nodes);
    return known < 0 ? -1 : (SCORE_LIMIT - scoreOf(known)) * NODE_LIMIT + rank;
  }

  #caughtUp(nodes: Nodes, at: number): ShardIndex {
    const shard = nodes.shards[at] as Shard;
    const index = this.#byShard[at] ?? { heap: new KeyHeap(), caughtUp: -1, sizeAfterBuild: 0 };
    this.#byShard[at] = index;
    const isStale = index.heap.size > 2 * index.sizeAfterBuild + shard.nodes / 2 + 64;
    if (index.caughtUp < 0 || isStale || !shard.remembers(index.caughtUp)) {
      this.#build(nodes, shard, index);
    } else {
      for (let position = index.caughtUp; position < shard.changes; position++) {
        const key = this.#keyOf(shard.changedAt(position), nodes);
        if (key >= 0) index.heap.push(key);
      }
    }
    index.caughtUp = shard.changes;
    return index;
  }

  #build(nodes: Nodes, shard: Shard, index: ShardIndex): void {
    index.heap.clear();
    for (let rank = shard.first; rank < shard.first + shard.nodes; rank++) {
      const key = this.#keyOf(rank, nodes);
      if (key >= 0) index.heap.append(key);
    }
    index.heap.heapify();
    index.sizeAfterBuild = index.heap.size;
  }
}

/** By score alone: of equal ones the earlier shard wins. */
function isBetter(key: number, than: number): boolean {
  return Math.floor(key / NODE_LIMIT) < Math.floor(than / NODE_LIMIT);
}

function lengthened(memo: Int32Array, length: number) {
  const longer = new Int32Array(Math.max(length, 2 * memo.length)).fill(UNKNOWN);
  longer.set(memo);
  return longer;
}
