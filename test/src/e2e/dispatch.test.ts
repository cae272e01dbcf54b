/** A batch that is dispatched, with real programs: parameters, input, ids, the end of a run, and a coordinator that is killed in between. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { connect, followDispatch } from '@berth/client';
import { BerthError, LIMITS, type PlacementView } from '@berth/core';
import { systemClock } from '@berth/runtime';
import test, { type ExecutionContext } from 'ava';
import { Cluster } from './cluster.js';

const clock = systemClock();
const actor = { name: 'e2e' };
const FLAGS = ['--heartbeat', '500ms', '--lease', '30s'];

/** Says what it was given, waits until it may end, and ends as it was told to. */
const TASK = `
printf '%s %s %s\\n' "$1" "$BERTH_PARAM_FILE" "$BERTH_DISPATCH_ID"
[ -z "$BERTH_INPUT" ] || cat "$BERTH_INPUT"
while [ -n "$BERTH_PARAM_UNTIL" ] && [ ! -f "$BERTH_PARAM_UNTIL" ]; do sleep 0.1; done
exit "$BERTH_PARAM_CODE"
`;

const shop = {
  stack: 'shop',
  workloads: {
    task: {
      kind: 'batch',
      process: { command: ['sh', '-c', TASK, 'task', `\${param.file}`], grace: '1s' },
      resources: { cpu: '10m', memory: '16Mi' },
      failure: { restarts: 0 },
      dispatch: {
        params: { file: { required: true }, code: { default: 0, pattern: '[0-9]+' }, until: {} },
        input: 'optional',
      },
    },
  },
};

const COPIES = 60;
const WIDE = `
[ "$(wc -c < "$BERTH_INPUT")" -eq ${LIMITS.dispatchInputBytes} ] || exit 9
while [ ! -f "$BERTH_PARAM_UNTIL" ]; do sleep 1; done
`;

const bulk = {
  stack: 'bulk',
  workloads: {
    task: {
      kind: 'batch',
      process: { command: ['sh', '-c', WIDE], grace: '1s' },
      resources: { cpu: '5m', memory: '16Mi' },
      failure: { restarts: 0 },
      dispatch: { params: { until: { required: true } }, input: 'required' },
    },
  },
};

/** What one node is to run takes more than one message may have (ADR 0051). */
async function muchInput(t: ExecutionContext, cluster: Cluster): Promise<void> {
  const { client } = cluster;
  await cluster.apply(bulk);
  const go = join(cluster.folder, 'go-bulk');
  const input = new Uint8Array(LIMITS.dispatchInputBytes).fill(65);
  const numbers = Array.from({ length: COPIES }, (_, at) => at);
  const wish = { workload: 'bulk/task', params: { until: go }, input, actor };
  await Promise.all(numbers.map((at) => client.dispatch({ ...wish, id: `n${at}` })));
  await cluster.running('bulk', COPIES);

  // It comes back to another assignment than it had, and is told all of it.
  await cluster.killAgent('node-1');
  await client.stopDispatch({ workload: 'bulk/task@n0', actor });
  await cluster.agent('node-1');
  const isLeft = ({ workload, observed }: PlacementView) =>
    workload === 'bulk/task@n0' && observed === 'running';
  await cluster.until('bulk', (all) => !all.some(isLeft));
  await writeFile(go, '');
  await cluster.until('bulk', (all) => !all.some(({ observed }) => observed === 'running'));
  const { dispatches } = await client.listDispatches('bulk/task');
  t.is(dispatches.filter(({ state }) => state === 'completed').length, COPIES - 1);
  await client.deleteStack({ stack: 'bulk', actor });
}

async function outputOf({ client }: Cluster, run: string): Promise<Buffer> {
  const [stack = '', workload = ''] = run.split('/');
  const [copy] = (await client.listPlacements({ stack, workload })).placements;
  const parts: Uint8Array[] = [];
  const wish = { placement: copy?.id ?? '', follow: false, tailBytes: 0, from: 0 };
  for await (const { data } of client.logs(wish, new AbortController().signal)) parts.push(data);
  return Buffer.concat(parts);
}

