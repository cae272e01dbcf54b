/**
 * The embedded store: blocks and the checkpoint in one LevelDB, the head beside it in a slot file.
 *
 * LevelDB as bundled drops damaged log records without a word and verifies no checksum when it reads. Therefore:
 * 1. every record carries its own checksum over key and value, and blocks their index and both hashes; they are checked
 *    whenever they are read, and all of them are read at start (ledger.ts);
 * 2. an append is: block into LevelDB, synced; then its index and hash into the slot file, synced; then acknowledged.
 *    So an acknowledged block is always noted. At start, a log that ends before the noted head has lost acknowledged
 *    blocks: refused. A log that ends one block after it holds a block whose append was cut off: kept, and noted;
 * 3. after any failed write the store refuses appends until it is opened again: what a disk did with a failed write, and
 *    what LevelDB did with a torn record, shows only on reading everything again;
 * 4. the checkpoint names the number of its entities and the sum of their checksums, so that one that LevelDB lost is
 *    missed. A damaged checkpoint is never used; the blocks are the truth.
 */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { BerthError } from '@berth/core';
import { Level } from 'level';
import { checksum, openRecord, sealRecord } from './record.js';
import { SlotFile, syncFolder } from './slot-file.js';
import {
  type Checkpoint,
  type CheckpointWrite,
  EMPTY_HEAD,
  type Head,
  type LedgerStore,
  type StoredBlock,
} from './store.js';

type Database = Level<string, Uint8Array>;

const BLOCK = 'b!';
const CHECKPOINT = 'checkpoint';
const ENTITY = 'e!';
const INDEX_DIGITS = 16;
const HASH_BYTES = 32;

/** Opens or makes the store in `folder`. Throws "conflict" when another process has it open. */
export async function openLevelStore(folder: string): Promise<LedgerStore> {
  const database = await openDatabase(folder);
  let noted: SlotFile | undefined;
  try {
    noted = await SlotFile.open(join(folder, 'head'));
    const head = await checkHead(folder, database, noted);
    return new LevelStore(folder, database, noted, head);
  } catch (thrown) {
    await noted?.close();
    await database.close();
    throw translate(thrown, folder);
  }
}

async function openDatabase(folder: string): Promise<Database> {
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const database: Database = new Level(join(folder, 'blocks'), {
      keyEncoding: 'utf8',
      valueEncoding: 'view',
    });
    await database.open();
    await syncFolder(folder);
    return database;
  } catch (thrown) {
    throw translate(thrown, folder);
  }
}

/** Invariant 2: what was noted must be there, with that hash. */
async function checkHead(folder: string, database: Database, noted: SlotFile): Promise<Head> {
  const last = await lastBlock(database);
  const head: Head = last ? { index: last.index, hash: last.hash } : EMPTY_HEAD;
  const note = parseNote(noted);
  if (!note) {
    if (head.index > 1)
      throw new BerthError('corrupt', `${folder}: the head file is empty but the log ends at ${head.index}`);
  } else if (head.index < note.index) {
    const gone = head.index + 1;
    throw new BerthError(
      'corrupt',
      `${folder}: block ${gone} and later are missing: the log ends at index ${head.index}, but index ${note.index} was acknowledged`,
    );
  } else {
    const block = head.index === note.index ? last : await readBlock(database, note.index);
    if (block?.hash !== note.hash) throw damaged(note.index, 'its hash is not the acknowledged one');
    if (head.index > note.index + 1) throw damaged(note.index + 2, 'it was never acknowledged');
  }
  if (head.index > 0 && head.index !== note?.index) await noted.write(formatNote(head));
  return head;
}

function parseNote(noted: SlotFile): Head | undefined {
  if (noted.text === undefined) return undefined;
  const [index = '', hash = ''] = noted.text.split(' ');
  return { index: Number(index), hash };
}

function formatNote({ index, hash }: Head): string {
  return `${index} ${hash}`;
}

async function lastBlock(database: Database): Promise<StoredBlock | undefined> {
  for await (const [key, record] of database.iterator({
    gte: BLOCK,
    lt: `${BLOCK}~`,
    reverse: true,
    limit: 1,
  })) {
    return decodeBlock(key, record);
  }
  return undefined;
}

