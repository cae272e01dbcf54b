/** Starts the coordinator's and the agent's programs as children. */
import { spawn } from 'node:child_process';
import { BerthError, ERROR_CODES, type ErrorCode } from '@berth/core';
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
