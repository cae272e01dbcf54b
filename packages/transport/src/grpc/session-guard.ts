/**
 * What one HTTP/2 session may cost. The library answers every ping and waits for ever for a first call. Floods of
 * CONTINUATION frames and unread answers are bounded below it, by nghttp2; so are resets, but after that it leaves
 * the connection open.
 */
import { constants, type Http2Server, type ServerHttp2Session } from 'node:http2';
import type { TLSSocket } from 'node:tls';
import { BerthError, type Clock, LIMITS } from '@berth/core';
import { type Peer, readPeer } from '@berth/identity';
import type { Server } from '@grpc/grpc-js';

/** Why a session was ended: goes to the peer as the text of its GOAWAY. */
export type Excess =
  | 'too_many_pings'
  | 'too_many_settings'
  | 'too_many_resets'
  | 'too_many_streams'
  | 'no_call';

export type SessionGuardDeps = {
  readonly clock: Clock;
  /** For a connection to make its first call, LIMITS.firstCallMs by default. */
  readonly firstCallMs?: number | undefined;
  readonly onExcess: (excess: Excess, peer: string) => void;
};

/** Watches every session of this server from its first byte. To be called after its listener was made. */
export function guardSessions(server: Server, deps: SessionGuardDeps): void {
  // Not public: the library shows its sessions to nobody.
  const { http2Servers } = server as unknown as { readonly http2Servers?: Map<Http2Server, unknown> };
  if (!http2Servers?.size)
    throw new BerthError('internal', 'this version of grpc-js hides its HTTP/2 servers');
  for (const each of http2Servers.keys()) each.on('session', (session) => guard(session, deps));
}

function guard(session: ServerHttp2Session, { clock, firstCallMs, onExcess }: SessionGuardDeps): void {
  const { remoteAddress, remotePort } = session.socket;
  const end = (excess: Excess) => {
    if (session.destroyed) return;
    onExcess(excess, `${remoteAddress}:${remotePort}`);
    session.goaway(constants.NGHTTP2_ENHANCE_YOUR_CALM, 0, Buffer.from(excess));
    session.destroy();
  };
  const cancel = clock.schedule(firstCallMs ?? LIMITS.firstCallMs, () => end('no_call'));
  session.once('close', cancel);
  session.once('stream', cancel);
  const pings = bucket(clock, LIMITS.pingBurst, LIMITS.pingsPerSecond);
  session.on('ping', () => {
    if (!pings()) end('too_many_pings');
  });
  const settings = bucket(clock, LIMITS.pingBurst, LIMITS.pingsPerSecond);
  session.on('remoteSettings', () => {
    if (!settings()) end('too_many_settings');
  });
  const resets = bucket(clock, LIMITS.resetBurst, LIMITS.resetsPerSecond);
  session.on('stream', (stream, headers) => {
    // No client of ours compresses; the library would unpack the full 4 MiB of each of 256 calls at a time.
    if ((headers['grpc-encoding'] ?? 'identity') !== 'identity')
      stream.close(constants.NGHTTP2_ENHANCE_YOUR_CALM);
    stream.once('aborted', () => {
      if (!resets()) end('too_many_resets');
    });
  });
  if (peerOf(session)?.kind === 'node') boundStreams(session, () => end('too_many_streams'));
}

/** Each may hold a message that is not whole yet: what a node may make us hold is few of them. */
function boundStreams(session: ServerHttp2Session, end: () => void): void {
  let open = 0;
  session.on('stream', (stream) => {
    open++;
    stream.once('close', () => open--);
    if (open > LIMITS.streamsPerNode) end();
  });
}

function peerOf(session: ServerHttp2Session): Peer | undefined {
  const certificate = (session.socket as TLSSocket).getPeerX509Certificate?.();
  return certificate && readPeer(certificate);
}

/** True while there is something left in a bucket that fills by itself. */
function bucket(clock: Clock, burst: number, perSecond: number): () => boolean {
  let left = burst;
  let at = clock.monotonicMs();
  return () => {
    const now = clock.monotonicMs();
    left = Math.min(burst, left + ((now - at) / 1_000) * perSecond);
    at = now;
    if (left < 1) return false;
    left--;
    return true;
  };
}
