/**
 * The server's side of mutual TLS 1.3: bounded handshakes, and certificates that can be exchanged while it listens. A
 * connection is handed on only when its handshake is done and its certificate, where one is needed, was verified.
 */
import { constants, X509Certificate } from 'node:crypto';
import type { Server, Socket } from 'node:net';
import { createServer, type TLSSocket } from 'node:tls';
import { type Clock, LIMITS } from '@berth/core';
import type { Credentials } from '@berth/identity';
import { Tally } from './tally.js';

export type ServerSecurity = {
  /** Looked at for each connection: a renewed certificate is used from the next one on. */
  readonly credentials: () => Credentials;
  /**
   * optional: whoever shows a certificate shows one that counts, whoever shows none has to say a token. unverified: whoever
   * joins has no certificate yet, and whoever renews may come with one that ran out: the service decides.
   */
  readonly clients: 'verified' | 'optional' | 'unverified';
  /** For a whole handshake, 10 s by default. */
  readonly handshakeMs?: number;
  /** Takes connections that do not speak HTTP/2; absent: there are none. */
  readonly onWeb?: (socket: TLSSocket) => void;
};

const HANDSHAKE_MS = 10_000;

export function secureListener(
  security: ServerSecurity,
  clock: Clock,
  onSecure: (socket: TLSSocket) => void,
  onExcess: (excess: string, socket: Socket) => void,
): Server {
  let current = security.credentials();
  /** How each handshake under way is taken off the count. */
  const handshakes = new Map<Socket, () => void>();
  const handshakesOf = new Tally();
  const server = createServer(
    {
      ...contextOf(current),
      requestCert: true,
      rejectUnauthorized: security.clients === 'verified',
      // Our first choice among theirs: curl offers both, and wants no gRPC.
      ALPNProtocols: security.onWeb ? ['http/1.1', 'h2'] : ['h2'],
      noDelay: true,
    },
    // Who says nothing of protocols, as GNU wget does, means HTTP/1.1.
    (socket) => (security.onWeb && socket.alpnProtocol !== 'h2' ? security.onWeb(socket) : onSecure(socket)),
  );
  // Before the handshake begins.
  server.prependListener('connection', (socket: Socket) => {
    const credentials = security.credentials();
    if (credentials !== current) server.setSecureContext(contextOf(credentials));
    current = credentials;
    const from = socket.remoteAddress ?? '';
    if (handshakes.size >= LIMITS.handshakes || !handshakesOf.add(from, LIMITS.handshakesPerAddress)) {
      onExcess('too_many_handshakes', socket);
      socket.destroy();
      return;
    }
    // Of the whole: Node's own limit starts anew with each byte.
    const cancel = clock.schedule(security.handshakeMs ?? HANDSHAKE_MS, () => socket.destroy());
    const done = () => {
      cancel();
      if (handshakes.delete(socket)) handshakesOf.remove(from);
    };
    handshakes.set(socket, done);
    socket.once('close', done);
  });
  server.prependListener('secureConnection', (socket: TLSSocket) => {
    handshakes.get(rawOf(socket))?.();
    if (security.clients === 'optional' && socket.getPeerX509Certificate() && !socket.authorized)
      socket.destroy();
  });
  // Who fails is cut off by Node: no error of ours.
  server.on('tlsClientError', () => {});
  return server;
}

/** What a TLS socket was made around. */
function rawOf(socket: TLSSocket): Socket {
  return (socket as unknown as { readonly _parent: Socket })._parent;
}

function contextOf({ authority, certificate, key }: Credentials) {
  return {
    // The authority goes along: a host that joins compares its fingerprint.
    cert: `${certificate}\n${signerOf(authority, certificate)}`,
    key,
    ca: authority,
    minVersion: 'TLSv1.3' as const,
    // Every connection shows its certificate anew.
    secureOptions: constants.SSL_OP_NO_TICKET,
  };
}

function signerOf(authority: string, certificate: string): string {
  const leaf = new X509Certificate(certificate);
  const all = authority.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];
  return all.find((pem) => leaf.verify(new X509Certificate(pem).publicKey)) ?? '';
}
