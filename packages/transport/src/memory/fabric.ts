/**
 * The memory carrier: agents and coordinators of one process, for tests, the simulator and benchmarks. Every message
 * goes through the real encoding and its checks. Behaves as sockets do: a listener that is not there refuses, an end
 * that is gone answers data with a reset, a lost close leaves the other end half open until it sends.
 */
import type { Clock, NodeId } from '@berth/core';
import type { AgentCarrier, AgentLink, AgentLinkHandlers, FleetCarrier, FleetHandlers } from '../carrier.js';
import { MemoryLink } from './link.js';
import { type Network, perfectNetwork } from './network.js';

export type MemoryFabricOptions = {
  readonly clock: Clock;
  readonly network?: Network;
  /** How long a link may take to open before it is given up, 10 s by default. */
  readonly connectTimeoutMs?: number;
};

export class MemoryFabric {
  readonly #clock: Clock;
  readonly #network: Network;
  readonly #connectTimeoutMs: number;
  readonly #listeners = new Map<string, FleetHandlers>();
  readonly #links = new Set<MemoryLink>();

  constructor(options: MemoryFabricOptions) {
    this.#clock = options.clock;
    this.#network = options.network ?? perfectNetwork;
    this.#connectTimeoutMs = options.connectTimeoutMs ?? 10_000;
  }

  /** The end of the coordinator that is reached at `address`. */
  fleet(address = 'coordinator'): FleetCarrier {
    return {
      name: 'memory',
      listen: async (handlers) => {
        this.#listeners.set(address, handlers);
      },
      close: async () => {
        this.#listeners.delete(address);
        for (const link of this.#linksOf(address)) link.closeFleet('the coordinator is shutting down');
      },
    };
  }

  /** The end of agents that talk to the coordinator at `address`, or of the coordinator that hands their links on. */
  agent(address = 'coordinator', relayedBy?: string): AgentCarrier {
    return { name: 'memory', open: (node, handlers) => this.#open(node, address, handlers, relayedBy) };
  }

  /**
   * The process behind an end (a node's or a coordinator's) is gone: nothing of it is called any more, and the other
   * ends learn of it as by a reset, through the network.
   */
  crash(end: string): void {
    this.#listeners.delete(end);
    for (const link of this.#linksOf(end)) link.crash(end);
  }

  #open(node: NodeId, address: string, handlers: AgentLinkHandlers, relayedBy?: string): AgentLink {
    const link = new MemoryLink(node, address, handlers, {
      network: this.#network,
      ...(relayedBy !== undefined && { relayedBy }),
      listener: () => this.#listeners.get(address),
      forget: (gone) => this.#links.delete(gone),
    });
    this.#links.add(link);
    link.connect((run) => this.#clock.schedule(this.#connectTimeoutMs, run));
    return {
      send: (message) => link.sendToFleet(message),
      close: () => link.closeAgent('closed by this agent'),
    };
  }

  #linksOf(end: string): MemoryLink[] {
    return [...this.#links].filter((link) => link.node === end || link.address === end);
  }
}
