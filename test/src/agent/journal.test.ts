/** The journal on a real disk: what survives damage, and that it says what did not. */
import { mkdtemp, readdir, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Journal, type JournalRecord, openLevelJournal } from '@berth/agent';
import { placementId, workloadKey } from '@berth/core';
import { systemIds } from '@berth/runtime';
import test, { type ExecutionContext } from 'ava';
import { workload } from '../core/cluster-fixture.js';
import { ROOT } from '../e2e/cluster.js';

const KEY = workloadKey('shop', 'web');

function record(replica: number, attempt = 0): JournalRecord {
  const claim = { quantities: {}, ports: {}, devices: {} };
  return {
    assigned: {
      ...{ id: placementId(KEY, replica, 1), workload: KEY, replica, generation: 1 },
      ...{ runHash: 'h', claim, desired: 'running' },
    },
    run: workload().run,
    ...{ order: replica, dropped: false, phase: 'running', attempt, restarts: 0, failures: 0 },
    ...{ message: '', changedAtMs: 0, sequence: replica + 1 },
  };
}

class Folder {
  readonly path: string;
  readonly #open: Journal[] = [];

  constructor(path: string) {
    this.path = path;
  }

  static async make(t: ExecutionContext): Promise<Folder> {
    const folder = new Folder(await mkdtemp(join(tmpdir(), 'berth-journal-')));
    t.teardown(async () => {
      for (const journal of folder.#open) await journal.close().catch(() => {});
      await rm(folder.path, { recursive: true });
    });
    return folder;
  }

  async open(): Promise<Journal> {
    const journal = await openLevelJournal(this.path, systemIds());
    this.#open.push(journal);
    return journal;
  }

  /** One with `count` placements, each written by itself, closed. */
  async written(count: number): Promise<string> {
    const journal = await this.open();
    const { instance } = await journal.load();
    await journal.noteEpoch(7);
    for (let replica = 0; replica < count; replica++) {
      const meta = { epoch: 7, version: replica + 1 };
      await journal.write({ meta, puts: [record(replica)], deletes: [] });
    }
    await journal.close();
    return instance;
  }

  async files(ending: RegExp): Promise<string[]> {
    const names = await readdir(join(this.path, 'journal'));
    return names.filter((name) => ending.test(name)).map((name) => join(this.path, 'journal', name));
  }
}

test('what was written is there again, and nothing is missing', async (t) => {
  const folder = await Folder.make(t);
  const instance = await folder.written(5);
  const journal = await folder.open();
  const detail = {
    placement: record(0).assigned.id,
    phase: 'running',
    restarts: 1,
    message: 'x',
    atMs: 1,
  } as const;
  const contents = await journal.load();
  t.like(contents, { instance, maxEpoch: 7, meta: { epoch: 7, version: 5 }, lost: undefined });
  t.deepEqual(
    contents.records.map(({ order }) => order),
    [0, 1, 2, 3, 4],
  );
  await journal.write({ acknowledged: 3, puts: [], deletes: [], detailPuts: [{ ...detail, sequence: 9 }] });
  await journal.write({
    puts: [],
    deletes: [],
    detailPuts: [{ ...detail, sequence: 10 }],
    detailDeletes: [9],
  });
  await journal.close();
  const again = await (await folder.open()).load();
  t.is(again.acknowledged, 3);
  t.deepEqual(again.details, [{ ...detail, sequence: 10 }]);
});

test('many writes at once end as if they had been one after the other', async (t) => {
  const folder = await Folder.make(t);
  const journal = await folder.open();
  const writes = Array.from({ length: 200 }, (_, at) =>
    journal.write({ puts: [record(at % 3, at)], deletes: [] }),
  );
  await Promise.all(writes);
  await journal.close();
  const { records, lost } = await (await folder.open()).load();
  t.deepEqual(
    records.map(({ attempt }) => attempt),
    [198, 199, 197],
  );
  t.is(lost, undefined);
});

test('a tail that LevelDB drops is noticed and named, once; what is left is used', async (t) => {
  const folder = await Folder.make(t);
  const instance = await folder.written(10);
  const [log] = await folder.files(/\.log$/);
  const { size } = await stat(log ?? '');
  await truncate(log ?? '', Math.floor(size / 2));
  const journal = await folder.open();
  const { records, lost, maxEpoch, instance: same } = await journal.load();
  t.true(records.length > 0 && records.length < 10, `${records.length} are left`);
  t.is(maxEpoch, 7);
  t.is(same, instance);
  const missing = 10 - records.length;
  t.regex(
    lost ?? '',
    new RegExp(
      `^its last ${missing} of 10 writes are missing \\(${records.length} of 10 placements, assignment \\d of 10\\)`,
    ),
  );
  await journal.close();
  t.is((await (await folder.open()).load()).lost, undefined, 'said once');
});

test('the highest epoch survives a lost tail', async (t) => {
  const folder = await Folder.make(t);
  await folder.written(1);
  const journal = await folder.open();
  await journal.noteEpoch(9);
  await journal.close();
  for (const log of await folder.files(/\.log$/)) await truncate(log, 0);
  t.is((await (await folder.open()).load()).maxEpoch, 9);
});

test('a record with a flipped byte is left out, and the others are used', async (t) => {
  const folder = await Folder.make(t);
  await folder.written(4);
  // The agent's own LevelDB: a record that it takes, and that is not what was sealed.
  const { Level } = createRequire(join(ROOT, 'agent', 'package.json'))('level');
  const database = new Level(join(folder.path, 'journal'), { valueEncoding: 'view' });
  const key = `p!${record(2).assigned.id}`;
  const bytes = Buffer.from((await database.get(key)) as Uint8Array);
  bytes[bytes.length - 10] = (bytes[bytes.length - 10] ?? 0) ^ 1;
  await database.put(key, bytes);
  await database.close();
  const { records, lost } = await (await folder.open()).load();
  t.deepEqual(
    records.map(({ order }) => order),
    [0, 1, 3],
  );
  t.regex(lost ?? '', /damaged: p!shop\/web\/2\.1/);
});

test('a database that does not open any more is repaired, and says so', async (t) => {
  const folder = await Folder.make(t);
  const instance = await folder.written(6);
  // A power cut on a disk without barriers: the file that names the newest manifest is empty.
  await writeFile(join(folder.path, 'journal', 'CURRENT'), '');
  const { records, lost, instance: same } = await (await folder.open()).load();
  t.is(records.length, 6);
  t.is(same, instance);
  t.is(lost, 'the database had to be repaired');
});

test('damaged slot files are made anew from what the database knows', async (t) => {
  const folder = await Folder.make(t);
  await folder.written(2);
  for (const name of ['epoch', 'journal-head']) {
    const path = join(folder.path, name);
    await writeFile(path, (await readFile(path)).fill(0x41));
  }
  const { maxEpoch, records, lost } = await (await folder.open()).load();
  t.is(maxEpoch, 7);
  t.is(records.length, 2);
  t.is(lost, 'damaged: epoch, journal-head');
});

test('with both notes of the highest epoch damaged, no leader can be told from one of the past', async (t) => {
  const folder = await Folder.make(t);
  await folder.written(2);
  const path = join(folder.path, 'epoch');
  await writeFile(path, (await readFile(path)).fill(0x41));
  await writeFile(join(folder.path, 'journal', 'CURRENT'), '');
  await t.throwsAsync(folder.open(), { message: /both notes of the highest epoch are damaged/ });
});
