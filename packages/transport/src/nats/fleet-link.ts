/** The coordinator's end of one link over NATS. */
import type { AgentMessage, CoordinatorMessage, NodeId } from '@berth/core';
import type { FleetHandlers, FleetLink } from '../carrier.js';
import { readOr, sendable } from '../framing.js';
import { isBulk } from '../lanes.js';
import { fleetCodec } from '../wire/fleet.js';
import type { Frame } from './frames.js';
import { LinkEnd, type LinkEndDeps } from './link-end.js';

export type NatsFleetLinkDeps = Omit<LinkEndDeps, 'onMessage' | 'onDown' | 'peer'> & {
  readonly handlers: FleetHandlers;
};

export class NatsFleetLink implements FleetLink {
  readonly node: NodeId;
  readonly carrier = 'nats';
  readonly #end: LinkEnd;
  readonly #handlers: FleetHandlers;

  constructor(node: NodeId, { handlers, ...deps }: NatsFleetLinkDeps) {
    this.node = node;
    this.#handlers = handlers;
    this.#end = new LinkEnd({
      ...deps,
      peer: 'the agent',
      onMessage: (bytes) => this.#receive(bytes),
      onDown: (why) => handlers.onDown(this, why),
    });
  }

  send(message: CoordinatorMessage): boolean {
    if (!this.#end.isUp) return false;
    const bytes = sendable(
      () => fleetCodec.encodeCoordinator(message),
      (why) => this.close(why),
    );
    return bytes !== undefined && this.#end.send(bytes, isBulk(message));
  }

  close(why: string): void {
    this.#end.close(why);
  }

  receive(frame: Frame): void {
    this.#end.receive(frame);
  }

  fail(why: string): void {
    this.#end.fail(why);
  }

  /** Pings an agent that is silent, and ends the link of one that does not answer. */
  look(pingAfterMs: number, pingTimeoutMs: number): void {
    const { silentMs } = this.#end;
    if (silentMs >= pingAfterMs + pingTimeoutMs) {
      this.fail(
        `nothing was heard of the agent for ${Math.round(silentMs / 1_000)} s: the connection was cut`,
      );
    } else if (silentMs >= pingAfterMs) this.#end.ping();
  }

  #receive(bytes: Uint8Array): void {
    const message = readOr<AgentMessage>(
      () => fleetCodec.decodeAgent(bytes),
      (why) => this.close(why),
    );
    if (message) this.#handlers.onMessage(this, message);
  }
}
