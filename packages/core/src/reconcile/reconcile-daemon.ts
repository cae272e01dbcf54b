/** What a daemon needs: one copy on each node. A part of reconcile.ts, whose invariants hold here. */

import type { NodeId } from '../basics/ids.js';
import type { Placement } from '../model/model.js';
import type { ClusterState, WorkloadRecord } from '../state/state.js';
import { Draft, type Moment, type ReconcilePlan, type Slot, type Standing } from './reconcile-draft.js';
import { heldBack, roomUnderHold, spareReplicas } from './update-room.js';

/** One copy on every node that is up and open; which of them match is the scheduler's to say. */
export function reconcileDaemon(draft: Draft): void {
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
