/** A clock that goes only when told. */
import type { Clock } from '@berth/core';

export class VirtualClock implements Clock {
  #now = 0;
  #timers: { readonly atMs: number; readonly run: () => void }[] = [];

  nowMs(): number {
    return this.#now;
  }

  monotonicMs(): number {
    return this.#now;
  }

  schedule(afterMs: number, run: () => void): () => void {
    const timer = { atMs: this.#now + afterMs, run };
    this.#timers.push(timer);
    return () => {
      this.#timers = this.#timers.filter((other) => other !== timer);
    };
  }

  /** Goes on by `ms` and runs what is due. */
  advance(ms: number): void {
    this.#now += ms;
    const due = this.#timers.filter((timer) => timer.atMs <= this.#now);
    this.#timers = this.#timers.filter((timer) => timer.atMs > this.#now);
    for (const timer of due) timer.run();
  }

  /** Until the next timer is due. */
  get nextInMs(): number {
    return Math.min(...this.#timers.map(({ atMs }) => atMs)) - this.#now;
  }

  get waiting(): number {
    return this.#timers.length;
  }
}
