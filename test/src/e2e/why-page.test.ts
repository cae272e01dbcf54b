/** docs/why.md, run: its cluster, its stack, and each of its commands say what the page says. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'ava';
import { Cluster, ROOT } from './cluster.js';

test('every answer of docs/why.md is what a cluster says', async (t) => {
  const page = await readFile(join(ROOT, 'docs', 'why.md'), 'utf8');
  const cluster = await Cluster.open(t);
  await cluster.coordinator();
  for (const [, name = '', flags = ''] of page.matchAll(/^berth agent --node (\S+) (.*)$/gm)) {
    await cluster.agent(name, ...flags.split(' '));
  }
  const file = join(cluster.folder, 'stack.yaml');
  await writeFile(file, /```yaml\n([\s\S]*?)```/.exec(page)?.[1] ?? '');
  t.is((await cluster.berth('apply', file)).code, 0);
  await cluster.until(
    'shop',
    (all) => all.length === 16 && all.every(({ observed }) => observed === 'running'),
  );
  const blocks = [...page.matchAll(/^\$ berth (why .*)\n([\s\S]*?)```/gm)];
  t.true(blocks.length >= 8);
  for (const [, command = '', said = ''] of blocks) {
    const { code, stdout } = await cluster.berth(...command.trim().split(' '));
    t.is(code, 0);
    t.is(stdout, said, command);
  }
});
