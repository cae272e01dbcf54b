/**
 * A whole stack on three nodes, in a container and in processes: begun in order, updated, taken back when its version is
 * bad, moved off a node that is drained, ended in reverse; under constant requests that go through all of it, and with a
 * coordinator that is killed in the middle of each. Not a request fails.
 */
import type { PlacementView, RolloutView } from '@berth/core';
import test, { type ExecutionContext } from 'ava';
import { Podman, until } from '../agent/podman.js';
import { Cluster } from './cluster.js';
import { FollowingProxy } from './following-proxy.js';
import { spawnLines } from './spawn-lines.js';
import { told } from './told.js';
import { DB_FILES, DB_IMAGE, wholeStack } from './whole-stack.js';

const CLIENTS = 8;
const ACTOR = { name: 'e2e' };
let podman: Podman;

test.before(async () => {
  podman = await Podman.start();
  await podman.makeImage(DB_IMAGE, DB_FILES);
});
test.after.always(() => podman?.close());

test('a database, an API and a web front: whatever is done to them and to the coordinator, not a request fails', async (t) => {
  // On a machine that has much else to do it takes minutes.
  t.timeout(480_000);
  const cluster = await Cluster.open(t);
  await begin(t, cluster);
  const proxy = await proxyOf(t, cluster);
  const calm = (scene: string) => t.deepEqual(proxy.failures, [], scene);
  await update(t, cluster);
  calm('a rolling update of two tiers');
  await badVersion(t, cluster);
  calm('a bad version');
  t.false(
    [...proxy.said].some((text) => text.startsWith('web-3')),
    'what was never ready served nobody',
  );
  t.true([...proxy.said].some((text) => /^web-1 \S+ api-2 rows$/.test(text)));
  await drain(t, cluster);
  await proxy.stop();
  calm('a drain');
  const answered = [...proxy.served.values()].reduce((all, count) => all + count, 0);
  t.log(`${answered} requests through three tiers`);
  t.true(answered > 100);
  await end(t, cluster);
});

// ---- scenes ----------------------------------------------------------------------------------------------------------

async function begin(t: ExecutionContext, cluster: Cluster): Promise<void> {
  await cluster.coordinator();
  await cluster.agent('a', '--container-engine', podman.socket);
  for (const node of ['b', 'c']) await cluster.agent(node, '--container-engine', 'none');
  await cluster.apply(wholeStack());
  await cluster.until('shop', (all) => all.length > 0);
  await anotherCoordinator(cluster);
  await cluster.until('shop', allReady);
  const begun = (await told(cluster)).filter((line) => /^(made|ready)/.test(line));
  t.deepEqual(
    begun.filter((line, at) => begun.indexOf(line) === at),
    ['made shop/db', 'ready db', 'made shop/api', 'ready api', 'made shop/web', 'ready web'],
  );
}

async function update(t: ExecutionContext, cluster: Cluster): Promise<void> {
  await cluster.apply(wholeStack({ api: { version: '2' }, web: { version: '2' } }));
  await rollout(cluster, 'api', ({ healthy }) => healthy >= 1);
  await anotherCoordinator(cluster);
  const { past } = await rollout(cluster, 'web', ({ version, state }) => version === 2 && state === 'done');
  t.deepEqual(past, []);
  const all = await cluster.until('shop', (copies) => allReady(copies) && tiers(copies).every(isOf(2)));
  for (const web of all.filter(({ workload }) => workload === 'shop/web'))
    t.regex(await answerOf(web), /^shop\/web\/\S+ web-2 shop\/api\/\S+ api-2 rows$/);
}

