/**
 * Amounts of devices, in thousandths of one device, everywhere: below 1000 a share of ONE device, else a multiple of 1000,
 * that many whole ones. Text such as "500m" or 2 exists at the border only.
 */
import { LIMITS } from '../basics/limits.js';

/** Thousandths of one device. */
export const WHOLE_DEVICE = 1000;

/** What claims without devices hold: one object for all of them. */
export const NO_DEVICES: Readonly<Record<string, number>> = Object.freeze({});

/** Whether a request may ask for this many thousandths. A share that spans devices means nothing to a program. */
export function isDeviceWish(thousandths: number): boolean {
  if (!Number.isInteger(thousandths) || thousandths < 1) return false;
  if (thousandths < WHOLE_DEVICE) return true;
  return thousandths % WHOLE_DEVICE === 0 && thousandths <= LIMITS.devicesPerNode * WHOLE_DEVICE;
}

const FORM = /^(\d{1,9}(?:\.\d{1,6})?)\s*(m?)$/;
const WANTED = 'write whole devices, e.g. 2, or a share of one, e.g. 500m';

/**
 * Reads an amount of devices as people write it: 2 or "2" is two whole ones, 0.5 or "500m" half of one.
 * Returns thousandths, rounded up (a wish is never silently made smaller), or why it cannot be read.
 */
export function parseDevices(text: string | number): number | { error: string } {
  const written = String(text).trim();
  if (written.startsWith('-')) return { error: `must not be negative; ${WANTED}` };
  const match = FORM.exec(written);
  if (!match) return { error: `"${written}" is not an amount of devices; ${WANTED}` };
  const factor = match[2] === 'm' ? 1 : WHOLE_DEVICE;
  const thousandths = Math.ceil(Number((Number(match[1]) * factor).toFixed(6)));
  if (isDeviceWish(thousandths)) return thousandths;
  if (thousandths === 0) return { error: `must be more than 0; ${WANTED}` };
  if (thousandths > LIMITS.devicesPerNode * WHOLE_DEVICE) {
    return { error: `must be at most ${LIMITS.devicesPerNode} devices, not ${written}` };
  }
  return { error: `must be whole devices or a share of one, not ${written}; ${WANTED}` };
}

/** As people write it: "2", "500m". */
export function formatDevices(thousandths: number): string {
  return thousandths % WHOLE_DEVICE === 0 ? `${thousandths / WHOLE_DEVICE}` : `${thousandths}m`;
}
