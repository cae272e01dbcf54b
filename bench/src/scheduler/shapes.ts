/**
 * The field's scheduler benchmarks in Berth's words. Machines and pods are those of kubernetes' scheduler_perf unless
 * said: 4 cores, 32 GiB, 110 pods; a pod asks for 100 millicores and 500 MiB.
 */
import {
  type NodeInfo,
  nodeId,
  type PlacementRules,
  type Quantities,
  type ResourceRequest,
} from '@berth/core';
import type { Sizes } from './sizes.js';

/** Copies of one workload, asked for in one call. */
export type Ask = {
  /** "stack/workload"; see `Shape.workloads`. */
  readonly workload: string;
  readonly count: number;
  /** Only this node. */
  readonly node?: number;
  /** Something happens to a node before. */
  readonly churn?: number;
};

export type Wanted = { readonly resources: ResourceRequest; readonly rules: PlacementRules };

export type Shape = {
  readonly name: string;
  readonly nodes: number;
  readonly node: (at: number) => NodeInfo;
  readonly workloads: Readonly<Record<string, Wanted>>;
  readonly init: () => Iterable<Ask>;
  readonly measured: () => Iterable<Ask>;
  /** Not worth its time, or not to be had, through a coordinator. */
  readonly memoryOnly?: boolean;
};

/** Whether copies of the workload are reservations: nobody counts them, and a call asks for one. */
export function isReserved({ workloads }: Shape, key: string): boolean {
  const all = Object.values(workloads);
  if (!key.startsWith('bench/') || all.some(({ rules }) => rules.near)) return false;
  const rules = workloads[key]?.rules;
  return rules !== undefined && !rules.spread && !rules.apart;
}

/** Nodes and placements smaller by this. */
export type Scale = (count: number) => number;

const POD: Quantities = { cpu: 100, memory: 500, pods: 1 };
const MACHINE: Quantities = { cpu: 4_000, memory: 32_768, pods: 110 };
const ZONES = 3;

