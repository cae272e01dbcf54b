/** Three coordinators over three nats-servers, agents over NATS: real processes, of which the leading one is killed. */
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { CoordinatorView } from '@berth/core';
import test from 'ava';
import { ReplicatedCluster } from '../faults/replicated-cluster.js';
import { berth, Cluster } from './cluster.js';

const ACTOR = { name: 'e2e' };

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
  const cluster = await ReplicatedCluster.open(t);
  const first = await cluster.leader(cluster.client('c1'));
  await cluster.agent('n1');
  const followers = Object.keys(cluster.addresses).filter((name) => name !== first.name);
  const [asked = '', other = ''] = followers;
  const client = cluster.client(asked);
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

  cluster.signal(first.name, 'SIGKILL');
  const killedMs = performance.now();
  // Once its end is known, though not yet that nobody leads: who asks then waits, and is answered.
  await delay(500);
  await client.apply(stack('two'));
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
  const back = cluster.client(first.name);
  for (let waited = 0; waited < 30_000; waited += 50) {
    const [mine] = (await back.listCoordinators()).filter(({ name }) => name === first.name);
    if (mine?.lag === 0 && mine.index >= second.index) break;
    await delay(50);
  }
  t.deepEqual((await back.listStacks()).stacks.map((each) => each.stack).sort(), ['one', 'two']);
  t.true((await cluster.client(other).verifyLedger()).ok);

  const listed = await berth(['coordinator', 'ls', '--json'], {
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

test('the ledger of one coordinator is taken over by three: same ledger, same stacks', async (t) => {
  const alone = await Cluster.open(t);
  const program = await alone.coordinator();
  await alone.client.apply(stack('before'));
  const { ledgerId, index } = await alone.client.info();
  program.child.kill('SIGTERM');
  await program.ended;

  const cluster = await ReplicatedCluster.open(t, {
    firstFlags: ['--migrate-from', join(alone.folder, 'coordinator')],
  });
  const client = cluster.client('c2');
  await cluster.leader(client);
  await persistently(() => client.apply(stack('after')));
  const now = await client.info();
  t.is(now.ledgerId, ledgerId);
  t.true(now.index > index);
  t.deepEqual((await client.listStacks()).stacks.map((each) => each.stack).sort(), ['after', 'before']);
  const check = await client.verifyLedger();
  t.true(check.ok, check.message);
  t.is(check.firstIndex, 1);
});
