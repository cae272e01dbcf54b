/**
 * A join token: a secret that the ledger knows by its hash only, and the fingerprint of the authority, so that the new host
 * knows whom it talks to before it says the secret.
 */
import { createHash } from 'node:crypto';
import { BerthError } from '@berth/core';

export type JoinToken = {
  readonly secret: string;
  /** SHA-256 of the authority's certificate, lower-case hex. */
  readonly authority: string;
};

/** Of the secret: 160 bits. */
export const TOKEN_SECRET_BYTES = 20;

const FORM = /^berth-join-([0-9a-f]{40})-([0-9a-f]{64})$/;

export function formatJoinToken({ secret, authority }: JoinToken): string {
  return `berth-join-${secret}-${authority}`;
}

/** Throws "invalid_request", without the text: it may be a secret. */
export function parseJoinToken(text: string): JoinToken {
  const [, secret, authority] = FORM.exec(text.trim()) ?? [];
  if (secret === undefined || authority === undefined) {
    const advice = 'copy all of what `berth token create` printed';
    throw new BerthError('invalid_request', `this is not a join token: ${advice}`);
  }
  return { secret, authority };
}

/** What the ledger keeps: lower-case hex SHA-256. */
export function tokenHash(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}
