/** Priority, preemption and gangs on real processes. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'ava';
import { Cluster } from './cluster.js';
import { webStack } from './stacks.js';

const NODE = ['--resource', 'cpu=4000m', '--resource', 'memory=1Gi'];

/** Services that need so much memory. */
function web(
  stack: string,
  replicas: number,
  memory: string,
  more: Readonly<Record<string, unknown>> = {},
): object {
  const resources = { cpu: '10m', memory, ports: { http: 'auto' } };
  return webStack(stack, replicas, { resources, ...more });
}

test('a copy of lower priority ends, the higher one runs on its room, and berth says why', async (t) => {
  const cluster = await Cluster.open(t);
  await cluster.coordinator();
  await cluster.agent('one', ...NODE);
  await cluster.apply(web('low', 2, '500Mi', { priority: 20 }));
  await cluster.running('low', 2);
  const file = join(cluster.folder, 'high.json');
  await writeFile(file, JSON.stringify(web('high', 1, '400Mi', { priority: 80, preempt: true })));
  const planned = await cluster.berth('plan', file);
  t.is(planned.code, 10);
  t.regex(
    planned.stdout,
    /high\/web: create\n {2}- low\/web\/0\.1 of lower priority\n {2}! 1 would wait for room/,
  );
  const applied = await cluster.berth('apply', file, '--wait');
  t.is(applied.code, 0, applied.stderr);
  t.regex(applied.stdout, /high\/web: 1 of lower priority stopping for it, 1 waiting for room/);
  await cluster.running('high', 1);
  t.is((await cluster.running('low', 1))[0]?.id as string, 'low/web/1.2');
  const line = '1 copy of low/web was preempted by high/web (priority 80 over 20)';
  for (const target of ['high/web', 'low/web']) {
    const { stdout } = await cluster.berth('why', target);
    t.true(stdout.includes(line), stdout);
  }
  const events = (await cluster.berth('events')).stdout;
  for (const said of [
    'low/web/0.1 to stop (preempted by high/web (priority 80 over 20))',
    'high/web gets the room that becomes free on one',
    'high/web takes its room on one',
    'high/web/0.1 placed on one (applied)',
  ]) {
    t.true(events.includes(said), `${said}: ${events}`);
  }
  t.is((await cluster.berth('delete', 'high')).code, 0);
  t.is((await cluster.running('low', 2))[0]?.cause, 'preempted', 'it comes back by itself');
});

test('a gang begins as a whole once there is room, and a batch gang that waits in vain fails', async (t) => {
  const cluster = await Cluster.open(t);
  await cluster.coordinator();
  await cluster.agent('one', ...NODE);
  await cluster.apply(web('crew', 3, '500Mi', { gang: {} }));
  const status = await cluster.berth('status', 'crew');
  t.true(
    status.stdout.includes('crew/web (service): 0/3 running, 3 waiting for room together'),
    status.stdout,
  );
  t.is((await cluster.placements('crew')).length, 0);
  await cluster.agent('two', ...NODE);
  await cluster.running('crew', 3);
  const job = {
    stack: 'job',
    workloads: {
      job: {
        kind: 'batch',
        replicas: 2,
        process: { command: ['true'] },
        resources: { memory: '500Mi' },
        gang: { timeout: '1s' },
      },
    },
  };
  const file = join(cluster.folder, 'job.json');
  await writeFile(file, JSON.stringify(job));
  const waited = await cluster.berth('apply', file, '--wait');
  t.not(waited.code, 0);
  t.true(
    waited.stderr.includes('job/job found no room for its gang within 1s: see `berth why job/job`'),
    waited.stderr,
  );
  const why = await cluster.berth('why', 'job/job');
  t.true(
    why.stdout.startsWith('a gang of 2 did not begin within 1s: all 2 have to fit at once, 1 would now\n'),
    why.stdout,
  );
  t.is((await cluster.berth('delete', 'crew')).code, 0);
  const again = await cluster.berth('apply', file, '--wait');
  t.is(again.code, 0, again.stderr);
  t.regex(again.stdout, /job: applied, version 2/);
});
