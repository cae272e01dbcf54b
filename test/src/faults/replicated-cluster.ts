/**
 * Three nats-servers, three coordinators, and agents: real processes on this machine. Everybody reaches everybody through
 * proxies of their own (see Network), so that anybody can be cut off alone.
 */
import { createWriteStream } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { freePorts } from '@berth/bench/testing';
import { type BerthClient, connect } from '@berth/client';
import type { CoordinatorView } from '@berth/core';
import { systemClock } from '@berth/runtime';
import { AGENT, COORDINATOR, NotReady, type Program, start } from '../e2e/cluster.js';
import { processesOf } from '../e2e/processes.js';
import { type NatsServer, startNatsCluster } from '../nats/servers.js';
import { Network } from './network.js';

export type Teardown = { readonly teardown: (end: () => Promise<void>) => void };

export type ClusterOptions = {
  /** For the first coordinator, which then starts before the others. */
  readonly firstFlags?: readonly string[];
  /** For every coordinator. */
  readonly flags?: readonly string[];
  /** Folder for what one of them stores, server or coordinator, by its name; undefined: as usual. */
  readonly disk?: (name: string) => string | undefined;
  /** Coordinators that end by themselves are started again, as by any service manager. */
  readonly isSupervised?: boolean;
  /** Folder for what coordinators log, a file each. */
  readonly logs?: string;
};

/** A coordinator that ended although nobody ended it. */
export type Ending = { readonly name: string; readonly code: number; readonly lastLine: string };

export type Carrier = 'grpc' | 'nats';

const NAMES = ['c1', 'c2', 'c3'];
const RESTART_MS = 1_000;

export class ReplicatedCluster {
  readonly folder: string;
  readonly servers: readonly NatsServer[];
  readonly network: Network;
  /** Control addresses by name of the coordinator. */
  readonly addresses: Readonly<Record<string, string>>;
  readonly endings: Ending[] = [];
  readonly #scope: Teardown;
  readonly #options: ClusterOptions;
  readonly #fleetPorts: readonly number[];
  readonly #programs = new Map<string, Program>();
  readonly #starting = new Map<string, Promise<void>>();
  readonly #asked = new Map<string, BerthClient>();
  /** What somebody ended on purpose, and what is not to be started again for now. */
  readonly #down = new Set<string>();
  #closing = false;

  private constructor(
    scope: Teardown,
    options: ClusterOptions,
    parts: Pick<ReplicatedCluster, 'folder' | 'servers' | 'addresses' | 'network'>,
    fleetPorts: readonly number[],
  ) {
    this.#scope = scope;
    this.#options = options;
    this.#fleetPorts = fleetPorts;
    this.folder = parts.folder;
    this.servers = parts.servers;
    this.network = parts.network;
    this.addresses = parts.addresses;
  }

  static async open(scope: Teardown, options: ClusterOptions = {}): Promise<ReplicatedCluster> {
    const network = new Network();
    scope.teardown(() => network.close());
    const { disk = () => undefined, firstFlags = [] } = options;
    const folder = await mkdtemp(join(tmpdir(), 'berth-replicated-'));
    const servers = await startNatsCluster(scope, 3, {
      route: (from, to, port) => network.address(from, to, port),
      ...(options.disk && { store: async (name: string) => disk(name) ?? join(folder, name) }),
    });
    const ports = await freePorts(2 * NAMES.length);
    const addresses = Object.fromEntries(NAMES.map((name, at) => [name, `127.0.0.1:${ports[at]}`]));
    const parts = { folder, servers, addresses, network };
    const cluster = new ReplicatedCluster(scope, options, parts, ports.slice(NAMES.length));
    scope.teardown(() => cluster.#close());
    const [first = '', ...others] = NAMES;
    await cluster.coordinator(first, ...firstFlags);
    await Promise.all(others.map((name) => cluster.coordinator(name)));
    return cluster;
  }

  get names(): readonly string[] {
    return NAMES;
  }

  /** Where a coordinator keeps what is its own. */
  dataOf(name: string): string {
    return join(this.#options.disk?.(name) ?? this.folder, name);
  }

  /** Starts it, or starts it again. Throws NotReady when it ends instead. */
  coordinator(name: string, ...more: string[]): Promise<void> {
    const wasTold = this.#down.delete(name);
    // One that is being started already is waited for: two of one name would fight for its folder.
    const starting = (this.#starting.get(name) ?? Promise.resolve()).then(async () => {
      if (wasTold) await this.ended(name);
      if (this.hasEnded(name)) await this.#startCoordinator(name, more);
    });
    this.#starting.set(
      name,
      starting.catch(() => {}),
    );
    return starting;
  }

