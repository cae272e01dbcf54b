/**
 * A cluster as it is after a while: filled by the scheduler until nothing fits, then most of what ran has gone again. What
 * stays lies everywhere. By the coordinator's own rules: every change is an event that is applied.
 */
import {
  apply,
  type ClusterState,
  emptyState,
  type LedgerEvent,
  type NodeInfo,
  nodeId,
  type PlacementId,
  type ResourceRequest,
  type WorkloadKey,
  type WorkloadSpec,
} from '@berth/core';
import { createScheduler } from '@berth/scheduler';
import { seeded } from '../seeded.js';

export type FragmentedOptions = {
  readonly seed: number;
  readonly nodes: number;
  readonly workloads: number;
  /** Of the copies, those that are still there in the end. */
  readonly stay: number;
};

const ACTOR = { name: 'bench' };
const CPU_MILLIS = [250, 500, 500, 1_000, 1_500, 2_000, 3_000];
const MEMORY_MIB = [256, 512, 1_024, 1_024, 2_048, 4_096, 6_144];
const COPIES_MOST = 12;

export function fragmented({ seed, nodes, workloads, stay }: FragmentedOptions): ClusterState {
  const next = seeded(seed);
  const one = <Item>(items: readonly Item[]) => items[Math.floor(next() * items.length)] as Item;
  const state = emptyState();
  const happen = (event: LedgerEvent) => apply(state, event, { index: ++state.index });
  const scheduler = createScheduler(state);
  for (let at = 0; at < nodes; at++) {
    const node = nodeOf(at, one([4_000, 8_000, 8_000, 16_000]));
    happen({ kind: 'node.registered', node, instance: node.id, atMs: 0 });
  }
  for (let at = 0; at < workloads; at++) {
    const resources = requestOf(one(CPU_MILLIS), one(MEMORY_MIB));
    const replicas = 1 + Math.floor(next() * COPIES_MOST);
    const spec = { stack: `s${at}`, workloads: { w: specOf(resources, replicas) } };
    happen({ kind: 'stack.applied', stack: spec.stack, version: 1, spec, actor: ACTOR, atMs: 0 });
    const workload = `s${at}/w` as WorkloadKey;
    const rules = spec.workloads.w.placement;
    const { choices } = scheduler.place({ workload, resources, rules, count: replicas });
    if (choices.length === 0) continue;
    happen({
      ...{ kind: 'placements.made', workload, version: 1, cause: 'applied', firstGeneration: 1, atMs: 0 },
      replicas: choices.map((_, replica) => replica),
      nodes: choices.map(({ node }) => node),
      ...{ portNames: [], ports: [], devices: [] },
    });
  }
  const gone: PlacementId[] = [];
  for (const { id } of state.placements.values()) if (next() >= stay) gone.push(id);
  happen({ kind: 'placements.stopped', placements: gone, cause: 'scaled' });
  observe(state, happen);
  return state;
}

/** Agents report: what is wanted runs, what is not has stopped. */
function observe(state: ClusterState, happen: (event: LedgerEvent) => void): void {
  for (const { info, placements } of state.nodes.values()) {
    const statuses = [...placements.values()].map(({ id, desired }) => {
      const phase = desired === 'running' ? ('running' as const) : ('stopped' as const);
      return { placement: id, phase, restarts: 0, message: '', atMs: 0 };
    });
    happen({ kind: 'placements.observed', node: info.id, sequence: 1, statuses, atMs: 0 });
  }
}

function nodeOf(at: number, cpu: number): NodeInfo {
  const all = (total: number) => ({ total, reserved: 0, allocationRatio: 1 });
  return {
    id: nodeId(`n${at}`),
    address: '127.0.0.1',
    site: `s${at % 10}`,
    region: 'r',
    arch: 'x64',
    os: 'linux',
    labels: {},
    taints: [],
    attributes: {},
    inventory: {
      resources: { cpu: all(cpu), memory: all(2 * cpu) },
      ports: { first: 20_000, last: 20_100 },
      devices: [],
    },
  };
}

function requestOf(cpu: number, memory: number): ResourceRequest {
  return { quantities: { cpu, memory }, ports: {}, devices: {} };
}

function specOf(resources: ResourceRequest, replicas: number): WorkloadSpec {
  return {
    kind: 'service',
    replicas,
    run: {
      kind: 'service',
      process: { command: ['run'], env: {}, stopSignal: 'SIGTERM', graceMs: 1_000 },
      resources,
      failure: { delayMs: 1_000, maxDelayMs: 1_000, resetAfterMs: 1_000 },
      batch: { timeoutMs: 0 },
    },
    placement: { require: [], prefer: [], tolerate: [] },
    disconnect: { policy: 'keep', afterMs: 0 },
    update: { maxUnavailable: 1 },
  };
}
