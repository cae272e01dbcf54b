/** Events of the ledger, proto -> domain. One row per kind; a missing one does not compile. */
import type { HeldReservation, LedgerEvent, ReservationId, StackSpec } from '@berth/core';
import type { Received } from '@berth/proto';
import { AGENT_UPDATE_DECODERS } from './agent-updates.js';
import { fail, filled, inside, integer, list, member, required, type Spot, text } from './checks.js';
import { DISPATCH_DECODERS } from './dispatches.js';
import { decodeDrain } from './drain-order.js';
import { decodeGaveUp, decodeRetried } from './failures.js';
import { IDENTITY_DECODERS } from './identity.js';
import { decodeWaiting } from './needs.js';
import { CONNECTIONS, decodeNode, decodeNodeId, ELIGIBILITIES } from './node.js';
import { decodeNominationEnded, decodeNominationMade, decodePreemptor } from './nominations.js';
import {
  decodeActor,
  decodeClaim,
  decodePlacementId,
  decodeReject,
  decodeStatus,
  decodeWorkloadKey,
  each,
  PLACEMENT_CAUSES,
} from './placement.js';
import { decodePlacementsMade } from './placements-made.js';
import { decodeExecBegan } from './reaching-in.js';
import { decodeRolloutBegan, decodeRolloutEnded, decodeRolloutTurned } from './rollouts.js';
import { decodeSecretRemoved, decodeSecretSet } from './secrets.js';
import { USER_DECODERS } from './users.js';
import { decodeVolumeRemoved, decodeVolumesDeleted } from './volumes.js';

type WireEvent = Received<'berth.ledger.v1.Event'>;
type WireKind = NonNullable<WireEvent['kind']>;
type Decoders = { readonly [K in WireKind]: (wire: NonNullable<WireEvent[K]>, at: Spot) => LedgerEvent };

/** Counts in a block are not limited here: a fact that was accepted once stays readable when a limit changes. */
const ANY = Number.MAX_SAFE_INTEGER;

const DECODERS: Decoders = {
  leaderClaimed: (wire, at) => ({
    kind: 'leader.claimed',
    epoch: integer(wire.epoch, at, 'epoch'),
    leader: filled(wire.leader, at, 'leader'),
  }),
  ledgerRecovered: (wire, at) => ({
    kind: 'ledger.recovered',
    firstIndex: integer(wire.firstIndex, at, 'firstIndex'),
    headIndex: integer(wire.headIndex, at, 'headIndex'),
    headHash: Buffer.from(wire.headHash).toString('hex'),
    acknowledgedIndex: integer(wire.acknowledgedIndex, at, 'acknowledgedIndex'),
    epoch: integer(wire.epoch, at, 'epoch'),
    generationsSkipped: integer(wire.generationsSkipped, at, 'generationsSkipped'),
    actor: actorOf(wire, at),
    atMs: time(wire.atMs, at, 'atMs'),
  }),
  nodeRegistered: (wire, at) => ({
    kind: 'node.registered',
    node: decodeNode(required(wire.node, at, 'node'), inside(at, 'node')),
    instance: text(wire.instance, at, 'instance'),
    atMs: time(wire.atMs, at, 'atMs'),
  }),
  nodeConnectionChanged: (wire, at) => ({
    kind: 'node.connection-changed',
    node: decodeNodeId(wire.node, at, 'node'),
    connection: member(wire.connection, CONNECTIONS, at, 'connection'),
    atMs: time(wire.atMs, at, 'atMs'),
  }),
  nodeEligibilityChanged: (wire, at) => ({
    kind: 'node.eligibility-changed',
    node: decodeNodeId(wire.node, at, 'node'),
    eligibility: member(wire.eligibility, ELIGIBILITIES, at, 'eligibility'),
    ...(wire.drain && { drain: decodeDrain(wire.drain, inside(at, 'drain')) }),
    actor: actorOf(wire, at),
  }),
  nodeRemoved: (wire, at) => ({
    kind: 'node.removed',
    node: decodeNodeId(wire.node, at, 'node'),
    actor: actorOf(wire, at),
  }),
  stackApplied: (wire, at) => ({
    kind: 'stack.applied',
    stack: filled(wire.stack, at, 'stack'),
    version: integer(wire.version, at, 'version'),
    spec: decodeSpec(wire.specJson, wire.stack, at),
    actor: actorOf(wire, at),
    atMs: time(wire.atMs, at, 'atMs'),
  }),
  stackDeleted: (wire, at) => ({
    kind: 'stack.deleted',
    stack: filled(wire.stack, at, 'stack'),
    actor: actorOf(wire, at),
  }),
  placementsMade: decodePlacementsMade,
  placementsStopped: (wire, at) => ({
    kind: 'placements.stopped',
    placements: list(wire.placements, at, 'placements', ANY, decodePlacementId),
    cause: member(wire.cause, PLACEMENT_CAUSES, at, 'cause'),
    ...(wire.by && { by: decodePreemptor(wire.by, inside(at, 'by')) }),
  }),
  execBegan: decodeExecBegan,
  workloadWaiting: decodeWaiting,
  workloadNeedsMet: (wire, at) => ({
    kind: 'workload.needs-met',
    workload: decodeWorkloadKey(wire.workload, at, 'workload'),
    atMs: time(wire.atMs, at, 'atMs'),
  }),
  placementsResized: (wire, at) => ({
    kind: 'placements.resized',
    workload: decodeWorkloadKey(wire.workload, at, 'workload'),
    placements: list(wire.placements, at, 'placements', ANY, decodePlacementId),
    atMs: time(wire.atMs, at, 'atMs'),
  }),
  workloadGaveUp: decodeGaveUp,
  workloadRetried: decodeRetried,
  rolloutBegan: decodeRolloutBegan,
  rolloutTurned: decodeRolloutTurned,
  rolloutEnded: decodeRolloutEnded,
  nominationMade: decodeNominationMade,
  nominationEnded: decodeNominationEnded,
  placementsSetAside: (wire, at) => ({
    kind: 'placements.set-aside',
    placements: list(wire.placements, at, 'placements', ANY, decodePlacementId),
  }),
  placementsTakenBack: (wire, at) => ({
    kind: 'placements.taken-back',
    placements: list(wire.placements, at, 'placements', ANY, decodePlacementId),
  }),
  placementsObserved: (wire, at) => ({
    kind: 'placements.observed',
    node: decodeNodeId(wire.node, at, 'node'),
    sequence: integer(wire.sequence, at, 'sequence'),
    statuses: list(wire.statuses, at, 'statuses', ANY, each(decodeStatus)),
    atMs: time(wire.atMs, at, 'atMs'),
  }),
  workloadBlocked: (wire, at) => ({
    kind: 'workload.blocked',
    workload: decodeWorkloadKey(wire.workload, at, 'workload'),
    missing: integer(wire.missing, at, 'missing'),
    reasons: list(wire.reasons, at, 'reasons', ANY, each(decodeReject)),
    overdue: wire.overdue,
    atMs: time(wire.atMs, at, 'atMs'),
  }),
  workloadUnblocked: (wire, at) => ({
    kind: 'workload.unblocked',
    workload: decodeWorkloadKey(wire.workload, at, 'workload'),
  }),
  secretSet: decodeSecretSet,
  secretRemoved: decodeSecretRemoved,
  volumeRemoved: decodeVolumeRemoved,
  volumesDeleted: decodeVolumesDeleted,
  ...DISPATCH_DECODERS,
  ...IDENTITY_DECODERS,
  ...AGENT_UPDATE_DECODERS,
  ...USER_DECODERS,
  reservationsHeld: (wire, at) => ({
    kind: 'reservations.held',
    reservations: list(wire.reservations, at, 'reservations', ANY, each(decodeHeld)),
    actor: actorOf(wire, at),
    atMs: time(wire.atMs, at, 'atMs'),
  }),
  reservationConfirmed: (wire, at) => ({
    kind: 'reservation.confirmed',
    reservation: filled(wire.reservation, at, 'reservation') as ReservationId,
    actor: actorOf(wire, at),
  }),
  reservationReleased: (wire, at) => ({
    kind: 'reservation.released',
    reservation: filled(wire.reservation, at, 'reservation') as ReservationId,
    expired: wire.expired,
    actor: actorOf(wire, at),
  }),
};

