/** Volumes on a real cluster: data over an update and a killed agent, why a copy waits for its node, and removal. */
import { access, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type PlacementView, volumeId } from '@berth/core';
import test from 'ava';
import { Cluster, run } from './cluster.js';

/** Adds a line to what is there, and goes on. */
const SCRIPT = 'echo "$0" >> "$BERTH_VOLUME_DATA/lines"; exec sleep 1000000';
const SIZE = '16Mi';

function db(version: string, sized: boolean) {
  return {
    stack: 'shop',
    volumes: { data: sized ? { size: SIZE } : {} },
    workloads: {
      db: {
        process: { command: ['sh', '-c', SCRIPT, version], grace: '1s' },
        resources: { cpu: '1m', memory: '16Mi' },
        volumes: [{ volume: 'data' }],
        disconnect: { policy: 'replace' },
      },
    },
  };
}

async function lines(cluster: Cluster, node: string): Promise<string> {
  const file = join(cluster.dataOf(node), 'volumes', 'shop', 'data', '0', 'data', 'lines');
  return readFile(file, 'utf8').catch(() => '');
}

/** Its copy runs, and node a has exactly these lines by then: a program writes a moment after it has begun. */
async function wrote(cluster: Cluster, text: string): Promise<void> {
  await cluster.until('shop', runs);
  while ((await lines(cluster, 'a')) !== text) await pause();
}

const pause = () => new Promise((resolve) => setTimeout(resolve, 50));

const runs = ([copy, ...others]: readonly PlacementView[]) =>
  others.length === 0 && copy?.observed === 'running' && copy.desired === 'running';

test('data outlives updates and agents; a copy waits for its node and says so; rm deletes it', async (t) => {
  const cluster = await Cluster.open(t);
  t.teardown(async () => {
    const mounts = (await readFile('/proc/self/mountinfo', 'utf8'))
      .split('\n')
      .map((line) => line.split(' ')[4] ?? '');
    for (const path of mounts.filter((one) => one.startsWith(cluster.folder)))
      await run('umount', ['-l', path], process.env);
  });
  await cluster.coordinator('--heartbeat', '500ms', '--lease', '3s');
  await cluster.agent('a');
  const { client } = cluster;
  const { attributes } = (await client.getNode('a')).node;
  const sized = 'volumes.sized' in attributes;
  await cluster.apply(db('one', sized));
  await wrote(cluster, 'one\n');
  await cluster.agent('b');
  await cluster.killAgent('a');
  await cluster.agent('a');
  await cluster.apply(db('two', sized));
  await wrote(cluster, 'one\ntwo\n');
  const [copy] = await cluster.placements('shop');
  const listed = await cluster.berth('volume', 'ls');
  const size = sized ? '(\\d+Mi of )?16Mi' : '-';
  t.regex(listed.stdout, new RegExp(`^VOLUME +NODE +SIZE +USED BY\nshop/data/0 +a +${size} +${copy?.id}\n$`));

  // Its node takes nothing new, and the copy ends: it waits.
  await client.setEligibility({ node: 'a', eligibility: 'cordoned', actor: { name: 'e2e' } });
  const used = await cluster.berth('volume', 'rm', 'shop/data/0');
  t.is(used.code, 4);
  t.regex(used.stderr, /volume "shop\/data\/0" is used by shop\/db\/0\.\d+ on a: scale shop\/db down/);
  await client.setEligibility({
    node: 'a',
    eligibility: 'draining',
    deadlineMs: 1_000,
    force: true,
    actor: { name: 'e2e' },
  });
  await cluster.until('shop', (copies) => copies.length === 0);
  const why = await cluster.berth('why', 'shop/db');
  t.regex(why.stdout, /1 node: no volume for it there \(shop\/data\/0 is on a, which is draining\)/);
  t.regex(
    why.stdout,
    /volume shop\/data\/0 is on a, which is draining: its replica runs there only\n {2}`berth node uncordon a`/,
  );
  await client.setEligibility({ node: 'a', eligibility: 'eligible', actor: { name: 'e2e' } });
  await wrote(cluster, 'one\ntwo\ntwo\n');

  // It outlives the stack, until somebody says otherwise.
  const deleted = await cluster.berth('delete', 'shop', '--wait');
  t.regex(deleted.stdout, /kept: shop\/data\/0 on a; `berth volume rm shop\/data\/0` deletes it/);
  const removed = await cluster.berth('volume', 'rm', 'shop/data/0');
  t.is(removed.stdout, 'volume shop/data/0 removed: a deletes its data\n');
  while ((await client.listVolumes({})).removing.length > 0) await pause();
  await t.throwsAsync(access(join(cluster.dataOf('a'), 'volumes', 'shop')));

  // A node that is silent, its data given up: the replica begins anew elsewhere, and the node tidies up when it is back.
  await cluster.apply(db('three', sized));
  const [third] = await cluster.until('shop', runs);
  const home = third?.node ?? '';
  await cluster.killAgent(home);
  await cluster.until('shop', async () => (await client.getNode(home)).node.connection === 'disconnected');
  const waits = await cluster.berth('volume', 'rm', 'shop/data/0');
  t.regex(waits.stderr, /is disconnected; to give both up: `berth volume rm shop\/data\/0 --force`/);
  const volume = volumeId('shop', 'data', 0);
  t.like(await client.removeVolume({ volume, force: true, actor: { name: 'e2e' } }), {
    node: home,
    deleted: 'later',
  });
  const [fourth] = await cluster.until('shop', (copies) =>
    copies.some((one) => one.node !== home && one.observed === 'running'),
  );
  t.truthy(fourth);
  await cluster.agent(home);
  while ((await client.listVolumes({})).removing.length > 0) await pause();
  t.is(await lines(cluster, home), '');
});
