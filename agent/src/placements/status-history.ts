/**
 * Changes that later ones of the same placement have overtaken, and that no coordinator has acknowledged. What each
 * placement does now stands in its record and is never dropped; these details are, the oldest first, when they are too many,
 * and the next change of the same placement says how many went before it.
 *
 * It writes nothing: whoever writes the journal next takes along what has changed here.
 */
import { LIMITS, type PlacementId } from '@berth/core';
import type { JournalWrite, StatusDetail } from '../journal/journal.js';

type Kept = { detail: StatusDetail; saved: boolean };

export class StatusHistory {
  readonly #limit: number;
  /** By number. */
  readonly #details: Kept[];
  /** Numbers that the journal still has. */
  readonly #deletes = new Set<number>();

  /** `details` by number, as the journal has them. */
  constructor(details: readonly StatusDetail[], limit: number = LIMITS.statusDetailsKept) {
    this.#limit = limit;
    this.#details = details.map((detail) => ({ detail, saved: true }));
  }

  get numbers(): number[] {
    return this.#details.map(({ detail }) => detail.sequence);
  }

  /** Takes one in. Returns what it had to drop for that, when no detail of the same placement is left to say so. */
  add(detail: StatusDetail): { readonly placement: PlacementId; readonly dropped: number } | undefined {
    // Nearly always the last one.
    let at = this.#details.length;
    while (at > 0 && (this.#details[at - 1] as Kept).detail.sequence > detail.sequence) at--;
    this.#details.splice(at, 0, { detail, saved: false });
    return this.#details.length > this.#limit ? this.#dropOldest() : undefined;
  }

  #dropOldest(): { readonly placement: PlacementId; readonly dropped: number } | undefined {
    const oldest = this.#details.shift();
    if (!oldest) return undefined;
    const { placement, sequence, dropped: before = 0 } = oldest.detail;
    this.#deletes.add(sequence);
    const next = this.#details.find(({ detail }) => detail.placement === placement);
    if (!next) return { placement, dropped: before + 1 };
    next.detail = { ...next.detail, dropped: (next.detail.dropped ?? 0) + before + 1 };
    next.saved = false;
    return undefined;
  }

  /** Forgets what a coordinator has. */
  forgetUpTo(sequence: number): void {
    const kept = this.#details.findIndex(({ detail }) => detail.sequence > sequence);
    for (const { detail } of this.#details.splice(0, kept < 0 ? this.#details.length : kept))
      this.#deletes.add(detail.sequence);
  }

  /** Gives everything another number; the order stays. */
  renumber(numberOf: (old: number) => number): void {
    for (const kept of this.#details) {
      this.#deletes.add(kept.detail.sequence);
      kept.detail = { ...kept.detail, sequence: numberOf(kept.detail.sequence) };
      kept.saved = false;
    }
  }

  /** Those that are durable, with higher numbers. */
  after(sequence: number): StatusDetail[] {
    const found: StatusDetail[] = [];
    for (const { detail, saved } of this.#details)
      if (saved && detail.sequence > sequence) found.push(detail);
    return found;
  }

  /** The least number that is not durable yet; Infinity when all are. */
  get firstUnsaved(): number {
    return this.#details.find(({ saved }) => !saved)?.detail.sequence ?? Number.POSITIVE_INFINITY;
  }

  /** What the next write has to take along; `written` is to be called when it is durable. */
  changes(): Pick<JournalWrite, 'detailPuts' | 'detailDeletes'> & { readonly written: () => void } {
    const unsaved = this.#details.filter(({ saved }) => !saved);
    const detailPuts = unsaved.map(({ detail }) => detail);
    const detailDeletes = [...this.#deletes];
    return {
      ...(detailPuts.length > 0 && { detailPuts }),
      ...(detailDeletes.length > 0 && { detailDeletes }),
      written: () => {
        unsaved.forEach((kept, at) => {
          if (kept.detail === detailPuts[at]) kept.saved = true;
        });
        for (const sequence of detailDeletes) this.#deletes.delete(sequence);
      },
    };
  }
}
