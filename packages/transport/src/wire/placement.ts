/** Placements, claims and their statuses: proto <-> domain. */
import {
  type Actor,
  type ActorKind,
  type Claim,
  type DesiredPhase,
  isPlacementId,
  LIMITS,
  type ObservedPhase,
  type PlacementCause,
  type PlacementId,
  type PlacementStatus,
  type RejectCount,
  type RejectReason,
  splitWorkloadKey,
  type WorkloadKey,
} from '@berth/core';
import type { Received, Sent } from '@berth/proto';
import {
  fail,
  filled,
  inside,
  integer,
  label,
  list,
  member,
  port,
  record,
  type Spot,
  text,
  type WireEnum,
  whole,
  whole32,
  wireEnum,
} from './checks.js';
import { decodeShares, encodeShares, expectShares } from './device-shares.js';

export const OBSERVED_PHASES: WireEnum<ObservedPhase, Received<'berth.model.v1.PlacementStatus'>['phase']> =
  wireEnum({
    assigned: 'OBSERVED_PHASE_ASSIGNED',
    starting: 'OBSERVED_PHASE_STARTING',
    running: 'OBSERVED_PHASE_RUNNING',
    restarting: 'OBSERVED_PHASE_RESTARTING',
    scheduled: 'OBSERVED_PHASE_SCHEDULED',
    stopping: 'OBSERVED_PHASE_STOPPING',
    stopped: 'OBSERVED_PHASE_STOPPED',
    completed: 'OBSERVED_PHASE_COMPLETED',
    failed: 'OBSERVED_PHASE_FAILED',
  });

export const DESIRED_PHASES: WireEnum<DesiredPhase, Received<'berth.fleet.v1.AssignedPlacement'>['desired']> =
  wireEnum({
    running: 'DESIRED_PHASE_RUNNING',
    stopped: 'DESIRED_PHASE_STOPPED',
  });

export const PLACEMENT_CAUSES: WireEnum<PlacementCause, Received<'berth.ledger.v1.PlacementsMade'>['cause']> =
  wireEnum({
    applied: 'PLACEMENT_CAUSE_APPLIED',
    updated: 'PLACEMENT_CAUSE_UPDATED',
    scaled: 'PLACEMENT_CAUSE_SCALED',
    replaced: 'PLACEMENT_CAUSE_REPLACED',
    drained: 'PLACEMENT_CAUSE_DRAINED',
    evicted: 'PLACEMENT_CAUSE_EVICTED',
    rescheduled: 'PLACEMENT_CAUSE_RESCHEDULED',
    deleted: 'PLACEMENT_CAUSE_DELETED',
    'node-removed': 'PLACEMENT_CAUSE_NODE_REMOVED',
    regrouped: 'PLACEMENT_CAUSE_REGROUPED',
    preempted: 'PLACEMENT_CAUSE_PREEMPTED',
    rebalanced: 'PLACEMENT_CAUSE_REBALANCED',
    returned: 'PLACEMENT_CAUSE_RETURNED',
  });

export const REJECT_REASON_NAMES: WireEnum<RejectReason, Received<'berth.model.v1.RejectCount'>['reason']> =
  wireEnum({
    disconnected: 'REJECT_REASON_DISCONNECTED',
    cordoned: 'REJECT_REASON_CORDONED',
    draining: 'REJECT_REASON_DRAINING',
    taint: 'REJECT_REASON_TAINT',
    require: 'REJECT_REASON_REQUIRE',
    driver: 'REJECT_REASON_DRIVER',
    resource: 'REJECT_REASON_RESOURCE',
    piece: 'REJECT_REASON_PIECE',
    port: 'REJECT_REASON_PORT',
    device: 'REJECT_REASON_DEVICE',
    spread: 'REJECT_REASON_SPREAD',
    distinct: 'REJECT_REASON_DISTINCT',
    apart: 'REJECT_REASON_APART',
    near: 'REJECT_REASON_NEAR',
    volume: 'REJECT_REASON_VOLUME',
    excluded: 'REJECT_REASON_EXCLUDED',
  });

/** `quantities`: those that travel with it. */
export function encodeClaim(claim: Claim, quantities = claim.quantities): Sent<'berth.model.v1.Claim'> {
  for (const name in quantities) whole(quantities[name] as number, 'a quantity is whole');
  for (const name in claim.ports) whole32(claim.ports[name] as number, 'a port is whole');
  const { names, millis } = encodeShares([claim.devices]);
  return { quantities, ports: claim.ports, devices: names, deviceMillis: millis };
}

export function decodeClaim(wire: Received<'berth.model.v1.Claim'>, at: Spot): Claim {
  return {
    quantities: record(wire.quantities, at, 'quantities', LIMITS.resourcesPerNode, filled, integer),
    ports: record(wire.ports, at, 'ports', LIMITS.portsPerWorkload, label, port),
    devices: decodeDevices(wire, at),
  };
}

function decodeDevices(
  { devices, deviceMillis }: Received<'berth.model.v1.Claim'>,
  at: Spot,
): Claim['devices'] {
  const names = list(devices, at, COLUMNS.names, LIMITS.devicesPerNode, filled);
  expectShares(names.length, deviceMillis.length, at, COLUMNS);
  return decodeShares(names, deviceMillis, at, COLUMNS);
}

const COLUMNS = { names: 'devices', millis: 'deviceMillis' };

