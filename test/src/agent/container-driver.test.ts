/** The container driver against a real Podman. */
import { readFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import type { RunHandle } from '@berth/agent';
import { VolumeStore } from '@berth/agent/testing';
import { placementId } from '@berth/core';
import test from 'ava';
import { driverConformance } from '../conformance/driver.js';
import { ContainerFixture, containerRequest } from './container-fixture.js';
import { QUIET } from './driver-fixture.js';
import { IMAGE, Podman, until } from './podman.js';

const { placement } = containerRequest([]);
const LOOP = 'while :; do sleep 0.1; done';
let podman: Podman;

test.before(async () => {
  podman = await Podman.start();
  await podman.makeImage();
});
test.after.always(() => podman?.close());

driverConformance(test, 'containers', (t) => ContainerFixture.open(t, podman));

// ---- kept in ---------------------------------------------------------------------------------------------------------

test.serial(
  'seen from inside: a root that cannot be written, no capability, no way to get one',
  async (t) => {
    const fixture = await ContainerFixture.open(t, podman);
    const handle = await fixture.script(`
    touch /bin/x 2>/dev/null && echo wrote
    touch /tmp/x && echo tmp
    grep -E "^(CapEff|CapBnd|NoNewPrivs)" /proc/self/status
    mount -t tmpfs none /data 2>/dev/null && echo mounted
    exit 0`);
    await fixture.end(handle);
    t.is(
      await fixture.output(),
      'tmp\nCapEff:\t0000000000000000\nCapBnd:\t0000000000000000\nNoNewPrivs:\t1\n',
    );
  },
);

test.serial('what a stack gives is given: a capability, a user, a root that can be written', async (t) => {
  const fixture = await ContainerFixture.open(t, podman);
  const container = { readOnlyRoot: false, capabilities: ['NET_BIND_SERVICE'] };
  await fixture.end(
    await fixture.script('touch /bin/x && echo wrote; grep CapBnd /proc/self/status', { container }),
  );
  t.is(await fixture.output(), 'wrote\nCapBnd:\t0000000000000400\n');
  const user = { user: '1234:2345', mounts: [{ target: '/data', readOnly: false }] };
  await fixture.end(
    await fixture.script('id -u; id -g; echo kept > /data/file', { container: user, attempt: 1 }),
  );
  await fixture.end(await fixture.script('cat /data/file', { container: user, attempt: 2 }));
  t.regex(await fixture.output(), /1234\n2345\nkept\n$/, 'the private folder is there for the next attempt');
});

test.serial(
  'a volume stands where the stack says, and what is in it stays for the next placement',
  async (t) => {
    const fixture = await ContainerFixture.open(t, podman);
    const store = await VolumeStore.open({ folder: join(fixture.folder, 'volumes'), path: '', log: QUIET });
    const start = async (script: string, generation: number, user: string | undefined, readOnly: boolean) => {
      const container = user === undefined ? {} : { user };
      const request = containerRequest(['/bin/sh', '-c', script], { container });
      const next = placementId(request.workload, 0, generation);
      const volumes = [{ volume: 'data', target: '/data/db', readOnly }];
      const run = { ...request.run, volumes };
      const wish = store.withVolumes({ ...request, placement: next, run, volumeNumbers: { data: 1 } });
      await fixture.end(await fixture.driver.start(wish));
      const said = await fixture.output(next);
      await fixture.driver.remove(next);
      return said;
    };
    t.is(await start('echo $BERTH_VOLUME_DATA; echo kept > /data/db/file', 1, '1234', false), '/data/db\n');
    t.is(await start('cat /data/db/file; echo more >> /data/db/file', 2, '2345', false), 'kept\n');
    t.regex(
      await start('cat /data/db/file; touch /data/db/x', 3, undefined, true),
      /^kept\nmore\n.*Read-only/,
    );
  },
);

test.serial('a folder of the node is mounted to be read only, unless the stack says otherwise', async (t) => {
  const fixture = await ContainerFixture.open(t, podman);
  const mounts = [{ source: fixture.folder, target: '/data', readOnly: true }];
  await fixture.end(
    await fixture.script('ls /data; touch /data/x 2>&1 || echo no', { container: { mounts } }),
  );
  t.regex(await fixture.output(), /containers\n/);
  t.regex(await fixture.output(), /no\n$/);
});

test.serial('a ceiling of cpu throttles, and one of processes refuses', async (t) => {
  const fixture = await ContainerFixture.open(t, podman);
  const container = { cpuMillisMax: 100, pidsMax: 8 };
  const handle = await fixture.script(
    'sh -c "for i in 1 2 3 4 5 6 7 8 9 10 11 12; do sleep 1000 & done"; while :; do :; done',
    { container },
  );
  void fixture.end(handle).catch(() => undefined);
  await fixture.says(/can't fork/);
  const pid = await podman.command('inspect', '--format', '{{.State.Pid}}', String(handle.container));
  await until(async () => (await throttled(pid)) > 0);
  t.pass();
});

/** How often the kernel held the process's group back. */
async function throttled(pid: string): Promise<number> {
  const groups = (await readFile(`/proc/${pid}/cgroup`, 'utf8')).split('\n').map((line) => line.split(':'));
  const cpu = groups.find(([, controllers]) => controllers?.split(',').includes('cpu'));
  const path = cpu?.[2] ?? groups.find(([number]) => number === '0')?.[2] ?? '';
  const stat = await readFile(join('/sys/fs/cgroup', cpu ? 'cpu' : '', path, 'cpu.stat'), 'utf8');
  return Number(/^nr_throttled (\d+)$/m.exec(stat)?.[1] ?? 0);
}

test.serial('a port of the node leads to where the program listens', async (t) => {
  const fixture = await ContainerFixture.open(t, podman);
  const handle = await fixture.script('while :; do echo "hello from $PORT" | nc -l -p $PORT; done', {
    claim: { ports: { http: 28_771 } },
    container: { network: 'bridge', ports: { http: { number: 8080, protocol: 'tcp' } } },
  });
  void fixture.end(handle).catch(() => undefined);
  let said = '';
  await until(async () => {
    said = await new Promise<string>((resolve) => {
      const socket = connect(28_771, '127.0.0.1');
      let text = '';
      socket.on('data', (data) => {
        text += String(data);
      });
      socket.on('error', () => resolve(''));
      socket.on('close', () => resolve(text));
    });
    return said !== '';
  });
  t.is(said, 'hello from 8080\n');
});

// ---- what happens behind Berth's back --------------------------------------------------------------------------------

test.serial('a container that somebody kills or removes has ended', async (t) => {
  const fixture = await ContainerFixture.open(t, podman);
  const first = await fixture.script(LOOP);
  const end = fixture.end(first);
  await podman.command('kill', String(first.container));
  t.deepEqual(await end, { exitCode: 137, message: 'killed by SIGKILL' });
  const second = await fixture.script(LOOP, { attempt: 1 });
  const gone = fixture.end(second);
  await podman.command('rm', '--force', '--time', '0', String(second.container));
  const { exitCode, message } = await gone;
  t.true(exitCode === undefined || exitCode === 137, String(exitCode));
  t.regex(message, /removed from outside|SIGKILL/);
});

test.serial('an engine that is away ends nothing: what runs goes on, and that is said', async (t) => {
  const fixture = await ContainerFixture.open(t, podman);
  const handle = await fixture.script(`echo up; ${LOOP}`);
  const pid = await podman.command('inspect', '--format', '{{.State.Pid}}', String(handle.container));
  let ended = false;
  const end = fixture.end(handle).finally(() => {
    ended = true;
  });
  await fixture.says(/up/);
  await podman.stopServing();
  try {
    await until(() => fixture.driver.notes().length > 0);
    t.regex(fixture.driver.notes()[0] ?? '', /has not answered for \d+ s: containers are left as they are/);
    await t.throwsAsync(fixture.driver.start(containerRequest(['true'], { replica: 1 })), {
      code: 'unreachable',
    });
    await t.throwsAsync(fixture.stop(handle), { code: 'unreachable' });
    t.deepEqual(await fixture.driver.attributes(), {});
    t.is((await readFile(`/proc/${pid}/comm`, 'utf8')).trim(), 'sh', 'it goes on');
    t.false(ended);
  } finally {
    await podman.serve();
  }
  await until(() => fixture.driver.notes().length === 0);
  await fixture.stop(handle, { signal: 'SIGKILL' });
  t.is((await end).exitCode, 137);
  t.regex((await fixture.driver.attributes())['driver.container'] ?? '', /^podman \d/);
});

test.serial('of another boot: it ended with its host, unless it runs', async (t) => {
  const fixture = await ContainerFixture.open(t, podman);
  const handle = await fixture.script('exit 3');
  await fixture.end(handle);
  const before = { ...handle, boot: 'another' } as RunHandle;
  t.deepEqual(await fixture.end(before), { message: 'the host was restarted', hostRestarted: true });
});

test.serial('one that was made and never started is removed: it cannot begin any more', async (t) => {
  const fixture = await ContainerFixture.open(t, podman);
  const labels = (of: string, attempt: string) =>
    [`agent=${fixture.folder.replace(/^.*\//, '')}`, `placement=${of}`, `attempt=${attempt}`].flatMap(
      (label) => ['--label', `berth.${label}`],
    );
  const half = await podman.command('create', ...labels(placement, '3'), IMAGE, 'sh', '-c', 'echo late');
  t.is(await fixture.driver.find(placement, 3), undefined);
  await t.throwsAsync(podman.command('start', half));
  const orphan = await podman.command('create', ...labels('shop/gone/0.1', '0'), IMAGE, 'true');
  const other = await podman.command('create', '--label', 'berth.agent=another', IMAGE, 'true');
  await fixture.driver.sweep();
  await t.throwsAsync(podman.command('inspect', orphan), undefined, 'of this agent and of no placement');
  await t.notThrowsAsync(podman.command('inspect', other), "another agent's");
});

test.serial('a name that is taken is not a run of ours', async (t) => {
  const fixture = await ContainerFixture.open(t, podman);
  const name = `berth-${fixture.folder.replace(/^.*\//, '')}-shop.web.0.1-0`;
  const taken = await podman.command('run', '--detach', '--name', name, IMAGE, 'sleep', '1000');
  t.is(await fixture.driver.find(placement, 0), undefined, 'its labels say nothing of us');
  await t.throwsAsync(fixture.script('true'), {
    message: /cannot make a container of localhost\/tools:1: .*in use/,
  });
  t.is(await podman.command('inspect', '--format', '{{.State.Running}}', taken), 'true');
});

test.serial('an exclusive run ends at its fence, without agent and without engine', async (t) => {
  const fixture = await ContainerFixture.open(t, podman);
  const handle = await fixture.script(LOOP, { exclusiveAfterMs: 0, process: { graceMs: 1_000 } });
  const pid = await podman.command('inspect', '--format', '{{.State.Pid}}', String(handle.container));
  await fixture.driver.fence(handle, 2_000, { signal: 'SIGTERM', graceMs: 1_000 });
  fixture.driver.close();
  await podman.stopServing();
  try {
    await until(() =>
      readFile(`/proc/${pid}/comm`).then(
        () => false,
        () => true,
      ),
    );
  } finally {
    await podman.serve();
  }
  const next = await fixture.next();
  t.is((await next.wait(handle, new AbortController().signal)).exitCode, 137);
});

test.serial('what is written while no agent runs is copied by the next one, and nothing twice', async (t) => {
  const fixture = await ContainerFixture.open(t, podman);
  const handle = await fixture.script(
    'i=0; while [ $i -lt 60 ]; do i=$((i+1)); echo "line $i"; sleep 0.05; done',
  );
  void fixture.end(handle).catch(() => undefined);
  await fixture.says(/line 5\n/);
  fixture.driver.close();
  const next = await fixture.next();
  t.is((await next.wait(handle, new AbortController().signal)).exitCode, 0);
  const lines = Array.from({ length: 60 }, (_, at) => `line ${at + 1}`);
  t.deepEqual((await fixture.output()).trim().split('\n'), lines);
});

test.serial('limits change while it runs: the same container', async (t) => {
  const fixture = await ContainerFixture.open(t, podman);
  const look = 'cat /sys/fs/cgroup/memory/memory.limit_in_bytes /sys/fs/cgroup/memory.max 2>/dev/null';
  const script = ['/bin/sh', '-c', `while :; do ${look}; sleep 0.2; done`];
  const handle = await fixture.start(script, { memoryMiB: 64 });
  const end = fixture.end(handle);
  await fixture.says(new RegExp(`${64 * 2 ** 20}`));
  await fixture.driver.resize(handle, containerRequest(script, { memoryMiB: 96 }));
  await fixture.says(new RegExp(`${96 * 2 ** 20}`));
  t.true(await fixture.driver.isAlive(handle));
  await fixture.stop(handle, { graceMs: 0 });
  await end;
});
