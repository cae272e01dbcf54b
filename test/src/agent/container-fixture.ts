/** A container driver on a real Podman, and words to ask it for runs. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import type { RunExit, RunHandle, StartRequest } from '@berth/agent';
import { ContainerDriver, type ContainerDriverOptions } from '@berth/agent/testing';
import type { ContainerSpec, PlacementId } from '@berth/core';
import { systemClock } from '@berth/runtime';
import type { ExecutionContext } from 'ava';
import type { DriverSubject } from '../conformance/driver.js';
import { nodeInfo } from '../core/cluster-fixture.js';
import { QUIET, type RunWish, runRequest } from './driver-fixture.js';
import { IMAGE, type Podman } from './podman.js';

export type ContainerWish = RunWish & { readonly container?: Partial<ContainerSpec> };

const SPEC: ContainerSpec = {
  image: IMAGE,
  readOnlyRoot: true,
  capabilities: [],
  mounts: [],
  tmpfs: [{ target: '/tmp', sizeMiB: 16 }],
  devices: [],
  network: 'none',
  ports: {},
  pidsMax: 64,
};

export function containerRequest(command: readonly string[], wish: ContainerWish = {}): StartRequest {
  const request = runRequest(command, wish);
  return { ...request, run: { ...request.run, container: { ...SPEC, ...wish.container } } };
}

export class ContainerFixture implements DriverSubject {
  readonly folder: string;
  readonly driver: ContainerDriver;
  readonly podman: Podman;
  readonly #drivers: ContainerDriver[] = [];
  readonly #abort = new AbortController();
  readonly #placements = new Set<PlacementId>();

  private constructor(folder: string, podman: Podman, driver: ContainerDriver) {
    this.folder = folder;
    this.podman = podman;
    this.driver = driver;
    this.#drivers.push(driver);
  }

  static async open(
    t: ExecutionContext,
    podman: Podman,
    options: Partial<ContainerDriverOptions> = {},
  ): Promise<ContainerFixture> {
    const folder = await mkdtemp(join(tmpdir(), 'berth-containers-'));
    const fixture = new ContainerFixture(folder, podman, await openDriver(folder, podman, options));
    t.teardown(() => fixture.#close());
    return fixture;
  }

  async start(command: readonly string[], wish: ContainerWish = {}): Promise<RunHandle> {
    const request = containerRequest(command, wish);
    this.#placements.add(request.placement);
    return this.driver.start(request);
  }

  script(text: string, wish: ContainerWish = {}): Promise<RunHandle> {
    return this.start(['/bin/sh', '-c', text], wish);
  }

  end(handle: RunHandle): Promise<RunExit> {
    return this.driver.wait(handle, this.#abort.signal);
  }

  stop(handle: RunHandle, options: { signal?: string; graceMs?: number } = {}): Promise<void> {
    return this.driver.stop(handle, { signal: 'SIGTERM', graceMs: 5_000, ...options });
  }

  async output(placement: PlacementId = containerRequest([]).placement): Promise<string> {
    const parts: Uint8Array[] = [];
    const options = { follow: false, tailBytes: 1e6 };
    for await (const part of this.driver.logs(placement, options, this.#abort.signal)) parts.push(part.data);
    return Buffer.concat(parts).toString();
  }

  /** The first output that matches: once somebody waits for the run. */
  async says(pattern: RegExp): Promise<RegExpExecArray> {
    for (;;) {
      const match = pattern.exec(await this.output());
      if (match) return match;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  async next(): Promise<ContainerDriver> {
    const driver = await openDriver(this.folder, this.podman, {});
    this.#drivers.push(driver);
    return driver;
  }

  isAlive(handle: RunHandle): Promise<boolean> {
    return this.podman.isRunning(String(handle.container));
  }

  async #close(): Promise<void> {
    this.#abort.abort();
    for (const placement of this.#placements) await this.driver.remove(placement);
    for (const driver of this.#drivers) driver.close();
    await rm(this.folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

function openDriver(
  folder: string,
  podman: Podman,
  options: Partial<ContainerDriverOptions>,
): Promise<ContainerDriver> {
  return ContainerDriver.open({
    folder: join(folder, 'containers'),
    group: basename(folder),
    node: nodeInfo('a', { site: 'melbourne', region: 'oceania' }),
    clock: systemClock(),
    log: QUIET,
    socket: podman.socket,
    keepImagesMs: 60_000,
    path: process.env.PATH ?? '',
    ...options,
  });
}
