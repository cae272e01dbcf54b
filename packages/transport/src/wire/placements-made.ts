/** The columnar event: nodes by a dictionary, the devices of all rows behind each other. */
import type { Claim, NodeId, PlacementsMade } from '@berth/core';
import type { Received, Sent } from '@berth/proto';
import { fail, inside, integer, member, type Spot, whole, whole32 } from './checks.js';
import { decodeShares, encodeShares, expectShares } from './device-shares.js';
import { decodeNodeId } from './node.js';
import { decodeActor, decodeWorkloadKey, encodeActor, PLACEMENT_CAUSES } from './placement.js';

type Wire = Received<'berth.ledger.v1.PlacementsMade'>;

export function encodePlacementsMade(event: PlacementsMade): Sent<'berth.ledger.v1.PlacementsMade'> {
  const positions = new Map<NodeId, number>();
  const nodeIndexes = event.nodes.map((node) => {
    const known = positions.get(node);
    if (known !== undefined) return known;
    positions.set(node, positions.size);
    return positions.size - 1;
  });
  for (const replica of event.replicas) whole32(replica, 'a replica is whole');
  for (const number of event.ports) whole32(number, 'a port is whole');
  const { names, millis } = encodeShares(event.devices);
  return {
    workload: event.workload,
    version: whole(event.version, 'version is whole'),
    cause: PLACEMENT_CAUSES.names[event.cause],
    firstGeneration: whole(event.firstGeneration, 'firstGeneration is whole'),
    replicas: [...event.replicas],
    nodeNames: [...positions.keys()],
    nodeIndexes,
    portNames: [...event.portNames],
    ports: [...event.ports],
    deviceCounts: event.devices.map((held) => Object.keys(held).length),
    deviceNames: names,
    deviceMillis: millis,
    ...(event.actor && { actor: encodeActor(event.actor) }),
    atMs: whole(event.atMs, 'atMs is whole'),
  };
}

export function decodePlacementsMade(wire: Wire, at: Spot): PlacementsMade {
  const rows = wire.replicas.length;
  expectLength(wire.ports.length, rows * wire.portNames.length, at, 'ports');
  return {
    kind: 'placements.made',
    workload: decodeWorkloadKey(wire.workload, at, 'workload'),
    version: integer(wire.version, at, 'version'),
    cause: member(wire.cause, PLACEMENT_CAUSES, at, 'cause'),
    firstGeneration: integer(wire.firstGeneration, at, 'firstGeneration'),
    replicas: wire.replicas,
    nodes: decodeNodes(wire, rows, at),
    portNames: wire.portNames,
    ports: wire.ports,
    devices: decodeDevices(wire, rows, at),
    ...(wire.actor && { actor: decodeActor(wire.actor, inside(at, 'actor')) }),
    atMs: integer(wire.atMs, at, 'atMs', Number.MIN_SAFE_INTEGER),
  };
}

const COLUMNS = { names: 'deviceNames', millis: 'deviceMillis' };

function decodeNodes(wire: Wire, rows: number, at: Spot): NodeId[] {
  expectLength(wire.nodeIndexes.length, rows, at, 'nodeIndexes');
  const names = wire.nodeNames.map((name, i) => decodeNodeId(name, inside(at, 'nodeNames'), i));
  return wire.nodeIndexes.map(
    (index, i) => names[index] ?? fail(inside(at, 'nodeIndexes'), i, `is ${index}, which names no node`),
  );
}

function decodeDevices(wire: Wire, rows: number, at: Spot): Claim['devices'][] {
  const { deviceNames: names, deviceMillis: millis } = wire;
  if (wire.deviceCounts.length > 0) expectLength(wire.deviceCounts.length, rows, at, 'deviceCounts');
  const held = wire.deviceCounts.reduce((sum, count) => sum + count, 0);
  expectLength(names.length, held, at, 'deviceNames');
  expectShares(names.length, millis.length, at, COLUMNS);
  let next = 0;
  return wire.deviceCounts.map((count) => {
    next += count;
    return decodeShares(names, millis, at, COLUMNS, next - count, next);
  });
}

function expectLength(length: number, expected: number, at: Spot, name: string): void {
  if (length !== expected) fail(at, name, `has ${length} entries where the other columns say ${expected}`);
}