export function decodeEvent(wire: WireEvent, at: Spot): LedgerEvent {
  const { kind } = wire;
  if (!kind)
    return fail(
      at,
      'kind',
      'is missing, or one that only a later version knows; use the version that wrote it',
    );
  return decodeKind(kind, wire, at);
}

function decodeKind<K extends WireKind>(kind: K, wire: WireEvent, at: Spot): LedgerEvent {
  const body: WireEvent[K] = required(wire[kind], at, kind);
  return DECODERS[kind](body as NonNullable<WireEvent[K]>, inside(at, kind));
}

function decodeHeld(wire: Received<'berth.ledger.v1.HeldReservation'>, at: Spot): HeldReservation {
  return {
    id: filled(wire.id, at, 'id') as ReservationId,
    node: decodeNodeId(wire.node, at, 'node'),
    claim: decodeClaim(required(wire.claim, at, 'claim'), inside(at, 'claim')),
    holder: wire.holder,
    expiresAtMs: time(wire.expiresAtMs, at, 'expiresAtMs'),
  };
}

/** The core wrote this document and its hash is in the chain: only that it is one, and of this stack, is looked at. */
function decodeSpec(json: string, stack: string, at: Spot): StackSpec {
  let spec: unknown;
  try {
    spec = JSON.parse(json);
  } catch {
    fail(at, 'specJson', 'is not JSON');
  }
  if (!isSpecOf(spec, stack)) fail(at, 'specJson', `does not describe stack "${stack}"`);
  return spec;
}

function isSpecOf(value: unknown, stack: string): value is StackSpec {
  if (typeof value !== 'object' || value === null) return false;
  if (!('stack' in value && value.stack === stack && 'workloads' in value)) return false;
  return typeof value.workloads === 'object' && value.workloads !== null;
}

function actorOf(wire: { readonly actor: Received<'berth.model.v1.Actor'> | null }, at: Spot) {
  return decodeActor(required(wire.actor, at, 'actor'), inside(at, 'actor'));
}

function time(value: number, at: Spot, name: string): number {
  return integer(value, at, name, Number.MIN_SAFE_INTEGER);
}
