/** Writes the records of a runner: each change with a number, durably, before anybody hears of it. */
import type { Clock, PlacementId } from '@berth/core';
import type { CheckedCopy } from '../health/checker.js';
import type { Journal, JournalRecord } from '../journal/journal.js';
import { startRequest } from './placement-records.js';
import type { Entry } from './runner-entry.js';
import { Statuses } from './statuses.js';

export type RecordsDeps = {
  readonly clock: Clock;
  readonly journal: Journal;
  /** Something changed that the coordinator should hear of. */
  readonly onStatus: () => void;
};

export class Records {
  readonly #deps: RecordsDeps;
  readonly #entries: ReadonlyMap<PlacementId, Entry>;
  readonly #statuses = new Statuses();

  /** `entries` are the runner's, live. */
  constructor(deps: RecordsDeps, entries: ReadonlyMap<PlacementId, Entry>) {
    this.#deps = deps;
    this.#entries = entries;
  }

  restore(contents: Parameters<Statuses['restore']>[0]): void {
    this.#statuses.restore(contents);
  }

  /** The run of a placement that is running. */
  copyOf(placement: PlacementId): CheckedCopy | undefined {
    const record = this.#entries.get(placement)?.record;
    if (!record?.handle || record.phase !== 'running') return undefined;
    return { handle: record.handle, request: startRequest(record) };
  }

  /** The last number that was given. */
  get sequence(): number {
    return this.#statuses.sequence;
  }

  /** Statuses after `sequence` that are durable, oldest change first. */
  statusesAfter(sequence: number, limit: number): ReturnType<Statuses['after']> {
    return this.#statuses.after(sequence, limit, [...this.#entries.values()]);
  }

  /** A coordinator has everything up to this number. */
  acknowledged(sequence: number): void {
    this.#statuses.acknowledge(sequence);
  }

  /** The ledger has seen higher numbers than the journal: everything is told again, above them, in its order. */
  async renumberAbove(sequence: number): Promise<void> {
    const entries = [...this.#entries.values()];
    if (this.#statuses.renumberAbove(sequence, entries)) await this.save(...entries);
  }

  /** Records a change with the next sequence number, durably, and lets the session know. */
  async change(entry: Entry, change: Partial<JournalRecord>): Promise<void> {
    const { sequence, dropped } = this.#statuses.next(asTold(entry));
    const { statusesDropped: _told, ...rest } = entry.record;
    entry.record = { ...rest, ...change, changedAtMs: Math.round(this.#deps.clock.nowMs()), sequence };
    const counting = dropped && this.#entries.get(dropped.placement);
    if (!counting) return this.save(entry);
    const statusesDropped = (counting.record.statusesDropped ?? 0) + dropped.dropped;
    counting.record = { ...counting.record, statusesDropped };
    await this.save(entry, ...(counting === entry ? [] : [counting]));
    return undefined;
  }

  async save(...entries: readonly Entry[]): Promise<void> {
    const puts = entries.map((entry) => entry.record);
    const { written, ...changes } = this.#statuses.changes();
    await this.#deps.journal.write({ puts, deletes: [], ...changes });
    written();
    entries.forEach((entry, at) => {
      const written = puts[at];
      if (written && written.sequence >= (entry.saved?.sequence ?? 0)) entry.saved = written;
    });
    this.#deps.onStatus();
  }
}

/** A due time is begun in the record before it is told: what is overtaken is what was told last. */
function asTold({ record, saved }: Entry): JournalRecord {
  if (!saved || saved.sequence !== record.sequence) return record;
  const { message, timetable } = saved;
  return { ...record, message, ...(timetable && { timetable }) };
}
