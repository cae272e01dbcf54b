/** What readers ask of the state: copies, made within one turn of the loop. */

import { BerthError } from '../basics/errors.js';
import {
  type NodeId,
  type PlacementId,
  parseDispatchKey,
  parsePlacementId,
  splitWorkloadKey,
  type WorkloadKey,
} from '../basics/ids.js';
import { noSuchRun } from '../dispatches/decide-dispatch.js';
import { countRuns } from '../dispatches/runs.js';
import { failureViews } from '../failures/failure-views.js';
import { endpointsOf } from '../fleet/endpoints.js';
import type { Usage } from '../fleet/messages.js';
import type { NodeIdentity } from '../identity/node-identity.js';
import { isTerminal, type Placement, type Reservation } from '../model/model.js';
import { neighbourViews } from '../needs/needs.js';
import { hasGivenUp, leastTogether, standingCopies } from '../placing/gangs.js';
import { priorityOf } from '../placing/priority.js';
import type { Silence } from '../reconcile/silence.js';
import { stackCost } from '../resources/costs.js';
import type { ClusterState, NodeRecord, StackRecord, WorkloadRecord } from '../state/state.js';
import { drainView } from './drain-view.js';
import type {
  ClusterInfo,
  EndpointsView,
  GangStatus,
  IdentityView,
  NodeSummary,
  PlacementView,
  StackStatus,
  TokenView,
  WorkloadStatus,
} from './views.js';

export function clusterInfo(state: ClusterState): Omit<ClusterInfo, 'ledgerId' | 'oldest' | 'version'> {
  let up = 0;
  let running = 0;
  let blockedWorkloads = 0;
  for (const node of state.nodes.values()) if (node.connection === 'up') up++;
  for (const placement of state.placements.values()) if (placement.observed === 'running') running++;
  for (const workload of state.workloads.values()) if (workload.blocked) blockedWorkloads++;
  return {
    index: state.index,
    epoch: state.epoch,
    leader: state.leader,
    nodes: { total: state.nodes.size, up },
    stacks: state.stacks.size,
    placements: { total: state.placements.size, running },
    blockedWorkloads,
  };
}

// ---- nodes -----------------------------------------------------------------------------------------------------------

/** What the ledger does not hold: what a node measured of itself, and what its neighbours say of its silence. */
export type Observations = { readonly usage?: Usage | undefined; readonly silence?: Silence | undefined };

/** All nodes by id. */
export function listNodes(state: ClusterState, observed: (node: NodeRecord) => Observations): NodeSummary[] {
  const ids = [...state.nodes.keys()].sort();
  return ids.map((id) => {
    const node = state.nodes.get(id) as NodeRecord;
    return nodeSummary(state, node, observed(node));
  });
}

export function findNode(state: ClusterState, id: string): NodeRecord {
  const node = state.nodes.get(id as NodeId);
  if (!node) throw new BerthError('not_found', `there is no node "${id}": \`berth node ls\` lists them`);
  return node;
}

export function nodeSummary(
  state: ClusterState,
  node: NodeRecord,
  { usage, silence }: Observations,
): NodeSummary {
  const drain = drainView(state, node);
  const { info, load } = node;
  const identity = state.identities.get(info.id);
  const { id, site, region, address, arch, os, labels, taints, attributes, inventory } = info;
  const resources = Object.entries(inventory.resources).map(([name, amount]) => {
    return { name, ...amount, capacity: load.capacity[name] ?? 0, held: load.held[name] ?? 0 };
  });
  return {
    ...{ id, site, region, address, arch, os, labels, taints, attributes, resources },
    connection: node.connection,
    connectionSinceMs: node.connectionSinceMs,
    eligibility: node.eligibility,
    ports: { ...inventory.ports, held: load.ports.size },
    devices: inventory.devices.map((device) => ({ ...device, held: load.devices.get(device.name) ?? 0 })),
    placements: node.placements.size,
    ...(drain && { drain }),
    costMillisPerHour: info.costMillisPerHour ?? 0,
    ...(usage && { usage }),
    ...(silence && { silence }),
    ...(identity && { identity: identityView(identity) }),
    ...(info.agent && { agent: info.agent }),
  };
}

function identityView({
  standing,
  reason,
  sinceMs,
  certificates,
  profile,
  refused,
}: NodeIdentity): IdentityView {
  return { standing, reason, sinceMs, certificates, profile, refused };
}

