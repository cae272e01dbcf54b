/**
 * The only file here that knows the `nats` client. A connection lives once: the client's own reconnecting is off, because
 * its first attempt has no jitter, it cannot be called off before the first connection, and it sends what was published
 * in between to whoever is there later (ADR 0026). `NatsLine` connects again.
 */
import { checkServerIdentity, type PeerCertificate } from 'node:tls';
import { BerthError } from '@berth/core';
import type { Authenticator, ConnectionOptions, Msg, NatsConnection } from 'nats';

export type NatsCredentials =
  /** Text of a file: a seed ("SU..."), or a `.creds` file with a JWT and a seed. */
  { readonly secret: string } | { readonly user: string; readonly password: string };

export type NatsOptions = {
  /** "nats://HOST:PORT", "tls://HOST:PORT"; several of one cluster of servers. */
  readonly servers: readonly string[];
  /** Stands in the server's list of connections. */
  readonly name: string;
  readonly credentials?: NatsCredentials;
  /** PEM file of who vouches for the servers; the system's authorities by default. */
  readonly caFile?: string;
  /** PEM files by which this end proves itself, to servers that verify their clients; both or none. */
  readonly certFile?: string;
  readonly keyFile?: string;
  /** Between pings that find a dead connection (three unanswered); 10 s by default, longer for agents. */
  readonly pingIntervalMs?: number;
};

export type NatsMessage = {
  readonly subject: string;
  readonly data: Uint8Array;
  /** The server's answer where nobody listens. */
  readonly isNoResponders: boolean;
  /** Where an answer is wanted. The sender wrote it: who answers with more rights than the sender has to look at it first. */
  readonly reply: string | undefined;
};

export interface NatsWire {
  readonly server: { readonly name: string; readonly version: string };
  /** The server's bound for one message. */
  readonly maxPayloadBytes: number;
  /** Never waits and never fails: after a loss it does nothing. With `reply`, the server says there when nobody listens. */
  publish(subject: string, data: Uint8Array, reply?: string): void;
  subscribe(subject: string, onMessage: (message: NatsMessage) => void): void;
  /** Resolves when the server has taken all that was published before; rejects when the connection is lost first. */
  flush(): Promise<void>;
  close(): Promise<void>;
}

export type NatsWireHandlers = {
  /** Once, also after `close`. */
  readonly onClosed: (why: string) => void;
  /** The server refused something that the user may not do; the connection stays. */
  readonly onForbidden: (why: string) => void;
};

const CONNECT_TIMEOUT_MS = 10_000;
const PING_INTERVAL_MS = 10_000;

/** One attempt, at each server once. Throws BerthError with one line for people. */
export async function connectNats(options: NatsOptions, handlers: NatsWireHandlers): Promise<NatsWire> {
  const library = await import('nats');
  const names = options.servers.map(withoutSecrets).join(', ');
  const connection = await library
    .connect(await connectionOptions(library, options))
    .catch((thrown: unknown) => Promise.reject(connectFailure(names, thrown)));
  const problem = tooOld(connection.info?.version ?? '');
  if (problem) {
    await connection.close();
    throw new BerthError('refused', `NATS at ${names} ${problem}`);
  }
  void watchStatus(connection, handlers);
  void connection.closed().then((error) => {
    const why = error instanceof Error && error.message ? ` (${error.message})` : '';
    handlers.onClosed(`the connection to NATS at ${names} was lost${why}`);
  });
  return wireOf(connection);
}

/** Older ones lack what the protocol here relies on. */
const OLDEST = [2, 10, 0];
/** Below, there are known faults: docs/adr/0026-links-over-nats.md and the notes on the ledger. */
const ADVISED = [2, 14, 3];

/** Why a server of this version is not used; undefined when it is. */
export function tooOld(version: string): string | undefined {
  return isBelow(version, OLDEST)
    ? `is version ${version}: Berth needs ${OLDEST.join('.')} or newer`
    : undefined;
}

/** What people should know of a server that is used. */
export function advice(version: string): string | undefined {
  if (!isBelow(version, ADVISED)) return undefined;
  return `NATS is version ${version}: ${ADVISED.join('.')} or newer has faults mended that older ones have`;
}

function isBelow(version: string, bound: readonly number[]): boolean {
  const parts = /^(\d+)\.(\d+)\.(\d+)/.exec(version)?.slice(1).map(Number) ?? [];
  const at = bound.findIndex((part, index) => parts[index] !== part);
  return at >= 0 && (parts[at] ?? 0) < (bound[at] ?? 0);
}

function wireOf(connection: NatsConnection): NatsWire {
  const { info } = connection;
  return {
    server: { name: info?.server_name ?? '', version: info?.version ?? '' },
    maxPayloadBytes: info?.max_payload ?? 0,
    publish: (subject, data, reply) => {
      if (connection.isClosed()) return;
      connection.publish(subject, data, reply === undefined ? undefined : { reply });
    },
    subscribe: (subject, onMessage) => {
      connection.subscribe(subject, {
        callback: (error, message) => {
          if (!error) guarded(() => onMessage(readMessage(message)));
        },
      });
    },
    flush: () => connection.flush(),
    close: () => connection.close(),
  };
}

