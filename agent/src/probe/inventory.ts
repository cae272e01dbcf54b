/** What of the host is offered. The host itself keeps a reserve, and several agents on one host share it. */
import { BerthError, type Device, type Inventory, type InventoryAmount } from '@berth/core';
import type { HostFacts } from './host-facts.js';
import { applyResourceOption } from './resource-option.js';

export type InventoryOptions = {
  /** How many agents share this host. */
  readonly share: number;
  /** What replaces, completes or adds to what the probe found (resource-option.ts). */
  readonly resources: readonly string[];
  /** NAME=CLASS or NAME=CLASS/MODEL. */
  readonly devices: readonly string[];
  /** FIRST-LAST. */
  readonly ports: string;
};

/** Kept for the host: the larger of a fixed amount and a share of the total. */
const RESERVES: Readonly<Record<string, { readonly least: number; readonly share: number }>> = {
  cpu: { least: 100, share: 0.05 },
  memory: { least: 256, share: 0.05 },
  disk: { least: 1024, share: 0.05 },
};

export function inventoryOf(facts: HostFacts, options: InventoryOptions): Inventory {
  const found: Record<string, number> = {
    cpu: facts.cpuMillis,
    memory: facts.memoryMiB,
    disk: facts.diskMiB,
  };
  const resources: Record<string, InventoryAmount> = {};
  for (const [name, total] of Object.entries(found)) resources[name] = shared(name, total, options.share);
  for (const text of options.resources) {
    const { name, amount } = applyResourceOption(text, resources);
    resources[name] = amount;
  }
  return { resources, ports: parsePorts(options.ports), devices: options.devices.map(parseDevice) };
}

function shared(name: string, total: number, share: number): InventoryAmount {
  const mine = Math.floor(total / share);
  const reserve = RESERVES[name];
  const reserved = reserve ? Math.floor(Math.max(reserve.least / share, mine * reserve.share)) : 0;
  return { total: mine, reserved: Math.min(mine, reserved), allocationRatio: 1 };
}

function parseDevice(text: string): Device {
  const match = /^([a-z0-9][a-z0-9.-]{0,62})=([a-z0-9-]+)(?:\/([A-Za-z0-9.-]+))?$/.exec(text);
  if (!match)
    throw new BerthError('invalid_request', `--device "${text}": write NAME=CLASS or NAME=CLASS/MODEL`);
  return { name: match[1] ?? '', class: match[2] ?? '', model: match[3] ?? '' };
}

function parsePorts(text: string): Inventory['ports'] {
  const match = /^(\d{1,5})-(\d{1,5})$/.exec(text);
  const [first, last] = [Number(match?.[1]), Number(match?.[2])];
  if (match && first >= 1 && last <= 65_535 && first <= last) return { first, last };
  throw new BerthError('invalid_request', `--ports "${text}": write FIRST-LAST, e.g. 20000-20999`);
}
