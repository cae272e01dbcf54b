/** Durations and near misses: what people write, and what they meant. */
import { formatDuration, nearest, parseDuration } from '@berth/core';
import test from 'ava';
import fc from 'fast-check';

test('durations', (t) => {
  for (const [text, ms] of [
    ['0s', 0],
    ['250ms', 250],
    ['1.5s', 1500],
    [' 10 m ', 600_000],
    ['2h', 7_200_000],
    ['7d', 604_800_000],
  ] as const)
    t.is(parseDuration(text), ms, text);
});

test('what is no duration says what to write', (t) => {
  for (const [text, error] of [
    ['', '"" is not a duration; write e.g. 500ms, 30s, 10m, 2h or 7d'],
    ['10', '"10" has no unit; write e.g. 10s'],
    ['-5s', 'must not be negative; write e.g. 30s'],
    ['1w', '"1w" is not a duration; write e.g. 500ms, 30s, 10m, 2h or 7d'],
    ['99999d', '"99999d" is too long; at most 3650d'],
    ['1e3s', '"1e3s" is not a duration; write e.g. 500ms, 30s, 10m, 2h or 7d'],
  ] as const)
    t.deepEqual(parseDuration(text), { error }, text);
});

test('a duration that is written out is read back', (t) => {
  t.is(formatDuration(90_000), '90s');
  t.is(formatDuration(1500), '1500ms');
  t.notThrows(() =>
    fc.assert(fc.property(fc.nat({ max: 1e9 }), (ms) => parseDuration(formatDuration(ms)) === ms)),
  );
});

test('near misses', (t) => {
  const names = ['replicas', 'process', 'resources', 'cpu'];
  t.is(nearest('replica', names), 'replicas');
  t.is(nearest('Resuorces', names), 'resources');
  t.is(nearest('cpus', names), 'cpu');
  t.is(nearest('zebra', names), undefined);
  t.is(nearest('', []), undefined);
  t.is(nearest('x'.repeat(1e6), names), undefined);
});
