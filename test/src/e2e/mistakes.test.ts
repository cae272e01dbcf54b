/** Each mistake of a person gets one clear line and the right exit code. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { AGENT, Cluster, COORDINATOR, type Finished, NotReady, start } from './cluster.js';
import { webStack } from './stacks.js';

function oneLine(
  t: ExecutionContext,
  finished: Pick<Finished, 'code' | 'stderr'>,
  code: number,
  pattern: RegExp,
): void {
  t.is(finished.code, code, finished.stderr);
  t.regex(finished.stderr, pattern);
  t.is(finished.stderr.trimEnd().split('\n').length, 1, finished.stderr);
}

async function refused(path: string, args: readonly string[], home: string): Promise<NotReady> {
  try {
    await start(path, args, home);
  } catch (thrown) {
    if (thrown instanceof NotReady) return thrown;
    throw thrown;
  }
  throw new Error('it started');
}

test('the command line', async (t) => {
  const cluster = await Cluster.open(t);
  await cluster.coordinator();
  const file = async (name: string, text: string) => {
    const path = join(cluster.folder, name);
    await writeFile(path, text);
    return path;
  };
  const stack = (more: Readonly<Record<string, unknown>>) => JSON.stringify(webStack('shop', 1, more));
  const cases: [args: string[], code: number, line: RegExp][] = [
    [['status', '--address', '127.0.0.1:1'], 5, /cannot reach 127\.0\.0\.1:1: nothing listens there/],
    [['status', '--address', 'nowhere'], 2, /"nowhere" is not an address: write HOST:PORT/],
    [['apply', join(cluster.folder, 'none.yaml')], 3, /cannot read .*none\.yaml: there is no such file/],
    [['apply', await file('bad.yaml', 'stack: shop\nworkloads:\n  web: [1, 2\n')], 2, /bad\.yaml:\d+:\d+: /],
    [
      ['apply', await file('unknown.json', stack({ replcas: 2 }))],
      2,
      /unknown\.json:1:\d+: .*replcas.*replicas/,
    ],
    [
      ['apply', await file('negative.json', stack({ resources: { cpu: '-1' } }))],
      2,
      /negative\.json:1:\d+: .*negative/,
    ],
    [['apply', await file('huge.yaml', `# ${'x'.repeat(1024 * 1024)}\n`)], 2, /256 KiB/],
    [['status', 'nothing'], 3, /there is no stack "nothing"/],
    [['why', 'shop/web'], 3, /there is no workload "shop\/web"/],
    [['node', 'drain', 'n9'], 3, /there is no node "n9"/],
    [['logs', 'shop/web/0.1'], 3, /there is no placement "shop\/web\/0\.1"/],
    [['aply', 'x.yaml'], 2, /aply.*apply/],
    [['apply'], 2, /missing required argument/],
    [['apply', 'x.yaml', '--wiat'], 2, /unknown option '--wiat'.*--wait/],
    [['place', '--cpu', 'lots'], 2, /cpu: "lots" is not an amount/],
  ];
  for (const [args, code, line] of cases) oneLine(t, await cluster.berth(...args), code, line);
  const applied = await cluster.berth('apply', await file('good.json', stack({})));
  t.is(applied.code, 0, applied.stderr);
  oneLine(
    t,
    await cluster.berth('apply', join(cluster.folder, 'good.json'), '--expect-version', '7'),
    4,
    /is at version 1/,
  );
});

test('the programs', async (t) => {
  const cluster = await Cluster.open(t);
  await cluster.coordinator();
  await cluster.agent('a');
  const data = join(cluster.folder, 'coordinator');
  const other = join(cluster.folder, 'other');
  const anywhere = ['--control', '127.0.0.1:0', '--fleet', '127.0.0.1:0'];
  const only = async (path: string, args: string[], code: number, line: RegExp) => {
    const { stderr, code: found } = await refused(path, args, cluster.folder);
    const words = stderr.split('\n').filter((text) => text.startsWith('berth '));
    oneLine(t, { code: found, stderr: words.join('\n') }, code, line);
  };
  await only(COORDINATOR, ['--data', data, ...anywhere], 4, /in use by another process/);
  const taken = cluster.control;
  await only(COORDINATOR, ['--data', other, '--control', taken, '--fleet', '127.0.0.1:0'], 4, /in use/);
  await only(
    COORDINATOR,
    ['--data', other, ...anywhere, '--authority', join(other, 'authority'), '--insecure'],
    2,
    /--authority and --insecure say the opposite of each other/,
  );
  await only(COORDINATOR, ['--data', '/dev/null/none', ...anywhere], 1, /cannot use \/dev\/null\/none/);
  await only(COORDINATOR, ['--data', other, '--laese', '5s'], 2, /--lease/);
  await only(AGENT, ['--data', join(cluster.folder, 'a'), '--node', 'a'], 4, /in use by another agent/);
  await only(AGENT, ['--data', other, '--node', 'Not A Name'], 2, /is not a name/);
  await only(AGENT, ['--data', other, '--node', 'b', '--ports', '9-1'], 2, /FIRST-LAST/);
  await only(AGENT, ['--node', 'b'], 2, /--data is missing/);
});
