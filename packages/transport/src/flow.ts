/**
 * Back-pressure of one stream among many on a link: its reader allows bytes, its sender spends them. So a reader that does
 * not read holds what fits into its own window, and nobody waits behind it.
 */
import { BerthError } from '@berth/core';

/** The sender's side. */
export class CreditGate {
  readonly #windowBytes: number;
  #bytes: number;
  #isOver = false;
  #waiting: (() => void)[] = [];

  constructor(windowBytes: number) {
    this.#windowBytes = windowBytes;
    this.#bytes = windowBytes;
  }

  /** A reader that allows more than its window gets no more than that. */
  grant(bytes: number): void {
    this.#bytes = Math.min(this.#windowBytes, this.#bytes + bytes);
    this.#wake();
  }

  /** Nothing more is to be sent. */
  end(): void {
    this.#isOver = true;
    this.#wake();
  }

  /** Spends up to `most`, as soon as there is something to spend; 0 when it is over. */
  async take(most: number): Promise<number> {
    while (this.#bytes === 0 && !this.#isOver)
      await new Promise<void>((resolve) => void this.#waiting.push(resolve));
    if (this.#isOver) return 0;
    const bytes = Math.min(most, this.#bytes);
    this.#bytes -= bytes;
    return bytes;
  }

  #wake(): void {
    for (const resolve of this.#waiting.splice(0)) resolve();
  }
}

export type CreditedQueueOptions<Item> = {
  readonly windowBytes: number;
  readonly bytesOf: (item: Item) => number;
  /** Lets the sender send so many bytes more. */
  readonly grant: (bytes: number) => void;
};

/** The reader's side: one reader. An item counts as taken when the reader comes for the next one. */
export class CreditedQueue<Item> implements AsyncIterable<Item> {
  readonly #options: CreditedQueueOptions<Item>;
  #items: Item[] = [];
  #heldBytes = 0;
  #takenBytes = 0;
  #end: { readonly error: BerthError | undefined } | undefined;
  #wake: () => void = () => {};

  constructor(options: CreditedQueueOptions<Item>) {
    this.#options = options;
  }

  /** What waits, and what the reader is busy with. */
  get heldBytes(): number {
    return this.#heldBytes;
  }

  push(item: Item): void {
    if (this.#end) return;
    this.#heldBytes += this.#options.bytesOf(item);
    if (this.#heldBytes > this.#options.windowBytes) {
      this.#items = [];
      this.end(new BerthError('overloaded', 'more was sent than the reader had allowed'));
      return;
    }
    this.#items.push(item);
    this.#wake();
  }

  /** What is in it is still read, then the error is thrown. */
  end(error?: BerthError): void {
    this.#end ??= { error };
    this.#wake();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Item> {
    for (;;) {
      const [item] = this.#items.splice(0, 1);
      if (item !== undefined) {
        yield item;
        this.#taken(this.#options.bytesOf(item));
      } else if (this.#end?.error) throw this.#end.error;
      else if (this.#end) return;
      else await this.#more();
    }
  }

  #more(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve;
    });
  }

  /** Not a word for each item. */
  #taken(bytes: number): void {
    this.#heldBytes -= bytes;
    this.#takenBytes += bytes;
    if (this.#takenBytes === 0 || this.#takenBytes < this.#options.windowBytes / 4) return;
    const granted = this.#takenBytes;
    this.#takenBytes = 0;
    if (!this.#end) this.#options.grant(granted);
  }
}
