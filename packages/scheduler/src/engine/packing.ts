/**
 * Nodes and what they hold, as the engine sees them, and for each task class an index of the nodes that would take it,
 * best first (class-index.ts).
 *
 * A node's change goes into the log of its shard, once; a class catches up with the log when it is asked next. So a
 * placement costs each class that is in use one look at one node, however many nodes there are. A policy for large
 * clusters has shards of bounded size, so that nothing is ever done for all nodes at once: a class is placed in the first
 * shard that takes it, or in the next one where that is better, and full shards are passed over.
 *
 * Invariants: 1. a node that is told is one where the class fits now, to the last unit; 2. none is told only when the
 * class fits nowhere; 3. of equally good nodes of a shard the one with the smallest rank is told.
 */
import { ClassIndex, NODE_LIMIT } from './class-index.js';
import { levelOf, type Policy, type TaskClass } from './policy.js';
import { Shard } from './shard.js';
import { type Demand, States } from './states.js';
import { grown } from './typed-arrays.js';

/** States that are remembered, of the past and of moves that were thought of; more only while nodes are in that many. */
const STATES_KEPT = 2 ** 16;

export type PackingOptions = {
  readonly dimensions: number;
  readonly slots: number;
  readonly policy: Policy;
  readonly statesKept?: number;
};

export class Packing {
  readonly states: States;
  readonly policy: Policy;
  readonly shards: Shard[] = [];
  /** Per node, by rank. */
  #stateOf = new Int32Array(64);
  /** Per node and dimension: what is free, to the last unit. */
  #free: Float64Array;
  nodes = 0;
  readonly #statesKept: number;
  #statesMax: number;
  readonly #classes: ClassIndex[] = [];

  constructor({ dimensions, slots, policy, statesKept = STATES_KEPT }: PackingOptions) {
    this.policy = policy;
    this.#statesKept = statesKept;
    this.#statesMax = statesKept;
    const grains = Float64Array.from({ length: dimensions }, (_, at) => policy.grains?.[at] ?? 1);
    this.states = new States({ grains, slots, ordered: policy.ordered });
    this.#free = new Float64Array(64 * dimensions);
  }

  /** Bytes of all tables. */
  get bytes(): number {
    const classes = this.#classes.reduce((sum, index) => sum + index.bytes, 0);
    return this.states.bytes + this.#stateOf.byteLength + this.#free.byteLength + classes;
  }

  /** Adds a node; ranks are given in the order of adding. */
  addNode(kind: number, amounts: Float64Array, devices: Uint16Array): number {
    const rank = this.nodes++;
    this.#stateOf = grown(this.#stateOf, this.nodes);
    this.#free = grown(this.#free, this.nodes * this.states.dimensions);
    const { shardNodes = NODE_LIMIT } = this.policy;
    if (rank % shardNodes === 0) this.shards.push(new Shard(rank, shardNodes));
    this.#shardOf(rank).nodes++;
    this.#set(rank, kind, amounts, devices, -1);
    return rank;
  }

  /** Says what a node has free now. */
  setNode(rank: number, kind: number, amounts: Float64Array, devices: Uint16Array): void {
    this.#set(rank, kind, amounts, devices, this.stateOf(rank));
  }

  #set(rank: number, kind: number, amounts: Float64Array, devices: Uint16Array, from: number): void {
    this.#free.set(amounts, rank * this.states.dimensions);
    this.#enter(rank, from, this.states.intern(kind, amounts, devices));
    for (const index of this.#classes) index.reopen(this.#shardNumber(rank));
  }

  stateOf(rank: number): number {
    return this.#stateOf[rank] as number;
  }

  kindOf(rank: number): number {
    return this.states.kinds[this.stateOf(rank)] as number;
  }

  /** What is free of each amount, as it is; not to be kept or changed. */
  freeOf(rank: number): Float64Array {
    const { dimensions } = this.states;
    return this.#free.subarray(rank * dimensions, (rank + 1) * dimensions);
  }

  /** Whether the amounts fit on the node, to the last unit. */
  amountsFit(rank: number, { amounts }: Demand): boolean {
    for (let at = 0, base = rank * amounts.length; at < amounts.length; at++) {
      if ((amounts[at] as number) > (this.#free[base + at] as number)) return false;
    }
    return true;
  }

  addClass(task: TaskClass): number {
    this.#classes.push(new ClassIndex(task));
    return this.#classes.length - 1;
  }

  taskOf(of: number): TaskClass {
    return this.#index(of).task;
  }

  /** The best node for a task of the class, or -1. */
  best(of: number): number {
    return this.#index(of).best(this);
  }

  /** Puts a task of the class on a node, on the first device with `level` free (see the policy's rating). */
  put(rank: number, demand: Demand, level: number): void {
    const { amounts } = demand;
    const base = rank * amounts.length;
    for (let at = 0; at < amounts.length; at++) {
      this.#free[base + at] = (this.#free[base + at] as number) - (amounts[at] as number);
    }
    const left = this.#free.subarray(base, base + amounts.length);
    const from = this.stateOf(rank);
    this.#enter(rank, from, this.states.afterWith(from, left, demand, level));
    if (this.states.size > this.#statesMax) this.#forgetPast();
  }

  /** Begins anew with the states that nodes are in now. */
  #forgetPast(): void {
    const { states } = this;
    const { slots } = states;
    const kinds = Int32Array.from(
      { length: this.nodes },
      (_, rank) => states.kinds[this.stateOf(rank)] as number,
    );
    const levels = new Uint16Array(this.nodes * slots);
    for (let rank = 0; rank < this.nodes; rank++) {
      const first = this.stateOf(rank) * slots;
      levels.set(states.devices.subarray(first, first + slots), rank * slots);
    }
    states.clear();
    this.policy.forget?.();
    for (const index of this.#classes) index.forget();
    for (let rank = 0; rank < this.nodes; rank++) {
      const free = this.#free.subarray(rank * states.dimensions, (rank + 1) * states.dimensions);
      const own = levels.subarray(rank * slots, (rank + 1) * slots);
      this.#stateOf[rank] = states.intern(kinds[rank] as number, free, own);
    }
    this.#statesMax = Math.max(this.#statesKept, 4 * states.size);
  }

  /** Places one task where it is best. Returns the node's rank and the device's level, or undefined. */
  place(of: number): { readonly node: number; readonly level: number } | undefined {
    const index = this.#index(of);
    const node = index.best(this);
    if (node < 0) return undefined;
    const level = levelOf(index.rate(this.stateOf(node), this));
    this.put(node, index.task, level);
    return { node, level };
  }

  #enter(rank: number, from: number, to: number): void {
    this.policy.moved?.(this.states, from, to);
    this.#stateOf[rank] = to;
    this.#shardOf(rank).changed(rank);
  }

  #index(of: number): ClassIndex {
    return this.#classes[of] as ClassIndex;
  }

  #shardOf(rank: number): Shard {
    return this.shards[this.#shardNumber(rank)] as Shard;
  }

  #shardNumber(rank: number): number {
    return Math.floor(rank / (this.policy.shardNodes ?? NODE_LIMIT));
  }
}
