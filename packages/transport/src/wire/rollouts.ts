/** Rollouts: proto <-> domain. */
import type { RolloutBegan, RolloutEnded, RolloutOutcome, RolloutTurned } from '@berth/core';
import type { Received, Sent } from '@berth/proto';
import {
  inside,
  integer,
  member,
  type Spot,
  text,
  type WireEnum,
  whole,
  whole32,
  wireEnum,
} from './checks.js';
import { decodeActor, decodeWorkloadKey, encodeActor } from './placement.js';

const TURNS: WireEnum<RolloutTurned['turn'], Received<'berth.ledger.v1.RolloutTurned'>['turn']> = wireEnum({
  progressed: 'ROLLOUT_TURN_PROGRESSED',
  paused: 'ROLLOUT_TURN_PAUSED',
  resumed: 'ROLLOUT_TURN_RESUMED',
  promoted: 'ROLLOUT_TURN_PROMOTED',
});

const OUTCOMES: WireEnum<RolloutOutcome, Received<'berth.ledger.v1.RolloutEnded'>['outcome']> = wireEnum({
  done: 'ROLLOUT_OUTCOME_DONE',
  failed: 'ROLLOUT_OUTCOME_FAILED',
  reverted: 'ROLLOUT_OUTCOME_REVERTED',
  superseded: 'ROLLOUT_OUTCOME_SUPERSEDED',
});

export function encodeRolloutBegan(event: RolloutBegan): Sent<'berth.ledger.v1.RolloutBegan'> {
  const { workload, version, canaries, revertOf, atMs } = event;
  return {
    workload,
    version: whole(version, 'version is whole'),
    canaries: whole32(canaries, 'canaries are whole'),
    ...(revertOf !== undefined && { revertOf: whole(revertOf, 'version is whole') }),
    atMs: whole(atMs, 'atMs is whole'),
  };
}

export function decodeRolloutBegan(wire: Received<'berth.ledger.v1.RolloutBegan'>, at: Spot): RolloutBegan {
  const { revertOf } = wire;
  return {
    kind: 'rollout.began',
    workload: decodeWorkloadKey(wire.workload, at, 'workload'),
    version: integer(wire.version, at, 'version'),
    canaries: integer(wire.canaries, at, 'canaries'),
    ...(revertOf !== undefined && { revertOf: integer(revertOf, at, 'revertOf') }),
    atMs: time(wire.atMs, at),
  };
}

export function encodeRolloutTurned(event: RolloutTurned): Sent<'berth.ledger.v1.RolloutTurned'> {
  const { workload, version, turn, healthy, actor, atMs } = event;
  return {
    workload,
    version: whole(version, 'version is whole'),
    turn: TURNS.names[turn],
    healthy: whole32(healthy, 'healthy is whole'),
    ...(actor && { actor: encodeActor(actor) }),
    atMs: whole(atMs, 'atMs is whole'),
  };
}

export function decodeRolloutTurned(
  wire: Received<'berth.ledger.v1.RolloutTurned'>,
  at: Spot,
): RolloutTurned {
  return {
    kind: 'rollout.turned',
    workload: decodeWorkloadKey(wire.workload, at, 'workload'),
    version: integer(wire.version, at, 'version'),
    turn: member(wire.turn, TURNS, at, 'turn'),
    healthy: integer(wire.healthy, at, 'healthy'),
    ...(wire.actor && { actor: decodeActor(wire.actor, inside(at, 'actor')) }),
    atMs: time(wire.atMs, at),
  };
}

export function encodeRolloutEnded(event: RolloutEnded): Sent<'berth.ledger.v1.RolloutEnded'> {
  const { workload, version, outcome, reason, nextVersion, actor, atMs } = event;
  return {
    workload,
    version: whole(version, 'version is whole'),
    outcome: OUTCOMES.names[outcome],
    reason,
    ...(nextVersion !== undefined && { nextVersion: whole(nextVersion, 'version is whole') }),
    ...(actor && { actor: encodeActor(actor) }),
    atMs: whole(atMs, 'atMs is whole'),
  };
}

export function decodeRolloutEnded(wire: Received<'berth.ledger.v1.RolloutEnded'>, at: Spot): RolloutEnded {
  const { nextVersion } = wire;
  return {
    kind: 'rollout.ended',
    workload: decodeWorkloadKey(wire.workload, at, 'workload'),
    version: integer(wire.version, at, 'version'),
    outcome: member(wire.outcome, OUTCOMES, at, 'outcome'),
    reason: text(wire.reason, at, 'reason'),
    ...(nextVersion !== undefined && { nextVersion: integer(nextVersion, at, 'nextVersion') }),
    ...(wire.actor && { actor: decodeActor(wire.actor, inside(at, 'actor')) }),
    atMs: time(wire.atMs, at),
  };
}

function time(value: number, at: Spot): number {
  return integer(value, at, 'atMs', Number.MIN_SAFE_INTEGER);
}
