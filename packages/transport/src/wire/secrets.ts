/** Secrets on their ways: proto <-> domain. None of these messages shows a value. */
import {
  isSecretName,
  LIMITS,
  type SecretEvent,
  type SecretGiven,
  type SecretName,
  type SecretsRequest,
} from '@berth/core';
import type { Received, Sent } from '@berth/proto';
import { fail, filled, inside, integer, list, required, type Spot, text, whole, whole32 } from './checks.js';
import { decodeActor, each, encodeActor } from './placement.js';

/** A certificate, or what sealing adds to a value. */
const ADDED_BYTES = 8 * 1024;

export function encodeSecretsRequest({ wanted, key }: SecretsRequest): Sent<'berth.fleet.v1.SecretsRequest'> {
  return { wanted: wanted.map(encodeName), key };
}

export function decodeSecretsRequest(
  wire: Received<'berth.fleet.v1.SecretsRequest'>,
  at: Spot,
): SecretsRequest {
  return {
    kind: 'secrets-request',
    wanted: list(wire.wanted, at, 'wanted', LIMITS.secretsPerRequest, each(decodeName)),
    key: bytes(wire.key, at, 'key', ADDED_BYTES),
  };
}

export function encodeSecretGiven({
  secret,
  sealed,
  refused,
}: SecretGiven): Sent<'berth.fleet.v1.SecretGiven'> {
  return { secret: encodeName(secret), sealed, ...(refused !== undefined && { refused }) };
}

export function decodeSecretGiven(wire: Received<'berth.fleet.v1.SecretGiven'>, at: Spot): SecretGiven {
  return {
    kind: 'secret-given',
    secret: decodeName(required(wire.secret, at, 'secret'), inside(at, 'secret')),
    sealed: bytes(wire.sealed, at, 'sealed', LIMITS.secretBytes + ADDED_BYTES),
    ...(wire.refused !== undefined && { refused: text(wire.refused, at, 'refused') }),
  };
}

function encodeName({ name, version }: SecretName): Sent<'berth.fleet.v1.SecretName'> {
  return { name, version: whole32(version, 'a version is whole') };
}

function decodeName({ name, version }: Received<'berth.fleet.v1.SecretName'>, at: Spot): SecretName {
  return { name: secretName(name, at), version };
}

function secretName(name: string, at: Spot): string {
  return isSecretName(name) ? name : fail(at, 'name', 'is no name of a secret');
}

/** A copy that does not keep the whole message alive. */
function bytes(wire: Uint8Array, at: Spot, name: string, most: number): Uint8Array {
  return wire.length <= most ? Uint8Array.from(wire) : fail(at, name, `is over ${most} bytes`);
}

type EventOf<Kind extends SecretEvent['kind']> = Extract<SecretEvent, { kind: Kind }>;

export function encodeSecretSet(event: EventOf<'secret.set'>): Sent<'berth.ledger.v1.SecretSet'> {
  const { name, stacks, version, keyId, sealed, bytes: count, actor, atMs } = event;
  return {
    ...{ name, stacks, keyId, sealed, actor: encodeActor(actor), atMs: whole(atMs, 'atMs is whole') },
    version: whole32(version, 'a version is whole'),
    bytes: whole32(count, 'bytes are whole'),
  };
}

export function decodeSecretSet(
  wire: Received<'berth.ledger.v1.SecretSet'>,
  at: Spot,
): EventOf<'secret.set'> {
  return {
    kind: 'secret.set',
    name: secretName(wire.name, at),
    stacks: filled(wire.stacks, at, 'stacks'),
    version: wire.version,
    keyId: filled(wire.keyId, at, 'keyId'),
    sealed: wire.sealed,
    bytes: wire.bytes,
    actor: decodeActor(required(wire.actor, at, 'actor'), inside(at, 'actor')),
    atMs: integer(wire.atMs, at, 'atMs', Number.MIN_SAFE_INTEGER),
  };
}

export function encodeSecretRemoved(event: EventOf<'secret.removed'>): Sent<'berth.ledger.v1.SecretRemoved'> {
  const { name, actor, atMs } = event;
  return { name, actor: encodeActor(actor), atMs: whole(atMs, 'atMs is whole') };
}

export function decodeSecretRemoved(
  wire: Received<'berth.ledger.v1.SecretRemoved'>,
  at: Spot,
): EventOf<'secret.removed'> {
  return {
    kind: 'secret.removed',
    name: secretName(wire.name, at),
    actor: decodeActor(required(wire.actor, at, 'actor'), inside(at, 'actor')),
    atMs: integer(wire.atMs, at, 'atMs', Number.MIN_SAFE_INTEGER),
  };
}
