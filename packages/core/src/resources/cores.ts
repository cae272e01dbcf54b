/**
 * Exclusive cores: devices of class "core", one per core that the operator gives out, named after its number ("core-3"),
 * with the NUMA node as model ("numa-0"). They are held whole, and each counts as 1000 millicores of its holder's cpu.
 */

import { exactQuantity } from '../basics/quantities.js';
import type { Claim, Device, ResourceRequest } from '../model/model.js';
import type { Reject } from '../model/scheduling.js';
import { isDeviceWish, WHOLE_DEVICE } from './device-shares.js';

export const CORE_CLASS = 'core';
/** What one core counts as, in millicores. */
export const CORE_MILLIS = 1000;

const NAME_FORM = /^core-(\d{1,5})$/;

export function coreDevice(number: number, numaNode: number | undefined): Device {
  const model = numaNode === undefined ? '' : `numa-${numaNode}`;
  return { name: `core-${number}`, class: CORE_CLASS, model };
}

/** Whether a selector of a request means cores: "core", "core/numa-0", "core-3". */
export function selectsCores(selector: string): boolean {
  return selector === CORE_CLASS || selector.startsWith(`${CORE_CLASS}/`) || NAME_FORM.test(selector);
}

/** Numbers of the cores that a claim holds, the lowest first. */
export function coresOf({ devices }: Pick<Claim, 'devices'>): number[] {
  const numbers: number[] = [];
  for (const name in devices) {
    const match = NAME_FORM.exec(name);
    if (match) numbers.push(Number(match[1]));
  }
  return numbers.sort((a, b) => a - b);
}

/** Millicores that the cores of a request count as. */
export function cpuOfCores(devices: ResourceRequest['devices']): number {
  let cores = 0;
  for (const selector in devices) {
    if (selectsCores(selector)) cores += Math.ceil((devices[selector] ?? 0) / WHOLE_DEVICE);
  }
  return cores * CORE_MILLIS;
}

/** What is wrong with a request's cores wherever it is placed; undefined when nothing is. */
export function wrongCores({ quantities, devices }: ResourceRequest): string | undefined {
  for (const selector in devices) {
    const thousandths = devices[selector] ?? 0;
    if (selectsCores(selector) && isDeviceWish(thousandths) && thousandths < WHOLE_DEVICE)
      return `"${selector}" is held whole: a core has no shares`;
  }
  const least = cpuOfCores(devices);
  const cpu = quantities.cpu ?? 0;
  return cpu < least ? tooLittleCpu(least / CORE_MILLIS, cpu) : undefined;
}

/** The fit function's part: who holds cores holds them whole, and the cpu that they are. */
export function coreRejects(
  offered: readonly Device[],
  { quantities, devices }: Pick<Claim, 'quantities' | 'devices'>,
  rejects: Reject[],
): void {
  let cores = 0;
  for (const name in devices) {
    if (!offered.some((device) => device.name === name && device.class === CORE_CLASS)) continue;
    cores++;
    if (devices[name] !== WHOLE_DEVICE)
      rejects.push({ reason: 'device', subject: name, detail: 'is held whole: a core has no shares' });
  }
  const cpu = quantities.cpu ?? 0;
  if (cpu < cores * CORE_MILLIS)
    rejects.push({ reason: 'device', subject: CORE_CLASS, detail: tooLittleCpu(cores, cpu) });
}

function tooLittleCpu(cores: number, cpu: number): string {
  const counts = exactQuantity('cpu', cores * CORE_MILLIS);
  return `${cores} of class core count as cpu ${counts}, the request says ${exactQuantity('cpu', cpu)}`;
}
