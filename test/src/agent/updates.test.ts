/** An agent that is told of another version: real archives and folders, a clock that goes when told, a coordinator of words. */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cp, mkdir, mkdtemp, readdir, readFile, readlink, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type Failure,
  givenUp,
  Installation,
  judged,
  parseFailures,
  Updater,
  whyNotAgain,
} from '@berth/agent/testing';
import { BerthError, type WantedAgent } from '@berth/core';
import test, { type ExecutionContext } from 'ava';
import { VirtualClock } from '../transport/virtual-clock.js';

const OLD = 'a'.repeat(64);
const LOG = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

type Archive = { readonly file: string; readonly wanted: WantedAgent };

async function host(t: ExecutionContext) {
  const folder = await mkdtemp(join(tmpdir(), 'berth-update-'));
  t.teardown(() => rm(folder, { recursive: true, force: true }));
  const home = join(folder, 'home');
  const code = join(home, 'versions', OLD);
  await mkdir(code, { recursive: true });
  await writeFile(join(code, 'VERSION'), '1.0\n');
  await writeFile(join(code, 'main.mjs'), '');
  await symlink(`versions/${OLD}`, join(home, 'current'));
  const clock = new VirtualClock();
  const at = { connected: true, fetched: 0, changed: 0, switched: '' };
  let source: (file: string) => Promise<void> = async () => {};
  const open = () => Installation.open({ home, code, version: '?', hasJoined: true, log: LOG });
  const installation = await open();
  const updater = new Updater({
    ...{ installation, clock, log: LOG, random: { next: () => 0.5 } },
    fetch: async (_wanted, file) => {
      at.fetched++;
      await source(file);
    },
    connected: () => at.connected,
    onSwitched: (version) => {
      at.switched = version;
    },
    onChanged: () => {
      at.changed++;
    },
  });
  return {
    ...{ home, clock, at, installation, updater, open },
    from: (next: typeof source) => {
      source = next;
    },
    want: (wanted?: WantedAgent, spreadMs = 0) =>
      updater.want({ kind: 'agent-version', epoch: 1, spreadMs, ...(wanted && { wanted }) }),
    make: (version: string, main = '') => makeArchive(folder, version, main),
    current: async () => (await readlink(join(home, 'current'))).replace('versions/', ''),
    /** Lets it go on, time and all, until something is so. */
    until: async (done: () => boolean | Promise<boolean>) => {
      while (!(await done())) {
        await new Promise((resolve) => setImmediate(resolve));
        if (clock.waiting > 0) clock.advance(Math.max(0, clock.nextInMs));
      }
    },
  };
}

async function makeArchive(folder: string, version: string, main: string): Promise<Archive> {
  const from = join(folder, `of-${version}`);
  await mkdir(from, { recursive: true });
  await writeFile(join(from, 'VERSION'), `${version}\n`);
  await writeFile(join(from, 'main.mjs'), main);
  const file = `${from}.tar.gz`;
  execFileSync('tar', ['-czf', file, '-C', from, 'VERSION', 'main.mjs']);
  const bytes = await readFile(file);
  const digest = createHash('sha256').update(bytes).digest('hex');
  return { file, wanted: { version, digest, bytes: bytes.length, attempt: 0 } };
}

test('it is fetched, begun on trial, and confirmed when it is in step; what is older goes', async (t) => {
  const { make, from, want, until, at, home, current } = await host(t);
  await mkdir(join(home, 'versions', 'c'.repeat(64)));
  const { file, wanted } = await make('2.0');
  from((to) => cp(file, to));
  want(wanted);
  await until(() => at.switched === '2.0');
  t.is(await current(), wanted.digest);
  t.is(await readFile(join(home, 'trial'), 'utf8'), `${wanted.digest} ${OLD} 0 0 2.0\n`);
  const code = join(home, 'versions', wanted.digest);
  const next = await Installation.open({ home, code, version: '?', hasJoined: true, log: LOG });
  t.is(next.build.version, '2.0');
  await next.confirm();
  t.false((await readdir(home)).includes('trial'));
  t.deepEqual((await readdir(join(home, 'versions'))).sort(), [OLD, wanted.digest].sort());
});

test('what comes broken is fetched again, and given up after three times; nothing of it runs', async (t) => {
  const { make, from, want, until, at, home, installation, open, current } = await host(t);
  const { wanted } = await make('2.0');
  from((to) => writeFile(to, 'something else'));
  want(wanted);
  await until(() => at.changed > 0 || at.switched !== '');
  t.is(at.fetched, 3);
  t.regex(installation.build.failed?.[0]?.reason ?? '', /expected sha256 [0-9a-f]{64}, got/);
  t.deepEqual(await readdir(join(home, 'versions')), [OLD]);
  t.is(await current(), OLD);
  // Remembered by the next start, too; a higher attempt counts anew.
  const next = await open();
  t.regex(next.whyNotAgain(wanted) ?? '', /expected sha256/);
  t.is(next.whyNotAgain({ ...wanted, attempt: 1 }), undefined);
});

