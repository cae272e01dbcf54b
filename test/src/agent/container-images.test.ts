/** Images: pulled from a registry, loaded from archives, kept by digest, removed when nothing uses them. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PullProgress } from '@berth/agent/testing';
import { parseImage } from '@berth/core';
import test from 'ava';
import { ContainerFixture } from './container-fixture.js';
import { Podman, until } from './podman.js';
import { Registry } from './registry.js';

let podman: Podman;
let registry: Registry;
/** Digests of two images, that say "one" and "two". */
let one: string;
let two: string;

test.before(async () => {
  registry = await Registry.start();
  podman = await Podman.start(registry.host);
  one = await registry.addWord(podman, 'one', '1');
  two = await registry.addWord(podman, 'two', '2');
});
test.after.always(async () => {
  await podman?.close();
  registry?.close();
});
test.serial.afterEach.always(async () => {
  registry.broken = undefined;
  registry.login = undefined;
  registry.gate = undefined;
  await podman.command('rm', '--all', '--force', '--time', '0');
  await podman.command('rmi', '--all', '--force');
});

function archive(word: string): string {
  return join(podman.folder, `${word}.tar`);
}

test('names of images', (t) => {
  const digest = `sha256:${'a'.repeat(64)}`;
  t.deepEqual(parseImage(`127.0.0.1:5000/shop/web:1.4@${digest}`), {
    ...{ name: '127.0.0.1:5000/shop/web', tag: '1.4' },
    digest,
  });
  for (const wrong of [
    '',
    'Web',
    'web:',
    'web@sha256:1',
    '../web',
    'a//b',
    'web --privileged',
    'x'.repeat(600),
  ])
    t.is(parseImage(wrong), undefined, wrong);
});

test('progress is of all layers that are known, and never goes back', (t) => {
  const progress = new PullProgress();
  t.is(String(progress), '');
  progress.add({ id: 'a', status: 'Downloading', progressDetail: { current: 2 ** 20, total: 4 * 2 ** 20 } });
  t.is(String(progress), '25 % of 4.0 MiB');
  progress.add({ id: 'b', status: 'Downloading', progressDetail: { current: 0, total: 16 * 2 ** 20 } });
  progress.add({ id: 'a', status: 'Download complete' });
  t.is(String(progress), '20 % of 20 MiB');
  progress.add({ id: 'a', status: 'Extracting', progressDetail: { current: 1, total: 4 * 2 ** 20 } });
  t.is(String(progress), '20 % of 20 MiB');
});

test.serial('a digest is pulled, and only that runs', async (t) => {
  const fixture = await ContainerFixture.open(t, podman);
  const image = `${registry.host}/shop/word@${one}`;
  await fixture.end(await fixture.script('cat /word', { container: { image } }));
  t.is(await fixture.output(), 'one\n');
  const none = `${registry.host}/shop/word@sha256:${'0'.repeat(64)}`;
  await t.throwsAsync(fixture.script('true', { container: { image: none }, attempt: 1 }), {
    code: 'not_found',
    message: /^not_found: cannot pull 127\.0\.0\.1.*|^cannot pull 127\.0\.0\.1.*/,
  });
});

test.serial('a tag is looked up once: it may mean something else later', async (t) => {
  const fixture = await ContainerFixture.open(t, podman);
  const image = `${registry.host}/shop/word:latest`;
  registry.tags.set('latest', one);
  await fixture.end(await fixture.script('cat /word', { container: { image } }));
  registry.tags.set('latest', two);
  await fixture.end(await fixture.script('cat /word', { container: { image }, attempt: 1 }));
  t.is(await fixture.output(), 'one\none\n');
});

test.serial('how far a pull is can be seen while it goes on, and two starts pull once', async (t) => {
  const fixture = await ContainerFixture.open(t, podman);
  let open = () => {};
  registry.gate = new Promise((resolve) => {
    open = resolve;
  });
  registry.requests.length = 0;
  const image = `${registry.host}/shop/word@${two}`;
  const request = { container: { image } };
  const starts = [
    fixture.script('cat /word', request),
    fixture.script('cat /word', { ...request, replica: 1 }),
  ];
  await until(() => fixture.driver.notes().length > 0);
  t.regex(fixture.driver.notes()[0] ?? '', /^pulling 127\.0\.0\.1:\d+\/shop\/word@sha256:/);
  open();
  for (const handle of await Promise.all(starts)) t.is((await fixture.end(handle)).exitCode, 0);
  t.deepEqual(fixture.driver.notes(), []);
  const blobs = registry.requests.filter((line) => line.startsWith('GET') && line.includes('/blobs/'));
  t.is(new Set(blobs).size, blobs.length, 'each blob once');
});

