/**
 * A fleet in one process: the production coordinator with its ledger on disk, production agents over the memory carrier
 * with the real encoding, no processes. From the request until the ledger has every copy as running.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Agent } from '@berth/agent';
import { type Coordinator, startCoordinator } from '@berth/coordinator';
import { BerthError, LIMITS } from '@berth/core';
import { openLedger, openLevelStore } from '@berth/ledger';
import { systemClock, systemIds } from '@berth/runtime';
import { createScheduler, rebalance } from '@berth/scheduler';
import { blockCodec, MemoryFabric } from '@berth/transport';
import { profiled } from './cpu-profile.js';
import { type Figure, figuresOf } from './report.js';
import type { Run } from './run.js';
import { EACH, quietLog, simulatedAgent } from './simulated-agent.js';

type FleetSize = { readonly nodes: number; readonly placements: number };

const FULL: FleetSize = { nodes: 1_000, placements: 100_000 };
const SMALL: FleetSize = { nodes: 10, placements: 200 };
const WORKLOADS_LEAST = 10;
const GOAL_PLACEMENTS_LEAST = 50_000;
const ACTOR = { name: 'bench' };

export async function simulatedFleet(run: Run): Promise<Figure[]> {
  const usual = run.small ? SMALL : FULL;
  const size = { nodes: run.nodes ?? usual.nodes, placements: run.placements ?? usual.placements };
  const folder = await mkdtemp(join(tmpdir(), 'berth-bench-'));
  try {
    return await inFolder(folder, size, run.note);
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function inFolder(folder: string, size: FleetSize, note: Run['note']): Promise<Figure[]> {
  const clock = systemClock();
  const ids = systemIds();
  const store = await openLevelStore(folder);
  const ledger = await openLedger({ store, codec: blockCodec, ids, clock, leader: 'bench' });
  const fabric = new MemoryFabric({ clock });
  const coordinator = await startCoordinator({
    ...{ ledger, clock, ids, log: quietLog, createScheduler, rebalance },
    carriers: [fabric.fleet()],
    name: 'bench',
    version: 'bench',
    onFatal: (thrown) => {
      throw thrown;
    },
  });
  const agents: Agent[] = [];
  try {
    note(`  ${size.nodes} agents join`);
    const room = 2 * Math.ceil(size.placements / size.nodes);
    const started = performance.now();
    for (let at = 0; at < size.nodes; at++) {
      agents.push(await simulatedAgent(at, { clock, carrier: fabric.agent(), room }));
    }
    await joined(coordinator, size.nodes);
    const joinMs = performance.now() - started;
    return await place(coordinator, { size, joinMs, note });
  } finally {
    for (const agent of agents) await agent.stop();
    await coordinator.stop();
    ledger.close();
    await store.close();
  }
}

/** Resolves when all nodes are in the ledger. */
async function joined({ api }: Coordinator, nodes: number): Promise<void> {
  const abort = new AbortController();
  const seen = new Set<string>();
  for await (const item of api.watch({ fromIndex: 1 }, abort.signal)) {
    if (item.kind !== 'block') throw new Error('the ledger does not begin with its first block');
    for (const event of item.block.events) if (event.kind === 'node.registered') seen.add(event.node.id);
    if (seen.size === nodes) break;
  }
  abort.abort();
}

type Placing = { readonly size: FleetSize; readonly joinMs: number; readonly note: Run['note'] };

async function place(coordinator: Coordinator, { size, joinMs, note }: Placing): Promise<Figure[]> {
  const workloads = stackOf(size.placements);
  const wanted = Object.values(workloads).reduce((total, { replicas }) => total + replicas, 0);
  note(`  ${wanted} placements`);
  const { result, times } = await profiled(() => placeAll(coordinator, workloads, wanted));
  const { placedMs, runningMs, blocks } = result;
  for (const { where, percent } of times.functions) note(`  ${percent.toFixed(1).padStart(5)} % ${where}`);
  const { rss, heapUsed } = process.memoryUsage();
  const figure = figuresOf(`fleet of ${size.nodes} agents in one process, ${wanted} placements`);
  return [
    figure('agents joined', (1000 * size.nodes) / joinMs, '/s'),
    figure('request to all placed and durable', placedMs / 1000, 's'),
    figure('request to all acknowledged running', runningMs / 1000, 's', goalFor(wanted)),
    figure('acknowledged running', (1000 * wanted) / runningMs, '/s'),
    figure('blocks', blocks, ''),
    figure('resident, agents included', rss / 2 ** 20, 'MiB'),
    figure('heap, agents included', heapUsed / 2 ** 20, 'MiB'),
    ...times.packages.map(({ where, percent }) => figure(`time in ${where}`, percent, '%')),
  ];
}

/** The goal is a million in 60 s; a small fleet says nothing about it. */
function goalFor(placements: number): string | undefined {
  if (placements < GOAL_PLACEMENTS_LEAST) return undefined;
  return `<= ${((60 * placements) / 1_000_000).toPrecision(2)}`;
}

function stackOf(placements: number) {
  const count = Math.max(WORKLOADS_LEAST, Math.ceil(placements / LIMITS.replicasPerWorkload));
  const replicas = Math.ceil(placements / count);
  const workload = { replicas, process: { command: ['run'] }, resources: EACH };
  return Object.fromEntries(Array.from({ length: count }, (_, at) => [`w${at}`, workload]));
}

/** Seen by the ledger's watch: what is in a block is durable. Times from the request, ms. */
async function placeAll({ api }: Coordinator, workloads: ReturnType<typeof stackOf>, wanted: number) {
  const abort = new AbortController();
  const { index } = await api.info();
  const items = api.watch({ fromIndex: index + 1 }, abort.signal);
  const started = performance.now();
  let placedMs = 0;
  let placed = 0;
  let blocks = 0;
  const running = new Set<string>();
  await api.apply({ source: JSON.stringify({ stack: 'fleet', workloads }), actor: ACTOR });
  for await (const item of items) {
    if (item.kind !== 'block') throw new Error('the watch fell behind');
    blocks++;
    for (const event of item.block.events) {
      if (event.kind === 'placements.made') placed += event.replicas.length;
      if (event.kind === 'workload.blocked') throw new BerthError('internal', 'the fleet is too small');
      if (event.kind !== 'placements.observed') continue;
      for (const { placement, phase } of event.statuses) if (phase === 'running') running.add(placement);
    }
    if (placed >= wanted && placedMs === 0) placedMs = performance.now() - started;
    if (running.size === wanted) break;
  }
  abort.abort();
  return { placedMs, runningMs: performance.now() - started, blocks };
}
