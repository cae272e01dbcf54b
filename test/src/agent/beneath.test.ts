/** Files that the agent writes where a workload may have planted links. */
import { mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { removeOthers, writeBeneath } from '@berth/agent/testing';
import test from 'ava';

test('a planted link leads nowhere: not as a folder, a file, a draft, or among what is tidied up', async (t) => {
  const top = await mkdtemp(join(tmpdir(), 'berth-beneath-'));
  t.teardown(() => rm(top, { recursive: true, force: true }));
  const [root, outside] = [join(top, 'root'), join(top, 'outside')];
  await mkdir(root);
  await mkdir(outside);
  await writeFile(join(outside, 'victim'), 'mine');
  const rights = { mode: 0o640, owner: undefined };
  await symlink(outside, join(root, 'conf'));
  await t.throwsAsync(writeBeneath(root, 'conf/victim', Buffer.from('yours'), rights), {
    message: /stands in its way/,
  });
  await symlink(join(outside, 'victim'), join(root, 'app.ini'));
  await symlink(join(outside, 'victim'), join(root, '.app.ini.new'));
  await writeBeneath(root, 'app.ini', Buffer.from('yours'), rights);
  t.is(await readFile(join(outside, 'victim'), 'utf8'), 'mine');
  t.is(await readFile(join(root, 'app.ini'), 'utf8'), 'yours');
  t.is((await stat(join(root, 'app.ini'))).mode & 0o777, 0o640);
  await writeBeneath(root, 'deep/er/file', Buffer.from('x'), rights);
  await removeOthers(root, ['deep/er/file']);
  t.deepEqual(await readdir(root), ['deep']);
  t.deepEqual(await readdir(outside), ['victim']);
  await symlink(outside, join(top, 'linked'));
  await t.throwsAsync(writeBeneath(join(top, 'linked'), 'a', Buffer.from('x'), rights), { code: 'ENOTDIR' });
});