/** Oldest first. */
export function listTokens(state: ClusterState, nowMs: number): TokenView[] {
  return [...state.tokens.values()].map(({ hash: _hash, ...token }) => ({
    ...token,
    state: token.usedBy !== undefined ? 'used' : token.expiresAtMs <= nowMs ? 'expired' : 'open',
  }));
}

// ---- placements ------------------------------------------------------------------------------------------------------

export type PlacementQuery = { readonly stack?: string; readonly workload?: string; readonly node?: string };

/** By workload, replica and generation. `workload` is "stack/workload", or a bare name with `stack`. */
export function listPlacements(state: ClusterState, query: PlacementQuery): PlacementView[] {
  const found = [...candidates(state, query)].filter((placement) => matches(placement, query));
  found.sort(
    (a, b) =>
      (a.workload < b.workload ? -1 : a.workload > b.workload ? 1 : 0) ||
      a.replica - b.replica ||
      a.generation - b.generation,
  );
  return found.map((placement) => placementView(state, placement));
}

function candidates(state: ClusterState, query: PlacementQuery): Iterable<Placement> {
  if (query.node !== undefined) return findNode(state, query.node).placements.values();
  const workload = state.workloads.get(query.workload as WorkloadKey);
  return workload ? workload.placements.values() : state.placements.values();
}

function matches(placement: Placement, query: PlacementQuery): boolean {
  const { stack, workload } = splitWorkloadKey(placement.workload);
  if (query.stack !== undefined && query.stack !== stack) return false;
  if (query.workload === undefined) return true;
  return query.workload === placement.workload || (query.stack !== undefined && query.workload === workload);
}

export function findPlacement(state: ClusterState, id: string): Placement {
  const placement = state.placements.get(id as PlacementId);
  if (placement) return placement;
  const form = parsePlacementId(id) ? '' : ' (an id looks like "shop/web/0.3")';
  throw new BerthError(
    'not_found',
    `there is no placement "${id}"${form}: \`berth placement ls\` lists them`,
  );
}

export function placementView(state: ClusterState, placement: Placement): PlacementView {
  const { run: _run, runHash: _runHash, liveHash: _liveHash, runSince: _since, ...rest } = placement;
  const info = state.nodes.get(placement.node)?.info;
  const endpoints: Record<string, string> = {};
  for (const [name, port] of Object.entries(placement.claim.ports)) {
    endpoints[name] = `${info?.address ?? placement.node}:${port}`;
  }
  return { ...rest, site: info?.site ?? '', endpoints };
}

/** The newest wanted placement of a workload, or the placement itself: what `logs` reads. */
export function placementToRead(state: ClusterState, target: string): Placement {
  if (parsePlacementId(target)) return findPlacement(state, target);
  const live = [...findWorkload(state, target).placements.values()];
  live.sort(
    (a, b) => Number(isTerminal(a.observed)) - Number(isTerminal(b.observed)) || a.replica - b.replica,
  );
  const first = live[0];
  if (!first) {
    const isDispatched = state.workloads.get(target as WorkloadKey)?.spec.dispatch !== undefined;
    const advice = isDispatched ? `name one of its runs: \`berth dispatch ls` : 'see `berth why';
    throw new BerthError('not_found', `workload "${target}" has no placements: ${advice} ${target}\``);
  }
  return first;
}

export function listEndpoints(state: ClusterState, key: string): EndpointsView {
  const { key: workload } = findWorkload(state, key);
  return { workload, index: state.index, endpoints: endpointsOf(state, workload) };
}

// ---- stacks ----------------------------------------------------------------------------------------------------------

export function listStacks(state: ClusterState): StackStatus[] {
  const names = [...state.stacks.keys()].sort();
  return names.map((name) => stackStatus(state, state.stacks.get(name) as StackRecord));
}

export function findStack(state: ClusterState, name: string): StackRecord {
  const stack = state.stacks.get(name);
  if (!stack) throw new BerthError('not_found', `there is no stack "${name}": \`berth status\` lists them`);
  return stack;
}

export function stackStatus(state: ClusterState, stack: StackRecord): StackStatus {
  const workloads = [...stack.workloads].sort().flatMap((key) => {
    const workload = state.workloads.get(key);
    return workload ? [workloadStatus(state, workload)] : [];
  });
  return {
    stack: stack.name,
    version: stack.version,
    deleted: stack.deleted,
    spec: stack.spec,
    versions: stack.versions.map(({ version, atMs, actor }) => ({ version, atMs, actor })),
    workloads,
    costMillisPerHour: stackCost(state, stack),
    settled: workloads.every(isSettled),
  };
}