export function encodeStatus(status: PlacementStatus): Sent<'berth.model.v1.PlacementStatus'> {
  return {
    placement: status.placement,
    phase: OBSERVED_PHASES.names[status.phase],
    restarts: whole32(status.restarts, 'restarts is whole'),
    ...(status.exitCode === undefined ? {} : { exitCode: whole(status.exitCode, 'exitCode is whole') }),
    message: status.message,
    atMs: whole(status.atMs, 'atMs is whole'),
    sequence: whole(status.sequence ?? 0, 'sequence is whole'),
    dropped: whole32(status.dropped ?? 0, 'dropped is whole'),
    ...(status.ready === undefined ? {} : { ready: status.ready }),
    ...(status.unready === undefined ? {} : { unready: status.unready }),
    ...(status.misfit === undefined ? {} : { misfit: status.misfit }),
    ...encodeTimes(status),
  };
}

export function decodeStatus(wire: Received<'berth.model.v1.PlacementStatus'>, at: Spot): PlacementStatus {
  const sequence = integer(wire.sequence, at, 'sequence');
  const dropped = integer(wire.dropped, at, 'dropped');
  return {
    placement: decodePlacementId(wire.placement, at, 'placement'),
    phase: member(wire.phase, OBSERVED_PHASES, at, 'phase'),
    restarts: integer(wire.restarts, at, 'restarts'),
    ...(wire.exitCode === undefined ? {} : { exitCode: wire.exitCode }),
    message: text(wire.message, at, 'message'),
    atMs: integer(wire.atMs, at, 'atMs', Number.MIN_SAFE_INTEGER),
    ...(sequence > 0 && { sequence }),
    ...(dropped > 0 && { dropped }),
    ...(wire.ready === undefined ? {} : { ready: wire.ready }),
    ...(wire.unready === undefined ? {} : { unready: text(wire.unready, at, 'unready') }),
    ...(wire.misfit === undefined ? {} : { misfit: text(wire.misfit, at, 'misfit') }),
    ...decodeTimes(wire, at),
  };
}

type Times = Pick<PlacementStatus, 'lastRunAtMs' | 'nextRunAtMs'>;

function encodeTimes({ lastRunAtMs, nextRunAtMs }: Times): Times {
  return {
    ...(lastRunAtMs !== undefined && { lastRunAtMs: whole(lastRunAtMs, 'lastRunAtMs is whole') }),
    ...(nextRunAtMs !== undefined && { nextRunAtMs: whole(nextRunAtMs, 'nextRunAtMs is whole') }),
  };
}

function decodeTimes(
  { lastRunAtMs, nextRunAtMs }: Received<'berth.model.v1.PlacementStatus'>,
  at: Spot,
): Times {
  const time = (ms: number, name: string) => integer(ms, at, name, Number.MIN_SAFE_INTEGER);
  return {
    ...(lastRunAtMs !== undefined && { lastRunAtMs: time(lastRunAtMs, 'lastRunAtMs') }),
    ...(nextRunAtMs !== undefined && { nextRunAtMs: time(nextRunAtMs, 'nextRunAtMs') }),
  };
}

export function decodePlacementId(value: string, at: Spot, name: string | number): PlacementId {
  if (at.rules.bounded && !isPlacementId(value)) {
    fail(at, name, 'is not a placement id (stack/workload/replica.generation)');
  }
  return filled(value, at, name) as PlacementId;
}

export function decodeWorkloadKey(value: string, at: Spot, name: string | number): WorkloadKey {
  const key = filled(value, at, name) as WorkloadKey;
  if (at.rules.bounded) {
    const { stack, workload } = splitWorkloadKey(key);
    label(stack, at, name);
    label(workload, at, name);
  }
  return key;
}

const ACTOR_KIND_NAMES: WireEnum<ActorKind, Received<'berth.model.v1.Actor'>['kind']> = wireEnum({
  user: 'ACTOR_KIND_USER',
  node: 'ACTOR_KIND_NODE',
  coordinator: 'ACTOR_KIND_COORDINATOR',
});

export function encodeActor(actor: Actor): Sent<'berth.model.v1.Actor'> {
  return {
    name: actor.name,
    ...(actor.reason === undefined ? {} : { reason: actor.reason }),
    ...(actor.kind && { kind: ACTOR_KIND_NAMES.names[actor.kind] }),
  };
}

export function decodeActor(wire: Received<'berth.model.v1.Actor'>, at: Spot): Actor {
  return {
    name: filled(wire.name, at, 'name'),
    ...(wire.reason === undefined ? {} : { reason: text(wire.reason, at, 'reason') }),
    ...(wire.kind !== 'ACTOR_KIND_UNSPECIFIED' && { kind: member(wire.kind, ACTOR_KIND_NAMES, at, 'kind') }),
  };
}

export function encodeReject(count: RejectCount): Sent<'berth.model.v1.RejectCount'> {
  return {
    reason: REJECT_REASON_NAMES.names[count.reason],
    subject: count.subject,
    nodes: whole32(count.nodes, 'a count of nodes is whole'),
  };
}

export function decodeReject(wire: Received<'berth.model.v1.RejectCount'>, at: Spot): RejectCount {
  return {
    reason: member(wire.reason, REJECT_REASON_NAMES, at, 'reason'),
    subject: text(wire.subject, at, 'subject'),
    nodes: integer(wire.nodes, at, 'nodes'),
  };
}

/** `decode` for the entries of a list of messages. */
export function each<In, Out>(
  decode: (wire: In, at: Spot) => Out,
): (wire: In, at: Spot, index: number) => Out {
  return (wire, at, index) => decode(wire, inside(at, index));
}
