/** Starts our programs for a measurement, each in a folder that goes away with it. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type BerthClient, connect } from '@berth/client';
import { systemClock } from '@berth/runtime';

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..', '..');

export type Program = {
  readonly child: ChildProcess;
  readonly ready: Readonly<Record<string, string>>;
  /** From spawn to the line that says it is ready. */
  readonly startMs: number;
};

export class Programs {
  readonly folder: string;
  readonly #programs: Program[] = [];

  private constructor(folder: string) {
    this.folder = folder;
  }

  /** Runs `measure` with programs that are all ended afterwards. */
  static async with<Result>(measure: (programs: Programs) => Promise<Result>): Promise<Result> {
    const programs = new Programs(await mkdtemp(join(tmpdir(), 'berth-bench-')));
    try {
      return await measure(programs);
    } finally {
      await programs.#end();
    }
  }

  coordinator(): Promise<Program> {
    const data = join(this.folder, 'coordinator');
    return this.#start('coordinator', ['--data', data, '--control', '127.0.0.1:0', '--fleet', '127.0.0.1:0']);
  }

  agent(node: string, coordinator: Program, ...flags: string[]): Promise<Program> {
    const where = ['--data', join(this.folder, node), '--coordinator', coordinator.ready.fleet ?? ''];
    return this.#start('agent', [...where, '--node', node, '--stop-workloads-on-exit', ...flags]);
  }

  client(coordinator: Program): BerthClient {
    return connect({ address: coordinator.ready.control ?? '', clock: systemClock(), timeoutMs: 120_000 });
  }

  async #start(name: string, args: readonly string[]): Promise<Program> {
    const started = performance.now();
    const child = spawn(
      process.execPath,
      [join(ROOT, name, 'dist', 'main.js'), ...args, '--log-level', 'error'],
      {
        stdio: ['ignore', 'pipe', 'inherit'],
      },
    );
    const ready = await new Promise<Readonly<Record<string, string>>>((resolve, reject) => {
      child.stdout.on('data', (data: Buffer) => resolve(JSON.parse(data.toString().split('\n')[0] ?? '{}')));
      child.once('exit', (code) => reject(new Error(`${name} ended with ${code}`)));
    });
    const program = { child, ready, startMs: performance.now() - started };
    this.#programs.push(program);
    return program;
  }

  /** Agents first: they stop their workloads. */
  async #end(): Promise<void> {
    for (const { child } of this.#programs.reverse()) {
      if (child.exitCode !== null) continue;
      const ended = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGTERM');
      await ended;
    }
    await rm(this.folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** Resident memory of a process, MiB. */
export async function residentMiB(pid: number | undefined): Promise<number> {
  const text = await readFile(`/proc/${pid}/status`, 'utf8');
  return Number(/^VmRSS:\s+(\d+) kB/m.exec(text)?.[1] ?? 0) / 1024;
}

/** CPU time that a process has used, seconds. */
export async function cpuSeconds(pid: number | undefined): Promise<number> {
  const text = await readFile(`/proc/${pid}/stat`, 'utf8');
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) / 100;
}

export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
