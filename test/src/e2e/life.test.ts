/** The ordinary life of stacks: apply, plan, change, scale, block, delete. */
import { access, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'ava';
import { Cluster } from './cluster.js';
import { askSoon, sleepers, webStack } from './stacks.js';

test('apply twice changes nothing; plan says so, shows a change with its placements, and exits 0 and 10', async (t) => {
  const cluster = await Cluster.open(t);
  await cluster.coordinator();
  await cluster.agent('a');
  const file = join(cluster.folder, 'shop.json');
  await writeFile(file, JSON.stringify(webStack('shop', 2)));
  const first = await cluster.berth('apply', file, '--wait');
  t.is(first.code, 0, first.stderr);
  t.regex(first.stdout, /stack shop: applied, version 1/);
  const [placement] = await cluster.running('shop', 2);
  t.is((await askSoon(placement?.endpoints.http ?? '')).placement, 'shop/web/0.1');
  const { index } = await cluster.client.info();
  t.regex((await cluster.berth('apply', file)).stdout, /unchanged, version 1/);
  const same = await cluster.berth('plan', file);
  t.is(same.code, 0);
  t.regex(same.stdout, /nothing would change/);
  t.deepEqual(await eventsSince(cluster, index), [], 'nothing was written');
  await writeFile(file, JSON.stringify(webStack('shop', 3)));
  const changed = await cluster.berth('plan', file);
  t.is(changed.code, 10);
  t.regex(changed.stdout, /~ workloads\.web\.replicas: 2 -> 3/);
  t.regex(changed.stdout, /\+ replica 2 on a/);
  t.deepEqual(await eventsSince(cluster, index), [], 'a plan writes nothing');
});

test('delete ends processes, gives ports back, and leaves no folder and no cgroup', async (t) => {
  const cluster = await Cluster.open(t);
  await cluster.coordinator();
  await cluster.agent('deleted-1');
  await cluster.apply(webStack('shop', 2));
  const placements = await cluster.running('shop', 2);
  const pids = [];
  for (const placement of placements) pids.push((await askSoon(placement.endpoints.http ?? '')).pid);
  const deleted = await cluster.berth('delete', 'shop', '--wait');
  t.is(deleted.code, 0, deleted.stderr);
  for (const pid of pids) await t.throwsAsync(access(`/proc/${pid}`));
  const { node } = await cluster.client.getNode('deleted-1');
  t.is(node.ports.held, 0);
  t.deepEqual(
    node.resources.filter((resource) => resource.held > 0),
    [],
  );
  // The folder and the groups go when the agent has heard that they are not needed any more.
  const runs = join(cluster.folder, 'deleted-1', 'runs');
  await until(async () => (await readdir(runs)).length === 0);
  t.deepEqual(await groupsNamed('shop~web~'), []);
  t.is((await cluster.berth('status', 'shop')).code, 3);
});

test('what fits nowhere waits with reasons, and is placed by itself when a node with room joins', async (t) => {
  const cluster = await Cluster.open(t);
  await cluster.coordinator();
  await cluster.agent('a', '--resource', 'gpu=0');
  await cluster.apply(webStack('big', 1, { resources: { gpu: 1, ports: { http: 'auto' } } }));
  const status = await cluster.berth('status', 'big');
  t.regex(status.stdout, /1 waiting for room/);
  t.regex(status.stdout, /1 node: not enough free \(gpu\)/);
  const why = await cluster.berth('why', 'big/web', '--not', 'a');
  t.regex(why.stdout, /no {2}a: gpu: needs 1, 0 free/);
  await cluster.agent('b', '--resource', 'gpu=1');
  const [placement] = await cluster.running('big', 1);
  t.is(placement?.node as string, 'b');
  t.regex((await cluster.berth('why', 'big/web')).stdout, /big\/web\/0\.1 is running on b: applied/);
});

test('200 replicas in one apply on three nodes, then none: no process is left', async (t) => {
  const cluster = await Cluster.open(t);
  await cluster.coordinator();
  for (const node of ['a', 'b', 'c']) await cluster.agent(node);
  await cluster.apply(sleepers('many', 200));
  await cluster.running('many', 200);
  // A run is running as soon as its supervisor is; that starts the program a moment later.
  while ((await sleeping(cluster)).length < 200) await new Promise((resolve) => setTimeout(resolve, 250));
  t.is((await sleeping(cluster)).length, 200);
  await cluster.apply(sleepers('many', 0));
  await cluster.until('many', (placements) => placements.length === 0);
  t.deepEqual(await sleeping(cluster), []);
});

test('a daemon comes to a node that joins later, a batch runs to its end, logs can be read', async (t) => {
  const cluster = await Cluster.open(t);
  await cluster.coordinator();
  await cluster.agent('a');
  const small = { cpu: '10m', memory: '32Mi' };
  await cluster.apply({
    stack: 'ops',
    workloads: {
      beacon: { kind: 'daemon', process: { command: ['sleep', '100000'] }, resources: small },
      sum: {
        kind: 'batch',
        process: { command: ['sh', '-c', 'echo the sum is $((6 * 7))'] },
        resources: small,
      },
    },
  });
  await cluster.until('ops', (all) => all.some((it) => it.observed === 'completed'));
  await cluster.agent('b');
  await cluster.until('ops', (all) => all.filter((it) => it.observed === 'running').length === 2);
  const logs = await cluster.berth('logs', 'ops/sum');
  t.is(logs.code, 0, logs.stderr);
  t.is(logs.stdout, 'the sum is 42\n');
});

async function eventsSince(cluster: Cluster, index: number): Promise<unknown[]> {
  const events: unknown[] = [];
  const { index: to } = await cluster.client.info();
  const signal = new AbortController().signal;
  for await (const { block } of cluster.client.readLedger({ from: index + 1, to }, signal))
    events.push(...block.events);
  return events;
}

/** Control groups of runs, of any agent on this host. */
async function groupsNamed(prefix: string): Promise<string[]> {
  const found: string[] = [];
  for (const root of [
    '/sys/fs/cgroup',
    '/sys/fs/cgroup/memory',
    '/sys/fs/cgroup/cpu',
    '/sys/fs/cgroup/pids',
  ]) {
    const parents = await readdir(join(root, 'berth')).catch(() => []);
    for (const parent of parents.filter((name) => name.startsWith('deleted-'))) {
      const runs = await readdir(join(root, 'berth', parent));
      found.push(...runs.filter((name) => name.startsWith(prefix)));
    }
  }
  return found;
}

async function sleeping(cluster: Cluster): Promise<number[]> {
  const { readFile } = await import('node:fs/promises');
  const found: number[] = [];
  for (const pid of await cluster.survivors()) {
    const name = await readFile(`/proc/${pid}/comm`, 'utf8').catch(() => '');
    if (name.trim() === 'sleep') found.push(pid);
  }
  return found;
}

async function until(done: () => Promise<boolean>): Promise<void> {
  while (!(await done())) await new Promise((resolve) => setTimeout(resolve, 25));
}
