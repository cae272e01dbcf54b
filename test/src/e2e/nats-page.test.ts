/** docs/nats.md, run: its commands make a cluster over NATS, and say what the page says. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { freePorts } from '@berth/bench/testing';
import { connectNats } from '@berth/transport/testing';
import test from 'ava';
import { natsServerProgram } from '../nats/servers.js';
import { CLI, Cluster, ROOT } from './cluster.js';

const URL_OF_PAGE = '127.0.0.1:4222';

type Spoken = { readonly command: string; readonly said: string };

/** Commands of the page, each with what it prints there. */
function commandsOf(page: string): Spoken[] {
  const blocks = [...page.matchAll(/^```\n(\$ [\s\S]*?)^```/gm)].map(([, block = '']) => block);
  return blocks.flatMap((block) =>
    block.split(/^\$ /m).flatMap((text) => {
      const [command = '', ...said] = text.split('\n');
      return command === '' ? [] : [{ command, said: said.join('\n') }];
    }),
  );
}

test('the commands of docs/nats.md make a cluster whose agents come in over NATS', async (t) => {
  const page = await readFile(join(ROOT, 'docs', 'nats.md'), 'utf8');
  const cluster = await Cluster.open(t);
  const [natsPort, controlPort, fleetPort, agentPort = 0] = await freePorts(4);
  const here = (text: string) => text.replaceAll(URL_OF_PAGE, `127.0.0.1:${natsPort}`);
  const env = {
    ...process.env,
    ...{ HOME: cluster.folder, XDG_CONFIG_HOME: cluster.folder, NO_COLOR: '1' },
    BERTH_ADDRESS: `127.0.0.1:${controlPort}`,
  };
  await mkdir(join(cluster.folder, 'data'));
  let server: ChildProcess | undefined;

  /** A program of the page; those that stay are ended with the cluster, by its folder. */
  function begin(line: string): ChildProcess {
    const [program, ...given] = line.replace(/ &$/, '').split(' ');
    const more = program === 'berth' ? (EXTRA[given[0] ?? ''] ?? []) : [];
    const args = program === 'berth' ? [CLI, ...given, ...more] : given;
    const path = program === 'berth' ? process.execPath : natsServerProgram();
    return spawn(path, args, { cwd: cluster.folder, env, stdio: ['ignore', 'pipe', 'pipe'] });
  }
  // Other tests run on this host as well.
  const EXTRA: Readonly<Record<string, readonly string[]>> = {
    coordinator: ['--control', `127.0.0.1:${controlPort}`, '--fleet', `127.0.0.1:${fleetPort}`],
    agent: ['--ports', `${agentPort}-${agentPort}`],
  };

  /** The server takes the key of a node, at the latest a moment after it was told to read its file again. */
  async function comesIn(node: string): Promise<void> {
    const seed = join(cluster.folder, 'nats', 'keys', `agent-${node}.seed`);
    const options = {
      ...{ servers: [`nats://127.0.0.1:${natsPort}`], name: node },
      credentials: { secret: await readFile(seed, 'utf8') },
    };
    for (;;) {
      const wire = await connectNats(options, { onClosed: () => {}, onForbidden: () => {} }).catch(() => {});
      if (wire) return wire.close();
      await delay(50);
    }
  }

  const commands = commandsOf(page);
  t.true(commands.length >= 8);
  for (const { command, said } of commands) {
    if (command === 'nats-server --signal reload') {
      // With a process id: there may be other servers on this host.
      t.true(server?.kill('SIGHUP'));
      await comesIn('shop-3');
      continue;
    }
    const child = begin(here(command));
    let stdout = '';
    child.stdout?.on('data', (data: Buffer) => {
      stdout += data;
    });
    let stderr = '';
    const heard = new Promise<void>((resolve, reject) => {
      child.stderr?.on('data', (data: Buffer) => {
        stderr += data;
        if (stderr.includes('Server is ready')) resolve();
      });
      child.stdout?.on('data', () => {
        if (stdout.includes('{"ready"')) resolve();
      });
      child.on('close', (code) => {
        if (code === 0) resolve();
        else reject(new Error(`${command}: ${code}: ${stderr}`));
      });
    });
    if (command.startsWith('nats-server')) server = child;
    if (!command.endsWith('&')) await new Promise((resolve) => child.on('close', resolve));
    await heard;
    if (said !== '') t.is(stdout, here(said), command);
    if (command === 'berth node ls') {
      for (const node of ['shop-1', 'shop-2']) t.regex(stdout, new RegExp(`${node} .*up`));
    }
  }
  t.pass();
});
