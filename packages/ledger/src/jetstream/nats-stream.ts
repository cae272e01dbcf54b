/** The stream of the ledger over the `nats` client; no other file of the ledger knows it. */
import type { Clock, Log, Random } from '@berth/core';
import {
  AckPolicy,
  type Authenticator,
  type ConnectionOptions,
  connect,
  credsAuthenticator,
  DeliverPolicy,
  ErrorCode,
  type JetStreamClient,
  type JetStreamManager,
  type StreamConfig as NatsConfig,
  type NatsConnection,
  NatsError,
  nanos,
  nkeyAuthenticator,
  type PubAck,
  type StreamInfo,
} from 'nats';
import type {
  Got,
  Looked,
  Published,
  RecoverableStream,
  StreamConfig,
  StreamRecord,
} from './block-stream.js';

export type NatsStreamOptions = {
  /** Host and port, e.g. "10.0.0.7:4222", or "tls://..."; any of them leads to the others of its cluster. */
  readonly servers: readonly string[];
  readonly stream: string;
  readonly subject: string;
  /** Shows in the server's list of connections. */
  readonly clientName: string;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly tls?: { readonly caFile?: string; readonly certFile?: string; readonly keyFile?: string };
  /** Text of a user's seed ("SU..."), or of a `.creds` file with a JWT and a seed. */
  readonly secret?: string;
  readonly user?: { readonly name: string; readonly password: string };
  /** How long one publish waits; an append goes on after that (append.ts). */
  readonly publishMs?: number;
  /** How long any other request waits. */
  readonly requestMs?: number;
  /** How long a follower waits before it says "quiet". */
  readonly quietMs?: number;
};

const PUBLISH_MS = 2_000;
const REQUEST_MS = 2_000;
const QUIET_MS = 5_000;
/** A follower holds at most so many records of the server's largest size. */
const FETCH_RECORDS = 64;
/** The server forgets a follower that is gone after this. */
const FOLLOWER_IDLE_MS = 30_000;
const IDENTITY = 'berth-identity';
const RECOVERY = 'berth-recovery';
const PING_MS = 10_000;
/** A server that hangs takes connections, and never greets. */
const CONNECT_MS = 3_000;
/** After a time-out a server has so long to answer a ping. */
const PROBE_MS = 1_000;
/** A server that answers pings may be cut off from the others: after nothing but failures for so long, another one is asked. */
const STUCK_MS = 4_000;
/** As long as an election may take: that no server answers then is not its fault. */
const STAY_MS = 9_000;
const SAY_MS = 5_000;
const RECONNECT_MS = { least: 50, spread: 450 };

/** https://github.com/nats-io/nats-server/blob/main/server/errors.json */
const API_ERROR = {
  noMessage: 10037,
  messageTooLarge: 10054,
  nameInUse: 10058,
  streamNotFound: 10059,
  wrongLastSequence: 10071,
  streamFull: 10077,
} as const;

/** Resolves when a server takes the connection, however long that lasts. */
export async function connectNatsStream(options: NatsStreamOptions): Promise<RecoverableStream> {
  const { clock, log, servers } = options;
  // Until it is connected the client reports nothing.
  const cancel = clock.schedule(SAY_MS, () =>
    log.warn(`no nats-server takes a connection yet at ${servers.join(', ')}: still trying`),
  );
  const connection = await connect(connectionOptions(options)).finally(cancel);
  turnServers(connection);
  void tellStatus(connection, options.log);
  const timeout = options.requestMs ?? REQUEST_MS;
  // Without a look at the account first: it would fail while there is no leader.
  const manager = await connection.jetstreamManager({ checkAPI: false, timeout });
  return new NatsStream(options, connection, manager);
}

