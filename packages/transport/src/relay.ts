/**
 * A listener for agents that stays open whoever leads. While this coordinator leads, its links are served here; while it
 * follows, each is handed on, message by message, over a link to the leader that speaks in the name of the same node.
 *
 * Invariants: 1. a link is served or handed on, never both; 2. a link that another coordinator handed on is not handed on
 * again; 3. when leadership moves, links stay and the agent is asked to say hello again: what was under way is lost, as on
 * any link, and epochs keep the words of two leaders apart; 4. when one side of a link ends, so does the other, unless
 * leadership moves; 5. what waits is bounded: each side by its carrier's queue, and by that bound before the leader answers.
 */
import type { Clock, Random } from '@berth/core';
import type { AgentCarrier, FleetCarrier, FleetHandlers, FleetLink } from './carrier.js';
import { type Leading, RelayedLink } from './relayed-link.js';

export type FleetRelayOptions = {
  /** Whose links these are. */
  readonly carrier: FleetCarrier;
  readonly clock: Clock;
  readonly random: Random;
  /** How long a link waits for a leader, 20 s by default: longer than a take-over, shorter than agents wait for an answer. */
  readonly holdMs?: number;
};

const HOLD_MS = 20_000;
/** Links change over within this time, and within a millisecond for each of them: not all at one moment. */
const SPREAD_MS_MAX = 2_000;
const NOT_LEADING = 'this coordinator does not lead, and hands nothing on that was handed on to it';

export class FleetRelay {
  readonly #options: FleetRelayOptions;
  readonly #links = new Map<FleetLink, RelayedLink>();
  #leading: Leading | undefined;
  /** Those of the lead under way. */
  #served: FleetHandlers | undefined;
  #cancels = new Set<() => void>();

  constructor(options: FleetRelayOptions) {
    this.#options = options;
  }

  /** Starts to accept links. */
  open(): Promise<void> {
    return this.#options.carrier.listen({
      onLink: (link) => this.#accept(link),
      onMessage: (link, message) => {
        if (this.#served) this.#served.onMessage(link, message);
        else this.#links.get(link)?.fromAgent(message);
      },
      onDown: (link, why) => {
        this.#links.get(link)?.finish();
        this.#links.delete(link);
        this.#served?.onDown(link, why);
      },
    });
  }

  async close(): Promise<void> {
    for (const cancel of this.#cancels) cancel();
    for (const relayed of this.#links.values()) relayed.end();
    await this.#options.carrier.close();
  }

  /** For one lead: to listen takes all links over, to close it gives them back. */
  served(): FleetCarrier {
    return {
      name: this.#options.carrier.name,
      listen: async (handlers) => {
        this.#served = handlers;
        this.#leading = undefined;
        for (const [link, relayed] of this.#links) {
          relayed.end();
          handlers.onLink(link);
          this.#spread(() => link.send({ kind: 'hello-request' }));
        }
      },
      close: async () => {
        const handlers = this.#served;
        this.#served = undefined;
        for (const [link, relayed] of this.#links) {
          handlers?.onDown(link, 'this coordinator leads no more');
          if (link.relayedBy !== undefined) link.close(NOT_LEADING);
          else this.#handOn(relayed);
        }
      },
    };
  }

  /** The coordinator that leads in that term was heard; to be called each time that it is. */
  heard(term: number, open: () => AgentCarrier): void {
    if (term < (this.#leading?.term ?? 0)) return;
    if (term === this.#leading?.term) {
      for (const relayed of this.#links.values()) relayed.leaderIsAlive();
      return;
    }
    this.#leading = { term, carrier: open() };
    if (this.#served) return;
    for (const relayed of this.#links.values()) this.#handOn(relayed);
  }

  /** To whoever leads now, or as soon as somebody does. */
  #handOn(relayed: RelayedLink): void {
    const leading = this.#leading;
    relayed.seek();
    if (!leading) return;
    this.#spread(() => {
      if (this.#leading === leading && !this.#served) relayed.goTo(leading);
    });
  }

  #accept(link: FleetLink): void {
    const { clock, holdMs = HOLD_MS } = this.#options;
    const relayed = new RelayedLink(link, clock, holdMs);
    this.#links.set(link, relayed);
    if (this.#served) this.#served.onLink(link);
    else if (link.relayedBy !== undefined) link.close(NOT_LEADING);
    else if (this.#leading) relayed.goTo(this.#leading);
    else relayed.seek();
  }

  #spread(run: () => void): void {
    const { clock, random } = this.#options;
    const cancel = clock.schedule(random.next() * Math.min(SPREAD_MS_MAX, this.#links.size), () => {
      this.#cancels.delete(cancel);
      run();
    });
    this.#cancels.add(cancel);
  }
}
