/**
 * The border between the ledger and whatever keeps its bytes. A store knows nothing of events or of hashing; the chain is
 * built and verified above it, once, in ledger.ts. Every store passes `test/src/conformance/ledger-store.ts`.
 */

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
};

export type Checkpoint = {
  readonly index: number;
  readonly epoch: number;
  readonly hash: string;
  readonly entities: ReadonlyMap<string, Uint8Array>;
};

export interface LedgerStore {
  /** "level" (durable = fdatasync before the acknowledgement), "memory" (durable = the model says so). */
  readonly name: string;
  /** The newest durable block. */
  head(): Head;
  /** Smallest index that can still be read. */
  oldest(): number;
  /**
   * Makes one block durable right behind the head. Resolves only when it is durable. Throws BerthError "conflict" when
   * the log does not end at `block.index - 1`, and "storage" when the disk fails; after that the outcome is unknown and
   * the store refuses further appends until it is opened again.
   */
  append(block: StoredBlock): Promise<void>;
  /**
   * Durable blocks from `from` to `to`, both included, in order; `to` is the head of the moment of the call unless said
   * otherwise. Throws "too_old" below oldest(), and "corrupt", naming the index, at the first damaged record.
   */
  read(from: number, to?: number): AsyncIterable<StoredBlock>;
  /** Writes a checkpoint atomically: after a crash either the old or the new one is there, whole. */
  saveCheckpoint(write: CheckpointWrite): Promise<void>;
  /** The last whole checkpoint, or undefined. A damaged one throws "corrupt" and names what is damaged. */
  loadCheckpoint(): Promise<Checkpoint | undefined>;
  close(): Promise<void>;
}
