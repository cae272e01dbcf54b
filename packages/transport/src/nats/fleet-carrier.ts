/**
 * The coordinator's end of the NATS carrier. Every coordinator of a cluster hears every agent; exactly one answers, because
 * only one leads. A coordinator that starts to lead tells agents, as they speak, that it does not know their links.
 */
import { type Clock, LIMITS, type NodeId, type Random } from '@berth/core';
import type { FleetCarrier, FleetHandlers } from '../carrier.js';
import { advice, type NatsMessage, type NatsOptions, type NatsWire } from './client.js';
import { NatsFleetLink } from './fleet-link.js';
import { decodeFrame, encodeWord, type Frame, NO_LINK } from './frames.js';
import { COORDINATOR_RECONNECT, type Jitter, NatsLine } from './line.js';
import { type FleetSubjects, fleetSubjects } from './subjects.js';

/** What becomes of an agent that asks for a link. */
export type Admission =
  | { readonly kind: 'serve' }
  /** This coordinator does not lead: the agent hears who does. */
  | { readonly kind: 'refuse'; readonly why: string }
  /** Nor does it know who leads: it says nothing. */
  | { readonly kind: 'silent' };

export type NatsFleetOptions = {
  readonly nats: NatsOptions;
  /** What shares one NATS with others; "default" unless set. */
  readonly cluster?: string;
  readonly clock: Clock;
  readonly random: Random;
  /** Serves all by default. */
  readonly admits?: () => Admission;
  /** Before an attempt that follows a loss or a failure; 0.25 to 2 s by default. */
  readonly reconnect?: Jitter;
  /** What is wrong with the connection, for the log. */
  readonly onProblem?: (why: string) => void;
  /** Unsent bytes of one link before it counts as stuck; LIMITS.agentQueueBytes by default. */
  readonly queueBytes?: number;
  /** An agent that is silent for this long is asked for a sign of life; 30 s by default. */
  readonly pingAfterMs?: number;
  /** How long it may take to give one, 20 s by default. */
  readonly pingTimeoutMs?: number;
};

export interface NatsFleetCarrier extends FleetCarrier {
  /** The server that it is connected to. */
  server(): NatsWire['server'] | undefined;
}

const PING_AFTER_MS = 30_000;
const PING_TIMEOUT_MS = 20_000;
/** For the last messages of links that are being closed. */
const CLOSE_GRACE_MS = 1_000;
/** An agent that opens more than this without ending them loses its oldest. */
const LINKS_PER_NODE = 8;

export function natsFleetCarrier(options: NatsFleetOptions): NatsFleetCarrier {
  return new FleetSide(options);
}

class FleetSide implements NatsFleetCarrier {
  readonly name = 'nats';
  readonly #options: NatsFleetOptions;
  readonly #subjects: FleetSubjects;
  readonly #line: NatsLine;
  readonly #links = new Map<string, NatsFleetLink>();
  readonly #linksOf = new Map<NodeId, Set<NatsFleetLink>>();
  #handlers: FleetHandlers | undefined;
  #isClosing = false;
  #firstAttempt: () => void = () => {};
  #drained: () => void = () => {};
  /** Names of links count from a random number, so that those of an earlier connection are not among them. */
  #newest = 0;
  #inbox = '';
  #cancelSweep: () => void = () => {};
  #problem = '';

