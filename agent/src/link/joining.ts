/** How this host became a node, and how it stays one: joining with a token, and renewing the certificate in time. */
import {
  BerthError,
  type Clock,
  type Log,
  type NodeProfile,
  type Random,
  RENEW_GRACE_MS,
  type WantedAgent,
} from '@berth/core';
import {
  type Credentials,
  type Identity,
  type Peer,
  parseJoinToken,
  peerOf,
  readIdentity,
  requestCertificate,
  SKEW_MS,
  tokenHash,
  writeIdentity,
} from '@berth/identity';
import { type EnrolGrant, enrol, fetchArtifact, findAuthority, renew } from '@berth/transport';

export type JoinOptions = {
  /** Where the identity is kept. */
  readonly file: string;
  readonly token: string;
  /** "host:port" of a coordinator's enrolment listener. */
  readonly address: string;
  readonly node: string;
  /** Where this host believes to be; absent: wherever the token says. */
  readonly site?: string;
  readonly clock: Clock;
};

export type Joined = Identity & { readonly peer: Peer; readonly profile: NodeProfile };

/** Undefined when this host has not joined. */
export async function readJoined(file: string): Promise<Joined | undefined> {
  const identity = await readIdentity(file);
  if (!identity) return undefined;
  const { profile, peer } = identity;
  if (profile && peer.kind === 'node') return { ...identity, profile };
  throw new BerthError(
    'corrupt',
    `${file} is no identity of a node: move it away, and join again with a new token`,
  );
}

/** Whether the identity came by this very token: then there is nothing to do. */
export function joinedWith(joined: Joined, token: string): boolean {
  return joined.token === tokenHash(parseJoinToken(token).secret);
}

/** The key is made here and never leaves. The token is spent when this resolves, and may be when it fails. */
export async function join({ file, token, address, node, site, clock }: JoinOptions): Promise<Joined> {
  const { secret, authority: fingerprint } = parseJoinToken(token);
  const authority = await findAuthority({ address, clock }, fingerprint);
  const { key, request } = requestCertificate({ kind: 'node', name: node });
  const wish = { secret, node, request, ...(site !== undefined && { site }) };
  const grant = await enrol({ address, clock }, authority, wish);
  const identity: Identity = {
    ...granted(grant, key),
    profile: grant.profile,
    token: tokenHash(secret),
    fleet: [onHostOf(address, grant.fleet)],
    enrol: [address],
  };
  await writeIdentity(file, identity);
  return { ...identity, peer: peerOf(identity), profile: grant.profile };
}

function granted({ authority, certificate }: EnrolGrant, key: string): Credentials {
  return { authority, certificate, key };
}

/** A coordinator that listens everywhere names its port only: it is on the host where it was found. */
function onHostOf(address: string, fleet: string): string {
  return fleet.startsWith(':') ? `${address.slice(0, address.lastIndexOf(':'))}${fleet}` : fleet;
}

const LOOK_AT_MOST_MS = 24 * 60 * 60 * 1000;
const RETRY_MS = { min: 500, max: 10 * 60 * 1000 };

export type RenewalDeps = {
  readonly file: string;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
};

/** Renews at about half of the certificate's time; one that ran out meanwhile is renewed as soon as that is possible. */
export class Renewal {
  readonly #deps: RenewalDeps;
  #joined: Joined;
  #cancel: () => void = () => {};
  #closed = false;

  constructor(joined: Joined, deps: RenewalDeps) {
    this.#joined = joined;
    this.#deps = deps;
    this.#plan();
  }

  /** As they are now. */
  credentials(): Credentials {
    return this.#joined;
  }

  /** Where coordinators are found by hosts, not by agents. */
  get addresses(): readonly string[] {
    return this.#joined.enrol ?? [];
  }

  close(): void {
    this.#closed = true;
    this.#cancel();
  }

  #plan(): void {
    const { notBeforeMs, notAfterMs } = this.#joined.peer;
    const lifeMs = notAfterMs - notBeforeMs - SKEW_MS;
    // A fleet that joined in one hour does not come back in one hour.
    const share = 0.45 + 0.1 * this.#deps.random.next();
    this.#wake(notAfterMs - lifeMs * share);
  }

  #wake(dueAtMs: number): void {
    if (this.#closed) return;
    const leftMs = dueAtMs - this.#deps.clock.nowMs();
    if (leftMs <= 0) {
      this.#cancel = this.#deps.clock.schedule(0, () => void this.#renew());
      return;
    }
    // In steps: a wall clock that is set right meanwhile counts.
    this.#cancel = this.#deps.clock.schedule(Math.min(leftMs, LOOK_AT_MOST_MS), () => this.#wake(dueAtMs));
  }

  async #renew(): Promise<void> {
    const { clock, log, random, file } = this.#deps;
    const { peer } = this.#joined;
    try {
      const grant = await this.#ask();
      const { key, ...given } = grant;
      const next: Identity = { ...withoutPeer(this.#joined), ...given, key };
      await writeIdentity(file, next);
      this.#joined = { ...next, peer: peerOf(next), profile: grant.profile };
      log.info('certificate renewed', { until: new Date(this.#joined.peer.notAfterMs).toISOString() });
      this.#plan();
    } catch (thrown) {
      const { message } = BerthError.from(thrown);
      const over = clock.nowMs() > peer.notAfterMs + RENEW_GRACE_MS;
      const what = over
        ? 'the certificate ran out too long ago: join again with a new token'
        : 'certificate not renewed';
      log.warn(what, { why: message });
      const lifeMs = peer.notAfterMs - peer.notBeforeMs - SKEW_MS;
      const afterMs = Math.max(RETRY_MS.min, Math.min(RETRY_MS.max, lifeMs / 20)) * (0.5 + random.next());
      this.#wake(clock.nowMs() + afterMs);
    }
  }

  /** Each coordinator that is known, until one answers. */
  async #ask(): Promise<Credentials & { readonly profile: NodeProfile }> {
    const { enrol: addresses = [], peer } = this.#joined;
    const { key, request } = requestCertificate(peer);
    let failure: unknown = new BerthError('unreachable', 'no address to renew it at is known');
    for (const address of addresses) {
      try {
        const grant = await renew({ address, clock: this.#deps.clock }, this.#joined, request);
        return { ...granted(grant, key), profile: grant.profile };
      } catch (thrown) {
        failure = thrown;
      }
    }
    throw failure;
  }
}

/** From each coordinator that is known, until one has it. */
export async function fetchAgent(
  renewal: Renewal | undefined,
  { digest, bytes }: WantedAgent,
  file: string,
  signal: AbortSignal,
): Promise<void> {
  let failure: unknown = new BerthError('unreachable', 'no address to fetch it from is known');
  for (const address of renewal?.addresses ?? []) {
    try {
      const identity = (renewal as Renewal).credentials();
      await fetchArtifact({ address, identity, digest, bytes, file }, signal);
      return;
    } catch (thrown) {
      if (signal.aborted) throw thrown;
      failure = thrown;
    }
  }
  throw failure;
}

function withoutPeer({ peer: _peer, ...identity }: Joined): Identity {
  return identity;
}
