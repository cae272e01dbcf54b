import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type ChainedBlock,
  EMPTY_HEAD,
  type Ledger,
  type LedgerStore,
  MemoryDisk,
  openLedger,
  openLevelStore,
} from '@berth/ledger';
import { blockCodec } from '@berth/transport';
import test from 'ava';
import { openSampleLedger, STILL_CLOCK, sampleEvents } from './sample-ledger.js';

async function filled(count: number, disk = new MemoryDisk()): Promise<Ledger> {
  const ledger = await openSampleLedger(disk.open());
  await grow(ledger, count);
  return ledger;
}

async function grow(ledger: Ledger, count: number): Promise<void> {
  for (let i = 0; i < count; i++) await ledger.append(sampleEvents(ledger.head.index + 1), 1);
}

/** Reads `count` of what is watched: indexes, and the words that are not blocks. */
async function take(watched: AsyncIterable<unknown>, count: number): Promise<unknown[]> {
  const seen: unknown[] = [];
  for await (const item of watched as ReturnType<Ledger['watch']>) {
    seen.push(item.kind === 'block' ? item.block.index : item);
    if (seen.length === count) break;
  }
  return seen;
}

/** The next `count` blocks of others. */
async function follow(ledger: Ledger, count: number): Promise<ChainedBlock[]> {
  const blocks: ChainedBlock[] = [];
  for await (const chained of ledger.follow(forever())) {
    blocks.push(chained);
    if (blocks.length === count) break;
  }
  return blocks;
}

const upTo = (count: number, from = 1) => Array.from({ length: count - from + 1 }, (_, i) => from + i);
const forever = () => new AbortController().signal;

test('each block names the hash of the bytes before it', async (t) => {
  const ledger = await filled(5);
  let previous = EMPTY_HEAD.hash;
  for await (const { block, hash } of ledger.read(1)) {
    t.is(block.previousHash, previous);
    t.is(hash, createHash('sha256').update(blockCodec.encode(block)).digest('hex'));
    t.like(block, { ledgerId: ledger.ledgerId, leader: 'c1', epoch: 1, events: sampleEvents(block.index) });
    previous = hash;
  }
  t.deepEqual(ledger.head, { index: 5, hash: previous });
});

test('a ledger goes on after opening again, under the same id, by another leader', async (t) => {
  const disk = new MemoryDisk();
  const first = await filled(3, disk);
  const second = await openSampleLedger(disk.open(), 'c2');
  t.is(second.ledgerId, first.ledgerId);
  const { block } = await second.append(sampleEvents(4), 2);
  t.like(block, { index: 4, leader: 'c2', epoch: 2 });
  t.like(await second.verify(), { ok: true, blocks: 4, firstIndex: 1, lastIndex: 4, hash: second.head.hash });
});

test('once a later leader has appended, an earlier one appends no more, also behind what it was given', async (t) => {
  const disk = new MemoryDisk();
  const [earlier, later] = [await openSampleLedger(disk.open()), await openSampleLedger(disk.open())];
  await earlier.append([{ kind: 'leader.claimed', epoch: 1, leader: 'a' }], 1);
  const follow = (ledger: typeof earlier) => ledger.follow(new AbortController().signal);
  const followed = follow(later);
  await followed.next();
  await later.append([{ kind: 'leader.claimed', epoch: 2, leader: 'b' }], 2);
  const given = follow(earlier);
  t.is((await given.next()).value?.block.epoch, 2);
  t.is(earlier.head.index, 2, 'its head is behind the block of the later one');
  await t.throwsAsync(earlier.append(sampleEvents(1), 1), { code: 'conflict', message: /epoch 1 is over/ });
  await later.append(sampleEvents(1), 2);
  t.is((await given.next()).value?.block.index, 3, 'and it goes on to follow');
});

test('after a failed append the ledger takes no more, and says why; its watches end', async (t) => {
  const disk = new MemoryDisk();
  const ledger = await filled(2, disk);
  const watched = take(ledger.watch(1, forever()), 99);
  disk.failNextAppend();
  await t.throwsAsync(ledger.append(sampleEvents(3), 1), { code: 'storage' });
  await t.throwsAsync(ledger.append(sampleEvents(3), 1), { code: 'storage' });
  ledger.close();
  t.deepEqual(await watched, [1, 2]);
});

