/** Volumes on a real disk: a real loop image that is really full, real users, and links that lead nowhere. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmod,
  lstat,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  stat,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { StartRequest } from '@berth/agent';
import { VolumeStore } from '@berth/agent/testing';
import { placementId, SIZED_VOLUMES_ATTRIBUTE, type VolumeUse, volumeId, workloadKey } from '@berth/core';
import test, { type ExecutionContext } from 'ava';
import { run } from '../e2e/cluster.js';
import { DriverFixture, PATH, QUIET, runRequest } from './driver-fixture.js';

const isRoot = process.getuid?.() === 0;
const DATA = volumeId('shop', 'data', 0);

class Volumes {
  readonly folder: string;
  store: VolumeStore;

  private constructor(folder: string, store: VolumeStore) {
    this.folder = folder;
    this.store = store;
  }

  static async open(t: ExecutionContext, at?: string): Promise<Volumes> {
    const folder = at ?? (await mkdtemp(join(tmpdir(), 'berth-volumes-')));
    // Users of runs find their folders by their paths.
    await chmod(folder, 0o711);
    const volumes = new Volumes(folder, await openStore(folder));
    t.teardown(async () => {
      for (const mounted of await mounts(folder)) await run('umount', ['-l', mounted], process.env);
      if (at === undefined) await rm(folder, { recursive: true, force: true });
    });
    return volumes;
  }

  /** As the agent starts again. */
  async again(): Promise<void> {
    this.store = await openStore(this.folder);
  }

  with(use: Partial<VolumeUse>, number = 1, generation = 1, request = runRequest([])): StartRequest {
    const { workload } = request;
    return this.store.withVolumes({
      ...request,
      placement: placementId(workload, 0, generation),
      generation,
      run: { ...request.run, volumes: [{ volume: 'data', readOnly: false, ...use }] },
      volumeNumbers: { data: number },
    });
  }

  async prepared(...wish: Parameters<Volumes['with']>): Promise<StartRequest> {
    const request = this.with(...wish);
    await request.volumes?.prepare('agent');
    return request;
  }
}

function openStore(folder: string): Promise<VolumeStore> {
  return VolumeStore.open({ folder: join(folder, 'volumes'), path: PATH, log: QUIET });
}

async function mounts(below: string): Promise<string[]> {
  const lines = (await readFile('/proc/self/mountinfo', 'utf8')).split('\n');
  return lines.map((line) => line.split(' ')[4] ?? '').filter((path) => path.startsWith(below));
}

function dataOf({ volumes }: StartRequest): string {
  return volumes?.all[0]?.path ?? '';
}

test('what is written stays over copies, starts of the agent, and a number that it has lost', async (t) => {
  const volumes = await Volumes.open(t);
  const first = await volumes.prepared({});
  await writeFile(join(dataOf(first), 'note'), 'kept');
  await volumes.store.release(first.placement);
  await volumes.again();
  const second = await volumes.prepared({}, 1, 2);
  t.is(await readFile(join(dataOf(second), 'note'), 'utf8'), 'kept');
  // The ledger was lost, and the volume was bound anew: what nobody removed is found again.
  const third = await volumes.prepared({}, 7, 3);
  t.is(await readFile(join(dataOf(third), 'note'), 'utf8'), 'kept');
});

test('deleted is what was named, by its number, and not under a run; what comes after begins empty', async (t) => {
  const volumes = await Volumes.open(t);
  const first = await volumes.prepared({}, 4);
  await writeFile(join(dataOf(first), 'note'), 'old');
  const others = { volume: volumeId('other', 'data', 0), number: 4 };
  t.deepEqual(await volumes.store.remove([{ volume: DATA, number: 3 }, others]), [
    { volume: DATA, number: 3 },
    others,
  ]);
  t.is(await readFile(join(dataOf(first), 'note'), 'utf8'), 'old', 'another number is another volume');

  await volumes.store.remove([{ volume: DATA, number: 4 }]);
  const second = await volumes.prepared({}, 5, 2);
  t.deepEqual(await readdir(dataOf(second)), []);
  const removed = join(volumes.folder, 'volumes', '.removed');
  t.is((await readdir(removed)).length, 1, 'its run has not ended');
  await volumes.again();
  t.is((await readdir(removed)).length, 1);
  await volumes.store.release(first.placement);
  t.deepEqual(await readdir(removed), []);
  // Said once more, late: the new one has another number.
  await volumes.store.remove([{ volume: DATA, number: 4 }]);
  await writeFile(join(dataOf(second), 'note'), 'new');
});