  async #startCoordinator(name: string, more: readonly string[]): Promise<void> {
    const port = Number(this.addresses[name]?.split(':')[1]);
    const advertise = await this.network.address(OTHERS, name, port);
    const fleet = `127.0.0.1:${this.#fleetPorts[NAMES.indexOf(name)]}`;
    const flags = ['--replicated', '--name', name, '--data', this.dataOf(name), '--log-level', 'info'];
    const listen = ['--control', this.addresses[name] ?? '', '--fleet', fleet, '--advertise', advertise];
    const all = [
      ...flags,
      ...listen,
      ...(await this.#natsFlags(name)),
      ...(this.#options.flags ?? []),
      ...more,
    ];
    const program = await start(COORDINATOR, all, this.folder);
    this.#programs.set(name, program);
    const { logs } = this.#options;
    if (logs !== undefined) {
      const file = createWriteStream(join(logs, `${name}.log`), { flags: 'a' });
      file.write(program.stderr());
      program.child.stderr?.pipe(file);
    }
    void program.ended.then((code) => this.#endedBySelf(name, program, code));
  }

  /** Over NATS. */
  agent(node: string, ...more: string[]): Promise<void> {
    return this.#agent(node, '127.0.0.1:9', more);
  }

  /** Over gRPC too, as a balancer in front of the fleet listeners gives it. */
  async twoWayAgent(node: string, ...more: string[]): Promise<void> {
    await this.#agent(node, await this.network.address(node, FLEET, ...this.#fleetPorts), more);
  }

  /** The carrier over which an agent talks with the leader now, as it says itself. */
  carrierOf(node: string): Carrier | undefined {
    const last = this.stderr(node)
      .match(/coordinator link (up.*carrier=\w+|down)/g)
      ?.at(-1);
    return last?.includes('link up') ? (last.split('carrier=')[1] as Carrier) : undefined;
  }

  /** Whether that is an end of the carrier, as seen by the agent. */
  isEndOf(carrier: Carrier, name: string): boolean {
    return carrier === 'grpc' ? name === FLEET : this.servers.some((server) => server.name === name);
  }

  /** Over gRPC, to the one coordinator that is named. */
  async agentAt(coordinator: string, node: string, ...more: string[]): Promise<void> {
    const address = String(this.#programs.get(coordinator)?.ready.fleet);
    const flags = ['--node', node, '--data', join(this.folder, node), '--coordinator', address];
    this.#programs.set(node, await start(AGENT, [...flags, '--log-level', 'info', ...more], this.folder));
  }

  /** Asks the coordinators in that order. */
  client(...names: string[]): BerthClient {
    return this.#connect(names, false);
  }

  /** What it reads is as new as all that was acknowledged before. */
  linearizable(): BerthClient {
    return this.#connect(this.names, true);
  }

  #connect(names: readonly string[], linearizable: boolean): BerthClient {
    const address = names.map((name) => this.addresses[name]).join(',');
    const client = connect({ address, clock: systemClock(), timeoutMs: 20_000, linearizable });
    this.#scope.teardown(async () => client.close());
    return client;
  }

  /** As the given coordinator sees it; not the one that is left out. */
  async leader(client: BerthClient, without = ''): Promise<CoordinatorView> {
    for (let waited = 0; waited < 60_000; waited += 50) {
      const all = await client.listCoordinators().catch(() => []);
      const found = all.find(({ role, name }) => role === 'leader' && name !== without);
      if (found) return found;
      await delay(50);
    }
    throw new Error('nobody leads');
  }

  /** Whom all coordinators take for their leader: one that was stopped takes itself for it until it hears more. */
  async agreedLeader(): Promise<string> {
    for (let waited = 0; waited < 60_000; waited += 50) {
      const named = await Promise.all(NAMES.map((name) => this.#leaderBy(name)));
      const [first] = named;
      if (first && named.every((one) => one?.name === first.name && one.epoch === first.epoch))
        return first.name;
      await delay(50);
    }
    throw new Error('the coordinators do not agree upon who leads');
  }

  async #leaderBy(name: string): Promise<CoordinatorView | undefined> {
    const client = this.#asked.get(name) ?? this.client(name);
    this.#asked.set(name, client);
    const all = await client.listCoordinators().catch(() => []);
    const leaders = all.filter(({ role }) => role === 'leader');
    return leaders.length === 1 ? leaders[0] : undefined;
  }

  /** The server that leads the stream of the ledger. */
  async streamLeader(): Promise<NatsServer | undefined> {
    for (const server of this.servers) {
      const answer = await fetch(`${server.monitorUrl}/jsz?streams=true`).catch(() => undefined);
      const name = /"cluster":\s*\{[^}]*"leader":\s*"([^"]+)"/.exec(
        ((await answer?.text()) ?? '').split('"stream_detail"')[1] ?? '',
      )?.[1];
      const found = this.servers.find((one) => one.name === name);
      if (found) return found;
    }
    return undefined;
  }

