/** Who makes a call: what its certificate says, and nothing else. */
import { X509Certificate } from 'node:crypto';
import { type Actor, BerthError, type Requester } from '@berth/core';
import { type Peer, type PeerKind, readPeer } from '@berth/identity';
import type { ServerCallOf } from './load.js';

/** Undefined where the listener asks for no certificates: anybody may be it. */
export type Caller = (Requester & { readonly kind: PeerKind }) | undefined;

/** Throws "refused" when the listener asks for certificates and this one is none of these kinds. */
export function callerOf(
  call: Pick<ServerCallOf, 'getAuthContext'>,
  secure: boolean,
  kinds: readonly PeerKind[],
): Peer | undefined {
  if (!secure) return undefined;
  const { raw } = call.getAuthContext().sslPeerCertificate ?? {};
  const peer = raw && readPeer(new X509Certificate(raw));
  if (!peer)
    throw new BerthError(
      'refused',
      'a certificate of this cluster, or a token, is needed here: see `berth login --help`',
    );
  if (kinds.includes(peer.kind)) return peer;
  throw new BerthError(
    'refused',
    `a ${peer.kind} ("${peer.name}") has no business here: it is for a ${kinds.join(' or a ')}`,
  );
}

/** Who stands in the ledger: the certificate's name. A coordinator speaks for whoever asked it. */
export function actorFor(caller: Caller, asked: Actor): Actor {
  const { name, reason } = asked;
  const because = reason !== undefined && { reason };
  if (!caller) return { name, ...because };
  return caller.kind === 'coordinator' ? asked : { name: caller.name, kind: caller.kind, ...because };
}
