/** Who nodes are: proto <-> domain. */
import {
  type CertificateRecord,
  type IdentityEvent,
  LIMITS,
  type NewToken,
  type NodeProfile,
  type RefusedClaim,
} from '@berth/core';
import type { Received, Sent } from '@berth/proto';
import {
  fail,
  filled,
  inside,
  integer,
  list,
  member,
  record,
  required,
  type Spot,
  text,
  type WireEnum,
  whole,
  wireEnum,
} from './checks.js';
import { decodeNodeId, decodeTaint, encodeTaint } from './node.js';
import { decodeActor, encodeActor } from './placement.js';

const REFUSED_CLAIMS: WireEnum<RefusedClaim, Received<'berth.ledger.v1.NodeClaimRefused'>['claim']> =
  wireEnum({
    identity: 'REFUSED_CLAIM_IDENTITY',
    profile: 'REFUSED_CLAIM_PROFILE',
    inventory: 'REFUSED_CLAIM_INVENTORY',
    control: 'REFUSED_CLAIM_CONTROL',
  });

export function encodeProfile(profile: NodeProfile): Sent<'berth.model.v1.NodeProfile'> {
  const { site, region, location, labels, taints, costMillisPerHour = 0, ceiling = {} } = profile;
  for (const most of Object.values(ceiling)) whole(most, 'a ceiling is whole');
  return {
    ...{ site, region, labels, ceiling },
    taints: taints.map(encodeTaint),
    costMillisPerHour: whole(costMillisPerHour, 'a cost is whole'),
    ...(location !== undefined && { location }),
  };
}

export function decodeProfile(
  wire: Received<'berth.model.v1.NodeProfile'> | null,
  parent: Spot,
): NodeProfile {
  const { site, region, location, labels, taints, costMillisPerHour, ceiling } = required(
    wire,
    parent,
    'profile',
  );
  const at = inside(parent, 'profile');
  const cost = integer(costMillisPerHour, at, 'costMillisPerHour');
  const most = record(ceiling, at, 'ceiling', LIMITS.resourcesPerNode, filled, integer);
  return {
    site: filled(site, at, 'site'),
    region: filled(region, at, 'region'),
    ...(location !== undefined && { location: text(location, at, 'location') }),
    labels: record(labels, at, 'labels', LIMITS.labelsPerNode, filled, text),
    taints: list(taints, at, 'taints', LIMITS.labelsPerNode, (taint, spot, i) =>
      decodeTaint(taint, inside(spot, i)),
    ),
    ...(cost > 0 && { costMillisPerHour: cost }),
    ...(Object.keys(most).length > 0 && { ceiling: most }),
  };
}

export function encodeCertificate({
  serial,
  notAfterMs,
}: CertificateRecord): Sent<'berth.model.v1.Certificate'> {
  return { serial, notAfterMs: whole(notAfterMs, 'a time is whole') };
}

export function decodeCertificate(
  wire: Received<'berth.model.v1.Certificate'> | null,
  at: Spot,
  name: string,
): CertificateRecord {
  const { serial, notAfterMs } = required(wire, at, name);
  const here = inside(at, name);
  if (!/^[0-9a-f]{1,40}$/.test(serial)) fail(here, 'serial', 'is no number in hex');
  return { serial, notAfterMs: integer(notAfterMs, here, 'notAfterMs') };
}

// ---- events ----------------------------------------------------------------------------------------------------------

type Kind = IdentityEvent['kind'];
type EventOf<K extends Kind> = Extract<IdentityEvent, { readonly kind: K }>;
type Encoders = { readonly [K in Kind]: (event: EventOf<K>) => Sent<'berth.ledger.v1.Event'> };

const atOf = ({ atMs }: { readonly atMs: number }) => ({ atMs: whole(atMs, 'atMs is whole') });

export const IDENTITY_ENCODERS: Encoders = {
  'authority.trusted': (event) => ({
    authorityTrusted: { fingerprints: [...event.fingerprints], ...atOf(event) },
  }),
  'token.created': ({ token, actor, ...event }) => ({
    tokenCreated: {
      id: token.id,
      hash: token.hash,
      ...(token.node !== undefined && { node: token.node }),
      profile: encodeProfile(token.profile),
      expiresAtMs: whole(token.expiresAtMs, 'a time is whole'),
      actor: encodeActor(actor),
      ...atOf(event),
    },
  }),
  'token.revoked': ({ token, actor, ...event }) => ({
    tokenRevoked: { token, actor: encodeActor(actor), ...atOf(event) },
  }),
  'node.enrolled': ({ node, token, profile, certificate, actor, ...event }) => ({
    nodeEnrolled: {
      ...{ node, token },
      profile: encodeProfile(profile),
      certificate: encodeCertificate(certificate),
      actor: encodeActor(actor),
      ...atOf(event),
    },
  }),
  'certificate.renewed': ({ node, used, certificate, ...event }) => ({
    certificateRenewed: { node, used, certificate: encodeCertificate(certificate), ...atOf(event) },
  }),
  'node.revoked': ({ node, serial, reason, actor, ...event }) => ({
    nodeRevoked: {
      ...{ node, reason },
      ...(serial !== undefined && { serial }),
      actor: encodeActor(actor),
      ...atOf(event),
    },
  }),
  'node.quarantined': ({ node, reason, ...event }) => ({ nodeQuarantined: { node, reason, ...atOf(event) } }),
  'node.readmitted': ({ node, actor, ...event }) => ({
    nodeReadmitted: { node, actor: encodeActor(actor), ...atOf(event) },
  }),
  'node.profile-changed': ({ node, profile, actor, ...event }) => ({
    nodeProfileChanged: { node, profile: encodeProfile(profile), actor: encodeActor(actor), ...atOf(event) },
  }),
  'node.claim-refused': ({ node, claim, detail, ...event }) => ({
    nodeClaimRefused: { node, claim: REFUSED_CLAIMS.names[claim], detail, ...atOf(event) },
  }),
};

