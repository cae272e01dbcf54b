/**
 * Nominations: room on a node that is being freed for one copy of a workload (the word is kube-scheduler's). From the
 * first moment a nomination holds what of its claim is free, and then takes what others give back on the node, until it
 * has all. Nobody else gets in between, and what is held never exceeds the capacity.
 *
 * A nomination that has all ends, and in the same decision the workload is placed. It also ends when its copy is not
 * wanted any more, when its node closes, and when its time is over: then something that was to end has not.
 */

import type { NodeId, NominationId, WorkloadKey } from '../basics/ids.js';
import type { Claim, Nomination } from '../model/model.js';
import { amountOf, claimRejects, copyLoad, hold, type NodeLoad, release } from '../resources/capacity.js';
import { WHOLE_DEVICE } from '../resources/device-shares.js';
import type { LedgerEvent, NominationOutcome } from '../state/events.js';
import type { ClusterState } from '../state/state.js';

type EventOf<Kind extends LedgerEvent['kind']> = Extract<LedgerEvent, { kind: Kind }>;

const NOTHING: Claim = { quantities: {}, ports: {}, devices: {} };

/** Of a workload, in the order in which they were made. */
export function nominationsOf(state: ClusterState, workload: WorkloadKey): Nomination[] {
  return inOrder(state, (nomination) => nomination.workload === workload);
}

export function nominationsOn(state: ClusterState, node: NodeId): Nomination[] {
  return inOrder(state, (nomination) => nomination.node === node);
}

/** The order of the map depends on how the state came about; this one does not. */
function inOrder(state: ClusterState, wanted: (nomination: Nomination) => boolean): Nomination[] {
  const found: Nomination[] = [];
  for (const nomination of state.nominations.values()) if (wanted(nomination)) found.push(nomination);
  return found.sort(byMaking);
}

/** Ids of one block end in a running number: the shorter is the earlier. */
function byMaking(a: Nomination, b: Nomination): number {
  return a.madeAtIndex - b.madeAtIndex || a.id.length - b.id.length || (a.id < b.id ? -1 : 1);
}

export function isComplete({ claim, held }: Nomination): boolean {
  return (
    Object.entries(claim.quantities).every(([name, amount]) => amountOf(held.quantities, name) === amount) &&
    Object.keys(claim.ports).every((name) => Object.hasOwn(held.ports, name)) &&
    Object.entries(claim.devices).every(([name, share]) => amountOf(held.devices, name) === share)
  );
}

/**
 * Of those of one workload, the ones that have all their room, or could have it now: what a taken one left is nobody's.
 * The others keep what they hold, so none may count on it: it would be taken, find no room, and be made again at once.
 */
export function withRoom(state: ClusterState, nominations: readonly Nomination[]): Nomination[] {
  if (nominations.every(isComplete)) return [...nominations];
  const loads = new Map<NodeId, NodeLoad>();
  return nominations.filter(({ node, held, claim }) => {
    const record = state.nodes.get(node);
    if (!record) return false;
    const load = loads.get(node) ?? copyLoad(record.load);
    loads.set(node, load);
    release(load, held);
    const fits = claimRejects(load, claim).length === 0;
    hold(load, fits ? claim : held);
    return fits;
  });
}

/** Holds what the nomination has of its claim: once when it is made, and when a state is restored. */
export function holdNomination(load: NodeLoad, held: Claim): void {
  // The search for the next port goes on where it was: ports of a nomination were not found by it.
  const { nextPort } = load;
  hold(load, held);
  load.nextPort = nextPort;
}

// ---- what `apply` does -----------------------------------------------------------------------------------------------

export function applyNominated(state: ClusterState, event: EventOf<'nomination.made'>, index: number): void {
  const node = state.nodes.get(event.node);
  const workload = state.workloads.get(event.workload);
  if (!node || !workload) return;
  const { id, claim, expiresAtMs } = event;
  const { runHash, key } = workload;
  state.nominations.set(id, {
    ...{ id, workload: key, runHash, node: event.node, claim },
    ...{ held: NOTHING, expiresAtMs, madeAtIndex: index },
  });
  holdNomination(node.load, NOTHING);
  fillNominations(state, event.node);
  state.nodeLog.changed(event.node);
}

/**
 * What one that is taken held stays free for its copy, which is placed in the same decision: if the others on the node took
 * of it first, two that wait for one node would take turns in displacing each other, a block at a time.
 */
export function applyNominationEnded(
  state: ClusterState,
  id: NominationId,
  outcome: NominationOutcome = 'withdrawn',
): void {
  const nomination = state.nominations.get(id);
  if (!nomination) return;
  state.nominations.delete(id);
  const { changes } = state;
  changes.entities.nomination.add(id);
  changes.dirty.add(nomination.workload);
  const node = state.nodes.get(nomination.node);
  if (!node) return;
  release(node.load, nomination.held);
  state.nodeLog.changed(nomination.node);
  changes.roomMade = true;
  if (outcome !== 'taken') fillNominations(state, nomination.node);
}

/** To be called whenever something was given back on the node: the nominations on it take what they lack. */
export function fillNominations(state: ClusterState, id: NodeId): void {
  if (state.nominations.size === 0) return;
  const node = state.nodes.get(id);
  if (!node) return;
  for (const nomination of nominationsOn(state, id)) {
    release(node.load, nomination.held);
    nomination.held = available(node.load, nomination.claim);
    holdNomination(node.load, nomination.held);
    state.changes.entities.nomination.add(nomination.id);
    state.nodeLog.changed(id);
    if (isComplete(nomination)) state.changes.dirty.add(nomination.workload);
  }
}

/** As much of the claim as is free. */
function available(load: NodeLoad, claim: Claim): Claim {
  const quantities: Record<string, number> = {};
  for (const [name, wanted] of Object.entries(claim.quantities)) {
    const part = Math.min(wanted, amountOf(load.capacity, name) - amountOf(load.held, name));
    // Nothing is not held: a sum of it would outlive the next release.
    if (part > 0) quantities[name] = part;
  }
  const devices: Record<string, number> = {};
  for (const [name, wanted] of Object.entries(claim.devices)) {
    const share = Math.min(wanted, WHOLE_DEVICE - (load.devices.get(name) ?? 0));
    if (share > 0) devices[name] = share;
  }
  const ports = Object.entries(claim.ports).filter(([, port]) => !load.ports.has(port));
  return { quantities, ports: Object.fromEntries(ports), devices };
}
