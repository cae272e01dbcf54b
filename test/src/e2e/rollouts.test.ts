/** Rollouts on real processes, under constant requests: none fails, whoever is killed, and a bad version goes back by itself. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { PlacementView, RolloutView } from '@berth/core';
import test, { type ExecutionContext } from 'ava';
import { Cluster } from './cluster.js';
import { FollowingProxy } from './following-proxy.js';
import { EVERY, moody } from './moody.js';
import { spawnLines } from './spawn-lines.js';

const READY = { http: { path: '/ready' }, ...EVERY, failures: 2 };

type Wish = {
  readonly replicas?: number;
  readonly update?: object;
  readonly env?: Readonly<Record<string, string>>;
};

function shop({ replicas = 3, update = {}, env = {} }: Wish) {
  const more = { shutdown: { delay: '3s' }, update };
  return {
    stack: 'shop',
    workloads: { web: { replicas, ...moody({ health: { ready: READY }, env, more }) } },
  };
}

function areOf(version: string, count: number) {
  return (all: readonly PlacementView[]) =>
    all.length === count && all.every((it) => it.ready && String(it.version) === version);
}

async function open(t: ExecutionContext, wish: Wish): Promise<Cluster> {
  const cluster = await Cluster.open(t);
  await cluster.coordinator();
  await cluster.agent('a');
  await cluster.agent('b');
  await cluster.apply(shop(wish));
  await cluster.until('shop', areOf('1', wish.replicas ?? 3));
  return cluster;
}

async function proxyOf(t: ExecutionContext, cluster: Cluster): Promise<FollowingProxy> {
  const proxy = new FollowingProxy();
  const take = (line: string) => proxy.take(line);
  const watch = spawnLines(t, cluster, ['endpoints', 'shop/web', '--watch', '--json'], take);
  await watch.says(/"snapshot"/);
  await proxy.start(4);
  t.teardown(() => proxy.stop());
  return proxy;
}

async function rolloutOf(cluster: Cluster): Promise<RolloutView | undefined> {
  return (await cluster.client.listRollouts({ target: 'shop/web' })).rollouts[0];
}

async function until(cluster: Cluster, done: (rollout: RolloutView) => boolean): Promise<RolloutView> {
  for (;;) {
    const rollout = await rolloutOf(cluster);
    if (rollout && done(rollout)) return rollout;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

test('one replica with a surge: not a request fails while it is updated', async (t) => {
  const update = { maxUnavailable: 0, maxSurge: 1 };
  const cluster = await open(t, { replicas: 1, update });
  const proxy = await proxyOf(t, cluster);
  await cluster.apply(shop({ replicas: 1, update, env: { VERSION: '2' } }));
  await cluster.until('shop', areOf('2', 1));
  await proxy.stop();
  t.deepEqual(proxy.failures, []);
  t.is(proxy.served.size, 2);
  t.is((await rolloutOf(cluster))?.state, 'done');
});

test('the coordinator is killed in the middle of an update: it completes, and not a request fails', async (t) => {
  const update = { maxUnavailable: 1, maxSurge: 1, healthyFor: '1s' };
  const cluster = await open(t, { update });
  const proxy = await proxyOf(t, cluster);
  await cluster.apply(shop({ update, env: { VERSION: '2' } }));
  await until(cluster, ({ healthy }) => healthy >= 1);
  await cluster.killCoordinator();
  await new Promise((resolve) => setTimeout(resolve, 1_000));
  await cluster.coordinator();
  const { state, version } = await until(cluster, ({ ended }) => ended !== undefined);
  await cluster.until('shop', areOf('2', 3));
  await proxy.stop();
  t.deepEqual([state, version], ['done', 2]);
  t.deepEqual(proxy.failures, []);
});

test('a version whose health fails goes back by itself, says so, and not a request fails', async (t) => {
  const update = {
    maxUnavailable: 0,
    maxSurge: 1,
    autoRevert: true,
    healthyFor: '0s',
    progressDeadline: '15s',
  };
  const cluster = await open(t, { replicas: 2, update });
  const proxy = await proxyOf(t, cluster);
  await cluster.apply(shop({ replicas: 2, update, env: { READY: '503' } }));
  await until(cluster, ({ version, waitsFor }) => version === 2 && /not ready/.test(waitsFor));
  // Whoever decides that it has failed need not be who saw it begin.
  await cluster.killCoordinator();
  await cluster.coordinator();
  await until(cluster, ({ version, state }) => version === 3 && state === 'done');
  await cluster.until('shop', areOf('1', 2));
  await proxy.stop();
  t.deepEqual(proxy.failures, []);
  t.is(proxy.served.size, 2, 'those that ran before go on, and the bad one served nobody');
  const status = await cluster.berth('rollout', 'status', 'shop/web');
  t.regex(status.stdout, /^shop\/web +3 +done +2\/2/m);
  t.regex(
    status.stdout.replace(/\n/g, ' '),
    /takes back version 2: no progress for 15s: shop\/web\/\S+ is not ready/,
  );
  t.true(
    status.stdout.split('\n').every((line) => line.length <= 80),
    status.stdout,
  );
  const { stdout: history } = await cluster.berth('rollout', 'history', 'shop');
  t.regex(history, /^shop\/web +2 .* reverted +0 +no progress for 15s/m);
  const { stdout: events } = await cluster.berth('events', '--since', '1');
  t.regex(
    events,
    /shop\/web: rollout of version 2 reverted: no progress for 15s: .* is not ready \(ready check: /,
  );
  t.regex(events, /stack shop version 3 applied, by coordinator: shop\/web version 2 back to version 1/);
});

test('a canary waits for a word, a pause holds, and each help example of berth rollout runs', async (t) => {
  const update = { maxUnavailable: 1, canary: 1, healthyFor: '0s' };
  const cluster = await open(t, { update });
  await cluster.apply(shop({ update, env: { VERSION: '2' } }));
  await until(cluster, ({ state }) => state === 'waiting');
  const waiting = await cluster.berth('rollout', 'status', 'shop');
  t.regex(waiting.stdout, /waiting +1\/3/);
  t.regex(waiting.stdout.replace(/\n/g, ' '), /`berth rollout promote shop\/web` goes on/);
  const file = join(cluster.folder, 'shop.json');
  await mkdir(cluster.folder, { recursive: true });
  await writeFile(file, JSON.stringify(shop({ update, env: { VERSION: '2' } })));
  const ran: string[] = [];
  for (const name of ['history', 'pause', 'resume', 'promote', 'status', 'revert']) {
    const help = await cluster.berth('rollout', name, '--help');
    const example = /Example:\n {2}berth (.+)/.exec(help.stdout)?.[1] ?? '';
    t.regex(example, new RegExp(`^rollout ${name} `));
    const { code, stderr } = await cluster.berth(...example.split(' '));
    t.is(code, 0, `${example}: ${stderr}`);
    ran.push(name);
    if (name === 'pause') t.is((await rolloutOf(cluster))?.state, 'paused');
    if (name === 'promote') await until(cluster, ({ state }) => state === 'done');
  }
  const back = await until(cluster, ({ version, state }) => version === 3 && state === 'done');
  t.is(back.revertOf, 2);
  t.is(ran.length, 6);
  const none = await cluster.berth('rollout', 'promote', 'shop/web');
  t.is(none.code, 4);
  t.regex(none.stderr, /no rollout under way: `berth rollout status shop\/web` shows where it is/);
  t.is((await cluster.berth('rollout', 'status', 'shop/none')).code, 3);
  const json = JSON.parse((await cluster.berth('rollout', 'status', 'shop/web', '--json')).stdout);
  t.like(json[0], { workload: 'shop/web', state: 'done', version: 3, replicas: 3 });
});

test('a drain with a deadline, followed, while the coordinator is killed in the middle of it: not a request fails', async (t) => {
  const cluster = await open(t, { replicas: 4, env: { START_MS: '3000' } });
  const proxy = await proxyOf(t, cluster);
  const [{ node = 'a' } = {}] = await cluster.placements('shop');
  const actor = { name: 'e2e' };
  await cluster.client.setEligibility({ node, eligibility: 'draining', deadlineMs: 600_000, actor });
  const { drain } = (await cluster.client.getNode(node)).node;
  t.is(drain?.deadlineAtMs, (drain?.sinceMs ?? 0) + 600_000);
  t.true((drain?.left.length ?? 0) >= 1);
  for (const { waitsFor } of drain?.left ?? [])
    t.regex(waitsFor, /^its replacement shop\/web\/\S+ on [ab] is/);
  await cluster.killCoordinator();
  await new Promise((resolve) => setTimeout(resolve, 1_000));
  await cluster.coordinator();
  const followed = await cluster.berth('drain', node, '--watch');
  t.is(followed.code, 0, followed.stderr);
  t.regex(followed.stdout, new RegExp(`node ${node}: empty\\n$`));
  await cluster.until('shop', (all) => all.length === 4 && all.every((it) => it.ready && it.node !== node));
  await proxy.stop();
  t.deepEqual(proxy.failures, []);
});
