/**
 * The server's side of mutual TLS 1.3: bounded handshakes, and certificates that can be exchanged while it listens. A
 * connection is handed on only when its handshake is done and its certificate, where one is needed, was verified.
 */
import { constants, X509Certificate } from 'node:crypto';
import type { Server, Socket } from 'node:net';
import { createServer, type TLSSocket } from 'node:tls';
import { LIMITS } from '@berth/core';
import type { Credentials } from '@berth/identity';

export type ServerSecurity = {
  /** Looked at for each connection: a renewed certificate is used from the next one on. */
  readonly credentials: () => Credentials;
  /** Whoever joins has no certificate yet, and whoever renews may come with one that ran out: the service decides. */
  readonly clients: 'verified' | 'unverified';
  /** For a whole handshake, 5 s by default. */
  readonly handshakeMs?: number;
};

const HANDSHAKE_MS = 5_000;

export function secureListener(security: ServerSecurity, onSecure: (socket: TLSSocket) => void): Server {
  let current = security.credentials();
  let handshakes = 0;
  const server = createServer(
    {
      ...contextOf(current),
      requestCert: true,
      rejectUnauthorized: security.clients === 'verified',
      handshakeTimeout: security.handshakeMs ?? HANDSHAKE_MS,
      ALPNProtocols: ['h2'],
      noDelay: true,
    },
    onSecure,
  );
  // Before the handshake begins.
  server.prependListener('connection', (socket: Socket) => {
    const credentials = security.credentials();
    if (credentials !== current) server.setSecureContext(contextOf(credentials));
    current = credentials;
    if (handshakes >= LIMITS.handshakes) socket.destroy();
    handshakes++;
    const done = once(() => {
      handshakes--;
    });
    socket.once('close', done);
    pending.set(socket, done);
  });
  const pending = new WeakMap<Socket, () => void>();
  server.prependListener('secureConnection', (socket: TLSSocket) => {
    const raw = (socket as unknown as { readonly _parent?: Socket })._parent;
    if (raw) pending.get(raw)?.();
  });
  // Who fails is cut off by Node; without a listener it is no error of ours either.
  server.on('tlsClientError', () => {});
  return server;
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

function once(run: () => void): () => void {
  let done = false;
  return () => {
    if (!done) run();
    done = true;
  };
}
