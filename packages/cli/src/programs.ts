/** Starts the coordinator's and the agent's programs, and nats-servers, as children. */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { BerthError, type Clock, ERROR_CODES, type ErrorCode } from '@berth/core';
import type { Program } from './effects.js';

/** Its errors go to our standard error; the first line of its output says that it is ready. */
export function startProgram(
  name: string,
  path: string,
  args: readonly string[],
  onOutput: (text: string) => void = () => {},
): Program {
  const child = spawn(process.execPath, [path, ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
    // A group of its own: Ctrl-C of the terminal reaches us only, and we stop the children in order.
    detached: true,
  });
  const ended = new Promise<number>((resolve) => {
    child.once('error', () => resolve(1));
    child.once('close', (code) => resolve(code ?? 1));
  });
  const ready = new Promise<Readonly<Record<string, unknown>>>((resolve, reject) => {
    let output = '';
    child.stdout.on('data', (data: Buffer) => {
      onOutput(data.toString());
      output += data;
      const line = /^(\{"ready".*\})$/m.exec(output)?.[1];
      if (line !== undefined) resolve(JSON.parse(line));
    });
    void ended.then((code) => {
      const error = Object.entries(ERROR_CODES).find(([, entry]) => entry.exit === code)?.[0] as
        | ErrorCode
        | undefined;
      reject(new BerthError(error ?? 'internal', `the ${name} could not start: its reason stands above`));
    });
  });
  ready.catch(() => {});
  return { ready, ended, stop: () => void child.kill('SIGTERM') };
}

const NATS_START_MS = 20_000;
const NATS_LOOK_MS = 50;

/** The program that the environment names; else, in a clone, what its set-up finds or fetches; else whatever is installed. */
export function natsServer(root: string, env: Readonly<Record<string, string | undefined>>): string {
  const script = join(root, 'scripts', 'nats-server.mjs');
  if (env.BERTH_NATS_SERVER) return env.BERTH_NATS_SERVER;
  if (!existsSync(script)) return 'nats-server';
  const { stdout, stderr } = spawnSync(process.execPath, [script], { encoding: 'utf8' });
  if (stdout) return stdout.trim();
  throw new BerthError('internal', stderr.trim().split('\n').at(-1) ?? 'nats-server cannot be fetched');
}

/** `program` is a path or a name that is looked up; its log goes to our standard error only when it fails. */
export function startNatsServer(
  program: string,
  options: {
    readonly folder: string;
    readonly config: string;
    readonly port: number;
    readonly clock: Pick<Clock, 'schedule'>;
  },
): Program {
  const { folder, config, port, clock } = options;
  mkdirSync(folder, { recursive: true });
  const file = join(folder, 'server.conf');
  writeFileSync(file, config);
  const child = spawn(program, ['-c', file], { stdio: ['ignore', 'ignore', 'pipe'], detached: true });
  let log = '';
  child.stderr.on('data', (data: Buffer) => {
    log = (log + data).slice(-2_000);
  });
  let failure: string | undefined;
  const ended = new Promise<number>((resolve) => {
    child.once('error', (thrown: NodeJS.ErrnoException) => {
      failure =
        thrown.code === 'ENOENT'
          ? `there is no program "${program}": install nats-server 2.14.3 or newer, or name one in BERTH_NATS_SERVER`
          : thrown.message;
      resolve(1);
    });
    child.once('close', (code) => resolve(code ?? 1));
  });
  const ready = (async () => {
    for (let waited = 0; waited < NATS_START_MS; waited += NATS_LOOK_MS) {
      if (await takesConnections(port)) return { ready: true, port };
      const code = await Promise.race([
        ended,
        new Promise<undefined>((resolve) => clock.schedule(NATS_LOOK_MS, () => resolve(undefined))),
      ]);
      if (code === undefined) continue;
      failure ??= log.trim().split('\n').at(-1);
      break;
    }
    throw new BerthError('internal', `nats-server could not start: ${failure ?? 'it takes no connections'}`);
  })();
  ready.catch(() => {});
  return { ready, ended, stop: () => void child.kill('SIGTERM') };
}

function takesConnections(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    const answer = (is: boolean) => {
      socket.destroy();
      resolve(is);
    };
    socket.once('connect', () => answer(true));
    socket.once('error', () => answer(false));
  });
}
