/** How well a cluster is packed: figures that a plan must not make worse. Nodes are looked at again when they change. */
import {
  claimFor,
  copyLoad,
  type HoldingWorkload,
  hold,
  type NodeId,
  type NodeView,
  type PackingFigures,
  type ResourceRequest,
} from '@berth/core';
import type { ScratchCluster } from './scratch-cluster.js';

/** Sorts of requests that are counted as typical, the most frequent ones; and copies of one that are counted per node. */
const TYPICAL_MAX = 8;
const PLACES_MAX = 32;

type NodeFigures = {
  readonly empty: number;
  readonly devices: number;
  readonly cpu: number;
  readonly memory: number;
  readonly fit: number;
};

const CLOSED: NodeFigures = { empty: 0, devices: 0, cpu: 0, memory: 0, fit: 0 };

export class PackingGauge {
  readonly #cluster: ScratchCluster;
  readonly #typical: readonly { readonly resources: ResourceRequest; readonly share: number }[];
  readonly #known = new Map<NodeId, NodeFigures>();

  constructor(cluster: ScratchCluster, workloads: readonly HoldingWorkload[]) {
    this.#cluster = cluster;
    this.#typical = typicalRequests(workloads);
    for (const id of cluster.nodes.keys()) this.changed(id);
  }

  changed(id: NodeId): void {
    this.#known.set(id, this.#cluster.isOpen(id) ? this.#look(id) : CLOSED);
  }

  isEmpty(id: NodeId): boolean {
    return this.#known.get(id)?.empty === 1;
  }

  figures(): PackingFigures {
    let [emptyNodes, wholeDevices, typicalFit] = [0, 0, 0];
    let [largestDevices, largestCpuMillis, largestMemoryMiB] = [0, 0, 0];
    for (const { empty, devices, cpu, memory, fit } of this.#known.values()) {
      emptyNodes += empty;
      wholeDevices += devices;
      typicalFit += fit;
      largestDevices = Math.max(largestDevices, devices);
      largestCpuMillis = Math.max(largestCpuMillis, cpu);
      largestMemoryMiB = Math.max(largestMemoryMiB, memory);
    }
    // Whole thousandths, so that the order of adding is not seen.
    typicalFit = Math.round(1000 * typicalFit) / 1000;
    return { emptyNodes, wholeDevices, largestDevices, largestCpuMillis, largestMemoryMiB, typicalFit };
  }

  #look(id: NodeId): NodeFigures {
    const { load } = this.#cluster.nodes.get(id) as NodeView;
    const free = (name: string) => Math.max(0, (load.capacity[name] ?? 0) - (load.held[name] ?? 0));
    let daemons = 0;
    for (const copy of this.#cluster.on(id)) if (copy.workload.daemon) daemons++;
    return {
      empty: load.claims === daemons ? 1 : 0,
      devices: load.inventory.devices.filter(({ name }) => !load.devices.get(name)).length,
      cpu: free('cpu'),
      memory: free('memory'),
      fit: this.#typical.reduce((sum, { resources, share }) => sum + share * places(load, resources), 0),
    };
  }
}

function places(load: NodeView['load'], resources: ResourceRequest): number {
  const tried = copyLoad(load);
  for (let count = 0; count < PLACES_MAX; count++) {
    const claimed = claimFor(tried, resources);
    if ('rejects' in claimed) return count;
    hold(tried, claimed.claim);
  }
  return PLACES_MAX;
}

function typicalRequests(workloads: readonly HoldingWorkload[]) {
  const sorts = new Map<string, { readonly resources: ResourceRequest; count: number }>();
  for (const { resources, copies, missing, daemon } of workloads) {
    if (daemon) continue;
    const key = JSON.stringify([resources.quantities, resources.devices]);
    const sort = sorts.get(key) ?? { resources: { ...resources, ports: {} }, count: 0 };
    sort.count += copies.length + missing;
    sorts.set(key, sort);
  }
  // Of equally frequent ones the first: workloads come in order of their names.
  const kept = [...sorts.values()].sort((a, b) => b.count - a.count).slice(0, TYPICAL_MAX);
  const all = kept.reduce((sum, { count }) => sum + count, 0);
  return kept
    .filter(({ count }) => count > 0)
    .map(({ resources, count }) => ({ resources, share: count / all }));
}

const FIGURES = ['emptyNodes', 'wholeDevices', 'largestDevices', 'typicalFit'] as const;
const LARGEST = [
  ['largestCpuMillis', 'cpu'],
  ['largestMemoryMiB', 'memory'],
] as const;

/** What the largest request takes, of each resource. */
export type LargestRequest = Readonly<Record<'cpu' | 'memory', number>>;

export function largestRequest(workloads: readonly HoldingWorkload[]): LargestRequest {
  const most = (name: string) =>
    Math.max(0, ...workloads.map(({ resources }) => resources.quantities[name] ?? 0));
  return { cpu: most('cpu'), memory: most('memory') };
}

/** An empty node is worth so much of the room for typical copies, of the whole plan: what is left in corners is cut off by it. */
const FIT_KEPT = 0.95;

/**
 * Whether nothing is worse than at the start, and something better than before: an empty node above all; else nothing may
 * have fallen. More room on one node than the largest request takes counts for nothing.
 */
export function isBetter(
  after: PackingFigures,
  before: PackingFigures,
  start: PackingFigures,
  largest: LargestRequest,
): boolean {
  const isAtLeast = (than: PackingFigures) =>
    FIGURES.every((name) => after[name] >= than[name]) &&
    LARGEST.every(([figure, name]) => after[figure] >= Math.min(than[figure], largest[name]));
  if (!isAtLeast({ ...start, typicalFit: FIT_KEPT * start.typicalFit })) return false;
  if (after.emptyNodes !== before.emptyNodes) return after.emptyNodes > before.emptyNodes;
  return isAtLeast(before) && FIGURES.some((name) => after[name] > before[name]);
}
