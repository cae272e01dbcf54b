/**
 * How long a link that is closing waits for the other end, which has to take what was sent before: anew after each part that
 * it takes. Counted in steps: a program that was held up itself finds several timers due at once, and has to look at what has
 * come meanwhile before it judges.
 */
import type { Clock } from '@berth/core';

const STEPS = 5;
const STEP_MS = 1_000;

export class Grace {
  readonly #clock: Clock;
  readonly #onOver: () => void;
  #cancel: () => void = () => {};
  #isEnded = false;

  /** `onOver` is called at most once, after five seconds without a grant. */
  constructor(clock: Clock, onOver: () => void) {
    this.#clock = clock;
    this.#onOver = onOver;
  }

  grant(): void {
    this.#cancel();
    if (!this.#isEnded) this.#wait(STEPS);
  }

  /** There is nothing left to wait for. */
  end(): void {
    this.#isEnded = true;
    this.#cancel();
  }

  #wait(steps: number): void {
    this.#cancel = this.#clock.schedule(STEP_MS, () => {
      if (steps > 1) {
        this.#wait(steps - 1);
        return;
      }
      this.end();
      this.#onOver();
    });
  }
}
