/** Real nats-servers for tests, on loopback ports of their own: one alone, or a cluster. Each is ended with its test. */

import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { freePorts } from '@berth/bench/testing';
import { ROOT } from '../tidy/source-files.js';

const START_MS = 30_000;

/** Whatever ends what is begun: a test, or a program. */
export type Scope = { readonly teardown: (end: () => Promise<void>) => void };

let found: string | undefined;

/** Path of the program that set-up found or fetched; looked for once. */
export function natsServerProgram(): string {
  found ??= execFileSync(process.execPath, [join(ROOT, 'scripts', 'nats-server.mjs')], {
    encoding: 'utf8',
  }).trim();
  return found;
}

type Teardown = Pick<Scope, 'teardown'>;

export type NatsServerOptions = {
  /** More of the configuration file, in its own syntax: accounts, permissions, limits. */
  readonly config?: string;
  /** Where a server reaches another one's route port, "host:port"; that port itself by default. */
  readonly route?: (from: string, to: string, port: number) => Promise<string>;
  /** Folder for what a server stores; its own by default. */
  readonly store?: (name: string) => Promise<string>;
};

export class NatsServer {
  readonly name: string;
  readonly url: string;
  /** Everything that it keeps on disk, but for a store that stands elsewhere. */
  readonly folder: string;
  /** Of JetStream. */
  readonly store: string;
  readonly monitorUrl: string;
  readonly #program: string;
  readonly #configFile: string;
  readonly #flags: readonly string[];
  #child: ChildProcess | undefined;
  #output = '';

  constructor(
    program: string,
    name: string,
    folder: string,
    ports: { client: number; monitor: number },
    /** A configuration that somebody else wrote; it does not name a port to look at it. */
    configFile?: string,
    store = join(folder, 'jetstream'),
  ) {
    this.#program = program;
    this.name = name;
    this.folder = folder;
    this.store = store;
    this.url = `nats://127.0.0.1:${ports.client}`;
    this.monitorUrl = `http://127.0.0.1:${ports.monitor}`;
    this.#configFile = configFile ?? join(folder, 'server.conf');
    this.#flags = configFile === undefined ? [] : ['-m', String(ports.monitor)];
  }

  get pid(): number {
    return this.#child?.pid ?? 0;
  }

  /** What it has printed. */
  get output(): string {
    return this.#output;
  }

  /** Starts it, or starts it again with what it has on disk. Resolves when it takes connections. */
  async start(): Promise<void> {
    const child = spawn(this.#program, ['-c', this.#configFile, ...this.#flags], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#child = child;
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on('data', (chunk: Buffer) => {
        this.#output += chunk.toString();
      });
    }
    for (let waited = 0; waited < START_MS; waited += 25) {
      if (child.exitCode !== null) break;
      if (await this.isHealthy()) return;
      await delay(25);
    }
    throw new Error(`${this.name} did not start: ${this.#output.split('\n').slice(-5).join(' | ')}`);
  }

  /** Takes connections; with `jetstream`, also has its part of every stream up to date. */
  async isHealthy(jetstream = false): Promise<boolean> {
    const query = jetstream ? '' : '?js-server-only=true';
    const answer = await fetch(`${this.monitorUrl}/healthz${query}`).catch(() => undefined);
    return answer?.ok ?? false;
  }

  signal(name: 'SIGKILL' | 'SIGSTOP' | 'SIGCONT' | 'SIGTERM' | 'SIGUSR2'): void {
    this.#child?.kill(name);
  }

  /** Ends it as a power cut would, but for what the kernel still writes. */
  async kill(): Promise<void> {
    const child = this.#child;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    await ended;
  }

  /** Ends it in order. */
  async stop(): Promise<void> {
    const child = this.#child;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    child.kill('SIGCONT');
    child.kill('SIGTERM');
    await Promise.race([ended, delay(5_000, undefined, { ref: false })]);
    await this.kill();
  }
}

