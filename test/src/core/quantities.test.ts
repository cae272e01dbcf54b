import { exactQuantity, formatQuantity, parseQuantity, QUANTITY_MAX, STANDARD_UNITS } from '@berth/core';
import test from 'ava';
import fc from 'fast-check';

const READ: readonly [resource: string, text: string | number, amount: number][] = [
  ['cpu', '500m', 500],
  ['cpu', 0.5, 500],
  ['cpu', '0.5', 500],
  ['cpu', 2, 2000],
  ['cpu', '1.5', 1500],
  ['cpu', 0.1, 100],
  ['cpu', '0.0001', 1],
  ['cpu', '0.5m', 1],
  ['cpu', 0, 0],
  ['memory', '256Mi', 256],
  ['memory', '2Gi', 2048],
  ['memory', '1.5Gi', 1536],
  ['memory', '1Ti', 1_048_576],
  ['memory', 64, 64],
  ['memory', ' 64 Mi ', 64],
  ['memory', '0.5Mi', 1],
  ['memory', '1M', 1],
  ['memory', '1G', 954],
  ['memory', '1000M', 954],
  ['disk', '2T', 1_907_349],
  ['bandwidth', '10Mbit', 10_000],
  ['bandwidth', '1Gbit', 1_000_000],
  ['bandwidth', '500kbit', 500],
  ['bandwidth', 8, 8],
  ['bandwidthIn', '10Mbit', 10_000],
  ['bandwidthOut', '2Mbit', 2_000],
  ['fpga', 3, 3],
  ['fpga', '3', 3],
  ['fpga', '3.0', 3],
];

for (const [resource, text, amount] of READ) {
  test(`${resource} ${JSON.stringify(text)} is ${amount}`, (t) =>
    t.is(parseQuantity(resource, text) as number, amount));
}

const WRONG: readonly [resource: string, text: string | number, error: string][] = [
  ['cpu', '2Gi', '"Gi" is not a unit of cpu; write cores or millicores, e.g. 0.5 or 500m'],
  ['cpu', '-1', 'must not be negative; write cores or millicores, e.g. 0.5 or 500m'],
  ['cpu', -1, 'must not be negative; write cores or millicores, e.g. 0.5 or 500m'],
  ['cpu', 'many', '"many" is not an amount; write cores or millicores, e.g. 0.5 or 500m'],
  ['cpu', '', '"" is not an amount; write cores or millicores, e.g. 0.5 or 500m'],
  ['cpu', Number.NaN, '"NaN" is not an amount; write cores or millicores, e.g. 0.5 or 500m'],
  [
    'cpu',
    Number.POSITIVE_INFINITY,
    '"Infinity" is not an amount; write cores or millicores, e.g. 0.5 or 500m',
  ],
  ['memory', '1K', '"K" is not a unit of memory; write a size, e.g. 256Mi or 2Gi'],
  ['memory', '1mi', '"mi" is not a unit of memory; write a size, e.g. 256Mi or 2Gi'],
  ['memory', '1 2', '"1 2" is not an amount; write a size, e.g. 256Mi or 2Gi'],
  ['memory', '0x10', '"0x10" is not an amount; write a size, e.g. 256Mi or 2Gi'],
  ['memory', '1e3', '"1e3" is not an amount; write a size, e.g. 256Mi or 2Gi'],
  ['memory', '1constructor', '"constructor" is not a unit of memory; write a size, e.g. 256Mi or 2Gi'],
  ['bandwidth', '1toString', '"toString" is not a unit of bandwidth; write a rate, e.g. 500kbit or 10Mbit'],
  ['memory', '999999999999999Ti', '"999999999999999Ti" is too large'],
  ['bandwidth', '10MBit', '"MBit" is not a unit of bandwidth; write a rate, e.g. 500kbit or 10Mbit'],
  ['fpga', '1.5', 'fpga is counted in whole numbers; write a count, e.g. 1'],
  ['fpga', '1m', '"m" is not a unit of fpga; write a count, e.g. 1'],
];

for (const [resource, text, error] of WRONG) {
  test(`${resource} ${JSON.stringify(text)} (${text}) is refused`, (t) =>
    t.deepEqual(parseQuantity(resource, text), { error }));
}

const SHOWN: readonly [resource: string, amount: number, text: string][] = [
  ['cpu', 0, '0'],
  ['cpu', 500, '500m'],
  ['cpu', 1000, '1'],
  ['cpu', 1250, '1.3'],
  ['cpu', 64_000, '64'],
  ['memory', 0, '0Mi'],
  ['memory', 1023, '1023Mi'],
  ['memory', 2048, '2Gi'],
  ['memory', 1600, '1.6Gi'],
  ['memory', 1_048_575, '1024Gi'],
  ['disk', 3 * 1_048_576, '3Ti'],
  ['bandwidth', 999, '999kbit'],
  ['bandwidth', 10_000, '10Mbit'],
  ['bandwidthIn', 10_000, '10Mbit'],
  ['bandwidthOut', 1, '1kbit'],
  ['bandwidth', 2_500_000, '2.5Gbit'],
  ['fpga', 3, '3'],
];

for (const [resource, amount, text] of SHOWN) {
  test(`${amount} of ${resource} is shown as ${text}`, (t) => t.is(formatQuantity(resource, amount), text));
}

for (const [resource, amount, text] of [
  ['cpu', 0, '0m'],
  ['cpu', 1050, '1050m'],
  ['cpu', 2000, '2'],
  ['memory', 1536, '1536Mi'],
  ['memory', 2048, '2Gi'],
  ['disk', 1_048_576, '1Ti'],
  ['bandwidth', 2_500, '2500kbit'],
  ['bandwidth', 3_000_000, '3Gbit'],
  ['fpga', 3, '3'],
] as const) {
  test(`${amount} of ${resource} is exactly ${text}`, (t) => {
    t.is(exactQuantity(resource, amount), text);
    t.is(parseQuantity(resource, text), amount);
  });
}

const resource = fc.constantFrom(...Object.keys(STANDARD_UNITS), 'fpga');

test('property: what is read is a whole number within bounds, or an error of one line', (t) => {
  const written = fc.oneof(
    fc.string(),
    fc.double(),
    fc
      .tuple(fc.nat(), fc.constantFrom('', 'm', 'Mi', 'Gi', 'Ti', 'M', 'G', 'T', 'kbit', 'Mbit', 'Gbit', 'x'))
      .map(([amount, unit]) => `${amount}${unit}`),
  );
  fc.assert(
    fc.property(resource, written, (name, text) => {
      const read = parseQuantity(name, text);
      if (typeof read === 'number') return Number.isSafeInteger(read) && read >= 0 && read <= QUANTITY_MAX;
      return read.error.length > 0 && !read.error.includes('\n');
    }),
    { numRuns: 2000 },
  );
  t.pass();
});

test('property: a wish is never made smaller, and what is shown exactly is read back', (t) => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 10_000_000 }), (millionths) => {
      const cores = millionths / 1_000_000;
      const read = parseQuantity('cpu', cores.toFixed(6)) as number;
      return read >= millionths / 1000 && read < millionths / 1000 + 1;
    }),
  );
  fc.assert(
    fc.property(resource, fc.integer({ min: 0, max: 999 }), (name, amount) => {
      return parseQuantity(name, formatQuantity(name, amount)) === amount;
    }),
  );
  t.pass();
});
