/** Health checks on real processes: what turns bad, comes up slowly, hangs, or is asked while nobody else is there. */
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { PlacementView } from '@berth/core';
import test from 'ava';
import { Cluster } from './cluster.js';
import { EVERY, moody, setMood } from './moody.js';
import { isAlive } from './processes.js';
import { ask } from './stacks.js';

const READY = { http: { path: '/ready' }, ...EVERY, failures: 2 };
/** A machine under load takes its time to start a program. */
const START = { http: { path: '/live' }, ...EVERY, failures: 1_000 };
const LIVE = { http: { path: '/live' }, ...EVERY, failures: 2 };

function allReady(count: number) {
  return (all: readonly PlacementView[]) => all.length === count && all.every((it) => it.ready);
}

async function endpointIds(cluster: Cluster, workload: string): Promise<string[]> {
  return (await cluster.client.listEndpoints(workload)).endpoints.map((endpoint) => endpoint.placement);
}

/** Statuses of the ledger from an index on. */
async function statusesSince(cluster: Cluster, index: number) {
  const statuses = [];
  const { signal } = new AbortController();
  const { index: to } = await cluster.client.info();
  for await (const { block } of cluster.client.readLedger({ from: index + 1, to }, signal)) {
    for (const event of block.events)
      if (event.kind === 'placements.observed') statuses.push(...event.statuses);
  }
  return statuses;
}

test('ready turns bad: out of the endpoints, not started again, and back; live turns bad: started again', async (t) => {
  const cluster = await Cluster.open(t);
  await cluster.coordinator();
  await cluster.agent('a');
  await cluster.apply({
    stack: 'shop',
    workloads: { web: { replicas: 2, ...moody({ health: { start: START, ready: READY, live: LIVE } }) } },
  });
  const [first, second] = await cluster.until('shop', allReady(2));
  t.deepEqual(await endpointIds(cluster, 'shop/web'), ['shop/web/0.1', 'shop/web/1.2']);
  const { pid } = await ask(first?.endpoints.http ?? '');

  await setMood(first, { ready: 503 });
  const [bad] = await cluster.until('shop', (all) => all[0]?.ready === false);
  t.is(bad?.observed, 'running');
  t.is(bad?.unready, 'ready check: status 503 of /ready');
  t.deepEqual(await endpointIds(cluster, 'shop/web'), ['shop/web/1.2']);
  const status = (await cluster.berth('status', 'shop')).stdout;
  t.regex(
    status,
    /2\/2 running, 1 not ready\n {4}shop\/web\/0\.1 is not ready: ready check: status 503 of \/ready\n/,
  );
  t.regex(status, /^shop\/web\/0\.1 .*running, not ready/m);
  t.regex((await cluster.berth('why', 'shop/web')).stdout, /not ready: ready check: status 503 of \/ready/);
  const shown = await cluster.berth('placement', 'show', 'shop/web/0.1');
  t.regex(shown.stdout, /^ready +no, for \d+s: ready check: status 503 of \/ready$/m);
  t.regex(
    (await cluster.berth('events')).stdout,
    /shop\/web\/0\.1 running, not ready: ready check: status 503/,
  );
  t.false((await cluster.client.getStack('shop')).stack.settled, 'who waits for the stack waits on');

  await setMood(first, { ready: 200 });
  await cluster.until('shop', allReady(2));
  t.is((await ask(first?.endpoints.http ?? '')).pid, pid, 'it was left alone');
  t.true((await cluster.client.getStack('shop')).stack.settled);

  await setMood(second, { live: 500 });
  const again = await cluster.until('shop', (all) => all[1]?.restarts === 1 && all[1].ready);
  t.is(again[1]?.message, 'live check: status 500 of /live');
  t.is(again[0]?.restarts, 0);
});

test('slow starters are not asked whether they live before they have come up; what never comes up is started again', async (t) => {
  const cluster = await Cluster.open(t);
  await cluster.coordinator();
  await cluster.agent('a');
  const start = { tcp: {}, ...EVERY, failures: 1_000 };
  await cluster.apply({
    stack: 'shop',
    workloads: {
      slow: moody({ health: { start, live: { ...LIVE, failures: 1 } }, env: { START_MS: '2500' } }),
      never: moody({ health: { start: { ...start, failures: 3 } }, env: { START_MS: '10000000' } }),
    },
  });
  const [never, slow] = await cluster.until('shop', (all) => {
    const [, it] = all;
    return it?.ready === true && (all[0]?.restarts ?? 0) >= 2;
  });
  t.is(slow?.restarts, 0);
  t.is(never?.message, 'start check: connection refused');
  t.false(never?.ready);
});

