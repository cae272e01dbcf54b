/**
 * The journal on disk: one LevelDB with sealed records, and two facts once more in slot files beside it: the highest epoch,
 * and how much was written (the head).
 *
 * LevelDB may drop damaged records without a word. The highest epoch is what must never go back, so it stands twice and the
 * larger one counts. The head tells when the newest writes are missing. A node whose journal is damaged goes on with what is
 * left of it, because its workloads have to start also where nobody is in reach; what is missing is said, comes back with
 * the next assignment, and runs that the journal does not know are looked up on the disk (runner.ts).
 *
 * Writes are made in the order in which they were asked for; those that wait for one are made together.
 */
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { BerthError, type Ids, type PlacementId } from '@berth/core';
import { openRecord, SlotFile, sealRecord } from '@berth/ledger';
import { Level } from 'level';
import { closedFolder } from '../drivers/process/own-files.js';
import type {
  Journal,
  JournalContents,
  JournalMeta,
  JournalRecord,
  JournalWrite,
  StatusDetail,
} from './journal.js';
import { headText, type JournalHead, lossOf, readHead } from './journal-head.js';

type Database = Level<string, Uint8Array>;
type Slot = { readonly name: string; readonly file: SlotFile; readonly damaged: boolean };
type Waiting = {
  readonly write: JournalWrite;
  readonly done: () => void;
  readonly failed: (why: unknown) => void;
};

const PLACEMENT = 'p!';
const DETAIL = 's!';

/** Opens or makes the journal in `folder`. Throws where the disk gives nothing at all, or another agent has it. */
export async function openLevelJournal(folder: string, ids: Ids): Promise<Journal> {
  const { database, repaired } = await openDatabase(folder);
  const slots: Slot[] = [];
  try {
    const epochs = await openSlot(folder, 'epoch');
    slots.push(epochs);
    const heads = await openSlot(folder, 'journal-head');
    slots.push(heads);
    const contents = await load({ folder, database, epochs, heads, repaired }, ids);
    return new LevelJournal(database, epochs.file, heads.file, contents);
  } catch (thrown) {
    for (const { file } of slots) await file.close();
    await database.close();
    throw thrown;
  }
}

class LevelJournal implements Journal {
  readonly #database: Database;
  readonly #epochs: SlotFile;
  readonly #heads: SlotFile;
  readonly #contents: JournalContents;
  readonly #placements: Set<PlacementId>;
  #head: JournalHead;
  #waiting: Waiting[] = [];
  #writing: Promise<void> | undefined;
  #noting: Promise<void> = Promise.resolve();

  constructor(
    database: Database,
    epochs: SlotFile,
    heads: SlotFile,
    { contents, head }: { readonly contents: JournalContents; readonly head: JournalHead },
  ) {
    this.#database = database;
    this.#epochs = epochs;
    this.#heads = heads;
    this.#contents = contents;
    this.#head = head;
    this.#placements = new Set(contents.records.map(({ assigned }) => assigned.id));
  }

  async load(): Promise<JournalContents> {
    return this.#contents;
  }

  write(write: JournalWrite): Promise<void> {
    return new Promise((done, failed) => {
      this.#waiting.push({ write, done, failed });
      this.#writing ??= this.#writeAll();
    });
  }

