/** The coordinator's end of one agent's stream. onDown is called exactly once, never inside a call of the user. */
import {
  type AgentMessage,
  BerthError,
  type CertificateRecord,
  type Clock,
  type CoordinatorMessage,
  LIMITS,
  type NodeId,
} from '@berth/core';
import type { ServerDuplexStream } from '@grpc/grpc-js';
import type { FleetHandlers, FleetLink } from '../carrier.js';
import { readOr, sendable } from '../framing.js';
import { Grace } from '../grace.js';
import { isBulk } from '../lanes.js';
import { fleetCodec } from '../wire/fleet.js';
import { toStatus } from './errors.js';
import type { GrpcLibrary } from './load.js';
import { OutgoingQueue } from './outgoing-queue.js';

export type SessionCall = ServerDuplexStream<Buffer, Buffer>;

export type ProvenNode = { readonly node: NodeId; readonly certificate?: CertificateRecord };

export type FleetLinkDeps = {
  readonly library: GrpcLibrary;
  readonly clock: Clock;
  readonly handlers: FleetHandlers;
  /** Ends the connection of this call at once. */
  readonly cut: () => void;
  readonly queueBytes: number;
  readonly relayedBy?: string;
};

export class GrpcFleetLink implements FleetLink {
  readonly node: NodeId;
  readonly certificate: CertificateRecord | undefined;
  readonly carrier = 'grpc';
  readonly relayedBy?: string;
  readonly #call: SessionCall;
  readonly #deps: FleetLinkDeps;
  readonly #queue: OutgoingQueue;
  #down = false;
  /** A peer that takes nothing of the rest for so long is cut off. */
  readonly #grace: Grace;
  #cancelEnd: () => void = () => {};

  constructor({ node, certificate }: ProvenNode, call: SessionCall, deps: FleetLinkDeps) {
    this.node = node;
    this.certificate = certificate;
    this.#call = call;
    this.#deps = deps;
    if (deps.relayedBy !== undefined) this.relayedBy = deps.relayedBy;
    this.#queue = new OutgoingQueue((bytes, done) => call.write(bytes, done), deps.queueBytes);
    this.#grace = new Grace(deps.clock, deps.cut);
  }

  /** Announces the link and starts to read. */
  start(): void {
    const call = this.#call;
    // A connection that is lost may look like an end at first; the loss is reported within the same turn.
    call.on('end', () => {
      this.#cancelEnd = this.#deps.clock.schedule(0, () => this.#end('the agent closed the link'));
    });
    call.on('error', () => this.#goDown('the stream failed'));
    call.on('cancelled', () => {
      this.#grace.end();
      this.#cancelEnd();
      this.#goDown(`the connection was cut, or a message came that is far over ${LIMITS.messageBytes} bytes`);
    });
    call.sendMetadata(new this.#deps.library.Metadata());
    this.#deps.handlers.onLink(this);
    call.on('data', (bytes: Buffer) => this.#receive(bytes));
  }

  send(message: CoordinatorMessage): boolean {
    if (this.#down) return false;
    const bytes = sendable(
      () => fleetCodec.encodeCoordinator(message),
      (why) => this.close(why),
    );
    if (!bytes) return false;
    if (this.#queue.push(bytes, isBulk(message))) return true;
    this.#goDown(`the agent does not take its messages: ${this.#queue.unsentBytes} bytes are waiting`);
    this.#deps.cut();
    return false;
  }

  close(why: string): void {
    if (this.#goDown(why)) this.#fail(new BerthError('shutting_down', why));
  }

  #receive(bytes: Buffer): void {
    if (this.#down) return;
    const message = readOr<AgentMessage>(
      () => fleetCodec.decodeAgent(bytes),
      (why) => this.#refuse(why),
    );
    if (message) this.#deps.handlers.onMessage(this, message);
  }

  #refuse(why: string): void {
    if (this.#goDown(why)) this.#fail(new BerthError('invalid_request', why));
  }

  #end(why: string): void {
    this.#goDown(why);
    this.#call.end();
  }

  /** The status goes out behind everything that was sent before. */
  #fail(error: BerthError): void {
    this.#grace.grant();
    this.#queue.flush(() => this.#grace.grant());
    this.#call.emit('error', toStatus(this.#deps.library, error));
  }

  #goDown(why: string): boolean {
    if (this.#down) return false;
    this.#down = true;
    queueMicrotask(() => this.#deps.handlers.onDown(this, why));
    return true;
  }
}
