// biome-ignore-all lint/suspicious/noTemplateCurlyInString: what agents fill in looks like that.
/** Files on real processes: filled in, changed in place, and what a change asks for. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { PlacementView } from '@berth/core';
import test, { type ExecutionContext } from 'ava';
import { Podman } from '../agent/podman.js';
import { startNatsServer } from '../nats/servers.js';
import { Cluster } from './cluster.js';

/** Shows its files and its pid, and counts the signals. */
const SHOWS = `
const { createServer } = require('node:http');
const { readFileSync } = require('node:fs');
let signals = 0;
process.on('SIGHUP', () => signals++);
const read = (name) => { try { return readFileSync(process.argv[1] + '/' + name, 'utf8'); } catch (e) { return e.code; } };
createServer((request, response) => response.end(JSON.stringify({
  pid: process.pid, signals, told: read('told.ini'), quiet: read('d/quiet'), kept: read('kept'), env: process.env.TOKEN,
}))).listen(Number(process.env.PORT), '127.0.0.1');
`;

type Shown = Readonly<Record<'told' | 'quiet' | 'kept' | 'env', string>> & { pid: number; signals: number };

async function shown(copy: PlacementView | undefined): Promise<Shown | undefined> {
  try {
    return (await (await fetch(`http://${copy?.endpoints.http}/`)).json()) as Shown;
  } catch {
    return undefined;
  }
}