test('who has not noticed a take-over cannot append', async (t) => {
  const disk = new MemoryDisk();
  const old = await filled(2, disk);
  const current = await openSampleLedger(disk.open(), 'c2');
  await current.append(sampleEvents(3), 2);
  await t.throwsAsync(old.append(sampleEvents(3), 1), { code: 'conflict' });
  t.like(await current.verify(), { ok: true, blocks: 3 });
});

test('who follows takes over the name, verifies, tells its watchers, and appends behind', async (t) => {
  const disk = new MemoryDisk();
  const ids = { next: (prefix: string) => `${prefix}-of-c2` };
  const follower = await openLedger({
    ...{ store: disk.open(), codec: blockCodec, ids, clock: STILL_CLOCK, leader: 'c2' },
  });
  t.is(follower.ledgerId, 'ledger-of-c2');
  const leader = await filled(2, disk);
  const watched = take(follower.watch(1, forever()), 3);
  const followed = follow(follower, 3);
  await grow(leader, 1);
  t.deepEqual(
    (await followed).map(({ block }) => block.index),
    [1, 2, 3],
  );
  t.is(follower.ledgerId, leader.ledgerId);
  t.deepEqual(await watched, [1, 2, 3]);
  await follower.append(sampleEvents(4), 2);
  t.like(await follower.verify(), { ok: true, blocks: 4, ledgerId: leader.ledgerId });
});

test('a conflict leaves a ledger open: what came first is followed, and it appends again', async (t) => {
  const disk = new MemoryDisk();
  const old = await filled(2, disk);
  const current = await openSampleLedger(disk.open(), 'c2');
  const { hash } = await current.append(sampleEvents(3), 2);
  await t.throwsAsync(old.append(sampleEvents(3), 1), { code: 'conflict' });
  const [first] = await follow(old, 1);
  t.like(first, { hash, block: { index: 3, leader: 'c2' } });
  t.is((await old.append(sampleEvents(4), 3)).block.index, 4);
});

test('a block of another ledger, or a damaged one, ends the following and the ledger', async (t) => {
  for (const [change, message] of [
    [otherLedger, /block 3 belongs to ledger ledger-99/],
    [(bytes: Uint8Array) => ({ bytes: flipped(bytes) }), /block 3 is damaged/],
  ] as const) {
    const disk = new MemoryDisk();
    const leader = await filled(2, disk);
    const inner = disk.open();
    const follower = await openSampleLedger({
      ...inner,
      follow: async function* (signal) {
        for await (const block of inner.follow(signal)) yield { ...block, ...change(block.bytes) };
      },
    });
    const followed = follow(follower, 1);
    await grow(leader, 1);
    await t.throwsAsync(followed, { code: 'corrupt', message });
    await t.throwsAsync(follower.append(sampleEvents(3), 1), { code: 'corrupt' });
  }
});

test('a state can be had from a checkpoint right before what is kept, not from an older one', async (t) => {
  const ledger = await filled(10);
  await ledger.saveCheckpoint(save(4, true, { a: '4' }));
  t.is((await ledger.loadCheckpoint())?.index, 4);
  await ledger.purgeBelow(5);
  t.is((await ledger.loadCheckpoint())?.index, 4, 'block 5 names the hash of block 4');
  await ledger.purgeBelow(6);
  await t.throwsAsync(ledger.loadCheckpoint(), { code: 'too_old', message: /index 4, and blocks below 6/ });
  await ledger.saveCheckpoint(save(5, true, { a: '5' }));
  t.is((await ledger.loadCheckpoint())?.index, 5);
  t.like(await ledger.verify(), { ok: true, firstIndex: 6, blocks: 5 });
  const none = await filled(3);
  await none.purgeBelow(2);
  await t.throwsAsync(none.loadCheckpoint(), {
    code: 'too_old',
    message: /no checkpoint, and blocks below 2/,
  });
});

test('one append at a time', async (t) => {
  const ledger = await filled(0);
  const first = ledger.append(sampleEvents(1), 1);
  await t.throwsAsync(ledger.append(sampleEvents(1), 1), { code: 'internal' });
  await first;
  await ledger.append(sampleEvents(2), 1);
});

// ---- watch -----------------------------------------------------------------------------------------------------------

test('watchers that begin anywhere see every index once, in order, while blocks are appended', async (t) => {
  const ledger = await filled(300);
  const begins = [1, 2, 43, 44, 45, 299, 300, 301, 310];
  const watches = begins.map((from) => take(ledger.watch(from, forever()), 600 - from + 1));
  await grow(ledger, 300);
  for (const [at, from] of begins.entries()) t.deepEqual(await watches[at], upTo(600, from), `from ${from}`);
});

