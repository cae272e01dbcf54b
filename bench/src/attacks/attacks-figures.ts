/**
 * What floods on the listeners cost those who are honest: memory of the coordinator, and how long a user's call and a
 * node's new link take under each attack, and in peace before and after it. Real programs, mutual TLS.
 */
import { type ChildProcess, execFile, fork } from 'node:child_process';
import { once } from 'node:events';
import { constants, setPriority } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { connect } from '@berth/client';
import { nodeId } from '@berth/core';
import { type Credentials, parseJoinToken, readIdentity, requestCertificate } from '@berth/identity';
import { systemClock } from '@berth/runtime';
import { enrol, findAuthority, grpcAgentCarrier } from '@berth/transport';
import { memoryOf, peakMemoryOf } from '../process-figures.js';
import { type CoordinatorProgram, Programs } from '../programs.js';
import { type Figure, figuresOf, percentile } from '../report.js';
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
    const calls = run.small ? 20 : 3_000;
    const measured = () => timings(coordinator, admin, probe, calls);
    await measured();
    const before = (await memoryOf(coordinator.pid)).residentMiB;
    let calm = await measured();
    const figures: Figure[] = [];
    for (const name of ATTACKS) {
      run.note(`  ${name} ...`);
      const under = await attacked({ name, target }, measured);
      const after = await measured();
      for (const what of ['call', 'link'] as const) {
        const peace = p99([...calm[what], ...after[what]]);
        figures.push(
          figure(`${name}: a ${what}, in peace, p99`, peace, 'ms'),
          figure(`${name}: a ${what}, p99`, p99(under[what]), 'ms'),
          figure(`${name}: a ${what}, of that in peace`, p99(under[what]) / peace, 'x', '< 2'),
        );
      }
      calm = after;
    }
    const grown = (await peakMemoryOf(coordinator.pid)) - before;
    return [...figures, figure('memory of the coordinator grew by', Math.max(grown, 0), 'MiB', '< 100')];
  });
}

async function attacked<Result>(attacker: Attacker, measure: () => Promise<Result>): Promise<Result> {
  const child = fork(fileURLToPath(new URL('./attacker.js', import.meta.url)));
  try {
    // It stands for a machine of its own: where cores are few, it must not take them from those who are measured.
    setPriority(child.pid ?? 0, constants.priority.PRIORITY_LOW);
    child.send(attacker);
    await Promise.race([once(child, 'message'), failure(child)]);
    return await measure();
  } finally {
    child.kill('SIGKILL');
  }
}

async function failure(child: ChildProcess): Promise<never> {
  const [code] = await once(child, 'exit');
  throw new Error(`the attacker ended with ${code}`);
}

/** Milliseconds. */
type Timings = { readonly call: readonly number[]; readonly link: readonly number[] };

async function timings(
  { control, fleet }: CoordinatorProgram,
  admin: Credentials,
  probe: Credentials,
  calls: number,
): Promise<Timings> {
  const client = connect({ address: control, clock, identity: () => admin, timeoutMs: 60_000 });
  const carrier = grpcAgentCarrier({ address: fleet, clock, identity: () => probe });
  try {
    const call: number[] = [];
    while (call.length < calls) call.push(await timed(() => client.getNode('n1')));
    const link: number[] = [];
    while (link.length < calls / 5) link.push(await timed(() => opened(carrier)));
    return { call, link };
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
  return percentile(values, 0.99);
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
