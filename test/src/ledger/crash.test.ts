/** What the store says is durable is there after a full disk and after kill -9. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { BerthError } from '@berth/core';
import { openLevelStore } from '@berth/ledger';
import test from 'ava';
import { SeededRandom } from '../fixtures/seeded-random.js';
import { mountSmallDisk } from '../fixtures/small-disk.js';
import { openSampleLedger, sampleEvents } from './sample-ledger.js';
import { freshFolder } from './stored-ledger.js';

async function indexesIn(folder: string): Promise<number[]> {
  const store = await openLevelStore(folder);
  try {
    const ledger = await openSampleLedger(store);
    const indexes: number[] = [];
    for await (const { block } of ledger.read(1)) indexes.push(block.index);
    const checkpoint = await ledger.loadCheckpoint();
    if (checkpoint && checkpoint.index > ledger.head.index) throw new Error('the checkpoint is ahead');
    return indexes;
  } finally {
    await store.close();
  }
}

const upTo = (count: number) => Array.from({ length: count }, (_, i) => i + 1);

for (const seed of [1, 2, 3]) {
  test(`a full disk (seed ${seed}): one clear line, and every acknowledged block is there afterwards`, async (t) => {
    const disk = await mountSmallDisk(t, 16);
    if (!disk) {
      t.pass();
      return;
    }
    const random = new SeededRandom(seed);
    const folder = join(disk, 'data');
    const ballast = join(disk, 'ballast');
    await writeFile(ballast, Buffer.alloc(4 * 2 ** 20, 1));

    const store = await openLevelStore(folder);
    const ledger = await openSampleLedger(store);
    const failure = await t.throwsAsync(
      async () => {
        for (;;) {
          const actor = { name: 'tester', reason: random.text(random.between(1, 15_000)) };
          await ledger.append([{ kind: 'stack.deleted', stack: 'shop', actor }], 1);
        }
      },
      { instanceOf: BerthError, code: 'storage', message: /the disk of .* is full: free some space/ },
    );
    t.notRegex(failure?.message ?? '', /\n/);
    const acknowledged = ledger.head.index;
    t.true(acknowledged > 100);
    await t.throwsAsync(ledger.append(sampleEvents(1), 1), { code: 'storage' });
    await store.close();

    const whileFull = await indexesIn(folder).catch((thrown: unknown) => thrown);
    if (Array.isArray(whileFull)) t.deepEqual(whileFull.slice(0, acknowledged), upTo(acknowledged));
    else t.like(whileFull, { name: 'BerthError', code: 'storage' });

    await rm(ballast);
    // What was removed is room only once the file system has written that down.
    await once(spawn('sync', ['-f', disk]), 'exit');
    const indexes = await indexesIn(folder);
    t.deepEqual(indexes.slice(0, acknowledged), upTo(acknowledged));
    t.true(indexes.length <= acknowledged + 1, 'at most the one whose outcome was unknown');
    const again = await openLevelStore(folder);
    await (await openSampleLedger(again)).append(sampleEvents(1), 2);
    await again.close();
  });
}

test('a checkpoint that the disk has no room for stops the store, and no block is lost', async (t) => {
  const disk = await mountSmallDisk(t, 16);
  if (!disk) {
    t.pass();
    return;
  }
  const folder = join(disk, 'data');
  const ballast = join(disk, 'ballast');
  await writeFile(ballast, Buffer.alloc(4 * 2 ** 20, 1));
  const store = await openLevelStore(folder);
  const ledger = await openSampleLedger(store);
  for (let i = 1; i <= 20; i++) await ledger.append(sampleEvents(i), 1);
  const random = new SeededRandom(4);
  const puts = Array.from({ length: 200 }, (_, i) => [`e${i}`, Buffer.from(random.text(100_000))] as const);
  const checkpoint = { index: 20, epoch: 1, puts, deletes: [], full: true };
  await t.throwsAsync(ledger.saveCheckpoint(checkpoint), { code: 'storage', message: /is full/ });
  await t.throwsAsync(ledger.append(sampleEvents(21), 1), { code: 'storage' });
  await store.close();
  await rm(ballast);
  t.deepEqual(await indexesIn(folder), upTo(20));
});

/** The last index that was printed whole; 0 when there is none. */
function lastLine(printed: string): number {
  return Number(printed.split('\n').at(-2) ?? 0);
}

test('kill -9, twenty times on one ledger: every acknowledged block is there', async (t) => {
  const folder = join(await freshFolder(t), 'data');
  const program = fileURLToPath(new URL('../fixtures/append-forever.js', import.meta.url));
  const random = new SeededRandom(9);
  let acknowledged = 0;
  for (let round = 1; round <= 20; round++) {
    const child = spawn(process.execPath, [program, folder], { stdio: ['ignore', 'pipe', 'inherit'] });
    const killAt = acknowledged + random.between(1, 30);
    let printed = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      printed += text;
      if (lastLine(printed) >= killAt) child.kill('SIGKILL');
    });
    const [, signal] = await once(child, 'close');
    t.is(signal, 'SIGKILL', `round ${round}`);
    const lines = printed.split('\n').slice(0, -1).map(Number);
    t.is(lines[0], acknowledged + 1, `round ${round} goes on where the log ends`);
    acknowledged = lastLine(printed);
    const indexes = await indexesIn(folder);
    t.deepEqual(indexes, upTo(indexes.length));
    t.true(
      indexes.length === acknowledged || indexes.length === acknowledged + 1,
      `round ${round}: ${acknowledged} acknowledged, ${indexes.length} there`,
    );
    acknowledged = indexes.length;
  }
  t.log(`${acknowledged} blocks`);
});
