/** Endpoints on real processes: watched by people, read from files by workloads, and left before a copy stops. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { EndpointsFile } from '@berth/agent';
import type { Endpoint, EndpointsItem, PlacementView } from '@berth/core';
import test, { type ExecutionContext } from 'ava';
import { startNatsServer } from '../nats/servers.js';
import { Cluster, ROOT } from './cluster.js';
import { FollowingProxy } from './following-proxy.js';
import { EVERY, moody, setMood } from './moody.js';
import { spawnLines } from './spawn-lines.js';

const READY = { http: { path: '/ready' }, ...EVERY, failures: 2 };

function allReady(count: number) {
  return (all: readonly PlacementView[]) => all.length === count && all.every((it) => it.ready);
}

async function until(done: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await done())) await new Promise((resolve) => setTimeout(resolve, 25));
}

/** What the consumer itself reads. */
async function readBy(consumer: PlacementView | undefined): Promise<EndpointsFile['workloads']> {
  const response = await fetch(`http://${consumer?.endpoints.http}/endpoints`);
  return ((await response.json()) as EndpointsFile).workloads;
}

async function idsReadBy(consumer: PlacementView | undefined, workload: string): Promise<string[]> {
  return ((await readBy(consumer))[workload] ?? []).map(({ placement }) => placement);
}

function shop(replicas: number) {
  return {
    stack: 'shop',
    workloads: {
      db: { replicas, ...moody({ health: { ready: READY } }) },
      app: moody({ more: { upstreams: ['db', 'other/queue'] } }),
      plain: moody(),
    },
  };
}

for (const carrier of ['grpc', 'nats'] as const) {
  test(`a workload finds its upstreams in a file that follows, and stays as it was without a coordinator: ${carrier}`, async (t) => {
    const cluster = await Cluster.open(t);
    const link = carrier === 'nats' ? await overNats(t) : [];
    // Nobody answers over gRPC there.
    const flags = carrier === 'nats' ? [...link, '--coordinator', '127.0.0.1:1'] : [];
    await cluster.coordinator(...link);
    await cluster.agent('a', ...flags);
    await cluster.agent('b', ...flags);
    await cluster.apply(shop(2));
    const all = await cluster.until('shop', allReady(4));
    const [app, first] = all;
    await until(async () => (await idsReadBy(app, 'shop/db')).length === 2);
    const file = await readBy(app);
    t.deepEqual(Object.keys(file), ['other/queue', 'shop/db']);
    t.deepEqual(file['other/queue'], []);
    t.deepEqual(file['shop/db'], [...(await cluster.client.listEndpoints('shop/db')).endpoints]);
    const [endpoint] = file['shop/db'] ?? [];
    t.is(`${endpoint?.address}:${endpoint?.ports.http}`, first?.endpoints.http ?? '');
    const plain = await (await fetch(`http://${all[3]?.endpoints.http}/endpoints`)).text();
    t.is(plain, 'no file', 'who names no upstreams has none');

    await setMood(first, { ready: 503 });
    await until(async () => (await idsReadBy(app, 'shop/db')).join() === 'shop/db/1.2');
    await cluster.killCoordinator();
    await setMood(first, { ready: 200 });
    await cluster.killAgent(app?.node ?? '');
    t.deepEqual(await idsReadBy(app, 'shop/db'), ['shop/db/1.2']);
    // It is welcomed by nobody yet.
    const agent = cluster.agent(app?.node ?? '', ...flags);
    const folder = join(cluster.folder, app?.node ?? '', 'endpoints');
    const book = (await readFile(join(folder, '.book', 'endpoints.json'), 'utf8')).length;
    t.true(book > 0);
    await new Promise((resolve) => setTimeout(resolve, 2_000));
    t.deepEqual(await idsReadBy(app, 'shop/db'), ['shop/db/1.2'], 'the last word stays');
    await cluster.coordinator(...link);
    await agent;
    await until(async () => (await idsReadBy(app, 'shop/db')).length === 2);
    t.deepEqual((await readBy(app))['shop/db'], [
      ...(await cluster.client.listEndpoints('shop/db')).endpoints,
    ]);
  });
}

async function overNats(t: ExecutionContext): Promise<string[]> {
  const nats = await startNatsServer(t);
  return ['--nats', nats.url as string, '--nats-cluster', 'endpoints'];
}

