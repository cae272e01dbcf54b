// biome-ignore-all lint/suspicious/noTemplateCurlyInString: what agents fill in looks like that.
/** Files on real processes: filled in, changed in place, and what a change asks for. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { PlacementView } from '@berth/core';
import test from 'ava';
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

const SECRET_FILE = { 'told.ini': { content: 'password=${secret.db}', onChange: 'signal' } };

for (const carrier of ['grpc', 'nats'] as const) {
  test(`secrets: refused when missing, given to who needs them, turned in place, kept for offline: ${carrier}`, async (t) => {
    const cluster = await Cluster.open(t);
    const link =
      carrier === 'nats'
        ? ['--nats', (await startNatsServer(t)).url as string, '--nats-cluster', 'secrets']
        : [];
    const flags = carrier === 'nats' ? [...link, '--coordinator', '127.0.0.1:1'] : [];
    await cluster.coordinator(...link);
    await cluster.agent('a', ...flags);
    await cluster.agent('b', ...flags);
    const stack = showing({ told: 1, quiet: 1, kept: 1 }, SECRET_FILE, { TOKEN: 'x-${secret.token}' });
    const refused = await t.throwsAsync(cluster.apply(stack));
    t.regex(refused?.message ?? '', /needs secret "(db|token)", which does not exist: `berth secret set/);

    const actor = { name: 'tester' };
    const set = (name: string, value: string) =>
      cluster.client.setSecret({ name, value: Buffer.from(value), actor });
    t.is((await set('db', VALUES[0])).version, 1);
    await set('token', `${VALUES[0]}-\${port.http}`);
    await cluster.apply(stack);
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
    const agent = cluster.agent(copy?.node ?? '', ...flags);
    const again = await until(async () => {
      const now = await shown(copy);
      return now !== undefined && now.pid !== first.pid ? now : undefined;
    });
    t.is(again.told, `password=${VALUES[1]}`);
    t.is(again.env, first.env);
    await cluster.coordinator(...link);
    await agent;

    await set('token', 'third');
    const [next] = await cluster.until('shop', (all) => running(all) && all[0]?.id !== copy?.id);
    t.is((await until(() => shown(next))).env, 'x-third', 'a variable cannot change in place: a new copy');
  });
}
