/** Who users are: proto <-> domain. */
import { type Grant, ROLES, type Role, type UserEvent } from '@berth/core';
import type { Received, Sent } from '@berth/proto';
import { fail, filled, inside, integer, list, required, type Spot, text, whole } from './checks.js';
import { decodeActor, each, encodeActor } from './placement.js';

type WireGrant = Received<'berth.model.v1.Grant'>;

export function encodeGrant({ role, stacks }: Grant): Sent<'berth.model.v1.Grant'> {
  return { role, stacks };
}

function decodeGrant(wire: WireGrant, at: Spot): Grant {
  const role = ROLES.find((one) => one === wire.role);
  if (!role) return fail(at, 'role', `must be one of ${ROLES.join(', ')}`);
  return { role: role satisfies Role, stacks: filled(wire.stacks, at, 'stacks') };
}

export function decodeGrants(wire: readonly WireGrant[], at: Spot, most: number): readonly Grant[] {
  return list(wire, at, 'grants', most, each(decodeGrant));
}

// ---- events ----------------------------------------------------------------------------------------------------------

type Kind = UserEvent['kind'];
type EventOf<K extends Kind> = Extract<UserEvent, { readonly kind: K }>;
type Encoders = { readonly [K in Kind]: (event: EventOf<K>) => Sent<'berth.ledger.v1.Event'> };

const time = (ms: number) => whole(ms, 'a time is whole');
const by = ({ actor, atMs }: UserEvent) => ({ actor: encodeActor(actor), atMs: time(atMs) });

export const USER_ENCODERS: Encoders = {
  'user.set': (event) => ({
    userSet: {
      name: event.name,
      grants: event.grants.map(encodeGrant),
      ...(event.expiresAtMs !== undefined && { expiresAtMs: time(event.expiresAtMs) }),
      ...by(event),
    },
  }),
  'user.removed': (event) => ({ userRemoved: { name: event.name, reason: event.reason, ...by(event) } }),
  'user.token-created': (event) => ({
    userTokenCreated: {
      ...{ name: event.name, id: event.id, hash: event.hash },
      expiresAtMs: time(event.expiresAtMs),
      ...by(event),
    },
  }),
  'user.token-revoked': (event) => ({
    userTokenRevoked: { name: event.name, id: event.id, ...by(event) },
  }),
};

type WireEvent = Received<'berth.ledger.v1.Event'>;
type WireKind = 'userSet' | 'userRemoved' | 'userTokenCreated' | 'userTokenRevoked';
type Decoders = { readonly [K in WireKind]: (wire: NonNullable<WireEvent[K]>, at: Spot) => UserEvent };

const ANY = Number.MAX_SAFE_INTEGER;
const ms = (value: number, at: Spot, name: string) => integer(value, at, name, Number.MIN_SAFE_INTEGER);
const who = (
  wire: {
    readonly name: string;
    readonly actor: Received<'berth.model.v1.Actor'> | null;
    readonly atMs: number;
  },
  at: Spot,
) => ({
  name: filled(wire.name, at, 'name'),
  actor: decodeActor(required(wire.actor, at, 'actor'), inside(at, 'actor')),
  atMs: ms(wire.atMs, at, 'atMs'),
});

export const USER_DECODERS: Decoders = {
  userSet: (wire, at) => ({
    kind: 'user.set',
    ...who(wire, at),
    grants: decodeGrants(wire.grants, at, ANY),
    ...(wire.expiresAtMs !== undefined && { expiresAtMs: ms(wire.expiresAtMs, at, 'expiresAtMs') }),
  }),
  userRemoved: (wire, at) => ({
    kind: 'user.removed',
    ...who(wire, at),
    reason: text(wire.reason, at, 'reason'),
  }),
  userTokenCreated: (wire, at) => ({
    kind: 'user.token-created',
    ...who(wire, at),
    id: filled(wire.id, at, 'id'),
    hash: filled(wire.hash, at, 'hash'),
    expiresAtMs: ms(wire.expiresAtMs, at, 'expiresAtMs'),
  }),
  userTokenRevoked: (wire, at) => ({
    kind: 'user.token-revoked',
    ...who(wire, at),
    id: filled(wire.id, at, 'id'),
  }),
};