async function readBlock(database: Database, index: number): Promise<StoredBlock> {
  const record = await database.get(blockKey(index));
  if (!record) throw damaged(index, 'it is missing');
  return decodeBlock(blockKey(index), record);
}

class LevelStore implements LedgerStore {
  readonly name = 'level';
  readonly #folder: string;
  readonly #database: Database;
  readonly #noted: SlotFile;
  #head: Head;
  #broken: BerthError | undefined;
  /** Checksums of the entities of the stored checkpoint, for invariant 4. Known once it was loaded or written. */
  #entities: Map<string, number> | undefined;

  constructor(folder: string, database: Database, noted: SlotFile, head: Head) {
    this.#folder = folder;
    this.#database = database;
    this.#noted = noted;
    this.#head = head;
  }

  head(): Head {
    return this.#head;
  }

  oldest(): number {
    return 1;
  }

  async append(block: StoredBlock): Promise<void> {
    if (this.#broken) throw this.#broken;
    if (block.index !== this.#head.index + 1) {
      throw new BerthError('conflict', `the log ends at index ${this.#head.index}, not ${block.index - 1}`);
    }
    const key = blockKey(block.index);
    try {
      await this.#database.put(key, encodeBlock(key, block), { sync: true });
      await this.#noted.write(formatNote(block));
    } catch (thrown) {
      this.#broken = translate(thrown, this.#folder);
      throw this.#broken;
    }
    this.#head = { index: block.index, hash: block.hash };
  }

  read(from: number, to = this.#head.index): AsyncGenerator<StoredBlock> {
    // What is behind the head was not acknowledged yet.
    return this.#read(Math.max(from, 1), Math.min(to, this.#head.index));
  }

  async *#read(from: number, to: number): AsyncGenerator<StoredBlock> {
    let next = from;
    try {
      for await (const [key, record] of this.#database.iterator({ gte: blockKey(next), lte: blockKey(to) })) {
        if (key !== blockKey(next)) break;
        yield decodeBlock(key, record);
        next++;
      }
    } catch (thrown) {
      throw unreadable(thrown, `block ${next}`);
    }
    if (next <= to) throw damaged(next, 'it is missing');
  }

