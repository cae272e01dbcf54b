import type { NodeInfo } from '@berth/core';
import { domainOf } from '../domain.js';
import { grown } from '../engine/typed-arrays.js';

/** The number of "has no such domain"; real domains count from 1. */
export const LACKS = 0;

/** The domains of one kind ("site", "region", "node", a label) as small numbers, and which one each slot stands in. */
export class DomainNumbers {
  readonly by: string;
  readonly #numbers = new Map<string, number>();
  #ofSlot = new Int32Array(0);

  constructor(by: string) {
    this.by = by;
  }

  /** All that were ever seen. */
  get size(): number {
    return this.#numbers.size;
  }

  of(slot: number): number {
    return this.#ofSlot[slot] as number;
  }

  /** Undefined when no node ever stood in it. */
  numberOf(domain: string): number | undefined {
    return this.#numbers.get(domain);
  }

  /** The slot's node is this one now; undefined: there is none. Returns the number before. */
  look(slot: number, info: NodeInfo | undefined): number {
    this.#ofSlot = grown(this.#ofSlot, slot + 1);
    const before = this.#ofSlot[slot] as number;
    this.#ofSlot[slot] = this.#number(info && domainOf(info, this.by));
    return before;
  }

  #number(domain: string | undefined): number {
    if (domain === undefined) return LACKS;
    const known = this.#numbers.get(domain);
    if (known !== undefined) return known;
    const number = this.#numbers.size + 1;
    this.#numbers.set(domain, number);
    return number;
  }
}
