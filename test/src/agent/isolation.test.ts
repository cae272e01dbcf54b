/** Real processes that try to get out, at each level that this machine offers; at "none" they succeed, as a control. */
import { access, lstat, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import type { RunHandle } from '@berth/agent';
import { endpointFolder, OutputFiles, RunFolders, RunUsers } from '@berth/agent/testing';
import { ISOLATION_LEVELS, type IsolationLevel } from '@berth/core';
import test, { type ExecutionContext } from 'ava';
import { isAlive, processesOf } from '../e2e/processes.js';
import { DriverFixture, openDriver, type RunWish, runRequest } from './driver-fixture.js';

const PLACEMENT = runRequest([]).placement;
const VICTIM = runRequest([], { replica: 1 }).placement;
const SECRET = 'hunter2-of-the-victim';

const at = (isolation: IsolationLevel, wish: RunWish = {}): RunWish => ({
  ...wish,
  process: { isolation, ...wish.process },
});

/** Undefined, and said so, where this machine does not offer the level. */
async function fixtureFor(t: ExecutionContext, level: IsolationLevel): Promise<DriverFixture | undefined> {
  const fixture = await DriverFixture.open(t);
  if (fixture.driver.isolationLevels.includes(level)) return fixture;
  t.log(`this machine does not offer "${level}"`);
  t.pass();
  return undefined;
}

function folderOf(fixture: DriverFixture, placement: string): string {
  return join(fixture.folder, 'runs', placement.replaceAll('/', '~'));
}

/** Files with a secret for the victim, where and as the agent writes them. */
async function secretFilesOf(t: ExecutionContext, fixture: DriverFixture) {
  const folders = await RunFolders.open(basename(fixture.folder), join(fixture.folder, 'files'));
  t.teardown(async () => {
    await folders.remove(VICTIM);
    await folders.close();
  });
  const folder = folders.folder(VICTIM);
  const content = new Map([['db.ini', { data: Buffer.from(`password=${SECRET}\n`), mode: 0o400 }]]);
  const files = { folder, write: (owner: number | undefined) => folders.write(VICTIM, content, owner) };
  return { files, secretFile: join(folder, 'db.ini') };
}

const ATTACK = `
attempt() { name=$1; shift; if "$@" >/dev/null 2>&1; then echo "$name: DONE"; else echo "$name: stopped"; fi; }
other=$1; host=$2; pids=$3; secret=$4
signal_any() { failed=1; for pid in $pids; do kill -USR2 $pid && failed=0; done; return $failed; }
attempt read-secret grep -q ${SECRET} "$other/work/secret"
attempt read-secret-file grep -q ${SECRET} "$secret"
attempt list-secret-files ls "$(dirname "$secret")"
attempt replace-secret-file ln -sf /etc/hostname "$secret"
attempt read-environment sh -c "cat /proc/[0-9]*/environ | tr '\\\\0' '\\\\n' | grep '^TOKEN=${SECRET}'"
attempt read-output grep -q said "$other/output.log"
attempt read-agent-data cat "$host/journal/secret"
attempt signal signal_any
attempt write-other touch "$other/work/planted"
attempt write-agent-data touch "$host/planted"
attempt write-system touch /usr/berth-planted
attempt replace-output ln -sf /etc/hostname ../output.log
attempt replace-work mv ../work ../moved
attempt plant-attempt ln -s /etc ../attempt-1
attempt write-own touch own
attempt write-own-path touch "$HOME/own-by-path"
attempt write-temporary sh -c 'echo > /tmp/berth-isolation-test'
`;
const PROMISED = [
  ...['read-secret', 'read-secret-file', 'list-secret-files', 'replace-secret-file'],
  ...['read-environment', 'read-output', 'read-agent-data', 'signal', 'write-other'],
  ...['write-agent-data', 'write-system', 'replace-output', 'replace-work', 'plant-attempt'],
];

for (const level of ISOLATION_LEVELS) {
  test.serial(`${level}: what a run may not do to others and to the node`, async (t) => {
    const fixture = await fixtureFor(t, level);
    if (!fixture) return;
    await mkdir(join(fixture.folder, 'journal'), { mode: 0o700 });
    await writeFile(join(fixture.folder, 'journal', 'secret'), SECRET);
    const { files, secretFile } = await secretFilesOf(t, fixture);
    const victim = await fixture.script(
      `trap 'echo struck' USR2; echo ${SECRET} > secret; grep -q ${SECRET} "$BERTH_FILES/db.ini" && echo said; ` +
        'while :; do sleep 0.1; done',
      at(level, { replica: 1, env: { TOKEN: SECRET }, files }),
    );
    await fixture.says(/said/, VICTIM);
    const other = folderOf(fixture, VICTIM);
    const pids = await processesOf(`${other}/attempt-0`);
    t.true(pids.length > 1);
    const reading = ['grep', '-q', SECRET, secretFile];
    const read = await fixture.end(await fixture.start(reading, at(level, { replica: 2 })));
    t.is(read.exitCode === 0, level === 'none', 'a control: without isolation it can');
    const attack = ['sh', '-c', ATTACK, 'attack', other, fixture.folder, pids.join(' '), secretFile];
    t.is((await fixture.end(await fixture.start(attack, at(level)))).exitCode, 0);
    const output = level === 'none' ? '' : await fixture.output();
    t.teardown(() => rm('/usr/berth-planted', { force: true }));
    t.teardown(() => rm('/tmp/berth-isolation-test', { force: true }));
    if (level === 'none') {
      // The attack took its own output away, so it is looked at what it did.
      t.true((await lstat(join(folderOf(fixture, PLACEMENT), 'output.log'))).isSymbolicLink());
      await t.notThrowsAsync(access(join(other, 'work', 'planted')));
      return;
    }
    for (const name of PROMISED) t.regex(output, new RegExp(`^${name}: stopped$`, 'm'), output);
    for (const name of ['write-own', 'write-own-path', 'write-temporary'])
      t.regex(output, new RegExp(`^${name}: DONE$`, 'm'), output);
    for (const path of [
      join(other, 'work', 'planted'),
      join(fixture.folder, 'planted'),
      '/usr/berth-planted',
    ])
      await t.throwsAsync(access(path), { code: 'ENOENT' });
    const isShared = await access('/tmp/berth-isolation-test').then(
      () => true,
      () => false,
    );
    t.is(isShared, level === 'user', '/tmp is shared at level user only');
    t.true(await isAlive(victim.pid as number));
    t.notRegex(await fixture.output(VICTIM), /struck/);
  });
}

const ON_A_TERMINAL = `
[ -t 0 ] && [ -t 1 ] && echo "on a $TERM"
stty size; echo "user $(id -u)"; cat ours
grep -E "^(CapEff|NoNewPrivs|Seccomp:)" /proc/self/status; echo /proc/[0-9]*
cat "$1" 2>&1 && echo DONE; touch /usr/berth-planted 2>&1 && echo DONE
read line; echo "heard $line"; exit 7
`;

for (const level of ISOLATION_LEVELS.filter((each) => each !== 'none')) {
  test.serial(`${level}: a run has a user to itself and no privileges`, async (t) => {
    const fixture = await fixtureFor(t, level);
    if (!fixture) return;
    const script = 'id -u; id -G; grep -E "^(Cap|NoNewPrivs|Seccomp:)" /proc/self/status; echo /proc/[0-9]*';
    const users: string[] = [];
    for (const [replica, attempt] of [
      [0, 0],
      [0, 1],
      [1, 0],
    ] as const) {
      await fixture.end(await fixture.script(script, at(level, { replica, attempt })));
      const output = await fixture.output(runRequest([], { replica }).placement);
      const [user = '', groups] = output.trim().split('\n').slice(-10);
      users.push(user);
      t.is(groups, user, 'no groups but its own');
      t.regex(output, /^CapEff:\t0+$/m);
      t.regex(output, /^CapBnd:\t0+$/m);
      t.regex(output, /^NoNewPrivs:\t1$/m);
      if (level === 'strict') t.regex(output, /^Seccomp:\t2$/m);
      const seen = output.match(/\/proc\/\d+/g)?.length ?? 0;
      t.is(seen < 10, level !== 'user', 'the processes of others are not seen from private on');
    }
    t.is(users[0], users[1], 'one user over all runs of a placement');
    t.not(users[0], users[2], 'another for another placement');
    t.true(Number(users[0]) > 1_900_000_000);
  });

  test.serial(`${level}: a run that forks without end is bounded, and stopped like any other`, async (t) => {
    const fixture = await fixtureFor(t, level);
    if (!fixture) return;
    const handle = await fixture.script('while :; do sleep 1000 & done', at(level, { memoryMiB: 512 }));
    await fixture.says(/[Cc]annot fork|Resource temporarily unavailable/);
    await fixture.stop(handle, { graceMs: 100 });
    t.false(await isAlive(handle.pid as number));
  });

  test.serial(`${level}: a run that fills memory is ended, and says why`, async (t) => {
    const fixture = await fixtureFor(t, level);
    if (!fixture) return;
    const bystander = await fixture.start(['sleep', '1000'], at(level, { replica: 1 }));
    const end = await fixture.end(await fixture.start(['tail', '/dev/zero'], at(level)));
    t.is(end.message, 'killed: out of memory (raise resources.memory)');
    t.true(await isAlive(bystander.pid as number));
    const filling = ['sh', '-c', 'head -c 200M /dev/zero > /dev/shm/full'];
    if (level === 'user') return;
    const full = await fixture.end(await fixture.start(filling, at(level, { attempt: 1 })));
    t.not(full.exitCode, 0, 'what lies in its /tmp and /dev/shm is its memory, too');
  });

  for (const [script, exitCode] of [
    ['exit 0', 0],
    ['exit 7', 7],
    ['kill -SEGV $$', 139],
  ] as const) {
    test.serial(`${level}: "${script}" ends with ${exitCode}, and its output is its own`, async (t) => {
      const fixture = await fixtureFor(t, level);
      if (!fixture) return;
      const end = await fixture.end(
        await fixture.script(`echo out; echo err >> /dev/stderr; ${script}`, at(level)),
      );
      t.is(end.exitCode, exitCode);
      t.is(await fixture.output(), 'out\nerr\n');
    });
  }

  test.serial(
    `${level}: a stop is a signal to the program alone, also by an agent that adopted it`,
    async (t) => {
      const fixture = await fixtureFor(t, level);
      if (!fixture) return;
      const trap = 'trap "echo tidying; sleep 0.3; exit 5" TERM; echo ready; while :; do sleep 0.05; done';
      const handle = await fixture.script(trap, at(level));
      await fixture.says(/ready/);
      const later = await openDriver(fixture.folder);
      t.teardown(() => later.close());
      const found = await later.find(PLACEMENT, 0);
      t.deepEqual(found, handle);
      await later.stop(JSON.parse(JSON.stringify(found)) as RunHandle, {
        signal: 'SIGTERM',
        graceMs: 20_000,
      });
      t.is((await later.wait(handle, new AbortController().signal)).exitCode, 5);
      t.regex(await fixture.output(), /tidying/);
    },
  );

  test.serial(`${level}: a program that does nothing about signals is ended by one`, async (t) => {
    const fixture = await fixtureFor(t, level);
    if (!fixture) return;
    const handle = await fixture.script('echo ready; exec sleep 1000', at(level));
    await fixture.says(/ready/);
    await fixture.stop(handle, { graceMs: 60_000 });
    t.is((await fixture.end(handle)).exitCode, 143);
  });

  test.serial(`${level}: a command beside a run is at its level, as its user`, async (t) => {
    const fixture = await fixtureFor(t, level);
    if (!fixture) return;
    const handle = await fixture.script('id -u; touch mine; exec sleep 1000', at(level));
    const [user = ''] = await fixture.says(/\d+/);
    const request = runRequest([], at(level));
    const result = await fixture.driver.execute(
      handle,
      { request, command: ['sh', '-c', 'id -u; ls mine; touch /usr/berth-planted'], timeoutMs: 10_000 },
      new AbortController().signal,
    );
    t.regex(result.output, new RegExp(`^${user}\nmine\n`));
    t.not(result.exitCode, 0);
  });

  test.serial(`${level}: somebody on a terminal is where the run is, and may do as little`, async (t) => {
    const fixture = await fixtureFor(t, level);
    if (!fixture) return;
    const { files, secretFile } = await secretFilesOf(t, fixture);
    await fixture.script('exec sleep 1000', at(level, { replica: 1, files }));
    const handle = await fixture.script('id -u; echo ours > ours; exec sleep 1000', at(level));
    const [user = ''] = await fixture.says(/\d+/);
    const request = runRequest([], at(level));
    let said = '';
    const terminal = await fixture.driver.attach(
      handle,
      {
        request,
        wish: {
          command: ['sh', '-c', ON_A_TERMINAL, 'sh', secretFile],
          ...{ input: true, term: 'vt100', terminal: { columns: 91, rows: 31 } },
        },
        onOutput: async (data) => {
          said += Buffer.from(data).toString();
        },
      },
      new AbortController().signal,
    );
    let isOver = false;
    const over = () => {
      isOver = true;
    };
    terminal.ended.then(over, over);
    while (!isOver && !said.includes('on a vt100')) await new Promise((resolve) => setTimeout(resolve, 20));
    await terminal.write(Buffer.from('a line\r'));
    t.is(await terminal.ended, 7, said);
    for (const line of ['31 91', `user ${user}`, 'ours', 'heard a line'])
      t.regex(said, new RegExp(`^${line}\r$`, 'm'), said);
    t.notRegex(said, /DONE/);
    t.regex(said, /^CapEff:\t0+\r$/m);
    t.regex(said, /^NoNewPrivs:\t1\r$/m);
    t.is(/^Seccomp:\t2\r$/m.test(said), level === 'strict');
    const seen = said.match(/\/proc\/\d+/g)?.length ?? 0;
    t.is(seen < 12, level !== 'user', 'the processes of others are not seen from private on');
  });

  test.serial(`${level}: what the loader obeys is not seen by programs that are still root`, async (t) => {
    const fixture = await fixtureFor(t, level);
    if (!fixture) return;
    const handle = await fixture.script('echo $LD_PRELOAD', at(level, { env: { LD_PRELOAD: '/none.so' } }));
    await fixture.end(handle);
    const output = await fixture.output();
    t.regex(output, /^\/none\.so$/m, 'the program has it');
    t.is(output.match(/ld\.so/g)?.length ?? 0, 1, `only one program tried to load it: ${output}`);
  });

  test.serial(`${level}: what a run planted does not lead its removal astray`, async (t) => {
    const fixture = await fixtureFor(t, level);
    if (!fixture) return;
    const outside = join(fixture.folder, 'outside');
    await mkdir(outside);
    await writeFile(join(outside, 'kept'), 'kept');
    await fixture.end(
      await fixture.script(`ln -s ${outside} link; mkdir a; ln -s ${outside} a/b`, at(level)),
    );
    await fixture.driver.remove(PLACEMENT);
    t.is(await readFile(join(outside, 'kept'), 'utf8'), 'kept');
    await t.throwsAsync(access(folderOf(fixture, PLACEMENT)), { code: 'ENOENT' });
  });
}

test.serial('strict: no namespaces and no look into other processes', async (t) => {
  const fixture = await fixtureFor(t, 'strict');
  if (!fixture) return;
  const script = 'unshare -U true && echo MADE; unshare -r -m true && echo MADE; ls /; ls /var /home; exit 0';
  await fixture.end(await fixture.script(script, at('strict')));
  const output = await fixture.output();
  t.notRegex(output, /MADE/);
  t.regex(output, /Operation not permitted/);
  t.notRegex(output, /^(root|home|srv|boot)$/m);
});

test.serial('what cannot be seen at a level is said before the start', async (t) => {
  const fixture = await fixtureFor(t, 'strict');
  if (!fixture) return;
  const hidden = fixture.start(['true'], at('strict', { process: { workingDirectory: '/var' } }));
  await t.throwsAsync(hidden, { message: /cannot work in "\/var" at isolation "strict": it sees \/usr/ });
  const program = fixture.start(
    [process.execPath, '-v'],
    at('private', { process: { workingDirectory: '/root' } }),
  );
  await t.throwsAsync(program, { message: /cannot work in "\/root" at isolation "private"/ });
});

test.serial('a node gives all runs its own level, and those that demand more that', async (t) => {
  const fixture = await fixtureFor(t, 'private');
  if (!fixture) return;
  const driver = await openDriver(fixture.folder, 'private');
  t.teardown(() => driver.close());
  const { isolation } = await driver.attributes();
  t.is(isolation, driver.isolationLevels.at(-1));
  const request = runRequest(['sh', '-c', 'id -u; echo /proc/[0-9]*']);
  const handle = await driver.start(request);
  await driver.wait(handle, new AbortController().signal);
  const output = await fixture.output();
  t.regex(output, /^19000/);
  t.true((output.match(/\/proc\/\d+/g)?.length ?? 99) < 10);
  await driver.remove(request.placement);
});

test.serial('links where the agent keeps its own files are not followed', async (t) => {
  const fixture = await DriverFixture.open(t);
  const target = join(fixture.folder, 'target');
  await writeFile(target, 'precious');
  const folder = folderOf(fixture, PLACEMENT);
  await mkdir(folder, { recursive: true });
  await symlink(target, join(folder, 'output.log'));
  await t.throwsAsync(fixture.script('echo overwritten'), { message: /ELOOP/ });
  t.is(await fixture.output(), '', 'nor is it read');
  await rm(join(folder, 'output.log'));

  await rm(join(folder, 'work'), { recursive: true });
  const elsewhere = join(fixture.folder, 'elsewhere');
  await mkdir(elsewhere);
  await symlink(elsewhere, join(folder, 'work'));
  await t.throwsAsync(fixture.script('touch here'), { message: /ELOOP|ENOTDIR/ });
  await rm(join(folder, 'work'));

  await symlink(target, join(folder, 'attempt-0.fence'));
  await fixture.end(await fixture.script('true', { exclusiveAfterMs: 60_000 }));

  await mkdir(join(folder, 'attempt-1'));
  await symlink(target, join(folder, 'attempt-1', 'pid'));
  t.is(await fixture.driver.find(PLACEMENT, 1), undefined);

  const output = new OutputFiles(folder, async () => false, 10);
  await rm(output.current);
  await writeFile(output.current, 'more than ten bytes, and three times that');
  await symlink(target, `${output.current}.1`);
  await output.rotate(0);
  t.is(await readFile(`${output.current}.2`, 'utf8'), 'precious', 'the link is moved on as it is');
  let kept = '';
  for await (const { data } of output.read({ tailBytes: 100 })) kept += Buffer.from(data).toString();
  t.is(kept, 'times that', 'and not read');

  const endpoints = endpointFolder(join(fixture.folder, 'endpoints'));
  await mkdir(join(fixture.folder, 'endpoints', 'web'), { recursive: true });
  await symlink(target, endpoints.path('web'));
  t.is(await endpoints.read('web'), undefined);
  await symlink(target, join(fixture.folder, 'endpoints', 'web', '.endpoints.json.new'));
  await t.throwsAsync(endpoints.write('web', '{}'), { code: 'ELOOP' });
  t.is(await readFile(target, 'utf8'), 'precious');
});

test('users: no two placements share one, and each keeps its own until it is released', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'berth-users-'));
  t.teardown(() => rm(folder, { recursive: true }));
  const range = { first: 2_000_000_000, last: 2_000_000_004 };
  const agents = [1, 2].map(() => new RunUsers(join(folder, 'users'), range)) as [RunUsers, RunUsers];
  const places = await Promise.all(
    ['a', 'b', 'c', 'd'].map(async (name) => {
      await mkdir(join(folder, name));
      return join(folder, name);
    }),
  );
  const users = await Promise.all(places.map((place, i) => agents[i % 2 === 0 ? 0 : 1].of(place)));
  t.is(new Set(users).size, 4);
  t.false(users.includes(range.first), 'the first is kept for probes');
  const again = new RunUsers(join(folder, 'users'), range);
  t.deepEqual(await Promise.all(places.map((place) => again.of(place))), users);
  await rm(join(places[0] ?? '', 'uid'));
  t.is(await again.of(places[0] ?? ''), users[0] ?? 0, 'also when the agent died before it noted it');
  const more = join(folder, 'e');
  await mkdir(more);
  await t.throwsAsync(again.of(more), { message: /no user of .* is free for a run/ });
  await again.release(more, users[1] ?? 0);
  await t.throwsAsync(again.of(more), undefined, 'nobody releases the user of another');
  await again.release(places[1] ?? '', users[1] ?? 0);
  t.is(await again.of(more), users[1] ?? 0);
});