  constructor(options: NatsFleetOptions) {
    this.#options = options;
    this.#subjects = fleetSubjects(options.cluster ?? 'default');
    const { nats, clock, random, reconnect = COORDINATOR_RECONNECT } = options;
    this.#line = new NatsLine({
      ...{ nats, clock, random, reconnect },
      onUp: (wire) => this.#up(wire),
      onDown: (why) => this.#down(why),
      onForbidden: (why) => this.#tell(why),
    });
  }

  server(): NatsWire['server'] | undefined {
    return this.#line.wire?.server;
  }

  /** Resolves after the first attempt: without NATS a coordinator works too, and goes on trying. */
  async listen(handlers: FleetHandlers): Promise<void> {
    this.#handlers = handlers;
    this.#isClosing = false;
    const attempted = new Promise<void>((resolve) => {
      this.#firstAttempt = resolve;
    });
    this.#line.want();
    this.#sweep();
    await attempted;
    // The server has the subscriptions by its answer to this.
    await this.#line.wire?.flush().catch(() => {});
  }

  async close(): Promise<void> {
    this.#cancelSweep();
    this.#isClosing = true;
    for (const link of this.#links.values()) link.close('the coordinator is shutting down');
    if (this.#links.size > 0) await this.#untilDrained();
    await this.#line.release();
    for (const link of [...this.#links.values()]) link.fail('the coordinator is shutting down');
  }

  #untilDrained(): Promise<void> {
    return new Promise((resolve) => {
      const cancel = this.#options.clock.schedule(CLOSE_GRACE_MS, resolve);
      this.#drained = () => {
        cancel();
        resolve();
      };
    });
  }

  #up(wire: NatsWire): void {
    const { random } = this.#options;
    this.#newest = Math.floor(random.next() * 2 ** 32);
    this.#inbox = `${this.#subjects.coordinatorInbox}.${hex32(this.#newest)}`;
    wire.subscribe(`${this.#inbox}.*.*`, (message) => this.#unheard(message));
    wire.subscribe(this.#subjects.anyUp, (message) => this.#receive(message));
    this.#problem = '';
    const said = advice(wire.server.version);
    if (said) this.#tell(said);
    this.#firstAttempt();
  }

  #down(why: string): void {
    this.#tell(why);
    this.#firstAttempt();
    for (const link of [...this.#links.values()]) link.fail(why);
  }

  /** Attempts fail again and again for one reason, which is told once. */
  #tell(why: string): void {
    if (this.#problem === why) return;
    this.#problem = why;
    this.#options.onProblem?.(why);
  }

  /** The server's word that no agent takes what was sent to a link. */
  #unheard({ subject, isNoResponders }: NatsMessage): void {
    const link = this.#links.get(subject.slice(this.#inbox.length + 1));
    if (isNoResponders) link?.fail('the connection of the agent was cut');
  }

  #receive(message: NatsMessage): void {
    const node = this.#subjects.nodeOf(message.subject);
    const frame = decodeFrame(message.data);
    if (node === undefined || !frame) return;
    if (frame.kind === 'open') {
      this.#admit(node, message);
      return;
    }
    const link = this.#links.get(keyOf(frame.link, node));
    if (link) link.receive(frame);
    else if (frame.kind !== 'close') this.#reset(node, frame);
  }

  #admit(node: NodeId, { reply = '' }: NatsMessage): void {
    const handlers = this.#handlers;
    // A coordinator may publish where agents may not: it answers to the agent's own inbox and nowhere else.
    if (!reply.startsWith(`${this.#subjects.agentInbox(node)}.`)) return;
    const admission = this.#options.admits?.() ?? { kind: 'serve' };
    if (!handlers || this.#isClosing || admission.kind === 'silent') return;
    if (admission.kind === 'refuse') {
      this.#line.publish(reply, encodeWord('refuse', NO_LINK, admission.why));
      return;
    }
    const id = hex32(++this.#newest);
    const link = this.#create(node, id, handlers);
    this.#line.publish(reply, encodeWord('accept', id));
    handlers.onLink(link);
  }

  #create(node: NodeId, id: string, handlers: FleetHandlers): NatsFleetLink {
    const { clock, queueBytes = LIMITS.agentQueueBytes } = this.#options;
    const down = this.#subjects.down(node);
    const key = keyOf(id, node);
    const link: NatsFleetLink = new NatsFleetLink(node, {
      ...{ link: id, clock, queueBytes, handlers },
      maxPayloadBytes: this.#line.wire?.maxPayloadBytes ?? 0,
      transmit: (frame, asks) => this.#line.publish(down, frame, asks ? `${this.#inbox}.${key}` : undefined),
      hasRoom: () => this.#line.hasRoom,
      whenRoom: (run) => this.#line.whenRoom(run),
      onOver: () => this.#over(link, key),
    });
    const siblings = this.#linksOf.get(node) ?? new Set();
    this.#linksOf.set(node, siblings);
    const [oldest] = siblings;
    if (oldest && siblings.size >= LINKS_PER_NODE) oldest.close('this node opened newer links');
    siblings.add(link);
    this.#links.set(key, link);
    return link;
  }

  /** As a socket answers for an end that is gone: only a coordinator that leads may say so for all of them. */
  #reset(node: NodeId, { link }: Frame): void {
    const admission = this.#options.admits?.() ?? { kind: 'serve' };
    if (admission.kind !== 'serve') return;
    this.#line.publish(this.#subjects.down(node), encodeWord('close', link, 'it does not know this link'));
  }

  #over(link: NatsFleetLink, key: string): void {
    this.#links.delete(key);
    const siblings = this.#linksOf.get(link.node);
    siblings?.delete(link);
    if (siblings?.size === 0) this.#linksOf.delete(link.node);
    if (this.#links.size === 0) this.#drained();
  }

  /** NATS does not tell that an agent is gone: those that are silent are asked. */
  #sweep(): void {
    const { clock, pingAfterMs = PING_AFTER_MS, pingTimeoutMs = PING_TIMEOUT_MS } = this.#options;
    this.#cancelSweep = clock.schedule(Math.min(pingAfterMs, pingTimeoutMs) / 2, () => {
      for (const link of [...this.#links.values()]) link.look(pingAfterMs, pingTimeoutMs);
      this.#sweep();
    });
  }
}

/** A link belongs to the node that its subject names: what another says of it is not of this link. */
function keyOf(link: string, node: NodeId): string {
  return `${link}.${node}`;
}

function hex32(value: number): string {
  return (value >>> 0).toString(16).padStart(8, '0');
}