type WireEvent = Received<'berth.ledger.v1.Event'>;
type WireKind =
  | 'authorityTrusted'
  | 'tokenCreated'
  | 'tokenRevoked'
  | 'nodeEnrolled'
  | 'certificateRenewed'
  | 'nodeRevoked'
  | 'nodeQuarantined'
  | 'nodeReadmitted'
  | 'nodeProfileChanged'
  | 'nodeClaimRefused';
type Decoders = { readonly [K in WireKind]: (wire: NonNullable<WireEvent[K]>, at: Spot) => IdentityEvent };

const ANY = Number.MAX_SAFE_INTEGER;
const node = (wire: { readonly node: string }, at: Spot) => decodeNodeId(wire.node, at, 'node');
const actor = (wire: { readonly actor: Received<'berth.model.v1.Actor'> | null }, at: Spot) =>
  decodeActor(required(wire.actor, at, 'actor'), inside(at, 'actor'));
const time = (value: number, at: Spot, name = 'atMs') => integer(value, at, name, Number.MIN_SAFE_INTEGER);

export const IDENTITY_DECODERS: Decoders = {
  authorityTrusted: (wire, at) => ({
    kind: 'authority.trusted',
    fingerprints: list(wire.fingerprints, at, 'fingerprints', ANY, (text, spot, i) => filled(text, spot, i)),
    atMs: time(wire.atMs, at),
  }),
  tokenCreated: (wire, at) => ({
    kind: 'token.created',
    token: decodeToken(wire, at),
    actor: actor(wire, at),
    atMs: time(wire.atMs, at),
  }),
  tokenRevoked: (wire, at) => ({
    kind: 'token.revoked',
    token: filled(wire.token, at, 'token'),
    actor: actor(wire, at),
    atMs: time(wire.atMs, at),
  }),
  nodeEnrolled: (wire, at) => ({
    kind: 'node.enrolled',
    node: node(wire, at),
    token: filled(wire.token, at, 'token'),
    profile: decodeProfile(wire.profile, at),
    certificate: decodeCertificate(wire.certificate, at, 'certificate'),
    actor: actor(wire, at),
    atMs: time(wire.atMs, at),
  }),
  certificateRenewed: (wire, at) => ({
    kind: 'certificate.renewed',
    node: node(wire, at),
    used: filled(wire.used, at, 'used'),
    certificate: decodeCertificate(wire.certificate, at, 'certificate'),
    atMs: time(wire.atMs, at),
  }),
  nodeRevoked: (wire, at) => ({
    kind: 'node.revoked',
    node: node(wire, at),
    ...(wire.serial !== undefined && { serial: filled(wire.serial, at, 'serial') }),
    reason: text(wire.reason, at, 'reason'),
    actor: actor(wire, at),
    atMs: time(wire.atMs, at),
  }),
  nodeQuarantined: (wire, at) => ({
    kind: 'node.quarantined',
    node: node(wire, at),
    reason: text(wire.reason, at, 'reason'),
    atMs: time(wire.atMs, at),
  }),
  nodeReadmitted: (wire, at) => ({
    kind: 'node.readmitted',
    node: node(wire, at),
    actor: actor(wire, at),
    atMs: time(wire.atMs, at),
  }),
  nodeProfileChanged: (wire, at) => ({
    kind: 'node.profile-changed',
    node: node(wire, at),
    profile: decodeProfile(wire.profile, at),
    actor: actor(wire, at),
    atMs: time(wire.atMs, at),
  }),
  nodeClaimRefused: (wire, at) => ({
    kind: 'node.claim-refused',
    node: node(wire, at),
    claim: member(wire.claim, REFUSED_CLAIMS, at, 'claim'),
    detail: text(wire.detail, at, 'detail'),
    atMs: time(wire.atMs, at),
  }),
};

function decodeToken(wire: Received<'berth.ledger.v1.TokenCreated'>, at: Spot): NewToken {
  return {
    id: filled(wire.id, at, 'id'),
    hash: filled(wire.hash, at, 'hash'),
    ...(wire.node !== undefined && { node: decodeNodeId(wire.node, at, 'node') }),
    profile: decodeProfile(wire.profile, at),
    expiresAtMs: time(wire.expiresAtMs, at, 'expiresAtMs'),
  };
}
