/** A command that goes on and prints lines. Ended with its test. */
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { ExecutionContext } from 'ava';
import { CLI, type Cluster } from './cluster.js';

export type Lines = {
  readonly all: readonly string[];
  readonly errors: () => string;
  /** Resolves with the first line that matches, also when it is there already. */
  readonly says: (pattern: RegExp) => Promise<string>;
  /** Ctrl-C, and the exit code. */
  readonly interrupt: () => Promise<number>;
};

export function spawnLines(
  t: Pick<ExecutionContext, 'teardown'>,
  cluster: Cluster,
  args: readonly string[],
  onLine: (line: string) => void = () => {},
): Lines {
  const env = { ...process.env, BERTH_ADDRESS: cluster.control, HOME: cluster.folder, NO_COLOR: '1' };
  const child = spawn(process.execPath, [CLI, ...args], { stdio: ['ignore', 'pipe', 'pipe'], env });
  const ended = new Promise<number>((resolve) => child.on('close', (code) => resolve(code ?? 128)));
  const all: string[] = [];
  const waiting = new Set<() => void>();
  let errors = '';
  child.stderr.on('data', (data: Buffer) => {
    errors += data;
  });
  createInterface({ input: child.stdout }).on('line', (line) => {
    all.push(line);
    onLine(line);
    for (const wake of [...waiting]) wake();
  });
  t.teardown(async () => {
    child.kill('SIGKILL');
    await ended;
  });
  return {
    all,
    errors: () => errors,
    says: (pattern) =>
      new Promise((resolve) => {
        const look = () => {
          const line = all.find((text) => pattern.test(text));
          if (line === undefined) return;
          waiting.delete(look);
          resolve(line);
        };
        waiting.add(look);
        look();
      }),
    interrupt: () => {
      child.kill('SIGINT');
      return ended;
    },
  };
}
