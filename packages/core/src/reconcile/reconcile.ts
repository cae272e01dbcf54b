/**
 * What one workload needs, from its wish and what is there: pure, no scheduler, no side effects. The caller ends what is
 * to end, finds nodes for what is to be placed, and looks again at `wakeAtMs`.
 *
 * Invariants: 1. a replica that is right is never touched; 2. of a service or a daemon, at most `maxUnavailable` replicas are taken
 * out of service by an update at a time; 3. a copy on a lost node is replaced only when its disconnect policy says so
 * and its time is over; 4. a drained or evicted copy ends only after its replacement is ready, but an exclusive one before; 5. of an
 * exclusive workload, no copy is made while another one of its replica may still be running; 6. of a batch gang, no
 * copy is made while an earlier member may be seen to run; 7. a copy on a silent node is set aside, not ended, while
 * another one stands in for it; which of the two stays is judged when its node is back (returned-copies.ts); 8. what needs
 * say holds (needs.ts); 9. of a replica with volumes one copy runs at a time, and it is neither replaced nor moved elsewhere.
 */

import type { NodeId } from '../basics/ids.js';
import { DEFAULT_ON_RETURN, isTerminal, type Placement, type PlacementCause } from '../model/model.js';
import { leavingBefore } from '../needs/needs.js';
import { leastTogether, standingCopies } from '../placing/gangs.js';
import { nominationsOf } from '../placing/nominations.js';
import { isAvailable } from '../rollouts/rollouts.js';
import type { ClusterState, WorkloadRecord } from '../state/state.js';
import {
  Draft,
  isBatchGang,
  type Moment,
  type ReconcilePlan,
  type Slot,
  type Standing,
} from './reconcile-draft.js';
import { keptCopy, RETURN_SETTLE_MS } from './returned-copies.js';
export function reconcile(state: ClusterState, workload: WorkloadRecord, moment: Moment): ReconcilePlan {
  const draft = new Draft(state, workload, moment);
  if (workload.deleted) {
    if (leavingBefore(state, workload).length === 0) draft.stopAll('deleted');
  } else if (workload.spec.run.kind === 'daemon') reconcileDaemon(draft);
  else reconcileReplicas(draft);
  return draft.plan();
}

function reconcileReplicas(draft: Draft): void {
  const slots = slotsOf(draft);
  for (const placement of draft.wanted()) {
    if (!slots[placement.replica])
      draft.stop(placement, draft.workload.dispatched?.stopped ? 'deleted' : 'scaled');
  }
  if (isBroken(draft, slots)) {
    draft.stopAll('regrouped');
    for (const { replica } of slots) draft.place(replica, 'regrouped');
    return;
  }
  for (const slot of slots) for (const aside of slot.aside) judgeReturn(draft, slot, aside);
  const outdated: Slot[] = [];
  let room = roomUnderHold(draft, slots);
  const first = firstToBeNew(draft, slots, room);
  if (draft.exclusive) draft.spare = spareReplicas(draft, slots);
  for (const slot of slots) {
    const [newest] = slot.copies;
    if (newest) {
      if (settleSlot(draft, slot, newest) === 'outdated') outdated.push(slot);
      continue;
    }
    const cause = slot.aside.length > 0 ? 'replaced' : (draft.workload.refill ?? 'applied');
    if (first.has(slot)) {
      room--;
      draft.place(slot.replica, cause);
    } else draft.placeEarlier(slot.replica, cause);
  }
  if (draft.hold) roll(draft, slots, heldBack(draft, slots), room);
  else if (outdated.length > 0) roll(draft, slots, outdated, slots.length);
}

function slotsOf(draft: Draft): Slot[] {
  const { replicas } = draft.workload.spec;
  const slots = Array.from({ length: replicas }, (_, replica): Slot => ({ replica, copies: [], aside: [] }));
  for (const placement of draft.wanted()) {
    const slot = slots[placement.replica];
    if (slot) (placement.aside ? slot.aside : slot.copies).push(placement);
  }
  return slots;
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

/** Those without a copy that get the new version: with volumes, whoever finds room beside them comes first. */
function firstToBeNew(draft: Draft, slots: readonly Slot[], room: number): ReadonlySet<Slot> {
  const empty = slots.filter(({ copies }) => copies.length === 0);
  if (empty.length > room && draft.keepsVolumes) {
    const prospects = new Map(empty.map((slot) => [slot, draft.prospectOf(slot.replica)]));
    empty.sort((a, b) => (prospects.get(b) ?? 0) - (prospects.get(a) ?? 0));
  }
  return new Set(empty.slice(0, room));
}

/**
 * To be asked when copies of the new version were not placed. Under a hold, replicas that find no room would keep every
 * canary to themselves, and the rollout would wait for ever: so a copy ends in whose place a new one fits, one at a time,
 * as far as so many replicas may be out of service.
 */
export function whoMakesWay(
  state: ClusterState,
  workload: WorkloadRecord,
  moment: Moment,
): Placement | undefined {
  const draft = new Draft(state, workload, moment);
  if (workload.deleted || workload.spec.run.kind === 'daemon' || !draft.hold) return undefined;
  // A gang of which none is left begins as a whole, in the version before: that brings no canary.
  if (workload.spec.gang && standingCopies(workload) < 2) return undefined;
  const slots = slotsOf(draft);
  const room = roomUnderHold(draft, slots);
  const empty = slots.filter(({ copies }) => copies.length === 0).length;
  // With fewer of them, there is a canary left for one that runs.
  if (room === 0 || empty < room) return undefined;
  // Room is coming: whoever waits gets it first.
  if (draft.ending().length > 0 || nominationsOf(state, workload.key).length > 0) return undefined;
  const spare = spareReplicas(draft, slots);
  const slot = heldBack(draft, slots).find((each) => {
    const [copy] = each.copies;
    const mayEnd = each.copies.length === 1 && (spare > 0 || !draft.inService(each));
    return copy && mayEnd && draft.fitsInPlaceOf(copy);
  });
  return slot?.copies[0];
}

/** Under a hold: those that do not run the new version, and stand well. */
function heldBack(draft: Draft, slots: readonly Slot[]): Slot[] {
  return slots.filter(({ copies: [newest] }) => {
    return newest && !draft.isNew(newest) && !draft.isShutIn(newest) && draft.standing(newest) === 'right';
  });
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
      // One that is away is waited for, not every one that ever was.
      if (draft.exclusive || slot.aside.length > 0) draft.stop(newest, 'replaced');
      else draft.setAside(newest);
      draft.again(newest, 'replaced');
      break;
    case 'failed':
      draft.stop(newest, 'rescheduled');
      draft.again(newest, 'rescheduled');
      break;
    case 'leaving':
      if (mustEndFirst(draft, slot, newest)) draft.stop(newest, draft.causeOfLeaving(newest));
      if (!draft.alone || draft.hasEnded(newest)) draft.again(newest, draft.causeOfLeaving(newest));
      break;
    case 'right':
    case 'done':
    case 'outdated':
    case 'waiting':
    case 'given-up':
      break;
  }
  endOlder(draft, slot);
  return standing;
}

