/** Users: certificates that are made where the authority's folder is, which is on the coordinators' hosts. */
import { join } from 'node:path';
import { BerthError, ROLES, type Role } from '@berth/core';
import { Authority, type Identity, isPeerName, readIdentity } from '@berth/identity';
import { secureBytes } from '@berth/runtime';
import { type Effects, printJson } from '../effects.js';

export type UserOptions = {
  readonly role: string;
  /** Milliseconds. */
  readonly ttl: number;
  /** Folder of the coordinator. */
  readonly authority: string;
  readonly out?: string;
  readonly json?: boolean;
};

const TTL_MS_MAX = 365 * 24 * 60 * 60 * 1000;

export async function addUser(name: string, options: UserOptions, effects: Effects): Promise<void> {
  const { role, ttl, authority: folder } = options;
  if (!isPeerName(name))
    throw new BerthError('invalid_request', `"${name}" is no name of a user: use letters, digits, . _ @ -`);
  if (!isRole(role)) throw new BerthError('invalid_request', `--role "${role}": write ${ROLES.join(', ')}`);
  if (ttl < 1_000 || ttl > TTL_MS_MAX)
    throw new BerthError('invalid_request', '--ttl: a certificate of a user lasts 1s to 365d');
  const admin = await readIdentity(join(folder, 'admin.json'));
  if (!admin) {
    const advice = 'name the folder of a coordinator that ran, e.g. --authority DATA/authority';
    throw new BerthError('not_found', `there is no authority in ${folder}: ${advice}`);
  }
  const { clock } = effects;
  const authority = await Authority.open(folder, { nowMs: () => clock.nowMs(), secureBytes });
  const identity: Identity = {
    ...(await authority.credentials({ kind: 'user', name, role }, ttl)),
    ...(admin.control && { control: admin.control }),
  };
  const file = options.out ?? `${name}.json`;
  await effects.writeSecret(file, `${JSON.stringify(identity, null, 2)}\n`);
  const expiresAtMs = clock.nowMs() + ttl;
  if (printJson(options, effects, { user: name, role, file, expiresAtMs })) return;
  const until = new Date(expiresAtMs).toISOString().slice(0, 16).replace('T', ' ');
  effects.out(`${file}: user ${name}, ${role}, until ${until} UTC\n\n`);
  effects.out(`  berth status --identity ${file}\n`);
}

function isRole(text: string): text is Role {
  return (ROLES as readonly string[]).includes(text);
}