test('links where an agent is fetched to, and in what comes, lead nowhere', async (t) => {
  const { make, from, want, until, at, home } = await host(t);
  const outside = join(home, '..', 'outside');
  await mkdir(outside);
  await writeFile(join(outside, 'kept'), 'kept');
  await symlink(outside, join(home, '.update'));
  const { file, wanted } = await make('2.0');
  // Also as the file itself: fetched anew, it is written to by its name.
  from(async (to) => {
    if (at.fetched === 1) {
      await symlink(join(outside, 'kept'), to);
      throw new BerthError('unreachable', 'cut off');
    }
    await writeFile(to, await readFile(file));
  });
  want(wanted);
  await until(() => at.switched === '2.0');
  t.is(at.fetched, 2);
  t.deepEqual(await readdir(outside), ['kept']);
  t.is(await readFile(join(outside, 'kept'), 'utf8'), 'kept');

  const next = await host(t);
  const bad = await next.make('3.0');
  const parts = join(bad.file, '..', 'of-3.0');
  await symlink(outside, join(parts, 'out'));
  const tar = join(parts, 'all.tar');
  execFileSync('tar', ['-cf', tar, '-C', parts, 'VERSION', 'main.mjs', 'out']);
  await rm(join(parts, 'out'));
  await mkdir(join(parts, 'out'));
  await writeFile(join(parts, 'out', 'planted'), '');
  execFileSync('tar', ['-rf', tar, '-C', parts, 'out/planted']);
  execFileSync('gzip', [tar]);
  const bytes = await readFile(`${tar}.gz`);
  const digest = createHash('sha256').update(bytes).digest('hex');
  next.from((to) => writeFile(to, bytes));
  next.want({ ...bad.wanted, digest, bytes: bytes.length });
  await next.until(() => next.at.changed > 0 || next.at.switched !== '');
  t.is(next.at.switched, '');
  t.regex(next.installation.build.failed?.[0]?.reason ?? '', /cannot unpack/);
  t.deepEqual(await readdir(outside), ['kept']);
});

test('what does not start here is given up at once, and this agent goes on', async (t) => {
  const { make, from, want, until, at, installation, current } = await host(t);
  const { file, wanted } = await make('2.0', 'throw new Error("no such library");');
  from((to) => cp(file, to));
  want(wanted);
  await until(() => at.changed > 0);
  t.is(at.fetched, 1);
  t.regex(installation.build.failed?.[0]?.reason ?? '', /it does not start on this host/);
  t.is(await current(), OLD);
  want(wanted);
  await until(() => true);
  t.is(at.fetched, 1);
});

test('who is not reached is asked again, later each time; nothing is given up for it', async (t) => {
  const { make, from, want, until, at, clock, installation } = await host(t);
  const { file, wanted } = await make('2.0');
  let failures = 0;
  from(async (to) => {
    if (failures++ < 12) throw new BerthError('unreachable', 'nobody there');
    await cp(file, to);
  });
  want(wanted, 10_000);
  await until(() => at.switched !== '');
  t.is(at.fetched, 13);
  t.is(installation.build.failed, undefined);
  // Half of each: 5 s and 5, 10, 20 ... up to an hour.
  const waits = Array.from({ length: 12 }, (_, i) => Math.min(5_000 * 2 ** i, 3_600_000) / 2);
  t.is(
    clock.monotonicMs(),
    waits.reduce((sum, wait) => sum + wait, 5_000),
  );
});

test('no switch without a coordinator, and none when it wants this version no more', async (t) => {
  const { make, from, want, until, at, home, updater, current } = await host(t);
  const { file, wanted } = await make('2.0');
  from((to) => cp(file, to));
  at.connected = false;
  want(wanted);
  await until(async () => (await readdir(join(home, 'versions'))).includes(wanted.digest));
  await until(() => updater.notes().length === 0 || at.switched !== '');
  t.is(await current(), OLD);
  // It is back, and says nothing of it: nothing happens. It says so: the rest is done, without another fetch.
  at.connected = true;
  updater.welcomed();
  t.is(await current(), OLD);
  want(wanted);
  await until(() => at.switched !== '');
  t.is(at.fetched, 1);
});

test('silence counts as a failure only where the version before was reached soon; three doubts are one', (t) => {
  const digest = 'b'.repeat(64);
  const silent = parseFailures(`${digest} 0 silent 2.0 it did not reach a coordinator\nnonsense\n`);
  const wanted = { digest, attempt: 0 };
  t.is(silent.length, 1);
  t.deepEqual(givenUp(silent), [], 'not said before it is judged');
  t.truthy(whyNotAgain(silent, wanted), 'and not tried either');
  t.is(givenUp(judged(silent, true)).length, 1);
  const doubt = judged(silent, false);
  t.deepEqual(givenUp(doubt), []);
  t.is(whyNotAgain(doubt, wanted), undefined);
  const [one] = doubt as [Failure];
  t.is(whyNotAgain([one, one], wanted), undefined);
  t.truthy(whyNotAgain([one, one, one], wanted));
});

test('an agent that nobody installed says why it cannot be updated, and does nothing', async (t) => {
  const { home } = await host(t);
  const open = async (options: { home?: string; code?: string; hasJoined?: boolean }) =>
    (
      await Installation.open({
        ...{ home: options.home, code: options.code ?? join(home, 'versions', OLD), version: '1.1' },
        ...{ hasJoined: options.hasJoined ?? true, log: LOG },
      })
    ).build;
  t.deepEqual(await open({ code: '/somewhere' }), {
    version: '1.1',
    fixed: 'it was not installed by the line of `berth token create`',
  });
  t.regex((await open({ home, hasJoined: false })).fixed ?? '', /did not join with a token/);
  t.regex((await open({ home, code: '/somewhere/else' })).fixed ?? '', /it runs from \/somewhere\/else/);
});
