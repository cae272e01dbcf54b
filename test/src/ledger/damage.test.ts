/** Harm to the files of a store: what is read afterwards is what was written, or opening says what is wrong. */
import { readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { BerthError } from '@berth/core';
import { openLevelStore } from '@berth/ledger';
import test, { type ExecutionContext } from 'ava';
import { SeededRandom } from '../fixtures/seeded-random.js';
import { openSampleLedger, sampleEvents } from './sample-ledger.js';
import { copyOf, filesOf, freshFolder, makeStoredLedger, type Reading, readStored } from './stored-ledger.js';

const REFUSALS: ReadonlySet<string> = new Set(['corrupt', 'storage']);

type Original = {
  readonly folder: string;
  readonly reading: Reading;
  readonly files: readonly string[];
  /** Each checkpoint that was ever written. */
  readonly checkpoints: readonly string[];
};

/**
 * Reads a damaged copy. The log is the original one or refused. The checkpoint is the original, refused, gone, or an older
 * one as a whole: it is a shortcut only. Opening a LevelDB rewrites its files; therefore twice.
 */
async function judge(
  t: ExecutionContext,
  folder: string,
  { reading, checkpoints }: Original,
  what: string,
): Promise<boolean> {
  for (const round of ['first', 'second'] as const) {
    const read = await readStored(folder);
    const where = `${what}, ${round} opening`;
    if (read.blocks instanceof BerthError) {
      refused(t, read.blocks, where);
      continue;
    }
    t.is(read.blocks, reading.blocks as string, where);
    if (read.checkpoint instanceof BerthError) refused(t, read.checkpoint, where);
    else t.true([...checkpoints, 'none'].includes(read.checkpoint), `${where}: the checkpoint differs`);
  }
  const last = await readStored(folder);
  return !(last.blocks instanceof BerthError);
}

function refused(t: ExecutionContext, error: BerthError, where: string): void {
  t.true(REFUSALS.has(error.code), `${where}: ${error.code}`);
  t.notRegex(error.message, /\n/, where);
  t.true(error.message.length > 20, `${where}: ${error.message}`);
}

async function makeOriginal(t: ExecutionContext): Promise<Original> {
  const folder = join(await freshFolder(t), 'data');
  const checkpoints = await makeStoredLedger(folder);
  const files = await filesOf(folder);
  const reading = await readStored(await copyOf(t, folder));
  t.is(typeof reading.blocks, 'string');
  t.is(reading.checkpoint, checkpoints.at(-1) as string);
  return { folder, reading, files, checkpoints };
}

test('one changed byte anywhere is refused or does no harm', async (t) => {
  const original = await makeOriginal(t);
  const { folder, files } = original;
  const random = new SeededRandom(20_240_501);
  const counts = { same: 0, refused: 0 };
  const each = Math.ceil(120 / files.length);
  for (const file of files) {
    const bytes = await readFile(join(folder, file));
    for (let i = 0; i < each; i++) {
      const offset = random.between(0, bytes.length - 1);
      const mask = random.between(1, 255);
      const copy = await copyOf(t, folder);
      const changed = Buffer.from(bytes);
      changed.writeUInt8((changed[offset] as number) ^ mask, offset);
      await writeFile(join(copy, file), changed);
      const same = await judge(t, copy, original, `${file} at ${offset} by ${mask}`);
      counts[same ? 'same' : 'refused']++;
      await rm(copy, { recursive: true });
    }
  }
  t.log(`${files.length} files: ${counts.refused} refused, ${counts.same} without harm`);
  t.true(counts.refused > 20, 'the harness does harm');
  t.true(counts.same > 0);
});

test('a file that is cut off anywhere is refused or does no harm', async (t) => {
  const original = await makeOriginal(t);
  const { folder, files } = original;
  const random = new SeededRandom(77);
  for (let i = 0; i < 48; i++) {
    const file = files[i % files.length] as string;
    const { length } = await readFile(join(folder, file));
    const size = random.between(0, length - 1);
    const copy = await copyOf(t, folder);
    await truncate(join(copy, file), size);
    await judge(t, copy, original, `${file} cut off at ${size} of ${length}`);
    await rm(copy, { recursive: true });
  }
});

test('a file that is gone is refused or does no harm', async (t) => {
  const original = await makeOriginal(t);
  const { folder, files } = original;
  for (const file of files) {
    const copy = await copyOf(t, folder);
    await rm(join(copy, file));
    await judge(t, copy, original, `${file} deleted`);
  }
});

test('a lost tail of the log is missed: the newest blocks were acknowledged', async (t) => {
  const { folder, files } = await makeOriginal(t);
  const newest = files.filter((file) => file.endsWith('.log')).at(-1) as string;
  await rm(join(folder, newest));
  const { blocks } = await readStored(folder);
  t.true(blocks instanceof BerthError);
  t.like(blocks, { code: 'corrupt' });
  t.regex((blocks as BerthError).message, /block 41 and later are missing.*index 60 was acknowledged/);
});

test('without its note of the head a store is refused', async (t) => {
  const { folder } = await makeOriginal(t);
  await rm(join(folder, 'head'));
  t.like((await readStored(folder)).blocks, { code: 'corrupt' });
});

test('a note of the head that could not be finished costs nothing', async (t) => {
  const { folder, reading } = await makeOriginal(t);
  const bytes = await readFile(join(folder, 'head'));
  // Number 60 stands in the first slot. As after a crash between the block and its note, or while the note was written.
  await writeFile(join(folder, 'head'), Buffer.concat([Buffer.alloc(512, 'x'), bytes.subarray(512)]));
  t.deepEqual(await readStored(folder), reading);
  const store = await openLevelStore(folder);
  const ledger = await openSampleLedger(store);
  await ledger.append(sampleEvents(61), 1);
  await store.close();
  t.regex((await readStored(folder)).blocks as string, /^61 /m);
});

test('who opens a store that is open is told so', async (t) => {
  const folder = join(await freshFolder(t), 'data');
  const store = await openLevelStore(folder);
  await t.throwsAsync(openLevelStore(folder), { code: 'conflict', message: /in use by another process/ });
  await store.close();
  await (await openLevelStore(folder)).close();
});