export function shapesOf(sizes: Sizes, scale: Scale): Shape[] {
  const sized = (test: string) => {
    const { nodes, init, measure } = sizes.of(test);
    return { nodes: scale(nodes), init: scale(init), measure: scale(measure) };
  };
  const singles = (name: string, test: string, one: Wanted, more: Partial<Shape> = {}): Shape => {
    const { nodes, init, measure } = sized(test);
    return {
      name,
      nodes,
      node: machine(),
      workloads: { 'bench/web': one },
      init: () => repeat(init, { workload: 'bench/web', count: 1 }),
      measured: () => repeat(measure, { workload: 'bench/web', count: 1 }),
      ...more,
    };
  };
  const churned = sized('SchedulingWithMixedChurn/5000Nodes_10000Pods');
  const unschedulable = sized('Unschedulable/5kNodes/20kInit/10kPods');
  const affine = sized('SchedulingPodAffinity/5000Nodes_5000Pods');
  const daemons = sized('SchedulingDaemonset/15000Nodes');
  const mixed = sized('MixedSchedulingBasePod');
  const preferred = sized('SchedulingPreferredPodAffinity');
  const selective = sized('SchedulingRequiredPodAntiAffinityWithNSSelector');
  const apartByNode = { rules: { apart: { by: 'node', from: [] } } };
  return [
    singles('SchedulingBasic 10k', 'SchedulingBasic/5000Nodes_10000Pods', wanted()),
    singles('SchedulingBasic 50k', 'SchedulingBasic/5000Nodes_50000Pods', wanted()),
    singles(
      'SchedulingNodeAffinity',
      'SchedulingNodeAffinity/5000Nodes_10000Pods',
      wanted({ rules: { require: ["node.labels.zone in ['zone-0', 'zone-1']"] } }),
    ),
    singles(
      'SchedulingWithExtendedResource',
      'SchedulingWithExtendedResource/5000',
      wanted({ quantities: { ...POD, licence: 1 } }),
      { node: machine({ ...MACHINE, licence: 4 }) },
    ),
    singles(
      'HostPortConflict',
      'Batching HostPortConflict / ResourceSaturation',
      wanted({ ports: { http: 8_080 } }),
    ),
    singles(
      'ResourceSaturation',
      'Batching HostPortConflict / ResourceSaturation',
      wanted({ quantities: { ...POD, cpu: 3_000 } }),
    ),
    singles(
      'TopologySpreading',
      'TopologySpreading',
      wanted({ rules: { spread: { by: 'zone', maxSkew: 5 } } }),
    ),
    singles(
      'DefaultTopologySpreading',
      'DefaultTopologySpreading/50000Pods',
      wanted({ rules: { spread: { by: 'zone', maxSkew: 1_000 } } }),
      // More copies in one workload than a stack file may say.
      { memoryOnly: true },
    ),
    singles(
      'SchedulingPodAntiAffinity by node',
      'SchedulingPodAntiAffinity/5000Nodes_2000Pods',
      wanted(apartByNode),
    ),
    singles(
      'SchedulingPodAntiAffinity by pair',
      'SchedulingPodAntiAffinity/5000Nodes_2000Pods',
      wanted({ rules: { apart: { by: 'pair', from: [] } } }),
      { init: () => [] },
    ),
    {
      ...singles(
        'SchedulingPodAntiAffinity, one call',
        'SchedulingPodMatchingAntiAffinity/5000Nodes_5000Pods',
        wanted(apartByNode),
      ),
      init: () => [],
      measured: () => [
        {
          workload: 'bench/web',
          count: sized('SchedulingPodMatchingAntiAffinity/5000Nodes_5000Pods').measure,
        },
      ],
    },
    {
      ...singles('SchedulingPodAffinity', 'SchedulingPodAffinity/5000Nodes_5000Pods', wanted()),
      workloads: {
        'bench/blue': wanted(),
        'bench/web': wanted({ rules: { near: { workload: 'blue', by: 'zone' } } }),
      },
      init: () => repeat(affine.init, { workload: 'bench/blue', count: 1 }),
    },
    {
      ...singles('SchedulingPreferredPodAffinity', 'SchedulingPreferredPodAffinity', wanted()),
      workloads: {
        'bench/blue': wanted(),
        'bench/web': wanted({ rules: { near: { workload: 'blue', by: 'zone', weight: 50 } } }),
      },
      init: () => repeat(preferred.init, { workload: 'bench/blue', count: 1 }),
    },
    singles(
      'SchedulingPreferredPodAntiAffinity',
      'SchedulingPreferredPodAntiAffinity',
      wanted({ rules: { apart: { by: 'node', from: [], weight: 50 } } }),
    ),
    {
      ...singles(
        'SchedulingRequiredPodAntiAffinityWithNSSelector',
        'SchedulingRequiredPodAntiAffinityWithNSSelector',
        wanted(),
      ),
      workloads: {
        'bench/blue': wanted(apartByNode),
        'bench/web': wanted({ rules: { apart: { by: 'node', from: ['blue'] } } }),
      },
      init: () => repeat(selective.init, { workload: 'bench/blue', count: 1 }),
    },
    singles(
      'PreferredTopologySpreading',
      'PreferredTopologySpreading',
      wanted({ rules: { spread: { by: 'zone', weight: 50 } } }),
    ),
    singles(
      'SchedulingWithNodeInclusionPolicy',
      'SchedulingWithNodeInclusionPolicy',
      wanted({ rules: { spread: { by: 'zone', maxSkew: 1 } } }),
      { node: taintedMachine() },
    ),
    {
      ...singles('MixedSchedulingBasePod', 'MixedSchedulingBasePod', wanted()),
      workloads: {
        'bench/web': wanted(),
        'bench/near': wanted({ rules: { near: { workload: 'web', by: 'zone' } } }),
        'bench/apart': wanted({ rules: { apart: { by: 'node', from: [] } } }),
        'bench/nearish': wanted({ rules: { near: { workload: 'web', by: 'zone', weight: 50 } } }),
        'bench/apartish': wanted({ rules: { apart: { by: 'node', from: [], weight: 50 } } }),
      },
      init: () =>
        many(mixed.init, (at) => ({
          workload: `bench/${['web', 'near', 'apart', 'nearish', 'apartish'][at % 5]}`,
          count: 1,
        })),
      // Copies of four kinds beside each other cannot be reservations.
      memoryOnly: true,
    },
    {
      ...singles('SchedulingDaemonset', 'SchedulingDaemonset/15000Nodes', wanted(apartByNode)),
      workloads: { 'bench/one': wanted(apartByNode), 'bench/two': wanted(apartByNode) },
      measured: () =>
        many(daemons.measure, (at) => ({
          workload: at < daemons.nodes ? 'bench/one' : 'bench/two',
          count: 1,
          node: at % daemons.nodes,
        })),
      memoryOnly: true,
    },
    {
      ...singles('Unschedulable', 'Unschedulable/5kNodes/20kInit/10kPods', wanted()),
      workloads: { 'bench/web': wanted(), 'bench/huge': wanted({ quantities: { ...POD, cpu: 9_000 } }) },
      measured: () =>
        many(unschedulable.measure, (at) => ({
          workload: at % 100 === 99 ? 'bench/huge' : 'bench/web',
          count: 1,
        })),
      memoryOnly: true,
    },
    {
      ...singles('SchedulingWithMixedChurn', 'SchedulingWithMixedChurn/5000Nodes_10000Pods', wanted()),
      measured: () =>
        many(churned.measure, (at) => ({
          workload: 'bench/web',
          count: 1,
          ...(at % 10 === 9 && { churn: (at * 7_919) % churned.nodes }),
        })),
      memoryOnly: true,
    },
    million('C100K', { nodes: scale(500), jobs: scale(318), copies: 315 }),
    million('C1M', { nodes: scale(5_000), jobs: scale(1_000), copies: 1_000 }),
    { ...million('C2M', { nodes: scale(6_100), jobs: scale(100), copies: 20_000 }), memoryOnly: true },
    ...[500, 1_000, 5_000, 10_000].flatMap((nodes) =>
      [25, 50, 75].flatMap((racks) => [false, true].map((spread) => nomad({ nodes, racks, spread }))),
    ),
  ];
}

