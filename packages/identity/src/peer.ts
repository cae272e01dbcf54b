/** Who a certificate speaks for: exactly one name, as a URI such as "berth://node/shop-12-a". */
import { X509Certificate } from 'node:crypto';
import type { Role } from '@berth/core';

export const PEER_KINDS = ['node', 'user', 'coordinator'] as const;
export type PeerKind = (typeof PEER_KINDS)[number];

export type PeerName = {
  readonly kind: PeerKind;
  readonly name: string;
  /** Of a user; without it a viewer. */
  readonly role?: Role;
};

export type Peer = PeerName & {
  /** Lower-case hex, as `serialOf` writes it. */
  readonly serial: string;
  /** Wall clock, milliseconds since 1970. */
  readonly notBeforeMs: number;
  readonly notAfterMs: number;
};

/** Also what a name may be: no space, slash or quote can smuggle in a second one. */
const NAME = /^[A-Za-z0-9](?:[A-Za-z0-9._@-]{0,61}[A-Za-z0-9])?$/;
const ROLE = /^OU=role:(viewer|operator|admin)$/m;
const ONLY_NAME = /^URI:berth:\/\/(node|user|coordinator)\/([A-Za-z0-9._@-]{1,63})$/;

export function isPeerName(name: string): boolean {
  return NAME.test(name);
}

export function peerUri({ kind, name }: PeerName): string {
  return `berth://${kind}/${name}`;
}

/** The peer behind a certificate that was verified before; undefined when it names none, or more than one. */
export function readPeer(certificate: X509Certificate | Uint8Array): Peer | undefined {
  const read = certificate instanceof X509Certificate ? certificate : parse(certificate);
  const [, kind, name = ''] = ONLY_NAME.exec(read?.subjectAltName ?? '') ?? [];
  if (!read || kind === undefined || !isPeerName(name)) return undefined;
  const role = kind === 'user' ? ROLE.exec(read.subject)?.[1] : undefined;
  return {
    kind: kind as PeerKind,
    name,
    ...(role !== undefined && { role: role as Role }),
    serial: serialOf(read.serialNumber),
    notBeforeMs: Date.parse(read.validFrom),
    notAfterMs: Date.parse(read.validTo),
  };
}

function parse(bytes: Uint8Array): X509Certificate | undefined {
  try {
    return new X509Certificate(bytes);
  } catch {
    return undefined;
  }
}

/** One way to write it: lower case, without zeros in front. */
export function serialOf(hex: string): string {
  return hex.toLowerCase().replace(/^0+(?=.)/, '');
}
