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

import { DEFAULT_ON_RETURN, isTerminal, type Placement, type PlacementCause } from '../model/model.js';
import { leavingBefore } from '../needs/needs.js';
import { leastTogether } from '../placing/gangs.js';
import { isAvailable } from '../rollouts/rollouts.js';
import type { ClusterState, WorkloadRecord } from '../state/state.js';
import { reconcileDaemon } from './reconcile-daemon.js';
import {
  Draft,
  isBatchGang,
  type Moment,
  type ReconcilePlan,
  type Slot,
  type Standing,
  slotsOf,
} from './reconcile-draft.js';
import { keptCopy, RETURN_SETTLE_MS } from './returned-copies.js';
import { firstToBeNew, heldBack, roomUnderHold, spareReplicas } from './update-room.js';

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
