/** Who is let in at a control API that asks who one is: a certificate, or a token of a user; and what the ledger says of it. */
import { timingSafeEqual } from 'node:crypto';
import {
  BerthError,
  type Clock,
  type ClusterState,
  type Grant,
  LIMITS,
  whyUserDoesNotCount,
} from '@berth/core';
import { type Peer, parseBearer, SKEW_MS, tokenHash } from '@berth/identity';
import type { Metadata, ServerInterceptor } from '@grpc/grpc-js';
import { type Caller, callerOf } from './callers.js';
import { toStatus } from './errors.js';
import type { Grpc, ServerCallOf } from './load.js';

export type Access = {
  readonly clock: Pick<Clock, 'nowMs' | 'schedule'>;
  /** As this coordinator knows it now. */
  readonly state: () => Pick<ClusterState, 'users'>;
  /** The stack that a stack file is about. Throws "invalid_request" when it cannot be read. */
  readonly stackOf: (source: string) => string;
  /** Throws "not_found". */
  readonly holderOf: (reservation: string) => Promise<string>;
};

const TOKEN_KEY = 'authorization';

/** Throws "refused". */
export function authenticated(
  call: Pick<ServerCallOf, 'getAuthContext'>,
  metadata: Metadata,
  access: Access | undefined,
): Caller {
  if (!access) return undefined;
  const [token] = metadata.get(TOKEN_KEY);
  // Whoever shows a certificate is who that says.
  if (call.getAuthContext().sslPeerCertificate || token === undefined)
    return ofCertificate(callerOf(call, true, ['user', 'coordinator']), access);
  return ofToken(String(token), access);
}

function ofCertificate(peer: Peer | undefined, { clock, state }: Access): Caller {
  if (!peer) return undefined;
  const nowMs = clock.nowMs();
  if (peer.notAfterMs <= nowMs)
    throw new BerthError('refused', `the certificate of ${peer.kind} "${peer.name}" has run out`);
  if (peer.kind !== 'user') return peer;
  const user = state().users.get(peer.name);
  // Certificates begin a little before they are made.
  const proof = { kind: 'certificate', madeAtMs: peer.notBeforeMs + SKEW_MS } as const;
  const why = whyUserDoesNotCount(user, peer.name, proof, nowMs);
  if (why !== undefined) throw new BerthError('refused', why);
  return user && user.removed === undefined ? userWith(peer.name, user.grants) : peer;
}

/** The same words whatever is wrong with it, as long as the secret was not shown. */
const UNKNOWN_TOKEN = 'this token opens nothing here: make a new one with `berth user token create`';

function ofToken(text: string, { clock, state }: Access): Caller {
  const said = parseBearer(text);
  if (!said) throw new BerthError('refused', UNKNOWN_TOKEN);
  const user = state().users.get(said.user);
  const known = user?.tokens.find(({ id }) => id === said.id);
  if (!user || !known || !sameHash(known.hash, tokenHash(said.secret)))
    throw new BerthError('refused', UNKNOWN_TOKEN);
  const why = whyUserDoesNotCount(user, said.user, { kind: 'token', id: said.id }, clock.nowMs());
  if (why !== undefined) throw new BerthError('refused', why);
  return userWith(said.user, user.grants);
}

function userWith(name: string, grants: readonly Grant[]): Caller {
  return { kind: 'user', name, grants };
}

function sameHash(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a, 'hex'), Buffer.from(b, 'hex')];
  return left.length === right.length && timingSafeEqual(left, right);
}

/**
 * For `interceptors` of openServer. Whoever shows no certificate is asked for a token before anything of a call is kept:
 * the library would take 4 MiB of each of 256 calls from anybody. `cut` ends the connection of whom it was refused to.
 */
export function tokensFirst(
  access: Access,
  cut: (peer: string) => void,
): (grpc: Grpc) => ServerInterceptor[] {
  return ({ library }) => [
    (_definition, call) => {
      if (call.getAuthContext().sslPeerCertificate) return new library.ServerInterceptingCall(call);
      return new library.ServerInterceptingCall(call, {
        start: (next) =>
          next({
            onReceiveMetadata: (metadata: Metadata, then: (metadata: Metadata) => void) => {
              try {
                authenticated(call, metadata, access);
              } catch (thrown) {
                call.sendStatus(toStatus(library, thrown));
                // When it has heard why: connections without a purpose are not for keeping.
                access.clock.schedule(LIMITS.refusedLingerMs, () => cut(call.getPeer()));
                return;
              }
              then(metadata);
            },
          }),
      });
    },
  ];
}
