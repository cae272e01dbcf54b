/** docs/rebalance.md, run: its cluster, its stacks, and its commands say what the page says; the live ones of simulate.md, too. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'ava';
import { Cluster, ROOT } from './cluster.js';

test('every answer of docs/rebalance.md is what a cluster says', async (t) => {
  const page = await readFile(join(ROOT, 'docs', 'rebalance.md'), 'utf8');
  const cluster = await Cluster.open(t);
  await cluster.coordinator();
  for (const [, name = '', flags = ''] of page.matchAll(/^berth agent --node (\S+) (.*)$/gm)) {
    await cluster.agent(name, ...flags.split(' '));
  }
  for (const [, stack = ''] of page.matchAll(/```yaml\n([\s\S]*?)```/g)) {
    const file = join(cluster.folder, 'stack.yaml');
    await writeFile(file, stack);
    t.is((await cluster.berth('apply', file, '--wait')).code, 0);
  }
  t.is((await cluster.berth('delete', 'day', '--wait')).code, 0);
  const simulations = await readFile(join(ROOT, 'docs', 'simulate.md'), 'utf8');
  // A simulation moves nothing: what it says of this cluster is said before the moves.
  const blocks = [simulations, page].flatMap((text) => [...text.matchAll(/^\$ berth (.*)\n([\s\S]*?)```/gm)]);
  t.is(blocks.length, 6);
  for (const [, command = '', said = ''] of blocks) {
    const args = [...command.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, bare]) => quoted ?? bare ?? '');
    const { code, stdout, stderr } = await cluster.berth(...args);
    t.is(code, 0, stderr);
    for (const line of stdout.split('\n')) t.true(line.length <= 80, line);
    // Which ledger index it is depends on how soon agents speak.
    t.is(stdout.replace(/ledger index \d+/, 'ledger index 30'), said, command);
  }
  t.is((await cluster.running('shop', 3)).length, 3);
  const { stdout: events } = await cluster.berth('events');
  t.regex(events, /shop\/web\/\d\.\d placed on node-\d \(rebalanced\)/);
  const { stdout: ledger } = await cluster.berth('ledger', 'export');
  const made = ledger
    .split('\n')
    .filter((line) => line.includes('rebalanced') && line.includes('placements.made'));
  t.true(made.length > 0);
  for (const line of made) t.true(line.includes('cheaper at night'), line);
});

test('what is wrong with a wish for moves is said in one line', async (t) => {
  const cluster = await Cluster.open(t);
  await cluster.coordinator();
  for (const [args, code, message] of [
    [['--budget', 'many'], 2, /write a number of moves, e\.g\. 10, or percent of the copies, e\.g\. 5%/],
    [['--budget', '120%'], 2, /percent of the copies/],
    [['--apply', '--dry-run'], 2, /--apply and --dry-run: say one of them/],
    [['--apply', '--window', 'at night'], 2, /is no window; write CRON\/DURATION and a time zone/],
    [['--window', '0 2 * * 6/3h'], 2, /--window says when moves are made: add --apply/],
    [['--workload', 'shop/none'], 3, /there is no workload "shop\/none"/],
  ] as const) {
    const finished = await cluster.berth('rebalance', ...args);
    t.is(finished.code, code, finished.stderr);
    t.regex(finished.stderr, message);
    t.is(finished.stderr.trimEnd().split('\n').length, 1);
  }
  t.is(
    (await cluster.berth('rebalance')).stdout,
    'nothing to move: no plan of at most 0 moves packs the cluster better\n',
  );
});
