/**
 * The same shape asked of a coordinator with its ledger on disk. Requests without rules about copies are reservations,
 * 1,000 a call; the others are stacks, one apply for all copies of a workload. The nodes have no agents: nothing is sent.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Coordinator, startCoordinator } from '@berth/coordinator';
import {
  LIMITS,
  type PlaceWish,
  type ResourceRequest,
  splitWorkloadKey,
  type WorkloadKey,
} from '@berth/core';
import { type Ledger, openLedger, openLevelStore } from '@berth/ledger';
import { systemClock, systemIds } from '@berth/runtime';
import { createScheduler, rebalance } from '@berth/scheduler';
import { blockCodec } from '@berth/transport';
import { percentile } from '../report.js';
import { quietLog } from '../simulated-agent.js';
import type { Measured } from './row.js';
import { type Ask, isReserved, type Shape, type Wanted } from './shapes.js';

const ACTOR = { name: 'bench' };
const NODES_PER_BLOCK = 1_000;
/** No agent is heard of for as long as this takes. */
const LEASE_MS = 24 * 60 * 60 * 1_000;

export async function measureThroughLedger(shape: Shape): Promise<Measured> {
  const folder = await mkdtemp(join(tmpdir(), 'berth-bench-'));
  const [clock, ids] = [systemClock(), systemIds()];
  const store = await openLevelStore(folder);
  const ledger = await openLedger({ store, codec: blockCodec, ids, clock, leader: 'bench' });
  try {
    await register(ledger, shape);
    const coordinator = await startCoordinator({
      ...{ ledger, clock, ids, log: quietLog, createScheduler, rebalance, carriers: [] },
      name: 'bench',
      version: 'bench',
      timings: { leaseMs: LEASE_MS },
      onFatal: (thrown) => {
        throw thrown;
      },
    });
    try {
      return await measure(coordinator, shape);
    } finally {
      await coordinator.stop();
    }
  } finally {
    ledger.close();
    await store.close();
    await rm(folder, { recursive: true });
  }
}

async function register(ledger: Ledger, shape: Shape): Promise<void> {
  for (let first = 0; first < shape.nodes; first += NODES_PER_BLOCK) {
    const count = Math.min(NODES_PER_BLOCK, shape.nodes - first);
    const nodes = Array.from({ length: count }, (_, at) => shape.node(first + at));
    const events = nodes.map((node) => ({
      kind: 'node.registered' as const,
      node,
      instance: node.id,
      atMs: 0,
    }));
    await ledger.append(events, 1);
  }
}

type Step = () => Promise<{ readonly placed: number; readonly missing: number }>;

async function measure(coordinator: Coordinator, shape: Shape): Promise<Measured> {
  const totals = new Map<string, number>();
  for (const step of stepsOf(coordinator, shape, shape.init(), totals)) await step();
  const steps = [...stepsOf(coordinator, shape, shape.measured(), totals)];
  const tookUs: number[] = [];
  let placements = 0;
  let missing = 0;
  const started = performance.now();
  for (const step of steps) {
    const begun = performance.now();
    const answer = await step();
    tookUs.push(1_000 * (performance.now() - begun));
    placements += answer.placed;
    missing += answer.missing;
  }
  return {
    placements,
    missing,
    calls: steps.length,
    placementsPerSecond: (1_000 * placements) / (performance.now() - started),
    firstUs: tookUs[0] ?? 0,
    p50Us: percentile(tookUs, 0.5),
    p99Us: percentile(tookUs, 0.99),
  };
}

/** `totals`: copies of each workload so far. */
function* stepsOf(
  coordinator: Coordinator,
  shape: Shape,
  asks: Iterable<Ask>,
  totals: Map<string, number>,
): Generator<Step> {
  const counts = new Map<string, number>();
  for (const { workload, count } of asks) counts.set(workload, (counts.get(workload) ?? 0) + count);
  for (const [key, count] of counts) {
    const wanted = shape.workloads[key] as Wanted;
    const total = (totals.get(key) ?? 0) + count;
    totals.set(key, total);
    if (isReserved(shape, key)) {
      for (let left = count; left > 0; left -= LIMITS.placeRequestsPerCall) {
        const wishes = Array<PlaceWish>(Math.min(left, LIMITS.placeRequestsPerCall)).fill(wishFor(wanted));
        yield () => reserve(coordinator, wishes);
      }
    } else yield () => applyStack(coordinator, shape, key, totals);
  }
}

function wishFor({ resources, rules }: Wanted): PlaceWish {
  return { resources, rules, count: 1, ttlMs: LIMITS.reservationTtlMsMax, holder: 'bench' };
}

async function reserve({ api }: Coordinator, wishes: readonly PlaceWish[]) {
  const { results } = await api.place({ wishes, actor: ACTOR });
  const missing = results.filter((result) => 'missing' in result).length;
  return { placed: results.length - missing, missing };
}

async function applyStack(
  { api }: Coordinator,
  shape: Shape,
  key: string,
  totals: ReadonlyMap<string, number>,
) {
  const { stack } = splitWorkloadKey(key as WorkloadKey);
  const workloads: Record<string, object> = {};
  for (const [other, wanted] of Object.entries(shape.workloads)) {
    const named = splitWorkloadKey(other as WorkloadKey);
    if (named.stack === stack) workloads[named.workload] = formOf(wanted, totals.get(other) ?? 0);
  }
  const applied = await api.apply({ source: JSON.stringify({ stack, workloads }), actor: ACTOR });
  let placed = 0;
  let missing = 0;
  for (const outcome of applied.workloads) {
    placed += outcome.placed.length;
    missing += outcome.missing;
  }
  return { placed, missing };
}

/** As a stack file says it. */
function formOf({ resources, rules }: Wanted, replicas: number): object {
  return { replicas, process: { command: ['run'] }, resources: resourcesForm(resources), placement: rules };
}

function resourcesForm({ quantities, ports }: ResourceRequest): object {
  const { cpu = 0, memory = 0, disk, ...more } = quantities;
  return {
    ...more,
    cpu: `${cpu}m`,
    memory: `${memory}Mi`,
    ...(disk !== undefined && { disk: `${disk}Mi` }),
    ports,
  };
}
