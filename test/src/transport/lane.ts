/**
 * One direction of one connection through a proxy. Bytes stay in order and none is left out, as with TCP, whatever
 * happens below it: what a bad network changes is when they come.
 */
import type { Socket } from 'node:net';

export type Weather = {
  /** Nothing passes, the end of the connection neither: this direction is dead, and nobody is told. */
  readonly stopped?: boolean;
  readonly delayMs?: number;
  /**
   * Share of packets that are lost, 0 to 1. The sender's kernel sends each again after 200 ms, then 400, and so on; what
   * was sent behind it waits for it.
   */
  readonly loss?: number;
};

export const CLEAR: Weather = {};

/** TCP's least time-out in Linux. */
const RESEND_MS = 200;
/** What is under way in a network that is slow. */
const HELD_BYTES_MAX = 1024 * 1024;

export class Lane {
  readonly #from: Socket;
  readonly #to: Socket;
  readonly #weather: () => Weather;
  readonly #held: { readonly bytes: Buffer; readonly dueMs: number }[] = [];
  #heldBytes = 0;
  #lastDueMs = 0;
  #fromIsClosed = false;
  #timer: NodeJS.Timeout | undefined;

  constructor(from: Socket, to: Socket, weather: () => Weather) {
    this.#from = from;
    this.#to = to;
    this.#weather = weather;
    from.on('data', (bytes) => this.#take(bytes));
    from.on('close', () => {
      this.#fromIsClosed = true;
      this.pump();
    });
    to.on('drain', () => this.pump());
  }

  /** Passes on what is due; to be called when the weather has changed. */
  pump(): void {
    clearTimeout(this.#timer);
    if (this.#weather().stopped) {
      this.#from.pause();
      return;
    }
    for (;;) {
      const [next] = this.#held;
      if (!next) break;
      const waitMs = next.dueMs - performance.now();
      if (waitMs > 0 && !this.#to.destroyed) {
        this.#timer = setTimeout(() => this.pump(), waitMs);
        break;
      }
      if (this.#to.writableNeedDrain) break;
      this.#held.shift();
      this.#heldBytes -= next.bytes.length;
      if (!this.#to.destroyed) this.#to.write(next.bytes);
    }
    if (this.#held.length === 0 && this.#fromIsClosed) this.#to.destroySoon();
    if (this.#heldBytes > HELD_BYTES_MAX || this.#to.writableNeedDrain) this.#from.pause();
    else this.#from.resume();
  }

  #take(bytes: Buffer): void {
    const { delayMs = 0, loss = 0 } = this.#weather();
    let lateMs = delayMs;
    for (let resendMs = RESEND_MS; Math.random() < loss; resendMs *= 2) lateMs += resendMs;
    this.#lastDueMs = Math.max(this.#lastDueMs, performance.now() + lateMs);
    this.#held.push({ bytes, dueMs: lateMs === 0 && this.#held.length === 0 ? 0 : this.#lastDueMs });
    this.#heldBytes += bytes.length;
    this.pump();
  }
}
