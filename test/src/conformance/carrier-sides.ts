/** Both sides of a carrier with everything that they are told written down. */
import { type AgentMessage, type CoordinatorMessage, type NodeId, nodeId } from '@berth/core';
import type { AgentCarrier, AgentLink, FleetCarrier, FleetLink } from '@berth/transport';
import { Journal } from './journal.js';

export type FleetEntry =
  | { readonly what: 'link'; readonly link: FleetLink }
  | { readonly what: 'message'; readonly link: FleetLink; readonly message: AgentMessage }
  | { readonly what: 'down'; readonly link: FleetLink; readonly why: string };

export class FleetSide {
  readonly journal = new Journal<FleetEntry>();
  readonly carrier: FleetCarrier;

  constructor(carrier: FleetCarrier) {
    this.carrier = carrier;
  }

  listen(): Promise<void> {
    return this.carrier.listen({
      onLink: (link) => this.journal.add({ what: 'link', link }),
      onMessage: (link, message) => this.journal.add({ what: 'message', link, message }),
      onDown: (link, why) => this.journal.add({ what: 'down', link, why }),
    });
  }

  async link(node: string): Promise<FleetLink> {
    const entry = await this.journal.until((at) => at.what === 'link' && at.link.node === node);
    return entry.link;
  }

  async down(node: string): Promise<string> {
    const entry = await this.journal.until((at) => at.what === 'down' && at.link.node === node);
    return entry.what === 'down' ? entry.why : '';
  }

  async message(node: string, wanted: (message: AgentMessage) => boolean): Promise<AgentMessage | undefined> {
    const entry = await this.journal.until(
      (at) => at.what === 'message' && at.link.node === node && wanted(at.message),
    );
    return entry.what === 'message' ? entry.message : undefined;
  }

  messages(node: string): AgentMessage[] {
    return this.journal.entries.flatMap((at) =>
      at.what === 'message' && at.link.node === node ? [at.message] : [],
    );
  }

  downs(node: string): number {
    return this.journal.entries.filter((at) => at.what === 'down' && at.link.node === node).length;
  }
}

export type AgentEntry =
  | { readonly what: 'up' }
  | { readonly what: 'message'; readonly message: CoordinatorMessage }
  | { readonly what: 'down'; readonly why: string };

export class AgentSide {
  readonly journal = new Journal<AgentEntry>();
  readonly node: NodeId;
  readonly link: AgentLink;

  constructor(carrier: AgentCarrier, name: string) {
    this.node = nodeId(name);
    this.link = carrier.open(this.node, {
      onUp: () => this.journal.add({ what: 'up' }),
      onMessage: (message) => this.journal.add({ what: 'message', message }),
      onDown: (why) => this.journal.add({ what: 'down', why }),
    });
  }

  async up(): Promise<void> {
    await this.journal.until((at) => at.what !== 'message');
    const first = this.journal.entries.find((at) => at.what !== 'message');
    if (first?.what === 'down') throw new Error(`${this.node} did not come up: ${first.why}`);
  }

  async down(): Promise<string> {
    const entry = await this.journal.until((at) => at.what === 'down');
    return entry.what === 'down' ? entry.why : '';
  }

  /** Throws when the link goes down before: nothing would come any more. */
  async message(wanted: (message: CoordinatorMessage) => boolean): Promise<CoordinatorMessage | undefined> {
    const isOver = (at: AgentEntry) => at.what === 'down' || (at.what === 'message' && wanted(at.message));
    const entry = await this.journal.until(isOver);
    if (entry.what === 'down') throw new Error(`${this.node} waits for a message: ${entry.why}`);
    return entry.what === 'message' ? entry.message : undefined;
  }

  messages(): CoordinatorMessage[] {
    return this.journal.entries.flatMap((at) => (at.what === 'message' ? [at.message] : []));
  }

  count(what: AgentEntry['what']): number {
    return this.journal.entries.filter((at) => at.what === what).length;
  }
}
