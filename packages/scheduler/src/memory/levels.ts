import { grown } from '../engine/typed-arrays.js';

/** How many eligible domains have how many copies; the least of these counts is what spread measures by. */
export class Levels {
  /** Counts that an eligible domain has, in no order: few, since rules keep them close together. */
  readonly counts: number[] = [];
  #domains = new Int32Array(4);
  #least = 0;
  #isKnown = true;

  /** 0 when no domain is eligible. */
  get least(): number {
    if (!this.#isKnown) this.#find();
    return this.#least;
  }

  add(count: number): void {
    this.#domains = grown(this.#domains, count + 1);
    const before = this.#domains[count] as number;
    this.#domains[count] = before + 1;
    if (before > 0) return;
    this.counts.push(count);
    this.#isKnown = false;
  }

  remove(count: number): void {
    const left = (this.#domains[count] as number) - 1;
    this.#domains[count] = left;
    if (left > 0) return;
    const last = this.counts.pop() as number;
    if (last !== count) this.counts[this.counts.indexOf(count)] = last;
    this.#isKnown = false;
  }

  #find(): void {
    let least = this.counts[0] ?? 0;
    for (const count of this.counts) if (count < least) least = count;
    this.#least = least;
    this.#isKnown = true;
  }
}