async function badVersion(t: ExecutionContext, cluster: Cluster): Promise<void> {
  const before = idsOf(tiers(await cluster.placements('shop')));
  const web = { version: '3', ready: 503, update: { progressDeadline: '10s' } };
  await cluster.apply(wholeStack({ api: { version: '2' }, web }));
  await rollout(
    cluster,
    'web',
    ({ version, waitsFor }) => version > 3 || (version === 3 && /not ready/.test(waitsFor)),
  );
  await anotherCoordinator(cluster);
  await rollout(cluster, 'web', ({ version, state }) => version === 4 && state === 'done');
  const after = await cluster.until('shop', allReady);
  t.deepEqual(idsOf(tiers(after)), before, 'those that ran before go on');
  const { stdout: status } = await cluster.berth('rollout', 'status', 'shop/web');
  t.regex(status.replace(/\s+/g, ' '), /takes back version 3: no progress for 10s: shop\/web\/\S+ is /);
  const { stdout: events } = await cluster.berth('events', '--since', '1');
  t.regex(events, /shop\/web: rollout of version 3 reverted: no progress for 10s: shop\/web\/\S+ is /);
}

async function drain(t: ExecutionContext, cluster: Cluster): Promise<void> {
  const on = (node: string) => (all: readonly PlacementView[]) => all.filter((copy) => copy.node === node);
  const before = await cluster.placements('shop');
  const node = on('b')(before).length >= on('c')(before).length ? 'b' : 'c';
  await cluster.client.setEligibility({ node, eligibility: 'draining', deadlineMs: 600_000, actor: ACTOR });
  await cluster.until('shop', (all) => all.length > before.length);
  await anotherCoordinator(cluster);
  await cluster.until('shop', (all) => allReady(all) && on(node)(all).length === 0);
  t.deepEqual((await cluster.client.getNode(node)).node.drain?.left, []);
}

async function end(t: ExecutionContext, cluster: Cluster): Promise<void> {
  const { index } = await cluster.client.info();
  await cluster.client.deleteStack({ stack: 'shop', actor: ACTOR });
  await cluster.until('shop', (all) => all.some(({ desired }) => desired === 'stopped'));
  await anotherCoordinator(cluster);
  await cluster.until('shop', (all) => all.length === 0);
  const ended = (await told(cluster, index + 1)).filter((line) => /^stop/.test(line));
  t.deepEqual(
    ended.filter((line, at) => line !== ended[at - 1]),
    ['stop web', 'stopped web', 'stop api', 'stopped api', 'stop db', 'stopped db'],
  );
  await until(async () => (await podman.command('ps', '--all', '--quiet')) === '');
}

// ---- words -----------------------------------------------------------------------------------------------------------

/** In the middle of what goes on. */
async function anotherCoordinator(cluster: Cluster): Promise<void> {
  await cluster.killCoordinator();
  await cluster.coordinator();
}

async function proxyOf(t: ExecutionContext, cluster: Cluster): Promise<FollowingProxy> {
  const proxy = new FollowingProxy();
  const take = (line: string) => proxy.take(line);
  const watch = spawnLines(t, cluster, ['endpoints', 'shop/web', '--watch', '--json'], take);
  await watch.says(/"snapshot"/);
  await proxy.start(CLIENTS);
  t.teardown(() => proxy.stop());
  return proxy;
}

function allReady(all: readonly PlacementView[]): boolean {
  return all.length === 5 && all.every(({ ready, desired }) => ready && desired === 'running');
}

/** Without the database. */
function tiers(all: readonly PlacementView[]): PlacementView[] {
  return all.filter(({ workload }) => workload !== 'shop/db');
}

function isOf(version: number): (copy: PlacementView) => boolean {
  return (copy) => copy.version === version;
}

function idsOf(all: readonly PlacementView[]): string[] {
  return all.map(({ id }) => id).sort();
}

async function answerOf(copy: PlacementView): Promise<string> {
  return (await fetch(`http://${copy.endpoints.http}/`)).text();
}

async function rollout(
  cluster: Cluster,
  workload: string,
  done: (view: RolloutView) => boolean,
): Promise<RolloutView> {
  for (;;) {
    const [view] = (await cluster.client.listRollouts({ target: `shop/${workload}` })).rollouts;
    if (view && done(view)) return view;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
