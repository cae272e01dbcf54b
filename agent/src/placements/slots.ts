/** Lets a bounded number go on at the same time; the others wait, first come, first served. */
export class Slots {
  readonly #most: number;
  readonly #waiting: (() => void)[] = [];
  #taken = 0;
  #onIdle: (() => void) | undefined;

  constructor(most: number) {
    this.#most = most;
  }

  async take(): Promise<void> {
    if (this.#taken < this.#most) {
      this.#taken++;
      return;
    }
    // Whoever gives one back hands it on.
    await new Promise<void>((resolve) => {
      this.#waiting.push(resolve);
    });
  }

  give(): void {
    const next = this.#waiting.shift();
    if (next) next();
    else if (--this.#taken === 0) this.#onIdle?.();
  }

  /** Resolves when nobody has one. */
  async idle(): Promise<void> {
    if (this.#taken === 0) return;
    await new Promise<void>((resolve) => {
      this.#onIdle = resolve;
    });
  }
}
