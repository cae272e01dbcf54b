/** What `apply` does for events about reservations. */

import { hold, release } from '../resources/capacity.js';
import type { At } from '../state/apply.js';
import type { LedgerEvent } from '../state/events.js';
import type { ClusterState } from '../state/state.js';
import { fillNominations } from './nominations.js';

type EventOf<Kind extends LedgerEvent['kind']> = Extract<LedgerEvent, { kind: Kind }>;

export function applyHeld(state: ClusterState, event: EventOf<'reservations.held'>, at: At): void {
  for (const held of event.reservations) {
    const node = state.nodes.get(held.node);
    if (!node) continue;
    // Field by field: a spread costs more than all the rest.
    state.reservations.set(held.id, {
      id: held.id,
      node: held.node,
      claim: held.claim,
      holder: held.holder,
      expiresAtMs: held.expiresAtMs,
      createdAtMs: event.atMs,
      generation: 1,
      phase: 'held',
      changedAtIndex: at.index,
    });
    hold(node.load, held.claim);
    state.nodeLog.changed(held.node);
    state.changes.entities.reservation.add(held.id);
    // Where the search for ports goes on from is the node's.
    state.changes.entities.node.add(held.node);
  }
}

export function applyConfirmed(state: ClusterState, event: EventOf<'reservation.confirmed'>, at: At): void {
  const reservation = state.reservations.get(event.reservation);
  if (!reservation) return;
  reservation.phase = 'confirmed';
  reservation.generation++;
  reservation.changedAtIndex = at.index;
  delete reservation.expiresAtMs;
  state.changes.entities.reservation.add(event.reservation);
}

export function applyReleased(state: ClusterState, event: EventOf<'reservation.released'>): void {
  const reservation = state.reservations.get(event.reservation);
  if (!reservation) return;
  state.reservations.delete(event.reservation);
  state.changes.entities.reservation.add(event.reservation);
  const node = state.nodes.get(reservation.node);
  if (!node) return;
  release(node.load, reservation.claim);
  fillNominations(state, reservation.node);
  state.nodeLog.changed(reservation.node);
  state.changes.roomMade = true;
}