/** The same requests on clusters of all sizes. `distinct`: no two nodes are alike. */
export function growthOf(nodes: number, measure: number): Shape[] {
  const shape = (name: string, one: Wanted, more: Partial<Shape> = {}): Shape => ({
    name: `growth: ${name}`,
    nodes,
    node: machine(),
    workloads: { 'bench/web': one },
    init: () => [],
    measured: () => repeat(measure, { workload: 'bench/web', count: 1 }),
    memoryOnly: true,
    ...more,
  });
  const spread = { by: 'zone', maxSkew: 5 };
  const apart = { by: 'node', from: [] };
  return [
    shape('plain', wanted()),
    shape('every node distinct', wanted(), { node: distinct }),
    shape('spread by zone', wanted({ rules: { spread } })),
    shape('apart by node', wanted({ rules: { apart } }), {
      measured: () => repeat(Math.min(measure, nodes), { workload: 'bench/web', count: 1 }),
    }),
    shape('spread by zone, apart by node, every node distinct', wanted({ rules: { spread, apart } }), {
      node: distinct,
      measured: () => repeat(Math.min(measure, nodes / 2), { workload: 'bench/web', count: 1 }),
    }),
  ];
}

/** Nomad's million containers: jobs of many copies, half of them for one sort of machine, half for the other. */
function million(
  name: string,
  { nodes, jobs, copies }: { nodes: number; jobs: number; copies: number },
): Shape {
  // As many of one sort as of the other.
  const machines = 2 * Math.ceil(nodes / 2);
  const asked = 2 * Math.ceil(jobs / 2);
  const room = Math.ceil((1.2 * asked * copies) / machines) + 10;
  const one = (at: number) =>
    wanted({
      quantities: { cpu: 100, memory: 64 },
      rules: { require: [`node.labels.sort == 's${at % 2}'`] },
    });
  const shared = [one(0), one(1)];
  return {
    name,
    nodes: machines,
    node: machine({ cpu: 100 * room, memory: 64 * room }),
    workloads: Object.fromEntries(
      Array.from({ length: asked }, (_, at) => [`job-${at}/web`, shared[at % 2] as Wanted]),
    ),
    init: () => [],
    measured: () => many(asked, (at) => ({ workload: `job-${at}/web`, count: copies })),
  };
}

