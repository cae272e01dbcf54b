/** What an engine is told to make: a pure function of the request, so that every protection can be read in one place. */
import { dirname, join } from 'node:path';
import { type ContainerSpec, coresOf, type NodeInfo } from '@berth/core';
import type { StartRequest } from '../driver.js';
import { fill, variablesOf } from '../process/environment.js';

/** The engine's own copy of the output, from which the agent copies. */
const ENGINE_LOG = '8m';
const ENDPOINTS = '/run/berth/endpoints';
const FILES = '/run/berth/files';

export type CreateWish = {
  readonly image: string;
  readonly labels: Readonly<Record<string, string>>;
  /** Podman fills a folder in memory with what the image has there, and takes over its owner, unless told otherwise. */
  readonly isPodman: boolean;
  /** The private folder of the placement, absolute. */
  readonly work: string;
};

export function createBody(
  request: StartRequest,
  spec: ContainerSpec,
  node: NodeInfo,
  wish: CreateWish,
): object {
  const { process: program, resources } = request.run;
  const inside = asSeenInside(request, spec);
  const text = (part: string) => fill(part, inside, node);
  const { command } = program;
  const published = spec.network === 'bridge' ? Object.entries(request.claim.ports) : [];
  const portOf = ([name, number]: [string, number]) => {
    const listens = spec.ports[name] ?? { number, protocol: 'tcp' };
    return `${listens.number}/${listens.protocol}`;
  };
  const environment = Object.entries({
    ...variablesOf(inside, node),
    ...Object.fromEntries(Object.entries(program.env).map(([name, value]) => [name, text(value)])),
  });
  return {
    Image: wish.image,
    ...(command.length > 0 && { Entrypoint: command.map(text), Cmd: (spec.args ?? []).map(text) }),
    ...(command.length === 0 && spec.args && { Cmd: spec.args.map(text) }),
    Env: environment.map(([name, value]) => `${name}=${value}`),
    ...(program.workingDirectory !== undefined && { WorkingDir: program.workingDirectory }),
    ...(spec.user !== undefined && { User: spec.user }),
    StopSignal: program.stopSignal,
    Labels: wish.labels,
    ExposedPorts: Object.fromEntries(published.map((port) => [portOf(port), {}])),
    HostConfig: {
      ...limits(resources.quantities, spec),
      ...(coresOf(request.claim).length > 0 && { CpusetCpus: coresOf(request.claim).join(',') }),
      NetworkMode: spec.network,
      PortBindings: Object.fromEntries(
        published.map((port) => [portOf(port), [{ HostPort: String(port[1]) }]]),
      ),
      ReadonlyRootfs: spec.readOnlyRoot,
      CapDrop: ['ALL'],
      CapAdd: spec.capabilities,
      SecurityOpt: ['no-new-privileges'],
      Privileged: false,
      Tmpfs: Object.fromEntries(
        spec.tmpfs.map(({ target, sizeMiB }) => [
          target,
          `rw,nosuid,nodev,size=${sizeMiB}m,mode=1777${wish.isPodman ? ',notmpcopyup' : ''}`,
        ]),
      ),
      Binds: binds(request, spec, wish.work),
      ...deviceOptions(spec.devices),
      // Berth decides what is started again.
      RestartPolicy: { Name: 'no' },
      LogConfig: { Type: 'json-file', Config: { 'max-size': ENGINE_LOG } },
    },
  };
}

/** The ports that the program listens on, which templates and variables are about, and what Berth shows it in its place. */
export function asSeenInside(request: StartRequest, spec: ContainerSpec): StartRequest {
  const ports = Object.entries(request.claim.ports).map(([name, number]) => [
    name,
    spec.ports[name]?.number ?? number,
  ]);
  return {
    ...request,
    claim: { ...request.claim, ports: Object.fromEntries(ports) as Record<string, number> },
    ...(request.endpointsFile !== undefined && { endpointsFile: `${ENDPOINTS}/endpoints.json` }),
    ...(request.files && { files: { ...request.files, folder: FILES } }),
  };
}

/** Memory is a hard limit without swap; cpu a share under contention (ADR 0013), and a ceiling where one is wanted. */
function limits(quantities: Readonly<Record<string, number>>, spec: ContainerSpec): object {
  return {
    ...sizeLimits(quantities),
    ...(spec.cpuMillisMax !== undefined && { CpuPeriod: 100_000, CpuQuota: spec.cpuMillisMax * 100 }),
    PidsLimit: spec.pidsMax,
  };
}

/** What of it may change while it runs. */
export function sizeLimits({ cpu = 0, memory = 0 }: Readonly<Record<string, number>>): {
  readonly Memory?: number;
  readonly MemorySwap?: number;
  readonly CpuShares: number;
} {
  const bytes = memory * 2 ** 20;
  return {
    ...(memory > 0 && { Memory: bytes, MemorySwap: bytes }),
    CpuShares: Math.max(2, Math.round((cpu * 1024) / 1000)),
  };
}

/** Where the private folder of a mount without a source is. */
export function privateFolder(work: string, target: string): string {
  return join(work, target);
}

function binds({ endpointsFile, files, volumes }: StartRequest, spec: ContainerSpec, work: string): string[] {
  const mounts = spec.mounts.map(
    ({ source, target, readOnly }) =>
      `${source ?? privateFolder(work, target)}:${target}:${readOnly ? 'ro' : 'rw'}`,
  );
  return [
    ...mounts,
    ...(volumes?.all ?? []).map(
      ({ path, target = path, readOnly }) => `${path}:${target}:${readOnly ? 'ro' : 'rw'}`,
    ),
    ...(endpointsFile === undefined ? [] : [`${dirname(endpointsFile)}:${ENDPOINTS}:ro`]),
    ...(files ? [`${files.folder}:${FILES}:ro`] : []),
  ];
}

function deviceOptions(devices: readonly string[]): object {
  const paths = devices.filter((device) => device.startsWith('/'));
  const named = devices.filter((device) => !device.startsWith('/'));
  return {
    Devices: paths.map((path) => ({ PathOnHost: path, PathInContainer: path, CgroupPermissions: 'rw' })),
    ...(named.length > 0 && { DeviceRequests: [{ Driver: 'cdi', DeviceIDs: named }] }),
  };
}
