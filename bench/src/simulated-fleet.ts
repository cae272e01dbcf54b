/**
 * 100,000 placements on 1,000 agents of this process: the production coordinator with its ledger on disk, production
 * agents over the memory carrier with the real encoding, no processes. From the request until the ledger has every copy
 * as running.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { Session } from 'node:inspector/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Agent, type Driver, MemoryJournalDisk, startAgent } from '@berth/agent';
import { type Coordinator, startCoordinator } from '@berth/coordinator';
import { type Log, type NodeInfo, nodeId } from '@berth/core';
import { openLedger, openLevelStore } from '@berth/ledger';
import { systemClock, systemIds, systemRandom } from '@berth/runtime';
import { createScheduler } from '@berth/scheduler';
import { blockCodec, MemoryFabric } from '@berth/transport';
import type { Figure } from './report.js';

export type FleetSize = { readonly nodes: number; readonly placements: number };

const SIZE: FleetSize = { nodes: 1_000, placements: 100_000 };
const WORKLOADS = 10;

export function simulatedFleet(note: (text: string) => void): Promise<Figure[]> {
  return measureFleet(SIZE, note);
}

export async function measureFleet(
  { nodes, placements }: FleetSize,
  note: (text: string) => void,
): Promise<Figure[]> {
  const folder = await mkdtemp(join(tmpdir(), 'berth-bench-'));
  const clock = systemClock();
  const store = await openLevelStore(folder);
  const ledger = await openLedger({ store, codec: blockCodec, ids: systemIds(), clock, leader: 'bench' });
  const fabric = new MemoryFabric({ clock });
  const coordinator = await startCoordinator({
    ...{ ledger, clock, log: quiet, createScheduler },
    carriers: [fabric.fleet()],
    ids: systemIds(),
    name: 'bench',
    version: 'bench',
    onFatal: (thrown) => {
      throw thrown;
    },
  });
  const agents: Agent[] = [];
  try {
    note(`  ${nodes} agents join`);
    for (let at = 0; at < nodes; at++) agents.push(await startAgent(agentDeps(at, fabric, clock)));
    while (coordinator.state.nodes.size < nodes) await turn();
    note(`  ${placements} placements`);
    return await place(coordinator, { nodes, placements });
  } finally {
    for (const agent of agents) await agent.stop();
    await coordinator.stop();
    ledger.close();
    await store.close();
    await rm(folder, { recursive: true });
  }
}

async function place(coordinator: Coordinator, { nodes, placements }: FleetSize): Promise<Figure[]> {
  const profiler = new Session();
  profiler.connect();
  await profiler.post('Profiler.enable');
  await profiler.post('Profiler.start');
  const started = performance.now();
  const command = ['run'];
  const resources = { cpu: '10m', memory: '8Mi', ports: { http: 'auto' } };
  const each = Math.ceil(placements / WORKLOADS);
  const names = [...Array(WORKLOADS).keys()].map((at) => `w${at}`);
  const workloads = Object.fromEntries(
    names.map((name) => [name, { replicas: each, process: { command }, resources }]),
  );
  const actor = { name: 'bench' };
  await coordinator.api.apply({ source: JSON.stringify({ stack: 'fleet', workloads }), actor });
  const placedMs = performance.now() - started;
  const wanted = each * WORKLOADS;
  const running = () => {
    let count = 0;
    for (const placement of coordinator.state.placements.values())
      if (placement.observed === 'running') count++;
    return count;
  };
  while (running() < wanted) await turn(25);
  const runningMs = performance.now() - started;
  const { profile } = await profiler.post('Profiler.stop');
  profiler.disconnect();
  const { rss, heapUsed } = process.memoryUsage();
  const figure = (name: string, value: number, unit: string, goal?: string): Figure => ({
    benchmark: `fleet: ${wanted} placements, ${nodes} agents`,
    figure: name,
    value,
    unit,
    ...(goal && { goal }),
  });
  return [
    figure('request to all placed and durable', placedMs / 1000, 's'),
    figure('request to all acknowledged running', runningMs / 1000, 's'),
    figure('acknowledged running', (1000 * wanted) / runningMs, '/s', '>= 16,667'),
    figure('resident, agents included', rss / 2 ** 20, 'MiB'),
    figure('heap', heapUsed / 2 ** 20, 'MiB'),
    ...shares(profile).map(([where, share]) => figure(`time in ${where}`, share, '%')),
  ];
}

type Profile = Awaited<ReturnType<typeof stopType>>['profile'];
declare function stopType(): Promise<import('node:inspector').Profiler.StopReturnType>;

/** Self time by package, largest first. */
function shares({ nodes, samples = [], timeDeltas = [] }: Profile): [where: string, share: number][] {
  const where = new Map(
    nodes.map((node) => [node.id, placeOf(node.callFrame.url, node.callFrame.functionName)]),
  );
  const times = new Map<string, number>();
  let total = 0;
  samples.forEach((id, at) => {
    const time = timeDeltas[at] ?? 0;
    const name = where.get(id) ?? 'other';
    total += time;
    times.set(name, (times.get(name) ?? 0) + time);
  });
  return [...times]
    .map(([name, time]): [string, number] => [name, (100 * time) / total])
    .filter(([, share]) => share >= 1)
    .sort(([, a], [, b]) => b - a);
}

function placeOf(url: string, name: string): string {
  const ours = /\/(?:packages\/)?([a-z]+)\/dist\//.exec(url)?.[1];
  if (ours) return ours;
  const library = /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(url)?.[1];
  if (library) return library;
  if (name === '(garbage collector)') return 'garbage collection';
  if (name === '(idle)') return 'waiting for the disk';
  return 'Node.js';
}

function agentDeps(at: number, fabric: MemoryFabric, clock: ReturnType<typeof systemClock>) {
  const journal = new MemoryJournalDisk({ instance: `agent-${at}` }).open();
  return {
    clock,
    random: systemRandom(),
    log: quiet,
    carriers: [fabric.agent()],
    journal,
    driver,
    node: node(at),
  };
}

function node(at: number): NodeInfo {
  const amount = (total: number) => ({ total, reserved: 0, allocationRatio: 1 });
  return {
    id: nodeId(`node-${String(at).padStart(5, '0')}`),
    address: '127.0.0.1',
    site: `site-${at % 50}`,
    region: 'bench',
    arch: 'x64',
    os: 'linux',
    labels: {},
    taints: [],
    attributes: {},
    inventory: {
      resources: { cpu: amount(1_000 + (at % 7) * 100), memory: amount(1_024) },
      ports: { first: 20_000, last: 20_999 },
      devices: [],
    },
  };
}

/** Starts at once, runs for ever, stops at once. */
const driver: Driver = {
  name: 'none',
  attributes: async () => ({}),
  start: async (request) => ({ driver: 'none', placement: request.placement }),
  find: async () => undefined,
  wait: () => new Promise(() => {}),
  stop: async () => {},
  fence: async () => {},
  remove: async () => {},
  logs: async function* () {},
};

const quiet: Log = {
  debug: () => {},
  info: () => {},
  warn: () => {},
  error: (message) => void process.stderr.write(`${message}\n`),
};

function turn(ms = 0): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