export function workloadStatus(state: ClusterState, workload: WorkloadRecord): WorkloadStatus {
  const counts = {
    ...{ running: 0, ready: 0, starting: 0, scheduled: 0, completed: 0 },
    ...{ failed: 0, stopping: 0, outdated: 0, aside: 0 },
  };
  let wanted = workload.deleted ? 0 : workload.spec.replicas;
  const daemon = workload.spec.run.kind === 'daemon' && !workload.deleted;
  for (const placement of workload.placements.values()) {
    if (daemon && placement.desired === 'running') wanted++;
    const bucket = bucketOf(state, workload, placement);
    counts[bucket]++;
    if (bucket === 'running' && placement.ready) counts.ready++;
  }
  // The copies of a gang that gave up are not waiting any more.
  const lacking = workload.blocked?.missing ?? 0;
  const failed = hasGivenUp(workload) ? lacking : 0;
  const missing = lacking - failed;
  const gang = gangStatus(workload);
  return {
    workload: workload.key,
    kind: workload.spec.run.kind,
    priority: priorityOf(workload.spec),
    version: workload.version,
    wanted: daemon ? wanted + missing : wanted,
    ...counts,
    failed: counts.failed + failed,
    missing,
    rejects: workload.blocked?.reasons ?? [],
    ...neighbourViews(state, workload),
    ...(gang && { gang }),
    ...failureViews(workload),
    ...scheduleView(workload),
    ...(workload.spec.dispatch && { runs: countRuns(state, workload.key) }),
  };
}

/** The copy that is due first says when. */
function scheduleView({ spec, placements }: WorkloadRecord): Pick<WorkloadStatus, 'schedule'> {
  const { schedule } = spec.run;
  if (!schedule) return {};
  const { cron, timeZone } = schedule;
  const due = [...placements.values()].flatMap(({ desired, nextRunAtMs }) =>
    desired === 'running' && nextRunAtMs !== undefined ? [nextRunAtMs] : [],
  );
  return { schedule: { cron, timeZone, ...(due.length > 0 && { nextRunAtMs: Math.min(...due) }) } };
}

function gangStatus(workload: WorkloadRecord): GangStatus | undefined {
  const { spec, blocked } = workload;
  if (!spec.gang) return undefined;
  const waits = blocked && standingCopies(workload) === 0;
  return {
    min: leastTogether(spec),
    timeoutMs: spec.gang.timeoutMs,
    ...(waits && { waitsSinceMs: blocked.sinceMs }),
    overdue: blocked?.overdue ?? false,
  };
}

type Bucket =
  | 'running'
  | 'starting'
  | 'scheduled'
  | 'completed'
  | 'failed'
  | 'stopping'
  | 'outdated'
  | 'aside';

function bucketOf(state: ClusterState, workload: WorkloadRecord, placement: Placement): Bucket {
  if (placement.desired === 'stopped') return 'stopping';
  if (placement.aside) return 'aside';
  if (placement.observed === 'failed' || placement.observed === 'stopped') return 'failed';
  if (placement.runHash !== workload.runHash) return 'outdated';
  if (placement.observed === 'completed') return 'completed';
  if (placement.observed === 'scheduled') return 'scheduled';
  if (placement.observed !== 'running') return 'starting';
  return state.nodes.has(placement.node) ? 'running' : 'starting';
}

function isSettled(status: WorkloadStatus): boolean {
  return (
    status.running + status.scheduled + status.completed === status.wanted &&
    status.ready === status.running &&
    status.missing + status.stopping + status.outdated + status.failed === 0 &&
    status.waitsFor === undefined &&
    status.endsAfter === undefined
  );
}

export function findWorkload(state: ClusterState, key: string): WorkloadRecord {
  const workload = state.workloads.get(key as WorkloadKey);
  if (workload) return workload;
  const parent = parseDispatchKey(key)?.parent;
  if (parent !== undefined) throw new BerthError('not_found', noSuchRun(key, parent));
  const advice = key.includes('/') ? '`berth status` lists them' : 'a workload is named "stack/workload"';
  throw new BerthError('not_found', `there is no workload "${key}": ${advice}`);
}

export function listReservations(state: ClusterState): Readonly<Reservation>[] {
  return [...state.reservations.values()].map((reservation) => ({ ...reservation }));
}
