/** The runbook of docs/replicated.md, executed: real servers lose everything, and its very commands bring the cluster back. */
import { cp, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { BerthClient } from '@berth/client';
import test, { type ExecutionContext } from 'ava';
import { ReplicatedCluster } from '../faults/replicated-cluster.js';
import { berth, type Finished, NotReady, ROOT } from './cluster.js';

const ACTOR = { name: 'e2e' };

/** The commands of the section, in its order. */
async function runbook(): Promise<string[]> {
  const page = await readFile(join(ROOT, 'docs', 'replicated.md'), 'utf8');
  const section = page.split('## When the stream is refused')[1]?.split('\n## ')[0] ?? '';
  return [...section.matchAll(/^\$ (.+)$/gm)].map(([, command = '']) => command);
}

class Runbook {
  readonly cluster: ReplicatedCluster;
  readonly folders: readonly string[];

  constructor(cluster: ReplicatedCluster, folders = ['c1', 'c2', 'c3']) {
    this.cluster = cluster;
    this.folders = folders.map((name) => join(cluster.folder, name));
  }

  /** As on the page, but with the addresses and folders of this cluster. */
  berth(command: string): Promise<Finished> {
    const places = ['/var/lib/berth', '/root/c2', '/root/c3'];
    const args = command
      .split(' ')
      .slice(1)
      .flatMap((word) => {
        if (word === 'nats://10.0.0.1:4222') return [this.cluster.servers[0]?.url ?? ''];
        const at = places.indexOf(word);
        return at < 0 ? [word] : [this.folders[at] ?? ''];
      });
    return berth(args, {
      ...process.env,
      BERTH_ADDRESS: Object.values(this.cluster.addresses).join(','),
      ...{ HOME: this.cluster.folder, NO_COLOR: '1' },
    });
  }
}

function stack(name: string, command: readonly string[]) {
  const w = { process: { command: [...command] }, resources: { cpu: '10m', memory: '16Mi' } };
  return { source: JSON.stringify({ stack: name, workloads: { w } }), actor: ACTOR };
}

async function persistently<Result>(ask: () => Promise<Result | undefined>): Promise<Result> {
  for (let waited = 0; waited < 90_000; waited += 100) {
    const result = await ask().catch(() => undefined);
    if (result !== undefined) return result;
    await delay(100);
  }
  throw new Error('it did not come to be');
}

function running(client: BerthClient, name: string) {
  return persistently(async () => {
    const { placements } = await client.listPlacements({ stack: name });
    return placements.find(({ observed, desired }) => observed === 'running' && desired === 'running');
  });
}

async function endAll(cluster: ReplicatedCluster): Promise<void> {
  for (const name of cluster.names) cluster.signal(name, 'SIGTERM');
  await Promise.all(cluster.names.map((name) => cluster.ended(name)));
}

/** Every server comes back with an empty disk. */
async function loseStreams({ servers }: ReplicatedCluster): Promise<void> {
  await Promise.all(servers.map((server) => server.stop()));
  for (const { folder } of servers) await rm(join(folder, 'jetstream'), { recursive: true, force: true });
  await Promise.all(servers.map((server) => server.start()));
  for (const server of servers) while (!(await server.isHealthy(true))) await delay(100);
}

async function isRefused(t: ExecutionContext, cluster: ReplicatedCluster, words: RegExp): Promise<void> {
  const error = await t.throwsAsync(cluster.coordinator('c1'), { instanceOf: NotReady });
  t.regex(error?.stderr ?? '', words);
}

test('all servers lose their disks: the commands of the page bring everything back, and what runs runs on', async (t) => {
  const commands = await runbook();
  t.is(commands.length, 5, 'the page has the commands of each step');
  const cluster = await ReplicatedCluster.open(t);
  const book = new Runbook(cluster);
  const client = cluster.client('c1', 'c2', 'c3');
  await cluster.leader(client);
  await cluster.agent('n1');
  await client.apply(stack('shop', cluster.recorded));
  const before = await running(client, 'shop');
  const { index, ledgerId, epoch } = await persistently(() => client.info());
  await endAll(cluster);
  await loseStreams(cluster);
  await isRefused(
    t,
    cluster,
    /is gone, and with it block 1 and later, up to index \d+: .*berth ledger recover/,
  );

  const [look = '', repair = '', ...checks] = commands;
  const looked = await book.berth(look);
  t.is(looked.code, 10, looked.stderr + looked.stdout);
  t.regex(looked.stdout, /stream: it is missing/);
  t.regex(looked.stdout, /to do it, say the same with --yes/);
  t.true(looked.stdout.split('\n').every((line) => line.startsWith('/') || line.length <= 100));
  const repaired = await book.berth(repair);
  t.is(repaired.code, 0, repaired.stderr);
  t.regex(repaired.stdout, /done: the ledger ends at \d+/);
  t.is((await book.berth(look)).code, 0, 'and nothing more is to do');

  for (const name of cluster.names) await cluster.coordinator(name);
  await cluster.leader(client);
  const after = await running(client, 'shop');
  t.deepEqual([after.id, after.restarts], [before.id, 0]);
  t.is((await cluster.runs()).length, 1, 'it ran once, all the time');
  const info = await client.info();
  t.is(info.ledgerId, ledgerId);
  t.true(info.index > index && info.epoch > epoch + 1_000_000);
  for (const command of checks) {
    const { code, stdout, stderr } = await book.berth(command.replace('--since 1', `--since ${index}`));
    t.is(code, 0, stderr);
    if (command.includes('events'))
      t.regex(stdout, /ledger recovered behind block \d+, nothing known to be lost, by /);
    if (command.includes('verify')) t.regex(stdout, /^ok: /);
  }
});

test('what only lost blocks knew is stopped on its node, and agents obey the recovered ledger', async (t) => {
  const cluster = await ReplicatedCluster.open(t);
  const book = new Runbook(cluster, ['c1']);
  const client = cluster.client('c1', 'c2', 'c3');
  await cluster.leader(client);
  await cluster.agent('n1');
  await client.apply(stack('kept', cluster.recorded));
  const kept = await running(client, 'kept');
  cluster.signal('c1', 'SIGTERM');
  await cluster.ended('c1');
  const [c1, old] = [join(cluster.folder, 'c1'), join(cluster.folder, 'old')];
  await cp(c1, old, { recursive: true });
  await cluster.coordinator('c1');
  await client.apply(stack('lost', cluster.recorded));
  const lost = await running(client, 'lost');
  await endAll(cluster);
  await loseStreams(cluster);
  // Of three folders an old copy of one is left.
  for (const name of cluster.names) await rm(join(cluster.folder, name), { recursive: true });
  await cp(old, c1, { recursive: true });

  const { code, stdout, stderr } = await book.berth(
    'berth ledger recover --nats nats://10.0.0.1:4222 --data /var/lib/berth --yes',
  );
  t.is(code, 0, stderr);
  t.regex(stdout, /if another coordinator has more than these/);
  for (const name of cluster.names) await cluster.coordinator(name);
  await cluster.leader(client);
  t.is((await running(client, 'kept')).id, kept.id);
  t.deepEqual(
    (await client.listStacks()).stacks.map((each) => each.stack),
    ['kept'],
  );
  await client.apply(stack('lost', cluster.recorded));
  const again = await running(client, 'lost');
  t.true(again.generation >= lost.generation + 1_000_000, 'no generation is given out twice');
  // One writes its line a moment after it runs.
  const runs = await persistently(async () => {
    const lines = await cluster.runs();
    return lines.length >= 3 ? lines.map((line) => line.split(' ')[0]) : undefined;
  });
  t.deepEqual([...runs].sort(), [kept.id, lost.id, again.id].sort(), 'each ran once');
  // Of the lost one nothing runs any more.
  await persistently(async () => ((await processesWith(lost.id)) === 0 ? true : undefined));
  t.is(await processesWith(kept.id), 1);
});

/** Processes of workloads carry the id of their placement in their environment. */
async function processesWith(placement: string): Promise<number> {
  const entries = await readdir('/proc');
  let found = 0;
  for (const entry of entries.filter((name) => /^\d+$/.test(name))) {
    const environment = await readFile(`/proc/${entry}/environ`, 'utf8').catch(() => '');
    const command = await readFile(`/proc/${entry}/cmdline`, 'utf8').catch(() => '');
    if (environment.split('\0').includes(`BERTH_PLACEMENT=${placement}`) && command.startsWith('sleep'))
      found++;
  }
  return found;
}
