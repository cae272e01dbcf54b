/** A shape against the scheduler and the rules in memory: what it chooses is applied to the state, nothing is written. */
import {
  apply,
  type Choice,
  type ClusterState,
  emptyState,
  forgetChangedEntities,
  type LedgerEvent,
  nodeId,
  type PlaceRequest,
  type ReservationId,
  type Scheduler,
  type StackSpec,
  splitWorkloadKey,
  type WorkloadKey,
  type WorkloadSpec,
} from '@berth/core';
import { createScheduler } from '@berth/scheduler';
import { percentile } from '../report.js';
import type { Measured } from './row.js';
import { type Ask, isReserved, type Shape, type Wanted } from './shapes.js';

const ACTOR = { name: 'bench' };
/** What a turn of the loop brings about; then others have looked at what changed. */
const TURN_PLACEMENTS = 1_000;

export function measureInMemory(shape: Shape): Measured {
  const state = emptyState();
  const scheduler = createScheduler(state);
  prepare(state, shape);
  for (const ask of shape.init()) run(state, scheduler, shape, ask);
  const tookUs: number[] = [];
  let placements = 0;
  let missing = 0;
  let fresh = 0;
  const started = performance.now();
  for (const ask of shape.measured()) {
    const { us, placed, lacking } = run(state, scheduler, shape, ask);
    tookUs.push(us);
    placements += placed;
    missing += lacking;
    fresh += placed;
    if (fresh < TURN_PLACEMENTS) continue;
    forgetChanges(state);
    fresh = 0;
  }
  const allMs = performance.now() - started;
  let decidingUs = 0;
  for (const us of tookUs) decidingUs += us;
  return {
    placements,
    missing,
    calls: tookUs.length,
    placementsPerSecond: (1_000 * placements) / allMs,
    decidedPerSecond: (1_000_000 * placements) / decidingUs,
    firstUs: tookUs[0] ?? 0,
    p50Us: percentile(tookUs, 0.5),
    p99Us: percentile(tookUs, 0.99),
  };
}

function run(state: ClusterState, scheduler: Scheduler, shape: Shape, ask: Ask) {
  if (ask.churn !== undefined) churn(state, shape, ask.churn);
  const key = ask.workload as WorkloadKey;
  const { resources, rules } = shape.workloads[key] as Wanted;
  const isReservation = isReserved(shape, key);
  const base = { ...(!isReservation && { workload: key }), resources, rules, count: ask.count };
  const request: PlaceRequest =
    ask.node === undefined ? base : { ...base, onlyNodes: new Set([shape.node(ask.node).id]) };
  const started = performance.now();
  const { choices, missing } = scheduler.place(request);
  const us = 1_000 * (performance.now() - started);
  if (choices.length > 0) {
    apply(state, isReservation ? held(state, choices) : made(state, key, choices), { index: 1 });
  }
  return { us, placed: choices.length, lacking: missing };
}

function held(state: ClusterState, choices: readonly Choice[]): LedgerEvent {
  const reservations = choices.map(({ node, claim }, at) => ({
    id: `r-${state.reservations.size + at}` as ReservationId,
    node,
    claim,
    holder: 'bench',
    expiresAtMs: 1,
  }));
  return { kind: 'reservations.held', reservations, actor: ACTOR, atMs: 0 };
}

function made(state: ClusterState, key: WorkloadKey, choices: readonly Choice[]): LedgerEvent {
  const known = state.workloads.get(key);
  if (!known) throw new Error(`no workload "${key}"`);
  const portNames = Object.keys(known.spec.run.resources.ports);
  return {
    kind: 'placements.made',
    workload: key,
    version: 1,
    cause: 'applied',
    firstGeneration: known.generation + 1,
    replicas: choices.map((_, row) => known.generation + row),
    nodes: choices.map((choice) => choice.node),
    portNames,
    ports: choices.flatMap(({ claim }) => portNames.map((name) => claim.ports[name] as number)),
    devices: [],
    atMs: 0,
  };
}

function prepare(state: ClusterState, shape: Shape): void {
  for (let at = 0; at < shape.nodes; at++) register(state, shape, at);
  for (const spec of stacksOf(shape)) {
    apply(
      state,
      { kind: 'stack.applied', stack: spec.stack, version: 1, spec, actor: ACTOR, atMs: 0 },
      { index: 1 },
    );
  }
  forgetChanges(state);
}

function register(state: ClusterState, shape: Shape, at: number): void {
  const node = shape.node(at);
  apply(state, { kind: 'node.registered', node, instance: node.id, atMs: 0 }, { index: 1 });
}

/** A node goes away and is there again, changed: a copy on it stops, too. */
function churn(state: ClusterState, shape: Shape, at: number): void {
  const { id } = shape.node(at);
  const placements = [...(state.nodes.get(nodeId(id))?.placements.keys() ?? [])].slice(0, 1);
  apply(state, { kind: 'placements.stopped', placements, cause: 'scaled' }, { index: 1 });
  apply(
    state,
    { kind: 'node.connection-changed', node: id, connection: 'disconnected', atMs: 0 },
    { index: 1 },
  );
  register(state, shape, at);
}

function stacksOf({ workloads }: Shape): StackSpec[] {
  const stacks = new Map<string, Record<string, WorkloadSpec>>();
  for (const [key, wanted] of Object.entries(workloads)) {
    const { stack, workload } = splitWorkloadKey(key as WorkloadKey);
    const known = stacks.get(stack) ?? {};
    known[workload] = specOf(wanted);
    stacks.set(stack, known);
  }
  return [...stacks].map(([stack, specs]) => ({ stack, workloads: specs }));
}

function specOf({ resources, rules }: Wanted): WorkloadSpec {
  return {
    kind: 'service',
    replicas: 1,
    run: {
      kind: 'service',
      process: { command: ['run'], env: {}, stopSignal: 'SIGTERM', graceMs: 1_000 },
      resources,
      failure: { delayMs: 1_000, maxDelayMs: 1_000, resetAfterMs: 1_000 },
      batch: { timeoutMs: 0 },
    },
    placement: rules,
    disconnect: { policy: 'keep', afterMs: 0 },
    update: { maxUnavailable: 1 },
  };
}

function forgetChanges(state: ClusterState): void {
  const { changes } = state;
  forgetChangedEntities(state);
  changes.assignments.clear();
  changes.dirty.clear();
}
