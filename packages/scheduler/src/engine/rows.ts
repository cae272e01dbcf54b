/** Rows of numbers, each kept once: equal rows have the same number, from 0 on. A hash table with open addressing. */
import { grown } from './typed-arrays.js';

export class Rows {
  readonly width: number;
  /** Row after row; read only. */
  values: Float64Array;
  size = 0;
  /** The row that `intern` asks for. */
  readonly scratch: Float64Array;
  /** Numbers of rows, plus one. */
  #table = new Int32Array(256);

  constructor(width: number) {
    this.width = width;
    this.values = new Float64Array(64 * width);
    this.scratch = new Float64Array(width);
  }

  get bytes(): number {
    return this.values.byteLength + this.#table.byteLength;
  }

  /** The number of the row in `scratch`. */
  intern(): number {
    const mask = this.#table.length - 1;
    for (let at = this.#hash(this.scratch, 0) & mask; ; at = (at + 1) & mask) {
      const entry = this.#table[at] as number;
      if (entry === 0) return this.#add(at);
      if (this.#equals(entry - 1)) return entry - 1;
    }
  }

  #add(at: number): number {
    const row = this.size++;
    this.values = grown(this.values, this.size * this.width);
    this.values.set(this.scratch, row * this.width);
    this.#table[at] = row + 1;
    if (2 * this.size > this.#table.length) this.#rehash();
    return row;
  }

  #rehash(): void {
    this.#table = new Int32Array(2 * this.#table.length);
    const mask = this.#table.length - 1;
    for (let row = 0; row < this.size; row++) {
      let at = this.#hash(this.values, row * this.width) & mask;
      while (this.#table[at] !== 0) at = (at + 1) & mask;
      this.#table[at] = row + 1;
    }
  }

  #equals(row: number): boolean {
    const { width, values, scratch } = this;
    for (let at = 0, base = row * width; at < width; at++) {
      if (values[base + at] !== scratch[at]) return false;
    }
    return true;
  }

  /** Multiply and mix, both halves of each number. */
  #hash(values: Float64Array, first: number): number {
    let hash = 0x9e3779b1;
    for (let at = first; at < first + this.width; at++) {
      const value = values[at] as number;
      hash = Math.imul(hash ^ (value | 0), 0x85ebca6b);
      hash ^= (hash >>> 15) + Math.trunc(value / 4294967296);
    }
    return hash ^ (hash >>> 16);
  }
}
