/**
 * One link of the memory carrier, with its two ends. Invariants: each end's onDown is called exactly once (unless its
 * process crashed), never inside a call of the user of that end; nothing is handed to an end after its onDown was decided.
 */
import type { AgentMessage, CoordinatorMessage, NodeId } from '@berth/core';
import type { AgentLinkHandlers, FleetHandlers, FleetLink } from '../carrier.js';
import { readOr, sendable } from '../framing.js';
import { fleetCodec } from '../wire/fleet.js';
import type { Network } from './network.js';

type EndState = 'new' | 'up' | 'down';

type Surroundings = {
  readonly network: Network;
  readonly relayedBy?: string;
  readonly listener: () => FleetHandlers | undefined;
  readonly forget: (link: MemoryLink) => void;
};

const NO_BYTES = new Uint8Array(0);

export class MemoryLink {
  readonly node: NodeId;
  readonly address: string;
  readonly #around: Surroundings;
  readonly #agentHandlers: AgentLinkHandlers;
  #agent: EndState = 'new';
  #fleet: EndState = 'new';
  #fleetHandlers: FleetHandlers | undefined;
  #fleetLink: FleetLink | undefined;
  #cancelTimeout: () => void = () => {};

  constructor(node: NodeId, address: string, handlers: AgentLinkHandlers, around: Surroundings) {
    this.node = node;
    this.address = address;
    this.#agentHandlers = handlers;
    this.#around = around;
  }

  connect(startTimeout: (run: () => void) => () => void): void {
    this.#cancelTimeout = startTimeout(() => this.closeAgent(`${this.address} did not answer in time`));
    this.#toFleet(NO_BYTES, () => this.#accept());
  }

  sendToFleet(message: AgentMessage): boolean {
    if (this.#agent !== 'up') return false;
    const bytes = sendable(
      () => fleetCodec.encodeAgent(message),
      (why) => this.closeAgent(why),
    );
    if (!bytes) return false;
    this.#toFleet(bytes, () => this.#arriveAtFleet(bytes));
    return true;
  }

  /** Ends the agent's end, and tells the other one. */
  closeAgent(why: string): void {
    if (this.#downAgent(why)) this.#toFleet(NO_BYTES, () => this.#downFleet('the agent closed the link'));
  }

  closeFleet(why: string): void {
    if (this.#downFleet(why))
      this.#toAgent(NO_BYTES, () => this.#downAgent(`the coordinator closed the link: ${why}`));
  }

  /** One end's process is gone, without a word to its own handlers. */
  crash(end: string): void {
    const why = 'the connection was cut';
    if (end === this.node) {
      this.#agent = 'down';
      this.#cancelTimeout();
      this.#toFleet(NO_BYTES, () => this.#downFleet(why));
    } else {
      this.#fleet = 'down';
      this.#toAgent(NO_BYTES, () => this.#downAgent(why));
    }
    this.#forgetWhenOver();
  }

  #accept(): void {
    if (this.#fleet !== 'new') return;
    const handlers = this.#around.listener();
    if (!handlers) {
      this.#toAgent(NO_BYTES, () => this.#downAgent(`cannot reach ${this.address}: nothing listens there`));
      return;
    }
    const link: FleetLink = {
      node: this.node,
      carrier: 'memory',
      ...(this.#around.relayedBy !== undefined && { relayedBy: this.#around.relayedBy }),
      send: (message) => this.#sendToAgent(message),
      close: (why) => this.closeFleet(why),
    };
    this.#fleet = 'up';
    this.#fleetHandlers = handlers;
    this.#fleetLink = link;
    handlers.onLink(link);
    this.#toAgent(NO_BYTES, () => this.#upAgent());
  }

  #upAgent(): void {
    if (this.#agent !== 'new') return;
    this.#agent = 'up';
    this.#cancelTimeout();
    this.#agentHandlers.onUp();
  }

  #sendToAgent(message: CoordinatorMessage): boolean {
    if (this.#fleet !== 'up') return false;
    const bytes = sendable(
      () => fleetCodec.encodeCoordinator(message),
      (why) => this.closeFleet(why),
    );
    if (!bytes) return false;
    this.#toAgent(bytes, () => this.#arriveAtAgent(bytes));
    return true;
  }

  #arriveAtFleet(bytes: Uint8Array): void {
    if (this.#fleet === 'down') this.#toAgent(NO_BYTES, () => this.#downAgent('the connection was cut'));
    if (this.#fleet !== 'up') return;
    const message = readOr(
      () => fleetCodec.decodeAgent(bytes),
      (why) => this.closeFleet(why),
    );
    if (message && this.#fleetLink) this.#fleetHandlers?.onMessage(this.#fleetLink, message);
  }

  #arriveAtAgent(bytes: Uint8Array): void {
    if (this.#agent === 'down') this.#toFleet(NO_BYTES, () => this.#downFleet('the connection was cut'));
    if (this.#agent !== 'up') return;
    const message = readOr(
      () => fleetCodec.decodeCoordinator(bytes),
      (why) => this.closeAgent(why),
    );
    if (message) this.#agentHandlers.onMessage(message);
  }

  #downAgent(why: string): boolean {
    if (this.#agent === 'down') return false;
    this.#agent = 'down';
    this.#cancelTimeout();
    this.#forgetWhenOver();
    queueMicrotask(() => this.#agentHandlers.onDown(why));
    return true;
  }

  #downFleet(why: string): boolean {
    const link = this.#fleetLink;
    const wasUp = this.#fleet === 'up';
    this.#fleet = 'down';
    this.#forgetWhenOver();
    if (!wasUp || !link) return false;
    queueMicrotask(() => this.#fleetHandlers?.onDown(link, why));
    return true;
  }

  #forgetWhenOver(): void {
    if (this.#agent === 'down' && this.#fleet !== 'up') this.#around.forget(this);
  }

  #toFleet(bytes: Uint8Array, handOver: () => void): void {
    this.#around.network.deliver(this.node, this.address, bytes, handOver);
  }

  #toAgent(bytes: Uint8Array, handOver: () => void): void {
    this.#around.network.deliver(this.address, this.node, bytes, handOver);
  }
}
