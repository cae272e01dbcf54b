import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BerthError } from '@berth/core';
import { type NatsFlagValues, readNatsFlags } from '@berth/transport';
import test, { type ExecutionContext } from 'ava';

const NONE: NatsFlagValues = {
  nats: [],
  'nats-credentials': undefined,
  'nats-cluster': 'default',
  'nats-ca': undefined,
  'nats-cert': undefined,
  'nats-key': undefined,
};
const URL = 'nats://10.0.0.6:4222';
const SEED = `SU${'A'.repeat(56)}`;

async function fileOf(t: ExecutionContext, text: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'berth-flags-'));
  t.teardown(() => rm(folder, { recursive: true }));
  await writeFile(join(folder, 'file'), text);
  return join(folder, 'file');
}

async function refusal(values: Partial<NatsFlagValues>): Promise<string> {
  const thrown = await readNatsFlags({ ...NONE, nats: [URL], ...values }, 'x').then(
    () => undefined,
    (error: unknown) => error,
  );
  if (!(thrown instanceof BerthError)) return `no refusal: ${thrown}`;
  return thrown.code === 'invalid_request' && !thrown.message.includes('\n') ? thrown.message : thrown.code;
}

test('no server named: no NATS', async (t) => {
  t.is(await readNatsFlags({ ...NONE, 'nats-cluster': 'x' }, 'agent a'), undefined);
});

test('servers, a seed and a cluster', async (t) => {
  const file = await fileOf(t, `${SEED}\n`);
  const values = {
    nats: [`${URL}, tls://b:4222`],
    'nats-credentials': file,
    'nats-cluster': 'c',
    'nats-ca': file,
  };
  t.deepEqual(await readNatsFlags({ ...NONE, ...values }, 'agent a'), {
    cluster: 'c',
    nats: {
      servers: [URL, 'tls://b:4222'],
      name: 'agent a',
      credentials: { secret: `${SEED}\n` },
      caFile: file,
    },
  });
});

test('a user and a password may stand in the address', async (t) => {
  const link = await readNatsFlags({ ...NONE, nats: ['nats://me:p%40ss@10.0.0.6:4222'] }, 'x');
  t.deepEqual(link?.nats.credentials, { user: 'me', password: 'p@ss' });
});

test('what cannot be used is refused in one line that says what, and tells no password', async (t) => {
  t.regex(
    await refusal({ nats: ['10.0.0.6:4222'] }),
    /--nats "10\.0\.0\.6:4222" is no address of NATS: write nats/,
  );
  t.regex(await refusal({ nats: ['http://me:secret@x'] }), /--nats "http:\/\/\.\.\.@x" is no address/);
  t.regex(await refusal({ nats: [''] }), /--nats "" is no address/);
  t.regex(await refusal({ 'nats-cluster': 'A.b' }), /"A\.b" is no name of a cluster/);
  t.regex(
    await refusal({ 'nats-credentials': '/none/here' }),
    /--nats-credentials: cannot read \/none\/here/,
  );
  t.regex(await refusal({ 'nats-ca': '/none/here' }), /--nats-ca: cannot read \/none\/here/);
  const file = await fileOf(t, 'UABC');
  t.regex(
    await refusal({ 'nats-credentials': file }),
    /holds neither the seed of a user \("SU\.\.\."\) nor a JWT/,
  );
});
