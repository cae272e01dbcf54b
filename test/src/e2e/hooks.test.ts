/** Commands around each run, on real processes: their order, a failed one, and an agent that is killed in the middle of one. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { systemClock } from '@berth/runtime';
import test from 'ava';
import { Cluster } from './cluster.js';

test('hooks run around each run, once, whoever is killed', async (t) => {
  const cluster = await Cluster.open(t);
  await cluster.coordinator('--heartbeat', '500ms', '--lease', '10s');
  await cluster.agent('node-1');
  const diary = join(cluster.folder, 'diary');
  const lines = async () => (await readFile(diary, 'utf8').catch(() => '')).trim().split('\n');
  const written = async (count: number) => {
    while ((await lines()).length < count)
      await new Promise<void>((resolve) => systemClock().schedule(20, resolve));
    return lines();
  };
  const note = (script: string) => ({ command: ['sh', '-c', script] });
  await cluster.apply({
    stack: 'shop',
    workloads: {
      web: {
        process: note(`echo "run $$" >> ${diary}; exec sleep 100000`),
        failure: { delay: '100ms' },
        resources: { cpu: '10m', memory: '16Mi' },
        hooks: {
          beforeStart: note(`echo "$BERTH_HOOK" >> ${diary}; echo fetched`),
          afterStop: note(`echo after >> ${diary}; sleep 2; echo over >> ${diary}`),
        },
      },
      bad: {
        process: note(`echo never >> ${diary}`),
        resources: { cpu: '10m', memory: '16Mi' },
        hooks: { beforeStart: note('exit 3') },
      },
    },
  });
  const [before, run = ''] = await written(2);
  t.is(before, 'beforeStart');
  process.kill(Number(run.split(' ')[1]), 'SIGKILL');
  const again = (await written(6)).map((line) => line.split(' ')[0]);
  t.deepEqual(again, ['beforeStart', 'run', 'after', 'over', 'beforeStart', 'run']);
  const failed = await cluster.until('shop', (all) =>
    all.some(({ workload, message }) => workload === 'shop/bad' && message.startsWith('beforeStart')),
  );
  const bad = failed.find(({ workload }) => workload === 'shop/bad');
  t.is(bad?.observed, 'restarting');
  t.is(bad?.message, 'beforeStart: exited with code 3');
  t.regex((await cluster.berth('logs', 'shop/web')).stdout, /^berth: beforeStart\nfetched$/m);

  // The hook is under way when its agent is killed: it goes on, and is not done again.
  await cluster.client.deleteStack({ stack: 'shop', actor: { name: 'e2e' } });
  await written(7);
  await cluster.killAgent('node-1');
  t.true((await cluster.placements('shop')).some(({ workload }) => workload === 'shop/web'));
  await cluster.agent('node-1');
  await cluster.until('shop', (all) => all.length === 0);
  const all = (await lines()).map((line) => line.split(' ')[0]);
  t.deepEqual(all.slice(6), ['after', 'over']);
});
