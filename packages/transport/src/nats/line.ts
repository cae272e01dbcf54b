/**
 * Keeps a connection to NATS while somebody wants one. Invariants: 1. after a loss or a failed attempt nothing is tried
 * before a time drawn from `reconnect`, because servers that come back are swamped by all who lost them; 2. what is
 * published while there is no connection is dropped, never kept for later; 3. at most `WINDOW_BYTES` are under way to
 * the server without its word that it took them.
 */
import { BerthError, type Clock, type Random } from '@berth/core';
import { connectNats, type NatsOptions, type NatsWire } from './client.js';

export type Jitter = { readonly minMs: number; readonly maxMs: number };

/** Between attempts of agents: servers check about a hundred of them a second. */
export const AGENT_RECONNECT: Jitter = { minMs: 1_000, maxMs: 30_000 };
/** There are few coordinators, and all agents wait for them. */
export const COORDINATOR_RECONNECT: Jitter = { minMs: 250, maxMs: 2_000 };

export type LineDeps = {
  readonly nats: NatsOptions;
  readonly clock: Clock;
  readonly random: Random;
  readonly reconnect: Jitter;
  readonly onUp: (wire: NatsWire) => void;
  /** The connection is gone, or an attempt to get one failed. */
  readonly onDown: (why: string) => void;
  readonly onForbidden: (why: string) => void;
};

const WINDOW_BYTES = 8 * 1024 * 1024;
/** For what was published before a connection is ended. */
const FLUSH_GRACE_MS = 1_000;
/** For a server to answer whether it is there. */
const CHECK_MS = 5_000;
/** So often the server is asked how far it is. */
const MARK_BYTES = WINDOW_BYTES / 8;

export class NatsLine {
  readonly #deps: LineDeps;
  #wire: NatsWire | undefined;
  #wanted = false;
  #connecting = false;
  #notBeforeMs = 0;
  #cancelWait: (() => void) | undefined;
  #underWayBytes = 0;
  #unmarkedBytes = 0;
  readonly #waiting = new Set<() => void>();

  constructor(deps: LineDeps) {
    this.#deps = deps;
  }

  get wire(): NatsWire | undefined {
    return this.#wire;
  }

  /** From now on there shall be a connection. */
  want(): void {
    this.#wanted = true;
    if (this.#wire || this.#connecting || this.#cancelWait) return;
    const waitMs = this.#notBeforeMs - this.#deps.clock.monotonicMs();
    if (waitMs <= 0) void this.#connect();
    else {
      this.#cancelWait = this.#deps.clock.schedule(waitMs, () => {
        this.#cancelWait = undefined;
        void this.#connect();
      });
    }
  }

  /** Ends the connection, behind what was published. */
  async release(): Promise<void> {
    this.#wanted = false;
    this.#cancelWait?.();
    this.#cancelWait = undefined;
    const wire = this.#wire;
    this.#forget();
    if (!wire) return;
    await this.#flushed(wire);
    await wire.close();
  }

  /** Ends the connection unless its server answers soon: a dead one says nothing by itself. */
  check(): void {
    const wire = this.#wire;
    if (!wire) return;
    const cancel = this.#deps.clock.schedule(CHECK_MS, () => void wire.close());
    wire.flush().then(cancel, cancel);
  }

  publish(subject: string, data: Uint8Array, reply?: string): void {
    const wire = this.#wire;
    if (!wire) return;
    wire.publish(subject, data, reply);
    this.#underWayBytes += data.length;
    this.#unmarkedBytes += data.length;
    if (this.#unmarkedBytes >= MARK_BYTES) this.#mark(wire);
  }

  get hasRoom(): boolean {
    return this.#underWayBytes < WINDOW_BYTES;
  }

  /** Once, when there is room again. */
  whenRoom(run: () => void): void {
    this.#waiting.add(run);
  }

  async #connect(): Promise<void> {
    this.#connecting = true;
    try {
      await this.#adopt();
    } catch (thrown) {
      this.#lost(BerthError.from(thrown).message);
    } finally {
      this.#connecting = false;
      if (this.#wanted) this.want();
    }
  }

  async #adopt(): Promise<void> {
    let own: NatsWire | undefined;
    let early: string | undefined;
    own = await connectNats(this.#deps.nats, {
      onClosed: (why) => {
        if (own === undefined) early = why;
        else if (this.#wire === own) this.#lost(why);
      },
      onForbidden: this.#deps.onForbidden,
    });
    if (early !== undefined) throw new BerthError('unreachable', early);
    if (!this.#wanted) return own.close();
    this.#wire = own;
    this.#deps.onUp(own);
  }

  #lost(why: string): void {
    this.#forget();
    const { clock, random, reconnect, onDown } = this.#deps;
    const { minMs, maxMs } = reconnect;
    this.#notBeforeMs = clock.monotonicMs() + minMs + random.next() * (maxMs - minMs);
    onDown(why);
    if (this.#wanted && !this.#connecting) this.want();
  }

  /** Or given up, when the server takes nothing any more. */
  #flushed(wire: NatsWire): Promise<void> {
    return new Promise((resolve) => {
      const cancel = this.#deps.clock.schedule(FLUSH_GRACE_MS, resolve);
      const done = () => {
        cancel();
        resolve();
      };
      wire.flush().then(done, done);
    });
  }

  #forget(): void {
    this.#wire = undefined;
    this.#underWayBytes = 0;
    this.#unmarkedBytes = 0;
    this.#waiting.clear();
  }

  #mark(wire: NatsWire): void {
    const bytes = this.#unmarkedBytes;
    this.#unmarkedBytes = 0;
    wire.flush().then(
      () => {
        if (this.#wire !== wire) return;
        this.#underWayBytes -= bytes;
        if (!this.hasRoom) return;
        const waiting = [...this.#waiting];
        this.#waiting.clear();
        for (const run of waiting) run();
      },
      () => {},
    );
  }
}
