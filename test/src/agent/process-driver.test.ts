// biome-ignore-all lint/suspicious/noTemplateCurlyInString: what agents fill in looks like that.
import { access, chmod, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { RunHandle } from '@berth/agent';
import { parseCoreList } from '@berth/agent/testing';
import { BerthError, placementId, workloadKey } from '@berth/core';
import test from 'ava';
import { isAlive, processesOf } from '../e2e/processes.js';
import { DriverFixture, runRequest } from './driver-fixture.js';

const { placement } = runRequest([]);

// ---- ends ------------------------------------------------------------------------------------------------------------

for (const [script, exitCode, message] of [
  ['exit 0', 0, 'exited with code 0'],
  ['exit 7', 7, 'exited with code 7'],
  ['kill -KILL $$', 137, 'killed by SIGKILL'],
  ['kill -SEGV $$', 139, 'killed by SIGSEGV'],
] as const) {
  test(`a run that does "${script}" ends with ${exitCode}`, async (t) => {
    const fixture = await DriverFixture.open(t);
    const handle = await fixture.script(`echo out; echo err >&2; ${script}`);
    t.deepEqual(await fixture.end(handle), { exitCode, message });
    t.is(await fixture.output(), 'out\nerr\n', 'what the run says, and nothing else');
    t.deepEqual(await fixture.end(handle), { exitCode, message }, 'asked again, the same');
  });
}

test('a handle is plain JSON and works after a journey through text', async (t) => {
  const fixture = await DriverFixture.open(t);
  const handle = await fixture.script('exit 3');
  t.is((await fixture.end(JSON.parse(JSON.stringify(handle)) as RunHandle)).exitCode, 3);
});

test('waiting is over when nobody wants to know any more', async (t) => {
  const fixture = await DriverFixture.open(t);
  const handle = await fixture.start(['sleep', '1000']);
  const abort = new AbortController();
  const end = fixture.driver.wait(handle, abort.signal);
  abort.abort();
  await t.throwsAsync(end, { instanceOf: BerthError, code: 'shutting_down' });
});

// ---- stops -----------------------------------------------------------------------------------------------------------

test('a stop is a signal, and time to end well', async (t) => {
  const fixture = await DriverFixture.open(t);
  const handle = await fixture.script(
    'trap "echo tidying; exit 5" TERM; echo ready; while :; do sleep 0.05; done',
  );
  await fixture.says(/ready/);
  await fixture.stop(handle);
  t.deepEqual(await fixture.end(handle), { exitCode: 5, message: 'exited with code 5' });
  t.regex(await fixture.output(), /tidying/);
});

for (const signal of ['SIGINT', 'SIGQUIT', 'SIGHUP', 'SIGUSR1', 'SIGABRT'] as const) {
  test(`a stop with ${signal} reaches a program that does nothing about signals`, async (t) => {
    const fixture = await DriverFixture.open(t);
    const handle = await fixture.start(['sleep', '1000'], { process: { stopSignal: signal } });
    await fixture.driver.ageMs(handle);
    await started(handle);
    await fixture.stop(handle, { signal, graceMs: 60_000 });
    t.is((await fixture.end(handle)).message, `killed by ${signal}`);
  });
}

/** The supervisor has noted its pid and started its child. */
async function started(handle: RunHandle): Promise<void> {
  for (;;) {
    const children = await readFile(`/proc/${handle.pid}/task/${handle.pid}/children`, 'utf8');
    const child = Number(children.split(' ')[0]);
    const name = child > 0 ? await readFile(`/proc/${child}/comm`, 'utf8').catch(() => '') : '';
    if (name.trim() === 'sleep') return;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

const STUBBORN_TREE = `
  trap "" TERM
  (setsid /bin/sh -c 'trap "" TERM; echo far; while :; do sleep 1000; done' &)
  /bin/sh -c 'trap "" TERM; while :; do sleep 1000; done' &
  echo near
  while :; do sleep 1000; done`;

test('a tree that ignores the signal and forks away is gone after the grace, with an exit code', async (t) => {
  const fixture = await DriverFixture.open(t);
  const handle = await fixture.script(STUBBORN_TREE);
  await fixture.says(/(far|near)\n(far|near)\n/);
  t.true((await processesOf(fixture.folder)).length >= 4);
  await fixture.stop(handle, { graceMs: 200 });
  t.deepEqual(await processesOf(fixture.folder), []);
  t.deepEqual(await fixture.end(handle), { exitCode: 137, message: 'killed by SIGKILL' });
});

test('what a run leaves behind when it ends by itself is gone when its end is told', async (t) => {
  const fixture = await DriverFixture.open(t);
  const handle = await fixture.script('setsid /bin/sh -c \'trap "" TERM; sleep 1000; sleep 1000\' & exit 4');
  t.is((await fixture.end(handle)).exitCode, 4);
  t.deepEqual(await processesOf(fixture.folder), []);
});

test('a stop of what has ended, and a second one, do nothing', async (t) => {
  const fixture = await DriverFixture.open(t);
  const handle = await fixture.script('exit 0');
  await fixture.end(handle);
  await fixture.stop(handle);
  await fixture.stop(handle);
  t.is((await fixture.end(handle)).exitCode, 0);
});

// ---- identity --------------------------------------------------------------------------------------------------------

test('a pid that is another process by now is neither waited for nor killed', async (t) => {
  const fixture = await DriverFixture.open(t);
  const other = await fixture.start(['sleep', '1000'], { replica: 1 });
  const reused = { ...(await fixture.start(['true'])), pid: other.pid, startTicks: 1 } as RunHandle;
  await fixture.end(reused);
  await fixture.stop(reused, { graceMs: 50 });
  t.true(await isAlive(other.pid as number));
});

test('a run of another boot has ended with its host', async (t) => {
  const fixture = await DriverFixture.open(t);
  const handle = await fixture.start(['sleep', '1000']);
  const before = { ...handle, boot: 'another boot' } as RunHandle;
  t.deepEqual(await fixture.end(before), { message: 'the host was restarted', hostRestarted: true });
  await fixture.stop(before);
  t.true(await isAlive(handle.pid as number));
});

test('in doubt: a start that happened is found, with the same identity', async (t) => {
  const fixture = await DriverFixture.open(t);
  const handle = await fixture.start(['sleep', '1000'], { attempt: 3 });
  t.deepEqual(await fixture.driver.find(placement, 3), handle);
  t.true((await fixture.driver.ageMs(handle)) >= 0);
});

test('in doubt: a start that ended meanwhile is found, and how it ended', async (t) => {
  const fixture = await DriverFixture.open(t);
  await fixture.end(await fixture.script('exit 9'));
  const found = await fixture.driver.find(placement, 0);
  t.truthy(found);
  t.is((await fixture.end(found as RunHandle)).exitCode, 9);
});

test('in doubt: a start that did not happen cannot happen any more', async (t) => {
  const fixture = await DriverFixture.open(t);
  await fixture.end(await fixture.script('exit 0'));
  t.is(await fixture.driver.find(placement, 1), undefined);
  const late = await fixture.script('echo too late', { attempt: 1 });
  await fixture.end(late);
  t.is(await fixture.output(), '');
  t.is(await fixture.driver.find(placementId(workloadKey('no', 'body'), 0, 1), 0), undefined);
});

// ---- what a run is told ----------------------------------------------------------------------------------------------

test('names are filled in, the environment is clean, arguments are never read by a shell', async (t) => {
  const fixture = await DriverFixture.open(t);
  const show =
    'for (const line of process.argv.slice(1)) console.log(line); console.log(JSON.stringify(process.env))';
  const handle = await fixture.start(
    [
      ...['node', '-e', show, '--', '${port.http}', '${node.id}/${node.site}', '${replica} $${replica}'],
      ...['$(id); `id` "quoted" \'single\' *', '-n', ''],
    ],
    {
      replica: 2,
      memoryMiB: 256,
      env: { MODE: 'on ${node.site}', 'lower.case': 'kept?' },
      claim: { ports: { http: 20_007 }, devices: { 'gpu-0': 1000, 'gpu-1': 1000 } },
    },
  );
  t.is((await fixture.end(handle)).exitCode, 0);
  const lines = (await fixture.output(runRequest([], { replica: 2 }).placement)).split('\n');
  t.deepEqual(lines.slice(0, 6), [
    '20007',
    'a/melbourne',
    '2 ${replica}',
    '$(id); `id` "quoted" \'single\' *',
    '-n',
    '',
  ]);
  const environment = JSON.parse(lines[6] ?? '') as Record<string, string>;
  t.like(environment, {
    LANG: 'C.UTF-8',
    BERTH_NODE: 'a',
    BERTH_SITE: 'melbourne',
    BERTH_REGION: 'oceania',
    BERTH_PLACEMENT: 'shop/web/2.1',
    BERTH_WORKLOAD: 'shop/web',
    BERTH_REPLICA: '2',
    BERTH_ATTEMPT: '0',
    BERTH_PORT_HTTP: '20007',
    BERTH_DEVICES: 'gpu-0,gpu-1',
    PORT: '20007',
    MODE: 'on melbourne',
  });
  t.is(environment.NODE_ENV, undefined, 'nothing of the agent');
  t.is(environment.BERTH_DEVICE_MILLIS, undefined, 'all of them are whole');
  t.true(environment.HOME?.startsWith(fixture.folder));
});

test('a run that holds cores stays on them, with all that it starts', async (t) => {
  const fixture = await DriverFixture.open(t);
  const allowed = await allowedCores('self');
  const core = allowed.at(-1);
  const claim = { devices: { [`core-${core}`]: 1000 } };
  const wish = { claim, env: { CORES: 'not those of BERTH_CORES' } };
  const handle = await fixture.script('echo "on $BERTH_CORES"; sleep 1000 & echo "child $!"; wait', wish);
  const [, child = ''] = await fixture.says(/child (\d+)/);
  t.deepEqual(await allowedCores(child), [core]);
  t.regex(await fixture.output(), new RegExp(`^on ${core}$`, 'm'));
  const [workload = ''] = (await readFile(`/proc/${handle.pid}/task/${handle.pid}/children`, 'utf8')).split(
    ' ',
  );
  t.deepEqual(await allowedCores(workload), [core]);
  const groups = await readFile(`/proc/${child}/cgroup`, 'utf8');
  // Where the kernel's sets of cores can be written, the run cannot widen its own.
  const isHeld = groups.includes(`:cpuset:/${fixture.driver.group}/`);
  t.is(isHeld, fixture.driver.cgroups === 'cgroup-v1', groups);
});

test('a run that holds no cores may use all of them, also after one that did', async (t) => {
  const fixture = await DriverFixture.open(t);
  const allowed = await allowedCores('self');
  const pinned = { replica: 1, claim: { devices: { [`core-${allowed[0]}`]: 1000 } } };
  await fixture.end(await fixture.script('exit 0', pinned));
  await fixture.script('echo "pid $$"; exec sleep 1000');
  const [, pid = ''] = await fixture.says(/pid (\d+)/);
  t.deepEqual(await allowedCores(pid), allowed);
});

async function allowedCores(pid: string): Promise<number[]> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  return parseCoreList(/^Cpus_allowed_list:\s*(\S+)$/m.exec(status)?.[1] ?? '') ?? [];
}

test('a run that holds a share of a device is told of how much', async (t) => {
  const fixture = await DriverFixture.open(t);
  const handle = await fixture.script('echo "$BERTH_DEVICES $BERTH_DEVICE_MILLIS"', {
    claim: { devices: { 'gpu-1': 250, 'cam-0': 1000 } },
  });
  await fixture.end(handle);
  t.is(await fixture.output(), 'gpu-1,cam-0 250,1000\n');
});

test('with several ports there is no PORT', async (t) => {
  const fixture = await DriverFixture.open(t);
  const handle = await fixture.script('echo "$BERTH_PORT_HTTP $BERTH_PORT_ADMIN_API [$PORT]"', {
    claim: { ports: { http: 1001, 'admin-api': 1002 } },
  });
  await fixture.end(handle);
  t.is(await fixture.output(), '1001 1002 []\n');
});

test('a workload may have a PATH of its own, and is found on it', async (t) => {
  const fixture = await DriverFixture.open(t);
  const tools = join(fixture.folder, 'tools');
  await mkdir(tools);
  await writeFile(join(tools, 'tool'), '#!/bin/sh\necho "$PATH"\n');
  await chmod(join(tools, 'tool'), 0o755);
  await fixture.end(await fixture.start(['tool'], { env: { PATH: tools } }));
  t.is(await fixture.output(), `${tools}\n`);
});

test('a run works in a folder of its own, or in the one that it names', async (t) => {
  const fixture = await DriverFixture.open(t);
  await fixture.end(await fixture.script('pwd'));
  t.regex(await fixture.output(), /\/shop~web~0\.1\/work\n$/);
  const named = { replica: 1, process: { workingDirectory: fixture.folder } };
  await fixture.end(await fixture.script('pwd', named));
  t.is(await fixture.output(runRequest([], { replica: 1 }).placement), `${fixture.folder}\n`);
});

// ---- what cannot start -----------------------------------------------------------------------------------------------

for (const [title, command, message] of [
  ['is not there', ['./web'], /^cannot run "\.\/web": .*\/work\/web does not exist or may not be executed$/],
  ['is not on the path', ['no-such-program'], /^cannot run "no-such-program": there is no such program in /],
  ['may not be executed', ['../../text'], /^cannot run "\.\.\/\.\.\/text": .*\/text .* may not be executed$/],
  ['is a folder', ['/etc'], /^cannot run "\/etc": /],
] as const) {
  test(`a program that ${title} is said so in one line`, async (t) => {
    const fixture = await DriverFixture.open(t);
    await writeFile(join(fixture.folder, 'runs', 'text'), 'no program', { mode: 0o640 });
    const thrown = await t.throwsAsync(fixture.start(command), { instanceOf: BerthError, code: 'not_found' });
    t.regex(thrown?.message ?? '', message);
    t.notRegex(thrown?.message ?? '', /\n/);
  });
}

test('a working directory that is not there is named', async (t) => {
  const fixture = await DriverFixture.open(t);
  await t.throwsAsync(fixture.start(['true'], { process: { workingDirectory: '/no/such/folder' } }), {
    instanceOf: BerthError,
    message: /\/no\/such\/folder/,
  });
});

async function memoryLimit({ cgroups, group }: DriverFixture['driver']): Promise<number> {
  const run = join(group, placement.replaceAll('/', '~'));
  const root = '/sys/fs/cgroup';
  const file =
    cgroups === 'cgroup-v2'
      ? join(root, run, 'memory.max')
      : join(root, 'memory', run, 'memory.limit_in_bytes');
  return Number(await readFile(file, 'utf8'));
}

// ---- limits ----------------------------------------------------------------------------------------------------------

const GREEDY = 'const kept = []; for (;;) kept.push(Buffer.alloc(2 ** 20, 1))';

test('more memory than the claim ends a run that says so, and only that one', async (t) => {
  const fixture = await DriverFixture.open(t);
  t.is(await fixture.driver.attributes().then(({ cgroups }) => cgroups), fixture.driver.cgroups);
  if (!fixture.isolated) {
    t.is(fixture.driver.cgroups, 'none', 'nothing limits memory here, and the node says so');
    return;
  }
  const greedy = await fixture.start(['node', '-e', GREEDY], { memoryMiB: 64 });
  t.deepEqual(await fixture.end(greedy), {
    exitCode: 137,
    message: 'killed: out of memory (raise resources.memory)',
  });
  const next = await fixture.script('kill -KILL $$', { attempt: 1 });
  t.is(
    (await fixture.end(next)).message,
    'killed by SIGKILL',
    'the kernel counts on over all runs of a group',
  );
});

test('a run whose helper was killed for memory says so beside its own exit code', async (t) => {
  const fixture = await DriverFixture.open(t);
  if (!fixture.isolated) {
    t.is(fixture.driver.cgroups, 'none');
    return;
  }
  const handle = await fixture.start(['/bin/sh', '-c', `node -e '${GREEDY}'; exit 6`], { memoryMiB: 64 });
  const end = await fixture.end(handle);
  t.deepEqual(end, { exitCode: 6, message: 'exited with code 6: out of memory (raise resources.memory)' });
});

test('limits change while it runs: the same process; what is in use cannot be taken away', async (t) => {
  const fixture = await DriverFixture.open(t);
  const { driver } = fixture;
  const script = 'b = Buffer.alloc(100 * 2 ** 20, 1); console.log("held"); setInterval(() => b, 1e6)';
  const hold = ['node', '-e', script];
  const handle = await fixture.start(hold, { memoryMiB: 256 });
  await fixture.says(/held/);
  await driver.resize(handle, runRequest(hold, { memoryMiB: 512 }));
  if (!fixture.isolated) {
    t.is(driver.cgroups, 'none', 'nothing limits memory here, and the node says so');
    return;
  }
  const limit = () => memoryLimit(driver);
  t.is(await limit(), 512 * 2 ** 20);
  const error = await t.throwsAsync(driver.resize(handle, runRequest(hold, { memoryMiB: 32 })));
  t.regex(error?.message ?? '', /memory cannot be lowered to 32Mi while it runs: more is in use/);
  t.is(await limit(), 512 * 2 ** 20, 'it is as it was');
  await driver.resize(handle, runRequest(hold, { memoryMiB: 300 }));
  t.is(await limit(), 300 * 2 ** 20);
  t.true(await driver.isAlive(handle));
});

test('a run that forks without end is bounded, and stopped like any other', async (t) => {
  const fixture = await DriverFixture.open(t);
  if (!fixture.isolated) {
    t.is(fixture.driver.cgroups, 'none');
    return;
  }
  const groups = await groupFolders(fixture);
  const handle = await fixture.script('echo up; sleep 1000');
  await fixture.says(/up/);
  const limits = await Promise.all(
    groups.map((group) => readFile(join(group, 'shop~web~0.1', 'pids.max'), 'utf8').catch(() => '')),
  );
  t.true(limits.includes('1024\n'));
  await fixture.stop(handle);
});

test('removing leaves no folder and no group', async (t) => {
  const fixture = await DriverFixture.open(t);
  await fixture.end(await fixture.script('exit 0'));
  await fixture.driver.remove(placement);
  await fixture.driver.remove(placement);
  t.deepEqual(await readdir(join(fixture.folder, 'runs')), []);
  for (const group of await groupFolders(fixture)) await t.throwsAsync(access(join(group, 'shop~web~0.1')));
});

async function groupFolders(fixture: DriverFixture): Promise<string[]> {
  const name = fixture.folder.replace(/^.*\//, '');
  const found: string[] = [];
  for (const root of ['', 'memory', 'cpu', 'pids']) {
    const folder = join('/sys/fs/cgroup', root, 'berth', name);
    if (await isThere(folder)) found.push(folder);
  }
  return found;
}

function isThere(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

test('of old attempts only the newest is kept', async (t) => {
  const fixture = await DriverFixture.open(t);
  for (let attempt = 0; attempt < 12; attempt++)
    await fixture.end(await fixture.script(`exit ${attempt}`, { attempt, exclusiveAfterMs: 60_000 }));
  const folders = await readdir(join(fixture.folder, 'runs', 'shop~web~0.1'));
  t.deepEqual(folders.filter((name) => name.startsWith('attempt-')).sort(), [
    'attempt-11',
    'attempt-11.fence',
  ]);
});

// ---- fences ----------------------------------------------------------------------------------------------------------

test('a fence that nobody moves ends everything of the run, without an agent', async (t) => {
  const fixture = await DriverFixture.open(t);
  const handle = await fixture.script(STUBBORN_TREE, { exclusiveAfterMs: 0, process: { graceMs: 1_000 } });
  await fixture.says(/(far|near)\n(far|near)\n/);
  await fixture.driver.fence(handle, 0, { signal: 'SIGTERM', graceMs: 1_000 });
  // Only looked at: nobody waits for it or stops it.
  while ((await processesOf(fixture.folder)).length > 0)
    await new Promise((resolve) => setTimeout(resolve, 50));
  t.deepEqual(await fixture.end(handle), { exitCode: 137, message: 'killed by SIGKILL' });
});

test('an exclusive run does not begin when its lease has ended', async (t) => {
  const fixture = await DriverFixture.open(t);
  const late = { ...runRequest(['true'], { exclusiveAfterMs: 0 }), fenceLeftMs: () => 0 };
  await t.throwsAsync(fixture.driver.start(late), { message: /^not started: too long without contact/ });
  // Nor where its supervisor comes too late.
  const handle = await fixture.script('echo up', { exclusiveAfterMs: 0, attempt: 1, leaseLeftMs: 1 });
  t.is((await fixture.end(handle)).exitCode, 137);
  t.is(await fixture.output(), '');
});

test('a fenced run may end well at its signal', async (t) => {
  const fixture = await DriverFixture.open(t);
  const handle = await fixture.script('trap "exit 6" TERM; echo up; while :; do sleep 0.05; done', {
    exclusiveAfterMs: 0,
  });
  await fixture.says(/up/);
  await fixture.driver.fence(handle, 0, { signal: 'SIGTERM', graceMs: 10_000 });
  t.is((await fixture.end(handle)).exitCode, 6);
});

test('a fence that is moved on in time ends nothing', async (t) => {
  const fixture = await DriverFixture.open(t);
  const handle = await fixture.script('echo up; sleep 6; exit 8', { exclusiveAfterMs: 0 });
  await fixture.says(/up/);
  await fixture.driver.fence(handle, 4_000, { signal: 'SIGTERM', graceMs: 1_000 });
  await fixture.driver.fence(handle, 600_000, { signal: 'SIGTERM', graceMs: 1_000 });
  t.is((await fixture.end(handle)).exitCode, 8);
  t.deepEqual(await processesOf(fixture.folder), []);
});
