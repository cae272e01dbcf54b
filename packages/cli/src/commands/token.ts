/** Join tokens: made here, so that the secret is on this screen and nowhere else. */

import type { BerthClient } from '@berth/client';
import { nodeId, type TokenView } from '@berth/core';
import { formatJoinToken, TOKEN_SECRET_BYTES, tokenHash } from '@berth/identity';
import { type ProfileFlags, readProfile, secureBytes } from '@berth/runtime';
import { age } from '../age.js';
import { type CommonOptions, type Effects, printJson, withClient } from '../effects.js';
import { type Cell, table } from '../render.js';

export type TokenOptions = CommonOptions &
  ProfileFlags & {
    readonly node?: string;
    /** Milliseconds. */
    readonly ttl: number;
    /** "host:port" of the enrolment listener, as the new host reaches it. */
    readonly coordinator?: string;
    readonly reason?: string;
  };

export type MadeToken = {
  readonly id: string;
  readonly token: string;
  readonly site: string;
  readonly node?: string;
  readonly expiresAtMs: number;
  /** "host:port" where the new host joins. */
  readonly coordinator: string;
  /** To run on the new host; absent when the coordinator hands out no agents. */
  readonly line?: string;
};

export async function createToken(options: TokenOptions, effects: Effects): Promise<void> {
  await withClient(options, effects, async (client) => {
    const made = await makeToken(client, options, effects);
    if (printJson(options, effects, made)) return;
    const { id, token, node, site, coordinator, line } = made;
    const whom = node === undefined ? `one new node of site ${site}` : `node ${node}`;
    effects.out(`join token ${id}: once, for ${whom}, until ${clock(made.expiresAtMs)} UTC\n\n`);
    const named = node === undefined ? '' : ` --node ${node}`;
    if (line === undefined) {
      effects.out(
        `  berth agent --data /var/lib/berth${named} --coordinator ${coordinator} --join ${token}\n`,
      );
      return;
    }
    effects.out(`Run this on the new host, as root:\n\n${line}\n\n`);
    effects.out('No curl there? Write `wget -qO- --no-check-certificate` instead of `curl -kfsS`.\n');
  });
}

/** The secret is made here; the coordinator hears its hash. */
export async function makeToken(
  client: BerthClient,
  options: TokenOptions,
  effects: Effects,
): Promise<MadeToken> {
  const { node, ttl, reason, coordinator } = options;
  const secret = Buffer.from(secureBytes(TOKEN_SECRET_BYTES)).toString('hex');
  const profile = readProfile(options);
  const { id, expiresAtMs, authority, enrol, installer } = await client.createToken({
    hash: tokenHash(secret),
    profile,
    ttlMs: ttl,
    actor: { name: effects.userName, ...(reason !== undefined && { reason }) },
    ...(node !== undefined && { node: nodeId(node) }),
  });
  const token = formatJoinToken({ secret, authority });
  const at = coordinator ?? onHostOf(options.address ?? effects.defaultAddress, enrol);
  return {
    id,
    token,
    site: profile.site,
    ...(node !== undefined && { node }),
    expiresAtMs,
    coordinator: at,
    ...(installer !== undefined && { line: installLine(at, installer, token, node) }),
  };
}

/** 128 bits: nobody finds a second script with the same. */
const DIGEST_DIGITS = 32;

/** For any POSIX shell. Who answers at the address need not be trusted: the digest is of the script, the script has the others. */
function installLine(address: string, installer: string, token: string, node: string | undefined): string {
  const named = node === undefined ? '' : ` --node ${node}`;
  return [
    `S=$(curl -kfsS https://${address}/install);`,
    `case $(printf %s "$S"|sha256sum) in ${installer.slice(0, DIGEST_DIGITS)}*)`,
    `sh -c "$S" - ${address} ${token}${named};; *) echo "no Berth at ${address}"; false;; esac`,
  ].join(' ');
}

/** One that listens everywhere names its port only: it is on the host where it was asked. */
function onHostOf(address: string, enrol: string): string {
  const [first = ''] = address.split(',');
  return enrol.startsWith(':') ? `${first.slice(0, first.lastIndexOf(':'))}${enrol}` : enrol;
}

export async function listTokens(options: CommonOptions, effects: Effects): Promise<void> {
  await withClient(options, effects, async (client) => {
    const { tokens } = await client.listTokens();
    if (printJson(options, effects, tokens)) return;
    if (tokens.length === 0) effects.out('no join tokens; `berth token create --site SITE` makes one\n');
    else
      effects.out(
        table(
          effects,
          ['TOKEN', 'SITE', 'FOR', 'STATE', 'BY'],
          tokens.map((token) => row(token, effects)),
        ),
      );
  });
}

function row({ id, profile, node, state, usedBy, expiresAtMs, actor }: TokenView, effects: Effects): Cell[] {
  const left = age(effects.clock.nowMs(), expiresAtMs);
  const states: Readonly<Record<TokenView['state'], Cell>> = {
    open: { text: `open, ${left} left`, colour: 'green' },
    used: `used by ${usedBy}`,
    expired: 'ran out',
  };
  return [id, profile.site, node ?? 'any new node', states[state], actor.name];
}

export async function revokeToken(token: string, options: CommonOptions, effects: Effects): Promise<void> {
  await withClient(options, effects, async (client) => {
    const revoked = await client.revokeToken({ token, actor: { name: effects.userName } });
    if (!printJson(options, effects, revoked)) effects.out(`join token ${token}: revoked\n`);
  });
}

function clock(ms: number): string {
  return new Date(ms).toISOString().slice(11, 19);
}
