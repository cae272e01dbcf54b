/** The servers and coordinators of `berth up --replicated`: three of each, so that any one may end. */
import { join } from 'node:path';
import type { Effects, Program } from '../effects.js';

export type ReplicatedOptions = {
  readonly data: string;
  /** Of the first coordinator; the next ones are 100 ports above. */
  readonly control: string;
  readonly fleet: string;
  /** Of the first nats-server; the next ones, and the ports between servers, are above. */
  readonly natsPort: number;
  readonly insecure: boolean;
};

/** All coordinators of this machine share one authority. */
export function authorityFlags({ data, insecure }: Pick<ReplicatedOptions, 'data' | 'insecure'>): string[] {
  return insecure ? [] : ['--authority', join(data, 'authority')];
}

export type ReplicatedPrograms = {
  /** Flags by which agents find NATS. */
  readonly natsFlags: readonly string[];
  /** Control addresses of all coordinators, as a list for clients. */
  readonly control: string;
  /** Where hosts join, and who may ask: of the first coordinator. */
  readonly enrol?: string;
  readonly identity?: string;
};

const REPLICAS = 3;
const PORTS_APART = 100;
const ROUTES_ABOVE = 10;

/** Resolves when all of them are ready. `started` hears of each program, also when another one fails. */
export async function startReplicated(
  options: ReplicatedOptions,
  effects: Effects,
  started: (kind: 'nats' | 'coordinator', program: Program) => void,
): Promise<ReplicatedPrograms> {
  const all = Array.from({ length: REPLICAS }, (_, at) => at);
  const servers: Program[] = [];
  for (const at of all) {
    const folder = join(options.data, `nats-${at + 1}`);
    const server = effects.startNats(folder, serverConfig(folder, at, options), options.natsPort + at);
    started('nats', server);
    servers.push(server);
  }
  await Promise.all(servers.map(({ ready }) => ready));
  const natsFlags = all.flatMap((at) => ['--nats', `nats://127.0.0.1:${options.natsPort + at}`]);
  const coordinators = all.map((at) => {
    const coordinator = effects.start('coordinator', [
      ...['--replicated', '--name', `c${at + 1}`, '--data', join(options.data, `c${at + 1}`)],
      ...['--control', shifted(options.control, at), '--fleet', shifted(options.fleet, at)],
      ...[...natsFlags, ...authorityFlags(options), '--log-level', 'error'],
    ]);
    started('coordinator', coordinator);
    return coordinator;
  });
  const ready = await Promise.all(coordinators.map((coordinator) => coordinator.ready));
  const [{ enrol, identity } = {}] = ready as Readonly<Record<string, string>>[];
  return {
    ...{ natsFlags, control: ready.map(({ control }) => control).join(',') },
    ...(enrol !== undefined && { enrol }),
    ...(identity !== undefined && { identity }),
  };
}

/** On loopback, with every message on disk before it is acknowledged. */
function serverConfig(folder: string, at: number, { natsPort }: ReplicatedOptions): string {
  const route = (other: number) => natsPort + ROUTES_ABOVE + other;
  const routes = Array.from({ length: REPLICAS }, (_, other) => `"nats://127.0.0.1:${route(other)}"`);
  return [
    `server_name: nats-${at + 1}`,
    `listen: "127.0.0.1:${natsPort + at}"`,
    `jetstream { store_dir: ${JSON.stringify(folder)}, sync_interval: always }`,
    'max_payload: 8MB',
    `cluster { name: berth, listen: "127.0.0.1:${route(at)}", routes: [${routes.join(', ')}] }`,
    '',
  ].join('\n');
}

function shifted(address: string, at: number): string {
  const [, host = '', port = '0'] = /^(.*):(\d+)$/.exec(address) ?? [];
  return `${host}:${Number(port) + at * PORTS_APART}`;
}
