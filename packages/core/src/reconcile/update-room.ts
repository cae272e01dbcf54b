/** How many replicas an update may touch at a time, and which of them come first. */

import type { Placement } from '../model/model.js';
import { standingCopies } from '../placing/gangs.js';
import { nominationsOf } from '../placing/nominations.js';
import type { ClusterState, WorkloadRecord } from '../state/state.js';
import { Draft, type Moment, type Slot, slotsOf } from './reconcile-draft.js';

/** So many replicas may be taken out of service at this time. */
export function spareReplicas(draft: Draft, slots: readonly Slot[]): number {
  const down = slots.filter((slot) => !draft.inService(slot)).length;
  return Math.max(0, draft.workload.spec.update.maxUnavailable - down);
}

/** Under a hold, how many more replicas may get the new version. */
export function roomUnderHold(draft: Draft, slots: readonly Slot[]): number {
  if (!draft.hold) return slots.length;
  const isNew = slots.filter(({ copies: [newest] }) => newest && draft.isNew(newest)).length;
  return Math.max(0, draft.hold.most - isNew);
}

/** Those without a copy that get the new version: with volumes, whoever finds room beside them comes first. */
export function firstToBeNew(draft: Draft, slots: readonly Slot[], room: number): ReadonlySet<Slot> {
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
export function heldBack(draft: Draft, slots: readonly Slot[]): Slot[] {
  return slots.filter(({ copies: [newest] }) => {
    return newest && !draft.isNew(newest) && !draft.isShutIn(newest) && draft.standing(newest) === 'right';
  });
}
