/**
 * What floods on the listeners cost those who are honest: memory of the coordinator, and how long a user's call and a
 * node's new link take, first in peace and then under each attack. Real programs, mutual TLS.
 */
import { execFile } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { Worker } from 'node:worker_threads';
import { connect } from '@berth/client';
import { nodeId } from '@berth/core';
import { type Credentials, parseJoinToken, readIdentity, requestCertificate } from '@berth/identity';
import { systemClock } from '@berth/runtime';
import { enrol, findAuthority, grpcAgentCarrier } from '@berth/transport';
import { memoryOf, peakMemoryOf } from '../process-figures.js';
import { type CoordinatorProgram, Programs } from '../programs.js';
import { type Figure, figuresOf } from '../report.js';
import type { Run } from '../run.js';
import type { Attacker, AttackName } from './attacker.js';

const CLI = join(dirname(fileURLToPath(import.meta.url)), '../../../packages/cli/bin/berth.js');
const ATTACKS: readonly AttackName[] = [
  ...(['pings', 'settings', 'resets', 'endlessHeaders', 'fatHeaders', 'gzipBombs'] as const),
];
const CONTROL = '/berth.control.v1.ControlService/ListNodes';
const figure = figuresOf('attacks');
const clock = systemClock();

export async function attacksFigures(run: Run): Promise<Figure[]> {
  return Programs.with(async (programs) => {
    const coordinator = await programs.coordinator({
      flags: ['--authority', join(programs.folder, 'authority')],
    });
    const admin = await readIdentity(coordinator.ready.identity ?? '');
    if (!admin) throw new Error('the coordinator made no identity for its admin');
    for (const node of ['n1', 'n2', 'n3'])
      await programs.agent(node, coordinator.ready.enrol ?? '', '--join', await token(coordinator, node));
    const probe = await joined(coordinator, 'probe');
    const target = {
      address: coordinator.control,
      call: CONTROL,
      credentials: await hostileUser(coordinator),
    };
    const rounds = run.small ? 20 : 1_000;
    const measured = () => latencies(coordinator, admin, probe, rounds);
    await measured();
    const before = (await memoryOf(coordinator.pid)).residentMiB;
    const calm = await measured();
    const figures = [
      figure('in peace: a call, p99', calm.call, 'ms'),
      figure('in peace: a new link, p99', calm.link, 'ms'),
    ];
    for (const name of ATTACKS) {
      run.note(`  ${name} ...`);
      const under = await attacked({ name, target }, measured);
      figures.push(
        figure(`${name}: a call, p99`, under.call, 'ms'),
        figure(`${name}: of that in peace`, under.call / calm.call, 'x', '< 2'),
        figure(`${name}: a new link, p99`, under.link, 'ms'),
        figure(`${name}: of that in peace, link`, under.link / calm.link, 'x', '< 2'),
      );
    }
    const grown = (await peakMemoryOf(coordinator.pid)) - before;
    return [...figures, figure('memory of the coordinator grew by', Math.max(grown, 0), 'MiB', '< 100')];
  });
}

async function attacked<Result>(attacker: Attacker, measure: () => Promise<Result>): Promise<Result> {
  const worker = new Worker(new URL('./attacker.js', import.meta.url), { workerData: attacker });
  try {
    await new Promise((resolve, reject) => {
      worker.once('message', resolve);
      worker.once('error', reject);
    });
    return await measure();
  } finally {
    await worker.terminate();
  }
}

type Latencies = { readonly call: number; readonly link: number };

/** p99, milliseconds. */
async function latencies(
  { control, fleet }: CoordinatorProgram,
  admin: Credentials,
  probe: Credentials,
  rounds: number,
): Promise<Latencies> {
  const client = connect({ address: control, clock, identity: () => admin, timeoutMs: 60_000 });
  const carrier = grpcAgentCarrier({ address: fleet, clock, identity: () => probe });
  try {
    const calls: number[] = [];
    for (let round = 0; round < rounds; round++) calls.push(await timed(() => client.getNode('n1')));
    const links: number[] = [];
    for (let round = 0; round < rounds / 5; round++) links.push(await timed(() => opened(carrier)));
    return { call: p99(calls), link: p99(links) };
  } finally {
    client.close();
  }
}

async function timed(act: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await act();
  return performance.now() - started;
}

function opened(carrier: ReturnType<typeof grpcAgentCarrier>): Promise<void> {
  return new Promise((resolve, reject) => {
    const link = carrier.open(nodeId('probe'), {
      onUp: () => {
        link.close();
        resolve();
      },
      onMessage: () => {},
      onDown: (why) => reject(new Error(why)),
    });
  });
}

function p99(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length * 0.99)] ?? Number.NaN;
}

/** Not the one who is measured: bounds are counted by name. */
async function hostileUser({ ready }: CoordinatorProgram): Promise<Credentials> {
  const authority = dirname(ready.identity ?? '');
  const file = join(authority, 'eve.json');
  const args = ['user', 'add', 'eve', '--role', 'viewer', '--authority', authority, '--out', file];
  await promisify(execFile)(process.execPath, [CLI, ...args]);
  const user = await readIdentity(file);
  if (!user) throw new Error('nobody made eve');
  return user;
}

async function token({ control, ready }: CoordinatorProgram, node: string): Promise<string> {
  const env = { ...process.env, BERTH_ADDRESS: control, BERTH_IDENTITY: ready.identity };
  const args = [CLI, 'token', 'create', '--node', node, '--json'];
  const { stdout } = await promisify(execFile)(process.execPath, args, { env });
  return (JSON.parse(stdout) as { token: string }).token;
}

async function joined(coordinator: CoordinatorProgram, node: string): Promise<Credentials> {
  const address = coordinator.ready.enrol ?? '';
  const { secret, authority: fingerprint } = parseJoinToken(await token(coordinator, node));
  const authority = await findAuthority({ address, clock }, fingerprint);
  const { key, request } = requestCertificate({ kind: 'node', name: node });
  const grant = await enrol({ address, clock }, authority, { secret, node, request });
  return { authority: grant.authority, certificate: grant.certificate, key };
}
