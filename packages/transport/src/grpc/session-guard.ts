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
  const resets = new PeerBuckets(deps.clock);
  for (const each of http2Servers.keys()) each.on('session', (session) => guard(session, resets, deps));
}

function guard(
  session: ServerHttp2Session,
  peers: PeerBuckets,
  { clock, firstCallMs, onExcess }: SessionGuardDeps,
): void {
  const peer = peerOf(session);
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
  const pings = new Bucket(clock, LIMITS.pingBurst, LIMITS.pingsPerSecond);
  session.on('ping', () => {
    if (!pings.take()) end('too_many_pings');
  });
  const settings = new Bucket(clock, LIMITS.pingBurst, LIMITS.pingsPerSecond);
  session.on('remoteSettings', () => {
    if (!settings.take()) end('too_many_settings');
  });
  const resets = peers.of(peer);
  session.on('stream', (stream, headers) => {
    // All that it opens in one breath comes before the first reset is told: who resets too much opens nothing more.
    if (resets.isEmpty) {
      end('too_many_resets');
      return;
    }
    // No client of ours compresses; the library would unpack the full 4 MiB of each of 256 calls at a time.
    if ((headers['grpc-encoding'] ?? 'identity') !== 'identity')
      stream.close(constants.NGHTTP2_ENHANCE_YOUR_CALM);
    stream.once('aborted', () => {
      if (!resets.take()) end('too_many_resets');
    });
  });
  if (peer?.kind === 'node') boundStreams(session, () => end('too_many_streams'));
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

/**
 * Resets by whoever the certificate names, over all of its connections: a new one after each that was ended would cost as
 * much as the first. Coordinators relay for many, and who has no certificate may share its address with others: those
 * are counted by connection.
 */
class PeerBuckets {
  readonly #clock: Clock;
  readonly #buckets = new Map<string, Bucket>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  of(peer: Peer | undefined): Bucket {
    if (!peer || peer.kind === 'coordinator') return this.#make();
    const key = `${peer.kind} ${peer.name}`;
    const known = this.#buckets.get(key);
    if (known) return known;
    if (this.#buckets.size >= LIMITS.peersCounted) this.#forget();
    const bucket = this.#make();
    this.#buckets.set(key, bucket);
    return bucket;
  }

  /** A full one is as good as a new one; where none is, the oldest goes. */
  #forget(): void {
    const before = this.#buckets.size;
    for (const [key, bucket] of this.#buckets) if (bucket.isFull) this.#buckets.delete(key);
    const [oldest] = this.#buckets.keys();
    if (this.#buckets.size === before && oldest !== undefined) this.#buckets.delete(oldest);
  }

  #make(): Bucket {
    return new Bucket(this.#clock, LIMITS.resetBurst, LIMITS.resetsPerSecond);
  }
}

/** Fills by itself. */
class Bucket {
  readonly #clock: Clock;
  readonly #burst: number;
  readonly #perSecond: number;
  #left: number;
  #atMs: number;

  constructor(clock: Clock, burst: number, perSecond: number) {
    this.#clock = clock;
    this.#burst = burst;
    this.#perSecond = perSecond;
    this.#left = burst;
    this.#atMs = clock.monotonicMs();
  }

  get isEmpty(): boolean {
    this.#fill();
    return this.#left < 1;
  }

  get isFull(): boolean {
    this.#fill();
    return this.#left >= this.#burst;
  }

  /** False where nothing is left. */
  take(): boolean {
    if (this.isEmpty) return false;
    this.#left--;
    return true;
  }

  #fill(): void {
    const nowMs = this.#clock.monotonicMs();
    this.#left = Math.min(this.#burst, this.#left + ((nowMs - this.#atMs) / 1_000) * this.#perSecond);
    this.#atMs = nowMs;
  }
}
