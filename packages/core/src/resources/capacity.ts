/**
 * The one fit function. What the scheduler calls feasible and what the ledger accepts is this code and no other.
 *
 * Invariants:
 * 1. On every dimension, held <= capacity, unless an inventory shrank below what was already held; then nothing more
 *    is accepted on that dimension until enough was released.
 * 2. A port has at most one holder. Of a device at most 1000 thousandths are held (device-fit.ts); a core has one holder,
 *    which holds 1000 millicores for it (cores.ts).
 * 3. What one claim takes of a resource is a piece that the inventory gives out (pieces.ts).
 * 4. free + held + reserved = total on every dimension whose allocation ratio is 1.
 */
import { assert } from '../basics/assert.js';
import { LIMITS } from '../basics/limits.js';
import type { Quantities } from '../basics/quantities.js';
import type { Claim, Inventory, ResourceRequest } from '../model/model.js';
import type { Reject } from '../model/scheduling.js';
import { coreRejects } from './cores.js';
import {
  chooseDevices,
  deviceRejects,
  type HeldDevices,
  holdDevices,
  holdsDevices,
  releaseDevices,
  type SharePreference,
} from './device-fit.js';
import { NO_DEVICES } from './device-shares.js';
import { isPiece, type PieceRules, pieceReject, pieceRulesOf } from './pieces.js';

/** What one node can hold and what is held on it. Changed in place by its one owner. */
export type NodeLoad = {
  inventory: Inventory;
  /** Per resource, floor((total - reserved) * allocationRatio). */
  capacity: Record<string, number>;
  /** What one claim may take at a time; undefined = anything. */
  pieces: PieceRules | undefined;
  readonly held: Record<string, number>;
  readonly ports: Set<number>;
  devices: HeldDevices;
  /** How many claims are held: an assignment has to fit into one message. */
  claims: number;
  /** Where the search for the next automatic port begins: freed ports rest before they are given again. */
  nextPort: number;
};

export type ReadonlyNodeLoad = {
  readonly inventory: Inventory;
  readonly capacity: Quantities;
  readonly pieces: PieceRules | undefined;
  readonly held: Quantities;
  readonly ports: ReadonlySet<number>;
  readonly devices: HeldDevices;
  readonly claims: number;
  readonly nextPort: number;
};

export function emptyLoad(inventory: Inventory): NodeLoad {
  return {
    inventory,
    capacity: capacityOf(inventory),
    pieces: pieceRulesOf(inventory),
    held: {},
    ports: new Set(),
    devices: new Map(),
    claims: 0,
    nextPort: inventory.ports.first,
  };
}

/** A copy to try things on. */
export function copyLoad(load: ReadonlyNodeLoad): NodeLoad {
  return {
    inventory: load.inventory,
    capacity: load.capacity,
    pieces: load.pieces,
    held: { ...load.held },
    ports: new Set(load.ports),
    devices: load.devices,
    claims: load.claims,
    nextPort: load.nextPort,
  };
}

export function capacityOf(inventory: Inventory): Record<string, number> {
  const capacity: Record<string, number> = {};
  for (const [name, amount] of Object.entries(inventory.resources)) {
    // 100 * 1.15 is 114.99999999999999 in binary, and 115 to whoever wrote it.
    const offered = Number(((amount.total - amount.reserved) * amount.allocationRatio).toFixed(6));
    capacity[name] = Math.max(0, Math.floor(offered));
  }
  return capacity;
}

/** Replaces what the node offers; what is held stays held. */
export function changeInventory(load: NodeLoad, inventory: Inventory): void {
  load.inventory = inventory;
  load.capacity = capacityOf(inventory);
  load.pieces = pieceRulesOf(inventory);
  load.nextPort = clampPort(load.nextPort, inventory);
}

/** What of a request's amounts does not fit; empty when all do. */
export function quantityRejects(load: ReadonlyNodeLoad, wanted: Quantities): Reject[] {
  const rejects: Reject[] = [];
  if (load.claims >= LIMITS.claimsPerNode) {
    rejects.push({
      reason: 'resource',
      subject: 'placements',
      detail: `needs 1, 0 of ${LIMITS.claimsPerNode} free`,
    });
  }
  for (const name in wanted) {
    const amount = wanted[name] ?? 0;
    const broken = load.pieces && pieceReject(load.pieces, name, amount);
    if (broken) rejects.push(broken);
    if (fitsAmount(load, name, amount)) continue;
    const free = Math.max(0, amountOf(load.capacity, name) - amountOf(load.held, name));
    const amounts = { needs: amount, free };
    rejects.push({ reason: 'resource', subject: name, detail: `needs ${amount}, ${free} free`, amounts });
  }
  return rejects;
}

function fitsAmount(load: ReadonlyNodeLoad, name: string, amount: number): boolean {
  return amount === 0 || amountOf(load.held, name) + amount <= amountOf(load.capacity, name);
}

/** 0 for what is not there. A custom resource may have a name that every object inherits, such as "constructor". */
export function amountOf(quantities: Quantities, name: string): number {
  return Object.hasOwn(quantities, name) ? (quantities[name] ?? 0) : 0;
}

