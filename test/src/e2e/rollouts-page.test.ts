/** docs/rollouts.md, run: its stack, and each of its commands. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'ava';
import { Cluster, ROOT } from './cluster.js';

/** A change of the file, or a command, in the order of the page. */
const STEPS = /^# VERSION: (?<version>\S+)$|^\$ berth (?<command>.*)$/gm;
/** What people are told about, after the command that is named. */
const SAID: readonly (readonly [command: string, said: RegExp])[] = [
  ['rollout status shop/web --watch', /waiting +1\/3/],
  ['rollout status shop/web --watch', /done +3\/3/],
  ['rollout status shop/web --watch', /takes\s+back\s+version\s+3/],
  ['rollout history shop/web', /^shop\/web +3 .* reverted/m],
  ['events --since 5m', /rollout of version 3 reverted: no progress for 20s/],
  ['rollout status shop/web --watch', /done +3\/3/],
  ['node show node-1', /^drain +/m],
  ['node drain node-1 --watch', /node node-1: empty/],
];

test('every command of docs/rollouts.md runs, and says what the page promises', async (t) => {
  const page = await readFile(join(ROOT, 'docs', 'rollouts.md'), 'utf8');
  const cluster = await Cluster.open(t);
  await cluster.coordinator();
  await cluster.agent('node-1');
  await cluster.agent('node-2');
  const [, stack = ''] = /```yaml\n([\s\S]*?)```/.exec(page) ?? [];
  const file = join(cluster.folder, 'shop.yaml');
  await writeFile(file, stack);
  const promised = [...SAID];
  for (const { groups = {} } of page.matchAll(STEPS)) {
    const { version, command = '' } = groups;
    if (version !== undefined) {
      await writeFile(file, stack.replace('VERSION: "1"', `VERSION: "${version}"`));
      continue;
    }
    const args = [...command.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, plain = '']) => quoted ?? plain);
    const { code, stdout, stderr } = await cluster.berth(
      ...args.map((arg) => (arg === 'shop.yaml' ? file : arg)),
    );
    t.is(code, 0, `${command}: ${stderr}`);
    if (promised[0]?.[0] !== command) continue;
    t.regex(stdout, promised[0][1], command);
    promised.shift();
  }
  t.deepEqual(promised, []);
});
