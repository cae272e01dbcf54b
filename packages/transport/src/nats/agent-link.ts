/** One link of an agent over NATS: asked for, offered by a coordinator, then an end like any other. */
import type { AgentMessage, Clock, CoordinatorMessage } from '@berth/core';
import type { AgentLink, AgentLinkHandlers } from '../carrier.js';
import { readOr, sendable } from '../framing.js';
import { isBulk } from '../lanes.js';
import { fleetCodec } from '../wire/fleet.js';
import { encodeWord, type Frame, NO_LINK, readReason } from './frames.js';
import { LinkEnd, type LinkEndDeps } from './link-end.js';

export type NatsAgentLinkDeps = Pick<
  LinkEndDeps,
  'clock' | 'queueBytes' | 'transmit' | 'hasRoom' | 'whenRoom'
> & {
  readonly handlers: AgentLinkHandlers;
  readonly clock: Clock;
  /** Names the link within its connection. */
  readonly token: string;
  readonly openWithinMs: number;
  readonly maxPayloadBytes: () => number;
  readonly onOver: () => void;
};

/** A coordinator that does not lead says who does; one that leads may still answer behind it. */
const LEADER_MAY_FOLLOW_MS = 500;

export class NatsAgentLink implements AgentLink {
  readonly token: string;
  readonly #deps: NatsAgentLinkDeps;
  #end: LinkEnd | undefined;
  #id: string | undefined;
  #isOver = false;
  #cancelOpen: () => void = () => {};

  constructor(deps: NatsAgentLinkDeps) {
    this.#deps = deps;
    this.token = deps.token;
  }

  /** As the coordinator named it; undefined while there is none. */
  get id(): string | undefined {
    return this.#id;
  }

  /** Asks the coordinators for a link, now that there is a connection. */
  ask(): void {
    if (this.#isOver || this.#end) return;
    const { clock, openWithinMs, transmit } = this.#deps;
    this.#cancelOpen = clock.schedule(openWithinMs, () =>
      this.fail('no coordinator answered over NATS in time'),
    );
    transmit(encodeWord('open', NO_LINK), true);
  }

  /** Whether the offer was taken: one that leads, and only the first. */
  accept(id: string): boolean {
    if (this.#isOver || this.#end) return false;
    this.#cancelOpen();
    this.#id = id;
    const { clock, queueBytes, transmit, hasRoom, whenRoom, handlers, maxPayloadBytes } = this.#deps;
    this.#end = new LinkEnd({
      ...{ link: id, clock, queueBytes, transmit, hasRoom, whenRoom },
      maxPayloadBytes: maxPayloadBytes(),
      peer: 'the coordinator',
      onMessage: (bytes) => this.#receive(bytes),
      onDown: (why) => handlers.onDown(why),
      onOver: () => this.#over(),
    });
    handlers.onUp();
    return true;
  }

  refuse(frame: Frame): void {
    if (this.#isOver || this.#end) return;
    this.#cancelOpen();
    this.#cancelOpen = this.#deps.clock.schedule(LEADER_MAY_FOLLOW_MS, () => this.fail(readReason(frame)));
  }

  receive(frame: Frame): void {
    this.#end?.receive(frame);
  }

  send(message: AgentMessage): boolean {
    const end = this.#end;
    if (!end?.isUp) return false;
    const bytes = sendable(
      () => fleetCodec.encodeAgent(message),
      (why) => end.close(why),
    );
    return bytes !== undefined && end.send(bytes, isBulk(message));
  }

  close(): void {
    if (this.#end) this.#end.close('closed by this agent', '');
    else this.fail('closed by this agent before a coordinator had answered over NATS');
  }

  fail(why: string): void {
    this.#end?.fail(why);
    if (this.#isOver) return;
    queueMicrotask(() => this.#deps.handlers.onDown(why));
    this.#over();
  }

  #receive(bytes: Uint8Array): void {
    const message = readOr<CoordinatorMessage>(
      () => fleetCodec.decodeCoordinator(bytes),
      (why) => this.#end?.close(why),
    );
    if (message) this.#deps.handlers.onMessage(message);
  }

  #over(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#cancelOpen();
    this.#deps.onOver();
  }
}