/** Nomad's BenchmarkServiceScheduler: one evaluation per job; racks of the first half only. */
function nomad({ nodes, racks, spread }: { nodes: number; racks: number; spread: boolean }): Shape {
  const allowed = Array.from({ length: Math.floor(racks / 2) }, (_, at) => `'r${at}'`);
  const sizes = [50, 300, 600, 900, 1_200];
  const one = wanted({
    quantities: { cpu: 600, memory: 600, disk: 150 },
    rules: {
      require: [`node.labels.rack in [${allowed.join(', ')}]`],
      ...(spread && { spread: { by: 'rack', maxSkew: 10_000 } }),
    },
  });
  return {
    name: `Nomad grid, ${racks} racks${spread ? ', spread' : ''}`,
    nodes,
    node: machine({ cpu: 32_000, memory: 32_000, disk: 102_400 }, racks),
    workloads: Object.fromEntries(sizes.map((size) => [`job-${size}/web`, one])),
    init: () => [],
    measured: () => sizes.map((size) => ({ workload: `job-${size}/web`, count: size })),
    memoryOnly: true,
  };
}

function wanted(
  wish: Partial<Omit<ResourceRequest, 'devices'>> & { readonly rules?: Partial<PlacementRules> } = {},
): Wanted {
  const { quantities = POD, ports = {}, rules = {} } = wish;
  return {
    resources: { quantities, ports, devices: {} },
    rules: { require: [], prefer: [], tolerate: [], ...rules },
  };
}

function machine(amounts: Quantities = MACHINE, racks = 50): (at: number) => NodeInfo {
  const resources = Object.fromEntries(
    Object.entries(amounts).map(([name, total]) => [name, { total, reserved: 0, allocationRatio: 1 }]),
  );
  const inventory = { resources, ports: { first: 20_000, last: 29_999 }, devices: [] };
  return (at) => ({
    id: nodeId(`node-${String(at).padStart(6, '0')}`),
    address: '127.0.0.1',
    site: `site-${at % 50}`,
    region: 'bench',
    arch: 'x64',
    os: 'linux',
    labels: {
      zone: `zone-${at % ZONES}`,
      rack: `r${at % racks}`,
      sort: `s${at % 2}`,
      pair: `p${Math.floor(at / 2)}`,
    },
    taints: [],
    attributes: {},
    inventory,
  });
}

/** A tenth of the nodes takes nobody: their zones count for spread by the others. */
function taintedMachine(): (at: number) => NodeInfo {
  const plain = machine();
  const taints = [{ key: 'closed', value: 'yes' }];
  return (at) => ({ ...plain(at), ...(at % 10 === 9 && { taints }) });
}

/** Memory and cpu that no other node has. */
function distinct(at: number): NodeInfo {
  return machine({ cpu: 4_000 + ((at * 7_919) % 100_003), memory: 32_768 + at, pods: 110 })(at);
}

function* repeat(count: number, ask: Ask): Generator<Ask> {
  for (let at = 0; at < count; at++) yield ask;
}

function* many(count: number, ask: (at: number) => Ask): Generator<Ask> {
  for (let at = 0; at < count; at++) yield ask(at);
}
