/**
 * What one workload needs, from its wish and what is there: pure, no scheduler, no side effects. The caller ends what is
 * to end, finds nodes for what is to be placed, and looks again at `wakeAtMs`.
 *
 * Invariants: 1. a replica that is right is never touched; 2. of a service, at most `maxUnavailable` replicas are taken
 * out of service by an update at a time; 3. a copy on a lost node is replaced only when its disconnect policy says so
 * and its time is over; 4. a drained or evicted copy ends only after its replacement is ready, but an exclusive one before; 5. of an
 * exclusive workload, no copy is made while another one of its replica may still be running; 6. of a batch gang, no
 * copy is made while an earlier member may be seen to run.
 */
import { leastTogether } from './gangs.js';
import type { NodeId, PlacementId } from './ids.js';
import { isTerminal, type Placement, type PlacementCause } from './model.js';
import type { EarlierRun } from './rollout-record.js';
import { type Hold, holdOf, isAvailable } from './rollouts.js';
import type { ClusterState, WorkloadRecord } from './state.js';
import { evictionAtMs } from './taints.js';

export type ReconcilePlan = {
  readonly stop: readonly { readonly placement: PlacementId; readonly cause: PlacementCause }[];
  readonly place: readonly PlanRow[];
  /** Daemons only: the nodes that lack a copy; `place` has one entry for each. */
  readonly onlyNodes?: ReadonlySet<NodeId>;
  /** Copies of the version before, where a rollout may not go on. */
  readonly earlier?: {
    readonly run: EarlierRun;
    readonly place: readonly PlanRow[];
    readonly onlyNodes?: ReadonlySet<NodeId>;
  };
  /** When time alone will ask for something; undefined when it will not. */
  readonly wakeAtMs?: number;
};

export type PlanRow = { readonly replica: number; readonly cause: PlacementCause };

/** Between the failure of a service's copy for good and the next try with a new generation. */
export const RETRY_FAILED_AFTER_MS = 10_000;
/** On top of lease, delay and grace before an exclusive copy may run elsewhere: the two clocks may drift. */
export const EXCLUSIVE_MARGIN_MS = 5_000;

/** Time as reconciling sees it. Silence is measured on a monotonic clock, so that no jump of a wall clock ends a lease. */
export type Moment = {
  readonly nowMs: number;
  readonly leaseMs: number;
  /** How long nothing has been heard of a node, as far as this coordinator can tell. */
  readonly silentMs: (node: NodeId) => number;
};

export function reconcile(state: ClusterState, workload: WorkloadRecord, moment: Moment): ReconcilePlan {
  const draft = new Draft(state, workload, moment);
  if (workload.deleted) draft.stopAll('deleted');
  else if (workload.spec.run.kind === 'daemon') reconcileDaemon(draft);
  else reconcileReplicas(draft);
  return draft.plan();
}

/**
 * After how much silence of its node a copy is given up; undefined for never. An exclusive copy is given up only when it
 * must have stopped itself, by the rule that it was started with.
 */
export function givenUpAfterMs(
  workload: WorkloadRecord,
  placement: Placement,
  leaseMs: number,
): number | undefined {
  const { policy, afterMs } = workload.spec.disconnect;
  switch (policy) {
    case 'keep':
      return undefined;
    case 'replace':
      return leaseMs + afterMs;
    case 'exclusive': {
      const { exclusiveAfterMs, process } = placement.run;
      if (exclusiveAfterMs === undefined) return undefined;
      return leaseMs + exclusiveAfterMs + process.graceMs + EXCLUSIVE_MARGIN_MS;
    }
  }
}

type Standing = 'right' | 'done' | 'outdated' | 'leaving' | 'lost' | 'failed' | 'waiting';

/** Collects a plan; every judgement about one placement is here. */
class Draft {
  readonly state: ClusterState;
  readonly workload: WorkloadRecord;
  readonly moment: Moment;
  readonly #stop: { placement: PlacementId; cause: PlacementCause }[] = [];
  readonly #place: PlanRow[] = [];
  readonly #placeEarlier: PlanRow[] = [];
  readonly #ended = new Set<PlacementId>();
  /** Where the rollout may not go on by itself. */
  readonly hold: Hold | undefined;
  /** Of an exclusive workload: replicas that may still be taken out of service for a move. */
  spare = 0;
  #onlyNodes: Set<NodeId> | undefined;
  #onlyNodesEarlier: Set<NodeId> | undefined;
  #wakeAtMs: number | undefined;

