/** Devices that are held: names and thousandths as two lists beside each other, the second absent when all are whole. */
import { assert, type Claim, NO_DEVICES, WHOLE_DEVICE } from '@berth/core';
import { fail, filled, inside, integer, type Spot } from './checks.js';

type Devices = Claim['devices'];

/** Of one claim, or of many behind each other. */
export function encodeShares(claimed: readonly Devices[]): { names: string[]; millis: number[] } {
  const entries = claimed.flatMap((devices) => Object.entries(devices));
  for (const [, thousandths] of entries) assert(isShare(thousandths), 'a share is 1 to 1000 thousandths');
  const allWhole = entries.every(([, thousandths]) => thousandths === WHOLE_DEVICE);
  return {
    names: entries.map(([name]) => name),
    millis: allWhole ? [] : entries.map(([, thousandths]) => thousandths),
  };
}

function isShare(thousandths: number): boolean {
  return Number.isInteger(thousandths) && thousandths >= 1 && thousandths <= WHOLE_DEVICE;
}

/** What the two lists are called. */
type Columns = { readonly names: string; readonly millis: string };

/** Entries `from` up to `to` of the lists. */
export function decodeShares(
  names: readonly string[],
  millis: readonly number[],
  at: Spot,
  columns: Columns,
  from = 0,
  to = names.length,
): Devices {
  if (from === to) return NO_DEVICES;
  const [namesAt, millisAt] = [inside(at, columns.names), inside(at, columns.millis)];
  const devices: Record<string, number> = {};
  for (let i = from; i < to; i++) {
    const name = filled(names[i] as string, namesAt, i);
    // Assigning it would change the prototype of the record instead of adding an entry.
    if (name === '__proto__') fail(namesAt, i, 'is not a usable name');
    if (Object.hasOwn(devices, name)) fail(namesAt, i, `names "${name}" twice`);
    devices[name] =
      millis.length === 0 ? WHOLE_DEVICE : integer(millis[i] as number, millisAt, i, 1, WHOLE_DEVICE);
  }
  return devices;
}

/** One entry for each name, or none at all. */
export function expectShares(names: number, millis: number, at: Spot, columns: Columns): void {
  if (millis === 0 || millis === names) return;
  fail(at, columns.millis, `has ${millis} entries beside ${names} of ${columns.names}`);
}