function connectionOptions(options: NatsStreamOptions): ConnectionOptions {
  const { servers, clientName, random, tls, secret, user } = options;
  return {
    servers: [...servers],
    name: clientName,
    waitOnFirstConnect: true,
    maxReconnectAttempts: -1,
    ignoreAuthErrorAbort: true,
    pingInterval: PING_MS,
    maxPingOut: 2,
    timeout: CONNECT_MS,
    noAsyncTraces: true,
    reconnectDelayHandler: () => RECONNECT_MS.least + random.next() * RECONNECT_MS.spread,
    ...(tls && { tls }),
    ...(user && { user: user.name, pass: user.password }),
    ...(secret !== undefined && { authenticator: authenticatorOf(secret) }),
  };
}

function authenticatorOf(secret: string): Authenticator {
  const bytes = Buffer.from(secret.trim());
  return secret.includes('BEGIN NATS USER JWT') ? credsAuthenticator(bytes) : nkeyAuthenticator(bytes);
}

/**
 * The client's first choice of a server does not turn its list, so that the first reconnect would go where it came from:
 * to the server that hangs, or is cut off.
 */
function turnServers(connection: NatsConnection): void {
  const inside = connection as { readonly protocol?: { readonly servers?: { selectServer?(): unknown } } };
  inside.protocol?.servers?.selectServer?.();
}

/** The client keeps its reports until somebody takes them. */
async function tellStatus(connection: NatsConnection, log: Log): Promise<void> {
  for await (const { type, data } of connection.status()) {
    if (type === 'disconnect' || type === 'reconnect' || type === 'error' || type === 'ldm')
      log.info(`nats: ${type}`, { data: typeof data === 'string' ? data : JSON.stringify(data) });
  }
}

class NatsStream implements RecoverableStream {
  readonly name: string;
  readonly #options: NatsStreamOptions;
  readonly #connection: NatsConnection;
  readonly #manager: JetStreamManager;
  readonly #client: JetStreamClient;
  #probing = false;
  /** Since when nothing was answered. */
  #failingSinceMs: number | undefined;
  #leftMs = Number.NEGATIVE_INFINITY;

  constructor(options: NatsStreamOptions, connection: NatsConnection, manager: JetStreamManager) {
    this.name = `stream "${options.stream}"`;
    this.#options = options;
    this.#connection = connection;
    this.#manager = manager;
    this.#client = manager.jetstream();
  }

  serverVersion(): string {
    return this.#connection.info?.version ?? '';
  }

  async publish(bytes: Uint8Array, expectedLast: number | undefined): Promise<Published> {
    const { subject, stream, publishMs = PUBLISH_MS } = this.#options;
    const most = this.#connection.info?.max_payload ?? Number.POSITIVE_INFINITY;
    if (bytes.length > most)
      return { kind: 'refused', why: `it has ${bytes.length} bytes, the server's max_payload is ${most}` };
    try {
      // One attempt: what is to be sent again is decided by the store. No headers of ours, so that the client makes
      // new ones each time: it writes into those that it is given.
      const expect = expectedLast === undefined ? {} : { expect: { lastSequence: expectedLast } };
      const ack: PubAck = await this.#client.publish(subject, bytes, { ...expect, timeout: publishMs });
      this.#failingSinceMs = undefined;
      if (ack.stream !== stream)
        return { kind: 'unknown', why: `stream "${ack.stream}" took it, not "${stream}"` };
      return { kind: 'stored', sequence: ack.seq };
    } catch (thrown) {
      this.#failed(thrown);
      return publishFailure(thrown);
    }
  }

  async get(sequence: number): Promise<Got> {
    try {
      const { seq, data } = await this.#manager.streams.getMessage(this.#options.stream, { seq: sequence });
      this.#failingSinceMs = undefined;
      if (seq !== sequence) return { kind: 'unknown', why: `asked for ${sequence}, got ${seq}` };
      return { kind: 'record', bytes: data };
    } catch (thrown) {
      const code = apiCode(thrown);
      if (code === API_ERROR.noMessage) return { kind: 'nothing' };
      this.#failed(thrown);
      return { kind: 'unknown', why: words(thrown) };
    }
  }

