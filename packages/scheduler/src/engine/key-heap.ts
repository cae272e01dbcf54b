/** Numbers, the smallest on top, in one typed array. */
import { grown } from './typed-arrays.js';

export class KeyHeap {
  #keys: Float64Array;
  #size = 0;

  constructor(capacity = 16) {
    this.#keys = new Float64Array(capacity);
  }

  get size(): number {
    return this.#size;
  }

  get bytes(): number {
    return this.#keys.byteLength;
  }

  /** Undefined behaviour when empty: ask `size` first. */
  get top(): number {
    return this.#keys[0] as number;
  }

  /** Adds without order; call `heapify` before the next `top`. */
  append(key: number): void {
    this.#keys = grown(this.#keys, this.#size + 1);
    this.#keys[this.#size++] = key;
  }

  heapify(): void {
    for (let at = (this.#size >> 1) - 1; at >= 0; at--) this.#sink(at, this.#keys[at] as number);
  }

  push(key: number): void {
    this.#keys = grown(this.#keys, this.#size + 1);
    const keys = this.#keys;
    let at = this.#size++;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      const above = keys[parent] as number;
      if (above <= key) break;
      keys[at] = above;
      at = parent;
    }
    keys[at] = key;
  }

  pop(): void {
    const last = this.#keys[--this.#size] as number;
    if (this.#size > 0) this.#sink(0, last);
  }

  clear(): void {
    this.#size = 0;
  }

  #sink(from: number, key: number): void {
    const keys = this.#keys;
    const size = this.#size;
    let at = from;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= size) break;
      if (child + 1 < size && (keys[child + 1] as number) < (keys[child] as number)) child++;
      const below = keys[child] as number;
      if (below >= key) break;
      keys[at] = below;
      at = child;
    }
    keys[at] = key;
  }
}
