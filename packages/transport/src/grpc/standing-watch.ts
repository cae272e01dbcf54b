/** Open streams: whether whoever opened one still may is looked at again and again, so that it ends soon after he may not. */
import { type Clock, LIMITS } from '@berth/core';

export class StandingWatch {
  readonly #clock: Pick<Clock, 'schedule'>;
  readonly #checks = new Set<() => void>();
  #cancel: (() => void) | undefined;

  constructor(clock: Pick<Clock, 'schedule'>) {
    this.#clock = clock;
  }

  /** Calls it until what is returned is called. */
  add(check: () => void): () => void {
    this.#checks.add(check);
    this.#cancel ??= this.#clock.schedule(LIMITS.standingCheckMs, () => this.#look());
    return () => {
      this.#checks.delete(check);
      if (this.#checks.size > 0) return;
      this.#cancel?.();
      this.#cancel = undefined;
    };
  }

  #look(): void {
    this.#cancel = this.#clock.schedule(LIMITS.standingCheckMs, () => this.#look());
    for (const check of [...this.#checks]) check();
  }
}
