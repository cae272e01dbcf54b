/** Nodes: proto <-> domain. */
import {
  type Connection,
  type Eligibility,
  type Inventory,
  type InventoryAmount,
  LIMITS,
  type NodeId,
  type NodeInfo,
  type Taint,
  type Usage,
} from '@berth/core';
import type { Received, Sent } from '@berth/proto';
import { decodeBuild, encodeBuild } from './agent-updates.js';
import {
  fail,
  filled,
  finite,
  inside,
  integer,
  label,
  list,
  port,
  record,
  required,
  type Spot,
  text,
  type WireEnum,
  whole,
  wireEnum,
} from './checks.js';

export const CONNECTIONS: WireEnum<
  Connection,
  Received<'berth.ledger.v1.NodeConnectionChanged'>['connection']
> = wireEnum({
  up: 'CONNECTION_UP',
  disconnected: 'CONNECTION_DISCONNECTED',
});

export const ELIGIBILITIES: WireEnum<
  Eligibility,
  Received<'berth.ledger.v1.NodeEligibilityChanged'>['eligibility']
> = wireEnum({
  eligible: 'ELIGIBILITY_ELIGIBLE',
  cordoned: 'ELIGIBILITY_CORDONED',
  draining: 'ELIGIBILITY_DRAINING',
});

export function encodeNode(node: NodeInfo): Sent<'berth.model.v1.NodeInfo'> {
  for (const { total, reserved, min = 0, max = 0, step = 0 } of Object.values(node.inventory.resources)) {
    whole(total, 'a total of an inventory is whole');
    whole(reserved, 'a reserved amount is whole');
    for (const rule of [min, max, step]) whole(rule, 'what a piece may be is whole');
  }
  return {
    id: node.id,
    address: node.address,
    site: node.site,
    region: node.region,
    arch: node.arch,
    os: node.os,
    labels: node.labels,
    taints: node.taints.map(encodeTaint),
    attributes: node.attributes,
    inventory: {
      resources: node.inventory.resources,
      ports: node.inventory.ports,
      devices: [...node.inventory.devices],
    },
    costMillisPerHour: whole(node.costMillisPerHour ?? 0, 'a cost is whole'),
    ...(node.agent && { agent: encodeBuild(node.agent) }),
  };
}

export function decodeNode(wire: Received<'berth.model.v1.NodeInfo'>, at: Spot): NodeInfo {
  const costMillisPerHour = integer(wire.costMillisPerHour, at, 'costMillisPerHour');
  return {
    id: decodeNodeId(wire.id, at, 'id'),
    address: filled(wire.address, at, 'address'),
    site: text(wire.site, at, 'site'),
    region: text(wire.region, at, 'region'),
    arch: text(wire.arch, at, 'arch'),
    os: text(wire.os, at, 'os'),
    labels: record(wire.labels, at, 'labels', LIMITS.labelsPerNode, filled, text),
    taints: list(wire.taints, at, 'taints', LIMITS.labelsPerNode, (taint, spot, i) =>
      decodeTaint(taint, inside(spot, i)),
    ),
    attributes: record(wire.attributes, at, 'attributes', LIMITS.labelsPerNode, filled, text),
    inventory: decodeInventory(required(wire.inventory, at, 'inventory'), inside(at, 'inventory')),
    ...(costMillisPerHour > 0 && { costMillisPerHour }),
    ...(wire.agent && { agent: decodeBuild(wire.agent, inside(at, 'agent')) }),
  };
}

export function encodeTaint({ key, value, effect }: Taint): Sent<'berth.model.v1.Taint'> {
  return { key, value, ...(effect === 'evict' && { effect: 'TAINT_EFFECT_EVICT' }) };
}

export function decodeTaint(wire: Received<'berth.model.v1.Taint'>, at: Spot): Taint {
  const taint = { key: filled(wire.key, at, 'key'), value: text(wire.value, at, 'value') };
  if (wire.effect === 'TAINT_EFFECT_UNSPECIFIED') return taint;
  // What only a later version knows would be read as a weaker taint than it is.
  if (wire.effect !== 'TAINT_EFFECT_EVICT') fail(at, 'effect', `has the unknown value ${wire.effect}`);
  return { ...taint, effect: 'evict' };
}

export function decodeNodeId(value: string, at: Spot, name: string | number): NodeId {
  return label(value, at, name) as NodeId;
}

function decodeInventory(wire: Received<'berth.model.v1.Inventory'>, at: Spot): Inventory {
  return {
    resources: record(wire.resources, at, 'resources', LIMITS.resourcesPerNode, filled, decodeAmount),
    ports: decodePortRange(required(wire.ports, at, 'ports'), inside(at, 'ports')),
    devices: list(wire.devices, at, 'devices', LIMITS.devicesPerNode, (device, spot, i) => ({
      name: decodeDeviceName(device.name, inside(spot, i)),
      class: filled(device.class, inside(spot, i), 'class'),
      model: text(device.model, inside(spot, i), 'model'),
    })),
  };
}

/** Claims are records by this name. */
function decodeDeviceName(name: string, at: Spot): string {
  return name === '__proto__' ? fail(at, 'name', 'is not a usable name') : filled(name, at, 'name');
}

function decodeAmount(
  wire: Received<'berth.model.v1.InventoryAmount'>,
  at: Spot,
  resource: string,
): InventoryAmount {
  const here = inside(at, resource);
  const allocationRatio = finite(wire.allocationRatio, here, 'allocationRatio');
  if (allocationRatio < 0) fail(here, 'allocationRatio', 'is negative');
  return {
    total: integer(wire.total, here, 'total'),
    reserved: integer(wire.reserved, here, 'reserved'),
    allocationRatio,
    ...decodePieceRule(wire, here),
  };
}

function decodePieceRule(
  wire: Received<'berth.model.v1.InventoryAmount'>,
  at: Spot,
): Pick<InventoryAmount, 'min' | 'max' | 'step'> {
  const [min, max, step] = [
    integer(wire.min, at, 'min'),
    integer(wire.max, at, 'max'),
    integer(wire.step, at, 'step'),
  ];
  return { ...(min > 0 && { min }), ...(max > 0 && { max }), ...(step > 0 && { step }) };
}

function decodePortRange(wire: Received<'berth.model.v1.PortRange'>, at: Spot): Inventory['ports'] {
  const first = port(wire.first, at, 'first');
  const last = integer(wire.last, at, 'last', 0, 65_535);
  return { first, last };
}

/** Measured amounts: rounded, because what measures them need not count in whole units. */
export function encodeUsage(usage: Usage): Sent<'berth.model.v1.Usage'> {
  return {
    cpuMillis: Math.round(usage.cpuMillis),
    memoryMib: Math.round(usage.memoryMiB),
    ...(usage.notes && { notes: usage.notes.slice(0, LIMITS.notesPerNode) }),
    ...(usage.volumes && { volumes: usage.volumes }),
  };
}

export function decodeUsage(wire: Received<'berth.model.v1.Usage'>, at: Spot): Usage {
  return {
    cpuMillis: integer(wire.cpuMillis, at, 'cpuMillis'),
    memoryMiB: integer(wire.memoryMib, at, 'memoryMib'),
    ...(wire.notes.length > 0 && { notes: list(wire.notes, at, 'notes', LIMITS.notesPerNode, text) }),
    ...(Object.keys(wire.volumes).length > 0 && {
      volumes: record(wire.volumes, at, 'volumes', LIMITS.volumesPerMessage, filled, integer),
    }),
  };
}
