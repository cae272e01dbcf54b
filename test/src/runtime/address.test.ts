import { BerthError } from '@berth/core';
import { formatAddress, isLoopback, parseAddress } from '@berth/runtime';
import test from 'ava';
import fc from 'fast-check';

test('addresses', (t) => {
  t.deepEqual(parseAddress('--control', '127.0.0.1:7420'), { host: '127.0.0.1', port: 7420 });
  t.deepEqual(parseAddress('--control', ' node-7.local:0 '), { host: 'node-7.local', port: 0 });
  t.deepEqual(parseAddress('--control', '[::1]:65535'), { host: '::1', port: 65_535 });
});

for (const [text, advice] of [
  ['', 'write HOST:PORT, e.g. 127.0.0.1:7420'],
  ['localhost', 'write HOST:PORT, e.g. 127.0.0.1:7420'],
  [':7420', 'write HOST:PORT, e.g. 127.0.0.1:7420'],
  ['a b:1', 'write HOST:PORT, e.g. 127.0.0.1:7420'],
  ['http://a:1', 'write HOST:PORT, e.g. 127.0.0.1:7420'],
  ['a:65536', 'a port is a number from 0 to 65535'],
  ['a:-1', 'write HOST:PORT, e.g. 127.0.0.1:7420'],
  ['::1', 'write [::1]:PORT'],
  ['[a]:1', 'only an IPv6 address stands in brackets'],
] as const) {
  test(`not an address: "${text}"`, (t) => {
    const error = t.throws(() => parseAddress('--control', text), { instanceOf: BerthError });
    t.is(error?.message, `--control "${text}" is not an address: ${advice}`);
  });
}

test('an address that is written out is read back', (t) => {
  const host = fc.oneof(fc.ipV4(), fc.ipV6(), fc.domain());
  t.notThrows(() =>
    fc.assert(
      fc.property(host, fc.nat({ max: 65_535 }), (name, port) => {
        const back = parseAddress('x', formatAddress({ host: name, port }));
        return back.host === name && back.port === port;
      }),
    ),
  );
});

test('only this machine', (t) => {
  for (const host of [
    '127.0.0.1',
    '127.9.9.9',
    'localhost',
    'LOCALHOST',
    '::1',
    '0:0:0:0:0:0:0:1',
    '::ffff:127.0.0.1',
  ])
    t.true(isLoopback(host), host);
  for (const host of [
    '0.0.0.0',
    '::',
    '10.0.0.1',
    '1270.0.0.1',
    '127.0.0.300',
    '127.evil.example',
    '::11',
    'a',
    '',
  ])
    t.false(isLoopback(host), host);
});
