/** The start script of an installed agent, on its own: from wherever it was cut off, an agent starts. */
import { chmod, cp, mkdir, mkdtemp, readFile, readlink, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { ROOT, run } from '../e2e/cluster.js';

const OLD = 'a'.repeat(64);
const NEW = 'b'.repeat(64);

type Left = {
  readonly current: string;
  readonly trial?: string;
  readonly failed?: string;
  readonly without?: string;
  /** What the agent does. */
  readonly agent?: string;
};

/** A host as it was left; the agent says which version it is. */
async function host(t: ExecutionContext, left: Left) {
  const prefix = await mkdtemp(join(tmpdir(), 'berth-start-'));
  t.teardown(() => rm(prefix, { recursive: true, force: true }));
  const home = join(prefix, 'opt/berth');
  for (const digest of [OLD, NEW]) {
    if (digest === left.without) continue;
    await mkdir(join(home, 'versions', digest), { recursive: true });
    await writeFile(join(home, 'versions', digest, 'main.mjs'), `${digest === OLD ? 'old' : 'new'}\n`);
  }
  await symlink(`versions/${left.current}`, join(home, 'current'));
  const agent = join(prefix, 'node');
  await writeFile(agent, `#!/bin/sh\nread -r version < "$1"\necho "$version runs"\n${left.agent ?? ''}\n`);
  await chmod(agent, 0o755);
  await writeFile(
    join(home, 'agent.conf'),
    `node='${agent}'\ndata='${prefix}/data'\nflags=''\nmade=''\ntrial=2\n`,
  );
  const script = await readFile(join(ROOT, 'agent/host/berth-agent.sh'), 'utf8');
  await writeFile(join(home, 'script'), script.replaceAll('@PREFIX@', prefix));
  if (left.trial !== undefined) await writeFile(join(home, 'trial'), left.trial);
  if (left.failed !== undefined) await writeFile(join(home, 'failed'), left.failed);
  const read = (name: string) => readFile(join(home, name), 'utf8').catch(() => '');
  return {
    start: () => run('/bin/sh', [join(home, 'script'), 'run'], { PATH: process.env.PATH }),
    trial: () => read('trial'),
    failed: () => read('failed'),
    current: async () => (await readlink(join(home, 'current'))).replace('versions/', ''),
    home,
  };
}

test('without a trial it starts what is current', async (t) => {
  const { start, current } = await host(t, { current: OLD });
  t.is((await start()).stdout, 'old runs\n');
  t.is(await current(), OLD);
});

test('cut off before the switch: the one before starts, and there is no trial', async (t) => {
  const { start, trial, failed } = await host(t, { current: OLD, trial: `${NEW} ${OLD} 0 0 2.0\n` });
  t.is((await start()).stdout, 'old runs\n');
  t.is((await trial()) + (await failed()), '');
});

test('three starts that end, and the fourth is the one before; it is remembered', async (t) => {
  const { start, trial, failed, current } = await host(t, { current: NEW, trial: `${NEW} ${OLD} 7 0 2.0\n` });
  for (const starts of [1, 2, 3]) {
    t.is((await start()).stdout, 'new runs\n');
    t.is(await trial(), `${NEW} ${OLD} 7 ${starts} 2.0\n`);
  }
  const fourth = await start();
  t.is(fourth.stdout, 'old runs\n');
  t.regex(fourth.stderr, /version 2\.0 is given up, and the one before comes back: it ended 3 times/);
  t.regex(await failed(), new RegExp(`^${NEW} 7 ended 2\\.0 it ended 3 times .*\\n$`));
  t.is(await trial(), '');
  t.is(await current(), OLD);
  t.is((await start()).stdout, 'old runs\n');
});

test('one that hangs is killed after its time, and the one before comes back', async (t) => {
  const { start, failed, current } = await host(t, {
    current: NEW,
    trial: `${NEW} ${OLD} 0 0 2.0\n`,
    agent: '[ "$version" = old ] || exec sleep 600',
  });
  t.not((await start()).code, 0);
  t.is(await current(), OLD);
  t.regex(await failed(), new RegExp(`^${NEW} 0 silent 2\\.0 it did not reach a coordinator within 2 s\\n$`));
  t.is((await start()).stdout, 'old runs\n');
});

test('one that is confirmed in time stays', async (t) => {
  const { start, current, failed } = await host(t, {
    current: NEW,
    trial: `${NEW} ${OLD} 0 0 2.0\n`,
    agent: 'rm "$BERTH_INSTALLED/trial"; sleep 4',
  });
  t.is((await start()).code, 0);
  t.is(await current(), NEW);
  t.is(await failed(), '');
});

test('cut off while it went back: the next start does the rest', async (t) => {
  const line = `${NEW} 0 ended 2.0 it ended\n`;
  const half = await host(t, { current: NEW, trial: `${NEW} ${OLD} 0 3 2.0\n`, failed: line });
  t.is((await half.start()).stdout, 'old runs\n');
  t.is(await half.current(), OLD);
  const rest = await host(t, { current: OLD, trial: `${NEW} ${OLD} 0 3 2.0\n`, failed: line });
  t.is((await rest.start()).stdout, 'old runs\n');
  t.is(await rest.trial(), '');
  t.is(await rest.failed(), line);
});

test('nothing to go back to: it goes on with what there is', async (t) => {
  const { start } = await host(t, { current: NEW, trial: `${NEW} ${OLD} 0 3 2.0\n`, without: OLD });
  t.is((await start()).stdout, 'new runs\n');
});

test('starts that cannot be counted are none: a full disk does not keep a broken version', async (t) => {
  const { start, home } = await host(t, { current: NEW, trial: `${NEW} ${OLD} 0 0 2.0\n` });
  // In the way of the file: what a full disk does to a write.
  await cp(join(home, 'script'), join(home, 'trial.new/x'), { recursive: true }).catch(() => {});
  await mkdir(join(home, 'trial.new'), { recursive: true });
  t.is((await start()).stdout, 'old runs\n');
});
