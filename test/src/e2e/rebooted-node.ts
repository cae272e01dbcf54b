/**
 * An agent that sees a boot id of its own, in a mount namespace, so that its host can be rebooted: all that runs on it is
 * killed, and the next agent sees another boot. Needs to be root.
 */
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { ExecutionContext } from 'ava';
import { AGENT } from './cluster.js';
import { processesOf } from './processes.js';

const run = promisify(execFile);

export type NodeOptions = {
  readonly folder: string;
  readonly node: string;
  readonly coordinator: string;
  /** 20 are its own from here. */
  readonly firstPort: number;
  readonly flags?: readonly string[];
};

/** Whether this user may have mounts of its own. */
export async function canReboot(t: ExecutionContext): Promise<boolean> {
  const able = await run('unshare', ['--mount', 'true']).then(
    () => true,
    () => false,
  );
  if (!able) t.log('not tested: this user may not have mounts of its own');
  return able;
}

export class RebootedNode {
  readonly #options: NodeOptions;
  #child: ChildProcess | undefined;
  #stderr = '';

  constructor(t: Pick<ExecutionContext, 'teardown'>, options: NodeOptions) {
    this.#options = options;
    t.teardown(() => this.powerOff());
  }

  get stderr(): string {
    return this.#stderr;
  }

  get data(): string {
    return join(this.#options.folder, this.#options.node);
  }

  /** Does not wait for a coordinator: there may be none. */
  async start(): Promise<void> {
    const { folder, node, coordinator, firstPort, flags = [] } = this.#options;
    const boot = join(folder, `${node}.boot-id`);
    const child = spawn(
      'unshare',
      [
        ...['--mount', '--propagation', 'private', 'sh', '-c'],
        'mount --bind "$1" /proc/sys/kernel/random/boot_id && shift && exec "$@"',
        ...['sh', boot, process.execPath, AGENT, '--data', this.data, '--node', node, '--site', 'cellar'],
        ...['--coordinator', coordinator, '--ports', `${firstPort}-${firstPort + 19}`, ...flags],
      ],
      { stdio: ['ignore', 'ignore', 'pipe'], env: { ...process.env, HOME: folder } },
    );
    child.stderr.on('data', (data: Buffer) => {
      this.#stderr += data;
    });
    this.#child = child;
  }

  async boot(): Promise<void> {
    await writeFile(join(this.#options.folder, `${this.#options.node}.boot-id`), `${randomUUID()}\n`);
    await this.start();
  }

  /** kill -9 of the agent alone. */
  async killAgent(): Promise<void> {
    const child = this.#child;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGKILL');
    await ended;
  }

  /** Everything on this host is gone at once. */
  async powerOff(): Promise<void> {
    await this.killAgent();
    for (;;) {
      const pids = await processesOf(this.data);
      if (pids.length === 0) return;
      for (const pid of pids) {
        try {
          process.kill(pid, 'SIGKILL');
        } catch {
          // Gone by itself.
        }
      }
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }
}
