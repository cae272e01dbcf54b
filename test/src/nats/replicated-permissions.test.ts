/**
 * What `berth nats config` allows is enough for all that coordinators do with a replicated ledger, and TLS with certificates
 * on both sides carries it: real coordinators on a real server with that very file.
 */
import { execFileSync } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { freePorts } from '@berth/bench/testing';
import { connect } from '@berth/client';
import { connectNatsStream, DEFAULT_MAX_BYTES, openJetStreamStore, openLocalRecords } from '@berth/ledger';
import { systemClock, systemIds, systemRandom } from '@berth/runtime';
import { fleetSubjects } from '@berth/transport';
import test, { type ExecutionContext } from 'ava';
import { AGENT, berth, COORDINATOR, start } from '../e2e/cluster.js';
import { processesOf } from '../e2e/processes.js';
import { type NatsServer, startConfiguredServer } from './servers.js';

const CLOCK = systemClock();
const QUIET = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
const NAMES = ['c1', 'c2', 'c3'];

type Rig = { readonly server: NatsServer; readonly keys: string; readonly folder: string };

async function rig(t: ExecutionContext, ...flags: string[]): Promise<Rig> {
  const folder = await mkdtemp(join(tmpdir(), 'berth-permissions-'));
  t.teardown(async () => {
    for (const pid of await processesOf(folder)) process.kill(pid, 'SIGKILL');
    while ((await processesOf(folder)).length > 0) await delay(20);
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  });
  let keys = '';
  const server = await startConfiguredServer(t, async (listen, own) => {
    keys = join(own, 'keys');
    const out = ['--out', own, '--listen', listen, '--streams', join(own, 'streams'), '--node', 'n1'];
    const { stdout, stderr, code } = await berth(['nats', 'config', ...out, '--json', ...flags], process.env);
    t.is(code, 0, stderr);
    return (JSON.parse(stdout) as { config: string }).config;
  });
  return { server, keys, folder };
}

/** Three coordinators and an agent over it; ends with what was applied running, and known to all. */
async function works(
  t: ExecutionContext,
  { server, keys, folder }: Rig,
  nats: readonly string[],
): Promise<void> {
  const ports = await freePorts(NAMES.length);
  const key = (name: string) => ['--nats-credentials', join(keys, `${name}.seed`)];
  await Promise.all(
    NAMES.map((name, at) =>
      start(
        COORDINATOR,
        [
          ...['--replicated', '--stream-replicas', '1', '--name', name, '--data', join(folder, name)],
          ...['--control', `127.0.0.1:${ports[at]}`, '--fleet', '127.0.0.1:0', '--log-level', 'warn'],
          ...[...nats, ...key('coordinator')],
        ],
        folder,
      ),
    ),
  );
  const agent = ['--node', 'n1', '--data', join(folder, 'n1'), '--ports', '27300-27399', '--share', '2'];
  await start(AGENT, [...agent, ...nats, ...key('agent-n1'), '--log-level', 'warn'], folder);
  const clients = ports.map((port) => {
    const client = connect({ address: `127.0.0.1:${port}`, clock: CLOCK, linearizable: true });
    t.teardown(() => client.close());
    return client;
  });
  const [first] = clients;
  const w = { process: { command: ['sleep', '100000'] }, resources: { cpu: '10m', memory: '16Mi' } };
  await first?.apply({ source: JSON.stringify({ stack: 'one', workloads: { w } }), actor: { name: 'e2e' } });
  for (const client of clients) {
    let phase = '';
    for (let waited = 0; waited < 60_000 && phase !== 'running'; waited += 100) {
      const { placements } = await client.listPlacements({ stack: 'one' });
      phase = placements[0]?.observed ?? '';
      await delay(100);
    }
    t.is(phase, 'running');
  }
  t.true((await first?.verifyLedger())?.ok);
  t.notRegex(server.output, /[Pp]ermissions? [Vv]iolation/);
}

test('three coordinators make the stream, append, follow and purge by what the file allows', async (t) => {
  const here = await rig(t);
  await works(t, here, ['--nats', here.server.url]);
  const secret = await readFile(join(here.keys, 'coordinator.seed'), 'utf8');
  const { ledger: subject } = fleetSubjects('default');
  const parts = { clock: CLOCK, random: systemRandom(), log: QUIET };
  const stream = await connectNatsStream({
    ...{ ...parts, servers: [here.server.url], stream: 'berth-ledger-default', subject, secret },
    clientName: 'purge',
  });
  const store = await openJetStreamStore({
    ...{ ...parts, ids: systemIds(), stream, local: await openLocalRecords(join(here.folder, 'purge')) },
    settings: { subject, replicas: 1, maxBytes: DEFAULT_MAX_BYTES },
  });
  t.teardown(() => store.close());
  await store.purgeBelow(2);
  t.is(store.oldest(), 2);
  t.notRegex(here.server.output, /[Pp]ermissions? [Vv]iolation/);
});

test('over TLS, with certificates on both sides; who has none does not come in', async (t) => {
  const pki = await mkdtemp(join(tmpdir(), 'berth-pki-'));
  t.teardown(() => rm(pki, { recursive: true, force: true }));
  const [ca, server, client] = ['ca', 'server', 'client'].map((name) => certificate(pki, name));
  const flags = [
    '--tls-cert',
    server?.cert ?? '',
    '--tls-key',
    server?.key ?? '',
    '--tls-ca',
    ca?.cert ?? '',
  ];
  const here = await rig(t, ...flags);
  const url = here.server.url.replace('nats://', 'tls://');
  const trust = ['--nats', url, '--nats-ca', ca?.cert ?? ''];
  await works(t, here, [...trust, '--nats-cert', client?.cert ?? '', '--nats-key', client?.key ?? '']);

  const lone = await start(
    COORDINATOR,
    [
      ...['--data', join(here.folder, 'lone'), '--control', '127.0.0.1:0', '--fleet', '127.0.0.1:0'],
      ...[...trust, '--nats-credentials', join(here.keys, 'coordinator.seed'), '--log-level', 'warn'],
    ],
    here.folder,
  );
  for (let waited = 0; waited < 20_000 && !/cannot reach NATS|was lost/.test(lone.stderr()); waited += 50)
    await delay(50);
  t.regex(lone.stderr(), /agents over NATS.*(cannot reach NATS|was lost)/);
});

/** Of "ca", signed by itself; of others, for this machine, signed by it. */
function certificate(folder: string, name: string): { readonly cert: string; readonly key: string } {
  const [cert, key] = [join(folder, `${name}.pem`), join(folder, `${name}.key`)];
  const issuer = ['-CA', join(folder, 'ca.pem'), '-CAkey', join(folder, 'ca.key')];
  const leaf = [...issuer, '-addext', 'basicConstraints=CA:FALSE', '-addext', 'subjectAltName=IP:127.0.0.1'];
  execFileSync(
    'openssl',
    [
      ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '1'],
      ...['-subj', `/CN=${name}`, '-out', cert, '-keyout', key, ...(name === 'ca' ? [] : leaf)],
    ],
    { stdio: 'pipe' },
  );
  return { cert, key };
}
