/** What happened in a run: a hash over everything, the last lines for people, and how often each kind of thing occurred. */
import { hash53 } from '@berth/core';

const KEPT_LINES = 400;

export class Journal {
  readonly lines: string[] = [];
  readonly counts = new Map<string, number>();
  readonly #now: () => number;
  #hash = 0;

  constructor(now: () => number) {
    this.#now = now;
  }

  get hash(): string {
    return this.#hash.toString(16);
  }

  /** Folds something into the hash: two runs of one seed must do the same things at the same times. */
  fold(...parts: readonly (string | number)[]): void {
    this.#hash = hash53(`${this.#hash}|${this.#now().toFixed(3)}|${parts.join('|')}`, 7);
  }

  /** Something worth a line. */
  say(...parts: readonly (string | number)[]): void {
    this.fold(...parts);
    this.lines.push(`${(this.#now() / 1000).toFixed(3).padStart(9)}  ${parts.join(' ')}`);
    if (this.lines.length > KEPT_LINES) this.lines.shift();
  }

  /** Counts a kind of thing: a campaign that never saw one has not tried it. */
  seen(what: string): void {
    this.counts.set(what, (this.counts.get(what) ?? 0) + 1);
  }
}

/** An invariant does not hold. */
export class Violation extends Error {
  override readonly name = 'Violation';
  readonly invariant: string;

  constructor(invariant: string, details: string) {
    super(`${invariant}: ${details}`);
    this.invariant = invariant;
  }
}
