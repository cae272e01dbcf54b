/**
 * Nodes and what they hold, as the engine sees them, and for each task class an index of the nodes that would take it,
 * best first.
 *
 * A node's change goes into a log, once; a class catches up with the log when it is asked next. So a placement costs each
 * class that is in use one look at one node, however many nodes there are; a class that fell far behind starts anew.
 *
 * Invariants: 1. the best node of a class is the one with the highest score, and of those the one with the smallest rank;
 * 2. a node that is told is one where the class fits now.
 */
import { KeyHeap } from './key-heap.js';
import { Moves } from './moves.js';
import { levelOf, type Policy, SCORE_LIMIT, scoreOf, type TaskClass } from './policy.js';
import { type Demand, States } from './states.js';
import { grown } from './typed-arrays.js';

/** Nodes that one packing can hold: ranks and scores share the 53 bits of a key. */
export const NODE_LIMIT = 2 ** 21;
/** Changes that are remembered; a class that is further behind starts anew. */
const LOG_LENGTH = 2 ** 16;
/** Of a memo: not asked yet, and does not fit. */
const UNKNOWN = -2;
const REFUSED = -1;

export class Packing {
  readonly states: States;
  readonly policy: Policy;
  /** Per node, by rank. */
  #stateOf = new Int32Array(64);
  /** Per node and dimension: what is free, to the last unit. */
  #free: Float64Array;
  nodes = 0;
  /** Ranks of changed nodes, a ring. */
  readonly #log = new Int32Array(LOG_LENGTH);
  #logged = 0;
  readonly #classes: ClassIndex[] = [];

  constructor(options: { readonly dimensions: number; readonly slots: number; readonly policy: Policy }) {
    const { dimensions, slots, policy } = options;
    this.policy = policy;
    const grains = Float64Array.from({ length: dimensions }, (_, at) => policy.grains?.[at] ?? 1);
    this.states = new States({ grains, slots, ordered: policy.ordered });
    this.#free = new Float64Array(64 * dimensions);
  }

  /** Bytes of all tables. */
  get bytes(): number {
    const classes = this.#classes.reduce((sum, index) => sum + index.bytes, 0);
    return (
      this.states.bytes + this.#stateOf.byteLength + this.#free.byteLength + this.#log.byteLength + classes
    );
  }

  /** Adds a node; ranks are given in the order of adding. */
  addNode(kind: number, amounts: Float64Array, devices: Uint16Array): number {
    const rank = this.nodes++;
    this.#stateOf = grown(this.#stateOf, this.nodes);
    this.#free = grown(this.#free, this.nodes * this.states.dimensions);
    this.#free.set(amounts, rank * this.states.dimensions);
    this.#enter(rank, this.states.intern(kind, amounts, devices), -1);
    return rank;
  }

  /** Says what a node has free now. */
  setNode(rank: number, kind: number, amounts: Float64Array, devices: Uint16Array): void {
    this.#free.set(amounts, rank * this.states.dimensions);
    this.#enter(rank, this.states.intern(kind, amounts, devices));
  }

