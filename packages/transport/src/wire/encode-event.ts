/** Events of the ledger, domain -> proto. One row per kind; a missing one does not compile. */
import { canonicalJson, type HeldReservation, type LedgerEvent } from '@berth/core';
import type { Sent } from '@berth/proto';
import { AGENT_UPDATE_ENCODERS } from './agent-updates.js';
import { whole, whole32 } from './checks.js';
import { DISPATCH_ENCODERS } from './dispatches.js';
import { encodeDrain } from './drain-order.js';
import { encodeGaveUp, encodeRetried } from './failures.js';
import { IDENTITY_ENCODERS } from './identity.js';
import { encodeWaiting } from './needs.js';
import { CONNECTIONS, ELIGIBILITIES, encodeNode } from './node.js';
import { encodeNominationEnded, encodeNominationMade, encodePreemptor } from './nominations.js';
import { encodeActor, encodeClaim, encodeReject, encodeStatus, PLACEMENT_CAUSES } from './placement.js';
import { encodePlacementsMade } from './placements-made.js';
import { encodeExecBegan } from './reaching-in.js';
import { encodeRolloutBegan, encodeRolloutEnded, encodeRolloutTurned } from './rollouts.js';
import { encodeSecretRemoved, encodeSecretSet } from './secrets.js';
import { USER_ENCODERS } from './users.js';
import { encodeVolumeRemoved, encodeVolumesDeleted } from './volumes.js';

type Kind = LedgerEvent['kind'];
type EventOf<K extends Kind> = Extract<LedgerEvent, { readonly kind: K }>;
type Encoders = { readonly [K in Kind]: (event: EventOf<K>) => Sent<'berth.ledger.v1.Event'> };

