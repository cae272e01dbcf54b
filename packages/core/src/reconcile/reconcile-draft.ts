/** A plan for one workload as it is drawn up: every judgement about one placement is here. */

import type { NodeId, PlacementId } from '../basics/ids.js';
import { failureOf, isUsedUp, placedAgainAtMs } from '../failures/failures.js';
import { isTerminal, type Placement, type PlacementCause } from '../model/model.js';
import { evictionAtMs, toleratedMs } from '../model/taints.js';
import { keepsVolumes } from '../model/volumes.js';
import { unmetNeeds } from '../needs/needs.js';
import { mayBeginWith, standingCopies } from '../placing/gangs.js';
import { claimFor, copyLoad, release } from '../resources/capacity.js';
import type { EarlierRun } from '../rollouts/rollout-record.js';
import { type Hold, heldByNeeds, holdOf, isAvailable } from '../rollouts/rollouts.js';
import type { ClusterState, WorkloadRecord } from '../state/state.js';
import { groupsOf, holdsVolumes, withDisk } from '../volumes/volumes.js';

export type ReconcilePlan = {
  readonly stop: readonly { readonly placement: PlacementId; readonly cause: PlacementCause }[];
  /** Do not count any more, and go on where they are; or count again. */
  readonly setAside: readonly PlacementId[];
  readonly takeBack: readonly PlacementId[];
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

/** Between the end of a service's copy that its agent stopped by itself, behind the fence, and the next one. */
export const RETRY_STOPPED_AFTER_MS = 10_000;
/** On top of lease, delay and grace before an exclusive copy may run elsewhere: the two clocks may drift. */
export const EXCLUSIVE_MARGIN_MS = 5_000;

/** Time as reconciling sees it. Silence is measured on a monotonic clock, so that no jump of a wall clock ends a lease. */
export type Moment = {
  readonly nowMs: number;
  readonly leaseMs: number;
  /** How long nothing has been heard of a node, as far as this coordinator can tell. */
  readonly silentMs: (node: NodeId) => number;
};

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
      // Elsewhere it would begin without its data.
      return placement.volumes ? undefined : leaseMs + afterMs;
    case 'exclusive': {
      const { exclusiveAfterMs, process } = placement.run;
      if (exclusiveAfterMs === undefined) return undefined;
      return leaseMs + exclusiveAfterMs + process.graceMs + EXCLUSIVE_MARGIN_MS;
    }
  }
}

/** failed: to be placed again, now. waiting: later. given-up: not any more. */
export type Standing = 'right' | 'done' | 'outdated' | 'leaving' | 'lost' | 'failed' | 'waiting' | 'given-up';

/** Collects a plan; every judgement about one placement is here. */
export class Draft {
  readonly state: ClusterState;
  readonly workload: WorkloadRecord;
  readonly moment: Moment;
  readonly #stop: { placement: PlacementId; cause: PlacementCause }[] = [];
  readonly #setAside: PlacementId[] = [];
  readonly #takeBack: PlacementId[] = [];
  readonly #place: PlanRow[] = [];
  readonly #placeEarlier: PlanRow[] = [];
  readonly #ended = new Set<PlacementId>();
  /** Where the rollout may not go on by itself. */
  readonly hold: Hold | undefined;
  /** What it needs is not there: nothing of the version that is wanted begins. */
  readonly waits: boolean;
  /** Of an exclusive workload: replicas that may still be taken out of service for a move. */
  spare = 0;
  #onlyNodes: Set<NodeId> | undefined;
  #onlyNodesEarlier: Set<NodeId> | undefined;
  #wakeAtMs: number | undefined;