  async saveCheckpoint(write: CheckpointWrite): Promise<void> {
    if (this.#broken) throw this.#broken;
    const base = write.full ? undefined : (this.#entities ?? (await this.#loadSums()));
    const batch = this.#database.batch();
    const entities = new Map(base);
    if (!base) for await (const key of this.#database.keys(ENTITY_RANGE)) batch.del(key);
    for (const [name, value] of write.puts) {
      const key = ENTITY + name;
      entities.set(name, checksum(key, value));
      batch.put(key, sealRecord(key, value));
    }
    for (const name of write.deletes) {
      entities.delete(name);
      batch.del(ENTITY + name);
    }
    const { index, epoch, hash } = write;
    const meta = { index, epoch, hash, count: entities.size, sum: sumOf(entities) };
    batch.put(CHECKPOINT, sealRecord(CHECKPOINT, Buffer.from(JSON.stringify(meta))));
    try {
      await batch.write({ sync: true });
    } catch (thrown) {
      // Blocks would be written to the same file, behind what may be torn now.
      this.#broken = translate(thrown, this.#folder);
      throw this.#broken;
    }
    this.#entities = entities;
  }

  /** Of the stored checkpoint; undefined when there is none, and what is left of one is to be removed. */
  async #loadSums(): Promise<Map<string, number> | undefined> {
    await this.loadCheckpoint();
    return this.#entities;
  }

  async loadCheckpoint(): Promise<Checkpoint | undefined> {
    try {
      const record = await this.#database.get(CHECKPOINT);
      if (!record) return undefined;
      const meta = openRecord(CHECKPOINT, record);
      if (!meta) throw new BerthError('corrupt', 'the checkpoint is damaged');
      const { index, epoch, hash, count, sum } = JSON.parse(Buffer.from(meta).toString());
      const { entities, sums } = await this.#readEntities();
      if (sums.size !== count || sumOf(sums) !== sum) {
        throw new BerthError('corrupt', `the checkpoint of index ${index} has lost or changed entities`);
      }
      this.#entities = sums;
      return { index, epoch, hash, entities };
    } catch (thrown) {
      throw unreadable(thrown, 'the checkpoint');
    }
  }

  async #readEntities(): Promise<{ entities: Map<string, Uint8Array>; sums: Map<string, number> }> {
    const entities = new Map<string, Uint8Array>();
    const sums = new Map<string, number>();
    for await (const [key, record] of this.#database.iterator(ENTITY_RANGE)) {
      const name = key.slice(ENTITY.length);
      const value = openRecord(key, record);
      if (!value) throw new BerthError('corrupt', `the checkpoint's entity ${name} is damaged`);
      entities.set(name, value);
      sums.set(name, checksum(key, value));
    }
    return { entities, sums };
  }

  async close(): Promise<void> {
    await this.#database.close();
    await this.#noted.close();
  }
}

/** Every key that begins with ENTITY: the quote is the character after the exclamation mark. */
const ENTITY_RANGE = { gte: ENTITY, lt: 'e"' } as const;

function sumOf(sums: ReadonlyMap<string, number>): number {
  let total = 0;
  for (const sum of sums.values()) total = (total + sum) % 2 ** 48;
  return total;
}

function blockKey(index: number): string {
  return BLOCK + String(index).padStart(INDEX_DIGITS, '0');
}

/** previousHash, hash, bytes; sealed under a key that is the index. */
function encodeBlock(key: string, block: StoredBlock): Uint8Array {
  const hashes = Buffer.from(block.previousHash + block.hash, 'hex');
  return sealRecord(key, Buffer.concat([hashes, block.bytes]));
}

function decodeBlock(key: string, record: Uint8Array): StoredBlock {
  const index = Number(key.slice(BLOCK.length));
  const value = openRecord(key, record);
  if (!value || value.length < 2 * HASH_BYTES) throw damaged(index, 'its checksum is wrong');
  const hex = Buffer.from(value.buffer, value.byteOffset, 2 * HASH_BYTES).toString('hex');
  return {
    index,
    previousHash: hex.slice(0, 2 * HASH_BYTES),
    hash: hex.slice(2 * HASH_BYTES),
    bytes: value.subarray(2 * HASH_BYTES),
  };
}

function damaged(index: number, why: string): BerthError {
  return new BerthError('corrupt', `block ${index} is damaged: ${why}; restore the folder from a copy`);
}

/** Whatever LevelDB says while it reads is damage, but for a store that is being closed. */
function unreadable(thrown: unknown, what: string): BerthError {
  if (thrown instanceof BerthError) return thrown;
  const closed = CLOSED.has((thrown as { code?: string }).code ?? '');
  const message = `${what} cannot be read: ${messageOf(thrown)}`;
  return new BerthError(closed ? 'shutting_down' : 'corrupt', message, { cause: thrown });
}

const CLOSED: ReadonlySet<string> = new Set(['LEVEL_DATABASE_NOT_OPEN', 'LEVEL_ITERATOR_NOT_OPEN']);

/** LevelDB's and the file system's errors in our words. */
function translate(thrown: unknown, folder: string): BerthError {
  if (thrown instanceof BerthError) return thrown;
  const cause = thrown instanceof Error && thrown.cause instanceof Error ? thrown.cause : thrown;
  const code = (cause as { code?: string }).code ?? '';
  const message = messageOf(cause);
  const options = { cause: thrown };
  if (code === 'LEVEL_LOCKED') {
    return new BerthError(
      'conflict',
      `${folder} is in use by another process: stop that one, or use another --data`,
      options,
    );
  }
  if (code === 'ENOSPC' || /no space left/i.test(message)) {
    return new BerthError(
      'storage',
      `the disk of ${folder} is full: free some space and start again`,
      options,
    );
  }
  if (code === 'LEVEL_CORRUPTION' || /corrupt|checksum|bad block|snappy/i.test(message)) {
    const advice = 'restore the folder from a copy';
    return new BerthError('corrupt', `${folder} is damaged: ${message}; ${advice}`, options);
  }
  return new BerthError('storage', `cannot use ${folder}: ${message}`, options);
}

function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}
