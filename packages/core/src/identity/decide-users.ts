/** Decides who may use the cluster. Only admins come here (roles.ts). */

import type { ErrorCode } from '../basics/errors.js';
import { canonicalJson } from '../basics/fingerprint.js';
import { LIMITS } from '../basics/limits.js';
import type {
  CreateUserTokenCommand,
  Rejected,
  RemoveUserCommand,
  RevokeUserTokenCommand,
  SetUserCommand,
  UserRemoved,
  UserSet,
  UserTokenCreated,
  UserTokenRevoked,
} from '../control/commands.js';
import type { Turn } from '../control/turn.js';
import type { Actor } from '../model/model.js';
import { type Grant, USER_TTL_MS_MAX, type UserRecord, wrongGrants } from './users.js';

/** Also what the name in a certificate may be. */
const USER_NAME = /^[A-Za-z0-9](?:[A-Za-z0-9._@-]{0,61}[A-Za-z0-9])?$/;
const DAY_MS = 86_400_000;

function reject(code: ErrorCode, message: string): Rejected {
  return { kind: 'rejected', code, message };
}

export function setUser(turn: Turn, command: SetUserCommand): UserSet | Rejected {
  const { state, nowMs } = turn;
  const { name, isNew, actor, ttlMs } = command;
  if (!USER_NAME.test(name))
    return reject('invalid_request', `"${name}" is no name of a user: use letters, digits, . _ @ -`);
  const known = active(state.users.get(name));
  if (isNew && known)
    return reject('conflict', `there is a user "${name}" already: \`berth user set ${name}\` changes it`);
  if (!isNew && !known) return unknown(name);
  const grants = command.grants ?? known?.grants ?? [];
  const wrong = wrongGrants(grants) ?? wrongTtl(ttlMs);
  if (wrong) return reject('invalid_request', wrong);
  if (isSelf(actor, name) && !isAdmin(grants)) return ownHand(name);
  if (!known && countActive(state.users) >= LIMITS.users)
    return reject('overloaded', `there are ${LIMITS.users} users: remove some (\`berth user ls\`)`);
  const expiresAtMs = ttlMs === undefined ? known?.expiresAtMs : nowMs + ttlMs;
  const reply = {
    kind: 'user-set',
    name,
    grants,
    ...(expiresAtMs !== undefined && { expiresAtMs }),
  } as const;
  const same =
    known && canonicalJson(known.grants) === canonicalJson(grants) && known.expiresAtMs === expiresAtMs;
  if (!same) {
    const ends = expiresAtMs !== undefined && { expiresAtMs };
    turn.emit({ kind: 'user.set', name, grants, ...ends, actor, atMs: nowMs });
  }
  return reply;
}

export function removeUser(turn: Turn, command: RemoveUserCommand): UserRemoved | Rejected {
  const { name, reason, actor } = command;
  if (!USER_NAME.test(name))
    return reject('invalid_request', `"${name}" is no name of a user: use letters, digits, . _ @ -`);
  if (isSelf(actor, name)) return ownHand(name);
  const { users } = turn.state;
  // One that is not listed may have a certificate, and one that was removed a newer one: both are shut out by this.
  if (!users.has(name) && users.size >= 2 * LIMITS.users)
    return reject('overloaded', `${users.size} users are remembered, with those removed: that is too many`);
  turn.emit({ kind: 'user.removed', name, reason, actor, atMs: turn.nowMs });
  return { kind: 'user-removed', name };
}

export function createUserToken(turn: Turn, command: CreateUserTokenCommand): UserTokenCreated | Rejected {
  const { nowMs } = turn;
  const { name, hash, ttlMs, actor } = command;
  const user = active(turn.state.users.get(name));
  if (!user) return unknown(name);
  if (!/^[0-9a-f]{64}$/.test(hash))
    return reject('invalid_request', 'a token is named by its SHA-256, in hex');
  const wrong = wrongTtl(ttlMs);
  if (wrong) return reject('invalid_request', wrong);
  const open = user.tokens.filter(({ expiresAtMs }) => expiresAtMs > nowMs).length;
  if (open >= LIMITS.tokensPerUser) {
    const advice = `revoke some (\`berth user show ${name}\`)`;
    return reject('overloaded', `user "${name}" has ${open} tokens: ${advice}`);
  }
  const id = turn.uniqueName('u');
  const expiresAtMs = nowMs + ttlMs;
  turn.emit({ kind: 'user.token-created', name, id, hash, expiresAtMs, actor, atMs: nowMs });
  return { kind: 'user-token-created', name, id, expiresAtMs };
}

export function revokeUserToken(turn: Turn, command: RevokeUserTokenCommand): UserTokenRevoked | Rejected {
  const { token, actor } = command;
  for (const { name, tokens } of turn.state.users.values()) {
    if (!tokens.some(({ id }) => id === token)) continue;
    turn.emit({ kind: 'user.token-revoked', name, id: token, actor, atMs: turn.nowMs });
    return { kind: 'user-token-revoked', name, token };
  }
  return reject('not_found', `no user has a token "${token}": \`berth user ls\` lists the users`);
}

function active(user: UserRecord | undefined): UserRecord | undefined {
  return user?.removed === undefined ? user : undefined;
}

function unknown(name: string): Rejected {
  const advice = `\`berth user add ${name} --role viewer\` makes it`;
  return reject('not_found', `there is no user "${name}" in the ledger: ${advice}`);
}

/** Nobody takes his own way in away by mistake: another admin can. */
function ownHand(name: string): Rejected {
  return reject('conflict', `you are "${name}": another admin has to take your role away`);
}

function isSelf({ kind, name: asker }: Actor, name: string): boolean {
  return kind === 'user' && asker === name;
}

function isAdmin(grants: readonly Grant[]): boolean {
  return grants.some(({ role }) => role === 'admin');
}

function countActive(users: ReadonlyMap<string, UserRecord>): number {
  let count = 0;
  for (const user of users.values()) if (active(user)) count++;
  return count;
}

function wrongTtl(ttlMs: number | undefined): string | undefined {
  if (ttlMs === undefined || (ttlMs >= 1_000 && ttlMs <= USER_TTL_MS_MAX)) return undefined;
  return `a time to live is 1s to ${USER_TTL_MS_MAX / DAY_MS}d, not ${ttlMs} ms`;
}
