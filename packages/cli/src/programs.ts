/** Starts the coordinator's and the agent's programs, and nats-servers, as children. */
import { spawn } from 'node:child_process';
import { connect } from 'node:net';
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

/** `program` is a path or a name that is looked up; its log goes to our standard error only when it fails. */
export function startNatsServer(
  program: string,
  configFile: string,
  port: number,
  clock: Pick<Clock, 'schedule'>,
): Program {
  const child = spawn(program, ['-c', configFile], { stdio: ['ignore', 'ignore', 'pipe'], detached: true });
  let log = '';
  child.stderr.on('data', (data: Buffer) => {
    log = (log + data).slice(-2_000);
  });
  let failure: string | undefined;
  const ended = new Promise<number>((resolve) => {
    child.once('error', (thrown: NodeJS.ErrnoException) => {
      const fetching = 'in a clone, BERTH_NATS_SERVER=$(node scripts/nats-server.mjs) fetches one';
      failure =
        thrown.code === 'ENOENT'
          ? `there is no program "${program}": install nats-server, or ${fetching}`
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