test('its size is real: what is over it is refused to its run, and nobody else notices', async (t) => {
  const volumes = await Volumes.open(t);
  if (!(SIZED_VOLUMES_ATTRIBUTE in volumes.store.attributes)) {
    await t.throwsAsync(volumes.prepared({ sizeMiB: 8 }), { message: /take an agent as root, mkfs.ext4/ });
    return;
  }
  const request = await volumes.prepared({ sizeMiB: 8 });
  const data = dataOf(request);
  t.deepEqual(await readdir(data), []);
  const error = await t.throwsAsync(writeFile(join(data, 'large'), Buffer.alloc(9 * 2 ** 20)));
  t.is((error as NodeJS.ErrnoException).code, 'ENOSPC');
  await writeFile(join(volumes.folder, 'beside'), Buffer.alloc(9 * 2 ** 20));
  await rm(join(data, 'large'));
  await writeFile(join(data, 'note'), 'kept');

  // Nothing uses it: it is unmounted, and mounted again for the next one, which has more room.
  await volumes.store.release(request.placement);
  t.deepEqual(await mounts(volumes.folder), []);
  const larger = await volumes.prepared({ sizeMiB: 24 }, 1, 2);
  t.is(await readFile(join(dataOf(larger), 'note'), 'utf8'), 'kept');
  await writeFile(join(data, 'large'), Buffer.alloc(9 * 2 ** 20));
  // One that is in use stays, also for an agent that starts meanwhile.
  await volumes.again();
  await volumes.prepared({ sizeMiB: 24 }, 1, 3);
  await volumes.store.release(larger.placement);
  t.is((await mounts(volumes.folder)).length, 1);
  await volumes.store.remove([{ volume: DATA, number: 1 }]);
  await volumes.store.release(placementId(workloadKey('shop', 'web'), 0, 3));
  t.deepEqual(await mounts(volumes.folder), []);
  t.deepEqual(await readdir(join(volumes.folder, 'volumes', '.removed')), []);
});

test.serial(
  'one that a sandbox of an earlier run has mounted grows under it, or stays as it was',
  async (t) => {
    const volumes = await Volumes.open(t);
    if (!(SIZED_VOLUMES_ATTRIBUTE in volumes.store.attributes)) {
      t.pass('a host without loop devices has no volumes with a size');
      return;
    }
    const first = await volumes.prepared({ sizeMiB: 8 });
    const [data, image] = [dataOf(first), join(dataOf(first), '..', 'image')];
    await writeFile(join(data, 'note'), 'kept');
    // Its mounts are its own from here on, as those of a sandbox are.
    const sandbox = spawn('unshare', ['--mount', 'sh', '-c', 'echo in; read -r over'], {
      cwd: data,
      stdio: ['pipe', 'pipe', 'ignore'],
    });
    t.teardown(() => sandbox.kill('SIGKILL'));
    await once(sandbox.stdout, 'data');
    await volumes.store.release(first.placement);
    const why = await volumes.prepared({ sizeMiB: 24 }, 1, 2).then(
      () => '',
      ({ message }: Error) => message,
    );
    // Only somebody with CAP_SYS_RESOURCE may let a file system grow that is mounted.
    if (why !== '') t.regex(why, /^resize2fs .*(Permission denied|Operation not permitted)/);
    t.is((await stat(image)).size, (why === '' ? 24 : 8) * 2 ** 20);
    sandbox.stdin.end('\n');
    await once(sandbox, 'close');
    const next = await volumes.prepared({ sizeMiB: 24 }, 1, 3);
    t.is(await readFile(join(dataOf(next), 'note'), 'utf8'), 'kept');
    await writeFile(join(dataOf(next), 'large'), Buffer.alloc(9 * 2 ** 20));
  },
);

