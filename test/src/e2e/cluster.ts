/** A real cluster on this machine: real processes, real sockets, real disks; every one of them ended in teardown. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, readdir, rm, rmdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Readable, Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { threadId } from 'node:worker_threads';
import { type BerthClient, type ClientIdentity, connect } from '@berth/client';
import type { PlacementView } from '@berth/core';
import { readIdentity } from '@berth/identity';
import { systemClock } from '@berth/runtime';
import type { ExecutionContext } from 'ava';
import { processesOf } from './processes.js';

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..', '..', '..');
const COORDINATOR = join(ROOT, 'coordinator', 'bin', 'coordinator.js');
const AGENT = join(ROOT, 'agent', 'bin', 'agent.js');
const CLI = join(ROOT, 'packages', 'cli', 'bin', 'berth.js');

export type Program = {
  readonly child: ChildProcess;
  readonly ready: Readonly<Record<string, unknown>>;
  readonly stderr: () => string;
  /** Resolves with the exit code, or 128 for a signal. */
  readonly ended: Promise<number>;
};

export type Finished = { readonly code: number; readonly stdout: string; readonly stderr: string };

export class Cluster {
  readonly folder: string;
  readonly #agents = new Map<string, Program>();
  readonly #ports = new Map<string, number>();
  #coordinator: Program | undefined;
  #client: BerthClient | undefined;
  #control = '127.0.0.1:0';
  #fleet = '127.0.0.1:0';
  #data = '';
  #enrol: string | undefined;
  #identity: string | undefined;

  private constructor(folder: string) {
    this.folder = folder;
  }

