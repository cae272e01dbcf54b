/**
 * Preemption: copies of lower priority end, so that a workload that says so (`preempt`) has room.
 *
 * Invariants: 1. nothing ends for a copy that fits without, now or when that has ended which is ending; 2. nothing ends
 * that could stay: each victim is given back on trial, the highest priority first; 3. victims have strictly lower
 * priority, so nobody preempts back; 4. never a daemon or what has volumes, never what the workload has to be near, and of a gang all copies
 * or none; 5. the room that is being freed is held for the copy (nominations.ts).
 */

import {
  type NodeId,
  type NominationId,
  type PlacementId,
  splitWorkloadKey,
  type WorkloadKey,
  workloadKey,
} from '../basics/ids.js';
import { LIMITS } from '../basics/limits.js';
import type { Turn } from '../control/turn.js';
import { type Claim, isTerminal, listOf, type Placement, type PlacementRules } from '../model/model.js';
import type { PlaceRequest } from '../model/scheduling.js';
import { keepsVolumes } from '../model/volumes.js';
import { claimFor, claimRejects, copyLoad, hold, type NodeLoad, release } from '../resources/capacity.js';
import type { ClusterState, NodeRecord, WorkloadRecord } from '../state/state.js';
import type { Evictable, Eviction, Prospect, Prospects } from './eviction.js';
import { nominationsOf } from './nominations.js';
import { priorityOf } from './priority.js';

/** On top of the longest grace of what has to end on the node. */
const NOMINATION_MARGIN_MS = 60_000;

/**
 * Makes room for up to `request.count` copies, at least for `least` of them or for none. Returns what is ended for it;
 * the copies are placed when that has ended.
 */
export function preempt(
  turn: Turn,
  workload: WorkloadRecord,
  request: PlaceRequest,
  least: number,
): PlacementId[] {
  if (!workload.spec.preempt || !canMakeRoom(turn.state, workload)) return [];
  const draft = new Draft(turn.state, workload);
  const search = turn.scheduler.evictions(request, draft);
  for (let copies = Math.min(request.count, LIMITS.preemptionsPerPass); copies > 0; copies--) {
    const eviction = search.next();
    if (!eviction) break;
    draft.take(eviction);
  }
  if (draft.rooms.length < least) return [];
  draft.giveBack(request);
  // All of it is free now, and the search for places has not taken it: to hold it would change nothing. Unless it is for a
  // copy that comes after others that are on their way: without it, whoever is lower would move in between.
  const isNext = draft.coming.length > 0;
  if (!isNext && draft.victims.size === 0 && allFree(turn.state, draft.rooms)) return [];
  return carryOut(turn, workload, draft);
}

/** Whether anything is ending, or of lower priority: mostly not, and then nobody searches. */
function canMakeRoom({ workloads }: ClusterState, { spec, key }: WorkloadRecord): boolean {
  for (const other of workloads.values()) {
    const isLower = other.spec.run.kind !== 'daemon' && priorityOf(other.spec) < priorityOf(spec);
    for (const { desired, observed } of other.placements.values()) {
      if (desired === 'stopped' || (isLower && other.key !== key && !isTerminal(observed))) return true;
    }
  }
  return false;
}

/** Room for one copy, when everything has ended that ends for it. */
type Room = { readonly node: NodeId; readonly claim: Claim };

/** The evictions chosen so far, and nodes as they will be after them. */
class Draft implements Prospects {
  readonly coming: readonly NodeId[];
  rooms: Room[] = [];
  readonly victims = new Set<Evictable>();
  readonly #state: ClusterState;
  readonly #workload: WorkloadRecord;
  readonly #ending = new Set<PlacementId>();
  readonly #prospects = new Map<NodeId, Prospect>();

  constructor(state: ClusterState, workload: WorkloadRecord) {
    this.#state = state;
    this.#workload = workload;
    this.coming = nominationsOf(state, workload.key).map(({ node }) => node);
  }

  of(node: NodeId): Prospect {
    const known = this.#prospects.get(node);
    if (known) return known;
    const record = this.#state.nodes.get(node) as NodeRecord;
    const load = this.#loadAfter(record);
    for (const room of this.rooms) if (room.node === node) hold(load, room.claim);
    const prospect = { load, evictable: this.#evictable(record) };
    this.#prospects.set(node, prospect);
    return prospect;
  }

  take({ node, claim, victims }: Eviction): void {
    this.rooms.push({ node, claim });
    this.#prospects.delete(node);
    for (const victim of victims) {
      this.victims.add(victim);
      for (const id of victim.copies) {
        this.#ending.add(id);
        this.#prospects.delete(this.#placement(id).node);
      }
    }
  }

  /** One eviction may have made more room than the next one knew: whoever can stay, stays. */
  giveBack(request: PlaceRequest): void {
    const dearestFirst = [...this.victims].sort(
      (a, b) => b.priority - a.priority || b.copies.length - a.copies.length,
    );
    for (const victim of dearestFirst) {
      for (const id of victim.copies) this.#ending.delete(id);
      const rooms = this.#refit(request, new Set(victim.copies.map((id) => this.#placement(id).node)));
      if (rooms) {
        this.rooms = rooms;
        this.victims.delete(victim);
      } else for (const id of victim.copies) this.#ending.add(id);
    }
  }

  /** With other claims on nodes on which something else ends now; undefined when one of them does not fit. */
  #refit({ resources }: PlaceRequest, changed: ReadonlySet<NodeId>): Room[] | undefined {
    const loads = new Map<NodeId, NodeLoad>();
    const rooms: Room[] = [];
    for (const room of this.rooms) {
      const { node } = room;
      if (!changed.has(node)) {
        rooms.push(room);
        continue;
      }
      const load = loads.get(node) ?? this.#loadAfter(this.#state.nodes.get(node) as NodeRecord);
      loads.set(node, load);
      const claimed = claimFor(load, resources);
      if (!('claim' in claimed)) return undefined;
      hold(load, claimed.claim);
      rooms.push({ node, claim: claimed.claim });
    }
    return rooms;
  }

