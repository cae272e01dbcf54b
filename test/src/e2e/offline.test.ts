/** A node whose host is rebooted while no coordinator is in reach, on real processes. */
import { appendFile, readdir, readFile, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { threadId } from 'node:worker_threads';
import test, { type ExecutionContext } from 'ava';
import { Cluster } from './cluster.js';
import { Diary } from './diary.js';
import { canReboot, RebootedNode } from './rebooted-node.js';

const FIRST_PORT = 19_600 + (threadId % 10) * 20;

async function host(
  t: ExecutionContext,
): Promise<{ cluster: Cluster; node: RebootedNode; diary: Diary } | undefined> {
  if (!(await canReboot(t))) {
    t.pass();
    return undefined;
  }
  const cluster = await Cluster.open(t);
  const { ready } = await cluster.coordinator('--heartbeat', '500ms', '--lease', '3s');
  const coordinator = String(ready.fleet);
  const node = new RebootedNode(t, {
    folder: cluster.folder,
    node: 'edge',
    coordinator,
    firstPort: FIRST_PORT,
  });
  await node.boot();
  return { cluster, node, diary: new Diary(join(cluster.folder, 'diary')) };
}

const SMALL = { cpu: '1m', memory: '4Mi' };

function service(command: string[], more: object = {}): object {
  return { process: { command, grace: '1s' }, resources: SMALL, ...more };
}

test('no coordinator, host rebooted: everything runs again in its order, and nothing restarts when the link is back', async (t) => {
  const here = await host(t);
  if (!here) return;
  const { cluster, node, diary } = here;
  const sleeper = service(diary.command('exec sleep 100000'), { replicas: 8 });
  const important = service(diary.command('exec sleep 100000'), { replicas: 2, priority: 90 });
  await cluster.apply({ stack: 'shop', workloads: { sleeper, important } });
  const before = await cluster.running('shop', 10);
  t.is((await diary.until(10)).length, 10);

  await cluster.killCoordinator();
  await node.powerOff();
  const startedMs = Date.now();
  await node.boot();
  const again = (await diary.until(20)).slice(10);
  t.log(
    `10 workloads ran ${Math.max(...again.map(({ atMs }) => atMs)) - startedMs} ms after their agent was started`,
  );
  t.deepEqual(again.map(({ placement }) => placement).sort(), before.map(({ id }) => id as string).sort());
  // Eight start at a time; what is important is among the first.
  for (const it of again.filter(({ placement }) => placement.startsWith('shop/important/'))) {
    const earlier = again.filter(({ startTicks }) => startTicks < it.startTicks);
    t.true(it.startTicks > 0 && earlier.length < 8, JSON.stringify({ it, again }));
  }

  // Once more, by the power switch, in the middle of whatever it does.
  await node.powerOff();
  await node.boot();
  await diary.until(30);

  const { ready } = await cluster.coordinator('--heartbeat', '500ms', '--lease', '3s');
  t.truthy(ready);
  const after = await cluster.until('shop', (all) =>
    all.every((it) => it.restarts === 2 && it.observed === 'running'),
  );
  t.deepEqual(
    after.map(({ id }) => id),
    before.map(({ id }) => id),
  );
  // A while with leases that end and links that come: nothing healthy is touched.
  await new Promise((resolve) => setTimeout(resolve, 4_000));
  t.is((await diary.starts()).length, 30, 'nothing was started by the reconnection');
  const { code, stdout } = await cluster.berth('ledger', 'verify');
  t.is(code, 0, stdout);
  const { stdout: events } = await cluster.berth('events', '--since', '1', '--json');
  const numbers = events
    .trim()
    .split('\n')
    .flatMap((line) => JSON.parse(line).event.statuses ?? [])
    .map(({ sequence }) => sequence);
  t.deepEqual(
    numbers,
    numbers.map((_, at) => at + 1),
    'every change is in the ledger, once, in its order',
  );
  t.true(events.includes('the host was restarted'));
});

test('offline, what crashes is started again with back-off, a batch ends, a schedule is kept, and all of it is told', async (t) => {
  const here = await host(t);
  if (!here) return;
  const { cluster, node, diary } = here;
  const failure = { delay: '100ms', maxDelay: '400ms' };
  const crasher = service(diary.command(`[ -e ${cluster.folder}/crash ] && exit 3; exec sleep 100000`), {
    failure,
  });
  const job = {
    kind: 'batch',
    ...service(['sh', '-c', `until [ -e ${cluster.folder}/done ]; do sleep 0.1; done; echo made`]),
  };
  const tick = {
    ...{ kind: 'batch', failure: { restarts: 0 }, schedule: '* * * * * *' },
    ...service(['sh', '-c', `echo $BERTH_DUE >> ${cluster.folder}/ticks; sleep 0.2`]),
  };
  const ticks = async () =>
    (await readFile(join(cluster.folder, 'ticks'), 'utf8').catch(() => '')).split('\n').slice(0, -1);
  await cluster.apply({ stack: 'shop', workloads: { crasher, job, tick } });
  await cluster.until(
    'shop',
    (all) => all.filter((it) => it.observed === 'running' && it.workload !== 'shop/tick').length === 2,
  );
  await cluster.killCoordinator();
  await appendFile(join(cluster.folder, 'crash'), '');
  await node.powerOff();
  const before = (await ticks()).length;
  await node.boot();
  await diary.until(7);
  while ((await ticks()).length < before + 2) await new Promise((resolve) => setTimeout(resolve, 20));
  const due = await ticks();
  t.deepEqual(due, [...new Set(due)].sort(), 'no due time twice, also through the power switch');
  await appendFile(join(cluster.folder, 'done'), '');
  await until(() => /phase=completed/.test(node.stderr));
  await node.killAgent();
  await node.start();
  await cluster.coordinator('--heartbeat', '500ms', '--lease', '3s');
  const [it] = await cluster.until('shop', (all) => all.some(({ observed }) => observed === 'completed'));
  t.is(it?.workload as string, 'shop/crasher');
  t.true((it?.restarts ?? 0) >= 5, `${it?.restarts} restarts`);
  const { stdout } = await cluster.berth('events', '--since', '1');
  const crashes = stdout.match(/shop\/crasher\/0\.1 restarting: exited with code 3/g)?.length ?? 0;
  t.true(crashes >= 5, `${crashes} crashes are told one by one`);
  t.regex(stdout, /shop\/job\/0\.1 completed/);
  const { stdout: output } = await cluster.berth('logs', 'shop/job');
  t.is(output, 'made\n');
});

test('an exclusive copy does not start after a reboot before a coordinator says so', async (t) => {
  const here = await host(t);
  if (!here) return;
  const { cluster, node, diary } = here;
  const only = service(diary.command('exec sleep 100000'), {
    disconnect: { policy: 'exclusive', after: '2m' },
  });
  const other = service(diary.command('exec sleep 100000'));
  await cluster.apply({ stack: 'shop', workloads: { only, other } });
  await cluster.running('shop', 2);
  await diary.until(2);
  await cluster.killCoordinator();
  await node.powerOff();
  await node.boot();
  await diary.until(3);
  // Time enough for it to start, too, if it were to.
  await new Promise((resolve) => setTimeout(resolve, 2_000));
  t.deepEqual(
    (await diary.starts()).slice(2).map(({ placement }) => placement),
    ['shop/other/0.1'],
  );
  await cluster.coordinator('--heartbeat', '500ms', '--lease', '3s');
  const starts = await diary.until(4);
  t.is(starts.at(-1)?.placement, 'shop/only/0.1');
});

test('a journal that lost its tail: what is left runs, what was lost is said, and no run is doubled', async (t) => {
  const here = await host(t);
  if (!here) return;
  const { cluster, node, diary } = here;
  await cluster.apply({
    stack: 'shop',
    workloads: { w: service(diary.command('exec sleep 100000'), { replicas: 6 }) },
  });
  await cluster.running('shop', 6);
  await node.killAgent();
  await cluster.killCoordinator();
  const folder = join(node.data, 'journal');
  for (const name of (await readdir(folder)).filter((it) => it.endsWith('.log')))
    await truncate(join(folder, name), 2_500);
  await node.start();
  await until(() => /the journal is damaged.*writes are missing/.test(node.stderr));
  await until(() => /a run that the journal does not know/.test(node.stderr));
  await cluster.coordinator('--heartbeat', '500ms', '--lease', '3s');
  await cluster.until('shop', async () =>
    (await cluster.berth('node', 'show', 'edge')).stdout.includes('journal.lost'),
  );
  const after = await cluster.running('shop', 6);
  await new Promise((resolve) => setTimeout(resolve, 2_000));
  t.is((await diary.starts()).length, 6, 'no copy was started again beside itself');
  t.deepEqual(
    after.map(({ restarts }) => restarts),
    [0, 0, 0, 0, 0, 0],
  );
  const { stdout } = await cluster.berth('node', 'show', 'edge');
  t.regex(stdout, /journal\.lost +its last \d+ of \d+ writes are missing/);
});

async function until(done: () => boolean): Promise<void> {
  while (!done()) await new Promise((resolve) => setTimeout(resolve, 20));
}
