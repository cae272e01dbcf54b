/**
 * What one link still has to send. The stream below buffers by number of messages, and one message may be 4 MiB: so only
 * a window of bytes is given to it, and the rest waits here, counted.
 */
import { Lane } from '../lanes.js';

export type Write = (bytes: Buffer, done: () => void) => void;

const WINDOW_BYTES = 256 * 1024;
/** Of bulk, so much is given to it that others do not wait long behind it. */
const BULK_WINDOW_BYTES = 64 * 1024;

export class OutgoingQueue {
  readonly #write: Write;
  readonly #limitBytes: number;
  readonly #urgent = new Lane<Buffer>();
  readonly #bulk = new Lane<Buffer>();
  #onSent: () => void = () => {};
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
  push(bytes: Uint8Array, isBulk = false): boolean {
    if (this.#unsentBytes + bytes.length > this.#limitBytes) return false;
    this.#unsentBytes += bytes.length;
    const lane = isBulk ? this.#bulk : this.#urgent;
    lane.push(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
    this.#pump();
    return true;
  }

  /** Gives all of it to the stream, because the stream is about to be ended behind it. `onSent`: one more message has gone. */
  flush(onSent: () => void): void {
    this.#onSent = onSent;
    this.#pump(Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY);
  }

  clear(): void {
    this.#urgent.clear();
    this.#bulk.clear();
  }

  #pump(windowBytes = WINDOW_BYTES, bulkBytes = BULK_WINDOW_BYTES): void {
    for (;;) {
      const next =
        (this.#inFlightBytes < windowBytes ? this.#urgent.shift() : undefined) ??
        (this.#inFlightBytes < bulkBytes ? this.#bulk.shift() : undefined);
      if (!next) return;
      this.#inFlightBytes += next.length;
      this.#write(next, () => this.#sent(next.length));
    }
  }

  #sent(bytes: number): void {
    this.#inFlightBytes -= bytes;
    this.#unsentBytes -= bytes;
    this.#onSent();
    this.#pump();
  }
}