test('the next user gets what belonged to the last one, and a link leads nowhere', async (t) => {
  if (!isRoot) return void t.pass('only root may give files away');
  const volumes = await Volumes.open(t);
  const owner = (uid: number) => ({ uid, gid: uid });
  const first = volumes.with({});
  await first.volumes?.prepare(owner(70_001));
  const data = dataOf(first);
  const outside = join(volumes.folder, 'outside');
  await mkdir(outside);
  await writeFile(join(outside, 'theirs'), '');
  const command = `mkdir ${data}/in; echo x > ${data}/in/file; ln -s ${outside} ${data}/in/link; ln -s /etc/passwd ${data}/passwd`;
  const wrote = await run(
    'setpriv',
    ['--reuid=70001', '--regid=70001', '--clear-groups', 'sh', '-c', command],
    process.env,
  );
  t.is(wrote.code, 0, wrote.stderr);
  await writeFile(join(data, 'roots'), '');
  await volumes.store.release(first.placement);
  const second = volumes.with({}, 1, 2);
  await second.volumes?.prepare(owner(70_002));
  const uidOf = async (path: string) => (await lstat(path)).uid;
  t.is(await uidOf(data), 70_002);
  t.is(await uidOf(join(data, 'in', 'file')), 70_002);
  t.is(await uidOf(join(data, 'in', 'link')), 70_002);
  t.is(await uidOf(join(data, 'roots')), 0, 'what was not of the last one is left');
  t.is(await uidOf('/etc/passwd'), 0);
  t.is(await uidOf(join(outside, 'theirs')), 0);

  // A folder of the agent's that somebody replaced by a link is refused.
  await volumes.store.release(second.placement);
  await rm(data, { recursive: true });
  await symlink('/etc', data);
  const error = await t.throwsAsync(async () => volumes.with({}, 1, 3).volumes?.prepare(owner(70_003)));
  t.regex((error as NodeJS.ErrnoException).code ?? '', /ELOOP|ENOTDIR/);
  t.is(await uidOf('/etc'), 0);
});

test('a process finds it by its variable, and where it says at level private', async (t) => {
  const fixture = await DriverFixture.open(t);
  const volumes = await Volumes.open(t, fixture.folder);
  const script = [
    '/bin/sh',
    '-c',
    'echo "in $BERTH_VOLUME_DATA"; echo x >> "$BERTH_VOLUME_DATA/lines"; cat "$BERTH_VOLUME_DATA/lines" | wc -l',
  ];
  const start = async (
    wish: Parameters<typeof runRequest>[1],
    use: Partial<VolumeUse>,
    generation: number,
  ) => {
    const request = volumes.with(use, 1, generation, runRequest(script, wish));
    const handle = await fixture.driver.start(request);
    const exit = await fixture.end(handle);
    const said = await fixture.output(request.placement);
    await fixture.driver.remove(request.placement);
    await volumes.store.release(request.placement);
    return { said, exit, path: dataOf(request) };
  };
  const plain = await start({}, {}, 1);
  t.is(plain.said, `in ${plain.path}\n1\n`);
  if (!fixture.driver.isolationLevels.includes('private')) return;
  for (const [at, isolation] of (['user', 'private', 'strict'] as const).entries()) {
    const { said, path } = await start({ process: { isolation } }, {}, 2 + at);
    t.is(said, `in ${path}\n${2 + at}\n`, isolation);
  }
  const mounted = await start({ process: { isolation: 'private' } }, { target: '/run/db' }, 5);
  t.is(mounted.said, 'in /run/db\n5\n');
  const strict = await start({ process: { isolation: 'strict' } }, { target: '/data/db' }, 6);
  t.is(strict.said, 'in /data/db\n6\n');
  const readOnly = await start(
    { process: { isolation: 'private' } },
    { target: '/run/db', readOnly: true },
    7,
  );
  t.regex(readOnly.said, /in \/run\/db\n.*[Rr]ead-only/);
  await t.throwsAsync(start({ process: { isolation: 'private' } }, { target: '/nowhere/db' }, 8), {
    message: /cannot show a volume at "\/nowhere\/db": there is no such folder; make that folder on the node/,
  });
});
