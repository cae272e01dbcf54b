/** docs/why.md, run: its cluster, its stacks, and each of its commands say what the page says. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import test from 'ava';
import { Cluster, ROOT } from './cluster.js';

/** A stack of the page, or a command with what it says, in the order of the page. */
const PARTS = /```yaml\n(?<stack>[\s\S]*?)```|^\$ berth (?<command>why .*)\n(?<said>[\s\S]*?)```/gm;

/** Copies that run once a stack of the page has been applied. */
const RUNNING: Readonly<Record<string, number>> = { shop: 16, desk: 1 };

test('every answer of docs/why.md is what a cluster says', async (t) => {
  const page = await readFile(join(ROOT, 'docs', 'why.md'), 'utf8');
  const cluster = await Cluster.open(t);
  await cluster.coordinator();
  for (const [, name = '', flags = ''] of page.matchAll(/^berth agent --node (\S+) (.*)$/gm)) {
    await cluster.agent(name, ...flags.split(' '));
  }
  let answers = 0;
  for (const { groups = {} } of page.matchAll(PARTS)) {
    const { stack, command = '', said } = groups;
    if (stack !== undefined) {
      await applyStack(cluster, stack);
      continue;
    }
    let { code, stdout } = await cluster.berth(...command.trim().split(' '));
    // The prices that the page's scores are of are worked out in the background.
    for (let again = 0; stdout !== said && again < 100; again++) {
      await delay(200);
      ({ code, stdout } = await cluster.berth(...command.trim().split(' ')));
    }
    t.is(code, 0);
    t.is(stdout, said ?? '', command);
    answers++;
  }
  t.true(answers >= 11);

  async function applyStack(on: Cluster, source: string): Promise<void> {
    const name = /^stack: (\S+)$/m.exec(source)?.[1] ?? '';
    const file = join(on.folder, `${name}.yaml`);
    await writeFile(file, source);
    t.is((await on.berth('apply', file)).code, 0);
    const count = RUNNING[name];
    await on.until(
      name,
      (all) => all.length === count && all.every(({ observed }) => observed === 'running'),
    );
  }
});