  constructor(state: ClusterState, workload: WorkloadRecord, moment: Moment) {
    this.state = state;
    this.workload = workload;
    this.moment = moment;
    this.hold = holdOf(workload);
  }

  /** Placements that are wanted so far: what runs the wanted run first, then the newest generation first. */
  wanted(): Placement[] {
    const wanted = [...this.workload.placements.values()].filter(
      (placement) => placement.desired === 'running',
    );
    return wanted.sort(
      (a, b) => Number(this.isNew(b)) - Number(this.isNew(a)) || b.generation - a.generation,
    );
  }

  isNew(placement: Placement): boolean {
    return placement.runHash === this.workload.runHash;
  }

  /** Some copy of the replica can be counted on. */
  inService({ copies }: Slot): boolean {
    return copies.some((copy) => isAvailable(this.workload, copy, this.moment.nowMs));
  }

  /** Exclusive: a copy may be made only when no other one of its replica can be running any more. */
  get exclusive(): boolean {
    return this.workload.spec.disconnect.policy === 'exclusive';
  }

  /** Whether a copy that is to end, or ends with this plan, may still be running. */
  stillThere(replica: number): boolean {
    for (const placement of this.workload.placements.values()) {
      const ending = placement.desired === 'stopped' || this.#ended.has(placement.id);
      if (placement.replica !== replica || !ending || isTerminal(placement.observed)) continue;
      if (!this.#givenUp(placement)) return true;
    }
    return false;
  }

  #givenUp(placement: Placement): boolean {
    const node = this.state.nodes.get(placement.node);
    if (!node) return true;
    const leftMs = node.connection === 'disconnected' ? this.#leftMs(placement) : undefined;
    if (leftMs !== undefined && leftMs > 0) this.wakeAt(this.moment.nowMs + leftMs);
    return leftMs !== undefined && leftMs <= 0;
  }

  stop(placement: Placement, cause: PlacementCause): void {
    if (this.#ended.has(placement.id)) return;
    this.#ended.add(placement.id);
    this.#stop.push({ placement: placement.id, cause });
  }

  takeOut(): boolean {
    if (this.spare === 0) return false;
    this.spare--;
    return true;
  }

  hasEnded({ id }: Placement): boolean {
    return this.#ended.has(id);
  }

  stopAll(cause: PlacementCause): void {
    for (const placement of this.wanted()) this.stop(placement, cause);
  }

  place(replica: number, cause: PlacementCause, onNode?: NodeId): void {
    if (this.exclusive && this.stillThere(replica)) return;
    this.#place.push({ replica, cause });
    if (onNode === undefined) return;
    this.#onlyNodes ??= new Set();
    this.#onlyNodes.add(onNode);
  }

  /** A copy of the version before, where there is one that was healthy. */
  placeEarlier(replica: number, cause: PlacementCause, onNode?: NodeId): void {
    if (!this.hold?.earlier) {
      this.place(replica, cause, onNode);
      return;
    }
    if (this.exclusive && this.stillThere(replica)) return;
    this.#placeEarlier.push({ replica, cause });
    if (onNode === undefined) return;
    this.#onlyNodesEarlier ??= new Set();
    this.#onlyNodesEarlier.add(onNode);
  }

  /** Another copy of the replica that `copy` is of: under a hold, of the same version. */
  again(copy: Placement, cause: PlacementCause, onNode?: NodeId): void {
    if (this.hold && !this.isNew(copy)) this.placeEarlier(copy.replica, cause, onNode);
    else this.place(copy.replica, cause, onNode);
  }

  /** A batch gang begins anew when its members have ended, as far as one can see. */
  #gangEnds(): boolean {
    if (!isBatchGang(this.workload)) return false;
    for (const placement of this.workload.placements.values()) {
      const ending = placement.desired === 'stopped' || this.#ended.has(placement.id);
      if (!ending || isTerminal(placement.observed)) continue;
      if (this.state.nodes.get(placement.node)?.connection === 'up') return true;
    }
    return false;
  }

