/** What keeps running through crashes of every part. */
import type { PlacementView } from '@berth/core';
import test from 'ava';
import { Cluster } from './cluster.js';
import { askSoon, webStack } from './stacks.js';

async function pids(placements: readonly PlacementView[]): Promise<Map<string, number>> {
  const found = new Map<string, number>();
  for (const placement of placements) {
    const { placement: id, pid } = await askSoon(placement.endpoints.http ?? '');
    found.set(id, pid);
  }
  return found;
}

test('kill -9 of an agent: its workloads keep their pids and answer, and the next agent adopts them', async (t) => {
  const cluster = await Cluster.open(t);
  await cluster.coordinator();
  await cluster.agent('a');
  await cluster.apply(webStack('shop', 3));
  const placements = await cluster.running('shop', 3);
  const before = await pids(placements);
  t.is(before.size, 3);
  await cluster.killAgent('a');
  t.deepEqual(await pids(placements), before);
  await cluster.agent('a');
  t.deepEqual(await pids(await cluster.running('shop', 3)), before);
  const restarts = (await cluster.placements('shop')).map((placement) => placement.restarts);
  t.deepEqual(restarts, [0, 0, 0]);
  // Adopted for good: the agent still notices and mends what happens to them.
  const [[, pid] = ['', 0]] = before;
  process.kill(pid, 'SIGKILL');
  await cluster.until('shop', (all) => all.some((it) => it.restarts === 1 && it.observed === 'running'));
});

test('kill -9 of the coordinator: nothing stops, and what happened meanwhile is in the ledger', async (t) => {
  const cluster = await Cluster.open(t);
  await cluster.coordinator();
  await cluster.agent('a');
  await cluster.apply(webStack('shop', 2));
  const placements = await cluster.running('shop', 2);
  const before = await pids(placements);
  await cluster.killCoordinator();
  t.deepEqual(await pids(placements), before);
  // While nobody leads, a workload dies and its agent starts it again.
  const [victim] = placements;
  const old = before.get(victim?.id ?? '') ?? 0;
  process.kill(old, 'SIGKILL');
  await cluster.coordinator();
  const after = await cluster.until('shop', (all) =>
    all.some((it) => it.restarts === 1 && it.observed === 'running'),
  );
  const now = await pids(after);
  t.not(now.get(victim?.id ?? ''), old);
  const other = placements[1]?.id ?? '';
  t.is(now.get(other), before.get(other), 'the other copy was left alone');
  const { code, stdout } = await cluster.berth('ledger', 'verify');
  t.is(code, 0);
  t.regex(stdout, /^ok: \d+ blocks/);
});

test('kill -9 of a workload: its agent starts it again, with the exit in the ledger', async (t) => {
  const cluster = await Cluster.open(t);
  await cluster.coordinator();
  await cluster.agent('a');
  await cluster.apply(webStack('shop', 1));
  const [placement] = await cluster.running('shop', 1);
  const { pid } = await askSoon(placement?.endpoints.http ?? '');
  process.kill(pid, 'SIGKILL');
  const [after] = await cluster.until('shop', ([it]) => it?.restarts === 1 && it.observed === 'running');
  t.is(after?.id, placement?.id, 'the same placement: a restart is not a replacement');
  const again = await askSoon(placement?.endpoints.http ?? '');
  t.not(again.pid, pid);
  const { stdout } = await cluster.berth('events', '--json');
  t.true(stdout.includes('killed by SIGKILL'));
});

test('an agent killed with its workloads: policy replace brings them up elsewhere, keep waits', async (t) => {
  const cluster = await Cluster.open(t);
  await cluster.coordinator('--heartbeat', '500ms', '--lease', '2s');
  await cluster.agent('a');
  await cluster.apply(webStack('moved', 2, { disconnect: { policy: 'replace' } }));
  await cluster.apply(webStack('kept', 1));
  const before = await cluster.running('moved', 2);
  await cluster.running('kept', 1);
  await cluster.agent('b');
  await cluster.killAgent('a');
  for (const placement of [...before, ...(await cluster.placements('kept'))]) {
    const { pid } = await askSoon(placement.endpoints.http ?? '');
    process.kill(-(await groupOf(pid)), 'SIGKILL');
  }
  const after = await cluster.until(
    'moved',
    (all) => all.filter((it) => it.node === 'b' && it.observed === 'running').length === 2,
  );
  for (const placement of after.filter((it) => it.node === 'b'))
    await askSoon(placement.endpoints.http ?? '');
  t.deepEqual(
    (await cluster.placements('kept')).map((it) => it.node as string),
    ['a'],
  );
});

async function groupOf(pid: number): Promise<number> {
  const { readFile } = await import('node:fs/promises');
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
  return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[2]);
}
