/** How many there are of each, none of them over a bound. */
export class Tally {
  readonly #counts = new Map<string, number>();

  /** False, and not counted, when there are `most` already. */
  add(key: string, most: number): boolean {
    const count = this.#counts.get(key) ?? 0;
    if (count >= most) return false;
    this.#counts.set(key, count + 1);
    return true;
  }

  remove(key: string): void {
    const count = this.#counts.get(key) ?? 0;
    if (count > 1) this.#counts.set(key, count - 1);
    else this.#counts.delete(key);
  }
}
