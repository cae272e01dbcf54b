/**
 * The one checkpoint in a LevelDB. It names the number of its entities and the sum of their checksums, so that one that
 * LevelDB lost is missed. A damaged checkpoint is never used; the blocks are the truth.
 */
import { BerthError } from '@berth/core';
import { type Database, unreadable } from './level-database.js';
import { checksum, openRecord, sealRecord } from './record.js';
import type { Checkpoint, CheckpointWrite } from './store.js';

const CHECKPOINT = 'checkpoint';
const ENTITY = 'e!';

export class LevelCheckpoints {
  readonly #database: Database;
  /** Checksums of the entities of the stored checkpoint. Known once it was loaded or written. */
  #entities: Map<string, number> | undefined;
  #last: Promise<unknown> = Promise.resolve();

  constructor(database: Database) {
    this.#database = database;
  }

  /** Throws what LevelDB throws: the file may be torn then. */
  save(write: CheckpointWrite): Promise<void> {
    return this.#inTurn(() => this.#save(write));
  }

  load(): Promise<Checkpoint | undefined> {
    return this.#inTurn(() => this.#load());
  }

  /** The checkpoint is many records: who reads them must not meet a write. */
  #inTurn<Result>(run: () => Promise<Result>): Promise<Result> {
    const result = this.#last.then(run, run);
    this.#last = result;
    return result;
  }

  async #save(write: CheckpointWrite): Promise<void> {
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
    const { index, epoch, hash, ledgerId } = write;
    const meta = { index, epoch, hash, ledgerId, count: entities.size, sum: sumOf(entities) };
    batch.put(CHECKPOINT, sealRecord(CHECKPOINT, Buffer.from(JSON.stringify(meta))));
    await batch.write({ sync: true });
    this.#entities = entities;
  }

  /** Of the stored checkpoint; undefined when there is none, and what is left of one is to be removed. */
  async #loadSums(): Promise<Map<string, number> | undefined> {
    await this.#load();
    return this.#entities;
  }

  async #load(): Promise<Checkpoint | undefined> {
    try {
      const record = await this.#database.get(CHECKPOINT);
      if (!record) return undefined;
      const meta = openRecord(CHECKPOINT, record);
      if (!meta) throw new BerthError('corrupt', 'the checkpoint is damaged');
      const { index, epoch, hash, ledgerId, count, sum } = JSON.parse(Buffer.from(meta).toString());
      const { entities, sums } = await this.#readEntities();
      if (sums.size !== count || sumOf(sums) !== sum) {
        throw new BerthError('corrupt', `the checkpoint of index ${index} has lost or changed entities`);
      }
      this.#entities = sums;
      return { index, epoch, hash, entities, ...(ledgerId !== undefined && { ledgerId }) };
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
}

/** Every key that begins with ENTITY: the quote is the character after the exclamation mark. */
const ENTITY_RANGE = { gte: ENTITY, lt: 'e"' } as const;

function sumOf(sums: ReadonlyMap<string, number>): number {
  let total = 0;
  for (const sum of sums.values()) total = (total + sum) % 2 ** 48;
  return total;
}
