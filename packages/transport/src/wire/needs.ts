/** What workloads wait for: proto <-> domain. */
import type { LedgerEvent, NeedLack, NeedState, UnmetNeed } from '@berth/core';
import type { Received, Sent } from '@berth/proto';
import { integer, list, member, type Spot, type WireEnum, whole, wireEnum } from './checks.js';
import { decodeWorkloadKey, each } from './placement.js';

type EventOf<Kind extends LedgerEvent['kind']> = Extract<LedgerEvent, { readonly kind: Kind }>;
type WireNeed = Received<'berth.ledger.v1.UnmetNeed'>;

const STATES: WireEnum<NeedState, WireNeed['until']> = wireEnum({
  ready: 'NEED_STATE_READY',
  running: 'NEED_STATE_RUNNING',
  completed: 'NEED_STATE_COMPLETED',
});

const LACKS: WireEnum<NeedLack, WireNeed['lack']> = wireEnum({
  absent: 'NEED_LACK_ABSENT',
  few: 'NEED_LACK_FEW',
  updating: 'NEED_LACK_UPDATING',
  failed: 'NEED_LACK_FAILED',
  endless: 'NEED_LACK_ENDLESS',
});

export function encodeWaiting(event: EventOf<'workload.waiting'>): Sent<'berth.ledger.v1.WorkloadWaiting'> {
  return {
    workload: event.workload,
    needs: event.needs.map(({ workload, until, lack }) => ({
      workload,
      until: STATES.names[until],
      lack: LACKS.names[lack],
    })),
    atMs: whole(event.atMs, 'atMs is whole'),
  };
}

export function decodeWaiting(
  wire: Received<'berth.ledger.v1.WorkloadWaiting'>,
  at: Spot,
): EventOf<'workload.waiting'> {
  return {
    kind: 'workload.waiting',
    workload: decodeWorkloadKey(wire.workload, at, 'workload'),
    needs: list(wire.needs, at, 'needs', Number.MAX_SAFE_INTEGER, each(decodeNeed)),
    atMs: integer(wire.atMs, at, 'atMs', Number.MIN_SAFE_INTEGER),
  };
}

function decodeNeed(wire: WireNeed, at: Spot): UnmetNeed {
  return {
    workload: decodeWorkloadKey(wire.workload, at, 'workload'),
    until: member(wire.until, STATES, at, 'until'),
    lack: member(wire.lack, LACKS, at, 'lack'),
  };
}
