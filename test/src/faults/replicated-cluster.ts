/**
 * Three nats-servers, three coordinators, and agents over NATS: real processes on this machine. Everybody reaches the
 * servers through proxies of their own, so that anybody can be cut off alone.
 */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { type BerthClient, connect } from '@berth/client';
import type { CoordinatorView } from '@berth/core';
import { systemClock } from '@berth/runtime';
import { AGENT, COORDINATOR, type Program, start } from '../e2e/cluster.js';
import { processesOf } from '../e2e/processes.js';
import { freePorts, type NatsServer, startNatsCluster } from '../nats/servers.js';
import { TcpProxy } from '../transport/tcp-proxy.js';

export type Teardown = { readonly teardown: (end: () => Promise<void>) => void };

const NAMES = ['c1', 'c2', 'c3'];

export class ReplicatedCluster {
  readonly folder: string;
  readonly servers: readonly NatsServer[];
  /** Control addresses by name of the coordinator. */
  readonly addresses: Readonly<Record<string, string>>;
  readonly #scope: Teardown;
  readonly #programs = new Map<string, Program>();
  readonly #proxies = new Map<string, readonly TcpProxy[]>();

  private constructor(scope: Teardown, parts: Pick<ReplicatedCluster, 'folder' | 'servers' | 'addresses'>) {
    this.#scope = scope;
    this.folder = parts.folder;
    this.servers = parts.servers;
    this.addresses = parts.addresses;
  }

  /** `firstFlags`: for the first coordinator, which then starts before the others. */
  static async open(scope: Teardown, firstFlags: readonly string[] = []): Promise<ReplicatedCluster> {
    const servers = await startNatsCluster(scope);
    const ports = await freePorts(NAMES.length);
    const addresses = Object.fromEntries(NAMES.map((name, at) => [name, `127.0.0.1:${ports[at]}`]));
    const folder = await mkdtemp(join(tmpdir(), 'berth-replicated-'));
    const cluster = new ReplicatedCluster(scope, { folder, servers, addresses });
    scope.teardown(() => cluster.#close());
    const [first = '', ...others] = NAMES;
    await cluster.coordinator(first, ...firstFlags);
    await Promise.all(others.map((name) => cluster.coordinator(name)));
    return cluster;
  }

  get names(): readonly string[] {
    return NAMES;
  }

  /** Starts it, or starts it again. */
  async coordinator(name: string, ...more: string[]): Promise<void> {
    const flags = ['--replicated', '--name', name, '--data', join(this.folder, name), '--log-level', 'warn'];
    const listen = ['--control', this.addresses[name] ?? '', '--fleet', '127.0.0.1:0'];
    const nats = await this.#natsFlags(name);
    this.#programs.set(name, await start(COORDINATOR, [...flags, ...listen, ...nats, ...more], this.folder));
  }

  async agent(node: string, ...more: string[]): Promise<void> {
    const flags = ['--node', node, '--data', join(this.folder, node), '--coordinator', '127.0.0.1:9'];
    const nats = await this.#natsFlags(node);
    const program = await start(AGENT, [...flags, ...nats, '--log-level', 'error', ...more], this.folder);
    this.#programs.set(node, program);
  }

  /** Over gRPC, to the one coordinator that is named. */
  async agentAt(coordinator: string, node: string, ...more: string[]): Promise<void> {
    const address = String(this.#programs.get(coordinator)?.ready.fleet);
    const flags = ['--node', node, '--data', join(this.folder, node), '--coordinator', address];
    this.#programs.set(node, await start(AGENT, [...flags, '--log-level', 'info', ...more], this.folder));
  }

  /** Asks the coordinators in that order. */
  client(...names: string[]): BerthClient {
    const address = names.map((name) => this.addresses[name]).join(',');
    const client = connect({ address, clock: systemClock(), timeoutMs: 20_000 });
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

  signal(name: string, signal: 'SIGKILL' | 'SIGSTOP' | 'SIGCONT' | 'SIGTERM'): void {
    this.#programs.get(name)?.child.kill(signal);
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

  /** From NATS, until it is healed: what is open is cut, and nothing new is let through. */
  cutOff(name: string, isCut: boolean): void {
    for (const proxy of this.#proxies.get(name) ?? []) proxy.refuse(isCut);
  }

  /** What every run of a workload has written, a line each (see `recorded`). */
  async runs(): Promise<string[]> {
    const text = await readFile(join(this.folder, 'runs'), 'utf8').catch(() => '');
    return text.split('\n').filter((line) => line !== '');
  }

  /** A command that notes the placement that it is a run of, and stays. */
  get recorded(): readonly string[] {
    const file = join(this.folder, 'runs');
    return ['/bin/sh', '-c', `echo "$BERTH_PLACEMENT" >> ${file}; exec sleep 100000`];
  }

  async #natsFlags(name: string): Promise<string[]> {
    const known = this.#proxies.get(name);
    const proxies =
      known ?? (await Promise.all(this.servers.map(({ url }) => TcpProxy.open(Number(new URL(url).port)))));
    this.#proxies.set(name, proxies);
    return proxies.flatMap(({ address }) => ['--nats', `nats://${address}`]);
  }

  async #close(): Promise<void> {
    for (const { child } of this.#programs.values()) child.kill('SIGCONT');
    for (const pid of await processesOf(this.folder)) process.kill(pid, 'SIGKILL');
    while ((await processesOf(this.folder)).length > 0) await delay(20);
    for (const proxies of this.#proxies.values()) await Promise.all(proxies.map((proxy) => proxy.close()));
    await rm(this.folder, { recursive: true, force: true, maxRetries: 5 });
  }
}
