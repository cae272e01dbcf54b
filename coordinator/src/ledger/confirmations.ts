/**
 * Lets many reads share one confirmation that this coordinator leads. Invariant: whoever waits is served by a confirmation
 * that begins after it asked; one that is under way proves nothing about what others did since it began.
 */
import type { Clock } from '@berth/core';

/** Each one is a block where nothing else is to be appended: reads alone fill the ledger no faster than this. */
const CONFIRM_EVERY_MS = 50;

export class Confirmations {
  readonly #confirm: () => Promise<number>;
  readonly #clock: Clock;
  /** Begins when the one before has ended. */
  #next: Promise<number> | undefined;
  #last: Promise<unknown> = Promise.resolve();

  /** `confirm`: appends, and resolves with the index when that is acknowledged. */
  constructor(confirm: () => Promise<number>, clock: Clock) {
    this.#confirm = confirm;
    this.#clock = clock;
  }

  /** Resolves with an index that is at or above whatever had been acknowledged before the call. */
  index(): Promise<number> {
    this.#next ??= this.#begin(this.#last);
    return this.#next;
  }

  async #begin(last: Promise<unknown>): Promise<number> {
    await last;
    this.#next = undefined;
    const confirmed = this.#confirm();
    const pause = new Promise<void>((resolve) => this.#clock.schedule(CONFIRM_EVERY_MS, resolve));
    this.#last = confirmed.then(
      () => pause,
      () => pause,
    );
    return confirmed;
  }
}