  wakeAt(atMs: number): void {
    this.#wakeAtMs = Math.min(this.#wakeAtMs ?? atMs, atMs);
  }

  standing(placement: Placement): Standing {
    const { run } = this.workload.spec;
    const outdated = !this.isNew(placement) && !this.hold;
    if (placement.observed === 'completed' && run.kind === 'batch') return outdated ? 'outdated' : 'done';
    if (isTerminal(placement.observed)) return this.#standingOfFailed(placement, outdated);
    const node = this.state.nodes.get(placement.node);
    if (!node) return 'lost';
    if (node.connection === 'disconnected') {
      const leftMs = this.#leftMs(placement);
      if (leftMs !== undefined && leftMs <= 0) return 'lost';
      if (leftMs !== undefined) this.wakeAt(this.moment.nowMs + leftMs);
    }
    if (this.#whyLeaving(placement)) return 'leaving';
    return outdated ? 'outdated' : 'right';
  }

  /** Of a copy that stands as leaving. */
  causeOfLeaving(placement: Placement): PlacementCause {
    return this.#whyLeaving(placement) ?? 'drained';
  }

  /** Its node was to be empty by now, and whoever drains it said that what is left then is stopped. */
  isForced(placement: Placement): boolean {
    const node = this.state.nodes.get(placement.node);
    const { force, deadlineAtMs } = (node?.eligibility === 'draining' && node.drain) || { force: false };
    if (!force || deadlineAtMs === undefined) return false;
    if (this.moment.nowMs >= deadlineAtMs) return true;
    this.wakeAt(deadlineAtMs);
    return false;
  }

  /** A node's drain lets batches finish until its deadline, a taint that evicts does not. */
  #whyLeaving(placement: Placement): 'drained' | 'evicted' | undefined {
    const node = this.state.nodes.get(placement.node);
    if (!node) return undefined;
    const { run, placement: rules } = this.workload.spec;
    const isForced = this.isForced(placement);
    if (node.eligibility === 'draining' && (run.kind !== 'batch' || isForced)) return 'drained';
    const atMs = evictionAtMs(node, rules.tolerate);
    if (atMs === undefined) return undefined;
    if (atMs <= this.moment.nowMs) return 'evicted';
    this.wakeAt(atMs);
    return undefined;
  }