  /** Ends everything when `t` does. */
  static async open(
    t: Pick<ExecutionContext, 'teardown'>,
    options: { readonly coordinatorData?: string } = {},
  ): Promise<Cluster> {
    const cluster = new Cluster(await mkdtemp(join(tmpdir(), 'berth-e2e-')));
    cluster.#data = options.coordinatorData ?? join(cluster.folder, 'coordinator');
    t.teardown(() => cluster.#close());
    return cluster;
  }

  get control(): string {
    return this.#control;
  }

  get client(): BerthClient {
    if (!this.#client) throw new Error('no coordinator was started');
    return this.#client;
  }

  /** Starts the coordinator; again on the same addresses after it was killed. */
  async coordinator(...flags: string[]): Promise<Program> {
    const data = this.#data;
    const enrol = this.#enrol === undefined ? [] : ['--enrol', this.#enrol];
    const addresses = ['--control', this.#control, '--fleet', this.#fleet, ...enrol];
    const program = await start(COORDINATOR, ['--data', data, ...addresses, ...flags], this.folder);
    this.#coordinator = program;
    this.#control = program.ready.control as string;
    this.#fleet = program.ready.fleet as string;
    this.#client?.close();
    this.#enrol = program.ready.enrol as string | undefined;
    this.#identity = program.ready.identity as string | undefined;
    this.#client = connect({ address: this.#control, clock: systemClock(), identity: () => this.#admin() });
    return program;
  }

  /** Who asks, where the coordinator wants to know: the admin that it made. */
  async #admin(): Promise<ClientIdentity | undefined> {
    return this.#identity === undefined ? undefined : readIdentity(this.#identity);
  }

  /** "host:port" where hosts join; with a coordinator that has an authority. */
  get enrol(): string {
    if (this.#enrol === undefined) throw new Error('this coordinator has no authority');
    return this.#enrol;
  }

  get fleet(): string {
    return this.#fleet;
  }

  /** A join token, made as people make it. */
  async token(...flags: string[]): Promise<string> {
    const { stdout, stderr } = await this.berth('token', 'create', ...flags, '--json');
    if (stdout === '') throw new Error(stderr);
    return (JSON.parse(stdout) as { token: string }).token;
  }

  /** Starts an agent that joins with this token, or with one of its own. */
  async join(node: string, token?: string, ...flags: string[]): Promise<Program> {
    const mine = token ?? (await this.token('--node', node, '--site', `site-${node}`));
    const program = await start(AGENT, [...this.#joinFlags(node), '--join', mine, ...flags], this.folder);
    this.#agents.set(node, program);
    return program;
  }

  #joinFlags(node: string): string[] {
    this.#ports.set(node, this.#ports.get(node) ?? FIRST_PORT + PORTS_PER_AGENT * agents++);
    const first = this.#ports.get(node) ?? FIRST_PORT;
    const ports = `${first}-${first + PORTS_PER_AGENT - 1}`;
    return ['--data', this.dataOf(node), '--coordinator', this.enrol, '--node', node, '--ports', ports];
  }

  dataOf(node: string): string {
    return join(this.folder, node);
  }

  /** Starts an agent, or starts it again. Each has 100 ports of its own, because they share one host here. */
  async agent(node: string, ...flags: string[]): Promise<Program> {
    this.#ports.set(node, this.#ports.get(node) ?? FIRST_PORT + PORTS_PER_AGENT * agents++);
    const first = this.#ports.get(node) ?? FIRST_PORT;
    const data = join(this.folder, node);
    const identity = ['--coordinator', this.#fleet, '--node', node, '--site', `site-${node}`];
    const ports = ['--ports', `${first}-${first + PORTS_PER_AGENT - 1}`];
    const program = await start(AGENT, ['--data', data, ...identity, ...ports, ...flags], this.folder);
    this.#agents.set(node, program);
    return program;
  }

  async killCoordinator(): Promise<void> {
    await kill(this.#coordinator);
  }

  /** Kills the agent only: its workloads are left alone. */
  async killAgent(node: string): Promise<void> {
    await kill(this.#agents.get(node));
  }

  /** Runs the command line against this cluster: in this process, which takes a tenth of the time of one of its own. */
  berth(...args: string[]): Promise<Finished> {
    return berth(args, { ...process.env, ...this.environment, NO_COLOR: '1' });
  }

  /** Of whoever works with this cluster. */
  get environment(): Readonly<Record<string, string>> {
    return {
      BERTH_ADDRESS: this.#control,
      ...(this.#identity !== undefined && { BERTH_IDENTITY: this.#identity }),
      HOME: this.folder,
      XDG_CONFIG_HOME: join(this.folder, 'config'),
    };
  }

  async apply(stack: object): Promise<void> {
    await this.client.apply({ source: JSON.stringify(stack), actor: { name: 'e2e' } });
  }

  async placements(stack: string): Promise<readonly PlacementView[]> {
    return (await this.client.listPlacements({ stack })).placements;
  }

  /** Waits, on the ledger's own watch, until `done` holds for the placements of the stack. */
  async until(
    stack: string,
    done: (placements: readonly PlacementView[]) => boolean | Promise<boolean>,
  ): Promise<readonly PlacementView[]> {
    const abort = new AbortController();
    try {
      const { index } = await this.client.listPlacements({ stack });
      let placements = await this.placements(stack);
      if (await done(placements)) return placements;
      for await (const _ of this.client.watch({ fromIndex: index + 1 }, abort.signal)) {
        placements = await this.placements(stack);
        if (await done(placements)) return placements;
      }
      throw new Error('the watch ended');
    } finally {
      abort.abort();
    }
  }

  async running(stack: string, count: number): Promise<readonly PlacementView[]> {
    return this.until(stack, (placements) => {
      const running = placements.filter((it) => it.observed === 'running' && it.desired === 'running');
      return running.length === count && placements.length === count;
    });
  }

  async #close(): Promise<void> {
    this.#client?.close();
    for (const program of this.#agents.values()) await kill(program);
    await kill(this.#coordinator);
    // Some end by themselves meanwhile.
    for (let left = await this.survivors(); left.length > 0; left = await this.survivors()) {
      for (const pid of left) endNow(pid);
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    for (const { ready } of this.#agents.values()) await removeGroups(ready.group as string);
    await rm(this.folder, { recursive: true, force: true, maxRetries: 5 });
  }

  /** Live processes of this cluster: nothing of it may outlive the test. */
  survivors(): Promise<number[]> {
    return processesOf(this.folder);
  }
}

function endNow(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code !== 'ESRCH') throw thrown;
  }
}

/** What agents that were killed could not remove. */
export async function removeGroups(group: string): Promise<void> {
  for (const controller of ['', 'memory', 'cpu', 'pids']) {
    const folder = join('/sys/fs/cgroup', controller, group);
    const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
    for (const entry of entries)
      if (entry.isDirectory()) await rmdir(join(folder, entry.name)).catch(() => {});
    await rmdir(folder).catch(() => {});
  }
}

/**
 * Everything runs at the same time on one host: each test file (a thread), and in it each agent, has its own ports. All are below
 * those that Linux gives to clients: where one of those is used, nobody may listen for a minute.
 */
const FIRST_PORT = 20_000 + (threadId % 30) * 400;
const PORTS_PER_AGENT = 20;
let agents = 0;

/** Starts a program of ours, and waits for its line that says it is ready. `where`: how a command is run elsewhere. */
export async function start(
  path: string,
  args: readonly string[],
  home: string,
  where: (command: readonly string[]) => [string, string[]] = ([program = '', ...rest]) => [program, rest],
): Promise<Program> {
  const child = spawn(...where([process.execPath, path, ...args]), {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, HOME: home },
  });
  let stdout = '';
  let stderr = '';
  child.stderr.on('data', (data: Buffer) => {
    stderr += data;
  });
  const ended = new Promise<number>((resolve) => {
    child.on('close', (code) => resolve(code ?? 128));
  });
  const ready = await new Promise<Readonly<Record<string, unknown>>>((resolve, reject) => {
    child.stdout.on('data', (data: Buffer) => {
      stdout += data;
      const line = stdout.split('\n').find((text) => text.startsWith('{"ready"'));
      if (line !== undefined && stdout.includes('\n')) resolve(JSON.parse(line));
    });
    ended.then((code) => reject(new NotReady(code, stderr))).catch(reject);
  });
  return { child, ready, stderr: () => stderr, ended };
}

/** A program ended instead of becoming ready. */
export class NotReady extends Error {
  readonly code: number;
  readonly stderr: string;

  constructor(code: number, stderr: string) {
    super(`ended with code ${code} before it was ready: ${stderr}`);
    this.code = code;
    this.stderr = stderr;
  }
}

export async function kill(program: Program | undefined): Promise<void> {
  if (!program || program.child.exitCode !== null || program.child.signalCode !== null) return;
  program.child.kill('SIGKILL');
  await program.ended;
}

/** The program's own code, without its start. Whether the process of a command ends, help-examples.test.ts shows of each. */
export async function berth(args: readonly string[], env: NodeJS.ProcessEnv): Promise<Finished> {
  if (STARTS_PROGRAMS.test(args.join(' '))) return run(process.execPath, [CLI, ...args], env);
  // Only here: it takes its time to load.
  const { commandLine } = await import('@berth/cli');
  const [stdout, stderr] = [new Said(), new Said()];
  const { signal } = new AbortController();
  const code = await commandLine(args, { env, stdin: Readable.from([]), stdout, stderr, signal });
  return { code, stdout: stdout.text, stderr: stderr.text };
}

/** Their errors go to the standard error of the process. */
const STARTS_PROGRAMS = /^(up|agent(?! update)|coordinator(?! ls)|ledger (recover|migrate))\b/;

class Said extends Writable {
  readonly #parts: Buffer[] = [];

  get text(): string {
    return Buffer.concat(this.#parts).toString();
  }

  override _write(part: Buffer, _encoding: string, done: () => void): void {
    this.#parts.push(part);
    done();
  }
}

export function run(command: string, args: readonly string[], env: NodeJS.ProcessEnv): Promise<Finished> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'], env });
    let stdout = '';
    let stderr = '';
    child.stdout.on('data', (data: Buffer) => {
      stdout += data;
    });
    child.stderr.on('data', (data: Buffer) => {
      stderr += data;
    });
    child.on('error', reject);
    child.on('close', (code) => resolve({ code: code ?? 128, stdout, stderr }));
  });
}

export { AGENT, CLI, COORDINATOR, ROOT };
