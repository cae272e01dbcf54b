/**
 * What one link still has to send. The stream below buffers by number of messages, and one message may be 4 MiB: so only
 * a window of bytes is given to it, and the rest waits here, counted.
 */
export type Write = (bytes: Buffer, done: () => void) => void;

const WINDOW_BYTES = 256 * 1024;

export class OutgoingQueue {
  readonly #write: Write;
  readonly #limitBytes: number;
  #waiting: Buffer[] = [];
  #waitingFrom = 0;
  #inFlightBytes = 0;
  #unsentBytes = 0;

  constructor(write: Write, limitBytes: number) {
    this.#write = write;
    this.#limitBytes = limitBytes;
  }

  get unsentBytes(): number {
    return this.#unsentBytes;
  }

  /** False when there is no room for it: the peer does not take what it is sent. */
  push(bytes: Uint8Array): boolean {
    if (this.#unsentBytes + bytes.length > this.#limitBytes) return false;
    this.#unsentBytes += bytes.length;
    this.#waiting.push(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
    this.#pump(WINDOW_BYTES);
    return true;
  }

  /** Gives all of it to the stream, because the stream is about to be ended behind it. */
  flush(): void {
    this.#pump(Number.POSITIVE_INFINITY);
  }

  clear(): void {
    this.#waiting = [];
    this.#waitingFrom = 0;
  }

  #pump(windowBytes: number): void {
    while (this.#waitingFrom < this.#waiting.length && this.#inFlightBytes < windowBytes) {
      const next = this.#waiting[this.#waitingFrom++] as Buffer;
      this.#inFlightBytes += next.length;
      this.#write(next, () => this.#sent(next.length));
    }
    if (this.#waitingFrom === this.#waiting.length) this.clear();
  }

  #sent(bytes: number): void {
    this.#inFlightBytes -= bytes;
    this.#unsentBytes -= bytes;
    this.#pump(WINDOW_BYTES);
  }
}
