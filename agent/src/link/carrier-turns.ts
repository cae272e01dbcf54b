/**
 * Over which carrier an agent speaks next, and when. A link that is lost is followed by the next carrier at once, and so
 * on until each has failed; then by a wait with full jitter, which grows: a fleet that lost its coordinator at one moment
 * does not come back at one moment. How far a fleet has to spread, its coordinator says, who knows how large it is.
 */
import type { Random } from '@berth/core';

const RECONNECT_MIN_MS = 500;
const RECONNECT_MAX_MS = 30_000;
/** After a conversation shorter than this nothing is tried at once: who is dropped again and again must not hurry. */
const CONVERSATION_MS = 5_000;
/** From opening a link to being welcomed. */
const WELCOME_WITHIN_MS = 15_000;
const WELCOME_WITHIN_MAX_MS = 60_000;
/** One who was refused has to wait as after so many failures. */
const REFUSED_ROUNDS = 5;

export class CarrierTurns {
  readonly #carriers: number;
  readonly #random: Random;
  #current = 0;
  #welcomedAtMs: number | undefined;
  /** What the last coordinator asked for. */
  #spreadMs = 0;
  /** Rounds over all carriers without a welcome. */
  #rounds = 0;
  /** Carriers that this round has still to try. */
  #left: number;

  constructor(carriers: number, random: Random) {
    this.#carriers = carriers;
    this.#random = random;
    this.#left = carriers;
  }

  /** Index of the carrier to open now. */
  get current(): number {
    return this.#current;
  }

  /**
   * How long to wait for a welcome; longer with each round in vain. A coordinator that a whole fleet comes to at once needs
   * its time, and whoever gives up and comes again only adds to its work.
   */
  get welcomeWithinMs(): number {
    return Math.min(WELCOME_WITHIN_MAX_MS, WELCOME_WITHIN_MS * 2 ** Math.min(this.#rounds, 10));
  }

  welcomed(nowMs: number, spreadMs = 0): void {
    this.#welcomedAtMs = nowMs;
    this.#spreadMs = spreadMs;
    this.#rounds = 0;
  }

  /** The coordinator will not have this agent, whatever the carrier. */
  refused(): void {
    this.#rounds = Math.max(this.#rounds, REFUSED_ROUNDS);
    this.#left = 0;
    this.#welcomedAtMs = undefined;
  }

  /** The link is gone; milliseconds until the next one. */
  ended(nowMs: number): number {
    const sinceMs = this.#welcomedAtMs === undefined ? undefined : nowMs - this.#welcomedAtMs;
    this.#welcomedAtMs = undefined;
    this.#current = (this.#current + 1) % this.#carriers;
    if (sinceMs === undefined) this.#left--;
    else this.#left = sinceMs >= CONVERSATION_MS ? this.#carriers - 1 : 0;
    if (this.#left > 0) return sinceMs === undefined ? 0 : this.#random.next() * this.#spreadMs;
    this.#left = this.#carriers;
    const grownMs = Math.min(RECONNECT_MAX_MS, RECONNECT_MIN_MS * 2 ** Math.min(this.#rounds++, 10));
    const ceilingMs = Math.max(grownMs, this.#spreadMs);
    return RECONNECT_MIN_MS / 2 + this.#random.next() * ceilingMs;
  }
}
