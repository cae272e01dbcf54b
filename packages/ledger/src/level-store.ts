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
 * 4. what was purged is noted, synced, before it goes: a missing first block is else damage.
 */
import { join } from 'node:path';
import { BerthError } from '@berth/core';
import { BLOCK, blockKey, decodeBlock, encodeBlock, indexOfKey } from './block-record.js';
import { LevelCheckpoints } from './level-checkpoints.js';
import { type Database, openDatabase, translate, unreadable } from './level-database.js';
import { NotedHead } from './noted-head.js';
import { openRecord, sealRecord } from './record.js';
import {
  type Checkpoint,
  type CheckpointWrite,
  EMPTY_HEAD,
  ended,
  type Head,
  type LedgerStore,
  type StoredBlock,
  tooOld,
} from './store.js';

/** The smallest index that is kept, once older ones were purged. */
const OLDEST = 'oldest';

/** Opens or makes the store in `folder`. Throws "conflict" when another process has it open. */
export async function openLevelStore(folder: string): Promise<LedgerStore> {
  const database = await openDatabase(folder, 'blocks');
  let noted: NotedHead | undefined;
  try {
    noted = await NotedHead.open(join(folder, 'head'));
    const head = await checkHead(folder, database, noted);
    return new LevelStore(folder, database, noted, { head, oldest: await readOldest(database) });
  } catch (thrown) {
    await database.close().finally(() => noted?.close());
    throw translate(thrown, folder);
  }
}

/** Invariant 2: what was noted must be there, with that hash. */
async function checkHead(folder: string, database: Database, noted: NotedHead): Promise<Head> {
  const last = await lastBlock(database);
  const head: Head = last ? { index: last.index, hash: last.hash } : EMPTY_HEAD;
  const note = noted.noted;
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
  if (head.index > 0 && head.index !== note?.index) await noted.write(head);
  return head;
}

async function lastBlock(database: Database): Promise<StoredBlock | undefined> {
  for await (const [key, record] of database.iterator({
    gte: BLOCK,
    lt: `${BLOCK}~`,
    reverse: true,
    limit: 1,
  })) {
    return whole(indexOfKey(key), record);
  }
  return undefined;
}

async function readBlock(database: Database, index: number): Promise<StoredBlock> {
  const record = await database.get(blockKey(index));
  if (!record) throw damaged(index, 'it is missing');
  return whole(index, record);
}

async function readOldest(database: Database): Promise<number> {
  const record = await database.get(OLDEST);
  if (!record) return 1;
  const value = openRecord(OLDEST, record);
  if (!value) throw new BerthError('corrupt', 'the note of what was purged is damaged');
  return Number(Buffer.from(value).toString());
}

class LevelStore implements LedgerStore {
  readonly name = 'level';
  readonly #folder: string;
  readonly #database: Database;
  readonly #noted: NotedHead;
  readonly #checkpoints: LevelCheckpoints;
  readonly #closing = new AbortController();
  #head: Head;
  #oldest: number;
  #broken: BerthError | undefined;

  constructor(folder: string, database: Database, noted: NotedHead, log: { head: Head; oldest: number }) {
    this.#folder = folder;
    this.#database = database;
    this.#noted = noted;
    this.#checkpoints = new LevelCheckpoints(database);
    this.#head = log.head;
    this.#oldest = log.oldest;
  }

  head(): Head {
    return this.#head;
  }

  oldest(): number {
    return this.#oldest;
  }

  async append(block: StoredBlock): Promise<void> {
    if (this.#broken) throw this.#broken;
    if (block.index !== this.#head.index + 1) {
      throw new BerthError('conflict', `the log ends at index ${this.#head.index}, not ${block.index - 1}`);
    }
    try {
      await this.#database.put(blockKey(block.index), encodeBlock(block), { sync: true });
      await this.#noted.write({ index: block.index, hash: block.hash });
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
    if (from < this.#oldest) throw tooOld(this.#oldest);
    let next = from;
    try {
      for await (const [key, record] of this.#database.iterator({ gte: blockKey(next), lte: blockKey(to) })) {
        if (key !== blockKey(next)) break;
        yield whole(next, record);
        next++;
      }
    } catch (thrown) {
      throw unreadable(thrown, `block ${next}`);
    }
    if (next < this.#oldest) throw tooOld(this.#oldest);
    if (next <= to) throw damaged(next, 'it is missing');
  }

  /** The folder's lock keeps everybody else out: there is nothing to follow. */
  // biome-ignore lint/correctness/useYield: an empty sequence
  async *follow(signal: AbortSignal): AsyncGenerator<StoredBlock> {
    await ended(AbortSignal.any([signal, this.#closing.signal]));
  }

  async purgeBelow(index: number): Promise<void> {
    if (this.#broken) throw this.#broken;
    const oldest = Math.min(index, this.#head.index);
    if (oldest <= this.#oldest) return;
    try {
      await this.#database.put(OLDEST, sealRecord(OLDEST, Buffer.from(String(oldest))), { sync: true });
      this.#oldest = oldest;
      await this.#database.clear({ gte: BLOCK, lt: blockKey(oldest) });
    } catch (thrown) {
      this.#broken = translate(thrown, this.#folder);
      throw this.#broken;
    }
  }

  async saveCheckpoint(write: CheckpointWrite): Promise<void> {
    if (this.#broken) throw this.#broken;
    try {
      await this.#checkpoints.save(write);
    } catch (thrown) {
      // Blocks would be written to the same file, behind what may be torn now.
      if (thrown instanceof BerthError) throw thrown;
      this.#broken = translate(thrown, this.#folder);
      throw this.#broken;
    }
  }

  loadCheckpoint(): Promise<Checkpoint | undefined> {
    return this.#checkpoints.load();
  }

  async close(): Promise<void> {
    this.#closing.abort();
    await this.#database.close().finally(() => this.#noted.close());
  }
}

function whole(index: number, record: Uint8Array): StoredBlock {
  const block = decodeBlock(index, record);
  if (!block) throw damaged(index, 'its checksum is wrong');
  return block;
}

function damaged(index: number, why: string): BerthError {
  return new BerthError('corrupt', `block ${index} is damaged: ${why}; restore the folder from a copy`);
}
