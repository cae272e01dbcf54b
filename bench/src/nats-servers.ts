/** nats-servers for a benchmark, on loopback: one alone or a cluster, each syncing every message. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { freePorts } from './free-ports.js';

const PROVIDE = fileURLToPath(new URL('../../scripts/nats-server.mjs', import.meta.url));
const START_MS = 60_000;

export type NatsServers = {
  readonly urls: readonly string[];
  pid(at: number): number;
  /** As a loss of power would, but for the disk. */
  kill(at: number): Promise<void>;
  /** One that was killed, with what it has stored. Resolves when it has what it needs. */
  restart(at: number): Promise<void>;
  end(): Promise<void>;
};

/** Resolves when all of them have what they need to store. They keep everything in `folder`. */
export async function startNatsServers(folder: string, size: number): Promise<NatsServers> {
  const program = execFileSync(process.execPath, [PROVIDE], { encoding: 'utf8' }).trim();
  const ports = await freePorts(3 * size);
  const at = (server: number, use: number) => `127.0.0.1:${ports[3 * server + use]}`;
  const numbers = [...Array(size).keys()];
  const routes = JSON.stringify(numbers.map((number) => `nats://${at(number, 2)}`));
  const children: ChildProcess[] = [];
  const config = (number: number) => join(folder, `nats-${number}`, 'server.conf');
  const health = (number: number) => `http://${at(number, 1)}/healthz`;
  const start = (number: number) => {
    children[number] = spawn(program, ['-c', config(number)], { stdio: 'ignore' });
  };
  const kill = async (child: ChildProcess | undefined) => {
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    await ended;
  };
  const end = async () => {
    await Promise.all(children.map(kill));
  };
  try {
    for (const number of numbers) {
      const store = join(folder, `nats-${number}`);
      await mkdir(store);
      const lines = [
        `server_name: nats-${number}\nlisten: "${at(number, 0)}"\nhttp: "${at(number, 1)}"`,
        `jetstream { store_dir: ${JSON.stringify(store)}, sync_interval: always }\nmax_payload: 8MB`,
        size > 1 ? `cluster { name: bench, listen: "${at(number, 2)}", routes: ${routes} }` : '',
      ];
      await writeFile(config(number), lines.join('\n'));
      start(number);
    }
    await healthy(numbers.map(health));
    return {
      urls: numbers.map((number) => `nats://${at(number, 0)}`),
      pid: (number) => children[number]?.pid ?? 0,
      kill: (number) => kill(children[number]),
      restart: async (number) => {
        start(number);
        await healthy([health(number)]);
      },
      end,
    };
  } catch (thrown) {
    await end();
    throw thrown;
  }
}

async function healthy(urls: readonly string[]): Promise<void> {
  for (let waited = 0; waited < START_MS; waited += 50) {
    const answers = await Promise.all(urls.map((url) => fetch(url).catch(() => undefined)));
    if (answers.every((answer) => answer?.ok)) return;
    await delay(50);
  }
  throw new Error('the nats-servers did not start');
}
