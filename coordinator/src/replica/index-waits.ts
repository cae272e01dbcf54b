/** Who waits until a replica has applied a block, within bounds. */
import { BerthError, type Clock } from '@berth/core';

export class IndexWaits {
  readonly #clock: Clock;
  readonly #waiting = new Set<{ readonly index: number; readonly go: () => void }>();
  #index = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  reached(index: number): void {
    this.#index = index;
    for (const waiting of this.#waiting) if (waiting.index <= index) waiting.go();
  }

  /** Throws "timed_out". */
  until(index: number, withinMs: number): Promise<void> {
    if (index <= this.#index) return Promise.resolve();
    return new Promise((resolve, reject) => {
      const end = () => {
        cancel();
        this.#waiting.delete(waiting);
      };
      const go = () => {
        end();
        resolve();
      };
      const waiting = { index, go };
      const cancel = this.#clock.schedule(withinMs, () => {
        end();
        const behind = `this coordinator has applied block ${this.#index} of ${index}`;
        reject(new BerthError('timed_out', `${behind}: ask another one, or without --consistent`));
      });
      this.#waiting.add(waiting);
    });
  }
}
