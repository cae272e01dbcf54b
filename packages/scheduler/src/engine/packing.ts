/**
 * Nodes and what they hold, as the engine sees them, and for each task class an index of the nodes that would take it
 * (class-index.ts).
 *
 * Nodes of one state are a group (groups.ts); nodes with ranks one after the other are a block. A placement changes one
 * block, and a class looks at its nodes again when it is asked next. A policy for large clusters has shards of bounded
 * size, so that nothing is ever done for all nodes at once: a class is placed in the first shard that takes it, or in the
 * next one where that is better, and full shards are passed over.
 *
 * Invariants: 1. a node that is told is one where the class fits now, to the last unit; 2. none is told only when the
 * class fits nowhere; 3. of equally good nodes of a shard the one with the smallest rank is told.
 */
import { ClassIndex, NODE_LIMIT } from './class-index.js';
import { DeviceMoves } from './device-moves.js';
import { Groups } from './groups.js';
import { levelOf, type Policy, type TaskClass } from './policy.js';
import { type Demand, States } from './states.js';
import { grown } from './typed-arrays.js';

/** States that are remembered, of the past and of moves that were thought of; more only while nodes are in that many. */
const STATES_KEPT = 2 ** 18;
/** Looking at a changed block costs as much; so does asking every block of a shard. */
const BLOCK_NODES = 32;

export type PackingOptions = {
  readonly dimensions: number;
  readonly slots: number;
  readonly policy: Policy;
  readonly statesKept?: number;
  readonly blockNodes?: number;
  /** Groups without nodes that are remembered beside as many as there are with nodes; at least 1. */
  readonly spareGroups?: number;
};

export class Packing {
  /** Others when they were too many: not to be kept. */
  states: States;
  readonly groups: Groups;
  readonly policy: Policy;
  nodes = 0;
  readonly blockNodes: number;
  /** A whole number of blocks. */
  readonly shardNodes: number;
  /** Per block. */
  changes = new Float64Array(0);
  /** Per node, by rank. */
  groupOf = new Int32Array(0);
  /** Per node and dimension: what is free, to the last unit. */
  #free = new Float64Array(0);
  readonly #statesKept: number;
  #statesMax: number;
  readonly #classes: ClassIndex[] = [];
  readonly #deviceMoves = new Map<string, DeviceMoves>();

  constructor(options: PackingOptions) {
    const { dimensions, slots, policy, statesKept = STATES_KEPT, blockNodes = BLOCK_NODES } = options;
    this.policy = policy;
    this.groups = new Groups(options.spareGroups);
    this.#statesKept = statesKept;
    this.#statesMax = statesKept;
    this.blockNodes = blockNodes;
    this.shardNodes = blockNodes * Math.ceil((policy.shardNodes ?? NODE_LIMIT) / blockNodes);
    const grains = Float64Array.from({ length: dimensions }, (_, at) => policy.grains?.[at] ?? 1);
    this.states = new States({ grains, slots, ordered: policy.ordered });
  }

  /** Bytes of all tables, the policy's among them. */
  get bytes(): number {
    const known = [...this.#classes, ...this.#deviceMoves.values()];
    const classes = known.reduce((all, { bytes }) => all + bytes, 0);
    const own = this.groupOf.byteLength + this.#free.byteLength + this.changes.byteLength;
    return own + this.states.bytes + this.groups.bytes + classes + (this.policy.bytes ?? 0);
  }

  /** Adds a node; ranks are given in the order of adding. */
  addNode(kind: number, amounts: Float64Array, devices: Uint16Array): number {
    const rank = this.nodes++;
    this.groupOf = grown(this.groupOf, this.nodes);
    this.#free = grown(this.#free, this.nodes * this.states.dimensions);
    this.changes = grown(this.changes, Math.ceil(this.nodes / this.blockNodes));
    this.#free.set(amounts, rank * this.states.dimensions);
    this.#enter(rank, -1, this.states.intern(kind, amounts, devices));
    this.#reopen(rank);
    return rank;
  }

  /** Says what a node has free now. */
  setNode(rank: number, kind: number, amounts: Float64Array, devices: Uint16Array): void {
    this.#free.set(amounts, rank * this.states.dimensions);
    this.#change(rank, this.states.intern(kind, amounts, devices));
    this.#reopen(rank);
  }

  stateOf(rank: number): number {
    return this.groups.stateOf(this.groupOf[rank] as number);
  }

  kindOf(rank: number): number {
    return this.states.kindOf(this.stateOf(rank));
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
    const key = `${task.devices} of ${task.milli}`;
    const devices = this.#deviceMoves.get(key) ?? new DeviceMoves(task);
    this.#deviceMoves.set(key, devices);
    this.#classes.push(new ClassIndex(task, devices));
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
    const { states } = this;
    const devices = states.devicesAfter(states.devicesOf(this.stateOf(rank)), demand, level);
    this.#change(rank, states.of(states.amountsNumber(this.#free, base), devices));
    if (states.size > this.#statesMax) this.#forgetPast();
  }

  /** Begins anew with the states that nodes are in, and were in not long ago. */
  #forgetPast(): void {
    const past = this.states;
    this.states = past.empty();
    this.policy.forget?.();
    for (const known of [...this.#classes, ...this.#deviceMoves.values()]) known.forget();
    this.groups.renumber((state) => this.states.internFrom(past, state));
    this.#statesMax = Math.max(this.#statesKept, 4 * this.states.size);
  }

  /** Places one task where it is best. Returns the node's rank and the device's level, or undefined. */
  place(of: number): { readonly node: number; readonly level: number } | undefined {
    const index = this.#index(of);
    const node = index.best(this);
    if (node < 0) return undefined;
    const level = levelOf(index.rate(this.groupOf[node] as number, this));
    this.put(node, index.task, level);
    return { node, level };
  }

  #change(rank: number, state: number): void {
    const group = this.groupOf[rank] as number;
    const from = this.groups.stateOf(group);
    this.#enter(rank, from, state);
    this.groups.leave(group);
  }

  #enter(rank: number, from: number, state: number): void {
    this.policy.moved?.(this.states, from, state);
    this.groupOf[rank] = this.groups.enter(state);
    const block = Math.floor(rank / this.blockNodes);
    this.changes[block] = (this.changes[block] as number) + 1;
  }

  #reopen(rank: number): void {
    const shard = Math.floor(rank / this.shardNodes);
    for (const index of this.#classes) index.reopen(shard);
  }

  #index(of: number): ClassIndex {
    return this.#classes[of] as ClassIndex;
  }
}
