/**
 * What the ledger knows of who users are: what each may do, where, until when, and with which tokens. A user that stands
 * here is what this says, whatever its certificate says; one that does not is what its certificate says.
 */
import { LIMITS } from '../basics/limits.js';
import type { Actor } from '../model/model.js';

/** Each may do what the ones before it may. */
export const ROLES = ['viewer', 'operator', 'admin'] as const;
export type Role = (typeof ROLES)[number];

/** A role for the stacks whose names fit a pattern, in which "*" stands for any letters; "*" alone is the whole cluster. */
export type Grant = { readonly role: Role; readonly stacks: string };

export const WHOLE_CLUSTER = '*';

export type UserTokenRecord = {
  readonly id: string;
  /** SHA-256 of its secret, lower-case hex. */
  readonly hash: string;
  readonly createdAtMs: number;
  /** Wall clock. */
  readonly expiresAtMs: number;
  readonly actor: Actor;
};

export type UserRecord = {
  readonly name: string;
  grants: readonly Grant[];
  /** Wall clock; absent: no end. */
  expiresAtMs?: number;
  /** When it was made, or changed last, or removed; and by whom. */
  changedAtMs: number;
  actor: Actor;
  /** Why it was removed; absent: it was not. */
  removed?: string;
  /** Certificates that were made by then count no more. */
  revokedUntilMs: number;
  tokens: readonly UserTokenRecord[];
};

/** The longest that a certificate of a user lasts: for so long a name that was removed has to be remembered. */
export const USER_TTL_MS_MAX = 365 * 24 * 60 * 60 * 1000;

const PATTERN = /^[a-z0-9*](?:[-a-z0-9*]{0,61}[a-z0-9*])?$/;

export function isStackPattern(text: string): boolean {
  return PATTERN.test(text);
}

/** No regular expression is made of what people write. */
export function fitsPattern(pattern: string, name: string): boolean {
  const [first = '', ...rest] = pattern.split('*');
  const last = rest.pop();
  if (last === undefined) return name === pattern;
  if (!name.startsWith(first)) return false;
  let at = first.length;
  for (const part of rest) {
    const found = name.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return name.length - last.length >= at && name.endsWith(last);
}

/** Text such as "operator" or "operator of shops-*, viewer". */
export function formatGrants(grants: readonly Grant[]): string {
  return grants
    .map(({ role, stacks }) => (stacks === WHOLE_CLUSTER ? role : `${role} of ${stacks}`))
    .join(', ');
}

/** Why these cannot be; undefined when they can. */
export function wrongGrants(grants: readonly Grant[]): string | undefined {
  if (grants.length === 0) return 'a user needs a role: viewer, operator or admin';
  if (grants.length > LIMITS.grantsPerUser)
    return `a user has at most ${LIMITS.grantsPerUser} grants, not ${grants.length}: use patterns such as shops-*`;
  for (const { role, stacks } of grants) {
    if (!ROLES.includes(role)) return `"${role}" is no role: write ${ROLES.join(', ')}`;
    if (!isStackPattern(stacks))
      return `"${stacks}" is no pattern of stack names: use a-z, 0-9, inner dashes and *, e.g. shops-*`;
    if (role === 'admin' && stacks !== WHOLE_CLUSTER)
      return 'an admin is one of the whole cluster: give --stacks with viewer or operator';
  }
  return undefined;
}

/** How it was proved who asks: by a certificate made at that time, or by this token. */
export type UserProof =
  | { readonly kind: 'certificate'; readonly madeAtMs: number }
  | { readonly kind: 'token'; readonly id: string };

/** Why a user with this proof is nobody (any more); undefined when it counts. */
export function whyUserDoesNotCount(
  user: UserRecord | undefined,
  name: string,
  proof: UserProof,
  nowMs: number,
): string | undefined {
  if (!user) return proof.kind === 'token' ? `there is no user "${name}"` : undefined;
  if (user.removed !== undefined) {
    if (proof.kind === 'token' || proof.madeAtMs <= user.revokedUntilMs)
      return `user "${name}" was removed${user.removed === '' ? '' : ` (${user.removed})`}: ask an admin`;
    // Made where the authority is, after it was removed: whoever did that is the owner of all.
    return undefined;
  }
  if (user.expiresAtMs !== undefined && user.expiresAtMs <= nowMs)
    return `the time of user "${name}" is over: an admin prolongs it with \`berth user set ${name} --ttl\``;
  if (proof.kind === 'certificate') {
    if (proof.madeAtMs > user.revokedUntilMs) return undefined;
    return `this certificate of user "${name}" was revoked: ask an admin for a new one, or for a token`;
  }
  const token = user.tokens.find(({ id }) => id === proof.id);
  if (!token)
    return `this token of user "${name}" was revoked: \`berth user token create ${name}\` makes one`;
  if (token.expiresAtMs > nowMs) return undefined;
  return `this token of user "${name}" has run out: \`berth user token create ${name}\` makes one`;
}

// ---- as people see them ----------------------------------------------------------------------------------------------

export type UserTokenView = Omit<UserTokenRecord, 'hash'> & { readonly state: 'open' | 'expired' };
export type UserView = {
  readonly name: string;
  readonly state: 'active' | 'expired' | 'removed';
  readonly grants: readonly Grant[];
  readonly expiresAtMs?: number;
  readonly changedAtMs: number;
  readonly actor: Actor;
  readonly removed?: string;
  readonly tokens: readonly UserTokenView[];
};

/** By name. */
export function listUsers(users: ReadonlyMap<string, UserRecord>, nowMs: number): UserView[] {
  return [...users.values()]
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .map(({ revokedUntilMs: _until, tokens, ...user }) => ({
      ...user,
      state:
        user.removed !== undefined
          ? 'removed'
          : (user.expiresAtMs ?? Infinity) <= nowMs
            ? 'expired'
            : 'active',
      tokens: tokens.map(({ hash: _hash, ...token }) => ({
        ...token,
        state: token.expiresAtMs <= nowMs ? 'expired' : 'open',
      })),
    }));
}
