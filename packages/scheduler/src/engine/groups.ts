/**
 * Groups: all nodes of one state. States come and go by the thousands, most of them only thought of; nodes are in few. So
 * groups have numbers of their own, small ones that are used again: what classes know of groups stays in the cache.
 */
import { grown } from './typed-arrays.js';

const NONE = -1;
/** Empty groups that keep their numbers, beside as many as there are groups with nodes: nodes come back to states. */
const SPARE = 256;
/** Openings that are remembered, for each spare group. */
const REMEMBERED = 16;

export class Groups {
  /** How many numbers are in use. */
  size = 0;
  /** Per group: its state, and how many nodes are in it. */
  #stateOf = new Int32Array(64);
  #nodes = new Int32Array(64);
  #occupied = 0;
  /** Per state. */
  #groupOf = new Int32Array(64).fill(NONE);
  /** Where the search for an empty group goes on. */
  #hand = 0;
  /** How often a number was given to a state, ever; and which numbers, the last ones. */
  openings = 0;
  readonly #opened: Int32Array;
  readonly #spare: number;

  /** `spare`: at least 1. */
  constructor(spare = SPARE) {
    this.#spare = spare;
    this.#opened = new Int32Array(REMEMBERED * spare);
  }

  get bytes(): number {
    return this.#stateOf.byteLength + this.#nodes.byteLength + this.#groupOf.byteLength;
  }

  stateOf(group: number): number {
    return this.#stateOf[group] as number;
  }

  /** Whether the openings from that one on are still known. */
  remembers(opening: number): boolean {
    return this.openings - opening <= this.#opened.length;
  }

  /** What was known of this number before is not true any more. */
  openedAt(opening: number): number {
    return this.#opened[opening % this.#opened.length] as number;
  }

  /** The group of a state. */
  enter(state: number): number {
    this.#groupOf = grown(this.#groupOf, state + 1, NONE);
    const known = this.#groupOf[state] as number;
    const group = known === NONE ? this.#open(state) : known;
    if (this.#nodes[group] === 0) this.#occupied++;
    this.#nodes[group] = (this.#nodes[group] as number) + 1;
    return group;
  }

  leave(group: number): void {
    this.#nodes[group] = (this.#nodes[group] as number) - 1;
    if (this.#nodes[group] === 0) this.#occupied--;
  }

  /** The numbers of states mean something else from now on; `again` says which one a state of a group has now. */
  renumber(again: (state: number) => number): void {
    this.#groupOf.fill(NONE);
    for (let group = 0; group < this.size; group++) {
      const state = again(this.#stateOf[group] as number);
      this.#stateOf[group] = state;
      this.#groupOf = grown(this.#groupOf, state + 1, NONE);
      this.#groupOf[state] = group;
    }
  }

  #open(state: number): number {
    const group = this.size < 2 * this.#occupied + this.#spare ? this.size++ : this.#vacated();
    this.#stateOf = grown(this.#stateOf, this.size);
    this.#nodes = grown(this.#nodes, this.size);
    this.#stateOf[group] = state;
    this.#groupOf[state] = group;
    this.#opened[this.openings++ % this.#opened.length] = group;
    return group;
  }

  /** A group without nodes, in turn. There are as many of them as others, at least. */
  #vacated(): number {
    do this.#hand = (this.#hand + 1) % this.size;
    while ((this.#nodes[this.#hand] as number) > 0);
    this.#groupOf[this.#stateOf[this.#hand] as number] = NONE;
    return this.#hand;
  }
}
