/**
 * The border between the ledger and whatever keeps its bytes. A store knows nothing of events or of hashing; the chain is
 * built and verified above it, once, in ledger.ts. Every store passes `test/src/conformance/ledger-store.ts`.
 */

import { BerthError } from '@berth/core';

/** Where the log ends. Index 0 and 64 zeros for an empty log. */
export type Head = { readonly index: number; readonly hash: string };

export const EMPTY_HEAD: Head = { index: 0, hash: '0'.repeat(64) };

/** Hashes are lower-case hex SHA-256. */
export type StoredBlock = {
  readonly index: number;
  readonly previousHash: string;
  readonly hash: string;
  readonly bytes: Uint8Array;
};

/** What one checkpoint writes: the state at `index`, by entity. */
export type CheckpointWrite = {
  readonly index: number;
  readonly epoch: number;
  readonly hash: string;
  /** Changed entities since the checkpoint before, or all of them when `full`. */
  readonly puts: Iterable<readonly [key: string, value: Uint8Array]>;
  readonly deletes: Iterable<string>;
  readonly full: boolean;
  /** Of the ledger; kept so that a checkpoint alone says whose it is. */
  readonly ledgerId?: string;
};

export type Checkpoint = {
  readonly index: number;
  readonly epoch: number;
  readonly hash: string;
  readonly entities: ReadonlyMap<string, Uint8Array>;
  readonly ledgerId?: string;
};

export interface LedgerStore {
  /**
   * "level" (durable = fdatasync before the acknowledgement), "jetstream" (durable = acknowledged by the stream, at its
   * index), "memory" (durable = the model says so).
   */
  readonly name: string;
  /** The newest block that this store knows to be durable: appended, read at the start, or given by `follow`. */
  head(): Head;
  /** Smallest index that can still be read. */
  oldest(): number;
  /**
   * Makes one block durable right behind the head. Resolves only when it is durable. Throws BerthError "conflict" when
   * the log does not end at `block.index - 1`, and "storage" when the disk fails; after that the outcome is unknown and
   * the store refuses further appends until it is opened again. "conflict" says for certain that the block is not in the
   * log and will not be; the store goes on. "corrupt" says that the log is another than it was.
   */
  append(block: StoredBlock): Promise<void>;
  /**
   * Durable blocks from `from` to `to`, both included, in order; `to` is the head of the moment of the call unless said
   * otherwise. Throws "too_old" below oldest(), and "corrupt", naming the index, at the first damaged record.
   */
  read(from: number, to?: number): AsyncIterable<StoredBlock>;
  /**
   * What others append behind the head, in order; the head moves with each block as it is given, so that whoever takes
   * it has to apply it before he appends. Waits at the end of the log until the signal, or close(). Own appends are left
   * out. One at a time. Throws "corrupt", naming the index, where the log does not continue the head, and "too_old" when
   * what follows the head was purged.
   */
  follow(signal: AbortSignal): AsyncIterable<StoredBlock>;
  /** How much of the room for the log is used, 0 to 1; undefined when nobody answers. */
  fullness?(): Promise<number | undefined>;
  /** Removes the blocks below `index` for good; the head stays in any case. */
  purgeBelow(index: number): Promise<void>;
  /** Writes a checkpoint atomically: after a crash either the old or the new one is there, whole. */
  saveCheckpoint(write: CheckpointWrite): Promise<void>;
  /** The last whole checkpoint, or undefined. A damaged one throws "corrupt" and names what is damaged. */
  loadCheckpoint(): Promise<Checkpoint | undefined>;
  close(): Promise<void>;
}

export function tooOld(oldest: number): BerthError {
  return new BerthError(
    'too_old',
    `blocks below ${oldest} are not kept any more: they were purged, ${oldest} is the first`,
  );
}

/** Resolves when the signal is given. */
export function ended(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
