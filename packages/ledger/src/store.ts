/**
 * The border between the ledger and whatever keeps its bytes. A store knows nothing of events or hashes; the chain is
 * built and verified above it, once, in ledger.ts. Every store passes `test/src/conformance/ledger-store.ts`.
 */

/** Where the log ends. Index 0 and 64 zeros for an empty log. */
export type Head = { readonly index: number; readonly hash: string };

export type StoredBlock = { readonly index: number; readonly bytes: Uint8Array; readonly hash: string };

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
  /**
   * Makes one block durable right behind the head. Resolves only when it is durable; throws BerthError "conflict" when
   * `block.index !== head().index + 1`, and "storage" when the disk fails. After "storage" the outcome is unknown and
   * the store refuses further appends until it is opened again.
   */
  append(block: StoredBlock): Promise<void>;
  /** Durable blocks from `from` on, in order, up to the head of the moment of the call. Throws "too_old" below oldest(). */
  read(from: number, options?: { readonly to?: number }): AsyncIterable<StoredBlock>;
  /** Smallest index that can still be read. */
  oldest(): number;
  /** Writes a checkpoint atomically: after a crash either the old or the new one is there, whole. */
  saveCheckpoint(write: CheckpointWrite): Promise<void>;
  /** The last whole checkpoint, or undefined. A damaged one throws "corrupt" and names what is damaged. */
  loadCheckpoint(): Promise<Checkpoint | undefined>;
  close(): Promise<void>;
}
