/** A bounded number of starts at a time; of those that wait, the first in start order is next. */
import { byStartOrder, type Startable } from '@berth/core';

export class StartSlots<Entry extends { readonly record: Startable }> {
  readonly #limit: number;
  readonly #waiting: { readonly entry: Entry; readonly go: () => void }[] = [];
  #taken = 0;
  #onIdle: (() => void) | undefined;

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Resolves when this one may start; `release` has to follow. */
  async take(entry: Entry): Promise<void> {
    if (this.#taken < this.#limit) {
      this.#taken++;
      return;
    }
    // Whoever gives one back hands it on.
    await new Promise<void>((go) => {
      this.#waiting.push({ entry, go });
    });
  }

  release(): void {
    this.#waiting.sort((a, b) => byStartOrder(a.entry.record, b.entry.record));
    const next = this.#waiting.shift();
    if (next) next.go();
    else if (--this.#taken === 0) this.#onIdle?.();
  }

  /** Resolves when none is taken. */
  async idle(): Promise<void> {
    if (this.#taken === 0) return;
    await new Promise<void>((resolve) => {
      this.#onIdle = resolve;
    });
  }
}
