/** A cluster to place on, without rules or ledger around it. */
import {
  type Claim,
  type ClusterView,
  copyLoad,
  type Device,
  emptyLoad,
  hold,
  type NodeId,
  type NodeInfo,
  type NodeView,
  nodeId,
  type PlacementId,
  type PlacementRules,
  type PlaceRequest,
  placementId,
  type ResourceRequest,
  type WorkloadKey,
  type WorkloadView,
  workloadKey,
} from '@berth/core';
import { nodeInfo } from '../core/cluster-fixture.js';

export const WEB = workloadKey('shop', 'web');
export const DB = workloadKey('shop', 'db');

type NodeWish = Partial<Omit<NodeInfo, 'inventory'>> & {
  readonly cpu?: number;
  readonly memory?: number;
  readonly more?: Readonly<Record<string, number>>;
  readonly ports?: { readonly first: number; readonly last: number };
  readonly devices?: readonly Device[];
  readonly held?: Partial<Claim>;
  readonly connection?: NodeView['connection'];
  readonly eligibility?: NodeView['eligibility'];
};

/** 4000 millicores, 4096 MiB and a hundred ports, but for what is said. */
export function node(name: string, wish: NodeWish = {}): NodeView {
  const {
    cpu = 4000,
    memory = 4096,
    more = {},
    ports,
    devices = [],
    held,
    connection,
    eligibility,
    ...info
  } = wish;
  const amounts = Object.entries({ cpu, memory, ...more });
  const resources = amounts.map(([key, total]) => [key, { total, reserved: 0, allocationRatio: 1 }] as const);
  const inventory = {
    resources: Object.fromEntries(resources),
    ports: ports ?? { first: 20_000, last: 20_099 },
    devices,
  };
  const load = emptyLoad(inventory);
  hold(load, { quantities: {}, ports: {}, devices: {}, ...held });
  return {
    info: nodeInfo(name, { ...info, inventory }),
    connection: connection ?? 'up',
    eligibility: eligibility ?? 'eligible',
    load,
  };
}

type Copies = Readonly<Record<string, readonly string[]>>;

/** `copies`: workload key -> the nodes of its running copies. */
export function view(nodes: readonly NodeView[], copies: Copies = {}): ClusterView {
  const workloads = new Map<WorkloadKey, WorkloadView>();
  for (const [key, on] of Object.entries(copies)) {
    const placements = on.map((name, at): [PlacementId, ReturnType<typeof copy>] => [
      placementId(key as WorkloadKey, at, at + 1),
      copy(name),
    ]);
    workloads.set(key as WorkloadKey, { placements: new Map(placements) });
  }
  return { nodes: new Map(nodes.map((one) => [one.info.id, one])), workloads };
}

function copy(name: string, desired: 'running' | 'stopped' = 'running') {
  return { node: nodeId(name), desired };
}

type RequestWish = Partial<Omit<PlaceRequest, 'resources' | 'rules'>> &
  Partial<ResourceRequest> & { readonly rules?: Partial<PlacementRules> };

/** One small copy of shop/web, but for what is said. */
export function request(wish: RequestWish = {}): PlaceRequest {
  const { quantities = { cpu: 100 }, ports = {}, devices = {}, rules, ...rest } = wish;
  return {
    workload: WEB,
    count: 1,
    ...rest,
    resources: { quantities, ports, devices },
    rules: { require: [], prefer: [], tolerate: [], ...rules },
  };
}

/** The cluster after choices were made real: claims are held, copies run. */
export function afterChoices(
  before: ClusterView,
  workload: WorkloadKey | undefined,
  choices: readonly { readonly node: NodeId; readonly claim: Claim }[],
): ClusterView {
  const nodes = new Map(before.nodes);
  const placements = new Map(workload && before.workloads.get(workload)?.placements);
  for (const [at, { node: id, claim }] of choices.entries()) {
    const known = nodes.get(id) as NodeView;
    const load = copyLoad(known.load);
    hold(load, claim);
    nodes.set(id, { ...known, load });
    if (workload)
      placements.set(placementId(workload, 1000 + at, 1000 + at), { node: id, desired: 'running' });
  }
  const workloads = new Map(before.workloads);
  if (workload) workloads.set(workload, { placements });
  return { nodes, workloads };
}
