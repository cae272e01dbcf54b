/** The flags by which agent and coordinator are told where NATS is; one set for both. */
import { readFile } from 'node:fs/promises';
import { BerthError } from '@berth/core';
import type { NatsCredentials, NatsOptions } from './client.js';
import { fleetSubjects } from './subjects.js';

/** For `readOptions` of runtime. */
export const NATS_FLAGS = {
  nats: {
    type: 'string',
    multiple: true,
    env: 'BERTH_NATS',
    help: 'nats://HOST:PORT or tls://HOST:PORT of a NATS server, again for more of its cluster',
  },
  'nats-credentials': {
    type: 'string',
    env: 'BERTH_NATS_CREDENTIALS',
    help: 'file with this user\'s seed ("SU..."), from `berth nats config`, or a .creds file',
  },
  'nats-cluster': {
    type: 'string',
    default: 'default',
    env: 'BERTH_NATS_CLUSTER',
    help: 'name that tells several clusters on one NATS apart',
  },
  'nats-ca': { type: 'string', env: 'BERTH_NATS_CA', help: 'PEM file of who vouches for the servers' },
  'nats-cert': {
    type: 'string',
    env: 'BERTH_NATS_CERT',
    help: 'PEM file of the certificate that servers ask for',
  },
  'nats-key': { type: 'string', env: 'BERTH_NATS_KEY', help: 'PEM file of its key' },
} as const;

export type NatsFlagValues = {
  readonly nats: readonly string[];
  readonly 'nats-credentials': string | undefined;
  readonly 'nats-cluster': string;
  readonly 'nats-ca': string | undefined;
  readonly 'nats-cert': string | undefined;
  readonly 'nats-key': string | undefined;
};

export type NatsLink = { readonly nats: NatsOptions; readonly cluster: string };

/** Undefined where no NATS is named. Throws BerthError with one line. `name` stands in the server's list of connections. */
export async function readNatsFlags(values: NatsFlagValues, name: string): Promise<NatsLink | undefined> {
  // A variable holds one text: several servers are divided by commas there.
  const servers = values.nats.flatMap((text) => text.split(',')).map((text) => text.trim());
  const cluster = values['nats-cluster'];
  if (servers.length === 0) return undefined;
  fleetSubjects(cluster);
  const [first] = servers.map(checkedUrl);
  const credentials = await readCredentials(values['nats-credentials'], first);
  const files = await readTlsFlags(values);
  return { nats: { servers, name, ...(credentials && { credentials }), ...files }, cluster };
}

/** The client reads them when it connects: that they are there is seen at the start. */
async function readTlsFlags(
  values: NatsFlagValues,
): Promise<Pick<NatsOptions, 'caFile' | 'certFile' | 'keyFile'>> {
  const { 'nats-ca': caFile, 'nats-cert': certFile, 'nats-key': keyFile } = values;
  if ((certFile === undefined) !== (keyFile === undefined)) {
    const what = 'a certificate and its key belong together';
    throw new BerthError('invalid_request', `${what}: give both --nats-cert FILE and --nats-key FILE`);
  }
  for (const flag of ['nats-ca', 'nats-cert', 'nats-key'] as const) {
    const file = values[flag];
    if (file !== undefined) await readText(`--${flag}`, file);
  }
  return {
    ...(caFile !== undefined && { caFile }),
    ...(certFile !== undefined && { certFile }),
    ...(keyFile !== undefined && { keyFile }),
  };
}

function checkedUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url && ['nats:', 'tls:'].includes(url.protocol) && url.hostname !== '') return url;
  throw new BerthError(
    'invalid_request',
    `--nats "${text.replace(/\/\/[^@/]*@/, '//...@')}" is no address of NATS: write nats://HOST:PORT or tls://HOST:PORT`,
  );
}

async function readCredentials(
  file: string | undefined,
  url: URL | undefined,
): Promise<NatsCredentials | undefined> {
  if (file !== undefined) {
    const secret = await readText('--nats-credentials', file);
    if (/^\s*SU[A-Z2-7]{56}\s*$/.test(secret) || secret.includes('BEGIN NATS USER JWT')) return { secret };
    throw new BerthError(
      'invalid_request',
      `--nats-credentials ${file} holds neither the seed of a user ("SU...") nor a JWT with one`,
    );
  }
  if (!url || url.username === '') return undefined;
  return { user: decodeURIComponent(url.username), password: decodeURIComponent(url.password) };
}

async function readText(flag: string, file: string): Promise<string> {
  return readFile(file, 'utf8').catch((thrown: Error) => {
    throw new BerthError('invalid_request', `${flag}: cannot read ${file}: ${thrown.message}`, {
      cause: thrown,
    });
  });
}
