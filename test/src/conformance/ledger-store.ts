/**
 * What every ledger store keeps. Registers one ava test per law; each takes a fresh place from `make`, which cleans up
 * by t.teardown.
 */
import { createHash } from 'node:crypto';
import { EMPTY_HEAD, type Head, type LedgerStore, type StoredBlock } from '@berth/ledger';
import test, { type ExecutionContext } from 'ava';

/** Somewhere that outlives the stores which are opened on it, one after the other. */
export type StorePlace = {
  open(): Promise<LedgerStore>;
  /** One more store on the same log at the same time; absent where a lock keeps others out. */
  openOther?(): Promise<LedgerStore>;
};

export function ledgerStoreConformance(
  name: string,
  make: (t: ExecutionContext) => Promise<StorePlace>,
): void {
  const law = (title: string, run: (t: ExecutionContext, place: StorePlace) => Promise<void>) =>
    test(`${name}: ${title}`, async (t) => run(t, await make(t)));

  law('an empty store has an empty head, no blocks and no checkpoint', async (t, place) => {
    await withStore(place, async (store) => {
      t.deepEqual(store.head(), EMPTY_HEAD);
      t.is(store.oldest(), 1);
      t.deepEqual(await readAll(store, 1), []);
      t.is(await store.loadCheckpoint(), undefined);
    });
  });

  law('what was appended is read back, byte by byte, also after opening again', async (t, place) => {
    const blocks = chain(20);
    await withStore(place, async (store) => {
      for (const block of blocks) {
        await store.append(block);
        t.deepEqual(store.head(), headOf(block));
      }
      t.deepEqual(await readAll(store, 1), blocks);
    });
    await withStore(place, async (store) => {
      t.deepEqual(store.head(), headOf(blocks[19] as StoredBlock));
      t.deepEqual(await readAll(store, 1), blocks);
    });
  });

  law('a part is read with both ends included, and never past the head', async (t, place) => {
    const blocks = chain(12);
    await withStore(place, async (store) => {
      for (const block of blocks) await store.append(block);
      t.deepEqual(indexes(await readAll(store, 4, 7)), [4, 5, 6, 7]);
      t.deepEqual(indexes(await readAll(store, 9)), [9, 10, 11, 12]);
      t.deepEqual(indexes(await readAll(store, 12, 12)), [12]);
      t.deepEqual(indexes(await readAll(store, 11, 99)), [11, 12]);
      t.deepEqual(await readAll(store, 13), []);
      t.deepEqual(await readAll(store, 7, 4), []);
    });
  });

  law('reading ends at the head of the moment it began', async (t, place) => {
    const blocks = chain(6);
    await withStore(place, async (store) => {
      for (const block of blocks.slice(0, 3)) await store.append(block);
      const seen: number[] = [];
      for await (const { index } of store.read(1)) {
        seen.push(index);
        const next = blocks[store.head().index];
        if (next) await store.append(next);
      }
      t.deepEqual(seen, [1, 2, 3]);
      t.is(store.head().index, 6);
    });
  });

  law('a block that does not follow the head is a conflict, and harms nothing', async (t, place) => {
    const blocks = chain(4);
    await withStore(place, async (store) => {
      for (const block of blocks.slice(0, 3)) await store.append(block);
      await t.throwsAsync(store.append(blocks[1] as StoredBlock), { code: 'conflict' });
      await t.throwsAsync(store.append(blocks[2] as StoredBlock), { code: 'conflict' });
      await t.throwsAsync(store.append({ ...(blocks[3] as StoredBlock), index: 5 }), { code: 'conflict' });
      await store.append(blocks[3] as StoredBlock);
      t.deepEqual(await readAll(store, 1), blocks);
    });
  });

  law('a large block and an empty one are kept', async (t, place) => {
    const blocks = chain(3, (index) => Buffer.alloc(index === 2 ? 3_000_000 : 0, index));
    await withStore(place, async (store) => {
      for (const block of blocks) await store.append(block);
    });
    const read = await withStore(place, (store) => readAll(store, 1));
    t.deepEqual(
      read.map(({ bytes }) => bytes.length),
      [0, 3_000_000, 0],
    );
    for (const [at, { bytes }] of read.entries()) t.is(Buffer.compare(bytes, blocks[at]?.bytes ?? bytes), 0);
  });

  law(
    'what was purged cannot be read any more, and the rest can, also after opening again',
    async (t, place) => {
      const blocks = chain(8);
      await withStore(place, async (store) => {
        for (const block of blocks) await store.append(block);
        await store.purgeBelow(1);
        t.is(store.oldest(), 1);
        await store.purgeBelow(4);
        await store.purgeBelow(2);
        t.is(store.oldest(), 4);
        t.deepEqual(await readAll(store, 4), blocks.slice(3));
        await t.throwsAsync(readAll(store, 3), { code: 'too_old', message: /below 4/ });
      });
      await withStore(place, async (store) => {
        t.is(store.oldest(), 4);
        t.deepEqual(store.head(), headOf(blocks[7] as StoredBlock));
        t.deepEqual(await readAll(store, 4), blocks.slice(3));
        await t.throwsAsync(readAll(store, 1), { code: 'too_old' });
        await store.purgeBelow(99);
        t.is(store.oldest(), 8, 'the head stays');
        t.deepEqual(await readAll(store, 8), blocks.slice(7));
      });
      await withStore(place, async (store) => {
        t.deepEqual(store.head(), headOf(blocks[7] as StoredBlock));
        t.deepEqual(await readAll(store, 8), blocks.slice(7));
      });
    },
  );

  law('following leaves out own blocks, and ends with the signal, and with the store', async (t, place) => {
    const blocks = chain(3);
    const store = await place.open();
    const ending = new AbortController();
    const first = follow(store, 9, ending.signal);
    for (const block of blocks) await store.append(block);
    ending.abort();
    t.deepEqual(await first, []);
    const second = follow(store, 9, new AbortController().signal);
    await store.close();
    t.deepEqual(await second, []);
  });

  law('who follows another store sees each of its blocks once, in order', async (t, place) => {
    t.pass();
    if (!place.openOther) return;
    const blocks = chain(30);
    await withStore(place, async (store) => {
      for (const block of blocks.slice(0, 5)) await store.append(block);
      const other = await place.openOther?.();
      if (!other) return;
      t.deepEqual(other.head(), headOf(blocks[4] as StoredBlock));
      const seen = follow(other, 24, new AbortController().signal);
      for (const block of blocks.slice(5, 29)) await store.append(block);
      t.deepEqual(await seen, blocks.slice(5, 29));
      t.deepEqual(other.head(), headOf(blocks[28] as StoredBlock));
      await other.append(blocks[29] as StoredBlock);
      t.deepEqual(await readAll(other, 1), blocks);
      t.deepEqual(await follow(store, 1, new AbortController().signal), [blocks[29]]);
      await other.close();
    });
  });

  law(
    'of two that append the same index one has a conflict, and goes on behind the other',
    async (t, place) => {
      t.pass();
      if (!place.openOther) return;
      const blocks = chain(4);
      await withStore(place, async (store) => {
        const other = await place.openOther?.();
        if (!other) return;
        await store.append(blocks[0] as StoredBlock);
        const rival = { ...(blocks[0] as StoredBlock), bytes: new Uint8Array([9]), hash: '9'.repeat(64) };
        await t.throwsAsync(other.append(rival), { code: 'conflict' });
        t.deepEqual(other.head(), EMPTY_HEAD);
        t.deepEqual(await follow(other, 1, new AbortController().signal), [blocks[0]]);
        await other.append(blocks[1] as StoredBlock);
        await t.throwsAsync(store.append({ ...rival, index: 2 }), { code: 'conflict' });
        t.deepEqual(await readAll(other, 1), blocks.slice(0, 2));
        await other.close();
      });
    },
  );

  law('a checkpoint comes back whole; the next one changes and deletes', async (t, place) => {
    await withStore(place, async (store) => {
      await store.saveCheckpoint(write(3, { full: true, puts: { a: '1', b: '2', 'é/\u{1f6a2}': '' } }));
      t.deepEqual(await load(store), { index: 3, entities: { a: '1', b: '2', 'é/\u{1f6a2}': '' } });
      await store.saveCheckpoint(write(5, { puts: { b: 'two', c: '3' }, deletes: ['a', 'unknown'] }));
      t.deepEqual(await load(store), { index: 5, entities: { b: 'two', c: '3', 'é/\u{1f6a2}': '' } });
    });
    await withStore(place, async (store) => {
      t.deepEqual(await load(store), { index: 5, entities: { b: 'two', c: '3', 'é/\u{1f6a2}': '' } });
      t.like(await store.loadCheckpoint(), { epoch: 7, hash: 'f'.repeat(64) });
    });
  });

  law(
    'an incremental checkpoint builds on the stored one, also unread after opening again',
    async (t, place) => {
      await withStore(place, (store) =>
        store.saveCheckpoint(write(1, { full: true, puts: { a: '1', b: '2' } })),
      );
      await withStore(place, (store) =>
        store.saveCheckpoint(write(2, { puts: { a: 'one' }, deletes: ['b'] })),
      );
      await withStore(place, async (store) =>
        t.deepEqual(await load(store), { index: 2, entities: { a: 'one' } }),
      );
    },
  );

  law('a full checkpoint leaves nothing of the one before', async (t, place) => {
    await withStore(place, async (store) => {
      await store.saveCheckpoint(write(1, { full: true, puts: { a: '1', '\u{1f6a2}': '2' } }));
      await store.saveCheckpoint(write(2, { full: true, puts: { c: '3' } }));
      await store.saveCheckpoint(write(3, { puts: { d: '4' } }));
      t.deepEqual(await load(store), { index: 3, entities: { c: '3', d: '4' } });
    });
    await withStore(place, async (store) =>
      t.deepEqual(await load(store), { index: 3, entities: { c: '3', d: '4' } }),
    );
  });

  law('checkpoints and blocks do not touch each other', async (t, place) => {
    const blocks = chain(5);
    await withStore(place, async (store) => {
      for (const block of blocks.slice(0, 3)) await store.append(block);
      await store.saveCheckpoint(write(3, { full: true, puts: { a: '1' } }));
      for (const block of blocks.slice(3)) await store.append(block);
      await store.saveCheckpoint(write(5, { full: true, puts: {} }));
      t.deepEqual(await readAll(store, 1), blocks);
      t.deepEqual(await load(store), { index: 5, entities: {} });
    });
  });
}

