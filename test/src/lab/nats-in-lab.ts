/** A real nats-server on one host of the lab, set up by `berth nats config`. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CLI, run } from '../e2e/cluster.js';
import type { Namespaces } from '../e2e/namespaces.js';
import { natsServerProgram } from '../nats/servers.js';
import { pause } from './lab-host.js';

export class NatsInLab {
  readonly cluster = 'lab';
  readonly #namespaces: Namespaces;
  readonly #host: string;
  readonly #listen: string;
  readonly #folder: string;
  #child: ChildProcess | undefined;
  #output = '';

  constructor(namespaces: Namespaces, host: string, listen: string, folder: string) {
    this.#namespaces = namespaces;
    this.#host = host;
    this.#listen = listen;
    this.#folder = folder;
  }

  /** With a key for each of these nodes. */
  async start(...nodes: string[]): Promise<void> {
    await mkdir(this.#folder, { recursive: true });
    const named = nodes.flatMap((node) => ['--node', node]);
    const config = [
      'nats',
      'config',
      '--out',
      this.#folder,
      '--cluster',
      this.cluster,
      '--listen',
      this.#listen,
    ];
    const written = await run(process.execPath, [CLI, ...config, ...named, '--json'], {
      PATH: process.env.PATH,
    });
    if (written.code !== 0) throw new Error(written.stderr);
    const file = (JSON.parse(written.stdout) as { config: string }).config;
    const child = spawn(...this.#namespaces.on(this.#host, [natsServerProgram(), '-c', file]), {
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    this.#child = child;
    child.stderr?.on('data', (data: Buffer) => {
      this.#output += data;
    });
    while (!this.#output.includes('Server is ready')) {
      if (child.exitCode !== null) throw new Error(`nats-server ended: ${this.#output}`);
      await pause();
    }
  }

  /** File with the key of a user: "coordinator", "agent-NODE". */
  seed(user: string): string {
    return join(this.#folder, 'keys', `${user}.seed`);
  }

  async secret(user: string): Promise<string> {
    return readFile(this.seed(user), 'utf8');
  }

  /** What it has logged. */
  get output(): string {
    return this.#output;
  }

  async stop(): Promise<void> {
    const child = this.#child;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    await ended;
  }
}