/** What is thrown inside a callback would stop the client from reading, silently; a bug must be seen. */
function guarded(run: () => void): void {
  try {
    run();
  } catch (thrown) {
    queueMicrotask(() => {
      throw thrown;
    });
  }
}

function readMessage(message: Msg): NatsMessage {
  return {
    subject: message.subject,
    data: message.data,
    isNoResponders: message.data.length === 0 && message.headers?.code === 503,
    reply: message.reply,
  };
}

/** Reads it to its end, always: what is not taken from it piles up in the client. */
async function watchStatus(connection: NatsConnection, { onForbidden }: NatsWireHandlers): Promise<void> {
  for await (const { permissionContext } of connection.status()) {
    if (!permissionContext) continue;
    const { operation, subject } = permissionContext as { operation: string; subject: string };
    const what = operation === 'publish' ? 'publish to' : 'subscribe to';
    onForbidden(`NATS does not let this user ${what} ${subject}: see \`berth nats config\``);
  }
}

async function connectionOptions(
  library: typeof import('nats'),
  options: NatsOptions,
): Promise<ConnectionOptions> {
  const { servers, name, credentials, pingIntervalMs } = options;
  const tls = natsTls(options);
  return {
    ...{ servers: servers.map(withoutUser), name, reconnect: false, timeout: CONNECT_TIMEOUT_MS },
    ...{ ignoreAuthErrorAbort: true, noAsyncTraces: true, pingInterval: pingIntervalMs ?? PING_INTERVAL_MS },
    ...(tls && { tls }),
    ...(credentials && { authenticator: authenticatorOf(library, credentials) }),
  };
}

export type NatsTls = {
  readonly caFile?: string;
  readonly certFile?: string;
  readonly keyFile?: string;
  readonly checkServerIdentity: (name: string, certificate: PeerCertificate) => Error | undefined;
};

/** For either client. Undefined where nothing asks for TLS; a server that wants it says so by itself. */
export function natsTls({ servers, caFile, certFile, keyFile }: NatsOptions): NatsTls | undefined {
  const files = {
    ...(caFile !== undefined && { caFile }),
    ...(certFile !== undefined && { certFile }),
    ...(keyFile !== undefined && { keyFile }),
  };
  const asked = servers.some((server) => server.startsWith('tls://'));
  if (!asked && Object.keys(files).length === 0) return undefined;
  return { ...files, checkServerIdentity: (_, certificate) => isOneOf(servers, certificate) };
}

/**
 * The client names no host to check where an address is a number, and Node.js then takes "localhost". What counts is that
 * the certificate is of a server that was named: the others of its cluster are learnt of by their numbers.
 */
function isOneOf(servers: readonly string[], certificate: PeerCertificate): Error | undefined {
  const problems = servers.map((server) => {
    const { hostname } = new URL(server.includes('://') ? server : `nats://${server}`);
    return checkServerIdentity(hostname.replace(/^\[|\]$/g, ''), certificate);
  });
  return problems.includes(undefined) ? undefined : problems[0];
}

function authenticatorOf(library: typeof import('nats'), credentials: NatsCredentials): Authenticator {
  if ('user' in credentials)
    return library.usernamePasswordAuthenticator(credentials.user, credentials.password);
  const secret = Buffer.from(credentials.secret.trim());
  return secret.includes('BEGIN NATS USER JWT')
    ? library.credsAuthenticator(Buffer.from(credentials.secret))
    : library.nkeyAuthenticator(secret);
}

const REASONS: Readonly<Record<string, string>> = {
  CONNECTION_REFUSED: 'the connection was refused',
  TIMEOUT: 'no answer in time',
  CONNECTION_TIMEOUT: 'no answer in time',
  AUTHORIZATION_VIOLATION: 'it refuses these credentials',
  AUTHENTICATION_TIMEOUT: 'it took too long to check the credentials',
};

function connectFailure(names: string, thrown: unknown): BerthError {
  const { code = '', message } = thrown as { code?: string; message: string };
  const isRefused = code === 'AUTHORIZATION_VIOLATION';
  const why = REASONS[code] ?? message.replace(/\s+/g, ' ');
  return new BerthError(isRefused ? 'refused' : 'unreachable', `cannot reach NATS at ${names}: ${why}`, {
    cause: thrown,
  });
}

function withoutSecrets(server: string): string {
  return withoutUser(server).replace(/^[a-z]+:\/\//, '');
}

function withoutUser(server: string): string {
  return server.replace(/^([a-z]+:\/\/)?[^@/]*@/, '$1');
}

/** A new user: `publicKey` ("U...") for the server's configuration, `seed` ("SU...") for the user only. */
export async function createNatsUser(): Promise<{ readonly publicKey: string; readonly seed: string }> {
  const { nkeys } = await import('nats');
  const pair = nkeys.createUser();
  return { publicKey: pair.getPublicKey(), seed: Buffer.from(pair.getSeed()).toString() };
}

/** Public key of a seed. Throws "invalid_request" for a text that is none. */
export async function publicKeyOf(seed: string): Promise<string> {
  const { nkeys } = await import('nats');
  try {
    return nkeys.fromSeed(Buffer.from(seed.trim())).getPublicKey();
  } catch (thrown) {
    throw new BerthError('invalid_request', 'this is not the seed of a NATS user ("SU...")', {
      cause: thrown,
    });
  }
}
