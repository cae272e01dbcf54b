/** Preemption: proto <-> domain. */
import type { LedgerEvent, NominationId, NominationMade, NominationOutcome, Preemptor } from '@berth/core';
import type { Received, Sent } from '@berth/proto';
import {
  filled,
  inside,
  integer,
  member,
  required,
  type Spot,
  type WireEnum,
  whole,
  whole32,
  wireEnum,
} from './checks.js';
import { decodeNodeId } from './node.js';
import { decodeClaim, decodeWorkloadKey, encodeClaim } from './placement.js';

type NominationEnded = Extract<LedgerEvent, { kind: 'nomination.ended' }>;

const NOMINATION_OUTCOMES: WireEnum<
  NominationOutcome,
  Received<'berth.ledger.v1.NominationEnded'>['outcome']
> = wireEnum({
  taken: 'NOMINATION_OUTCOME_TAKEN',
  expired: 'NOMINATION_OUTCOME_EXPIRED',
  withdrawn: 'NOMINATION_OUTCOME_WITHDRAWN',
});

export function encodePreemptor({ workload, priority, over }: Preemptor): Sent<'berth.ledger.v1.Preemptor'> {
  return {
    workload,
    priority: whole32(priority, 'a priority is whole'),
    over: whole32(over, 'a priority is whole'),
  };
}

export function decodePreemptor(wire: Received<'berth.ledger.v1.Preemptor'>, at: Spot): Preemptor {
  return {
    workload: decodeWorkloadKey(wire.workload, at, 'workload'),
    priority: integer(wire.priority, at, 'priority'),
    over: integer(wire.over, at, 'over'),
  };
}

export function encodeNominationMade(event: NominationMade): Sent<'berth.ledger.v1.NominationMade'> {
  const { id, workload, node } = event;
  const expiresAtMs = whole(event.expiresAtMs, 'expiresAtMs is whole');
  return { id, workload, node, claim: encodeClaim(event.claim), expiresAtMs };
}

export function decodeNominationMade(
  wire: Received<'berth.ledger.v1.NominationMade'>,
  at: Spot,
): NominationMade {
  return {
    kind: 'nomination.made',
    id: filled(wire.id, at, 'id') as NominationId,
    workload: decodeWorkloadKey(wire.workload, at, 'workload'),
    node: decodeNodeId(wire.node, at, 'node'),
    claim: decodeClaim(required(wire.claim, at, 'claim'), inside(at, 'claim')),
    expiresAtMs: integer(wire.expiresAtMs, at, 'expiresAtMs', Number.MIN_SAFE_INTEGER),
  };
}

export function encodeNominationEnded(event: NominationEnded): Sent<'berth.ledger.v1.NominationEnded'> {
  const { nomination, workload, node, outcome } = event;
  return { nomination, workload, node, outcome: NOMINATION_OUTCOMES.names[outcome] };
}

export function decodeNominationEnded(
  wire: Received<'berth.ledger.v1.NominationEnded'>,
  at: Spot,
): NominationEnded {
  return {
    kind: 'nomination.ended',
    nomination: filled(wire.nomination, at, 'nomination') as NominationId,
    workload: decodeWorkloadKey(wire.workload, at, 'workload'),
    node: decodeNodeId(wire.node, at, 'node'),
    outcome: member(wire.outcome, NOMINATION_OUTCOMES, at, 'outcome'),
  };
}
