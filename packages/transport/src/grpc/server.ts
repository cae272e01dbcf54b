/**
 * A gRPC server on one port, with several services and the standard health service. It owns its listening socket, so
 * that a port in use is said in one line, connections are bounded, and a peer that stopped reading can be cut off.
 */
import type { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Server as NetServer, type Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { BerthError, type Clock, LIMITS } from '@berth/core';
import type { ServerInterceptor, ServiceDefinition, UntypedServiceImplementation } from '@grpc/grpc-js';
import { ConnectionBounds } from './connection-bounds.js';
import { Health, type ServingStatus } from './health.js';
import { formatAddress, type ListenAddress, readListenAddress } from './listen-address.js';
import { type Grpc, loadGrpc } from './load.js';
import type { ServerSecurity } from './secure-listener.js';
import { secureListener } from './secure-listener.js';
import { guardSessions } from './session-guard.js';

export type GrpcService = {
  readonly definition: ServiceDefinition;
  readonly implementation: UntypedServiceImplementation;
};

export type OpenServerOptions = {
  /** "host:port"; port 0 takes any free one. */
  readonly address: string;
  readonly clock: Clock;
  /** Allows addresses that other machines can reach although nobody proves who they are. */
  readonly insecureNonLoopback?: boolean;
  /** Mutual TLS; absent: whoever connects is believed, and addresses that others reach are refused. */
  readonly security?: ServerSecurity;
  readonly services: readonly ((grpc: Grpc) => GrpcService)[];
  readonly interceptors?: (grpc: Grpc) => ServerInterceptor[];
  /** Between pings to an otherwise silent peer, 5 minutes by default; each costs some 250 bytes on the wire. */
  readonly keepaliveMs?: number;
  /** How long a ping may stay unanswered, 20 s by default. */
  readonly keepaliveTimeoutMs?: number;
  /** Streams of one connection at a time. */
  readonly maxStreams?: number;
  readonly maxConnections?: number;
  /** Without it only what a certificate says is counted: many agents may share one address. */
  readonly connectionsPerAddress?: number;
  /** For a connection to make its first call, LIMITS.firstCallMs by default. */
  readonly firstCallMs?: number;
  /** A peer was over a bound, and its connection is ended. */
  readonly onExcess?: (excess: string, peer: string) => void;
  /** In MiB, of one connection: its headers, and data that the peer does not take. 64 by default. */
  readonly sessionMiB?: number;
  /** LIMITS.messageBytes by default. */
  readonly receiveMessageBytes?: number;
  /** LIMITS.messageBytes by default. */
  readonly sendMessageBytes?: number;
};

export interface GrpcServer {
  readonly host: string;
  readonly port: number;
  /** "host:port", as clients write it. */
  readonly address: string;
  /** `service` is a full name such as "berth.control.v1.ControlService", or "" for the server as a whole. */
  setHealth(service: string, status: ServingStatus): void;
  /** What the connection of a peer, named as `call.getPeer()` does, showed as its certificate; it may not be verified. */
  certificateOf(peer: string): X509Certificate | undefined;
  /** Ends the connection of a peer, named as `call.getPeer()` does, without waiting for what is unsent. */
  cut(peer: string): void;
  /** Takes no more calls, gives running ones `graceMs` (default 0) to end, then ends them. */
  close(graceMs?: number): Promise<void>;
}

/** Throws "invalid_request" for an address that cannot or must not be used, "conflict" for one in use. */
export async function openServer(options: OpenServerOptions): Promise<GrpcServer> {
  const { security } = options;
  const address = readListenAddress(
    options.address,
    security !== undefined || (options.insecureNonLoopback ?? false),
  );
  const grpc = await loadGrpc();
  const health = new Health();
  const { interceptors = () => [] } = options;
  const server = new grpc.library.Server({ ...serverOptions(options), interceptors: interceptors(grpc) });
  for (const make of [health.service.bind(health), ...options.services]) {
    const service = make(grpc);
    server.addService(service.definition, service.implementation);
  }
  const connections = server.createConnectionInjector(grpc.library.ServerCredentials.createInsecure());
  const onExcess = options.onExcess ?? (() => {});
  guardSessions(server, { clock: options.clock, firstCallMs: options.firstCallMs, onExcess });
  const bounds = new ConnectionBounds();
  const sockets = new Map<string, Socket>();
  const secured = new Map<string, TLSSocket>();
  const listener = security
    ? secureListener(
        security,
        options.clock,
        (socket) => {
          if (socket.destroyed) return;
          remember(secured, socket);
          // Whoever is not verified may write any name there.
          if (security.clients !== 'unverified' && !bounds.admitPeer(socket)) {
            onExcess('too_many_connections', peerName(socket));
            socket.destroy();
          } else connections.injectConnection(socket);
        },
        (excess, socket) => onExcess(excess, peerName(socket)),
      )
    : createServer({ noDelay: true }, (socket) => connections.injectConnection(socket));
  // Before anybody else sees it, also while its handshake lasts.
  listener.prependListener('connection', (socket: Socket) => {
    remember(sockets, socket);
    const most = options.connectionsPerAddress ?? Number.POSITIVE_INFINITY;
    if (bounds.admitAddress(socket, most)) return;
    onExcess('too_many_connections', peerName(socket));
    socket.destroy();
  });
  listener.maxConnections = options.maxConnections ?? 20_000;
  const port = await listen(listener, address);
  return {
    host: address.host,
    port,
    address: formatAddress(address.host, port),
    setHealth: (service, status) => health.set(service, status),
    certificateOf: (peer) => secured.get(peer)?.getPeerX509Certificate(),
    cut: (peer) => sockets.get(peer)?.destroy(),
    close: async (graceMs = 0) => {
      // Closes when its last connection has: the library's own shutdown forgets its callback when a session fails meanwhile.
      const closed = once(listener, 'close');
      health.close();
      listener.close();
      const end = () => {
        server.forceShutdown();
        for (const socket of sockets.values()) socket.destroy();
      };
      connections.drain(graceMs);
      const cancelEnd = options.clock.schedule(graceMs, end);
      await closed;
      cancelEnd();
      server.forceShutdown();
    },
  };
}

function serverOptions(options: OpenServerOptions): Record<string, number> {
  return {
    'grpc.max_receive_message_length': options.receiveMessageBytes ?? LIMITS.messageBytes,
    'grpc.max_send_message_length': options.sendMessageBytes ?? LIMITS.messageBytes,
    'grpc.max_concurrent_streams': options.maxStreams ?? 256,
    'grpc.keepalive_time_ms': options.keepaliveMs ?? 300_000,
    'grpc.keepalive_timeout_ms': options.keepaliveTimeoutMs ?? 20_000,
    'grpc-node.max_session_memory': options.sessionMiB ?? 64,
    'grpc.enable_channelz': 0,
  };
}

/** As the library names a peer. */
function peerName(socket: Socket): string {
  return `${socket.remoteAddress}:${socket.remotePort}`;
}

function remember<Kind extends Socket>(sockets: Map<string, Kind>, socket: Kind): void {
  const peer = peerName(socket);
  sockets.set(peer, socket);
  socket.once('close', () => {
    if (sockets.get(peer) === socket) sockets.delete(peer);
  });
  // The session above reports errors; one that comes before it is there must not end the process.
  socket.on('error', () => socket.destroy());
}

/** Connections that may wait to be accepted: a fleet that comes back comes all at once. The system may allow fewer. */
const BACKLOG = 4_096;

async function listen(listener: NetServer, address: ListenAddress): Promise<number> {
  try {
    listener.listen({ port: address.port, host: address.host, backlog: BACKLOG });
    await once(listener, 'listening');
  } catch (thrown) {
    throw listenError(thrown, formatAddress(address.host, address.port));
  }
  const bound = listener.address();
  return typeof bound === 'object' && bound ? bound.port : address.port;
}

function listenError(thrown: unknown, address: string): BerthError {
  const code = thrown instanceof Error && 'code' in thrown ? thrown.code : undefined;
  switch (code) {
    case 'EADDRINUSE':
      return new BerthError(
        'conflict',
        `cannot listen on ${address}: address already in use; stop the other program or choose another port`,
        { cause: thrown },
      );
    case 'EACCES':
      return new BerthError(
        'invalid_request',
        `cannot listen on ${address}: not allowed; choose a port above 1023`,
        { cause: thrown },
      );
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return new BerthError(
        'invalid_request',
        `cannot listen on ${address}: this machine has no such address`,
        { cause: thrown },
      );
    default:
      return BerthError.from(thrown);
  }
}
