/** One stream of an agent. onDown is called exactly once, never inside a call of the user. */
import {
  type AgentMessage,
  BerthError,
  type CertificateRecord,
  type Clock,
  type CoordinatorMessage,
  type NodeId,
} from '@berth/core';
import type { Client, ClientDuplexStream, StatusObject } from '@grpc/grpc-js';
import type { AgentLink, AgentLinkHandlers } from '../carrier.js';
import { readOr, sendable } from '../framing.js';
import { Grace } from '../grace.js';
import { isBulk } from '../lanes.js';
import { fleetCodec } from '../wire/fleet.js';
import { fromGrpc, isCut } from './errors.js';
import { type Grpc, loadGrpc } from './load.js';
import { OutgoingQueue } from './outgoing-queue.js';
import { type ClientIdentity, channelCredentials, SECURE_CHANNEL_OPTIONS } from './secure-channel.js';
import { NODE_KEY, PROOF_KEY, RELAY_KEY, sessionMethod } from './session-call.js';

export type AgentLinkDeps = {
  readonly address: string;
  readonly clock: Clock;
  readonly relayedBy?: string;
  readonly queueBytes: number;
  readonly channelOptions: Record<string, number>;
  readonly identity: () => ClientIdentity | undefined;
};

type Stream = {
  readonly client: Client;
  readonly call: ClientDuplexStream<Buffer, Buffer>;
  readonly queue: OutgoingQueue;
  /** From the close on. */
  readonly grace: Grace;
};

export class GrpcAgentLink implements AgentLink {
  readonly #handlers: AgentLinkHandlers;
  readonly #deps: AgentLinkDeps;
  #stream: Stream | undefined;
  #up = false;
  #down = false;

  constructor(handlers: AgentLinkHandlers, deps: AgentLinkDeps) {
    this.#handlers = handlers;
    this.#deps = deps;
  }

  connect(node: NodeId, proof?: CertificateRecord): void {
    loadGrpc().then(
      (grpc) => {
        if (!this.#down) this.#open(grpc, node, proof);
      },
      (thrown) => this.#goDown(BerthError.from(thrown).message),
    );
  }

  send(message: AgentMessage): boolean {
    const stream = this.#stream;
    if (!this.#up || this.#down || !stream) return false;
    const bytes = sendable(
      () => fleetCodec.encodeAgent(message),
      (why) => this.#end(why),
    );
    if (!bytes) return false;
    if (stream.queue.push(bytes, isBulk(message))) return true;
    this.#goDown(`the coordinator does not take its messages: ${stream.queue.unsentBytes} bytes are waiting`);
    stream.call.cancel();
    return false;
  }

  close(): void {
    this.#end('closed by this agent');
  }

  #open(grpc: Grpc, node: NodeId, proof: CertificateRecord | undefined): void {
    const { library } = grpc;
    const { address, relayedBy, queueBytes, channelOptions } = this.#deps;
    const client = new library.Client(address, channelCredentials(library, this.#deps.identity()), {
      ...channelOptions,
      ...SECURE_CHANNEL_OPTIONS,
    });
    const metadata = new library.Metadata();
    metadata.set(NODE_KEY, node);
    if (relayedBy !== undefined) metadata.set(RELAY_KEY, relayedBy);
    if (proof) metadata.set(PROOF_KEY, `${proof.serial} ${proof.notAfterMs}`);
    const { path, requestSerialize, responseDeserialize } = sessionMethod(grpc);
    const call = client.makeBidiStreamRequest(path, requestSerialize, responseDeserialize, metadata);
    const queue = new OutgoingQueue((bytes, done) => call.write(bytes, done), queueBytes);
    const grace = new Grace(this.#deps.clock, () => call.cancel());
    this.#stream = { client, call, queue, grace };
    call.on('metadata', () => this.#goUp());
    call.on('data', (bytes: Buffer) => this.#receive(bytes));
    call.on('error', (thrown) => this.#goDown(this.#whyOf(fromGrpc(thrown, address).message)));
    call.on('status', (_status: StatusObject) => {
      this.#goDown('the coordinator ended the stream');
      grace.end();
      client.close();
    });
  }

  #whyOf(message: string): string {
    const isStranger = !this.#up && this.#deps.identity() === undefined && isCut(message);
    return isStranger
      ? `${message}; if it lets only nodes in that have joined, join with a token (--join)`
      : message;
  }

  #goUp(): void {
    if (this.#up || this.#down) return;
    this.#up = true;
    this.#handlers.onUp();
  }

  #receive(bytes: Buffer): void {
    if (this.#down) return;
    const message = readOr<CoordinatorMessage>(
      () => fleetCodec.decodeCoordinator(bytes),
      (why) => this.#end(why),
    );
    if (message) this.#handlers.onMessage(message);
  }

  /** Says the end behind everything that was sent before, and does not wait for an answer. */
  #end(why: string): void {
    if (!this.#goDown(why) || !this.#stream) return;
    const { call, queue, grace } = this.#stream;
    grace.grant();
    queue.flush(() => grace.grant());
    call.end();
  }

  #goDown(why: string): boolean {
    if (this.#down) return false;
    this.#down = true;
    queueMicrotask(() => this.#handlers.onDown(why));
    return true;
  }
}
