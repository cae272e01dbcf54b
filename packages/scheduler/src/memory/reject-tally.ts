/** How many nodes say which first "no". Worked out when somebody asks, and then only for nodes that changed since. */
import type { Reject } from '@berth/core';
import { grown } from '../engine/typed-arrays.js';
import type { RejectCounts } from '../reject-counts.js';

/** Per slot: nothing to say. Others are below 0 (in the queue) or one more than the number of a reason. */
const SILENT = 0;
const QUEUED = -1;
/** In the queue, but has nothing to say any more. */
const RECONSIDERED = -2;

type Reason = Pick<Reject, 'reason' | 'subject'>;

export class RejectTally {
  readonly #reasons: Reason[] = [];
  readonly #numbers = new Map<string, number>();
  /** Per reason. */
  readonly #nodes: number[] = [];
  #ofSlot = new Int32Array(16);
  #queue: number[] = [];

  /** The node says no, for a reason that is not known (any more). */
  doubt(slot: number): void {
    this.#ofSlot = grown(this.#ofSlot, slot + 1);
    const before = this.#ofSlot[slot] as number;
    if (before === QUEUED) return;
    if (before !== RECONSIDERED) this.#queue.push(slot);
    if (before > SILENT) this.#count(before - 1, -1);
    this.#ofSlot[slot] = QUEUED;
  }

  /** The node has nothing to say. */
  clear(slot: number): void {
    const before = slot < this.#ofSlot.length ? (this.#ofSlot[slot] as number) : SILENT;
    if (before === SILENT || before === RECONSIDERED) return;
    if (before > SILENT) this.#count(before - 1, -1);
    this.#ofSlot[slot] = before === QUEUED ? RECONSIDERED : SILENT;
  }

  /** Adds what the nodes say. `ask`: what the node of a slot says first. */
  addTo(counts: RejectCounts, ask: (slot: number) => Reason | undefined): void {
    for (const slot of this.#queue) {
      const reject = this.#ofSlot[slot] === QUEUED ? ask(slot) : undefined;
      const number = reject && this.#numberOf(reject);
      if (number !== undefined) this.#count(number, 1);
      this.#ofSlot[slot] = number === undefined ? SILENT : number + 1;
    }
    this.#queue = [];
    for (const [number, reason] of this.#reasons.entries()) counts.add(reason, this.#nodes[number] as number);
  }

  #numberOf({ reason, subject }: Reason): number {
    const key = `${reason} ${subject}`;
    const known = this.#numbers.get(key);
    if (known !== undefined) return known;
    const number = this.#reasons.length;
    this.#numbers.set(key, number);
    this.#reasons.push({ reason, subject });
    this.#nodes.push(0);
    return number;
  }

  #count(number: number, nodes: number): void {
    this.#nodes[number] = (this.#nodes[number] as number) + nodes;
  }
}
