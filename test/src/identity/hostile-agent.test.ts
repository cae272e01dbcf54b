/** An agent that lies: about who it is, where it is, what it has, and what runs elsewhere. On real sockets. */
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { PlacementId } from '@berth/core';
import test, { type ExecutionContext } from 'ava';
import { inventory } from '../builders/node.js';
import { Cluster } from '../e2e/cluster.js';
import { helloOf, joinBy, linkBy } from './hosts.js';
import { happens, recorded } from './records.js';

async function secured(t: ExecutionContext): Promise<Cluster> {
  const cluster = await Cluster.open(t);
  await cluster.coordinator('--authority', join(cluster.folder, 'authority'));
  return cluster;
}

test('with the name of another node it is refused, and that is in the ledger', async (t) => {
  const cluster = await secured(t);
  await cluster.join('victim');
  const { node: before } = await cluster.client.getNode('victim');
  const credentials = await joinBy(cluster, await cluster.token('--node', 'evil'), { node: 'evil' });
  for (let round = 0; round < 3; round++) {
    const side = linkBy(cluster, credentials, 'victim');
    await side.up();
    side.link.send(helloOf('victim', { process: 'start-evil' }));
    const refused = await side.message(({ kind }) => kind === 'refused');
    t.regex(refused?.kind === 'refused' ? refused.message : '', /link of "evil" carries a hello of "victim"/);
    await side.down();
  }
  const claim = await happens(cluster, 'node.claim-refused');
  t.like(claim, { node: 'evil', claim: 'identity', detail: 'it said that it is node "victim"' });
  // Once: trying again fills no ledger.
  t.is((await recorded(cluster, 'node.claim-refused')).length, 1);
  const { node: after } = await cluster.client.getNode('victim');
  t.deepEqual({ ...after, usage: undefined }, { ...before, usage: undefined });
});

test('it cannot say where it is, what its labels and taints are, nor have more than its ceiling', async (t) => {
  const cluster = await secured(t);
  const flags = ['--node', 'evil', '--site', 'market', '--label', 'tier=silver', '--taint', 'only=batch'];
  const token = await cluster.token(...flags, '--ceiling', 'cpu=2000m,gpu=1');
  const credentials = await joinBy(cluster, token, { node: 'evil' });
  const lies = {
    site: 'headquarters',
    labels: { tier: 'gold' },
    taints: [],
    costMillisPerHour: 1,
    inventory: inventory({ cpu: 640_000, devices: ['g0 gpu a', 'g1 gpu a', 'g2 gpu a'] }),
  };
  for (const start of ['one', 'one']) {
    const side = linkBy(cluster, credentials, 'evil');
    await side.up();
    side.link.send(helloOf('evil', { info: lies, process: start }));
    await side.message(({ kind }) => kind === 'welcome');
    side.link.close();
    await side.down();
    await delay(200);
  }
  const { node } = await cluster.client.getNode('evil');
  t.like(node, {
    site: 'market',
    labels: { tier: 'silver' },
    taints: [{ key: 'only', value: 'batch' }],
    costMillisPerHour: 0,
  });
  t.is(node.resources.find(({ name }) => name === 'cpu')?.capacity, 2_000);
  t.is(node.devices.length, 1);
  const claims = await recorded(cluster, 'node.claim-refused');
  t.deepEqual(claims.map(({ claim }) => claim).sort(), ['inventory', 'profile']);
  t.regex(
    claims.find(({ claim }) => claim === 'inventory')?.detail ?? '',
    /cpu 640000 over 2000.*3 devices of class gpu over 1/,
  );
  t.regex(
    claims.find(({ claim }) => claim === 'profile')?.detail ?? '',
    /site "headquarters" instead of "market"/,
  );

  // What the operator says later counts at once, whatever the agent goes on saying.
  t.is(
    (await cluster.berth('node', 'set', 'evil', '--label', 'tier-', '--label', 'rack=7', '--taint', 'only-'))
      .code,
    0,
  );
  const { node: set } = await cluster.client.getNode('evil');
  t.like(set, { site: 'market', labels: { rack: '7' }, taints: [] });
});

test('what it says of copies on another node changes nothing there', async (t) => {
  const cluster = await secured(t);
  await cluster.join('victim');
  await cluster.apply({ stack: 's', workloads: { w: { process: { command: ['sleep', '600'] } } } });
  const [copy] = await cluster.running('s', 1);
  const credentials = await joinBy(cluster, await cluster.token('--node', 'evil'), { node: 'evil' });
  const side = linkBy(cluster, credentials, 'evil');
  await side.up();
  side.link.send(helloOf('evil'));
  await side.message(({ kind }) => kind === 'welcome');
  side.link.send({
    kind: 'status',
    sequence: 9,
    statuses: [
      { placement: copy?.id as PlacementId, phase: 'failed', restarts: 99, message: 'gone', atMs: 0 },
    ],
  });
  await side.message(({ kind }) => kind === 'status-ack');
  t.like((await cluster.placements('s'))[0], { id: copy?.id, observed: 'running', restarts: 0 });
});
