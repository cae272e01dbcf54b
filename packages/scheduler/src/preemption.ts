/**
 * Which copies have to end so that one more fits: a node that only room speaks against, and the cheapest victims on it.
 *
 * Cheapest is, one after the other: the lowest highest priority of a victim, the fewest copies that end, the least that
 * is freed beyond need, the smaller node id.
 *
 * On each node the lowest priority is found up to which ending everything makes room. Then victims are given back, the
 * highest priority first, as long as the copy still fits: the "reprieve" of kube-scheduler
 * (pkg/scheduler/framework/plugins/defaultpreemption, SelectVictimsOnNode). That leaves no needless victim, but not
 * always the fewest; on the {@link EXACT_NODES} cheapest nodes with at most {@link EXACT_CANDIDATES} candidates, branch and
 * bound finds the fewest.
 */
import {
  amountOf,
  type Claim,
  claimFor,
  copyLoad,
  type Evictable,
  type Eviction,
  type EvictionSearch,
  type NodeView,
  type Prospect,
  type Prospects,
  type ResourceRequest,
  release,
  WHOLE_DEVICE,
} from '@berth/core';
import type { Call } from './call.js';
import { COPY_FILTERS, NODE_FILTERS } from './filters.js';
import { askedNodes, firstReject } from './verdicts.js';

/** Candidates of one priority or less on a node up to which the fewest victims are found for certain. */
export const EXACT_CANDIDATES = 12;
/** Nodes on which that is tried for one copy. */
export const EXACT_NODES = 64;

/** The cost of a set of victims, the weightiest part first. */
type Cost = { readonly priority: number; readonly copies: number; readonly excess: number };
type Found = { readonly victims: readonly Evictable[]; readonly claim: Claim; readonly cost: Cost };
type Place = { readonly node: NodeView; readonly found: Found };

/** Nodes are looked at again only when their prospect has changed. */
export function searchEvictions(call: Call, prospects: Prospects): EvictionSearch {
  const { view, copies, request } = call;
  const open = askedNodes(view, request).filter(
    (node) => firstReject(NODE_FILTERS, { node, load: node.load }, call) === undefined,
  );
  for (const id of prospects.coming) {
    const node = view.nodes.get(id);
    if (node) copies.picked(node.info);
  }
  const { resources } = request;
  const quick = remembered((prospect: Prospect) => reprieved(prospect, resources));
  const exact = remembered((prospect: Prospect) => {
    const found = quick(prospect);
    return found && fewest(prospect, resources, found);
  });
  const at = (node: NodeView, search: (prospect: Prospect) => Found | undefined): Place[] => {
    const found = search(prospects.of(node.info.id));
    return found ? [{ node, found }] : [];
  };
  return {
    next(): Eviction | undefined {
      const places = open
        .filter((node) => firstReject(COPY_FILTERS, { node, load: node.load }, call) === undefined)
        .flatMap((node) => at(node, quick))
        .sort(byCost);
      const lowest = places[0]?.found.cost.priority;
      const [best] = places
        .slice(0, EXACT_NODES)
        .filter(({ found }) => found.cost.priority === lowest)
        .flatMap(({ node }) => at(node, exact))
        .sort(byCost);
      if (!best) return undefined;
      copies.picked(best.node.info);
      const { victims, claim } = best.found;
      return { node: best.node.info.id, claim, victims };
    },
  };
}

/** Asks once for each prospect: for as long as it is the same one, nothing about its node has changed. */
function remembered(
  search: (prospect: Prospect) => Found | undefined,
): (prospect: Prospect) => Found | undefined {
  const known = new WeakMap<Prospect, { readonly found: Found | undefined }>();
  return (prospect) => {
    const answer = known.get(prospect) ?? { found: search(prospect) };
    known.set(prospect, answer);
    return answer.found;
  };
}

function byCost(a: Place, b: Place): number {
  return compare(a.found.cost, b.found.cost) || (a.node.info.id < b.node.info.id ? -1 : 1);
}

function compare(a: Cost, b: Cost): number {
  return a.priority - b.priority || a.copies - b.copies || a.excess - b.excess;
}

/** Victims none of which could stay; undefined when not even all candidates together make room. */
function reprieved(prospect: Prospect, resources: ResourceRequest): Found | undefined {
  const without = foundWith(prospect, resources, []);
  if (without) return without;
  const pool = lowestThatMakeRoom(prospect, resources);
  if (!pool) return undefined;
  let victims = pool;
  // Sorted by rising priority: from the end, the highest come first.
  for (const candidate of [...pool].reverse()) {
    const fewer = victims.filter((victim) => victim !== candidate);
    if (claimAfter(prospect, resources, fewer)) victims = fewer;
  }
  return foundWith(prospect, resources, victims);
}

