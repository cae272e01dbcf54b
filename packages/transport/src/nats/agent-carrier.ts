/**
 * The agent's end of the NATS carrier: one connection with two subscriptions, shared by the links of this carrier, and
 * kept a while after the last one so that a coordinator that comes back does not cost every agent a new log-in.
 */
import { type Clock, LIMITS, type NodeId, type Random } from '@berth/core';
import type { AgentCarrier } from '../carrier.js';
import { NatsAgentLink } from './agent-link.js';
import type { NatsMessage, NatsOptions, NatsWire } from './client.js';
import { decodeFrame, encodeWord, NO_LINK } from './frames.js';
import { AGENT_RECONNECT, type Jitter, NatsLine } from './line.js';
import { type FleetSubjects, fleetSubjects } from './subjects.js';

export type NatsAgentOptions = {
  readonly nats: NatsOptions;
  /** What shares one NATS with others; "default" unless set. */
  readonly cluster?: string;
  /** NATS lets this user speak for one node only. */
  readonly node: NodeId;
  readonly clock: Clock;
  readonly random: Random;
  /** Before an attempt that follows a loss or a failure; 1 to 30 s by default. */
  readonly reconnect?: Jitter;
  /** Unsent bytes of one link before it counts as stuck; LIMITS.linkQueueBytes by default. */
  readonly queueBytes?: number;
};

export interface NatsAgentCarrier extends AgentCarrier {
  /** Ends the connection; links that are open go down. */
  close(): Promise<void>;
}

const IDLE_MS = 60_000;
/** Heartbeats notice a dead connection sooner; these find one that no link uses. Each costs traffic that edges pay for. */
const PING_INTERVAL_MS = 120_000;
const OPEN_WITHIN_MS = 10_000;

export function natsAgentCarrier(options: NatsAgentOptions): NatsAgentCarrier {
  return new AgentSide(options);
}

class AgentSide implements NatsAgentCarrier {
  readonly name = 'nats';
  readonly #options: NatsAgentOptions;
  readonly #subjects: FleetSubjects;
  readonly #line: NatsLine;
  readonly #links = new Set<NatsAgentLink>();
  #inbox = '';
  #opened = 0;
  #cancelIdle: () => void = () => {};

  constructor(options: NatsAgentOptions) {
    this.#options = options;
    this.#subjects = fleetSubjects(options.cluster ?? 'default');
    const { nats, clock, random, reconnect = AGENT_RECONNECT } = options;
    this.#line = new NatsLine({
      nats: { pingIntervalMs: PING_INTERVAL_MS, ...nats },
      ...{ clock, random, reconnect },
      onUp: (wire) => this.#up(wire),
      onDown: (why) => this.#failAll(why),
      onForbidden: (why) => this.#failAll(why),
    });
  }

  open(node: NodeId, handlers: Parameters<AgentCarrier['open']>[1]): NatsAgentLink {
    const { clock, queueBytes = LIMITS.linkQueueBytes } = this.#options;
    const up = this.#subjects.up(node);
    // Links of one connection are told apart by their number, connections by a random part of their inbox.
    const token = String(++this.#opened);
    const link: NatsAgentLink = new NatsAgentLink({
      ...{ handlers, clock, queueBytes, token },
      openWithinMs: OPEN_WITHIN_MS,
      maxPayloadBytes: () => this.#line.wire?.maxPayloadBytes ?? 0,
      transmit: (frame, asks) => this.#line.publish(up, frame, asks ? `${this.#inbox}.${token}` : undefined),
      hasRoom: () => this.#line.hasRoom,
      whenRoom: (run) => this.#line.whenRoom(run),
      onOver: () => this.#over(link),
    });
    this.#cancelIdle();
    this.#links.add(link);
    if (this.#line.wire) {
      link.ask();
      // The link before this one may have ended because nothing comes through any more.
      this.#line.check();
    } else this.#line.want();
    return link;
  }

  async close(): Promise<void> {
    for (const link of this.#links) link.close();
    await this.#line.release();
    this.#failAll('closed by this agent');
    this.#cancelIdle();
  }

  #up(wire: NatsWire): void {
    const { node, random } = this.#options;
    this.#inbox = `${this.#subjects.agentInbox(node)}.${Math.floor(random.next() * 2 ** 48).toString(36)}`;
    wire.subscribe(`${this.#inbox}.*`, (message) => this.#answer(message));
    wire.subscribe(this.#subjects.down(node), ({ data }) => this.#receive(data));
    for (const link of this.#links) link.ask();
  }

  /** To a link that wants to open, or the server's word that nobody listens. */
  #answer(message: NatsMessage): void {
    const token = message.subject.slice(this.#inbox.length + 1);
    const link = [...this.#links].find((each) => each.token === token);
    if (message.isNoResponders) {
      link?.fail(`cannot reach a coordinator over NATS at ${this.#where()}: nothing listens there`);
      return;
    }
    const frame = decodeFrame(message.data);
    if (!frame) return;
    const isTaken = frame.kind !== 'accept' || link?.accept(frame.link);
    if (frame.kind === 'refuse') link?.refuse(frame);
    if (!isTaken) this.#decline(frame.link);
  }

  /** Of a link that nobody wants any more, or that another coordinator had offered first. */
  #decline(link: string): void {
    const subject = this.#subjects.up(this.#options.node);
    this.#line.publish(subject, encodeWord('close', link, 'not wanted any more'));
  }

  #receive(data: Uint8Array): void {
    const frame = decodeFrame(data);
    if (!frame || frame.link === NO_LINK) return;
    const link = [...this.#links].find((each) => each.id === frame.link);
    link?.receive(frame);
  }

  #failAll(why: string): void {
    for (const link of [...this.#links]) link.fail(why);
  }

  #over(link: NatsAgentLink): void {
    this.#links.delete(link);
    if (this.#links.size > 0) return;
    this.#cancelIdle();
    this.#cancelIdle = this.#options.clock.schedule(IDLE_MS, () => {
      void this.#line.release();
    });
  }

  #where(): string {
    return this.#line.wire?.server.name ?? '';
  }
}