test.serial(
  'a registry that is out of order is not the fault of the workload, and tried again',
  async (t) => {
    const fixture = await ContainerFixture.open(t, podman);
    const container = { image: `${registry.host}/shop/word@${one}` };
    registry.broken = 503;
    await t.throwsAsync(fixture.script('true', { container }), {
      code: 'unreachable',
      message: /cannot pull/,
    });
    registry.broken = undefined;
    t.is((await fixture.end(await fixture.script('true', { container, attempt: 1 }))).exitCode, 0);
  },
);

test.serial('credentials come from a file of the node', async (t) => {
  registry.login = 'reader:se:cret';
  const authFile = join(podman.folder, 'auth.json');
  const auth = Buffer.from(registry.login).toString('base64');
  await writeFile(authFile, JSON.stringify({ auths: { [registry.host]: { auth } } }));
  const image = `${registry.host}/shop/word@${one}`;
  const without = await ContainerFixture.open(t, podman);
  await t.throwsAsync(without.script('true', { container: { image } }), {
    code: 'not_found',
    message: /cannot pull/,
  });
  const fixture = await ContainerFixture.open(t, podman, { authFile });
  t.is((await fixture.end(await fixture.script('true', { container: { image } }))).exitCode, 0);
});

test.serial('without a registry, images come from a folder of archives, also by their digest', async (t) => {
  const archives = join(podman.folder, 'archives');
  await mkdir(archives);
  await writeFile(join(archives, 'broken.tar'), 'not a tar at all');
  await podman.command('load', '--quiet', '--input', archive('one'));
  await podman.command(
    'save',
    '--quiet',
    '--format',
    'docker-archive',
    '--output',
    join(archives, 'a.tar'),
    'localhost/one:1',
  );
  await podman.command('load', '--quiet', '--input', archive('two'));
  await podman.command(
    'save',
    '--quiet',
    '--format',
    'oci-archive',
    '--output',
    join(archives, 'b.tar'),
    'localhost/two:1',
  );
  await podman.command('rmi', '--all', '--force');
  const fixture = await ContainerFixture.open(t, podman, { archives });
  await fixture.end(await fixture.script('cat /word', { container: { image: 'localhost/one:1' } }));
  const pinned = { image: `localhost/two@${two}` };
  await fixture.end(await fixture.script('cat /word', { container: pinned, attempt: 1 }));
  t.is(await fixture.output(), 'one\ntwo\n');
  const missing = `${registry.host}/shop/word:none`;
  await t.throwsAsync(fixture.script('true', { container: { image: missing }, attempt: 2 }), {
    message: /no archive in .*archives has it/,
  });
});

test.serial('what was fetched and nothing uses any more is removed, and nothing else', async (t) => {
  const fixture = await ContainerFixture.open(t, podman);
  const own = await podman.makeImage('localhost/own:1');
  const image = `${registry.host}/shop/word@${one}`;
  await fixture.end(await fixture.script('true', { container: { image: 'localhost/own:1' }, replica: 1 }));
  const used = await fixture.script('sleep 1000', { container: { image } });
  t.deepEqual(await fixture.driver.collectImages(0), [], 'a container uses it');
  await fixture.stop(used, { signal: 'SIGKILL' });
  t.deepEqual(await fixture.driver.collectImages(0), [], 'and still does, until its placement is gone');
  await fixture.driver.remove('shop/web/0.1' as never);
  await fixture.driver.remove('shop/web/1.1' as never);
  t.deepEqual(await fixture.driver.collectImages(60_000), [], 'not so long ago');
  t.deepEqual(await fixture.driver.collectImages(0), [image]);
  t.true(
    (await podman.command('images', '--quiet', '--no-trunc')).includes(own),
    'not fetched by this agent',
  );
});