const ENCODERS: Encoders = {
  'leader.claimed': (event) => ({
    leaderClaimed: { epoch: whole(event.epoch, 'epoch is whole'), leader: event.leader },
  }),
  'ledger.recovered': (event) => ({
    ledgerRecovered: {
      firstIndex: whole(event.firstIndex, 'firstIndex is whole'),
      headIndex: whole(event.headIndex, 'headIndex is whole'),
      headHash: Buffer.from(event.headHash, 'hex'),
      acknowledgedIndex: whole(event.acknowledgedIndex, 'acknowledgedIndex is whole'),
      epoch: whole(event.epoch, 'epoch is whole'),
      generationsSkipped: whole(event.generationsSkipped, 'generationsSkipped is whole'),
      actor: encodeActor(event.actor),
      atMs: whole(event.atMs, 'atMs is whole'),
    },
  }),
  'node.registered': (event) => ({
    nodeRegistered: {
      node: encodeNode(event.node),
      instance: event.instance,
      atMs: whole(event.atMs, 'atMs is whole'),
    },
  }),
  'node.connection-changed': (event) => ({
    nodeConnectionChanged: {
      node: event.node,
      connection: CONNECTIONS.names[event.connection],
      atMs: whole(event.atMs, 'atMs is whole'),
    },
  }),
  'node.eligibility-changed': (event) => ({
    nodeEligibilityChanged: {
      node: event.node,
      eligibility: ELIGIBILITIES.names[event.eligibility],
      ...(event.drain && { drain: encodeDrain(event.drain) }),
      actor: encodeActor(event.actor),
    },
  }),
  'node.removed': (event) => ({ nodeRemoved: { node: event.node, actor: encodeActor(event.actor) } }),
  'stack.applied': (event) => ({
    stackApplied: {
      stack: event.stack,
      version: whole(event.version, 'version is whole'),
      specJson: canonicalJson(event.spec),
      actor: encodeActor(event.actor),
      atMs: whole(event.atMs, 'atMs is whole'),
    },
  }),
  'stack.deleted': (event) => ({ stackDeleted: { stack: event.stack, actor: encodeActor(event.actor) } }),
  'placements.made': (event) => ({ placementsMade: encodePlacementsMade(event) }),
  'placements.stopped': (event) => ({
    placementsStopped: {
      placements: [...event.placements],
      cause: PLACEMENT_CAUSES.names[event.cause],
      ...(event.by && { by: encodePreemptor(event.by) }),
    },
  }),
  'placements.set-aside': (event) => ({ placementsSetAside: { placements: [...event.placements] } }),
  'placements.taken-back': (event) => ({ placementsTakenBack: { placements: [...event.placements] } }),
  'placements.observed': (event) => ({
    placementsObserved: {
      node: event.node,
      sequence: whole(event.sequence, 'sequence is whole'),
      statuses: event.statuses.map(encodeStatus),
      atMs: whole(event.atMs, 'atMs is whole'),
    },
  }),
  'workload.blocked': (event) => ({
    workloadBlocked: {
      workload: event.workload,
      missing: whole32(event.missing, 'missing is whole'),
      reasons: event.reasons.map(encodeReject),
      overdue: event.overdue,
      atMs: whole(event.atMs, 'atMs is whole'),
    },
  }),
  'workload.unblocked': (event) => ({ workloadUnblocked: { workload: event.workload } }),
  'exec.began': (event) => ({ execBegan: encodeExecBegan(event) }),
  'workload.waiting': (event) => ({ workloadWaiting: encodeWaiting(event) }),
  'workload.needs-met': (event) => ({
    workloadNeedsMet: { workload: event.workload, atMs: whole(event.atMs, 'atMs is whole') },
  }),
  'placements.resized': (event) => ({
    placementsResized: {
      workload: event.workload,
      placements: [...event.placements],
      atMs: whole(event.atMs, 'atMs is whole'),
    },
  }),
  'workload.gave-up': (event) => ({ workloadGaveUp: encodeGaveUp(event) }),
  'workload.retried': (event) => ({ workloadRetried: encodeRetried(event) }),
  'rollout.began': (event) => ({ rolloutBegan: encodeRolloutBegan(event) }),
  'rollout.turned': (event) => ({ rolloutTurned: encodeRolloutTurned(event) }),
  'rollout.ended': (event) => ({ rolloutEnded: encodeRolloutEnded(event) }),
  'nomination.made': (event) => ({ nominationMade: encodeNominationMade(event) }),
  'nomination.ended': (event) => ({ nominationEnded: encodeNominationEnded(event) }),
  'secret.set': (event) => ({ secretSet: encodeSecretSet(event) }),
  'secret.removed': (event) => ({ secretRemoved: encodeSecretRemoved(event) }),
  'volume.removed': (event) => ({ volumeRemoved: encodeVolumeRemoved(event) }),
  'volumes.deleted': (event) => ({ volumesDeleted: encodeVolumesDeleted(event) }),
  ...DISPATCH_ENCODERS,
  ...IDENTITY_ENCODERS,
  ...AGENT_UPDATE_ENCODERS,
  ...USER_ENCODERS,
  'reservations.held': (event) => ({
    reservationsHeld: {
      reservations: event.reservations.map(encodeHeld),
      actor: encodeActor(event.actor),
      atMs: whole(event.atMs, 'atMs is whole'),
    },
  }),
  'reservation.confirmed': (event) => ({
    reservationConfirmed: { reservation: event.reservation, actor: encodeActor(event.actor) },
  }),
  'reservation.released': (event) => ({
    reservationReleased: {
      reservation: event.reservation,
      expired: event.expired,
      actor: encodeActor(event.actor),
    },
  }),
};

export function encodeEvent<K extends Kind>(event: EventOf<K>): Sent<'berth.ledger.v1.Event'> {
  return ENCODERS[event.kind as K](event);
}

function encodeHeld(held: HeldReservation): Sent<'berth.ledger.v1.HeldReservation'> {
  return {
    id: held.id,
    node: held.node,
    claim: encodeClaim(held.claim),
    holder: held.holder,
    expiresAtMs: whole(held.expiresAtMs, 'expiresAtMs is whole'),
  };
}