test('endpoints are listed and watched, as text and as JSON, also over a restart of the coordinator', async (t) => {
  const cluster = await Cluster.open(t);
  await cluster.coordinator();
  await cluster.agent('a');
  await cluster.apply({
    stack: 'shop',
    workloads: { web: { replicas: 2, ...moody({ health: { ready: READY } }) } },
  });
  const none = await cluster.berth('endpoints', 'shop/web');
  if (none.stdout.startsWith('shop/web'))
    t.regex(none.stdout, /^shop\/web has no ready endpoints: `berth status shop` says why/);
  const [first, second] = await cluster.until('shop', allReady(2));
  const listed = await cluster.berth('endpoints', 'shop/web');
  t.is(listed.code, 0, listed.stderr);
  const row = new RegExp(`^http=${first?.endpoints.http} +shop/web/0\\.1 +a +site-a +\\d+s$`, 'm');
  t.regex(listed.stdout, row);
  t.true(listed.stdout.split('\n').every((line) => line.length <= 80));
  const asJson = JSON.parse((await cluster.berth('endpoints', 'shop/web', '--json')).stdout);
  t.deepEqual(
    asJson.endpoints.map((it: Endpoint) => it.placement),
    ['shop/web/0.1', 'shop/web/1.2'],
  );
  t.deepEqual(Object.keys(asJson).sort(), ['endpoints', 'index', 'workload']);
  const missing = await cluster.berth('endpoints', 'shop/none', '--watch');
  t.is(missing.code, 3);
  t.regex(missing.stderr, /there is no workload "shop\/none"/);

  const watch = spawnLines(t, cluster, ['endpoints', 'shop/web', '--watch']);
  const json = spawnLines(t, cluster, ['endpoints', 'shop/web', '--watch', '--json']);
  await watch.says(/^\+ shop\/web\/1\.2 http=.* on a, site site-a$/);
  await json.says(/"snapshot"/);
  await setMood(first, { ready: 503 });
  await watch.says(/^- shop\/web\/0\.1$/);
  const delta = JSON.parse(await json.says(/"delta"/)) as EndpointsItem;
  t.like(delta, { kind: 'delta', workload: 'shop/web', set: [], removed: ['shop/web/0.1'] });
  await cluster.killCoordinator();
  await until(() => /what is known stays/.test(watch.errors()));
  t.is(watch.all.length, 3, 'nothing was taken back');
  await setMood(first, { ready: 200 });
  await setMood(second, { ready: 503 });
  await cluster.coordinator();
  await watch.says(/^- shop\/web\/1\.2$/);
  await until(() => watch.all.filter((line) => line.startsWith('+ shop/web/0.1 ')).length === 2);
  t.is(await watch.interrupt(), 0);
});

test('requests go on through a rolling update, a drain and a smaller stack, and not one fails', async (t) => {
  const cluster = await Cluster.open(t);
  await cluster.coordinator();
  await cluster.agent('a');
  await cluster.agent('b');
  const stack = (version: string, replicas: number) => ({
    stack: 'shop',
    workloads: {
      web: {
        replicas,
        ...moody({
          health: { ready: READY },
          env: { VERSION: version },
          more: { shutdown: { delay: '2s' } },
        }),
      },
    },
  });
  await cluster.apply(stack('1', 3));
  await cluster.until('shop', allReady(3));
  const proxy = new FollowingProxy();
  const watch = spawnLines(t, cluster, ['endpoints', 'shop/web', '--watch', '--json'], (line) =>
    proxy.take(line),
  );
  await watch.says(/"snapshot"/);
  await proxy.start(4);
  const done = (version: number, count: number) =>
    cluster.until('shop', (all) => allReady(count)(all) && all.every((it) => it.version === version));
  await cluster.apply(stack('2', 3));
  await done(2, 3);
  const drained = await cluster.berth('node', 'drain', 'a');
  t.is(drained.code, 0, drained.stderr);
  await cluster.until('shop', (all) => allReady(3)(all) && all.every(({ node }) => node === 'b'));
  await cluster.apply(stack('2', 1));
  await cluster.until('shop', allReady(1));
  await proxy.stop();
  t.deepEqual(proxy.failures, []);
  const [last] = await cluster.placements('shop');
  t.true((proxy.served.get(last?.id ?? '') ?? 0) > 0);
  t.true(proxy.served.size >= 6, `${proxy.served.size} copies served`);
});

test('the example: a workload asks a ready copy of its upstream', async (t) => {
  const cluster = await Cluster.open(t);
  await cluster.coordinator();
  await cluster.agent('a');
  const applied = await cluster.berth('apply', join(ROOT, 'examples', 'health.yaml'), '--wait');
  t.is(applied.code, 0, applied.stderr);
  const [front, first] = await cluster.placements('health');
  const answer = async () => (await fetch(`http://${front?.endpoints.http}/`)).text();
  await until(async () => /^health\/store\/[01]\.\d\n$/.test(await answer()));
  await (await fetch(`http://${first?.endpoints.http}/pause`, { method: 'POST' })).text();
  await cluster.until('health', (all) => all[1]?.ready === false);
  const folder = join(cluster.folder, 'a', 'endpoints', 'health~front~0.1');
  await until(
    async () => !(await readFile(join(folder, 'endpoints.json'), 'utf8')).includes('health/store/0.'),
  );
  t.regex(await answer(), /^health\/store\/1/);
});
