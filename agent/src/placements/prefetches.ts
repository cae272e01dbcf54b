/**
 * Where a copy follows another one of its replica on this node, what the new one needs is fetched while the old one still runs:
 * the old one ends when that is here, or when its time is over. Not for exclusive copies, which may be past their fence.
 */
import { type Clock, isTerminal, LIMITS } from '@berth/core';
import type { Entry } from './runner-entry.js';

export class Prefetches {
  readonly #clock: Clock;
  readonly #entries: ReadonlyMap<string, Entry>;
  readonly #look: (entry: Entry) => void;
  readonly #held = new Set<Entry>();
  /** What they need has been here once, since this agent runs. */
  readonly #fetched = new WeakSet<Entry>();

  /** `entries` are the runner's, live. `look`: what keeps an entry from ending may be over. */
  constructor(clock: Clock, entries: ReadonlyMap<string, Entry>, look: (entry: Entry) => void) {
    this.#clock = clock;
    this.#entries = entries;
    this.#look = look;
  }

  /** Of one that is asked to end: until when it goes on, monotonic; undefined: it ends now. */
  holdsUntilMs(entry: Entry): number | undefined {
    const untilMs = this.#untilMs(entry);
    if (untilMs === undefined) this.#held.delete(entry);
    else this.#held.add(entry);
    return untilMs;
  }

  #untilMs(entry: Entry): number | undefined {
    const { process, record } = entry;
    if (process.kind !== 'alive' || process.askedAtMs === undefined || record.dropped) return undefined;
    if (record.run.exclusiveAfterMs !== undefined || record.phase === 'stopping') return undefined;
    const untilMs = process.askedAtMs + LIMITS.prefetchMs;
    if (this.#clock.monotonicMs() >= untilMs) return undefined;
    for (const other of this.#entries.values()) if (this.#isComing(other, entry)) return untilMs;
    return undefined;
  }

  /** A later copy of the same replica, which has never begun and for which not everything is here. */
  #isComing(entry: Entry, { record: { assigned: old } }: Entry): boolean {
    const { assigned, dropped, phase, attempt } = entry.record;
    if (assigned.workload !== old.workload || assigned.replica !== old.replica) return false;
    if (assigned.generation <= old.generation || assigned.desired !== 'running' || dropped) return false;
    return attempt < 0 && !isTerminal(phase) && !this.#fetched.has(entry);
  }

  /** All that its first start needs is here. */
  fetched(entry: Entry): void {
    this.#fetched.add(entry);
    this.changed(entry);
  }

  /** Something is known of an entry that another one may go on for. */
  changed({ record: { assigned } }: Entry): void {
    for (const held of this.#held) {
      const { workload, replica } = held.record.assigned;
      if (workload === assigned.workload && replica === assigned.replica) this.#look(held);
    }
  }

  /** It has ended. */
  forget(entry: Entry): void {
    this.#held.delete(entry);
  }
}
