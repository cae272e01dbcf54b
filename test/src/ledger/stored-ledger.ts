/** A ledger on disk to do harm to: made once, copied for each attempt, read completely. */
import { createHash } from 'node:crypto';
import { cp, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { BerthError } from '@berth/core';
import { type Ledger, type LedgerStore, openLevelStore } from '@berth/ledger';
import type { ExecutionContext } from 'ava';
import { SeededRandom } from '../fixtures/seeded-random.js';
import { openSampleLedger } from './sample-ledger.js';

const BLOCKS = 60;

export async function freshFolder(t: ExecutionContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'berth-damage-'));
  t.teardown(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** Some dozens of blocks in several files, the oldest purged, with a full and two incremental checkpoints, of which it tells the digests. */
export async function makeStoredLedger(folder: string): Promise<string[]> {
  const random = new SeededRandom(1);
  const checkpoints: string[] = [];
  for (const until of [20, 40, BLOCKS]) {
    const store = await openLevelStore(folder);
    const ledger = await openSampleLedger(store);
    while (ledger.head.index < until) {
      const actor = { name: 'tester', reason: random.text(700) };
      await ledger.append([{ kind: 'stack.deleted', stack: 'shop', actor }], 1);
    }
    const puts = Array.from(
      { length: 30 },
      (_, i) => [`${until}/${i}`, Buffer.from(random.text(300))] as const,
    );
    await ledger.saveCheckpoint({ index: until, epoch: 1, puts, deletes: ['20/3'], full: until === 20 });
    checkpoints.push((await checkpointOf(ledger)) as string);
    if (until === 40) await ledger.purgeBelow(15);
    await store.close();
  }
  return checkpoints;
}

/** Digests of what is in a store. */
export type Reading = {
  readonly blocks: string | BerthError;
  readonly checkpoint: string | BerthError;
};

/** Opens a store and reads all that is in it. Anything but a BerthError is thrown on. */
export async function readStored(folder: string): Promise<Reading> {
  let store: LedgerStore;
  try {
    store = await openLevelStore(folder);
  } catch (thrown) {
    const error = expected(thrown);
    return { blocks: error, checkpoint: error };
  }
  try {
    const ledger = await openSampleLedger(store);
    const hashes: string[] = [];
    for await (const { block, hash } of ledger.read(ledger.oldest)) hashes.push(`${block.index} ${hash}`);
    return { blocks: hashes.join('\n'), checkpoint: await checkpointOf(ledger) };
  } catch (thrown) {
    const error = expected(thrown);
    return { blocks: error, checkpoint: error };
  } finally {
    await store.close();
  }
}

async function checkpointOf(ledger: Ledger): Promise<string | BerthError> {
  try {
    const checkpoint = await ledger.loadCheckpoint();
    if (!checkpoint) return 'none';
    const { index, epoch, hash, entities } = checkpoint;
    const values = [...entities].map(([key, value]) => `${key}=${Buffer.from(value)}`).sort();
    return `${index} ${createHash('sha256')
      .update([epoch, hash, ...values].join('\n'))
      .digest('hex')}`;
  } catch (thrown) {
    return expected(thrown);
  }
}

function expected(thrown: unknown): BerthError {
  if (thrown instanceof BerthError) return thrown;
  throw thrown;
}

export async function copyOf(t: ExecutionContext, original: string): Promise<string> {
  const folder = join(await freshFolder(t), 'data');
  await cp(original, folder, { recursive: true });
  return folder;
}

/** Paths within the folder, but for empty files. */
export async function filesOf(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)));
  const sizes = await Promise.all(paths.map(async (path) => (await readFile(join(folder, path))).length));
  return paths.filter((_, at) => (sizes[at] as number) > 0).sort();
}
