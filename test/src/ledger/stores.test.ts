import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MemoryDisk, openLevelStore, type StoredBlock } from '@berth/ledger';
import test from 'ava';
import { ledgerStoreConformance } from '../conformance/ledger-store.js';

ledgerStoreConformance('memory', async () => {
  const disk = new MemoryDisk();
  return { open: async () => disk.open(), openOther: async () => disk.open() };
});

ledgerStoreConformance('level', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'berth-store-'));
  t.teardown(() => rm(folder, { recursive: true }));
  return { open: () => openLevelStore(join(folder, 'data')) };
});

const block = (index: number): StoredBlock => ({
  index,
  previousHash: String(index - 1).repeat(64),
  hash: String(index).repeat(64),
  bytes: Buffer.from([index]),
});

test('memory: a crash loses what was not synced, and the stores that were open', async (t) => {
  const writes: (() => void)[] = [];
  const disk = new MemoryDisk({ sync: () => new Promise((resolve) => writes.push(resolve)) });
  const store = disk.open();
  const first = store.append(block(1));
  writes[0]?.();
  await first;
  const second = store.append(block(2));
  disk.crash();
  writes[1]?.();
  await t.throwsAsync(second, { code: 'storage' });
  t.is(disk.open().head().index, 1);
  await t.throwsAsync(store.append(block(2)), { code: 'storage' });
});

test('memory: the lie acknowledges what a crash then loses', async (t) => {
  const disk = new MemoryDisk({ sync: () => new Promise(() => {}), acknowledgeBeforeSync: true });
  const store = disk.open();
  await store.append(block(1));
  t.is(store.head().index, 1);
  disk.crash();
  t.is(disk.open().head().index, 0);
});

test('memory: a failed append is lost or kept, and the store takes no more until it is opened again', async (t) => {
  const disk = new MemoryDisk();
  const store = disk.open();
  disk.failNextAppend();
  await t.throwsAsync(store.append(block(1)), { code: 'storage' });
  await t.throwsAsync(store.append(block(1)), { code: 'storage' });
  const second = disk.open();
  t.is(second.head().index, 0, 'an odd one is lost');
  await second.append(block(1));
  disk.failNextAppend();
  await t.throwsAsync(second.append(block(2)), { code: 'storage' });
  t.is(disk.open().head().index, 2, 'an even one is kept');
});

test('memory: who has not noticed that another one took over cannot append', async (t) => {
  const disk = new MemoryDisk();
  const old = disk.open();
  await old.append(block(1));
  const current = disk.open();
  await current.append(block(2));
  t.is(old.head().index, 1, 'knows nothing of the other');
  await t.throwsAsync(old.append(block(2)), { code: 'conflict' });
  await current.append(block(3));
});