/** One server with JetStream that syncs every message. */
export async function startNatsServer(t: Teardown, options: NatsServerOptions = {}): Promise<NatsServer> {
  const [server] = await prepare(t, 1, options);
  await (server as NatsServer).start();
  return server as NatsServer;
}

/** One server by a configuration that `write` makes, for an address and with a folder to write in. */
export async function startConfiguredServer(
  t: Teardown,
  write: (listen: string, folder: string) => Promise<string>,
): Promise<NatsServer> {
  const [client = 0, monitor = 0] = await freePorts(2);
  const folder = await mkdtemp(join(tmpdir(), 'berth-nats-'));
  t.teardown(() => rm(folder, { recursive: true, force: true }));
  const file = await write(`127.0.0.1:${client}`, folder);
  const server = new NatsServer(natsServerProgram(), 'nats-0', folder, { client, monitor }, file);
  t.teardown(() => server.stop());
  await server.start();
  return server;
}

/** Servers that share streams; resolves when they have elected a leader for them. */
export async function startNatsCluster(
  t: Teardown,
  size = 3,
  options: NatsServerOptions = {},
): Promise<NatsServer[]> {
  const servers = await prepare(t, size, options);
  await Promise.all(servers.map((server) => server.start()));
  for (let waited = 0; waited < START_MS; waited += 50) {
    const health = await Promise.all(servers.map((server) => server.isHealthy(true)));
    if (health.every((ok) => ok)) return servers;
    await delay(50);
  }
  throw new Error(
    `the servers have no leader: ${servers.map(({ output }) => output.slice(-200)).join(' | ')}`,
  );
}

async function prepare(t: Teardown, size: number, options: NatsServerOptions): Promise<NatsServer[]> {
  const program = natsServerProgram();
  const ports = await freePorts(3 * size);
  const servers: NatsServer[] = [];
  for (let at = 0; at < size; at++) {
    const [client = 0, monitor = 0] = ports.slice(3 * at);
    const name = `nats-${at}`;
    const folder = await mkdtemp(join(tmpdir(), 'berth-nats-'));
    const place = (await options.store?.(name)) ?? folder;
    const store = join(place, 'jetstream');
    const server = new NatsServer(program, name, folder, { client, monitor }, undefined, store);
    const lines = [
      `server_name: ${name}`,
      `listen: "127.0.0.1:${client}"`,
      `http: "127.0.0.1:${monitor}"`,
      // It sets room aside for whole streams, and would count what a small disk has.
      `jetstream { store_dir: ${JSON.stringify(place)}, sync_interval: always${options.store ? ', max_file_store: 4GB' : ''} }`,
      ...(options.config?.includes('max_payload') ? [] : ['max_payload: 8MB']),
      ...(size > 1 ? [await clusterConfig(at, size, ports, options)] : []),
      options.config ?? '',
    ];
    await writeFile(join(folder, 'server.conf'), lines.join('\n'));
    servers.push(server);
    t.teardown(async () => {
      await server.stop();
      await rm(folder, { recursive: true, force: true });
    });
  }
  return servers;
}

async function clusterConfig(
  at: number,
  size: number,
  ports: readonly number[],
  { route }: NatsServerOptions,
): Promise<string> {
  const routePort = (of: number) => ports[3 * of + 2] ?? 0;
  const addressOf = async (of: number): Promise<string> => {
    const itself = `127.0.0.1:${routePort(of)}`;
    // Servers find out which one is themselves, and count it.
    return of === at || !route ? itself : route(`nats-${at}`, `nats-${of}`, routePort(of));
  };
  const addresses = await Promise.all(Array.from({ length: size }, (_, of) => addressOf(of)));
  const routes = JSON.stringify(addresses.map((address) => `nats://${address}`));
  // Clients know only the addresses that they were given, so that a proxy in between cannot be passed by; servers likewise:
  // nobody listens where they tell each other to come.
  const unknown = route ? ', advertise: "127.0.0.1:9"' : '';
  return `cluster { name: test, listen: "127.0.0.1:${routePort(at)}", routes: ${routes}, no_advertise: true${unknown} }`;
}
