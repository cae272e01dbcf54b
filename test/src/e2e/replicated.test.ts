/** Three coordinators over three nats-servers, agents over NATS: real processes, of which the leading one is killed. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { type BerthClient, connect } from '@berth/client';
import type { CoordinatorView } from '@berth/core';
import { systemClock } from '@berth/runtime';
import test, { type ExecutionContext } from 'ava';
import { freePorts, startNatsCluster } from '../nats/servers.js';
import { AGENT, CLI, COORDINATOR, type Program, run, start } from './cluster.js';
import { processesOf } from './processes.js';

const ACTOR = { name: 'e2e' };

class Replicated {
  readonly folder: string;
  readonly programs = new Map<string, Program>();
  readonly addresses: Readonly<Record<string, string>>;
  readonly #nats: readonly string[];

  private constructor(folder: string, nats: readonly string[], addresses: Readonly<Record<string, string>>) {
    this.folder = folder;
    this.#nats = nats.flatMap((url) => ['--nats', url]);
    this.addresses = addresses;
  }

  static async open(t: ExecutionContext): Promise<Replicated> {
    const servers = await startNatsCluster(t);
    const ports = await freePorts(3);
    const addresses = Object.fromEntries(
      ['c1', 'c2', 'c3'].map((name, at) => [name, `127.0.0.1:${ports[at]}`]),
    );
    const folder = await mkdtemp(join(tmpdir(), 'berth-replicated-'));
    const cluster = new Replicated(
      folder,
      servers.map(({ url }) => url),
      addresses,
    );
    t.teardown(async () => {
      for (const { child } of cluster.programs.values()) child.kill('SIGCONT');
      for (const pid of await processesOf(folder)) process.kill(pid, 'SIGKILL');
      while ((await processesOf(folder)).length > 0) await delay(20);
      await rm(folder, { recursive: true, force: true, maxRetries: 5 });
    });
    await Promise.all(Object.keys(addresses).map((name) => cluster.coordinator(name)));
    return cluster;
  }

  async coordinator(name: string): Promise<void> {
    const flags = ['--replicated', '--name', name, '--data', join(this.folder, name), '--log-level', 'warn'];
    const listen = ['--control', this.addresses[name] ?? '', '--fleet', '127.0.0.1:0'];
    this.programs.set(name, await start(COORDINATOR, [...flags, ...listen, ...this.#nats], this.folder));
  }

  async agent(node: string): Promise<void> {
    const flags = ['--node', node, '--data', join(this.folder, node), '--coordinator', '127.0.0.1:9'];
    this.programs.set(
      node,
      await start(AGENT, [...flags, ...this.#nats, '--log-level', 'warn'], this.folder),
    );
  }

  client(t: ExecutionContext, name: string): BerthClient {
    const client = connect({ address: this.addresses[name] ?? '', clock: systemClock() });
    t.teardown(() => client.close());
    return client;
  }

  /** As the given coordinator sees it; not one of those that are left out. */
  async leader(client: BerthClient, without = ''): Promise<CoordinatorView> {
    for (let waited = 0; waited < 60_000; waited += 50) {
      const all = await client.listCoordinators().catch(() => []);
      const found = all.find(({ role, name }) => role === 'leader' && name !== without);
      if (found) return found;
      await delay(50);
    }
    throw new Error('nobody leads');
  }

  kill(name: string): void {
    this.programs.get(name)?.child.kill('SIGKILL');
  }
}

function stack(name: string): { readonly source: string; readonly actor: typeof ACTOR } {
  const resources = { cpu: '10m', memory: '16Mi' };
  const w = { process: { command: ['sleep', '1000'] }, resources };
  return { source: JSON.stringify({ stack: name, workloads: { w } }), actor: ACTOR };
}

/** Asks again while nobody leads: to apply twice is to apply once. */
async function persistently(ask: () => Promise<unknown>): Promise<void> {
  for (let waited = 0; waited < 60_000; waited += 100) {
    const failure = await ask().then(
      () => undefined,
      (thrown: { code?: string }) => thrown,
    );
    if (!failure) return;
    if (!['unreachable', 'not_leader', 'timed_out'].includes(failure.code ?? '')) throw failure;
    await delay(100);
  }
  throw new Error('nobody answers');
}

test('the leading coordinator is killed: another one leads, nothing that was acknowledged is lost, runs go on', async (t) => {
  const cluster = await Replicated.open(t);
  const first = await cluster.leader(cluster.client(t, 'c1'));
  await cluster.agent('n1');
  const followers = Object.keys(cluster.addresses).filter((name) => name !== first.name);
  const [asked = '', other = ''] = followers;
  const client = cluster.client(t, asked);
  await client.apply(stack('one'));
  const running = async (name: string) => {
    for (let waited = 0; waited < 60_000; waited += 50) {
      const { placements } = await client.listPlacements({ stack: name });
      const [placement] = placements.filter(({ observed }) => observed === 'running');
      if (placement) return placement;
      await delay(50);
    }
    throw new Error(`${name} does not run`);
  };
  const before = await running('one');

  cluster.kill(first.name);
  const killedMs = performance.now();
  await persistently(() => client.apply(stack('two')));
  t.log(
    `${((performance.now() - killedMs) / 1000).toFixed(1)} s from the kill to the next acknowledged apply`,
  );
  const second = await cluster.leader(client, first.name);
  t.true(second.epoch > first.epoch);
  await running('two');
  const after = await running('one');
  t.is(after.id, before.id);
  t.is(after.restarts, 0);

  await cluster.coordinator(first.name);
  const back = cluster.client(t, first.name);
  for (let waited = 0; waited < 30_000; waited += 50) {
    const [mine] = (await back.listCoordinators()).filter(({ name }) => name === first.name);
    if (mine?.lag === 0 && mine.index >= second.index) break;
    await delay(50);
  }
  t.deepEqual((await back.listStacks()).stacks.map((each) => each.stack).sort(), ['one', 'two']);
  t.true((await cluster.client(t, other).verifyLedger()).ok);

  const listed = await run(process.execPath, [CLI, 'coordinator', 'ls', '--json'], {
    ...process.env,
    BERTH_ADDRESS: cluster.addresses[other],
    HOME: cluster.folder,
  });
  const roles = (JSON.parse(listed.stdout) as CoordinatorView[]).map(({ name, role }) => [name, role]);
  t.deepEqual(
    roles,
    ['c1', 'c2', 'c3'].map((name) => [name, name === second.name ? 'leader' : 'follower']),
  );
});
