/** What a run is told: its command with the names filled in, and its environment. */
import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, isAbsolute, join, resolve } from 'node:path';
import { BerthError, type Claim, coresOf, type NodeInfo, volumeVariable, WHOLE_DEVICE } from '@berth/core';
import type { StartRequest } from '../driver.js';

export type HostEnvironment = { readonly path: string };

/** Names the folder of the run, which no other run on this host has: by it, processes are recognised as the run's. */
export const RUN_VARIABLE = 'BERTH_RUN';

/** Runs see this and what their stack says, nothing of the agent's own environment. */
export function environmentOf(
  request: StartRequest,
  node: NodeInfo,
  host: HostEnvironment,
  folder: string,
  runFolder: string,
): Record<string, string> {
  const environment: Record<string, string> = {
    PATH: host.path,
    HOME: folder,
    LANG: 'C.UTF-8',
    ...variablesOf(request, node),
    [RUN_VARIABLE]: runFolder,
  };
  for (const [name, value] of Object.entries(request.run.process.env))
    environment[name] = fill(value, request, node);
  return environment;
}

/** What Berth tells a run, whatever it runs in. */
export function variablesOf(request: StartRequest, node: NodeInfo): Record<string, string> {
  const { claim, placement, workload, replica, attempt } = request;
  const ports = Object.entries(claim.ports);
  const variables: Record<string, string> = {
    BERTH_NODE: node.id,
    BERTH_SITE: node.site,
    BERTH_REGION: node.region,
    BERTH_PLACEMENT: placement,
    BERTH_WORKLOAD: workload,
    BERTH_REPLICA: String(replica),
    BERTH_ATTEMPT: String(attempt),
    ...(request.endpointsFile !== undefined && { BERTH_ENDPOINTS_FILE: request.endpointsFile }),
    ...(request.files && { BERTH_FILES: request.files.folder }),
  };
  for (const [name, port] of ports)
    variables[`BERTH_PORT_${name.toUpperCase().replaceAll('-', '_')}`] = String(port);
  if (ports.length === 1) variables.PORT = String(ports[0]?.[1]);
  Object.assign(variables, deviceVariables(claim.devices));
  for (const { name, path, target = path } of request.volumes?.all ?? [])
    variables[volumeVariable(name)] = target;
  const cores = coresOf(claim);
  if (cores.length > 0) variables.BERTH_CORES = cores.join(',');
  return variables;
}

/** What the loader, the C library and shells obey: it is given to a run only after it has become its user. */
const OBEYED =
  /^(LD_|GLIBC_|MALLOC_|BASH|RES_|GCONV_PATH$|GETCONF_DIR$|HOSTALIASES$|LOCALDOMAIN$|LOCPATH$|NIS_PATH$|NLSPATH$|RESOLV_HOST_CONF$|TZDIR$|TMPDIR$|ENV$|PS4$|SHELLOPTS$|IFS$)/;

/** Apart: the variables that a program of the agent's own user must not see, as NAME=VALUE. */
export function withoutObeyed(environment: Readonly<Record<string, string>>): {
  readonly harmless: Record<string, string>;
  readonly obeyed: readonly string[];
} {
  const entries = Object.entries(environment);
  return {
    harmless: Object.fromEntries(entries.filter(([name]) => !OBEYED.test(name))),
    obeyed: entries.filter(([name]) => OBEYED.test(name)).map(([name, value]) => `${name}=${value}`),
  };
}

/** The second variable only where a share is held: who asks for whole devices need not know of shares. */
function deviceVariables(devices: Claim['devices']): Record<string, string> {
  const names = Object.keys(devices);
  if (names.length === 0) return {};
  const shares = Object.values(devices);
  return {
    BERTH_DEVICES: names.join(','),
    ...(shares.some((share) => share < WHOLE_DEVICE) && { BERTH_DEVICE_MILLIS: shares.join(',') }),
  };
}

/** Fills in `${port.NAME}`, `${files}`, `${replica}` and a few facts of the node; `$${` stays `${`. */
export function fill(text: string, request: StartRequest, node: NodeInfo): string {
  return text.replace(/\$(\$\{)|\$\{([^}]*)\}/g, (whole, escaped: string | undefined, name: string) => {
    if (escaped) return escaped;
    return factOf(name, request, node) ?? whole;
  });
}

/** What a name stands for that needs no secret; undefined when it is none. */
export function factOf(name: string, request: StartRequest, node: NodeInfo): string | undefined {
  if (name === 'replica') return String(request.replica);
  if (name === 'node.id') return node.id;
  if (name === 'node.site') return node.site;
  if (name === 'node.address') return node.address;
  if (name === 'files') return request.files?.folder;
  const port = name.startsWith('port.') ? request.claim.ports[name.slice('port.'.length)] : undefined;
  return port === undefined ? undefined : String(port);
}

/** The program's path, so that a missing one is said in words and not by a shell's exit code. */
export function findProgram(program: string, workingDirectory: string, path: string): string {
  if (program.includes('/'))
    return checked(program, isAbsolute(program) ? program : resolve(workingDirectory, program));
  for (const folder of path.split(delimiter)) {
    const candidate = join(folder, program);
    if (isProgram(candidate)) return candidate;
  }
  throw new BerthError('not_found', `cannot run "${program}": there is no such program in ${path}`);
}

function checked(program: string, path: string): string {
  if (isProgram(path)) return path;
  throw new BerthError('not_found', `cannot run "${program}": ${path} does not exist or may not be executed`);
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
