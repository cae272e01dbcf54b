/**
 * A coordinator's own copy of the blocks, beside its checkpoint: so that each of them can fill a stream that was lost, byte
 * by byte. It is a copy and never the truth: blocks come here once the stream has them.
 *
 * Invariants: 1. indexes are without gaps, or the copy begins anew; 2. `keep` survives the end of the process, `sync`
 * that of the machine.
 */
import { BerthError } from '@berth/core';
import { BLOCK, blockKey, decodeBlock, encodeBlock, indexOfKey } from '../block-record.js';
import { type Database, unreadable } from '../level-database.js';
import type { StoredBlock } from '../store.js';

/** Both included. */
export type BlockRange = { readonly first: number; readonly last: number };

export interface LocalBlocks {
  /** Undefined when nothing is kept. */
  readonly range: BlockRange | undefined;
  /** One at a time; the next one behind the last, or the copy begins anew with it. */
  keep(block: StoredBlock): Promise<void>;
  /** Resolves when all that was kept before is on the disk. */
  sync(): Promise<void>;
  /** Blocks `from`..`to` in order, up to the first that is damaged or missing: throws "corrupt", naming it. */
  read(from: number, to: number): AsyncIterable<StoredBlock>;
  /** Removes the blocks below `index`. */
  purgeBelow(index: number): Promise<void>;
}

const EVERY_BLOCK = { gte: BLOCK, lt: `${BLOCK}~` } as const;
const SYNCED = 'synced';

export class LevelBlocks implements LocalBlocks {
  readonly #database: Database;
  #range: BlockRange | undefined;

  private constructor(database: Database, range: BlockRange | undefined) {
    this.#database = database;
    this.#range = range;
  }

  /** Takes what is there up to the last block, and from the last gap on. */
  static async open(database: Database): Promise<LevelBlocks> {
    let range: BlockRange | undefined;
    for await (const key of database.keys(EVERY_BLOCK)) {
      const index = indexOfKey(key);
      range = { first: range && range.last === index - 1 ? range.first : index, last: index };
    }
    return new LevelBlocks(database, range);
  }

  /** From the first to the last that is there at all, gaps included; for who reads what is left of a copy. */
  static async extent(database: Database): Promise<BlockRange | undefined> {
    let first: number | undefined;
    for await (const key of database.keys({ ...EVERY_BLOCK, limit: 1 })) first = indexOfKey(key);
    for await (const key of database.keys({ ...EVERY_BLOCK, limit: 1, reverse: true }))
      return first === undefined ? undefined : { first, last: indexOfKey(key) };
    return undefined;
  }

  get range(): BlockRange | undefined {
    return this.#range;
  }

  async keep(block: StoredBlock): Promise<void> {
    const { index } = block;
    if (this.#range && index !== this.#range.last + 1) {
      if (index >= this.#range.first && index <= this.#range.last) return;
      await this.#database.clear(EVERY_BLOCK);
      this.#range = undefined;
    }
    await this.#database.put(blockKey(index), encodeBlock(block));
    this.#range = { first: this.#range?.first ?? index, last: index };
  }

  /** Puts a block where it is missing, whatever is beside it; shows in `range` when it is opened again. */
  async fill(block: StoredBlock): Promise<void> {
    await this.#database.put(blockKey(block.index), encodeBlock(block));
  }

  /** Whatever LevelDB syncs, it syncs with all that was written before. */
  async sync(): Promise<void> {
    await this.#database.put(SYNCED, Buffer.from(String(this.#range?.last ?? 0)), { sync: true });
  }

  async *read(from: number, to: number): AsyncGenerator<StoredBlock> {
    let next = from;
    try {
      for await (const [key, record] of this.#database.iterator({ gte: blockKey(from), lte: blockKey(to) })) {
        const block = key === blockKey(next) ? decodeBlock(next, record) : undefined;
        if (!block) break;
        yield block;
        next++;
      }
    } catch (thrown) {
      throw unreadable(thrown, `block ${next}`);
    }
    if (next <= to) throw new BerthError('corrupt', `block ${next} of this copy is damaged or missing`);
  }

  async purgeBelow(index: number): Promise<void> {
    const range = this.#range;
    if (!range || index <= range.first) return;
    const first = Math.min(index, range.last);
    // First what is believed, then what is there: an end in between leaves blocks that nobody misses.
    this.#range = { first, last: range.last };
    await this.#database.clear({ gte: BLOCK, lt: blockKey(first) });
  }
}