test('a watcher that is slower than the log falls back to the store and misses nothing', async (t) => {
  const ledger = await filled(1);
  const seen: number[] = [];
  for await (const item of ledger.watch(1, forever())) {
    if (item.kind !== 'block') return t.fail('blocks are kept');
    seen.push(item.block.index);
    if (seen.length === 1_000) break;
    // Ten times as fast as this watcher, until the log is long enough.
    if (ledger.head.index < 1_000) await grow(ledger, Math.min(10, 1_000 - ledger.head.index));
  }
  t.deepEqual(seen, upTo(1_000));
});

test('from now on means from the call, not from the first look', async (t) => {
  const ledger = await filled(3);
  const watched = ledger.watch(0, forever());
  await grow(ledger, 2);
  t.deepEqual(await take(watched, 2), [4, 5]);
});

test('a watcher of the future waits for it', async (t) => {
  const ledger = await filled(1);
  const watched = take(ledger.watch(4, forever()), 1);
  await grow(ledger, 4);
  t.deepEqual(await watched, [4]);
});

test('an aborted watch ends, whether it waits, reads old blocks, or never began', async (t) => {
  const ledger = await filled(400);
  const waiting = new AbortController();
  const waits = take(ledger.watch(0, waiting.signal), 1);
  waiting.abort();
  t.deepEqual(await waits, []);

  const reading = new AbortController();
  const seen: unknown[] = [];
  for await (const item of ledger.watch(1, reading.signal)) {
    seen.push(item);
    if (seen.length === 3) reading.abort();
  }
  t.is(seen.length, 3);
  t.deepEqual(await take(ledger.watch(1, AbortSignal.abort()), 1), []);
});

test('closing a ledger ends its watches', async (t) => {
  const ledger = await filled(2);
  const watched = take(ledger.watch(1, forever()), 99);
  ledger.close();
  t.true((await watched).length <= 2);
  await t.throwsAsync(ledger.append(sampleEvents(3), 1), { code: 'shutting_down' });
});

test('what is not kept any more is said to be too old, with the oldest index', async (t) => {
  const inner = new MemoryDisk().open();
  const ledger = await openSampleLedger(inner);
  await grow(ledger, 300);
  const pruned = await openSampleLedger(startingAt(inner, 200));
  t.deepEqual(await take(pruned.watch(150, forever()), 9), [{ kind: 'too-old', oldest: 200 }]);
  t.deepEqual(await take(pruned.watch(200, forever()), 101), upTo(300, 200));
  await t.throwsAsync(pruned.read(199).next(), { code: 'too_old' });
  t.like(await pruned.verify(), { ok: true, firstIndex: 200, lastIndex: 300, blocks: 101 });
});

/** A store that has dropped its oldest blocks. */
function startingAt(store: LedgerStore, oldest: number): LedgerStore {
  return {
    ...store,
    oldest: () => oldest,
    read: (from, to) => store.read(Math.max(from, oldest), to),
  };
}

// ---- verification ----------------------------------------------------------------------------------------------------

/** A store that gives one block otherwise than it was appended. */
function changing(
  store: LedgerStore,
  index: number,
  change: (bytes: Uint8Array) => { bytes?: Uint8Array; hash?: string; previousHash?: string },
): LedgerStore {
  return {
    ...store,
    read: async function* (from: number, to?: number) {
      for await (const block of store.read(from, to))
        yield block.index === index ? { ...block, ...change(block.bytes) } : block;
    },
  };
}

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
const otherIndex = (bytes: Uint8Array) => {
  const changed = blockCodec.encode({ ...blockCodec.decode(bytes), index: 9 });
  return { bytes: changed, hash: sha256(changed) };
};
const otherEvents = (bytes: Uint8Array) => {
  const changed = blockCodec.encode({ ...blockCodec.decode(bytes), events: [] });
  return { bytes: changed, hash: sha256(changed) };
};
const otherLedger = (bytes: Uint8Array) => {
  const changed = blockCodec.encode({ ...blockCodec.decode(bytes), ledgerId: 'ledger-99' });
  return { bytes: changed, hash: sha256(changed) };
};
const noBlock = () => ({ bytes: Buffer.from('junk'), hash: sha256(Buffer.from('junk')) });

