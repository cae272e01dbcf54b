/**
 * Where the ready copies of a workload are reached, and what changed of that. Pure: the coordinator tells nodes and
 * watchers by it, the agent and clients keep their tables by it.
 *
 * Invariants: 1. a copy that is to end, or whose node is not heard of, is no endpoint; 2. a change that
 * `changeOf(before, after)` found, applied to `before`, gives `after`.
 */
import { canonicalJson, hash53 } from '../basics/fingerprint.js';
import { type PlacementId, parsePlacementId, type WorkloadKey } from '../basics/ids.js';
import { LIMITS } from '../basics/limits.js';
import type { Endpoint, NodeInfo, Placement } from '../model/model.js';
import type { ClusterState, NodeRecord } from '../state/state.js';
import type { EndpointsChange, EndpointsUpdate } from './messages.js';

/** Of one workload, by placement. */
export type Endpoints = ReadonlyMap<PlacementId, Endpoint>;
export type EndpointTable = ReadonlyMap<WorkloadKey, Endpoints>;

/** The ready endpoints of a workload, by replica and generation; none of one that is not there. */
export function endpointsOf(state: ClusterState, key: WorkloadKey): Endpoint[] {
  const found: { readonly placement: Placement; readonly node: NodeRecord }[] = [];
  for (const placement of state.workloads.get(key)?.placements.values() ?? []) {
    const node = state.nodes.get(placement.node);
    if (node && isEndpoint(placement, node)) found.push({ placement, node });
  }
  found.sort(
    (a, b) => a.placement.replica - b.placement.replica || a.placement.generation - b.placement.generation,
  );
  return found.map(({ placement, node: { info } }) => ({
    placement: placement.id,
    node: info.id,
    site: info.site,
    address: info.address,
    ports: { ...placement.claim.ports },
    readySinceMs: placement.readySinceMs,
  }));
}

function isEndpoint(placement: Placement, node: NodeRecord): boolean {
  if (placement.desired !== 'running' || !placement.ready || node.connection !== 'up') return false;
  return Object.keys(placement.claim.ports).length > 0;
}

/** At most so many as a node is told of one workload: those of the node itself first, then its site, then the others. */
export function nearestEndpoints(
  endpoints: readonly Endpoint[],
  { id, site }: NodeInfo,
): readonly Endpoint[] {
  if (endpoints.length <= LIMITS.endpointsPerUpstream) return endpoints;
  const distance = (endpoint: Endpoint) => (endpoint.node === id ? 0 : endpoint.site === site ? 1 : 2);
  // The sort is stable: of equally near ones those of lower replica.
  return [...endpoints].sort((a, b) => distance(a) - distance(b)).slice(0, LIMITS.endpointsPerUpstream);
}

/** By replica and generation, as `endpointsOf` has them: a table loses that order with its changes. */
export function inOrder(endpoints: Iterable<Endpoint>): Endpoint[] {
  const numbered = [...endpoints].map((endpoint) => ({ endpoint, of: parsePlacementId(endpoint.placement) }));
  numbered.sort(
    (a, b) =>
      (a.of?.replica ?? 0) - (b.of?.replica ?? 0) || (a.of?.generation ?? 0) - (b.of?.generation ?? 0),
  );
  return numbered.map(({ endpoint }) => endpoint);
}

export function byPlacement(endpoints: Iterable<Endpoint>): Endpoints {
  return new Map([...endpoints].map((endpoint) => [endpoint.placement, endpoint]));
}

/** What has to be told to somebody who knows `before`; undefined when nothing. */
export function changeOf(
  workload: WorkloadKey,
  before: Endpoints | undefined,
  after: Endpoints,
): EndpointsChange | undefined {
  const set = [...after.values()].filter((endpoint) => {
    const known = before?.get(endpoint.placement);
    return !known || canonicalJson(known) !== canonicalJson(endpoint);
  });
  const removed = [...(before?.keys() ?? [])].filter((id) => !after.has(id));
  return before && set.length + removed.length === 0 ? undefined : { workload, set, removed };
}

export function afterChange(
  before: Endpoints | undefined,
  { set, removed }: Pick<EndpointsChange, 'set' | 'removed'>,
): Endpoints {
  const after = new Map(before);
  for (const id of removed) after.delete(id);
  for (const endpoint of set) after.set(endpoint.placement, endpoint);
  return after;
}

/** The table after an update. Whether it is what the sender meant, the digest says. */
export function afterUpdate(held: EndpointTable, { form, changes, dropped }: EndpointsUpdate): EndpointTable {
  const table = new Map(form === 'snapshot' ? [] : held);
  for (const workload of dropped) table.delete(workload);
  for (const change of changes) table.set(change.workload, afterChange(table.get(change.workload), change));
  return table;
}

/** Equal for equal tables, in whatever order they came about; a workload without endpoints counts, too. */
export function endpointsDigest(table: EndpointTable): string {
  let high = 0;
  let low = 0;
  const toggle = (text: string) => {
    const hash = hash53(text, 0);
    high = (high ^ Math.floor(hash / 4294967296)) >>> 0;
    low = (low ^ (hash % 4294967296)) >>> 0;
  };
  for (const [workload, endpoints] of table) {
    toggle(workload);
    for (const endpoint of endpoints.values()) toggle(`${workload} ${canonicalJson(endpoint)}`);
  }
  return high.toString(16).padStart(8, '0') + low.toString(16).padStart(8, '0');
}