test('runs are dispatched, followed, refused, stopped, and outlive the coordinator', async (t) => {
  const cluster = await Cluster.open(t);
  await cluster.coordinator(...FLAGS);
  await cluster.agent('node-1');
  await cluster.apply(shop);
  const ask = (id: string, params: Record<string, string>, input?: Uint8Array) =>
    cluster.client.dispatch({ workload: 'shop/task', params, id, actor, ...(input && { input }) });
  const ended = (workload: string) =>
    followDispatch(cluster.client, { workload, clock }, new AbortController().signal);
  const runs = (run: string) =>
    cluster.until('shop', (all) =>
      all.some(({ workload, observed }) => workload === run && observed === 'running'),
    );

  // Every byte of the input arrives, and nothing in a value is read for more than it is.
  const input = Buffer.from([0, 255, 10, ...Buffer.from(`\${node.id} \${secret.x}`)]);
  const odd = `it's "\${node.id}" $HOME`;
  const made = await ask('one', { file: odd }, input);
  t.like(made, { workload: 'shop/task@one', created: true });
  t.like(await ended(made.workload), { state: 'completed', exitCode: 0, inputBytes: input.length });
  t.deepEqual(
    await outputOf(cluster, made.workload),
    Buffer.concat([Buffer.from(`${odd} ${odd} one\n`), input]),
  );

  // Whoever asks again, at the same time or after the end, has asked once.
  const answers = await Promise.all([1, 2, 3].map(() => ask('two', { file: 'b' })));
  t.deepEqual(answers.map(({ created }) => created).sort(), [false, false, true]);
  await ended('shop/task@two');
  t.false((await ask('two', { file: 'b' })).created);
  const other = await t.throwsAsync(ask('two', { file: 'c' }), { instanceOf: BerthError });
  t.is(other?.code, 'conflict');
  const missing = await t.throwsAsync(ask('three', {}), { instanceOf: BerthError });
  t.is(missing?.code, 'invalid_request', missing?.message);

  // The exit code of whoever follows is that of the run.
  await writeFile(join(cluster.folder, 'input.txt'), 'from a file\n');
  const words = ['--param', 'file=d', '--param', 'code=7', '--input-file', join(cluster.folder, 'input.txt')];
  const failed = await cluster.berth('dispatch', 'shop/task', ...words, '--id', 'seven', '--follow');
  t.is(failed.code, 7, failed.stderr);
  t.is(failed.stdout, 'd d seven\nfrom a file\n', failed.stderr);
  t.regex(failed.stderr, /^shop\/task@seven: failed with exit code 7/m);

  // Nobody leads while the run ends, and whoever follows hears of it all the same.
  const go = join(cluster.folder, 'go');
  await ask('slow', { file: 'e', until: go });
  await runs('shop/task@slow');
  const own = connect({ address: cluster.control, clock });
  t.teardown(() => own.close());
  const lost: string[] = [];
  const follower = { workload: 'shop/task@slow', clock, onLost: (why: string) => void lost.push(why) };
  const followed = followDispatch(own, follower, new AbortController().signal);
  await cluster.killCoordinator();
  await writeFile(go, '');
  await cluster.coordinator(...FLAGS);
  t.like(await followed, { state: 'completed' });
  t.true(lost.length > 0);
  t.false((await ask('slow', { file: 'e', until: go })).created, 'an acknowledged run is never lost');

  // A new version of the stack leaves a run alone; stopping it does not.
  await ask('idle', { file: 'f', until: join(cluster.folder, 'never') });
  await runs('shop/task@idle');
  const { task } = shop.workloads;
  await cluster.apply({
    ...shop,
    workloads: { task: { ...task, resources: { cpu: '20m', memory: '16Mi' } } },
  });
  t.like((await cluster.client.listDispatches('shop/task@idle')).dispatches[0], {
    state: 'running',
    version: 1,
  });
  const status = await cluster.berth('status', 'shop');
  t.regex(status.stdout, /shop\/task \(batch\): 3 completed, 1 failed, 1 running$/m);
  t.notRegex(status.stdout, /shop\/task@/);
  const stopped = await cluster.berth('dispatch', 'stop', 'shop/task@idle');
  t.is(stopped.code, 0, stopped.stderr);
  t.like(await ended('shop/task@idle'), { state: 'stopped' });
  const listed = await cluster.berth('dispatch', 'ls', 'shop/task');
  t.regex(listed.stdout, /^seven +failed +7 +\d+s +\S+ +code=7 file=d until=$/m);
  t.true(listed.stdout.split('\n').every((line) => line.length <= 80));

  await muchInput(t, cluster);

  await cluster.client.deleteStack({ stack: 'shop', actor });
  await cluster.until('shop', (all) => all.length === 0);
  const gone = await t.throwsAsync(ended('shop/task@one'), { instanceOf: BerthError });
  t.is(gone?.code, 'not_found');
});