/** Of a copy that leaves: nothing may stand in for it before it has ended. What has volumes leaves only when it has to. */
function mustEndFirst(draft: Draft, slot: Slot, newest: Placement): boolean {
  if (draft.isForced(newest) || draft.keepsVolumes) return true;
  return draft.exclusive && (!draft.inService(slot) || draft.takeOut());
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
  if (standing === 'failed' || standing === 'waiting' || standing === 'given-up') return 'replaced';
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
    // A run of a schedule that goes on is let to end, where nobody has to leave.
    const isBusy = standing === 'right' && older.run.schedule && older.observed !== 'scheduled';
    const relieved = !isBusy && newest && (isCountedOn(draft, newest) || newest.observed === 'completed');
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
  // Where there was no room beside what runs, an update goes on by stopping first, as far as that is allowed.
  const hasNoRoom = draft.workload.blocked !== undefined && spare > 0;
  const surgeMax = draft.alone || hasNoRoom ? 0 : (update.maxSurge ?? 0);
  let surge = Math.max(0, surgeMax - surging(draft, slots));
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
  const onNode = daemonsByNode(draft, (extra) => draft.stop(extra, 'replaced'));
  const outdated: Slot[] = [];
  const slots = [...onNode.values()];
  for (const slot of slots) if (settleDaemon(draft, slot) === 'outdated') outdated.push(slot);
  const between = daemonsBetween(draft, onNode);
  const all = [...slots, ...between];
  let room = roomUnderHold(draft, slots);
  if (draft.hold) room -= rollDaemon(draft, all, heldBack(draft, slots), Math.max(0, room - between.length));
  else if (outdated.length > 0) rollDaemon(draft, all, outdated, slots.length);
  placeLacking(draft, onNode, room);
}

/**
 * Of a daemon, only what lacks a copy. To be placed before an update takes others out of service: how many that may be
 * depends on who has found room by then.
 */
export function reconcileLacking(
  state: ClusterState,
  workload: WorkloadRecord,
  moment: Moment,
): ReconcilePlan {
  const draft = new Draft(state, workload, moment);
  const onNode = daemonsByNode(draft, () => {});
  placeLacking(draft, onNode, roomUnderHold(draft, [...onNode.values()]));
  return draft.plan();
}

function daemonsByNode(draft: Draft, onExtra: (copy: Placement) => void): Map<NodeId, Slot> {
  const onNode = new Map<NodeId, Slot>();
  for (const placement of draft.wanted()) {
    if (onNode.has(placement.node)) onExtra(placement);
    else onNode.set(placement.node, { replica: placement.replica, copies: [placement], aside: [] });
  }
  return onNode;
}

function placeLacking(draft: Draft, onNode: ReadonlyMap<NodeId, Slot>, most: number): void {
  const { state, workload } = draft;
  const used = new Set<number>();
  for (const copy of workload.placements.values()) if (copy.desired === 'running') used.add(copy.replica);
  let room = most;
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

/** Nodes on which a copy is ending and the next one has no room until then: out of service, too. */
function daemonsBetween(draft: Draft, onNode: ReadonlyMap<NodeId, Slot>): Slot[] {
  const nodes = new Map<NodeId, Slot>();
  for (const { node, replica } of draft.ending()) {
    if (!onNode.has(node) && draft.state.nodes.get(node)?.eligibility === 'eligible')
      nodes.set(node, { replica, copies: [], aside: [] });
  }
  return [...nodes.values()];
}

function settleDaemon(draft: Draft, slot: Slot): Standing {
  const copy = slot.copies[0] as Placement;
  const standing = draft.standing(copy);
  if (standing === 'failed') {
    draft.stop(copy, 'rescheduled');
    draft.again(copy, 'rescheduled', copy.node);
  }
  // It belongs to its node: nothing can stand in for it elsewhere. An exclusive one has ended itself.
  if (standing === 'lost' && draft.exclusive) draft.stop(copy, 'replaced');
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