  async look(): Promise<Looked> {
    try {
      const { config, state } = await this.#manager.streams.info(this.#options.stream);
      this.#failingSinceMs = undefined;
      return {
        kind: 'state',
        first: state.last_seq === 0 ? 1 : state.first_seq,
        last: state.last_seq,
        bytes: state.bytes,
        identity: config.metadata?.[IDENTITY] ?? '',
        ...(config.metadata?.[RECOVERY] && { recovery: config.metadata[RECOVERY] }),
        config: plainConfig(config),
      };
    } catch (thrown) {
      if (apiCode(thrown) === API_ERROR.streamNotFound) return { kind: 'missing' };
      this.#failed(thrown);
      return { kind: 'unknown', why: words(thrown) };
    }
  }

  create(config: StreamConfig, identity: string): Promise<'created' | 'exists' | { why: string }> {
    return this.createFrom(1, config, { identity });
  }

  async createFrom(
    first: number,
    config: StreamConfig,
    { identity, recovery }: { identity: string; recovery?: string },
  ): Promise<'created' | 'exists' | { why: string }> {
    try {
      const { stream } = this.#options;
      const set = Object.fromEntries(Object.entries(config).filter(([name]) => !isPart(name)));
      const subjects = [String(config.subjects)];
      const metadata = { [IDENTITY]: identity, ...(recovery !== undefined && { [RECOVERY]: recovery }) };
      const start = first > 1 ? { first_seq: first } : {};
      const wanted = { ...set, ...start, name: stream, subjects, metadata };
      await this.#manager.streams.add(wanted as Partial<NatsConfig>);
      return 'created';
    } catch (thrown) {
      return apiCode(thrown) === API_ERROR.nameInUse ? 'exists' : { why: words(thrown) };
    }
  }

  async *follow(from: number, signal: AbortSignal): AsyncGenerator<StreamRecord | 'quiet'> {
    const { stream, quietMs = QUIET_MS } = this.#options;
    const consumers = this.#manager.consumers;
    let name: string | undefined;
    try {
      ({ name } = await consumers.add(stream, {
        deliver_policy: DeliverPolicy.StartSequence,
        opt_start_seq: from,
        ack_policy: AckPolicy.None,
        mem_storage: true,
        num_replicas: 1,
        inactive_threshold: nanos(FOLLOWER_IDLE_MS),
      }));
      const consumer = await this.#client.consumers.get(stream, name);
      while (!signal.aborted) {
        const messages = await consumer.fetch({ max_messages: FETCH_RECORDS, expires: quietMs });
        const stop = () => void messages.close();
        signal.addEventListener('abort', stop, { once: true });
        let count = 0;
        try {
          for await (const { seq, data } of messages) {
            count++;
            yield { sequence: seq, bytes: data };
          }
        } finally {
          signal.removeEventListener('abort', stop);
          stop();
        }
        if (count === 0 && !signal.aborted) yield 'quiet';
      }
    } catch (thrown) {
      // The reader asks again.
      this.#options.log.debug('nats: following ended', { why: words(thrown) });
    } finally {
      if (name) await consumers.delete(stream, name).catch(() => false);
    }
  }

