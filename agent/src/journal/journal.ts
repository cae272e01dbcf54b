/**
 * What an agent must not forget: its assignment, what it runs, and the highest epoch it has obeyed. `write` resolves
 * when all of it is durable, together or not at all.
 */
import type { PlacementId, PlacementStatus, RunRecord } from '@berth/core';
import type { RunHandle } from '../drivers/driver.js';

/** One placement in the journal. With `attempt` >= 0 and no handle, the start was intended and its outcome is in doubt. */
export type JournalRecord = RunRecord & {
  /** Running number of its coming, so that the next agent starts things in the order in which they were assigned. */
  readonly order: number;
  readonly handle?: RunHandle;
  readonly inDoubt?: boolean;
  /** Older changes that were dropped between the one told before and its newest one. */
  readonly statusesDropped?: number;
  /** The amounts that the run of now is limited to; absent when that is not known. */
  readonly size?: RunSize | undefined;
  /** They were to be others, and could not be while it runs: why. */
  readonly misfit?: string | undefined;
};

export type RunSize = { readonly cpu: number; readonly memory: number };

/** A change that a later one of the same placement has overtaken. Always numbered. */
export type StatusDetail = PlacementStatus & { readonly sequence: number };

export type JournalMeta = {
  /** Epoch and version of the assignment that is held. */
  readonly epoch: number;
  readonly version: number;
};

export type JournalContents = {
  /** Made once, with the journal. */
  readonly instance: string;
  /** Highest epoch ever obeyed. */
  readonly maxEpoch: number;
  readonly meta: JournalMeta;
  /** Highest sequence number of records that were deleted; those that are left name their own. */
  readonly sequence: number;
  /** Highest sequence number that a coordinator has acknowledged, as far as it was written down. */
  readonly acknowledged: number;
  readonly records: readonly JournalRecord[];
  /** By number. Nobody has heard of them, as far as it was written down. */
  readonly details: readonly StatusDetail[];
  /** One line on what the disk has lost of it; undefined when nothing is missing. */
  readonly lost?: string;
};

export type JournalWrite = {
  readonly meta?: JournalMeta;
  readonly sequence?: number;
  readonly acknowledged?: number;
  readonly puts: readonly JournalRecord[];
  readonly deletes: readonly PlacementId[];
  readonly detailPuts?: readonly StatusDetail[];
  /** By number. */
  readonly detailDeletes?: readonly number[];
};

export interface Journal {
  load(): Promise<JournalContents>;
  write(write: JournalWrite): Promise<void>;
  /** Durable before it resolves, and twice. */
  noteEpoch(epoch: number): Promise<void>;
  close(): Promise<void>;
}

/** What survives in memory when an agent crashes in the simulator: only what was synced. */
export class MemoryJournalDisk {
  readonly #instance: string;
  readonly #sync: () => Promise<void>;
  readonly #records = new Map<PlacementId, JournalRecord>();
  #meta: JournalMeta = { epoch: 0, version: 0 };
  #maxEpoch = 0;
  #sequence = 0;
  #acknowledged = 0;
  readonly #details = new Map<number, StatusDetail>();
  #era = 0;

  /** `sync` resolves when a write has reached the disk; at once unless given. */
  constructor(options: { readonly instance: string; readonly sync?: () => Promise<void> }) {
    this.#instance = options.instance;
    this.#sync = options.sync ?? (() => Promise.resolve());
  }

  /** Writes under way are lost, and journals that are open write no more. */
  crash(): void {
    this.#era++;
  }

  open(): Journal {
    const era = this.#era;
    // One after the other, as a log on a disk: a later write never lands before an earlier one.
    let last: Promise<void> = Promise.resolve();
    const synced = async (change: () => void) => {
      const before = last;
      last = before.then(() => this.#sync());
      await last;
      // A dead agent's promise never resolves: nothing may happen after its crash.
      if (era !== this.#era) return new Promise<void>(() => {});
      change();
      return undefined;
    };
    return {
      load: async () => ({
        instance: this.#instance,
        maxEpoch: this.#maxEpoch,
        meta: this.#meta,
        sequence: this.#sequence,
        acknowledged: this.#acknowledged,
        records: [...this.#records.values()],
        details: [...this.#details.values()].sort((a, b) => a.sequence - b.sequence),
      }),
      write: (write) =>
        synced(() => {
          this.#meta = write.meta ?? this.#meta;
          this.#sequence = write.sequence ?? this.#sequence;
          for (const record of write.puts) this.#records.set(record.assigned.id, record);
          for (const id of write.deletes) this.#records.delete(id);
          this.#acknowledged = write.acknowledged ?? this.#acknowledged;
          for (const detail of write.detailPuts ?? []) this.#details.set(detail.sequence, detail);
          for (const sequence of write.detailDeletes ?? []) this.#details.delete(sequence);
        }),
      noteEpoch: (epoch) =>
        synced(() => {
          this.#maxEpoch = Math.max(this.#maxEpoch, epoch);
        }),
      close: async () => {},
    };
  }
}
