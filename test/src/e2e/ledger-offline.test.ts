/** `berth ledger recover` and `berth ledger migrate` as people type them: what is taken over, and what mistakes are answered. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { connect } from '@berth/client';
import { systemClock } from '@berth/runtime';
import test from 'ava';
import { startNatsServer } from '../nats/servers.js';
import { Cluster, COORDINATOR, start } from './cluster.js';

test('berth ledger migrate: the ledger of one coordinator is in the stream, and the next one goes on with it', async (t) => {
  const server = await startNatsServer(t);
  const cluster = await Cluster.open(t);
  const program = await cluster.coordinator();
  await cluster.apply({ stack: 'before', workloads: { w: { process: { command: ['sleep', '1'] } } } });
  const { ledgerId, index } = await cluster.client.info();
  program.child.kill('SIGTERM');
  await program.ended;
  const [from, data] = [join(cluster.folder, 'coordinator'), join(cluster.folder, 'c1')];
  const flags = ['--nats', server.url, '--data', data, '--stream-replicas', '1'];
  const moved = await cluster.berth('ledger', 'migrate', '--from', from, ...flags);
  t.is(moved.code, 0, moved.stderr);
  t.regex(moved.stdout, new RegExp(`^${index} blocks are in the stream`));
  const again = await cluster.berth('ledger', 'migrate', '--from', from, ...flags, '--json');
  t.is(JSON.parse(again.stdout).head.index, index, 'once more is nothing more');

  const well = await cluster.berth('ledger', 'recover', ...flags, '--json');
  t.is(well.code, 0, well.stderr);
  const { stream, folders, plan } = JSON.parse(well.stdout);
  t.deepEqual(
    [stream.blocks[0].last, folders[0].blocks[0].last, plan.needed, plan.stream],
    [index, index, false, 'keep'],
  );

  const listen = ['--control', '127.0.0.1:0', '--fleet', '127.0.0.1:0'];
  const replica = await start(
    COORDINATOR,
    ['--replicated', '--name', 'c1', ...flags, ...listen],
    cluster.folder,
  );
  const client = connect({ address: replica.ready.control as string, clock: systemClock() });
  t.teardown(() => client.close());
  t.is((await client.info()).ledgerId, ledgerId);
  t.deepEqual(
    (await client.listStacks()).stacks.map((each) => each.stack),
    ['before'],
  );
  const busy = await cluster.berth('ledger', 'recover', ...flags);
  t.is(busy.code, 4);
  t.regex(busy.stderr, /in use by another process: stop that one/);
});

test('mistakes are answered in one line with what to do', async (t) => {
  const server = await startNatsServer(t);
  const cluster = await Cluster.open(t);
  const empty = join(cluster.folder, 'empty');
  await mkdir(empty);
  const cases: readonly (readonly [string[], number, RegExp])[] = [
    [['recover'], 2, /name a server with --nats/],
    [['recover', '--nats', server.url, '--data', empty], 3, /is no data folder of a replicated coordinator/],
    [['recover', '--nats', server.url], 1, /not one whole block.*--data/],
    [['recover', '--nats', server.url, '--accept-loss-after', 'x'], 2, /--accept-loss-after "x"/],
    [['recover', '--datta', empty], 2, /--data/],
    [['migrate', '--nats', server.url, '--data', empty], 2, /--from is missing/],
  ];
  for (const [args, code, words] of cases) {
    const done = await cluster.berth('ledger', ...args);
    t.is(done.code, code, `${args.join(' ')}: ${done.stderr}`);
    t.regex(done.stderr, words);
    t.is(done.stderr.trim().split('\n').length, 1);
  }
  const help = await cluster.berth('ledger', 'recover', '--help');
  t.is(help.code, 0);
  t.regex(help.stdout, /Example:\n {2}berth ledger recover --nats/);
});
