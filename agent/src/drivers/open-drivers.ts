/** The drivers of this node: processes always, containers where there is an engine. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { BerthError, type Clock, type Log, type NodeInfo } from '@berth/core';
import { ConfiguredDriver, type SecretSource } from '../configuration/configured-driver.js';
import { RunFolders } from '../configuration/run-folders.js';
import { VolumeStore } from '../volumes/volume-store.js';
import type { Driver } from './driver.js';
import { DriverSet } from './driver-set.js';
import { ProcessDriver } from './process/process-driver.js';
import type { RunIsolationOptions } from './process/run-isolation.js';

/** Where engines listen that the operator has not said anything about, in this order. */
const SOCKETS = ['/run/podman/podman.sock', '/var/run/docker.sock'];
/** An engine may come up after the agent. */
const ASK_AGAIN_MS = 15_000;

export type DriverOptions = RunIsolationOptions & {
  readonly folder: string;
  readonly group: string;
  readonly node: NodeInfo;
  readonly clock: Clock;
  readonly log: Log;
  readonly path: string;
  /** "auto", "none", or the path of a socket. */
  readonly engine: string;
  readonly archives?: string;
  readonly authFile?: string;
  readonly keepImagesMs: number;
  readonly secrets: SecretSource;
};

export type OpenDrivers = {
  readonly driver: Driver;
  readonly processes: ProcessDriver;
  readonly volumes: VolumeStore;
  /** Calls back once, with all attributes, when an engine answers that did not at first. */
  readonly onEngine: (found: (attributes: Readonly<Record<string, string>>) => void) => void;
  readonly close: () => Promise<void>;
};

export async function openDrivers(options: DriverOptions): Promise<OpenDrivers> {
  const { folder, clock, log } = options;
  const opening = VolumeStore.open({ folder: join(folder, 'volumes'), path: options.path, log });
  const processes = await ProcessDriver.open({ ...options, folder: join(folder, 'runs') });
  const socket = socketOf(options.engine);
  const containers = socket === undefined ? undefined : await openContainers(socket, options);
  const folders = await RunFolders.open(options.group, join(folder, 'files'));
  const volumes = await opening;
  const driver = new ConfiguredDriver({
    ...{ folders, volumes, clock, log, node: options.node, secrets: options.secrets },
    driver: new DriverSet(processes, containers),
  });
  if (containers)
    await containers
      .sweep()
      .catch((thrown: unknown) => log.warn('no sweep of containers', { why: String(thrown) }));
  let cancel = () => {};
  const onEngine: OpenDrivers['onEngine'] = (found) => {
    if (!containers) return;
    const ask = () => {
      cancel = clock.schedule(ASK_AGAIN_MS, async () => {
        if (Object.keys(await containers.attributes()).length === 0) ask();
        else found(await driver.attributes());
      });
    };
    ask();
  };
  return {
    driver,
    processes,
    volumes,
    onEngine,
    close: async () => {
      cancel();
      containers?.close();
      await processes.close();
      await folders.close();
    },
  };
}

function socketOf(engine: string): string | undefined {
  if (engine === 'none') return undefined;
  if (engine === 'auto') return SOCKETS.find((path) => existsSync(path));
  const path = engine.replace(/^unix:\/\//, '');
  if (!path.startsWith('/')) {
    const write = 'write the path of its socket, auto or none';
    throw new BerthError('invalid_request', `--container-engine "${engine}": ${write}`);
  }
  return path;
}

/** Loaded on demand: most nodes of a fleet may have no engine. */
async function openContainers(socket: string, options: DriverOptions) {
  const { ContainerDriver } = await import('./container/container-driver.js');
  return ContainerDriver.open({ ...options, socket, folder: join(options.folder, 'containers') });
}
