/**
 * What this node has to tell of its placements: each change has a number, the newest one of a placement stands in its
 * record, and those that were overtaken before anybody heard of them in the history.
 */
import type { PlacementId } from '@berth/core';
import type { JournalContents, JournalRecord, StatusDetail } from '../journal/journal.js';
import { statusOf } from './placement-records.js';
import { StatusHistory } from './status-history.js';

/** A record, and the last state of it that the journal has. */
export type Told = { record: JournalRecord; readonly saved: JournalRecord | undefined };

export class Statuses {
  #history = new StatusHistory([]);
  #sequence = 0;
  #acknowledged = 0;

  restore({ records, sequence, acknowledged, details }: Pick<JournalContents, RestoredParts>): void {
    const told = [...records, ...details].map((it) => it.sequence);
    this.#sequence = told.reduce((a, b) => Math.max(a, b), Math.max(sequence, acknowledged));
    this.#history = new StatusHistory(details);
    this.#acknowledged = acknowledged;
  }

  /** The last number that was given. */
  get sequence(): number {
    return this.#sequence;
  }

  /** A coordinator has everything up to this number. */
  acknowledge(sequence: number): void {
    this.#acknowledged = sequence;
    this.#history.forgetUpTo(sequence);
  }

  /**
   * The next number, for a change that overtakes `record`, which is kept for later if nobody has heard of it. `dropped`: what
   * had to go for it, for the record of that placement to say.
   */
  next(record: JournalRecord): { sequence: number; dropped?: { placement: PlacementId; dropped: number } } {
    const unheard = record.sequence > this.#acknowledged;
    const dropped = unheard ? this.#history.add(statusOf(record)) : undefined;
    return { sequence: ++this.#sequence, ...(dropped && { dropped }) };
  }

  /** What the next write has to take along, and what to call when it is durable. */
  changes(): ReturnType<StatusHistory['changes']> & { readonly acknowledged: number } {
    return { ...this.#history.changes(), acknowledged: this.#acknowledged };
  }

  /** Those after `sequence` that are durable, oldest change first. */
  after(
    sequence: number,
    limit: number,
    entries: readonly Told[],
  ): { sequence: number; statuses: StatusDetail[] } | undefined {
    // A number that is not durable yet must not be passed: the acknowledgement of a later one would cover it too.
    const unsaved = entries.filter(isUnsaved).map(({ record }) => record.sequence);
    const before = unsaved.reduce((a, b) => Math.min(a, b), this.#history.firstUnsaved);
    const newest = entries.flatMap(({ saved }) => (saved ? statusOf(saved) : []));
    // A record that was overtaken a moment ago may stand in both.
    const byNumber = new Map([...this.#history.after(sequence), ...newest].map((it) => [it.sequence, it]));
    const changed = [...byNumber.values()]
      .filter((status) => status.sequence > sequence && status.sequence < before)
      .sort((a, b) => a.sequence - b.sequence)
      .slice(0, limit);
    const last = changed.at(-1);
    return last && { sequence: last.sequence, statuses: changed };
  }

  /** Gives everything a number above this one; false when that is so already. */
  renumberAbove(sequence: number, entries: readonly Told[]): boolean {
    if (this.#sequence >= sequence) return false;
    this.#sequence = sequence;
    const numbers = new Set([...this.#history.numbers, ...entries.map(({ record }) => record.sequence)]);
    numbers.delete(0);
    const sorted = [...numbers].sort((a, b) => a - b);
    const above = new Map(sorted.map((number) => [number, ++this.#sequence]));
    const numberOf = (old: number) => above.get(old) ?? ++this.#sequence;
    this.#history.renumber(numberOf);
    for (const entry of entries)
      entry.record = { ...entry.record, sequence: numberOf(entry.record.sequence) };
    return true;
  }
}

type RestoredParts = 'records' | 'sequence' | 'acknowledged' | 'details';

/** Its newest numbered change is not in the journal yet. */
export function isUnsaved({ record, saved }: Told): boolean {
  return record.sequence > (saved?.sequence ?? 0);
}