/** All candidates up to the lowest priority that is enough. */
function lowestThatMakeRoom(
  prospect: Prospect,
  resources: ResourceRequest,
): readonly Evictable[] | undefined {
  const { evictable } = prospect;
  if (!claimAfter(prospect, resources, evictable)) return undefined;
  for (const level of new Set(evictable.map(({ priority }) => priority))) {
    const pool = evictable.filter(({ priority }) => priority <= level);
    if (claimAfter(prospect, resources, pool)) return pool;
  }
  return undefined;
}

/** The cheapest of all sets of victims whose highest priority is that of `found`; `found` itself beyond the bound. */
function fewest(prospect: Prospect, resources: ResourceRequest, found: Found): Found {
  const pool = prospect.evictable.filter(({ priority }) => priority <= found.cost.priority);
  if (found.victims.length === 0 || pool.length > EXACT_CANDIDATES) return found;
  let best = found;
  const visit = (at: number, chosen: readonly Evictable[], copies: number) => {
    if (copies > best.cost.copies) return;
    const here = foundWith(prospect, resources, chosen);
    if (here) {
      if (compare(here.cost, best.cost) < 0) best = here;
      return;
    }
    const next = pool[at];
    if (!next || !mayMakeRoom(prospect, resources, [...chosen, ...pool.slice(at)])) return;
    visit(at + 1, [...chosen, next], copies + next.copies.length);
    visit(at + 1, chosen, copies);
  };
  visit(0, [], 0);
  return best;
}

function foundWith(
  prospect: Prospect,
  resources: ResourceRequest,
  victims: readonly Evictable[],
): Found | undefined {
  const claim = claimAfter(prospect, resources, victims);
  if (!claim) return undefined;
  const copies = victims.reduce((sum, victim) => sum + victim.copies.length, 0);
  const priority = victims.reduce((highest, victim) => Math.max(highest, victim.priority), -1);
  return { victims, claim, cost: { priority, copies, excess: excessOf(prospect, claim, victims) } };
}

/** The claim that the copy would hold after these have ended, if it fits then: the core's fit function says so. */
function claimAfter(
  prospect: Prospect,
  resources: ResourceRequest,
  victims: readonly Evictable[],
): Claim | undefined {
  if (!mayMakeRoom(prospect, resources, victims)) return undefined;
  const load = copyLoad(prospect.load);
  for (const { claims } of victims) for (const claim of claims) release(load, claim);
  const claimed = claimFor(load, resources);
  return 'claim' in claimed ? claimed.claim : undefined;
}

/** Amounts alone, without copying a load: most sets fail here. */
function mayMakeRoom(
  { load }: Prospect,
  { quantities }: ResourceRequest,
  victims: readonly Evictable[],
): boolean {
  for (const name in quantities) {
    let lacking = amountOf(quantities, name) - amountOf(load.capacity, name) + amountOf(load.held, name);
    for (const { claims } of victims) {
      if (lacking <= 0) break;
      for (const claim of claims) lacking -= amountOf(claim.quantities, name);
    }
    if (lacking > 0 && amountOf(quantities, name) > 0) return false;
  }
  return true;
}

/** What is freed and not needed: the sum over all amounts and devices, each as a part of what the node has of it. */
function excessOf({ load }: Prospect, claim: Claim, victims: readonly Evictable[]): number {
  const freed = victims.flatMap(({ claims }) => claims);
  let excess = 0;
  for (const name of Object.keys(load.capacity).sort()) {
    const capacity = amountOf(load.capacity, name);
    const given = freed.reduce((sum, { quantities }) => sum + amountOf(quantities, name), 0);
    const needed = Math.max(0, amountOf(claim.quantities, name) - capacity + amountOf(load.held, name));
    if (given > needed && capacity > 0) excess += (given - needed) / capacity;
  }
  const devices = load.inventory.devices;
  for (const { name } of devices) {
    const given = freed.reduce((sum, one) => sum + amountOf(one.devices, name), 0);
    const needed = Math.max(0, amountOf(claim.devices, name) - WHOLE_DEVICE + (load.devices.get(name) ?? 0));
    excess += Math.max(0, given - needed) / (WHOLE_DEVICE * devices.length);
  }
  return excess;
}
