// biome-ignore-all lint/suspicious/noTemplateCurlyInString: what agents fill in looks like that.
/** Files on real processes: filled in, changed in place, and what a change asks for. */
import type { PlacementView } from '@berth/core';
import test from 'ava';
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
