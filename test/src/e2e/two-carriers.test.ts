/** Agents that know gRPC and NATS: what a way that is cut costs them, on real processes. */
import { join } from 'node:path';
import type { PlacementView } from '@berth/core';
import test, { type ExecutionContext } from 'ava';
import { startNatsServer } from '../nats/servers.js';
import { TcpProxy } from '../transport/tcp-proxy.js';
import { AGENT, Cluster, type Program, start } from './cluster.js';
import { processesOf } from './processes.js';
import { askSoon, webStack } from './stacks.js';

const TIMINGS = ['--heartbeat', '400ms', '--lease', '6s'];

/** Resolves when the program has said it, again and again: `times` counts from its start. */
async function said(program: Program, what: RegExp, times = 1): Promise<void> {
  const count = () => program.stderr().match(new RegExp(what, 'g'))?.length ?? 0;
  while (count() < times) await new Promise((resolve) => program.child.stderr?.once('data', resolve));
}

async function pids(placements: readonly PlacementView[]): Promise<Map<string, number>> {
  const found = new Map<string, number>();
  for (const { endpoints } of placements) {
    const { placement, pid } = await askSoon(endpoints.http ?? '');
    found.set(placement, pid);
  }
  return found;
}

/** Live processes of each placement in this cluster; a second run of one would stand here. */
async function runs(cluster: Cluster, placements: readonly PlacementView[]): Promise<number[][]> {
  const ours = await cluster.survivors();
  const each = await Promise.all(placements.map(({ id }) => processesOf(`BERTH_PLACEMENT=${id}`)));
  return each.map((all) => all.filter((pid) => ours.includes(pid)));
}

async function restarted(cluster: Cluster, id: string | undefined, times: number): Promise<void> {
  await cluster.until('shop', (all) =>
    all.some((it) => it.id === id && it.restarts === times && it.observed === 'running'),
  );
}

async function proxied(t: ExecutionContext, address: unknown): Promise<TcpProxy> {
  const proxy = await TcpProxy.open(Number(String(address).split(':').at(-1)));
  t.teardown(() => proxy.close());
  return proxy;
}

test('an agent with both carriers changes over when one is cut, and back: nothing restarts, nothing runs twice', async (t) => {
  const nats = await startNatsServer(t);
  const cluster = await Cluster.open(t);
  const overNats = ['--nats', nats.url, '--nats-cluster', 'both'];
  const coordinator = await cluster.coordinator(...overNats, ...TIMINGS);
  const proxy = await proxied(t, coordinator.ready.fleet);
  await cluster.agent('a', ...overNats, '--coordinator', proxy.address);
  await cluster.apply(webStack('shop', 3));
  const placements = await cluster.running('shop', 3);
  const before = await pids(placements);
  const processes = await runs(cluster, placements);
  const [first, second] = placements;
  t.regex(coordinator.stderr(), /agent link up.*carrier=grpc/);

  proxy.refuse(true);
  await said(coordinator, /agent link up.*carrier=nats/);
  t.deepEqual(await pids(placements), before);
  // Status travels over NATS: of a copy that dies, and of one that is new.
  process.kill(before.get(first?.id ?? '') ?? 0, 'SIGKILL');
  await restarted(cluster, first?.id, 1);
  await cluster.apply(webStack('shop', 4));
  await cluster.running('shop', 4);

  proxy.refuse(false);
  await nats.kill();
  await said(coordinator, /agent link up.*carrier=grpc/, 2);
  process.kill((await pids(placements)).get(first?.id ?? '') ?? 0, 'SIGKILL');
  await restarted(cluster, first?.id, 2);

  const after = await cluster.running('shop', 4);
  const now = await pids(after);
  for (const { id } of placements.slice(1)) t.is(now.get(id), before.get(id), `${id} keeps its process`);
  t.deepEqual((await runs(cluster, placements)).slice(1), processes.slice(1), 'and has no other');
  t.deepEqual(
    after.filter((it) => it.id === second?.id).map((it) => it.restarts),
    [0],
  );
  t.deepEqual(
    (await runs(cluster, [first as PlacementView])).map((it) => it.length),
    [processes[0]?.length],
  );
  const { stdout } = await cluster.berth('node', 'ls', '--json');
  t.regex(stdout, /"connection": "up"/);
  const { stdout: events } = await cluster.berth('events', '--json');
  t.false(events.includes('disconnected'), 'no lease ended meanwhile');
});

test('an agent may know NATS only', async (t) => {
  const nats = await startNatsServer(t);
  const cluster = await Cluster.open(t);
  const overNats = ['--nats', nats.url];
  const coordinator = await cluster.coordinator(...overNats, ...TIMINGS);
  t.like(coordinator.ready.nats, { name: 'nats-0' });
  const data = join(cluster.folder, 'a');
  await start(AGENT, ['--data', data, '--node', 'a', '--ports', '19500-19520', ...overNats], cluster.folder);
  await cluster.apply(webStack('shop', 1));
  const [placement] = await cluster.running('shop', 1);
  const { placement: id } = await askSoon(placement?.endpoints.http ?? '');
  t.is(id, placement?.id ?? '');
  const written = await cluster.berth('nats', 'config', '--out', join(cluster.folder, 'nats'), '--json');
  t.like(JSON.parse(written.stdout), { agents: [{ node: 'a', isNew: true }] }, 'the nodes that it knows');
  const { code, stdout } = await cluster.berth('logs', 'shop/web');
  t.is(code, 0);
  t.is(stdout, '');
});
