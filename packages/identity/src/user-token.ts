/**
 * A token of a user, in one line: whose, which one, a secret that the ledger knows by its hash only, and the fingerprint of
 * the authority, so that nobody else is told the secret.
 */
import { BerthError } from '@berth/core';

export type UserToken = {
  readonly user: string;
  /** As the ledger names it. */
  readonly id: string;
  readonly secret: string;
  /** SHA-256 of the authority's certificate, lower-case hex. */
  readonly authority: string;
};

const FORM = /^berth-user-([A-Za-z0-9._@-]{1,63})-(u-\d{1,15}-\d{1,15})-([0-9a-f]{40})-([0-9a-f]{64})$/;
const BEARER = /^Bearer ([A-Za-z0-9._@-]{1,63})-(u-\d{1,15}-\d{1,15})-([0-9a-f]{40})$/;

export function formatUserToken({ user, id, secret, authority }: UserToken): string {
  return `berth-user-${user}-${id}-${secret}-${authority}`;
}

/** Throws "invalid_request", without the text: it may be a secret. */
export function parseUserToken(text: string): UserToken {
  const [, user, id, secret, authority] = FORM.exec(text.trim()) ?? [];
  if (user === undefined || id === undefined || secret === undefined || authority === undefined) {
    const advice = 'copy all of what `berth user token create` printed';
    throw new BerthError('invalid_request', `this is not a token of a user: ${advice}`);
  }
  return { user, id, secret, authority };
}

/** What is said to a coordinator, which knows its own authority. */
export function bearerOf({ user, id, secret }: UserToken): string {
  return `Bearer ${user}-${id}-${secret}`;
}

export function parseBearer(text: string): Omit<UserToken, 'authority'> | undefined {
  const [, user, id, secret] = BEARER.exec(text) ?? [];
  return user === undefined || id === undefined || secret === undefined ? undefined : { user, id, secret };
}
