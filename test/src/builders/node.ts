/** Nodes and what they hold: a test says only what matters to it. */
import {
  type Claim,
  type Connection,
  type Eligibility,
  emptyLoad,
  hold,
  type Inventory,
  type InventoryAmount,
  type NodeInfo,
  type NodeLoad,
  nodeId,
  type Quantities,
} from '@berth/core';
import { device } from './resources.js';

export type InventoryWish = {
  readonly cpu?: number;
  readonly memory?: number;
  /** Disk, bandwidth, custom resources, or an amount with a reserve and a ratio. */
  readonly more?: Readonly<Record<string, number | InventoryAmount>>;
  readonly ports?: Inventory['ports'];
  /** "name class model" each. */
  readonly devices?: readonly string[];
};

/** 4 cores, 4 GiB, 100 ports, no devices, but for what is said. */
export function inventory(wish: InventoryWish = {}): Inventory {
  const { cpu = 4000, memory = 4096, more = {}, ports = { first: 20_000, last: 20_099 } } = wish;
  const resources: Record<string, InventoryAmount> = {};
  for (const [name, amount] of Object.entries({ cpu, memory, ...more })) {
    resources[name] =
      typeof amount === 'number' ? { total: amount, reserved: 0, allocationRatio: 1 } : amount;
  }
  return { resources, ports, devices: (wish.devices ?? []).map(device) };
}

export type NodeWish = InventoryWish &
  Partial<Omit<NodeInfo, 'id' | 'inventory'>> & {
    readonly id?: string;
    readonly connection?: Connection;
    readonly eligibility?: Eligibility;
    /** What is held on it. */
    readonly held?: Partial<Claim> | readonly Partial<Claim>[];
  };

/** A node as the scheduler sees it; its load may be changed by the test. */
export type TestNode = {
  readonly info: NodeInfo;
  readonly connection: Connection;
  readonly eligibility: Eligibility;
  readonly load: NodeLoad;
};

/** Node "a" at site "s1" in region "r1": up, open, empty, 4 cores and 4 GiB, but for what is said. */
export function node(wish: NodeWish = {}): TestNode {
  const info: NodeInfo = {
    id: nodeId(wish.id ?? 'a'),
    address: wish.address ?? '127.0.0.1',
    site: wish.site ?? 's1',
    region: wish.region ?? 'r1',
    arch: wish.arch ?? 'x64',
    os: wish.os ?? 'linux',
    labels: wish.labels ?? {},
    taints: wish.taints ?? [],
    attributes: wish.attributes ?? {},
    inventory: inventory(wish),
    ...(wish.costMillisPerHour !== undefined && { costMillisPerHour: wish.costMillisPerHour }),
  };
  const { connection = 'up', eligibility = 'eligible', held = [] } = wish;
  return { info, connection, eligibility, load: load(info.inventory, held) };
}

/** What a node with this inventory has left. */
export function load(offered: Inventory, held: Partial<Claim> | readonly Partial<Claim>[] = []): NodeLoad {
  const made = emptyLoad(offered);
  for (const part of Array.isArray(held) ? held : [held]) hold(made, claim(part));
  return made;
}

/** Nothing, but for what is said. */
export function claim(part: Partial<Claim> = {}): Claim {
  return { quantities: {}, ports: {}, devices: {}, ...part };
}

/** A claim of amounts only. */
export function amounts(quantities: Quantities): Claim {
  return claim({ quantities });
}
