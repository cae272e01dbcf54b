/** What of the host is offered. The host itself keeps a reserve, and several agents on one host share it. */
import {
  BerthError,
  CORE_CLASS,
  type Device,
  type Inventory,
  type InventoryAmount,
  selectsCores,
} from '@berth/core';
import { exclusiveCores } from './cores.js';
import type { HostFacts } from './host-facts.js';
import { applyResourceOption } from './resource-option.js';

export type InventoryOptions = {
  /** How many agents share this host. */
  readonly share: number;
  /** What replaces, completes or adds to what the probe found (resource-option.ts). */
  readonly resources: readonly string[];
  /** NAME=CLASS or NAME=CLASS/MODEL. */
  readonly devices: readonly string[];
  /** Numbers of cores that are given out whole, e.g. "2-3"; "" = none. */
  readonly exclusiveCores: string;
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
  const cores = exclusiveCores(options.exclusiveCores, facts.cores);
  const ratio = resources.cpu?.allocationRatio ?? 1;
  if (cores.length > 0 && ratio > 1) {
    const why = `with a cpu ratio of ${ratio}, a core is more than the 1000m that it counts as`;
    throw new BerthError('invalid_request', `--exclusive-cores "${options.exclusiveCores}": ${why}`);
  }
  const devices = [...options.devices.map(parseDevice), ...cores];
  return { resources, ports: parsePorts(options.ports), devices };
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
  if (match[2] === CORE_CLASS || selectsCores(match[1] ?? ''))
    throw new BerthError('invalid_request', `--device "${text}": cores are given out by --exclusive-cores`);
  return { name: match[1] ?? '', class: match[2] ?? '', model: match[3] ?? '' };
}

function parsePorts(text: string): Inventory['ports'] {
  const match = /^(\d{1,5})-(\d{1,5})$/.exec(text);
  const [first, last] = [Number(match?.[1]), Number(match?.[2])];
  if (match && first >= 1 && last <= 65_535 && first <= last) return { first, last };
  throw new BerthError('invalid_request', `--ports "${text}": write FIRST-LAST, e.g. 20000-20999`);
}