  #leftMs(placement: Placement): number | undefined {
    const afterMs = givenUpAfterMs(this.workload, placement, this.moment.leaseMs);
    return afterMs === undefined ? undefined : afterMs - this.moment.silentMs(placement.node);
  }

  #standingOfFailed(placement: Placement, outdated: boolean): Standing {
    if (outdated) return 'outdated';
    if (this.workload.spec.run.kind === 'batch') return 'done';
    const retryAtMs = placement.changedAtMs + RETRY_FAILED_AFTER_MS;
    if (this.moment.nowMs >= retryAtMs) return 'failed';
    this.wakeAt(retryAtMs);
    return 'waiting';
  }

  plan(): ReconcilePlan {
    const run = this.hold?.earlier;
    const place = this.#placeEarlier;
    const only = this.#onlyNodesEarlier;
    return {
      stop: this.#stop,
      place: this.#gangEnds() ? [] : this.#place,
      ...(this.#onlyNodes && { onlyNodes: this.#onlyNodes }),
      ...(run && place.length > 0 && { earlier: { run, place, ...(only && { onlyNodes: only }) } }),
      ...(this.#wakeAtMs !== undefined && { wakeAtMs: this.#wakeAtMs }),
    };
  }
}

/** Copies of one replica, newest generation first. More than one while it moves or is updated. */
type Slot = { readonly replica: number; readonly copies: Placement[] };

function reconcileReplicas(draft: Draft): void {
  const slots: Slot[] = [];
  for (let replica = 0; replica < draft.workload.spec.replicas; replica++)
    slots.push({ replica, copies: [] });
  for (const placement of draft.wanted()) {
    const slot = slots[placement.replica];
    if (slot) slot.copies.push(placement);
    else draft.stop(placement, 'scaled');
  }
  if (isBroken(draft, slots)) {
    draft.stopAll('regrouped');
    for (const { replica } of slots) draft.place(replica, 'regrouped');
    return;
  }
  const outdated: Slot[] = [];
  let room = roomUnderHold(draft, slots);
  if (draft.exclusive) draft.spare = spareReplicas(draft, slots);
  for (const slot of slots) {
    const [newest] = slot.copies;
    if (newest) {
      if (settleSlot(draft, slot, newest) === 'outdated') outdated.push(slot);
    } else if (room > 0) {
      room--;
      draft.place(slot.replica, draft.workload.refill ?? 'applied');
    } else draft.placeEarlier(slot.replica, draft.workload.refill ?? 'applied');
  }
  if (draft.hold) roll(draft, slots, heldBack(draft, slots), room);
  else if (outdated.length > 0) roll(draft, slots, outdated, slots.length);
}

/** So many replicas may be taken out of service at this time. */
function spareReplicas(draft: Draft, slots: readonly Slot[]): number {
  const down = slots.filter((slot) => !draft.inService(slot)).length;
  return Math.max(0, draft.workload.spec.update.maxUnavailable - down);
}

/** Under a hold, how many more replicas may get the new version. */
function roomUnderHold(draft: Draft, slots: readonly Slot[]): number {
  if (!draft.hold) return slots.length;
  const isNew = slots.filter(({ copies: [newest] }) => newest && draft.isNew(newest)).length;
  return Math.max(0, draft.hold.most - isNew);
}

/** Under a hold: those that do not run the new version, and stand well. */
function heldBack(draft: Draft, slots: readonly Slot[]): Slot[] {
  return slots.filter(({ copies: [newest] }) => {
    return newest && !draft.isNew(newest) && draft.standing(newest) === 'right';
  });
}

function isBatchGang({ spec }: WorkloadRecord): boolean {
  return spec.gang !== undefined && spec.run.kind === 'batch';
}

/** A batch gang that has begun and of which too few members are left. */
function isBroken(draft: Draft, slots: readonly Slot[]): boolean {
  if (!isBatchGang(draft.workload)) return false;
  const left = slots.filter(({ copies: [newest] }) => newest && draft.standing(newest) !== 'lost').length;
  return left < slots.length && draft.wanted().length > 0 && left < leastTogether(draft.workload.spec);
}

/** Does all for one replica but updating it. Returns how its newest copy stands. */
function settleSlot(draft: Draft, slot: Slot, newest: Placement): Standing {
  const standing = draft.standing(newest);
  switch (standing) {
    case 'lost':
      draft.stop(newest, 'replaced');
      draft.again(newest, 'replaced');
      break;
    case 'failed':
      draft.stop(newest, 'rescheduled');
      draft.again(newest, 'rescheduled');
      break;
    case 'leaving':
      if (draft.isForced(newest) || (draft.exclusive && (!draft.inService(slot) || draft.takeOut())))
        draft.stop(newest, draft.causeOfLeaving(newest));
      if (!draft.exclusive || draft.hasEnded(newest)) draft.again(newest, draft.causeOfLeaving(newest));
      break;
    case 'right':
    case 'done':
    case 'outdated':
    case 'waiting':
      break;
  }
  endOlder(draft, slot);
  return standing;
}

/** Older copies end as soon as the newest one is ready, or when they are of no use any more. */
function endOlder(draft: Draft, slot: Slot): void {
  const newest = slot.copies[0];
  for (const older of slot.copies.slice(1)) {
    const standing = draft.standing(older);
    const useless = standing === 'lost' || standing === 'failed' || isTerminal(older.observed);
    const relieved = (newest && isCountedOn(draft, newest)) || newest?.observed === 'completed';
    if (useless || relieved || draft.isForced(older))
      draft.stop(older, causeOfRelief(draft, slot, older, standing));
  }
}

function causeOfRelief(draft: Draft, slot: Slot, older: Placement, standing: Standing): PlacementCause {
  const [newest] = slot.copies;
  if (standing === 'leaving') return draft.causeOfLeaving(older);
  if (newest && draft.isNew(newest) && !draft.isNew(older)) return 'updated';
  return newest?.cause === 'rebalanced' ? 'rebalanced' : 'replaced';
}

function isCountedOn(draft: Draft, copy: Placement): boolean {
  return isAvailable(draft.workload, copy, draft.moment.nowMs);
}

/**
 * Gives at most `most` of `outdated` the new run: beside the old copy where the surge allows it, otherwise after it, as far
 * as so many replicas may be out of service.
 */
function roll(draft: Draft, slots: readonly Slot[], outdated: readonly Slot[], most: number): void {
  const { run, update } = draft.workload.spec;
  const isBatch = run.kind === 'batch';
  let spare = spareReplicas(draft, slots);
  let surge = draft.exclusive ? 0 : Math.max(0, (update.maxSurge ?? 0) - surging(draft, slots));
  let left = most;
  for (const slot of outdated) {
    if (left === 0) return;
    const serves = draft.inService(slot) && !isBatch;
    const hasSecond = slot.copies.length > 1;
    if (serves && (surge > 0 || hasSecond)) {
      if (!hasSecond) surge--;
      const stays = slot.copies.find((copy) => isCountedOn(draft, copy));
      for (const copy of slot.copies) if (copy !== stays) draft.stop(copy, 'updated');
      draft.place(slot.replica, 'updated');
    } else if (!serves || spare > 0) {
      if (serves) spare--;
      for (const copy of slot.copies) draft.stop(copy, 'updated');
      draft.place(slot.replica, 'updated');
    } else continue;
    left--;
  }
}

/** Replicas of which two copies run, because an update has begun with them: this one, or one that it overtook. */
function surging(draft: Draft, slots: readonly Slot[]): number {
  return slots.filter(({ copies }) => copies.length > 1 && copies.some((copy) => !draft.isNew(copy))).length;
}

/** One copy on every node that is up and open; which of them match is the scheduler's to say. */
function reconcileDaemon(draft: Draft): void {
  const { state, workload } = draft;
  const onNode = new Map<NodeId, Slot>();
  const used = new Set<number>();
  for (const placement of draft.wanted()) {
    used.add(placement.replica);
    const slot = onNode.get(placement.node);
    if (slot) draft.stop(placement, 'replaced');
    else onNode.set(placement.node, { replica: placement.replica, copies: [placement] });
  }
  const outdated: Slot[] = [];
  const slots = [...onNode.values()];
  for (const slot of slots) if (settleDaemon(draft, slot) === 'outdated') outdated.push(slot);
  let room = roomUnderHold(draft, slots);
  if (draft.hold) room -= rollDaemon(draft, slots, heldBack(draft, slots), room);
  else if (outdated.length > 0) rollDaemon(draft, slots, outdated, slots.length);
  let replica = 0;
  for (const [id, node] of state.nodes) {
    if (onNode.has(id) || node.connection !== 'up' || node.eligibility !== 'eligible') continue;
    while (used.has(replica)) replica++;
    used.add(replica);
    const cause = workload.generation === 0 ? 'applied' : 'scaled';
    if (!draft.hold || room-- > 0) draft.place(replica, cause, id);
    else draft.placeEarlier(replica, cause, id);
  }
}

function settleDaemon(draft: Draft, slot: Slot): Standing {
  const copy = slot.copies[0] as Placement;
  const standing = draft.standing(copy);
  if (standing === 'failed' || standing === 'lost') {
    draft.stop(copy, standing === 'failed' ? 'rescheduled' : 'replaced');
    if (standing === 'failed') draft.again(copy, 'rescheduled', copy.node);
  }
  if (standing === 'leaving' && (draft.isForced(copy) || onlyDaemonsLeft(draft.state, copy.node))) {
    draft.stop(copy, draft.causeOfLeaving(copy));
  }
  return standing;
}

/** A daemon serves the others on its node: on a drain it leaves last. */
function onlyDaemonsLeft(state: ClusterState, id: NodeId): boolean {
  for (const placement of state.nodes.get(id)?.placements.values() ?? []) {
    if (placement.run.kind !== 'daemon') return false;
  }
  return true;
}

/** A copy belongs to its node, which has room for one. Returns how many began. */
function rollDaemon(draft: Draft, slots: readonly Slot[], outdated: readonly Slot[], most: number): number {
  let spare = spareReplicas(draft, slots);
  let begun = 0;
  for (const slot of outdated) {
    if (begun === most) break;
    const copy = slot.copies[0] as Placement;
    if (draft.inService(slot)) {
      if (spare === 0) continue;
      spare--;
    }
    draft.stop(copy, 'updated');
    draft.place(slot.replica, 'updated', copy.node);
    begun++;
  }
  return begun;
}