/** Whether all amounts fit: `quantityRejects(...).length === 0` without the words, for hot paths. */
export function quantitiesFit(load: ReadonlyNodeLoad, wanted: Quantities): boolean {
  const { pieces } = load;
  for (const name in wanted) {
    const amount = wanted[name] ?? 0;
    if (!fitsAmount(load, name, amount) || (pieces && !isPiece(pieces, name, amount))) return false;
  }
  return load.claims < LIMITS.claimsPerNode;
}

/**
 * Turns a request into a claim with port numbers and device names, or says why the node cannot serve it.
 * Does not hold it: see {@link hold}. `preference` chooses among devices that serve a share.
 */
export function claimFor(
  load: ReadonlyNodeLoad,
  request: ResourceRequest,
  preference?: SharePreference,
): { readonly claim: Claim } | { readonly rejects: readonly Reject[] } {
  const rejects = quantityRejects(load, request.quantities);
  const ports = choosePorts(load, request.ports, rejects);
  const devices = chooseDevices(load.inventory.devices, load.devices, request.devices, rejects, preference);
  if (devices !== NO_DEVICES) {
    const claim = { quantities: request.quantities, devices };
    coreRejects(load.inventory.devices, claim, rejects);
  }
  if (rejects.length > 0) return { rejects };
  return { claim: { quantities: request.quantities, ports, devices } };
}

/** Why exactly this claim could not be held now; empty when it can. The writer's check of a plan made earlier. */
export function claimRejects(load: ReadonlyNodeLoad, claim: Claim): Reject[] {
  const rejects = quantityRejects(load, claim.quantities);
  const seen = new Set<number>();
  for (const [name, port] of Object.entries(claim.ports)) {
    if (load.ports.has(port) || seen.has(port)) rejects.push(portTaken(name, port));
    seen.add(port);
  }
  deviceRejects(load.inventory.devices, load.devices, claim.devices, rejects);
  if (holdsDevices(claim)) coreRejects(load.inventory.devices, claim, rejects);
  return rejects;
}

/** Takes a claim. Facts are not refused: `apply` holds whatever the ledger says. */
export function hold(load: NodeLoad, claim: Claim): void {
  load.claims++;
  for (const name in claim.quantities)
    load.held[name] = amountOf(load.held, name) + (claim.quantities[name] ?? 0);
  for (const name in claim.ports) {
    const port = claim.ports[name];
    if (port === undefined) continue;
    load.ports.add(port);
    if (inRange(port, load.inventory)) load.nextPort = clampPort(port + 1, load.inventory);
  }
  load.devices = holdDevices(load.devices, claim.devices);
}

/** Gives back a claim that was held. */
export function release(load: NodeLoad, claim: Claim): void {
  load.claims--;
  for (const name in claim.quantities) {
    const left = amountOf(load.held, name) - (claim.quantities[name] ?? 0);
    assert(left >= 0, `released more ${name} than was held`);
    if (left === 0) delete load.held[name];
    else load.held[name] = left;
  }
  for (const name in claim.ports) load.ports.delete(claim.ports[name] as number);
  load.devices = releaseDevices(load.devices, claim.devices);
}

/** Of a claim that is held and stays: its amounts change. */
export function changeQuantities(load: NodeLoad, from: Quantities, to: Quantities): void {
  for (const name of new Set([...Object.keys(from), ...Object.keys(to)])) {
    const left = amountOf(load.held, name) - amountOf(from, name) + amountOf(to, name);
    assert(left >= 0, `released more ${name} than was held`);
    if (left === 0) delete load.held[name];
    else load.held[name] = left;
  }
}

function choosePorts(
  load: ReadonlyNodeLoad,
  wanted: ResourceRequest['ports'],
  rejects: Reject[],
): Record<string, number> {
  const chosen: Record<string, number> = {};
  const names = Object.keys(wanted);
  if (names.length === 0) return chosen;
  const taken = new Set<number>();
  for (const name of names) {
    const port = wanted[name];
    if (typeof port !== 'number') continue;
    if (load.ports.has(port) || taken.has(port)) rejects.push(portTaken(name, port));
    taken.add(port);
    chosen[name] = port;
  }
  let next = load.nextPort;
  for (const name of names) {
    if (wanted[name] !== 'auto') continue;
    const port = nextFreePort(load, taken, next);
    if (port === undefined) {
      const { first, last } = load.inventory.ports;
      rejects.push({ reason: 'port', subject: name, detail: `no free port in ${first}-${last}` });
      continue;
    }
    taken.add(port);
    chosen[name] = port;
    next = clampPort(port + 1, load.inventory);
  }
  return chosen;
}

function portTaken(name: string, port: number): Reject {
  return { reason: 'port', subject: name, detail: `port ${port} is taken` };
}

function nextFreePort(load: ReadonlyNodeLoad, taken: ReadonlySet<number>, from: number): number | undefined {
  const { first, last } = load.inventory.ports;
  for (
    let tried = 0, port = from;
    tried <= last - first;
    tried++, port = clampPort(port + 1, load.inventory)
  ) {
    if (!load.ports.has(port) && !taken.has(port)) return port;
  }
  return undefined;
}

function inRange(port: number, inventory: Inventory): boolean {
  return port >= inventory.ports.first && port <= inventory.ports.last;
}

function clampPort(port: number, inventory: Inventory): number {
  return inRange(port, inventory) ? port : inventory.ports.first;
}
