/** The agent's side of enrolment: one connection, one question. */
import { X509Certificate } from 'node:crypto';
import { connect, type DetailedPeerCertificate, type TLSSocket } from 'node:tls';
import { BerthError, type Clock, type NodeProfile } from '@berth/core';
import { type Credentials, fingerprintOf, readPeer } from '@berth/identity';
import type { Received } from '@berth/proto';
import type { ServiceError } from '@grpc/grpc-js';
import { filled, inside, required } from '../wire/checks.js';
import { requestSpot } from '../wire/control.js';
import { decodeProfile } from '../wire/identity.js';
import type { EnrolGrant, EnrolWish } from './enrol-api.js';
import { fromGrpc } from './errors.js';
import { loadGrpc } from './load.js';
import { type ClientIdentity, channelCredentials, SECURE_CHANNEL_OPTIONS } from './secure-channel.js';

const ANSWER_MS = 20_000;

export type EnrolClientOptions = {
  /** "host:port" of a coordinator's enrolment listener. */
  readonly address: string;
  readonly clock: Clock;
};

/** Spends a token. `authority` is what `findAuthority` gave. */
export async function enrol(
  { address, clock }: EnrolClientOptions,
  authority: string,
  wish: EnrolWish,
): Promise<EnrolGrant> {
  const { request, ...rest } = wish;
  return call(address, clock, { authority }, 'Enrol', { ...rest, request: Buffer.from(request) });
}

/** A new certificate for the same node, for a new key; works for a while after the old one has run out, too. */
export async function renew(
  { address, clock }: EnrolClientOptions,
  credentials: Credentials,
  request: Uint8Array,
): Promise<EnrolGrant> {
  return call(address, clock, credentials, 'Renew', { request: Buffer.from(request) });
}

/**
 * The certificate (PEM) with this fingerprint, as the server at `address` shows it. Nothing is said to the server before:
 * whoever answers there learns nothing. Throws "refused" when it shows another one.
 */
export async function findAuthority(
  { address, clock }: EnrolClientOptions,
  fingerprint: string,
): Promise<string> {
  const [, host = '', port] = /^\[?([^\]]+)\]?:(\d+)$/.exec(address) ?? [];
  const socket = connect({
    ...{ host, port: Number(port), minVersion: 'TLSv1.3', ALPNProtocols: ['h2'] },
    servername: SECURE_CHANNEL_OPTIONS['grpc.ssl_target_name_override'],
    // Compared below, before anything is sent.
    rejectUnauthorized: false,
  });
  try {
    await secured(socket, address, clock);
    const chain = chainOf(socket.getPeerCertificate(true));
    const [server] = chain;
    const authority = chain.find((certificate) => fingerprintOf(certificate) === fingerprint);
    if (authority && server?.verify(authority.publicKey) && readPeer(server)?.kind === 'coordinator')
      return authority.toString();
    const advice = 'this is another cluster, or somebody in between; check the address and the token';
    throw new BerthError(
      'refused',
      `${address} does not belong to the authority that the token names: ${advice}`,
    );
  } finally {
    socket.destroy();
  }
}

function secured(socket: TLSSocket, address: string, clock: Clock): Promise<void> {
  return new Promise((resolve, reject) => {
    const cancel = clock.schedule(ANSWER_MS, () =>
      reject(new BerthError('timed_out', `${address} did not answer in time`)),
    );
    const end = (run: () => void) => {
      cancel();
      run();
    };
    socket.once('secureConnect', () => end(resolve));
    socket.on('error', (thrown: NodeJS.ErrnoException) => {
      const why = `cannot reach ${address}: ${thrown.code === 'ECONNREFUSED' ? 'nothing listens there (connection refused)' : thrown.message}`;
      end(() => reject(new BerthError('unreachable', why, { cause: thrown })));
    });
  });
}

function chainOf(first: DetailedPeerCertificate): X509Certificate[] {
  const chain: X509Certificate[] = [];
  const seen = new Set<DetailedPeerCertificate>();
  for (let at = first; at?.raw && !seen.has(at); at = at.issuerCertificate) {
    seen.add(at);
    chain.push(new X509Certificate(at.raw));
  }
  return chain;
}

async function call(
  address: string,
  clock: Clock,
  identity: ClientIdentity,
  method: 'Enrol' | 'Renew',
  request: object,
): Promise<EnrolGrant> {
  const { library, proto } = await loadGrpc();
  const stub = new proto.berth.enrol.v1.EnrolService(address, channelCredentials(library, identity), {
    'grpc.enable_retries': 0,
    'grpc.service_config_disable_resolution': 1,
    'grpc.use_local_subchannel_pool': 1,
    ...SECURE_CHANNEL_OPTIONS,
  });
  try {
    const answer = await new Promise<{ readonly grant: Received<'berth.enrol.v1.Grant'> | null }>(
      (resolve, reject) => {
        const done = (error: ServiceError | null, response: unknown) => {
          if (error) reject(fromGrpc(error, address));
          else resolve(response as { readonly grant: Received<'berth.enrol.v1.Grant'> | null });
        };
        const ask = stub[method] as (ask: object, options: { deadline: number }, then: typeof done) => void;
        ask.call(stub, request, { deadline: clock.nowMs() + ANSWER_MS }, done);
      },
    );
    return decodeGrant(answer.grant);
  } finally {
    stub.close();
  }
}

function decodeGrant(wire: Received<'berth.enrol.v1.Grant'> | null): EnrolGrant {
  const root = requestSpot('grant');
  const { certificate, authority, profile, fleet } = required(wire, root, 'grant');
  const at = inside(root, 'grant');
  const read: NodeProfile = decodeProfile(profile, at);
  return {
    certificate: filled(certificate, at, 'certificate'),
    authority: filled(authority, at, 'authority'),
    profile: read,
    fleet: filled(fleet, at, 'fleet'),
  };
}