async function until<Value>(look: () => Promise<Value | undefined>): Promise<Value> {
  for (;;) {
    const value = await look();
    if (value !== undefined && value !== false) return value;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}

function showing(config: object, files: object = {}, env: object = {}) {
  return {
    stack: 'shop',
    config,
    workloads: {
      web: {
        process: { command: ['node', '-e', SHOWS, '${files}'], grace: '1s', env },
        resources: { cpu: '10m', memory: '64Mi', ports: { http: 'auto' } },
        files: {
          'told.ini': { content: '${config.told} on ${node.id}:${port.http}', onChange: 'signal' },
          'd/quiet': { content: '${config.quiet}', onChange: 'nothing', mode: '0440' },
          kept: { content: '${config.kept}' },
          ...files,
        },
      },
    },
  };
}

const running = (all: readonly PlacementView[]) => all.length === 1 && all[0]?.observed === 'running';

test('files follow the stack: told by a signal, quietly, or by a new copy', async (t) => {
  const cluster = await Cluster.open(t);
  await cluster.coordinator();
  await cluster.agent('a');
  await cluster.apply(showing({ told: 1, quiet: 1, kept: 1 }));
  const [copy] = await cluster.until('shop', running);
  const first = await until(() => shown(copy));
  t.is(first.told, `1 on a:${copy?.endpoints.http?.split(':')[1]}`);
  t.is(first.quiet, '1');
  t.is(first.kept, '1');

  await cluster.apply(showing({ told: 1, quiet: 2, kept: 1 }));
  const second = await until(async () => {
    const now = await shown(copy);
    return now?.quiet === '2' ? now : undefined;
  });
  t.deepEqual(second, { ...first, quiet: '2' });

  await cluster.apply(showing({ told: 2, quiet: 2, kept: 1 }));
  const third = await until(async () => {
    const now = await shown(copy);
    return now?.signals === 1 ? now : undefined;
  });
  t.is(third.pid, first.pid);
  t.true(third.told.startsWith('2 on a'), 'the file was there before the signal');

  await cluster.killAgent('a');
  await cluster.agent('a');
  t.is((await shown(copy))?.signals, 1, 'a new agent has nothing to say');

  await cluster.apply(showing({ told: 2, quiet: 2, kept: 2 }));
  const [next] = await cluster.until('shop', (all) => running(all) && all[0]?.id !== copy?.id);
  const fourth = await until(() => shown(next));
  t.not(fourth.pid, first.pid);
  t.is(fourth.kept, '2');
});

const VALUES = ['first-5e1a77', 'second-90c4b2'] as const;

/** Everything below a folder that is a plain file. */
async function holds(folder: string, value: string): Promise<string[]> {
  const files = await readdir(folder, { recursive: true, withFileTypes: true });
  const found: string[] = [];
  for (const file of files) {
    const path = join(file.parentPath, file.name);
    if (file.isFile() && (await readFile(path)).includes(value)) found.push(path);
  }
  return found;
}

const DB = { name: 'db', value: Buffer.from(VALUES[0]), actor: { name: 'tester' } };
const SECRET_FILE = { 'told.ini': { content: 'password=${secret.db}', onChange: 'signal' } };

/** Over gRPC with certificates, whose keys secrets are sealed for; over NATS with none. Starts an agent, or starts it again. */
async function clusterOver(t: ExecutionContext, carrier: 'grpc' | 'nats') {
  const cluster = await Cluster.open(t);
  if (carrier === 'grpc') {
    const flags = ['--authority', join(cluster.folder, 'authority')];
    await cluster.coordinator(...flags);
    const tokens = new Map<string, string>();
    for (const node of ['a', 'b'])
      tokens.set(node, await cluster.token('--node', node, '--site', `site-${node}`));
    return { cluster, flags, agent: (node: string) => cluster.join(node, tokens.get(node)) };
  }
  const flags = ['--nats', (await startNatsServer(t)).url as string, '--nats-cluster', 'secrets'];
  await cluster.coordinator(...flags);
  const agent = (node: string) => cluster.agent(node, ...flags, '--coordinator', '127.0.0.1:1');
  return { cluster, flags, agent };
}

for (const carrier of ['grpc', 'nats'] as const) {
  test(`secrets: refused when missing, given to who needs them, turned in place, kept for offline: ${carrier}`, async (t) => {
    const { cluster, flags, agent } = await clusterOver(t, carrier);
    await agent('a');
    await agent('b');
    const stack = showing({ told: 1, quiet: 1, kept: 1 }, SECRET_FILE, { TOKEN: 'x-${secret.token}' });
    const refused = await t.throwsAsync(cluster.apply(stack));
    t.regex(refused?.message ?? '', /needs secret "(db|token)", which does not exist: `berth secret set/);

    const actor = { name: 'tester' };
    const set = (name: string, value: string) =>
      cluster.client.setSecret({ name, value: Buffer.from(value), actor });
    t.is((await set('db', VALUES[0])).version, 1);
    await set('token', `${VALUES[0]}-\${port.http}`);
    const other = await t.throwsAsync(
      cluster.client.setSecret({ ...DB, stacks: 'office-*' }).then(() => cluster.apply(stack)),
    );
    t.regex(
      other?.message ?? '',
      /secret "db", which is for stacks office-\*, not for "shop": `berth secret set db --stacks/,
    );
    t.is((await cluster.client.setSecret({ ...DB, stacks: 'sho*' })).version, 3);
    await cluster.apply(stack);
    await t.throwsAsync(cluster.client.setSecret({ ...DB, stacks: 'office-*' }), {
      message: /^shop\/web uses secret "db" and is not in office-\*/,
    });
    const [copy] = await cluster.until('shop', running);
    const first = await until(() => shown(copy));
    t.is(first.told, `password=${VALUES[0]}`);
    t.is(first.env, `x-${VALUES[0]}-\${port.http}`, 'a secret is never read for more');

    t.deepEqual((await set('db', VALUES[1])).usedBy, ['shop/web']);
    const turned = await until(async () => {
      const now = await shown(copy);
      return now?.signals === 1 ? now : undefined;
    });
    t.is(turned.pid, first.pid);
    t.is(turned.told, `password=${VALUES[1]}`);
    await t.throwsAsync(cluster.client.removeSecret({ name: 'db', actor }), {
      message: /is used by shop\/web/,
    });
    const view =
      JSON.stringify(await cluster.client.listSecrets()) +
      JSON.stringify(await cluster.client.getStack('shop'));
    t.false(VALUES.some((value) => view.includes(value)));

    const away = copy?.node === 'a' ? 'b' : 'a';
    t.deepEqual(
      await readdir(join(cluster.folder, away, 'secrets')),
      ['node.key'],
      'who needs none has none',
    );
    for (const value of VALUES)
      t.deepEqual(await holds(cluster.folder, value), [], 'nowhere in clear on a disk');

    await cluster.killCoordinator();
    await cluster.killAgent(copy?.node ?? '');
    process.kill(first.pid, 'SIGKILL');
    // It is welcomed by nobody yet.
    const back = agent(copy?.node ?? '');
    const again = await until(async () => {
      const now = await shown(copy);
      return now !== undefined && now.pid !== first.pid ? now : undefined;
    });
    t.is(again.told, `password=${VALUES[1]}`);
    t.is(again.env, first.env);
    await cluster.coordinator(...flags);
    await back;

    await set('token', 'third');
    const [next] = await cluster.until('shop', (all) => running(all) && all[0]?.id !== copy?.id);
    t.is((await until(() => shown(next))).env, 'x-third', 'a variable cannot change in place: a new copy');
  });
}

test('a container finds its files below /run/berth/files, read-only, with secrets in them and in its variables', async (t) => {
  const podman = await Podman.start();
  t.teardown(() => podman.close());
  const image = 'docker.io/library/busybox:1.36';
  await podman.makeImage(image);
  const cluster = await Cluster.open(t);
  await cluster.coordinator();
  await cluster.agent('a', '--container-engine', podman.socket);
  await cluster.client.setSecret(DB);
  const looks =
    'cat "$1/told.ini" "$BERTH_FILES/told.ini"; echo "$TOKEN"; touch "$1/x" 2>&1 || echo read-only; kill -0 1 && sleep 600';
  const container = {
    image,
    command: ['sh', '-c', looks, 'sh', '${files}'],
    network: 'none',
    stopSignal: 'SIGKILL',
    env: { TOKEN: 'x-${secret.db}' },
  };
  const files = { 'told.ini': { content: 'password=${secret.db}\n', onChange: 'signal' } };
  await cluster.apply({
    stack: 'shop',
    workloads: { web: { container, files, resources: { memory: '32Mi' } } },
  });
  const [copy] = await cluster.until('shop', running);
  const { stdout } = await until(async () => {
    const said = await cluster.berth('logs', copy?.id ?? '');
    return said.stdout.includes('read-only') ? said : undefined;
  });
  t.regex(
    stdout,
    new RegExp(`^(password=${VALUES[0]}\\n){2}x-${VALUES[0]}\\n.*Read-only file system\\nread-only\\n`),
  );
  const { id } = copy as PlacementView;
  await cluster.client.setSecret({ ...DB, value: Buffer.from(VALUES[1]) });
  // A variable cannot change in place.
  const [next] = await cluster.until('shop', (all) => running(all) && all[0]?.id !== id);
  t.not(next?.id, id);
});