  /** SIGKILL and SIGTERM: it stays down until it is started again. */
  signal(name: string, signal: 'SIGKILL' | 'SIGSTOP' | 'SIGCONT' | 'SIGTERM'): void {
    if (signal === 'SIGKILL' || signal === 'SIGTERM') this.#down.add(name);
    this.#programs.get(name)?.child.kill(signal);
  }

  /** Every coordinator runs; those that were ended are started again. */
  async revive(): Promise<void> {
    await Promise.all([...this.#down].map((name) => this.coordinator(name)));
    while (NAMES.some((name) => this.hasEnded(name))) await delay(50);
  }

  async ended(name: string): Promise<number> {
    return (await this.#programs.get(name)?.ended) ?? 0;
  }

  hasEnded(name: string): boolean {
    const child = this.#programs.get(name)?.child;
    return !child || child.exitCode !== null || child.signalCode !== null;
  }

  stderr(name: string): string {
    return this.#programs.get(name)?.stderr() ?? '';
  }

  /** What every run of a workload has written, a line each: placement, process id, when it began (see `recorded`). */
  async runs(): Promise<string[]> {
    const text = await readFile(join(this.folder, 'runs'), 'utf8').catch(() => '');
    return text.split('\n').filter((line) => line !== '');
  }

  /** A command that notes from inside of which placement it is a run, and stays. */
  get recorded(): readonly string[] {
    const file = join(this.folder, 'runs');
    const began = '$(cut -d" " -f22 /proc/$$/stat)';
    return ['/bin/sh', '-c', `echo "$BERTH_PLACEMENT $$ ${began}" >> ${file}; exec sleep 100000`];
  }

  async #agent(node: string, fleet: string, more: readonly string[]): Promise<void> {
    const flags = ['--node', node, '--data', join(this.folder, node), '--coordinator', fleet];
    const nats = await this.#natsFlags(node);
    const program = await start(AGENT, [...flags, ...nats, '--log-level', 'info', ...more], this.folder);
    this.#programs.set(node, program);
  }

  async #endedBySelf(name: string, program: Program, code: number): Promise<void> {
    if (!this.#options.isSupervised || this.#closing || this.#down.has(name)) return;
    if (this.#programs.get(name) !== program) return;
    this.#note(name, code, program.stderr());
    while (!this.#closing && !this.#down.has(name) && this.hasEnded(name)) {
      await delay(RESTART_MS);
      if (this.#closing || this.#down.has(name) || !this.hasEnded(name)) return;
      await this.coordinator(name).catch((thrown) => {
        if (this.#closing) return;
        if (!(thrown instanceof NotReady)) throw thrown;
        this.#note(name, thrown.code, thrown.stderr);
      });
    }
  }

  #note(name: string, code: number, stderr: string): void {
    this.endings.push({ name, code, lastLine: stderr.trimEnd().split('\n').at(-1) ?? '' });
  }

  async #natsFlags(name: string): Promise<string[]> {
    const addresses = await Promise.all(
      this.servers.map((server) => this.network.address(name, server.name, Number(new URL(server.url).port))),
    );
    return addresses.flatMap((address) => ['--nats', `nats://${address}`]);
  }

  async #close(): Promise<void> {
    this.#closing = true;
    for (const { child } of this.#programs.values()) child.kill('SIGCONT');
    // A program may be about to start another one.
    for (let pids = [0]; pids.length > 0; await delay(20)) {
      pids = await processesOf(this.folder);
      for (const pid of pids) {
        try {
          process.kill(pid, 'SIGKILL');
        } catch {
          // It has ended by itself.
        }
      }
    }
    await rm(this.folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** Names in the network: coordinators as seen by each other's control clients, and the balancer of their fleet listeners. */
export const OTHERS = 'coordinators';
export const FLEET = 'fleet';