  constructor(state: ClusterState, workload: WorkloadRecord, moment: Moment) {
    this.state = state;
    this.workload = workload;
    this.moment = moment;
    this.waits = unmetNeeds(state, workload).length > 0;
    const hold = this.waits ? heldByNeeds(workload) : holdOf(workload);
    // A gang of which none is left begins as a whole: without canaries, in the earlier version where there is one that can.
    const begins = workload.spec.gang !== undefined && standingCopies(workload) === 0;
    const canBegin = hold?.earlier && mayBeginWith(workload, hold.earlier.run);
    this.hold = begins && hold ? (canBegin ? { ...hold, most: 0 } : undefined) : hold;
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

  /** Two copies of a replica would write to the same volumes. */
  get keepsVolumes(): boolean {
    return keepsVolumes(this.workload.spec.run);
  }

  /** Of a replica, one copy at a time. */
  get alone(): boolean {
    return this.exclusive || this.keepsVolumes;
  }

  /** It stands where its volumes are, and nothing else could begin there now: so it is not ended for something else. */
  isShutIn(placement: Placement): boolean {
    if (!this.keepsVolumes || !holdsVolumes(this.state, placement)) return false;
    const node = this.state.nodes.get(placement.node);
    return node?.connection !== 'up' || node.eligibility !== 'eligible';
  }

  /** A copy of what is wanted would fit where `copy` stands, once that has ended; expressions are the scheduler's to judge. */
  fitsInPlaceOf(copy: Placement): boolean {
    return this.#fitsOn(copy.node, copy.replica, copy);
  }

  /** Of a replica without a copy: 2 where its volumes are, 1 anywhere or nowhere, 0 not where its volumes are. */
  prospectOf(replica: number): number {
    const [group] = groupsOf(this.state, this.workload.key, this.workload.spec.run, [{ replica }]);
    if (!group?.onlyNodes) return 1;
    return [...group.onlyNodes].some((node) => this.#fitsOn(node, replica)) ? 2 : 0;
  }

  #fitsOn(id: NodeId, replica: number, without?: Placement): boolean {
    const node = this.state.nodes.get(id);
    const { key, spec } = this.workload;
    if (node?.connection !== 'up' || node.eligibility !== 'eligible') return false;
    if (node.info.taints.some((taint) => toleratedMs(taint, spec.placement.tolerate) === 0)) return false;
    const [group] = groupsOf(this.state, key, spec.run, [{ replica }]);
    if (group?.onlyNodes && !group.onlyNodes.has(id)) return false;
    const load = copyLoad(node.load);
    if (without) release(load, without.claim);
    return 'claim' in claimFor(load, withDisk(spec.run.resources, group?.diskMiB ?? 0));
  }

  /** Copies of it that are ending on nodes that are heard of: their room comes. */
  ending(): Placement[] {
    return [...this.workload.placements.values()].filter(
      ({ desired, observed, node }) =>
        desired === 'stopped' && !isTerminal(observed) && this.state.nodes.get(node)?.connection === 'up',
    );
  }

  /** Whether a copy that is to end, or ends with this plan, may still be running. */
  stillThere(replica: number): boolean {
    for (const placement of this.workload.placements.values()) {
      const ending = placement.desired === 'stopped' || this.#ended.has(placement.id);
      if (placement.replica !== replica || !ending || isTerminal(placement.observed)) continue;
      if (!this.exclusive && !holdsVolumes(this.state, placement)) continue;
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

  setAside(placement: Placement): void {
    this.#setAside.push(placement.id);
  }

  takeBack(placement: Placement): void {
    this.#takeBack.push(placement.id);
  }

  stopAll(cause: PlacementCause): void {
    for (const placement of this.wanted()) this.stop(placement, cause);
  }

  place(replica: number, cause: PlacementCause, onNode?: NodeId): void {
    if (this.waits) return;
    if (this.alone && this.stillThere(replica)) return;
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
    // The earlier version may have volumes where the wanted one has none.
    const alone = this.alone || keepsVolumes(this.hold.earlier.run);
    if (alone && this.stillThere(replica)) return;
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
    const outdated = !this.isNew(placement) && !this.hold && !this.isShutIn(placement);
    if (placement.observed === 'completed' && run.kind === 'batch') return outdated ? 'outdated' : 'done';
    if (isTerminal(placement.observed)) return this.#standingOfEnded(placement, outdated);
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

  /** A node's drain lets batches finish what they run, and lets be what has volumes there, until its deadline; a taint that evicts does not. */
  #whyLeaving(placement: Placement): 'drained' | 'evicted' | undefined {
    const node = this.state.nodes.get(placement.node);
    if (!node) return undefined;
    const { run, placement: rules } = this.workload.spec;
    const mayFinish = run.kind === 'batch' && placement.observed !== 'scheduled';
    const mayStay = mayFinish || this.keepsVolumes;
    if (node.eligibility === 'draining' && (this.isForced(placement) || !mayStay)) return 'drained';
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

  #standingOfEnded(placement: Placement, outdated: boolean): Standing {
    if (outdated) return 'outdated';
    const againAtMs = this.#againAtMs(placement);
    if (againAtMs === undefined) return 'given-up';
    if (this.moment.nowMs >= againAtMs) return 'failed';
    this.wakeAt(againAtMs);
    return 'waiting';
  }

  #againAtMs(placement: Placement): number | undefined {
    if (placement.observed === 'failed') {
      const failure = failureOf(this.workload, placement);
      if (failure?.gaveUp || (failure && isUsedUp(placement, failure))) return undefined;
      return placedAgainAtMs(placement, failure);
    }
    if (this.workload.spec.run.kind === 'batch') return undefined;
    return placement.changedAtMs + RETRY_STOPPED_AFTER_MS;
  }

  plan(): ReconcilePlan {
    const run = this.hold?.earlier;
    const place = this.#placeEarlier;
    const only = this.#onlyNodesEarlier;
    return {
      stop: this.#stop,
      setAside: this.#setAside,
      takeBack: this.#takeBack,
      place: this.#gangEnds() ? [] : this.#place,
      ...(this.#onlyNodes && { onlyNodes: this.#onlyNodes }),
      ...(run && place.length > 0 && { earlier: { run, place, ...(only && { onlyNodes: only }) } }),
      ...(this.#wakeAtMs !== undefined && { wakeAtMs: this.#wakeAtMs }),
    };
  }
}

/**
 * Copies of one replica, newest generation first. More than one while it moves or is updated. `aside`: at most one, on a
 * node that was silent.
 */
export type Slot = { readonly replica: number; readonly copies: Placement[]; readonly aside: Placement[] };

export function slotsOf(draft: Draft): Slot[] {
  const { replicas } = draft.workload.spec;
  const slots = Array.from({ length: replicas }, (_, replica): Slot => ({ replica, copies: [], aside: [] }));
  for (const placement of draft.wanted()) {
    const slot = slots[placement.replica];
    if (slot) (placement.aside ? slot.aside : slot.copies).push(placement);
  }
  return slots;
}

export function isBatchGang({ spec }: WorkloadRecord): boolean {
  return spec.gang !== undefined && spec.run.kind === 'batch';
}
