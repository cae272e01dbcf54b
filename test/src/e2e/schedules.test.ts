/** Runs on a schedule, on real processes: with no coordinator, over a killed agent, with runs that overlap and runs that fail. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { systemClock } from '@berth/runtime';
import test from 'ava';
import { Cluster } from './cluster.js';

const toBeTold = (due: string): [name: string, wanted: RegExp][] => [
  ['tick', new RegExp(`^${due} last run .* completed in .* \\(exit 0\\);.* next .* Europe/Berlin$`)],
  ['slow', /completed in \d+s.*left out: the one before was still running/],
  ['cut', /was ended for the next one/],
  ['bad', /failed after 2 attempts: exited with code 3/],
];

function pause(): Promise<void> {
  return new Promise((resolve) => systemClock().schedule(50, resolve));
}

test('a schedule is kept by the node alone: no due time twice, one run at a time, and all of it is told', async (t) => {
  const cluster = await Cluster.open(t);
  const { folder } = cluster;
  await cluster.coordinator('--heartbeat', '500ms', '--lease', '3s');
  await cluster.agent('node-1');
  const job = (schedule: object, script: string) => ({
    ...{ kind: 'batch', failure: { restarts: 1, delay: '100ms' } },
    schedule: { cron: '* * * * * *', ...schedule },
    process: { command: ['sh', '-c', script], grace: '1s' },
    resources: { cpu: '10m', memory: '16Mi' },
  });
  const write = (name: string, what: string) => `echo "${what} $BERTH_DUE" >> ${join(folder, name)}`;
  await cluster.apply({
    stack: 'shop',
    workloads: {
      tick: job({ timeZone: 'Europe/Berlin' }, write('tick', 'run')),
      slow: job({}, `${write('slow', 'begin')}; sleep 1.5; ${write('slow', 'end')}`),
      cut: job({ overlap: 'replace' }, `${write('cut', 'begin')}; exec sleep 100000`),
      bad: job({ cron: '*/2 * * * * *' }, `${write('bad', 'run')}; exit 3`),
    },
  });
  const lines = async (name: string) =>
    (await readFile(join(folder, name), 'utf8').catch(() => '')).trim().split('\n').filter(Boolean);
  const more = async (count: number) => {
    for (const name of ['tick', 'slow', 'cut', 'bad']) {
      const before = (await lines(name)).length;
      while ((await lines(name)).length < before + count) await pause();
    }
  };
  await more(1);
  await cluster.killCoordinator();
  await more(1);
  // In the middle of runs: they go on without it, and the next agent takes them over.
  await cluster.killAgent('node-1');
  const back = cluster.agent('node-1');
  await more(2);
  const lastOffline = (await lines('tick')).at(-1)?.split(' ')[1] ?? '';
  await cluster.coordinator('--heartbeat', '500ms', '--lease', '3s');
  await back;

  const due = async (name: string, what: string) =>
    (await lines(name)).filter((line) => line.startsWith(what)).map((line) => line.split(' ')[1] ?? '');
  for (const [name, what] of [
    ['tick', 'run'],
    ['slow', 'begin'],
    ['cut', 'begin'],
  ] as const) {
    const times = await due(name, what);
    t.is(new Set(times).size, times.length, `${name}: ${times}`);
    t.deepEqual(times, [...times].sort(), name);
    t.true(times.every((time) => /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.000Z$/.test(time)));
  }
  const slow = (await lines('slow')).map((line) => line.split(' ')[0]);
  t.deepEqual(
    slow,
    slow.map((_, at) => (at % 2 === 0 ? 'begin' : 'end')),
    'one after the other',
  );
  for (const time of new Set(await due('bad', 'run')))
    t.true((await due('bad', 'run')).filter((other) => other === time).length <= 2, 'a try and a retry');

  // What happened while nobody listened is told, run by run.
  const messages = new Map<string, string[]>();
  const told = (name: string, wanted: RegExp) => (messages.get(name) ?? []).some((text) => wanted.test(text));
  const abort = new AbortController();
  for await (const item of cluster.client.watch({ fromIndex: 1 }, abort.signal)) {
    if (item.kind !== 'block') continue;
    for (const event of item.block.events) {
      if (event.kind !== 'placements.observed') continue;
      for (const { placement, message, lastRunAtMs } of event.statuses) {
        const [, name = ''] = placement.split('/');
        const at = lastRunAtMs === undefined ? '' : new Date(lastRunAtMs).toISOString();
        messages.set(name, [...(messages.get(name) ?? []), `${at} ${message}`]);
      }
    }
    if (toBeTold(lastOffline).every(([name, wanted]) => told(name, wanted))) break;
  }
  abort.abort();
  const { stdout } = await cluster.berth('status', 'shop');
  t.regex(stdout, /shop\/tick \(batch\): 1\/1 on schedule/);
  t.regex(stdout, /schedule "\* \* \* \* \* \*" Europe\/Berlin, next run 20\d\d-\d\d-\d\d \d\d:\d\d/);

  // Who is deleted has no other run.
  await cluster.client.deleteStack({ stack: 'shop', actor: { name: 'e2e' } });
  await cluster.until('shop', (all) => all.length === 0);
  t.is((await cluster.berth('ledger', 'verify')).code, 0);
});