  /** Whether the amounts fit on the node, to the last unit. */
  amountsFit(rank: number, { amounts }: Demand): boolean {
    for (let at = 0, base = rank * amounts.length; at < amounts.length; at++) {
      if ((amounts[at] as number) > (this.#free[base + at] as number)) return false;
    }
    return true;
  }

  stateOf(rank: number): number {
    return this.#stateOf[rank] as number;
  }

  addClass(task: TaskClass): number {
    this.#classes.push(new ClassIndex(task));
    return this.#classes.length - 1;
  }

  taskOf(of: number): TaskClass {
    return (this.#classes[of] as ClassIndex).task;
  }

  /** The best node for a task of the class, or -1. */
  best(of: number): number {
    return (this.#classes[of] as ClassIndex).best(this);
  }

  /** Puts a task of the class on a node, on the first device with `level` free (see the policy's rating). */
  put(rank: number, demand: Demand, level: number): void {
    const { amounts } = demand;
    const base = rank * amounts.length;
    for (let at = 0; at < amounts.length; at++) {
      this.#free[base + at] = (this.#free[base + at] as number) - (amounts[at] as number);
    }
    const left = this.#free.subarray(base, base + amounts.length);
    this.#enter(rank, this.states.afterWith(this.#stateOf[rank] as number, left, demand, level));
  }

  /** Places one task where it is best. Returns the node's rank and the device's level, or undefined. */
  place(of: number): { readonly node: number; readonly level: number } | undefined {
    const index = this.#classes[of] as ClassIndex;
    const node = index.best(this);
    if (node < 0) return undefined;
    const level = levelOf(index.rate(this.#stateOf[node] as number, this));
    this.put(node, index.task, level);
    return { node, level };
  }

  #enter(rank: number, state: number, from = this.#stateOf[rank] as number): void {
    this.policy.moved?.(this.states, from, state);
    this.#stateOf[rank] = state;
    this.#log[this.#logged++ % LOG_LENGTH] = rank;
  }

  get logged(): number {
    return this.#logged;
  }

  loggedAt(position: number): number {
    return this.#log[position % LOG_LENGTH] as number;
  }
}

/** The nodes that take one class, best first. Entries that are not true any more are dropped when they come up. */
class ClassIndex {
  readonly task: TaskClass;
  /** Per state: the policy's rating, or UNKNOWN or REFUSED. */
  #memo = new Int32Array(0);
  readonly #moves: Moves;
  readonly #heap = new KeyHeap();
  #version = 0;
  #caughtUp = -1;
  #sizeAfterBuild = 0;

  constructor(task: TaskClass) {
    this.task = task;
    this.#moves = new Moves(task);
  }

  get bytes(): number {
    return this.#memo.byteLength + this.#heap.bytes + this.#moves.bytes;
  }

  best(packing: Packing): number {
    this.#catchUp(packing);
    const heap = this.#heap;
    while (heap.size > 0) {
      const key = heap.top;
      const rank = key % NODE_LIMIT;
      const known = this.#ratingOf(rank, packing);
      if (known >= 0 && keyOf(known, rank) === key) return rank;
      heap.pop();
    }
    return -1;
  }

  #ratingOf(rank: number, packing: Packing): number {
    return packing.amountsFit(rank, this.task) ? this.rate(packing.stateOf(rank), packing) : REFUSED;
  }

  /** Of a node in that state on which the amounts fit. */
  rate(state: number, packing: Packing): number {
    if (packing.policy.version !== this.#version) this.#forget(packing.policy.version);
    if (state >= this.#memo.length) this.#memo = lengthened(this.#memo, packing.states.kinds.length);
    const known = this.#memo[state] as number;
    return known === UNKNOWN ? this.#ask(state, packing) : known;
  }

  #forget(version: number): void {
    this.#memo.fill(UNKNOWN);
    this.#version = version;
    this.#caughtUp = -1;
  }

  #ask(state: number, { states, policy }: Packing): number {
    const { task } = this;
    const open = task.allows(states.kinds[state] as number) && states.fits(state, task);
    const known = open ? policy.rate(states, state, task, this.#moves) : REFUSED;
    this.#memo[state] = known;
    return known;
  }

  #catchUp(packing: Packing): void {
    if (packing.policy.version !== this.#version) this.#forget(packing.policy.version);
    const behind = packing.logged - this.#caughtUp;
    // Starting anew looks at every node once; so does catching up with as many changes.
    if (this.#caughtUp < 0 || behind > LOG_LENGTH || behind > packing.nodes || this.#isStale(packing)) {
      this.#build(packing);
      return;
    }
    for (let at = this.#caughtUp; at < packing.logged; at++) {
      const rank = packing.loggedAt(at);
      const known = this.#ratingOf(rank, packing);
      if (known >= 0) this.#heap.push(keyOf(known, rank));
    }
    this.#caughtUp = packing.logged;
  }

  /** Most entries are of the past. */
  #isStale(packing: Packing): boolean {
    return this.#heap.size > 2 * Math.max(this.#sizeAfterBuild, 64) + packing.nodes / 2;
  }

  #build(packing: Packing): void {
    this.#heap.clear();
    for (let rank = 0; rank < packing.nodes; rank++) {
      const known = this.#ratingOf(rank, packing);
      if (known >= 0) this.#heap.append(keyOf(known, rank));
    }
    this.#heap.heapify();
    this.#sizeAfterBuild = this.#heap.size;
    this.#caughtUp = packing.logged;
  }
}

/** Smaller is better: the higher score first, then the smaller rank. */
function keyOf(known: number, rank: number): number {
  return (SCORE_LIMIT - scoreOf(known)) * NODE_LIMIT + rank;
}

function lengthened(memo: Int32Array, length: number) {
  const longer = new Int32Array(Math.max(length, 2 * memo.length)).fill(UNKNOWN);
  longer.set(memo);
  return longer;
}