  async #writeAll(): Promise<void> {
    while (this.#waiting.length > 0) {
      const group = this.#waiting.splice(0);
      try {
        await this.#writeTogether(group.map(({ write }) => write));
        for (const { done } of group) done();
      } catch (thrown) {
        for (const { failed } of group) failed(thrown);
      }
    }
    this.#writing = undefined;
  }

  async #writeTogether(writes: readonly JournalWrite[]): Promise<void> {
    const batch = this.#database.batch();
    const put = (key: string, value: unknown) => batch.put(key, seal(key, value));
    let { epoch, version } = this.#head;
    const placements = new Set(this.#placements);
    for (const { meta, sequence, acknowledged, puts, deletes, detailPuts, detailDeletes } of writes) {
      if (sequence !== undefined) put('sequence', sequence);
      if (acknowledged !== undefined) put('acknowledged', acknowledged);
      if (meta) put('meta', meta);
      ({ epoch, version } = meta ?? { epoch, version });
      for (const record of puts) {
        put(PLACEMENT + record.assigned.id, record);
        placements.add(record.assigned.id);
      }
      for (const id of deletes) {
        batch.del(PLACEMENT + id);
        placements.delete(id);
      }
      for (const detail of detailPuts ?? []) put(detailKey(detail.sequence), detail);
      for (const number of detailDeletes ?? []) batch.del(detailKey(number));
    }
    const count = this.#head.writes + writes.length;
    put('writes', count);
    await batch.write({ sync: true });
    this.#placements.clear();
    for (const id of placements) this.#placements.add(id);
    this.#head = { writes: count, epoch, version, placements: placements.size };
    this.#noteHead();
  }

  /** Not waited for: what the database has synced is there; this notices when it is not, one day. */
  #noteHead(): void {
    this.#noting = this.#noting.then(async () => {
      const text = headText(this.#head);
      if (this.#heads.text !== text) await this.#heads.write(text).catch(() => {});
    });
  }

  async noteEpoch(epoch: number): Promise<void> {
    await this.#database.put('epoch', seal('epoch', epoch), { sync: true });
    await this.#epochs.write(String(epoch));
  }

  async close(): Promise<void> {
    await this.#writing;
    await this.#noting;
    try {
      await this.#database.close();
    } finally {
      await Promise.all([this.#epochs.close(), this.#heads.close()]);
    }
  }
}

// ---- opening ---------------------------------------------------------------------------------------------------------

async function openDatabase(folder: string): Promise<{ database: Database; repaired: boolean }> {
  const path = join(folder, 'journal');
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    // What workloads are told stands in it: LevelDB would make it readable for all.
    await closedFolder(path);
    return { database: await openLevel(path), repaired: false };
  } catch (thrown) {
    const cause = causeOf(thrown);
    if (cause.code === 'LEVEL_LOCKED') {
      const advice = 'stop that one, or use another --data';
      throw new BerthError('conflict', `${folder} is in use by another agent: ${advice}`, { cause: thrown });
    }
    if (cause.code !== 'LEVEL_CORRUPTION' && !/corrupt|missing files/i.test(cause.message)) {
      throw new BerthError('storage', `cannot use ${folder}: ${cause.message}`, { cause: thrown });
    }
    return { database: await repairLevel(folder, path), repaired: true };
  }
}

/** Of classic-level, which is what Level is on Node.js; its types do not say so. */
type Repairs = { repair(location: string): Promise<void> };

/** LevelDB puts together what it can still read. */
async function repairLevel(folder: string, path: string): Promise<Database> {
  try {
    await (Level as typeof Level & Repairs).repair(path);
    return await openLevel(path);
  } catch (thrown) {
    const advice = 'move the folder away; the node gets its assignment again, and its runs are found again';
    throw new BerthError(
      'corrupt',
      `${folder}: the journal is damaged beyond repair: ${causeOf(thrown).message}: ${advice}`,
      { cause: thrown },
    );
  }
}

async function openLevel(path: string): Promise<Database> {
  const database: Database = new Level(path, { keyEncoding: 'utf8', valueEncoding: 'view' });
  await database.open();
  return database;
}

function causeOf(thrown: unknown): Error & { readonly code?: string } {
  return thrown instanceof Error && thrown.cause instanceof Error ? thrown.cause : (thrown as Error);
}