  /** Without what ends, and with all that other nominations are waiting for. */
  #loadAfter(node: NodeRecord): NodeLoad {
    const load = copyLoad(node.load);
    for (const placement of node.placements.values()) {
      if (placement.desired === 'stopped' || this.#ending.has(placement.id)) release(load, placement.claim);
    }
    for (const nomination of this.#state.nominations.values()) {
      if (nomination.node !== node.info.id) continue;
      release(load, nomination.held);
      hold(load, nomination.claim);
    }
    return load;
  }

  /** By priority, then by name: equal states give equal lists. */
  #evictable(node: NodeRecord): Evictable[] {
    const found = new Map<string, { readonly first: Placement; readonly claims: Claim[] }>();
    for (const placement of node.placements.values()) {
      if (placement.desired === 'stopped' || this.#ending.has(placement.id)) continue;
      const owner = this.#state.workloads.get(placement.workload);
      if (!owner || !this.#mayEnd(owner)) continue;
      const unit = owner.spec.gang ? owner.key : placement.id;
      const known = found.get(unit);
      if (known) known.claims.push(placement.claim);
      else found.set(unit, { first: placement, claims: [placement.claim] });
    }
    return [...found]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([, { first, claims }]) => this.#unit(first, claims))
      .sort((a, b) => a.priority - b.priority);
  }

  #unit({ workload, id }: Placement, claims: readonly Claim[]): Evictable {
    const owner = this.#state.workloads.get(workload) as WorkloadRecord;
    return {
      workload,
      priority: priorityOf(owner.spec),
      copies: owner.spec.gang ? runningCopies(owner) : [id],
      claims,
    };
  }

  #mayEnd(owner: WorkloadRecord): boolean {
    const { spec, key } = this.#workload;
    if (owner.key === key || owner.spec.run.kind === 'daemon' || keepsVolumes(owner.spec.run)) return false;
    return priorityOf(owner.spec) < priorityOf(spec) && !isNeeded(owner.key, key, spec.placement.near);
  }

  #placement(id: PlacementId): Placement {
    return this.#state.placements.get(id) as Placement;
  }
}

/** Without it there, the workload could not be placed. */
function isNeeded(owner: WorkloadKey, key: WorkloadKey, near: PlacementRules['near']): boolean {
  const { stack } = splitWorkloadKey(key);
  return listOf(near).some(
    ({ workload, weight }) => weight === undefined && owner === workloadKey(stack, workload),
  );
}

function runningCopies({ placements }: WorkloadRecord): PlacementId[] {
  const copies: PlacementId[] = [];
  for (const { id, desired, observed } of placements.values()) {
    if (desired === 'running' && !isTerminal(observed)) copies.push(id);
  }
  return copies;
}

function allFree({ nodes }: ClusterState, rooms: readonly Room[]): boolean {
  const loads = new Map<NodeId, NodeLoad>();
  return rooms.every(({ node, claim }) => {
    const load = loads.get(node) ?? copyLoad((nodes.get(node) as NodeRecord).load);
    loads.set(node, load);
    if (claimRejects(load, claim).length > 0) return false;
    hold(load, claim);
    return true;
  });
}

function carryOut(turn: Turn, workload: WorkloadRecord, { rooms, victims }: Draft): PlacementId[] {
  const { key, spec } = workload;
  const ended: PlacementId[] = [];
  const byOwner = new Map<WorkloadKey, { readonly over: number; readonly copies: PlacementId[] }>();
  for (const victim of victims) {
    const known = byOwner.get(victim.workload) ?? { over: victim.priority, copies: [] };
    known.copies.push(...victim.copies);
    byOwner.set(victim.workload, known);
    ended.push(...victim.copies);
  }
  for (const { over, copies } of byOwner.values()) {
    const by = { workload: key, priority: priorityOf(spec), over };
    turn.emit({ kind: 'placements.stopped', placements: copies, cause: 'preempted', by });
  }
  for (const { node, claim } of rooms) {
    const id = turn.uniqueName('n') as NominationId;
    const expiresAtMs = turn.nowMs + longestGraceMs(turn.state, node) + NOMINATION_MARGIN_MS;
    turn.emit({ kind: 'nomination.made', id, workload: key, node, claim, expiresAtMs });
  }
  return ended;
}

function longestGraceMs({ nodes }: ClusterState, id: NodeId): number {
  let longest = 0;
  for (const { desired, run } of nodes.get(id)?.placements.values() ?? []) {
    if (desired === 'stopped') longest = Math.max(longest, run.process.graceMs);
  }
  return longest;
}
