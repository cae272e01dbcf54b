/** Starts our programs for a measurement, each in a folder that goes away with it. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { constants, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type BerthClient, connect } from '@berth/client';
import { systemClock } from '@berth/runtime';

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const LOOPBACK = '127.0.0.1:0';
const SIGNALS = ['SIGINT', 'SIGTERM'] as const;
/** For an agent with many workloads to stop. */
const END_MS = 60_000;

export type Program = {
  readonly pid: number;
  /** What its first line says: for a coordinator, its addresses. */
  readonly ready: Readonly<Record<string, string>>;
  /** From spawn to the line that says it is ready. */
  readonly startMs: number;
};

export type CoordinatorWish = {
  /** Where another one listened before; free ports otherwise. */
  readonly at?: { readonly control: string; readonly fleet: string };
  readonly flags?: readonly string[];
  /** Of Node.js. */
  readonly node?: readonly string[];
};

export type CoordinatorProgram = Program & { readonly control: string; readonly fleet: string };

export class Programs {
  readonly folder: string;
  readonly #children: ChildProcess[] = [];
  #ending: Promise<void> | undefined;

  private constructor(folder: string) {
    this.folder = folder;
  }

  /** Runs `measure` with programs that are all ended afterwards, also when this one is told to end. */
  static async with<Result>(measure: (programs: Programs) => Promise<Result>): Promise<Result> {
    const programs = new Programs(await mkdtemp(join(tmpdir(), 'berth-bench-')));
    const told = (signal: NodeJS.Signals) => {
      const leave = () => process.exit(128 + constants.signals[signal]);
      programs.#end().then(leave, leave);
    };
    for (const signal of SIGNALS) process.once(signal, told);
    try {
      return await measure(programs);
    } finally {
      for (const signal of SIGNALS) process.off(signal, told);
      await programs.#end();
    }
  }

  async coordinator({ at, flags = [], node = [] }: CoordinatorWish = {}): Promise<CoordinatorProgram> {
    const [control, fleet] = [at?.control ?? LOOPBACK, at?.fleet ?? LOOPBACK];
    const where = ['--data', join(this.folder, 'coordinator'), '--control', control, '--fleet', fleet];
    const { ready, ...program } = await this.#start('coordinator', [...where, ...flags], node);
    // One of several opens its listener for agents when it begins to lead.
    return { ...program, ready, control: ready.control ?? control, fleet: ready.fleet ?? fleet };
  }

  /** Ends one of them and waits for it. */
  async end({ pid }: Program, signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
    const child = this.#children.find((each) => each.pid === pid);
    if (child) await end(child, signal);
  }

  agent(node: string, fleet: string, ...flags: string[]): Promise<Program> {
    return this.#start('agent', [...agentFlags(this.folder, node, ['--coordinator', fleet]), ...flags]);
  }

  /** As hosts run it: the archive that a coordinator hands out. `carrier`: the flags that name its carriers. */
  async installedAgent(carrier: readonly string[], node: string, ...flags: string[]): Promise<Program> {
    const installed = join(this.folder, 'installed');
    if (!existsSync(installed)) {
      await mkdir(installed);
      const archive = join(ROOT, 'agent', 'dist', 'artifacts', `agent-linux-${process.arch}.tar.gz`);
      execFileSync('tar', ['-xzf', archive, '-C', installed]);
    }
    const nodeFlags = (await readFile(join(installed, 'node-flags'), 'utf8')).trim().split(' ');
    return this.#spawn(
      'agent',
      [...nodeFlags, join(installed, 'main.mjs'), ...agentFlags(this.folder, node, carrier), ...flags],
      { MALLOC_ARENA_MAX: '1' },
    );
  }

  client(coordinator: CoordinatorProgram): BerthClient {
    return connect({ address: coordinator.control, clock: systemClock(), timeoutMs: 120_000 });
  }

  #start(name: string, args: readonly string[], node: readonly string[] = []): Promise<Program> {
    return this.#spawn(name, [...node, join(ROOT, name, 'bin', `${name}.js`), ...args]);
  }

  async #spawn(name: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Program> {
    const started = performance.now();
    const child = spawn(process.execPath, [...args, '--log-level', 'error'], {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: { ...process.env, ...env },
    });
    this.#children.push(child);
    let stdout = '';
    const ready = await new Promise<Readonly<Record<string, string>>>((resolve, reject) => {
      child.stdout.on('data', (data: Buffer) => {
        stdout += data;
        if (stdout.includes('\n')) resolve(JSON.parse(stdout.slice(0, stdout.indexOf('\n'))));
      });
      child.once('exit', (code) => reject(new Error(`${name} ended with ${code} before it was ready`)));
    });
    return { pid: child.pid ?? 0, ready, startMs: performance.now() - started };
  }

  #end(): Promise<void> {
    this.#ending ??= this.#endAll();
    return this.#ending;
  }

  /** Agents first: they stop their workloads. */
  async #endAll(): Promise<void> {
    for (const child of this.#children.reverse()) await end(child);
    await rm(this.folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

function agentFlags(folder: string, node: string, carrier: readonly string[]): string[] {
  return ['--data', join(folder, node), ...carrier, '--node', node, '--stop-workloads-on-exit'];
}

async function end(child: ChildProcess, signal: 'SIGKILL' | 'SIGTERM' = 'SIGTERM'): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill(signal);
  const hung = setTimeout(() => child.kill('SIGKILL'), END_MS);
  await ended;
  clearTimeout(hung);
}