/** A damaged one begins anew: what it says stands in the database, too. */
async function openSlot(folder: string, name: string): Promise<Slot> {
  const path = join(folder, name);
  try {
    return { name, file: await SlotFile.open(path), damaged: false };
  } catch (thrown) {
    if (!(thrown instanceof BerthError) || thrown.code !== 'corrupt') throw thrown;
    await rm(path);
    return { name, file: await SlotFile.open(path), damaged: true };
  }
}

type Opened = {
  readonly folder: string;
  readonly database: Database;
  readonly epochs: Slot;
  readonly heads: Slot;
  readonly repaired: boolean;
};

async function load(
  { folder, database, epochs, heads, repaired }: Opened,
  ids: Ids,
): Promise<{ contents: JournalContents; head: JournalHead }> {
  const damaged: string[] = [];
  const read = async <Value>(key: string, otherwise: Value): Promise<Value> => {
    const record = await database.get(key);
    return ((record && unseal(key, record, damaged)) ?? otherwise) as Value;
  };
  const readAll = async <Value>(prefix: string): Promise<Value[]> => {
    const found: Value[] = [];
    for await (const [key, record] of database.iterator({ gte: prefix, lt: `${prefix}\uffff` })) {
      const value = unseal(key, record, damaged) as Value | undefined;
      if (value !== undefined) found.push(value);
    }
    return found;
  };
  let instance = await read<string | undefined>('instance', undefined);
  const meta = await read<JournalMeta>('meta', { epoch: 0, version: 0 });
  const epoch = await read('epoch', 0);
  const records = await readAll<JournalRecord>(PLACEMENT);
  const found = { ...meta, writes: await read('writes', 0), placements: records.length };
  const contents = {
    meta,
    records,
    sequence: await read('sequence', 0),
    acknowledged: await read('acknowledged', 0),
    details: await readAll<StatusDetail>(DETAIL),
    maxEpoch: Math.max(epoch, meta.epoch, Number(epochs.file.text ?? 0)),
  };
  if (epochs.damaged && (repaired || damaged.includes('epoch'))) {
    const advice = 'move the folder away, once you know that no coordinator of the past is running';
    throw new BerthError(
      'corrupt',
      `${folder}: both notes of the highest epoch are damaged: without it a leader of the past could be obeyed: ${advice}`,
    );
  }
  const noted = heads.damaged ? undefined : readHead(heads.file.text);
  const slots = [epochs, heads].flatMap((slot) => (slot.damaged ? [slot.name] : []));
  const lost = lossOf(found, noted, { unreadable: [...damaged, ...slots], repaired });
  const head = { ...found, writes: Math.max(found.writes, noted?.writes ?? 0) };
  if (instance === undefined || lost !== undefined) {
    instance ??= ids.next('agent');
    await settle(database, heads.file, { instance, damaged, head });
  }
  if (epochs.damaged) await epochs.file.write(String(contents.maxEpoch));
  return { contents: { ...contents, instance, ...(lost !== undefined && { lost }) }, head };
}

/** What was lost is said once: from here on the journal is what there is. */
async function settle(
  database: Database,
  heads: SlotFile,
  { instance, damaged, head }: { instance: string; damaged: readonly string[]; head: JournalHead },
): Promise<void> {
  const batch = database.batch();
  for (const key of damaged) batch.del(key);
  batch.put('instance', seal('instance', instance));
  batch.put('writes', seal('writes', head.writes));
  await batch.write({ sync: true });
  await heads.write(headText(head));
}

// ---- records ---------------------------------------------------------------------------------------------------------

/** In the order of the numbers. */
function detailKey(sequence: number): string {
  return DETAIL + String(sequence).padStart(16, '0');
}

function seal(key: string, value: unknown): Uint8Array {
  return sealRecord(key, Buffer.from(JSON.stringify(value)));
}

function unseal(key: string, record: Uint8Array, damaged: string[]): unknown {
  const value = openRecord(key, record);
  if (value) return JSON.parse(Buffer.from(value).toString());
  damaged.push(key);
  return undefined;
}
