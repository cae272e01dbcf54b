/**
 * Since when a replica does not know that what it shows is the newest. All times are of its own monotonic clock. What
 * `ageMs` promises, and what it does not, stands at `Shown` of the control API.
 */
type Mark = { readonly index: number; readonly atMs: number };

/** Of who is behind: the newest are the ones that count, once they are reached. */
const MARKS_MAX = 64;

export class Freshness {
  #knownMs: number;
  #index = 0;
  /** What leaders said, and is not applied yet; both rise. */
  #marks: Mark[] = [];

  constructor(nowMs: number) {
    this.#knownMs = nowMs;
  }

  /** A leader was heard to be at this index. */
  heard(index: number, atMs: number): void {
    if (index <= this.#index) this.known(atMs);
    else if (this.#marks.length < MARKS_MAX) this.#marks.push({ index, atMs });
  }

  /** All blocks up to this one are applied. */
  reached(index: number): void {
    this.#index = index;
    const open = this.#marks.findIndex((mark) => mark.index > index);
    const reached = this.#marks.splice(0, open < 0 ? this.#marks.length : open);
    for (const { atMs } of reached) this.known(atMs);
  }

  /** What was shown at this time was the newest. */
  known(atMs: number): void {
    this.#knownMs = Math.max(this.#knownMs, atMs);
  }

  ageMs(nowMs: number): number {
    return Math.max(0, Math.round(nowMs - this.#knownMs));
  }
}
