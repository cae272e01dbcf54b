/** What an expression can speak of: one variable, `node`. Types are checked before anything is evaluated. */
import { capacityOf, isolationOf, type NodeInfo } from '@berth/core';
import { Environment } from '@marcbachmann/cel-js';

export const AST_NODES_MAX = 200;

const LIMITS_OF_PARSER = {
  maxAstNodes: AST_NODES_MAX,
  maxDepth: 32,
  maxListElements: 100,
  maxMapEntries: 16,
  maxCallArguments: 8,
};

export const NODE_FIELDS = {
  id: 'string',
  site: 'string',
  region: 'string',
  arch: 'string',
  os: 'string',
  isolation: 'string',
  labels: 'map<string, string>',
  attributes: 'map<string, string>',
  devices: 'list<Device>',
  capacity: 'map<string, int>',
} as const;

export const DEVICE_FIELDS = { name: 'string', class: 'string', model: 'string' } as const;

/** The library tells types of objects by their constructor. */
class Device {
  readonly name: string;
  readonly class: string;
  readonly model: string;

  constructor(device: NodeInfo['inventory']['devices'][number]) {
    this.name = device.name;
    this.class = device.class;
    this.model = device.model;
  }
}

export function createEnvironment(): Environment {
  return new Environment({ limits: LIMITS_OF_PARSER })
    .registerType('Device', { ctor: Device, fields: DEVICE_FIELDS })
    .registerVariable({ name: 'node', schema: NODE_FIELDS });
}

/** A node as expressions see it. Capacity is what workloads may hold, empty or not, in the units of core. */
export function contextOf(info: NodeInfo): object {
  const capacity: Record<string, bigint> = {};
  for (const [name, amount] of Object.entries(capacityOf(info.inventory))) capacity[name] = BigInt(amount);
  const { id, site, region, arch, os } = info;
  const devices = info.inventory.devices.map((device) => new Device(device));
  const [labels, attributes] = [{ ...info.labels }, { ...info.attributes }];
  const isolation = isolationOf(info.attributes);
  return { node: { id, site, region, arch, os, isolation, labels, attributes, devices, capacity } };
}
