/** When a batch runs: proto <-> domain. What its cron means is looked at where it is followed. */
import { type CatchUp, LIMITS, type Overlap, type Schedule } from '@berth/core';
import type { Received, Sent } from '@berth/proto';
import { filled, integer, member, type Spot, text, type WireEnum, whole, wireEnum } from './checks.js';

type Wire = Received<'berth.model.v1.Schedule'>;

const OVERLAPS: WireEnum<Overlap, Wire['overlap']> = wireEnum({
  skip: 'SCHEDULE_OVERLAP_SKIP',
  replace: 'SCHEDULE_OVERLAP_REPLACE',
});

const CATCH_UPS: WireEnum<CatchUp, Wire['catchUp']> = wireEnum({
  none: 'SCHEDULE_CATCH_UP_NONE',
  last: 'SCHEDULE_CATCH_UP_LAST',
});

export function encodeSchedule(schedule: Schedule): Sent<'berth.model.v1.Schedule'> {
  const { cron, timeZone, overlap, catchUp, deadlineMs } = schedule;
  return {
    ...{ cron, timeZone, overlap: OVERLAPS.names[overlap], catchUp: CATCH_UPS.names[catchUp] },
    ...(deadlineMs !== undefined && { deadlineMs: whole(deadlineMs, 'deadlineMs is whole') }),
  };
}

export function decodeSchedule(wire: Wire, at: Spot): Schedule {
  const { deadlineMs } = wire;
  return {
    cron: text(filled(wire.cron, at, 'cron'), at, 'cron', LIMITS.cronChars),
    timeZone: filled(wire.timeZone, at, 'timeZone'),
    overlap: member(wire.overlap, OVERLAPS, at, 'overlap'),
    catchUp: member(wire.catchUp, CATCH_UPS, at, 'catchUp'),
    ...(deadlineMs !== undefined && { deadlineMs: integer(deadlineMs, at, 'deadlineMs') }),
  };
}