test('a command that hangs is killed with everything that it started, when its time is over', async (t) => {
  const cluster = await Cluster.open(t);
  await cluster.coordinator();
  await cluster.agent('a');
  const pids = join(cluster.folder, 'pids');
  const script = join(cluster.folder, 'check.sh');
  const hold = join(cluster.folder, 'hold');
  // Its children leave the process group; they carry the folder's name, by which the end of the test would find them, too.
  await writeFile(
    script,
    `[ "$(cat /proc/self/cgroup)" = "$(cat cgroup)" ] || { echo "in other groups"; exit 3; }
[ "$BERTH_PLACEMENT" = shop/web/0.1 ] || { echo "for $BERTH_PLACEMENT"; exit 4; }
[ -e ${hold} ] || exit 0
setsid sleep 100000 & echo $! >> ${pids}; echo $$ >> ${pids}; sleep 100000`,
  );
  await cluster.apply({
    stack: 'shop',
    workloads: {
      web: {
        process: { command: ['sh', '-c', 'cat /proc/self/cgroup > cgroup; exec sleep 1000000'], grace: '1s' },
        resources: { cpu: '10m', memory: '32Mi' },
        health: {
          ready: { exec: { command: ['sh', script] }, interval: '200ms', timeout: '700ms', failures: 1 },
        },
      },
    },
  });
  await cluster.until('shop', allReady(1));
  await writeFile(hold, '');
  const [hung] = await cluster.until('shop', (all) => all[0]?.ready === false);
  t.is(hung?.unready, 'ready check: no answer within 700ms');
  t.is(hung?.restarts, 0);
  // Again and again: what is left is what is under way. The first of them may have been too late to write anything.
  const known = async () =>
    (await readFile(pids, 'utf8').catch(() => '')).split('\n').filter(Boolean).map(Number);
  while ((await known()).length < 6) await new Promise((resolve) => setTimeout(resolve, 50));
  const all = await known();
  const alive = await Promise.all(all.slice(0, 4).map(isAlive));
  t.deepEqual(alive, [false, false, false, false]);
});

test('the agent is killed: what was ready stays so without a word, and what turned bad meanwhile is found out', async (t) => {
  const cluster = await Cluster.open(t);
  await cluster.coordinator();
  await cluster.agent('a');
  await cluster.apply({
    stack: 'shop',
    workloads: { web: { replicas: 2, ...moody({ health: { ready: READY } }) } },
  });
  const [first] = await cluster.until('shop', allReady(2));
  const { index } = await cluster.client.info();
  await cluster.killAgent('a');
  await setMood(first, { ready: 503 });
  await cluster.agent('a');
  await cluster.until('shop', (all) => all[0]?.ready === false);
  const statuses = await statusesSince(cluster, index);
  t.deepEqual(
    statuses.map(({ placement, ready }) => [placement, ready]),
    [['shop/web/0.1', false]],
    'one word on the one that turned bad, none on the other',
  );
});

test('without a coordinator checks go on: live starts again, and what changed is told when it is back', async (t) => {
  const cluster = await Cluster.open(t);
  await cluster.coordinator();
  const agent = await cluster.agent('a');
  await cluster.apply({
    stack: 'shop',
    workloads: { web: { replicas: 2, ...moody({ health: { start: START, ready: READY, live: LIVE } }) } },
  });
  const [first, second] = await cluster.until('shop', allReady(2));
  const { pid } = await ask(second?.endpoints.http ?? '');
  await cluster.killCoordinator();
  await setMood(first, { ready: 503 });
  await setMood(second, { live: 500 });
  // The node alone starts it again.
  const pidNow = () =>
    ask(second?.endpoints.http ?? '').then(
      (said) => said.pid,
      () => pid,
    );
  while ((await pidNow()) === pid) await new Promise((resolve) => setTimeout(resolve, 50));
  // The agent knows of the first one, too, and ends before it can tell anybody.
  const known = /health changed.*shop\/web\/0\.1.*status 503/;
  while (!known.test(agent.stderr())) await new Promise((resolve) => setTimeout(resolve, 50));
  await cluster.killAgent('a');
  // From now on it answers nobody: only the journal knows what it said last.
  await setMood(first, { ready: 200 });
  const silent = (await ask(first?.endpoints.http ?? '')).pid;
  process.kill(silent, 'SIGSTOP');
  await cluster.coordinator();
  await cluster.agent('a');
  const [told, again] = await cluster.until(
    'shop',
    (all) => all[0]?.ready === false && all[1]?.restarts === 1,
  );
  t.is(told?.unready, 'ready check: status 503 of /ready');
  t.is(again?.message, 'live check: status 500 of /live');
  process.kill(silent, 'SIGCONT');
  await cluster.until('shop', allReady(2));
});

test('a version that never becomes ready takes no more out of service than it may', async (t) => {
  const cluster = await Cluster.open(t);
  await cluster.coordinator();
  await cluster.agent('a');
  const stack = (env: Readonly<Record<string, string>>) => ({
    stack: 'shop',
    workloads: { web: { replicas: 3, ...moody({ health: { ready: READY }, env }) } },
  });
  await cluster.apply(stack({}));
  await cluster.until('shop', allReady(3));
  await cluster.apply(stack({ READY: '503' }));
  await cluster.until('shop', (all) => all.some((it) => it.version === 2 && it.unready !== ''));
  // Some turns of the coordinator later nothing more has gone.
  await new Promise((resolve) => setTimeout(resolve, 2_500));
  t.is((await endpointIds(cluster, 'shop/web')).length, 2);
  await cluster.apply(stack({ READY: '200' }));
  await cluster.until('shop', (all) => allReady(3)(all) && all.every((it) => it.version === 3));
});

test('nothing of a stack with checks is left behind', async (t) => {
  const cluster = await Cluster.open(t);
  await cluster.coordinator();
  await cluster.agent('a');
  await cluster.apply({
    stack: 'shop',
    workloads: { web: moody({ health: READY, more: { upstreams: ['web'] } }) },
  });
  await cluster.until('shop', allReady(1));
  const folder = join(cluster.folder, 'a', 'endpoints');
  t.true((await readdir(folder)).includes('shop~web~0.1'));
  const deleted = await cluster.berth('delete', 'shop', '--wait');
  t.is(deleted.code, 0, deleted.stderr);
  while ((await readdir(folder)).includes('shop~web~0.1'))
    await new Promise((resolve) => setTimeout(resolve, 50));
  t.pass();
});
