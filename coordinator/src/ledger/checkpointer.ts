/** Writes checkpoints lazily: what changed, every so many blocks, never in the way of a turn. */
import { type ClusterState, changedEntities, entitiesOf, forgetChangedEntities, type Log } from '@berth/core';
import type { Ledger } from '@berth/ledger';

/** Blocks between two checkpoints: what a start has to replay at most, give or take one checkpoint. */
export const CHECKPOINT_EVERY_BLOCKS = 1_000;

export class Checkpointer {
  readonly #ledger: Ledger;
  readonly #state: ClusterState;
  readonly #log: Log;
  readonly #everyBlocks: number;
  #lastIndex: number;
  #full: boolean;
  #writing: Promise<void> | undefined;
  #abandoned = false;

  /** `lastIndex`: of the checkpoint that is stored; 0 when there is none to build upon. */
  constructor(options: {
    ledger: Ledger;
    state: ClusterState;
    log: Log;
    lastIndex: number;
    everyBlocks: number;
  }) {
    this.#ledger = options.ledger;
    this.#state = options.state;
    this.#log = options.log;
    this.#everyBlocks = options.everyBlocks;
    this.#lastIndex = options.lastIndex;
    this.#full = options.lastIndex === 0;
  }

  /** Of the last one that is on the disk; 0 when there is none. */
  get index(): number {
    return this.#lastIndex;
  }

  /** To be called between turns, when all that the state shows is durable. */
  afterTurn(): void {
    if (this.#writing || this.#state.index - this.#lastIndex < this.#everyBlocks) return;
    this.#writing = this.write().finally(() => {
      this.#writing = undefined;
    });
  }

  /** Writes one now. A failure costs the next start some time, nothing else. */
  async write(): Promise<void> {
    const state = this.#state;
    const { index, epoch } = state;
    if (this.#abandoned || index === this.#lastIndex) return;
    const full = this.#full;
    // Everything is encoded before the first await: the state must not move under it.
    const { puts, deletes } = full
      ? { puts: new Map(entitiesOf(state)), deletes: [] }
      : changedEntities(state);
    const encoded = [...puts].map(([key, value]) => [key, encoder.encode(JSON.stringify(value))] as const);
    forgetChangedEntities(state);
    try {
      await this.#ledger.saveCheckpoint({ index, epoch, puts: encoded, deletes, full });
      this.#lastIndex = index;
      this.#full = false;
    } catch (thrown) {
      this.#full = true;
      this.#log.warn('checkpoint failed; the next start replays more', { why: String(thrown) });
    }
  }

  /** The state is ahead of the ledger: no more of it may be kept. */
  abandon(): void {
    this.#abandoned = true;
  }

  /** Waits for the one under way, then writes the last. */
  async close(): Promise<void> {
    await this.#writing;
    await this.write();
  }
}

const encoder = new TextEncoder();
