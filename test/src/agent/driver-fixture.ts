/** A real process driver in a folder of its own, and words to ask it for runs. Nothing of it outlives its test. */
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Driver, RunExit, RunHandle, StartRequest } from '@berth/agent';
import { ProcessDriver } from '@berth/agent/testing';
import {
  type Claim,
  type IsolationLevel,
  type Log,
  type PlacementId,
  placementId,
  type RunSpec,
  workloadKey,
} from '@berth/core';
import { systemClock } from '@berth/runtime';
import type { ExecutionContext } from 'ava';
import { nodeInfo, workload } from '../core/cluster-fixture.js';

export const QUIET: Log = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

/** Starts nothing, and writes down what it was to start. */
export function driverOfWords(started: Set<string>): Driver {
  return {
    name: 'words',
    attributes: async () => ({}),
    start: async ({ placement }) => {
      started.add(placement);
      return { driver: 'words', placement };
    },
    find: async () => undefined,
    isAlive: async () => true,
    wait: () => new Promise(() => {}),
    stop: async () => {},
    fence: async () => {},
    remove: async () => {},
    logs: async function* () {},
  };
}

export const PATH = process.env.PATH ?? '/usr/bin:/bin';
const KEY = workloadKey('shop', 'web');
const STOP = { signal: 'SIGTERM', graceMs: 5_000 };

export type RunWish = {
  readonly replica?: number;
  readonly attempt?: number;
  readonly env?: Readonly<Record<string, string>>;
  readonly process?: Partial<RunSpec['process']>;
  readonly memoryMiB?: number;
  readonly exclusiveAfterMs?: number;
  readonly leaseLeftMs?: number;
  readonly claim?: Partial<Claim>;
  readonly files?: StartRequest['files'];
};

/** A request to run a command as replica 0 of shop/web, but for what is said. */
export function runRequest(command: readonly string[], wish: RunWish = {}): StartRequest {
  const { replica = 0, attempt = 0, env = {}, memoryMiB = 64, exclusiveAfterMs, leaseLeftMs = 15_000 } = wish;
  const { files } = wish;
  const { run } = workload();
  const resources = { ...run.resources, quantities: { cpu: 100, memory: memoryMiB } };
  return {
    placement: placementId(KEY, replica, 1),
    ...{ workload: KEY, replica, generation: 1, attempt },
    run: {
      ...run,
      resources,
      process: { ...run.process, command, env, ...wish.process },
      ...(exclusiveAfterMs !== undefined && { exclusiveAfterMs }),
    },
    claim: { quantities: {}, ports: {}, devices: {}, ...wish.claim },
    ...(files && { files }),
    ...(exclusiveAfterMs !== undefined && { fenceLeftMs: () => leaseLeftMs }),
  };
}

export class DriverFixture {
  readonly folder: string;
  readonly driver: ProcessDriver;
  readonly #abort = new AbortController();
  readonly #runs: { readonly request: StartRequest; readonly handle: RunHandle }[] = [];

  private constructor(folder: string, driver: ProcessDriver) {
    this.folder = folder;
    this.driver = driver;
  }

  static async open(t: ExecutionContext): Promise<DriverFixture> {
    const folder = await mkdtemp(join(tmpdir(), 'berth-driver-'));
    // Users of runs find their folders by their paths.
    await chmod(folder, 0o711);
    const fixture = new DriverFixture(folder, await openDriver(folder));
    t.teardown(() => fixture.#close());
    return fixture;
  }

  get isolated(): boolean {
    return this.driver.cgroups !== 'none';
  }

  async start(command: readonly string[], wish: RunWish = {}): Promise<RunHandle> {
    const request = runRequest(command, wish);
    const handle = await this.driver.start(request);
    this.#runs.push({ request, handle });
    return handle;
  }

  /** A script of the shell, as the workload. */
  script(text: string, wish: RunWish = {}): Promise<RunHandle> {
    return this.start(['/bin/sh', '-c', text], wish);
  }

  end(handle: RunHandle): Promise<RunExit> {
    return this.driver.wait(handle, this.#abort.signal);
  }

  stop(handle: RunHandle, options: Partial<typeof STOP> = {}): Promise<void> {
    return this.driver.stop(handle, { ...STOP, ...options });
  }

  async output(placement: PlacementId = runRequest([]).placement, tailBytes = 1e6): Promise<string> {
    const parts: Uint8Array[] = [];
    const options = { follow: false, tailBytes };
    for await (const part of this.driver.logs(placement, options, this.#abort.signal)) parts.push(part.data);
    return Buffer.concat(parts).toString();
  }

  /** The first output that matches. */
  async says(pattern: RegExp, placement: PlacementId = runRequest([]).placement): Promise<RegExpExecArray> {
    const options = { follow: true, tailBytes: 1e6 };
    let text = '';
    for await (const part of this.driver.logs(placement, options, this.#abort.signal)) {
      text += Buffer.from(part.data).toString();
      const match = pattern.exec(text);
      if (match) return match;
    }
    throw new Error(`the output ended without ${pattern}: ${text}`);
  }

  async #close(): Promise<void> {
    this.#abort.abort();
    for (const { handle, request } of this.#runs) {
      await this.stop(handle, { graceMs: 0 });
      await this.driver.remove(request.placement);
    }
    await this.driver.close();
    await rm(this.folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** The name of the group comes from the folder: a second driver in the same folder sees the same runs. */
export function openDriver(folder: string, isolation: IsolationLevel = 'none'): Promise<ProcessDriver> {
  return ProcessDriver.open({
    folder: join(folder, 'runs'),
    group: folder.replace(/^.*\//, ''),
    node: nodeInfo('a', { site: 'melbourne', region: 'oceania' }),
    clock: systemClock(),
    log: QUIET,
    path: PATH,
    hidden: folder,
    users: { first: 1_900_000_000, last: 1_900_065_535, folder: join(folder, 'users') },
    isolation,
  });
}
