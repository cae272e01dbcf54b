/** Users of the ledger and their tokens. The secret of a token is on this screen and nowhere else. */
import { BerthError, formatGrants, type Grant, type Role, type UserView, WHOLE_CLUSTER } from '@berth/core';
import { formatUserToken, TOKEN_SECRET_BYTES, tokenHash } from '@berth/identity';
import { secureBytes } from '@berth/runtime';
import { type CommonOptions, type Effects, printJson, withClient } from '../effects.js';
import { type Cell, table } from '../render.js';

export type GrantOptions = {
  readonly role?: string;
  /** Patterns, with commas between. */
  readonly stacks?: string;
  /** "role" or "role:pattern". */
  readonly grant: readonly string[];
};

export type SetUserOptions = CommonOptions &
  GrantOptions & { /** Milliseconds. */ readonly ttl?: number; readonly reason?: string };

export async function setUser(
  name: string,
  isNew: boolean,
  options: SetUserOptions,
  effects: Effects,
): Promise<void> {
  const grants = readGrants(options);
  if (isNew && grants.length === 0)
    throw new BerthError('invalid_request', 'say what the user may do, e.g. --role operator');
  await withClient(options, effects, async (client) => {
    const set = await client.setUser({
      ...{ name, isNew, actor: actorOf(options, effects) },
      ...(grants.length > 0 && { grants }),
      ...(options.ttl !== undefined && { ttlMs: options.ttl }),
    });
    if (printJson(options, effects, set)) return;
    const until = set.expiresAtMs === undefined ? '' : `, until ${utc(set.expiresAtMs)}`;
    effects.out(`user ${name}: ${formatGrants(set.grants)}${until}\n`);
    if (isNew) effects.out(`\n  berth user token create ${name} --ttl 30d\n`);
  });
}

/** The coordinator judges them. */
function readGrants({ role, stacks, grant }: GrantOptions): Grant[] {
  if (role === undefined && stacks !== undefined)
    throw new BerthError('invalid_request', '--stacks goes with --role');
  const patterns = stacks?.split(',').map((one) => one.trim()) ?? [WHOLE_CLUSTER];
  const first = role === undefined ? [] : patterns.map((one) => ({ role: role as Role, stacks: one }));
  const more = grant.map((text) => {
    const [named = '', pattern = WHOLE_CLUSTER] = text.split(':', 2);
    return { role: named as Role, stacks: pattern };
  });
  return [...first, ...more];
}

export async function listUsers(options: CommonOptions, effects: Effects): Promise<void> {
  await withClient(options, effects, async (client) => {
    const { users } = await client.listUsers();
    if (printJson(options, effects, users)) return;
    if (users.length === 0)
      effects.out('no users in the ledger; `berth user add NAME --role ROLE` makes one\n');
    else effects.out(table(effects, ['USER', 'MAY', 'STATE', 'TOKENS', 'BY'], users.map(row)));
  });
}

function row({ name, grants, state, tokens, actor }: UserView): Cell[] {
  const open = tokens.filter((token) => token.state === 'open').length;
  return [name, formatGrants(grants), stateCell(state), String(open), actor.name];
}

function stateCell(state: UserView['state']): Cell {
  return state === 'active' ? { text: state, colour: 'green' } : state;
}

export async function showUser(name: string, options: CommonOptions, effects: Effects): Promise<void> {
  await withClient(options, effects, async (client) => {
    const user = (await client.listUsers()).users.find((one) => one.name === name);
    if (!user)
      throw new BerthError(
        'not_found',
        `there is no user "${name}" in the ledger: \`berth user ls\` lists them`,
      );
    if (printJson(options, effects, user)) return;
    const because = user.removed ? `: ${user.removed}` : '';
    effects.out(`user ${name}, ${user.state}${because}\n`);
    effects.out(`may      ${formatGrants(user.grants)}\n`);
    effects.out(`changed  ${utc(user.changedAtMs)}, by ${user.actor.name}\n`);
    if (user.expiresAtMs !== undefined) effects.out(`until    ${utc(user.expiresAtMs)}\n`);
    if (user.tokens.length === 0) return;
    const rows = user.tokens.map(({ id, state, expiresAtMs, actor }) => [
      id,
      state,
      utc(expiresAtMs),
      actor.name,
    ]);
    effects.out(`\n${table(effects, ['TOKEN', 'STATE', 'UNTIL', 'BY'], rows)}`);
  });
}

export async function removeUser(
  name: string,
  options: CommonOptions & { readonly reason?: string },
  effects: Effects,
): Promise<void> {
  await withClient(options, effects, async (client) => {
    const removed = await client.removeUser({
      ...{ name, reason: options.reason ?? '', actor: actorOf(options, effects) },
    });
    if (!printJson(options, effects, removed))
      effects.out(`user ${name}: out; its tokens and certificates count no more\n`);
  });
}

export type UserTokenOptions = CommonOptions & {
  /** Milliseconds. */
  readonly ttl: number;
  readonly reason?: string;
};

export async function createUserToken(
  name: string,
  options: UserTokenOptions,
  effects: Effects,
): Promise<void> {
  await withClient(options, effects, async (client) => {
    const secret = Buffer.from(secureBytes(TOKEN_SECRET_BYTES)).toString('hex');
    const actor = actorOf(options, effects);
    const made = await client.createUserToken({ name, hash: tokenHash(secret), ttlMs: options.ttl, actor });
    const { id, authority, expiresAtMs } = made;
    const token = formatUserToken({ user: name, id, secret, authority });
    const address = options.address ?? effects.defaultAddress;
    if (printJson(options, effects, { user: name, id, token, expiresAtMs, address })) return;
    effects.out(
      `token ${id} of user ${name}, until ${utc(expiresAtMs)}; it is shown this once:\n\n${token}\n\n`,
    );
    effects.out(`People:    berth login --address ${address} --token -\n`);
    effects.out(`Programs:  BERTH_ADDRESS=${address} and the token in BERTH_TOKEN\n`);
  });
}

export async function revokeUserToken(
  token: string,
  options: CommonOptions & { readonly reason?: string },
  effects: Effects,
): Promise<void> {
  await withClient(options, effects, async (client) => {
    const revoked = await client.revokeUserToken({ token, actor: actorOf(options, effects) });
    if (!printJson(options, effects, revoked))
      effects.out(`token ${token} of user ${revoked.name}: revoked\n`);
  });
}

function actorOf({ reason }: { readonly reason?: string }, { userName }: Effects) {
  return { name: userName, ...(reason !== undefined && { reason }) };
}

function utc(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}
