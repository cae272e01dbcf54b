import { formatDevices, isDeviceWish, LIMITS, parseDevices } from '@berth/core';
import test from 'ava';
import fc from 'fast-check';

const READ: readonly [text: string | number, thousandths: number][] = [
  [1, 1000],
  ['1', 1000],
  [2, 2000],
  ['2.0', 2000],
  ['2000m', 2000],
  ['500m', 500],
  [0.5, 500],
  [' 0.5 ', 500],
  ['1m', 1],
  [0.001, 1],
  ['0.0001', 1],
  ['333.3m', 334],
  ['999m', 999],
  [0.9999, 1000],
  [LIMITS.devicesPerNode, LIMITS.devicesPerNode * 1000],
];

for (const [text, thousandths] of READ) {
  test(`${JSON.stringify(text)} is ${thousandths} thousandths`, (t) =>
    t.is(parseDevices(text) as number, thousandths));
}

const WANTED = 'write whole devices, e.g. 2, or a share of one, e.g. 500m';
const WRONG: readonly [text: string | number, error: string][] = [
  [1.5, `must be whole devices or a share of one, not 1.5; ${WANTED}`],
  ['1500m', `must be whole devices or a share of one, not 1500m; ${WANTED}`],
  ['1.0001', `must be whole devices or a share of one, not 1.0001; ${WANTED}`],
  [0, `must be more than 0; ${WANTED}`],
  ['0m', `must be more than 0; ${WANTED}`],
  [-1, `must not be negative; ${WANTED}`],
  ['-500m', `must not be negative; ${WANTED}`],
  ['half', `"half" is not an amount of devices; ${WANTED}`],
  ['', `"" is not an amount of devices; ${WANTED}`],
  ['1k', `"1k" is not an amount of devices; ${WANTED}`],
  ['1e3', `"1e3" is not an amount of devices; ${WANTED}`],
  [Number.NaN, `"NaN" is not an amount of devices; ${WANTED}`],
  [257, 'must be at most 256 devices, not 257'],
  ['257000m', 'must be at most 256 devices, not 257000m'],
  ['999999999', 'must be at most 256 devices, not 999999999'],
];

for (const [text, error] of WRONG) {
  test(`${JSON.stringify(text)} is no amount of devices`, (t) => t.deepEqual(parseDevices(text), { error }));
}

test('what is written is read as it was', (t) => {
  const wishes = fc.oneof(
    fc.integer({ min: 1, max: 999 }),
    fc.integer({ min: 1, max: LIMITS.devicesPerNode }).map((count) => count * 1000),
  );
  fc.assert(fc.property(wishes, (wish) => isDeviceWish(wish) && parseDevices(formatDevices(wish)) === wish));
  t.deepEqual([1, 500, 1000, 2000].map(formatDevices), ['1m', '500m', '1', '2']);
});
