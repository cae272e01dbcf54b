/**
 * A ledger store without a disk, for tests and the simulator. What is durable is modelled: an append is durable once
 * `sync` has resolved, and a crash loses what is not. Several stores may be open on one disk, as after a take-over that
 * the old coordinator has not noticed: the disk compares each append with its own head.
 */
import { BerthError } from '@berth/core';
import {
  type Checkpoint,
  type CheckpointWrite,
  EMPTY_HEAD,
  type Head,
  type LedgerStore,
  type StoredBlock,
  tooOld,
} from './store.js';

export type MemoryDiskOptions = {
  /** Resolves when a write has reached the disk. Immediately, unless given. */
  readonly sync?: () => Promise<void>;
  /** A lie, to prove that tests notice: appends are acknowledged before they are durable. */
  readonly acknowledgeBeforeSync?: boolean;
};

export class MemoryDisk {
  readonly #sync: () => Promise<void>;
  readonly #lies: boolean;
  #blocks: StoredBlock[] = [];
  /** How many of `#blocks` survive a crash. */
  #durable = 0;
  #checkpoint: Checkpoint | undefined;
  #era = 0;
  #oldest = 1;
  /** Followers that wait for the next durable block. */
  readonly #waiting = new Set<() => void>();
  #failures = 0;

  constructor(options: MemoryDiskOptions = {}) {
    this.#sync = options.sync ?? (() => Promise.resolve());
    this.#lies = options.acknowledgeBeforeSync ?? false;
  }

  /** Power off: what was not synced is gone, and every open store with it. */
  crash(): void {
    this.#era++;
    this.#wake();
    this.#blocks = this.#blocks.slice(0, this.#durable);
  }

  /** The next append reaches the disk or not, and fails either way: its outcome is unknown to the caller. */
  failNextAppend(): void {
    this.#failures++;
  }

  open(): LedgerStore {
    const era = this.#era;
    const closing = new AbortController();
    let broken: BerthError | undefined;
    let appending = false;
    // What this store has seen, not what the disk holds: another store may have appended since.
    let head = headOf(this.#blocks[(this.#lies ? this.#blocks.length : this.#durable) - 1]);
    const check = () => {
      if (broken) throw broken;
      if (era !== this.#era) throw new BerthError('storage', 'the memory disk has crashed');
    };
    return {
      name: 'memory',
      head: () => head,
      oldest: () => this.#oldest,
      append: async (block) => {
        check();
        appending = true;
        try {
          await this.#append(block, check);
          head = headOf(block);
        } catch (thrown) {
          const error = BerthError.from(thrown, 'storage');
          if (error.code !== 'conflict') broken = error;
          throw error;
        } finally {
          appending = false;
          this.#wake();
        }
      },
      follow: (signal) =>
        this.#follow(AbortSignal.any([signal, closing.signal]), {
          check,
          // A block that may be this store's own is its own to settle first.
          next: () => (appending ? Number.POSITIVE_INFINITY : head.index + 1),
          take: (block) => {
            head = headOf(block);
          },
        }),
      purgeBelow: async (index) => {
        check();
        this.#oldest = Math.max(this.#oldest, Math.min(index, head.index));
      },
      read: (from, to) => this.#read(from, Math.min(to ?? head.index, head.index)),
      saveCheckpoint: async (write) => {
        check();
        await this.#sync();
        check();
        this.#checkpoint = nextCheckpoint(this.#checkpoint, write);
      },
      loadCheckpoint: async () => this.#checkpoint,
      close: async () => closing.abort(),
    };
  }

  async #append(block: StoredBlock, check: () => void): Promise<void> {
    const end = this.#blocks.length;
    if (block.index !== end + 1) {
      throw new BerthError('conflict', `the log ends at index ${end}, not ${block.index - 1}`);
    }
    this.#blocks.push(block);
    if (this.#failures > 0) {
      this.#failures--;
      // Lost on odd, kept on even indexes: both outcomes of an unknown one occur.
      if (block.index % 2 === 1) this.#blocks.pop();
      else this.#durable = this.#blocks.length;
      throw new BerthError('storage', `writing block ${block.index} failed`);
    }
    const synced = this.#sync().then(() => {
      check();
      this.#durable = Math.max(this.#durable, block.index);
      this.#wake();
    });
    if (this.#lies) synced.catch(() => {});
    else await synced;
  }

  async *#follow(
    signal: AbortSignal,
    reader: { check(): void; next(): number; take(block: StoredBlock): void },
  ): AsyncGenerator<StoredBlock> {
    while (!signal.aborted) {
      reader.check();
      const next = reader.next();
      if (next < this.#oldest) throw tooOld(this.#oldest);
      const block = next <= this.#durable ? this.#blocks[next - 1] : undefined;
      if (block) {
        reader.take(block);
        yield block;
      } else {
        await this.#news(signal);
      }
    }
  }

  #wake(): void {
    for (const wake of this.#waiting) wake();
  }

  /** Resolves when something became durable, with the signal, or when the disk has crashed. */
  #news(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const wake = () => {
        this.#waiting.delete(wake);
        signal.removeEventListener('abort', wake);
        resolve();
      };
      this.#waiting.add(wake);
      signal.addEventListener('abort', wake);
    });
  }

  async *#read(from: number, to: number): AsyncGenerator<StoredBlock> {
    if (from < this.#oldest) throw tooOld(this.#oldest);
    for (let index = Math.max(from, 1); index <= to; index++) {
      const block = this.#blocks[index - 1];
      if (!block) return;
      yield block;
    }
  }
}

function headOf(block: StoredBlock | undefined): Head {
  return block ? { index: block.index, hash: block.hash } : EMPTY_HEAD;
}

function nextCheckpoint(last: Checkpoint | undefined, write: CheckpointWrite): Checkpoint {
  const { index, epoch, hash, ledgerId } = write;
  const entities = new Map(write.full ? [] : last?.entities);
  for (const [key, value] of write.puts) entities.set(key, value);
  for (const key of write.deletes) entities.delete(key);
  return { index, epoch, hash, entities, ...(ledgerId !== undefined && { ledgerId }) };
}