  async purge(sequence: number): Promise<boolean> {
    try {
      return (await this.#manager.streams.purge(this.#options.stream, { seq: sequence })).success;
    } catch (thrown) {
      this.#options.log.warn('nats: cannot purge', { why: words(thrown) });
      return false;
    }
  }

  elsewhere(why: string): void {
    if (this.#options.clock.monotonicMs() - this.#leftMs >= STAY_MS) this.#leave(why);
  }

  async mark(recovery: string | undefined): Promise<boolean> {
    const { stream } = this.#options;
    try {
      const { config } = await this.#manager.streams.info(stream);
      const { [RECOVERY]: _, ...metadata } = config.metadata ?? {};
      const marked = recovery === undefined ? metadata : { ...metadata, [RECOVERY]: recovery };
      await this.#manager.streams.update(stream, { ...config, metadata: marked });
      return true;
    } catch (thrown) {
      this.#options.log.warn('nats: cannot mark the stream', { why: words(thrown) });
      return false;
    }
  }

  async remove(): Promise<boolean> {
    try {
      return await this.#manager.streams.delete(this.#options.stream);
    } catch (thrown) {
      if (apiCode(thrown) === API_ERROR.streamNotFound) return true;
      this.#options.log.warn('nats: cannot remove the stream', { why: words(thrown) });
      return false;
    }
  }

  close(): Promise<void> {
    return this.#connection.close();
  }

  /**
   * The stream may have no leader for now, or this server hangs with its sockets open, which pings would find only after
   * 30 s, or it is cut off from the others, which pings never find.
   */
  #failed(thrown: unknown): void {
    const isTimeout = thrown instanceof NatsError && thrown.code === ErrorCode.Timeout;
    if (!isTimeout && !isNoResponders(thrown)) {
      // It was answered, if only by a refusal.
      this.#failingSinceMs = undefined;
      return;
    }
    const nowMs = this.#options.clock.monotonicMs();
    this.#failingSinceMs ??= nowMs;
    if (nowMs - this.#failingSinceMs >= STUCK_MS) this.elsewhere('nothing comes through this server');
    else if (isTimeout) this.#probe();
  }

  #probe(): void {
    if (this.#probing) return;
    this.#probing = true;
    const done = () => {
      cancel();
      this.#probing = false;
    };
    const cancel = this.#options.clock.schedule(PROBE_MS, () => this.#leave('the server does not answer'));
    // Fails when the connection ends, by itself or by us.
    this.#connection.flush().then(done, done);
  }

  #leave(why: string): void {
    this.#failingSinceMs = undefined;
    this.#leftMs = this.#options.clock.monotonicMs();
    this.#options.log.info(`nats: ${why}: going to another one`);
    this.#connection.reconnect().catch(() => {});
  }
}

function publishFailure(thrown: unknown): Published {
  const code = apiCode(thrown);
  if (code === API_ERROR.wrongLastSequence) return { kind: 'wrong_last_sequence' };
  const why = words(thrown);
  if (code === API_ERROR.streamFull) return { kind: 'refused', why: `${why}: raise the stream's max_bytes` };
  if (code === API_ERROR.messageTooLarge) return { kind: 'refused', why };
  return { kind: 'unknown', why };
}

function apiCode(thrown: unknown): number | undefined {
  return thrown instanceof NatsError ? thrown.api_error?.err_code : undefined;
}

function words(thrown: unknown): string {
  if (!(thrown instanceof Error)) return String(thrown);
  if (isNoResponders(thrown)) return 'no server is responsible for it';
  return thrown.message;
}

function isNoResponders(thrown: unknown): boolean {
  return thrown instanceof NatsError && thrown.code === ErrorCode.NoResponders;
}

/** Of these only whether there are any is compared. */
const PARTS = ['mirror', 'sources', 'republish', 'subject_transform'] as const;

function isPart(name: string): boolean {
  return (PARTS as readonly string[]).includes(name);
}

function plainConfig(config: StreamInfo['config']): StreamConfig {
  const plain: Record<string, string | number | boolean> = {
    // What the server leaves out when it is off.
    ...{ no_ack: false, allow_rollup_hdrs: false, sealed: false },
    ...{ deny_delete: false, deny_purge: false, allow_direct: false },
  };
  for (const [name, value] of Object.entries(config)) {
    if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean')
      plain[name] = value;
  }
  plain.subjects = config.subjects.join(', ');
  for (const part of PARTS) plain[part] = config[part] !== undefined;
  return plain;
}
