/** One coordinator's ledger taken over by a stream: whole, once, and nothing else. */

import { migrate } from '@berth/coordinator';
import type { Log } from '@berth/core';
import { MemoryDisk, openLedger } from '@berth/ledger';
import { systemClock, systemIds } from '@berth/runtime';
import { blockCodec } from '@berth/transport';
import test from 'ava';

const QUIET: Log = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

async function ledgerOf(disk: MemoryDisk, blocks: number) {
  const store = disk.open();
  const ids = systemIds();
  const ledger = await openLedger({ store, codec: blockCodec, ids, clock: systemClock(), leader: 'alone' });
  for (let at = 0; at < blocks; at++) {
    await ledger.append([{ kind: 'leader.claimed', epoch: at + 1, leader: 'alone' }], at + 1);
  }
  return { store, ledger };
}

test('every block arrives with its index and hash; another attempt goes on where one ended', async (t) => {
  const { store: source, ledger } = await ledgerOf(new MemoryDisk(), 25);
  const disk = new MemoryDisk();
  const broken = disk.open();
  let left = 10;
  const target = {
    ...broken,
    append: (block: Parameters<typeof broken.append>[0]) =>
      left-- > 0 ? broken.append(block) : Promise.reject(new Error('cut')),
  };
  await t.throwsAsync(migrate(source, target, QUIET), { message: 'cut' });
  t.is(broken.head().index, 10);
  const again = disk.open();
  await migrate(source, again, QUIET);
  t.deepEqual(again.head(), source.head());
  const taken = await openLedger({
    store: again,
    codec: blockCodec,
    ids: systemIds(),
    clock: systemClock(),
    leader: 'c1',
  });
  t.is(taken.ledgerId, ledger.ledgerId);
  t.true((await taken.verify()).ok);
  await migrate(source, again, QUIET);
  t.is(again.head().index, 25);
});

test('another ledger, and a longer one, are refused and left as they are', async (t) => {
  const { store: source } = await ledgerOf(new MemoryDisk(), 5);
  for (const blocks of [3, 8]) {
    const { store: other } = await ledgerOf(new MemoryDisk(), blocks);
    await t.throwsAsync(migrate(source, other, QUIET), { code: 'conflict' });
    t.is(other.head().index, blocks);
  }
});

test('a ledger without its first blocks cannot be taken over', async (t) => {
  const { store: source } = await ledgerOf(new MemoryDisk(), 5);
  await source.purgeBelow(3);
  const target = new MemoryDisk().open();
  await t.throwsAsync(migrate(source, target, QUIET), { code: 'too_old' });
  t.is(target.head().index, 0);
});
