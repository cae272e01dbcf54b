/** One agent's link on its way through a coordinator that does not lead. See relay.ts. */
import { type AgentMessage, type Clock, LIMITS } from '@berth/core';
import type { AgentCarrier, AgentLink, AgentLinkHandlers, FleetLink } from './carrier.js';
import { fleetCodec } from './wire/fleet.js';

/** Who leads, and how it is reached; a `term` has one leader. */
export type Leading = { readonly term: number; readonly carrier: AgentCarrier };

/** A leader that is heard this long after a link to it ended is alive, and has ended that link. */
const ALIVE_AFTER_MS = 500;

export class RelayedLink {
  readonly #near: FleetLink;
  readonly #clock: Clock;
  readonly #holdMs: number;
  /** Towards the leader; undefined while there is none. */
  #far: AgentLink | undefined;
  #isUp = false;
  /** The agent is gone; what it said before is still handed on. */
  #isOver = false;
  /** Once the leader has heard anything of this link, what is said without a leader is lost. */
  #wasUp = false;
  #waiting: AgentMessage[] = [];
  #waitingBytes = 0;
  #lost: { readonly atMs: number; readonly why: string } | undefined;
  #cancelHold: () => void = () => {};

  constructor(near: FleetLink, clock: Clock, holdMs: number) {
    this.#near = near;
    this.#clock = clock;
    this.#holdMs = holdMs;
  }

  goTo({ carrier }: Leading): void {
    if (this.#isOver) return;
    this.end();
    const { node, certificate } = this.#near;
    const handlers: AgentLinkHandlers = {
      onUp: () => this.#up(far),
      onMessage: (message) => {
        // When its queue is full it goes down by itself.
        if (this.#far === far) this.#near.send(message);
      },
      onDown: (why) => {
        if (this.#far === far) this.#down(why);
      },
    };
    const far = carrier.open(node, handlers, certificate);
    this.#far = far;
  }

  /** Waits for a leader, within bounds. */
  seek(why = 'no coordinator leads at the moment'): void {
    this.end();
    this.#cancelHold = this.#clock.schedule(this.#holdMs, () => this.#near.close(why));
  }

  /** Ends the way to the leader; the agent's link stays. */
  end(): void {
    this.#cancelHold();
    this.#lost = undefined;
    this.#isUp = false;
    const far = this.#far;
    this.#far = undefined;
    far?.close();
  }

  /** The agent's link has ended. */
  finish(): void {
    this.#isOver = true;
    if (!this.#far || this.#isUp || this.#waiting.length === 0) this.end();
  }

  /** Whom this link led to is there, and ended it, or cannot be reached from here: so does this end. */
  leaderIsAlive(): void {
    const lost = this.#lost;
    if (lost && this.#clock.monotonicMs() - lost.atMs >= ALIVE_AFTER_MS) this.#near.close(lost.why);
  }

  fromAgent(message: AgentMessage): void {
    if (this.#isUp) this.#far?.send(message);
    else if (!this.#wasUp) this.#keep(message);
  }

  #keep(message: AgentMessage): void {
    this.#waitingBytes += fleetCodec.encodeAgent(message).length;
    this.#waiting.push(message);
    if (this.#waitingBytes > LIMITS.linkQueueBytes)
      this.#near.close(`no coordinator leads, and ${this.#waitingBytes} bytes are waiting`);
  }

  #up(far: AgentLink): void {
    if (this.#far !== far) return;
    this.#isUp = true;
    if (this.#wasUp) this.#near.send({ kind: 'hello-request' });
    this.#wasUp = true;
    for (const message of this.#waiting.splice(0)) far.send(message);
    if (this.#isOver) this.end();
  }

  #down(why: string): void {
    this.#far = undefined;
    if (this.#isOver) return;
    this.seek(why);
    this.#lost = { atMs: this.#clock.monotonicMs(), why };
  }
}
