/**
 * The fit function's part about devices: which ones serve a request, and what is held of each.
 *
 * Invariant: of one device at most 1000 thousandths are held, so whoever holds a whole one holds it alone; unless an
 * inventory changed, or the ledger says so.
 */
import { assert } from '../basics/assert.js';
import type { Claim, Device, ResourceRequest } from '../model/model.js';
import type { Reject } from '../model/scheduling.js';
import { CORE_CLASS, selectsCores } from './cores.js';
import { isDeviceWish, NO_DEVICES, WHOLE_DEVICE } from './device-shares.js';

/** Device name -> thousandths held; absent = free. Never changed in place: copies of a load share it. */
export type HeldDevices = ReadonlyMap<string, number>;

/** Free thousandths of the device that a share should go to, by the wish's selector; undefined: the least that is enough. */
export type SharePreference = (selector: string) => number | undefined;

/** A selector of a request, with the devices of the node that it means. */
type Wish = { readonly selector: string; readonly thousandths: number; readonly matching: readonly Device[] };

/**
 * A share goes to the one device with the least free that still has enough, so that whole ones stay whole; a wish for
 * whole devices takes the first that nobody holds, of cores those of one model (NUMA node) if one has enough. Every wish
 * of a request gets devices of its own.
 */
export function chooseDevices(
  offered: readonly Device[],
  held: HeldDevices,
  wanted: ResourceRequest['devices'],
  rejects: Reject[],
  preference?: SharePreference,
): Claim['devices'] {
  if (isEmpty(wanted)) return NO_DEVICES;
  const chosen: Record<string, number> = {};
  const freeOf = (device: Device) => (Object.hasOwn(chosen, device.name) ? 0 : freeOfOne(held, device.name));
  for (const wish of wishesOf(offered, wanted)) {
    const found = devicesFor(wish, freeOf, preference?.(wish.selector));
    if (!found) rejects.push({ reason: 'device', subject: wish.selector, detail: whyNot(wish, freeOf) });
    else for (const device of found) chosen[device.name] = Math.min(wish.thousandths, WHOLE_DEVICE);
  }
  return chosen;
}

/** The most particular wish first: "gpu" must not take the one device that is left for "gpu/t4". */
function wishesOf(offered: readonly Device[], wanted: ResourceRequest['devices']): Wish[] {
  const wishes = Object.entries(wanted).map(([selector, thousandths]) => ({
    ...{ selector, thousandths },
    // A core has no shares.
    matching: offered.filter(
      (device) =>
        matchesDevice(device, selector) && (thousandths >= WHOLE_DEVICE || device.class !== CORE_CLASS),
    ),
  }));
  return wishes.sort((a, b) => a.matching.length - b.matching.length);
}

function devicesFor(
  { thousandths, matching }: Wish,
  freeOf: (device: Device) => number,
  level: number | undefined,
): readonly Device[] | undefined {
  if (!isDeviceWish(thousandths)) return undefined;
  if (thousandths < WHOLE_DEVICE) {
    const wished = level === undefined ? undefined : matching.find((device) => freeOf(device) === level);
    const best = wished && freeOf(wished) >= thousandths ? wished : tightest(matching, thousandths, freeOf);
    return best && [best];
  }
  const names = new Set<string>();
  const free = matching.filter((device) => {
    if (names.has(device.name) || freeOf(device) < WHOLE_DEVICE) return false;
    names.add(device.name);
    return true;
  });
  const count = thousandths / WHOLE_DEVICE;
  if (free.length < count) return undefined;
  return (free[0]?.class === CORE_CLASS ? coresTogether(free, count) : free).slice(0, count);
}

/** The free cores of the model that has least of them and yet enough; all of them when none has. */
function coresTogether(free: readonly Device[], count: number): readonly Device[] {
  const models = new Map<string, Device[]>();
  for (const device of free) models.set(device.model, [...(models.get(device.model) ?? []), device]);
  let best: readonly Device[] | undefined;
  for (const cores of models.values()) {
    if (cores.length >= count && cores.length < (best?.length ?? Number.POSITIVE_INFINITY)) best = cores;
  }
  return best ?? free;
}

/** Ties go to the first of the inventory. */
function tightest(
  matching: readonly Device[],
  thousandths: number,
  freeOf: (device: Device) => number,
): Device | undefined {
  let best: Device | undefined;
  let least = Number.POSITIVE_INFINITY;
  for (const device of matching) {
    const free = freeOf(device);
    if (free < thousandths || free >= least) continue;
    best = device;
    least = free;
  }
  return best;
}

function whyNot({ selector, thousandths, matching }: Wish, freeOf: (device: Device) => number): string {
  if (!isDeviceWish(thousandths)) return `needs ${thousandths}, neither whole devices nor a share of one`;
  if (thousandths < WHOLE_DEVICE) {
    const needs = `needs ${thousandths} of ${WHOLE_DEVICE}`;
    if (selectsCores(selector)) return `${needs}, a core is held whole`;
    if (matching.length === 0) return `${needs}, there is no such device`;
    return `${needs}, most free is ${Math.max(...matching.map(freeOf))}`;
  }
  const free = matching.filter((device) => freeOf(device) === WHOLE_DEVICE).length;
  return `needs ${thousandths / WHOLE_DEVICE}, ${free} of ${matching.length} free`;
}

/** Why exactly these could not be held now; nothing when they can. */
export function deviceRejects(
  offered: readonly Device[],
  held: HeldDevices,
  claimed: Claim['devices'],
  rejects: Reject[],
): void {
  for (const name in claimed) {
    const thousandths = claimed[name] ?? 0;
    const free = freeOfOne(held, name);
    const refuse = (detail: string) => rejects.push({ reason: 'device', subject: name, detail });
    if (!offered.some((device) => device.name === name)) refuse('does not exist');
    else if (!(Number.isInteger(thousandths) && thousandths > 0)) refuse(`cannot hold ${thousandths} of it`);
    else if (free === 0) refuse('is held');
    else if (thousandths > free) refuse(`needs ${thousandths} of ${WHOLE_DEVICE}, ${free} free`);
  }
}

/** What is held once these are, too. */
export function holdDevices(held: HeldDevices, claimed: Claim['devices']): HeldDevices {
  if (isEmpty(claimed)) return held;
  const after = new Map(held);
  for (const name in claimed) after.set(name, (after.get(name) ?? 0) + (claimed[name] ?? 0));
  return after;
}

/** What is held once these are given back. */
export function releaseDevices(held: HeldDevices, claimed: Claim['devices']): HeldDevices {
  if (isEmpty(claimed)) return held;
  const after = new Map(held);
  for (const name in claimed) {
    const left = (after.get(name) ?? 0) - (claimed[name] ?? 0);
    assert(left >= 0, `released more of ${name} than was held`);
    if (left === 0) after.delete(name);
    else after.set(name, left);
  }
  return after;
}

/** Whether a claim holds any device. */
export function holdsDevices(claim: Claim): boolean {
  return !isEmpty(claim.devices);
}

/** A selector names one device, a class ("gpu"), or a class and model ("gpu/t4"). */
export function matchesDevice(device: Device, selector: string): boolean {
  return (
    selector === device.name || selector === device.class || selector === `${device.class}/${device.model}`
  );
}

/** More than all of it is held where the capacity check is off: then nothing is free. */
function freeOfOne(held: HeldDevices, name: string): number {
  return Math.max(0, WHOLE_DEVICE - (held.get(name) ?? 0));
}

/** Without the list of keys that Object.keys would make. */
function isEmpty(record: Readonly<Record<string, number>>): boolean {
  for (const _name in record) return false;
  return true;
}