const DAMAGES = [
  ['a changed byte', 3, (bytes: Uint8Array) => ({ bytes: flipped(bytes) }), /block 3 is damaged/],
  ['a changed hash', 3, () => ({ hash: 'a'.repeat(64) }), /block 3 is damaged/],
  ['a changed previous hash', 3, () => ({ previousHash: 'a'.repeat(64) }), /block 3 is damaged/],
  ['an index that is another', 3, otherIndex, /block 3 is damaged: it says that it is block 9/],
  ['other events under their right hash', 3, otherEvents, /block 4 does not follow block 3/],
  ['the block of another ledger', 5, otherLedger, /block 5 belongs to ledger ledger-99/],
  ['bytes that are no block', 2, noBlock, /./],
] as const;

function flipped(bytes: Uint8Array): Uint8Array {
  const copy = Uint8Array.from(bytes);
  copy[10] = (copy[10] ?? 0) ^ 1;
  return copy;
}

for (const [title, index, change, message] of DAMAGES) {
  test(`${title} is found when the ledger is opened, and by verify`, async (t) => {
    const store = new MemoryDisk().open();
    const ledger = await openSampleLedger(store);
    await grow(ledger, 5);
    const damaged = changing(store, index, change);
    await t.throwsAsync(openSampleLedger(damaged), { name: 'BerthError', code: 'corrupt', message });
    let broken = false;
    const opened = await openSampleLedger({
      ...store,
      read: (from, to) => (broken ? damaged : store).read(from, to),
    });
    t.true((await opened.verify()).ok);
    broken = true;
    const check = await opened.verify();
    t.like(check, { ok: false, ledgerId: ledger.ledgerId });
    t.regex(check.message, message);
  });
}

// ---- checkpoints -----------------------------------------------------------------------------------------------------

const save = (index: number, full: boolean, puts: Record<string, string>, deletes: string[] = []) => ({
  ...{ index, epoch: 1, full, deletes },
  puts: Object.entries(puts).map(([key, value]) => [key, Buffer.from(value)] as const),
});

async function entities(ledger: Ledger): Promise<Record<string, string> | undefined> {
  const checkpoint = await ledger.loadCheckpoint();
  return (
    checkpoint &&
    Object.fromEntries([...checkpoint.entities].map(([key, value]) => [key, Buffer.from(value).toString()]))
  );
}

test('a checkpoint names the block that it stands for, also an old one', async (t) => {
  const ledger = await filled(400);
  const hashes = new Map<number, string>();
  for await (const { block, hash } of ledger.read(1)) hashes.set(block.index, hash);
  for (const index of [400, 399, 10]) {
    await ledger.saveCheckpoint(save(index, true, { a: String(index) }));
    const checkpoint = await ledger.loadCheckpoint();
    t.like(checkpoint, { index, hash: hashes.get(index) });
  }
});

test('full, changed and deleted entities come back, on disk too', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'berth-ledger-'));
  t.teardown(() => rm(folder, { recursive: true }));
  const using = async (use: (ledger: Ledger) => Promise<void>) => {
    const store = await openLevelStore(folder);
    await use(await openSampleLedger(store));
    await store.close();
  };
  await using(async (ledger) => {
    await grow(ledger, 3);
    await ledger.saveCheckpoint(save(3, true, { a: '1', b: '2' }));
    await grow(ledger, 3);
    await ledger.saveCheckpoint(save(6, false, { b: 'two', c: '3' }, ['a']));
  });
  await using(async (ledger) => {
    t.deepEqual(await entities(ledger), { b: 'two', c: '3' });
    await grow(ledger, 1);
    await ledger.saveCheckpoint(save(7, false, {}, ['b']));
    t.deepEqual(await entities(ledger), { c: '3' });
    await ledger.saveCheckpoint(save(7, true, { z: '26' }));
    t.deepEqual(await entities(ledger), { z: '26' });
  });
});

test('a checkpoint that is not of this log is refused', async (t) => {
  const other = new MemoryDisk().open();
  const longer = await openSampleLedger(other, 'another');
  await grow(longer, 5);
  await longer.saveCheckpoint(save(5, true, { a: '1' }));
  for (const length of [2, 7]) {
    const store = new MemoryDisk().open();
    const ledger = await openSampleLedger({ ...store, loadCheckpoint: () => other.loadCheckpoint() });
    await grow(ledger, length);
    await t.throwsAsync(ledger.loadCheckpoint(), { code: 'corrupt', message: /checkpoint of index 5/ });
  }
});
