/**
 * After a reboot, with or without a coordinator: what is to be started again waits for what it needs on this node, for a while.
 * What comes later was let begin by the coordinator, and what crashes had begun: neither waits.
 */
import { type Clock, isTerminal, LIMITS, type WorkloadKey } from '@berth/core';
import type { Entry } from './runner-entry.js';

export class LocalNeeds {
  readonly #clock: Clock;
  readonly #entries: ReadonlyMap<string, Entry>;
  readonly #look: (entry: Entry) => void;
  readonly #waiting = new Set<Entry>();
  #untilMs = 0;

  /** `entries` are the runner's, live. `look`: what an entry waited for may be there. */
  constructor(clock: Clock, entries: ReadonlyMap<string, Entry>, look: (entry: Entry) => void) {
    this.#clock = clock;
    this.#entries = entries;
    this.#look = look;
  }

  /** `entries` are there from before; of those that do not run, who needs others begins to wait. */
  begin(entries: readonly Entry[]): void {
    this.#untilMs = this.#clock.monotonicMs() + LIMITS.localNeedsMs;
    for (const entry of entries) {
      const { needs = [] } = entry.record.assigned;
      if (needs.length > 0 && entry.process.kind !== 'alive') this.#waiting.add(entry);
    }
  }

  /** Monotonic; undefined: it may start. */
  waitsUntilMs(entry: Entry): number | undefined {
    if (!this.#waiting.has(entry)) return undefined;
    const { needs = [] } = entry.record.assigned;
    const isOver = this.#clock.monotonicMs() >= this.#untilMs;
    if (!isOver && needs.some((need) => this.#lacks(need))) return this.#untilMs;
    this.#waiting.delete(entry);
    return undefined;
  }

  /** Something is known of an entry that others may wait for. */
  changed({ record }: Entry): void {
    for (const entry of this.#waiting)
      if (entry.record.assigned.needs?.includes(record.assigned.workload)) this.#look(entry);
  }

  /** Copies of it are to run here, and none is ready. */
  #lacks(workload: WorkloadKey): boolean {
    let lacks = false;
    for (const { record, process } of this.#entries.values()) {
      const { assigned, dropped, phase, health, run } = record;
      if (assigned.workload !== workload || dropped || assigned.desired === 'stopped') continue;
      if (isTerminal(phase)) continue;
      // On a schedule it is there also between its runs.
      if (phase === 'scheduled') return false;
      const isReady = process.kind === 'alive' && (!run.health || health?.ready === true);
      if (isReady && run.kind !== 'batch') return false;
      lacks = true;
    }
    return lacks;
  }
}
