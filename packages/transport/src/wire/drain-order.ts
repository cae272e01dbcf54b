/** How a node is emptied: proto <-> domain. */
import type { DrainOrder } from '@berth/core';
import type { Received, Sent } from '@berth/proto';
import { integer, type Spot, whole } from './checks.js';

export function encodeDrain({
  sinceMs,
  deadlineAtMs,
  force,
}: DrainOrder): Sent<'berth.ledger.v1.DrainOrder'> {
  return {
    sinceMs: whole(sinceMs, 'sinceMs is whole'),
    ...(deadlineAtMs !== undefined && { deadlineAtMs: whole(deadlineAtMs, 'deadlineAtMs is whole') }),
    force,
  };
}

export function decodeDrain(wire: Received<'berth.ledger.v1.DrainOrder'>, at: Spot): DrainOrder {
  const time = (value: number, name: string) => integer(value, at, name, Number.MIN_SAFE_INTEGER);
  const { deadlineAtMs } = wire;
  return {
    sinceMs: time(wire.sinceMs, 'sinceMs'),
    ...(deadlineAtMs !== undefined && { deadlineAtMs: time(deadlineAtMs, 'deadlineAtMs') }),
    force: wire.force,
  };
}