async function withStore<Result>(
  place: StorePlace,
  use: (store: LedgerStore) => Promise<Result>,
): Promise<Result> {
  const store = await place.open();
  try {
    return await use(store);
  } finally {
    await store.close();
  }
}

/** Blocks of bytes that no codec reads: a store does not look into them. */
function chain(count: number, bytesOf = (index: number) => Buffer.from(`block ${index}`)): StoredBlock[] {
  const blocks: StoredBlock[] = [];
  let previousHash = EMPTY_HEAD.hash;
  for (let index = 1; index <= count; index++) {
    const bytes = new Uint8Array(bytesOf(index));
    const hash = createHash('sha256').update(bytes).update(String(index)).digest('hex');
    blocks.push({ index, previousHash, hash, bytes });
    previousHash = hash;
  }
  return blocks;
}

async function readAll(store: LedgerStore, from: number, to?: number): Promise<StoredBlock[]> {
  const blocks: StoredBlock[] = [];
  // A copy of the bytes, as plain as what was appended: stores may give views of any kind.
  for await (const block of store.read(from, to))
    blocks.push({ ...block, bytes: Uint8Array.from(block.bytes) });
  return blocks;
}

/** The next `count` blocks of others, or as many as there are until the signal. */
async function follow(store: LedgerStore, count: number, signal: AbortSignal): Promise<StoredBlock[]> {
  const blocks: StoredBlock[] = [];
  for await (const block of store.follow(signal)) {
    blocks.push({ ...block, bytes: Uint8Array.from(block.bytes) });
    if (blocks.length === count) break;
  }
  return blocks;
}

function headOf({ index, hash }: StoredBlock): Head {
  return { index, hash };
}

function indexes(blocks: readonly StoredBlock[]): number[] {
  return blocks.map(({ index }) => index);
}

type Changes = { full?: boolean; puts: Readonly<Record<string, string>>; deletes?: readonly string[] };

function write(index: number, { full = false, puts, deletes = [] }: Changes) {
  const encoded = Object.entries(puts).map(([key, value]) => [key, Buffer.from(value)] as const);
  return { index, epoch: 7, hash: 'f'.repeat(64), puts: encoded, deletes, full };
}

async function load(store: LedgerStore) {
  const checkpoint = await store.loadCheckpoint();
  if (!checkpoint) return undefined;
  const entities = [...checkpoint.entities].map(
    ([key, value]) => [key, Buffer.from(value).toString()] as const,
  );
  return { index: checkpoint.index, entities: Object.fromEntries(entities.sort()) };
}
