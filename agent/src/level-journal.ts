/**
 * The journal on disk: one LevelDB with sealed records, and the epoch once more in a slot file beside it.
 *
 * LevelDB may drop damaged records without a word. A lost placement record would come back with the next snapshot; the
 * highest epoch is what must never go back, so it stands twice and the larger one counts. A sealed record that is
 * damaged is said so and refused.
 */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { BerthError, type Ids } from '@berth/core';
import { openRecord, SlotFile, sealRecord } from '@berth/ledger';
import { Level } from 'level';
import { closedFolder } from './drivers/process/own-files.js';
import type { Journal, JournalContents, JournalMeta, JournalRecord } from './journal.js';

type Database = Level<string, Uint8Array>;

const PLACEMENT = 'p!';
const PLACEMENTS = { gte: PLACEMENT, lt: `${PLACEMENT}\uffff` } as const;

export async function openLevelJournal(folder: string, ids: Ids): Promise<Journal> {
  const database = await openDatabase(folder);
  const epochFile = await SlotFile.open(join(folder, 'epoch'));
  const put = (key: string, value: unknown) =>
    database.put(key, sealRecord(key, Buffer.from(JSON.stringify(value))), { sync: true });
  return {
    load: () => load(folder, database, epochFile, ids),
    write: async ({ meta, sequence, puts, deletes }) => {
      const batch = database.batch();
      if (sequence !== undefined) batch.put('sequence', seal('sequence', sequence));
      if (meta) batch.put('meta', seal('meta', meta));
      for (const record of puts) {
        const key = PLACEMENT + record.assigned.id;
        batch.put(key, seal(key, record));
      }
      for (const id of deletes) batch.del(PLACEMENT + id);
      await batch.write({ sync: true });
    },
    noteEpoch: async (epoch) => {
      await put('epoch', epoch);
      await epochFile.write(String(epoch));
    },
    close: async () => {
      await database.close();
      await epochFile.close();
    },
  };
}

function seal(key: string, value: unknown): Uint8Array {
  return sealRecord(key, Buffer.from(JSON.stringify(value)));
}

async function openDatabase(folder: string): Promise<Database> {
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    // What workloads are told stands in it: LevelDB would make it readable for all.
    await closedFolder(join(folder, 'journal'));
    const database: Database = new Level(join(folder, 'journal'), {
      keyEncoding: 'utf8',
      valueEncoding: 'view',
    });
    await database.open();
    return database;
  } catch (thrown) {
    const cause = thrown instanceof Error && thrown.cause instanceof Error ? thrown.cause : (thrown as Error);
    if ((cause as { code?: string }).code === 'LEVEL_LOCKED') {
      const advice = 'stop that one, or use another --data';
      throw new BerthError('conflict', `${folder} is in use by another agent: ${advice}`, { cause: thrown });
    }
    throw new BerthError('storage', `cannot use ${folder}: ${cause.message}`, { cause: thrown });
  }
}

async function load(
  folder: string,
  database: Database,
  epochFile: SlotFile,
  ids: Ids,
): Promise<JournalContents> {
  const read = async (key: string): Promise<unknown> => {
    const record = await database.get(key);
    return record && open(folder, key, record);
  };
  let instance = (await read('instance')) as string | undefined;
  if (instance === undefined) {
    instance = ids.next('agent');
    await database.put('instance', seal('instance', instance), { sync: true });
  }
  const meta = ((await read('meta')) as JournalMeta | undefined) ?? { epoch: 0, version: 0 };
  const epoch = ((await read('epoch')) as number | undefined) ?? 0;
  const sequence = ((await read('sequence')) as number | undefined) ?? 0;
  const records: JournalRecord[] = [];
  for await (const [key, record] of database.iterator(PLACEMENTS)) {
    records.push(open(folder, key, record) as JournalRecord);
  }
  return {
    instance,
    maxEpoch: Math.max(epoch, meta.epoch, Number(epochFile.text ?? 0)),
    meta,
    sequence,
    records,
  };
}

function open(folder: string, key: string, record: Uint8Array): unknown {
  const value = openRecord(key, record);
  if (value) return JSON.parse(Buffer.from(value).toString());
  const advice =
    'move the folder away; the node gets its assignment again, and its running workloads are left alone';
  throw new BerthError('corrupt', `${folder}: the journal's entry "${key}" is damaged: ${advice}`);
}
