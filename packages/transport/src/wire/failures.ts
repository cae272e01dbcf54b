/** What follows when copies fail: proto <-> domain. */
import type { FailureRule, WorkloadGaveUp, WorkloadRetried } from '@berth/core';
import type { Received, Sent } from '@berth/proto';
import { inside, integer, list, required, type Spot, text, whole, whole32 } from './checks.js';
import { decodeNodeId } from './node.js';
import { decodeActor, decodeWorkloadKey, each, encodeActor } from './placement.js';

export function encodeFailureRule(rule: FailureRule): Sent<'berth.model.v1.FailureRule'> {
  const { restarts, moves, delayMs, maxDelayMs, resetAfterMs } = rule;
  return {
    ...(restarts !== undefined && { restarts: whole32(restarts, 'failure.restarts is whole') }),
    ...(moves !== undefined && { moves: whole32(moves, 'failure.moves is whole') }),
    delayMs: whole(delayMs, 'failure.delayMs is whole'),
    maxDelayMs: whole(maxDelayMs, 'failure.maxDelayMs is whole'),
    resetAfterMs: whole(resetAfterMs, 'failure.resetAfterMs is whole'),
  };
}

export function decodeFailureRule(wire: Received<'berth.model.v1.FailureRule'>, at: Spot): FailureRule {
  const { restarts, moves } = wire;
  return {
    ...(restarts !== undefined && { restarts: integer(restarts, at, 'restarts') }),
    ...(moves !== undefined && { moves: integer(moves, at, 'moves') }),
    delayMs: integer(wire.delayMs, at, 'delayMs'),
    maxDelayMs: integer(wire.maxDelayMs, at, 'maxDelayMs'),
    resetAfterMs: integer(wire.resetAfterMs, at, 'resetAfterMs'),
  };
}

export function encodeGaveUp(event: WorkloadGaveUp): Sent<'berth.ledger.v1.WorkloadGaveUp'> {
  return {
    workload: event.workload,
    copies: event.copies.map(({ replica, moves, node, reason }) => ({
      replica: whole32(replica, 'replica is whole'),
      moves: whole32(moves, 'moves are whole'),
      node,
      reason,
    })),
    atMs: whole(event.atMs, 'atMs is whole'),
  };
}

export function decodeGaveUp(wire: Received<'berth.ledger.v1.WorkloadGaveUp'>, at: Spot): WorkloadGaveUp {
  return {
    kind: 'workload.gave-up',
    workload: decodeWorkloadKey(wire.workload, at, 'workload'),
    copies: list(wire.copies, at, 'copies', Number.MAX_SAFE_INTEGER, each(decodeCopy)),
    atMs: integer(wire.atMs, at, 'atMs', Number.MIN_SAFE_INTEGER),
  };
}

function decodeCopy(
  wire: Received<'berth.ledger.v1.GivenUpCopy'>,
  at: Spot,
): WorkloadGaveUp['copies'][number] {
  return {
    replica: integer(wire.replica, at, 'replica'),
    moves: integer(wire.moves, at, 'moves'),
    node: decodeNodeId(wire.node, at, 'node'),
    reason: text(wire.reason, at, 'reason'),
  };
}

export function encodeRetried(event: WorkloadRetried): Sent<'berth.ledger.v1.WorkloadRetried'> {
  const { workload, actor, atMs } = event;
  return { workload, actor: encodeActor(actor), atMs: whole(atMs, 'atMs is whole') };
}

export function decodeRetried(wire: Received<'berth.ledger.v1.WorkloadRetried'>, at: Spot): WorkloadRetried {
  return {
    kind: 'workload.retried',
    workload: decodeWorkloadKey(wire.workload, at, 'workload'),
    actor: decodeActor(required(wire.actor, at, 'actor'), inside(at, 'actor')),
    atMs: integer(wire.atMs, at, 'atMs', Number.MIN_SAFE_INTEGER),
  };
}
