/**
 * What one workload needs, from its wish and what is there: pure, no scheduler, no side effects. The caller ends what is
 * to end, finds nodes for what is to be placed, and looks again at `wakeAtMs`.
 *
 * Invariants: 1. a replica that is right is never touched; 2. of a service, at most `maxUnavailable` replicas are taken
 * out of service by an update at a time; 3. a copy on a lost node is replaced only when its disconnect policy says so
 * and its time is over; 4. a drained or evicted copy ends only after its replacement is ready, but an exclusive one before; 5. of an
 * exclusive workload, no copy is made while another one of its replica may still be running; 6. of a batch gang, no
 * copy is made while an earlier member may be seen to run; 7. a copy on a silent node is set aside, not ended, while
 * another one stands in for it; which of the two stays is judged when its node is back (returned-copies.ts).
 */
import { leastTogether } from './gangs.js';
import type { NodeId, PlacementId } from './ids.js';
import { DEFAULT_ON_RETURN, isTerminal, type Placement, type PlacementCause } from './model.js';
import { keptCopy, RETURN_SETTLE_MS } from './returned-copies.js';
import type { ClusterState, WorkloadRecord } from './state.js';
import { evictionAtMs } from './taints.js';

export type ReconcilePlan = {
  readonly stop: readonly { readonly placement: PlacementId; readonly cause: PlacementCause }[];
  /** Do not count any more, and go on where they are; or count again. */
  readonly setAside: readonly PlacementId[];
  readonly takeBack: readonly PlacementId[];
  readonly place: readonly { readonly replica: number; readonly cause: PlacementCause }[];
  /** Daemons only: the nodes that lack a copy; `place` has one entry for each. */
  readonly onlyNodes?: ReadonlySet<NodeId>;
  /** When time alone will ask for something; undefined when it will not. */
  readonly wakeAtMs?: number;
};

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
  readonly #setAside: PlacementId[] = [];
  readonly #takeBack: PlacementId[] = [];
  readonly #place: { replica: number; cause: PlacementCause }[] = [];
  readonly #ended = new Set<PlacementId>();
  #onlyNodes: Set<NodeId> | undefined;
  #wakeAtMs: number | undefined;

  constructor(state: ClusterState, workload: WorkloadRecord, moment: Moment) {
    this.state = state;
    this.workload = workload;
    this.moment = moment;
  }

  /** Placements that are wanted so far, newest generation first. */
  wanted(): Placement[] {
    const wanted = [...this.workload.placements.values()].filter(
      (placement) => placement.desired === 'running',
    );
    return wanted.sort((a, b) => b.generation - a.generation);
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
    if (this.exclusive && this.stillThere(replica)) return;
    this.#place.push({ replica, cause });
    if (onNode === undefined) return;
    this.#onlyNodes ??= new Set();
    this.#onlyNodes.add(onNode);
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
    const outdated = placement.runHash !== this.workload.runHash;
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

  /** A node's drain lets batches finish, a taint that evicts does not. */
  #whyLeaving(placement: Placement): 'drained' | 'evicted' | undefined {
    const node = this.state.nodes.get(placement.node);
    if (!node) return undefined;
    const { run, placement: rules } = this.workload.spec;
    if (node.eligibility === 'draining' && run.kind !== 'batch') return 'drained';
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
    return {
      stop: this.#stop,
      setAside: this.#setAside,
      takeBack: this.#takeBack,
      place: this.#gangEnds() ? [] : this.#place,
      ...(this.#onlyNodes && { onlyNodes: this.#onlyNodes }),
      ...(this.#wakeAtMs !== undefined && { wakeAtMs: this.#wakeAtMs }),
    };
  }
}

/**
 * Copies of one replica, newest generation first. More than one while it moves or is updated. `aside`: at most one, on a
 * node that was silent.
 */
type Slot = { readonly replica: number; readonly copies: Placement[]; readonly aside: Placement[] };

function reconcileReplicas(draft: Draft): void {
  const slots: Slot[] = [];
  for (let replica = 0; replica < draft.workload.spec.replicas; replica++)
    slots.push({ replica, copies: [], aside: [] });
  for (const placement of draft.wanted()) {
    const slot = slots[placement.replica];
    if (slot) (placement.aside ? slot.aside : slot.copies).push(placement);
    else draft.stop(placement, 'scaled');
  }
  if (isBroken(draft, slots)) {
    draft.stopAll('regrouped');
    for (const { replica } of slots) draft.place(replica, 'regrouped');
    return;
  }
  const outdated: Slot[] = [];
  for (const slot of slots) {
    if (settleSlot(draft, slot) === 'outdated') outdated.push(slot);
  }
  if (outdated.length > 0) roll(draft, slots, outdated);
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
function settleSlot(draft: Draft, slot: Slot): Standing | 'empty' {
  for (const aside of slot.aside) judgeReturn(draft, slot, aside);
  const newest = slot.copies[0];
  if (!newest) {
    draft.place(slot.replica, slot.aside.length > 0 ? 'replaced' : (draft.workload.refill ?? 'applied'));
    return 'empty';
  }
  const standing = draft.standing(newest);
  switch (standing) {
    case 'lost':
      // One that is away is waited for, not every one that ever was.
      if (draft.exclusive || slot.aside.length > 0) draft.stop(newest, 'replaced');
      else draft.setAside(newest);
      draft.place(slot.replica, 'replaced');
      break;
    case 'failed':
      draft.stop(newest, 'rescheduled');
      draft.place(slot.replica, 'rescheduled');
      break;
    case 'leaving':
      if (draft.exclusive) draft.stop(newest, draft.causeOfLeaving(newest));
      draft.place(slot.replica, draft.causeOfLeaving(newest));
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

/** Takes back a copy that was set aside, ends it, or leaves it for later. Changes the slot to what will be. */
function judgeReturn(draft: Draft, slot: Slot, aside: Placement): void {
  const verdict = verdictOf(draft, aside, slot.copies[0]);
  if (verdict === 'later') return;
  slot.aside.splice(slot.aside.indexOf(aside), 1);
  if (verdict === 'take-back') {
    draft.takeBack(aside);
    for (const copy of slot.copies.splice(0, slot.copies.length, aside)) draft.stop(copy, 'returned');
  } else draft.stop(aside, verdict);
}

function verdictOf(
  draft: Draft,
  aside: Placement,
  standIn: Placement | undefined,
): PlacementCause | 'take-back' | 'later' {
  const { workload, state, moment } = draft;
  if (aside.runHash !== workload.runHash) return 'updated';
  const standing = draft.standing(aside);
  if (standing === 'failed' || standing === 'waiting') return 'replaced';
  if (standing === 'leaving') return draft.causeOfLeaving(aside);
  const node = state.nodes.get(aside.node);
  if (node?.connection !== 'up') return 'later';
  if (!standIn || draft.standing(standIn) === 'lost') return 'take-back';
  const backAtMs = node.connectionSinceMs + RETURN_SETTLE_MS;
  if (moment.nowMs < backAtMs) {
    draft.wakeAt(backAtMs);
    return 'later';
  }
  const kept = keptCopy(workload.spec.disconnect.onReturn ?? DEFAULT_ON_RETURN, aside, standIn);
  if (kept === undefined) return 'later';
  return kept === 'original' ? 'take-back' : 'replaced';
}

/** Older copies end as soon as the newest one is ready, or when they are of no use any more. */
function endOlder(draft: Draft, slot: Slot): void {
  const newest = slot.copies[0];
  for (const older of slot.copies.slice(1)) {
    const standing = draft.standing(older);
    const useless = standing === 'lost' || standing === 'failed' || isTerminal(older.observed);
    const relieved = newest?.ready || newest?.observed === 'completed';
    const cause = newest?.cause === 'rebalanced' ? 'rebalanced' : 'replaced';
    if (useless || relieved) draft.stop(older, standing === 'leaving' ? draft.causeOfLeaving(older) : cause);
  }
}

function roll(draft: Draft, slots: readonly Slot[], outdated: readonly Slot[]): void {
  const { run, update } = draft.workload.spec;
  const down = slots.filter((slot) => !inService(slot)).length;
  let budget = run.kind === 'batch' ? slots.length : Math.max(0, update.maxUnavailable - down);
  for (const slot of outdated) {
    if (inService(slot) && run.kind !== 'batch') {
      if (budget === 0) continue;
      budget--;
    }
    for (const copy of slot.copies) draft.stop(copy, 'updated');
    draft.place(slot.replica, 'updated');
  }
}

function inService(slot: Slot): boolean {
  return slot.copies.some((copy) => copy.ready);
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
    else onNode.set(placement.node, { replica: placement.replica, copies: [placement], aside: [] });
  }
  const outdated: Slot[] = [];
  for (const slot of onNode.values()) if (settleDaemon(draft, slot) === 'outdated') outdated.push(slot);
  if (outdated.length > 0) rollDaemon(draft, [...onNode.values()], outdated);
  let replica = 0;
  for (const [id, node] of state.nodes) {
    if (onNode.has(id) || node.connection !== 'up' || node.eligibility !== 'eligible') continue;
    while (used.has(replica)) replica++;
    used.add(replica);
    draft.place(replica, workload.generation === 0 ? 'applied' : 'scaled', id);
  }
}

function settleDaemon(draft: Draft, slot: Slot): Standing {
  const copy = slot.copies[0] as Placement;
  const standing = draft.standing(copy);
  if (standing === 'failed') {
    draft.stop(copy, 'rescheduled');
    draft.place(slot.replica, 'rescheduled', copy.node);
  }
  // It belongs to its node: nothing can stand in for it elsewhere. An exclusive one has ended itself.
  if (standing === 'lost' && draft.exclusive) draft.stop(copy, 'replaced');
  if (standing === 'leaving' && onlyDaemonsLeft(draft.state, copy.node)) {
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

function rollDaemon(draft: Draft, slots: readonly Slot[], outdated: readonly Slot[]): void {
  const down = slots.filter((slot) => !inService(slot)).length;
  let budget = Math.max(0, draft.workload.spec.update.maxUnavailable - down);
  for (const slot of outdated) {
    const copy = slot.copies[0] as Placement;
    if (inService(slot)) {
      if (budget === 0) continue;
      budget--;
    }
    draft.stop(copy, 'updated');
    draft.place(slot.replica, 'updated', copy.node);
  }
}
