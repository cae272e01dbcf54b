/**
 * When a follower may think that nobody leads. Wrong guesses are harmless: what decides is who appends the claim
 * (design section 4). Silence is measured on this process' own monotonic clock.
 */
import type { Clock, Random } from '@berth/core';
import type { Announcement } from '@berth/transport';

export type ElectionTimings = {
  /** Between two announcements. */
  readonly announceMs: number;
  /** A leader that is silent for this long, and up to `jitterMs` more, is taken to be gone. Longer than servers take to elect. */
  readonly silenceMs: number;
  readonly jitterMs: number;
  /** After the leader said that it leaves: up to this long, so that not all claim at once. */
  readonly handoverMs: number;
};

export const ELECTION_TIMINGS: ElectionTimings = {
  announceMs: 1_000,
  silenceMs: 6_000,
  jitterMs: 3_000,
  handoverMs: 300,
};

export class Election {
  readonly #clock: Pick<Clock, 'monotonicMs'>;
  readonly #random: Random;
  readonly #timings: ElectionTimings;
  #leader: Announcement | undefined;
  #dueMs: number;

  constructor(clock: Pick<Clock, 'monotonicMs'>, random: Random, timings: ElectionTimings) {
    this.#clock = clock;
    this.#random = random;
    this.#timings = timings;
    this.#dueMs = this.#later(timings.silenceMs, timings.jitterMs);
  }

  /** Who leads, as far as it was heard; undefined when it is silent or left. */
  get leader(): Announcement | undefined {
    return this.isDue() ? undefined : this.#leader;
  }

  /** Nobody leads: claim. */
  isDue(): boolean {
    return this.#clock.monotonicMs() >= this.#dueMs;
  }

  /** Until nobody leads, unless somebody is heard; 0 or less when it is so. */
  dueInMs(): number {
    return this.#dueMs - this.#clock.monotonicMs();
  }

  heard(announcement: Announcement): void {
    const { role, epoch } = announcement;
    if (role === 'follower' || epoch < (this.#leader?.epoch ?? 0)) return;
    const { silenceMs, jitterMs, handoverMs } = this.#timings;
    if (role === 'leader') {
      this.#leader = announcement;
      this.#dueMs = this.#later(silenceMs, jitterMs);
    } else {
      this.#leader = undefined;
      this.#dueMs = Math.min(this.#dueMs, this.#later(0, handoverMs));
    }
  }

  /** Something has to settle first: another wait from the beginning. */
  restart(): void {
    this.#dueMs = this.#later(this.#timings.silenceMs, this.#timings.jitterMs);
  }

  #later(afterMs: number, jitterMs: number): number {
    return this.#clock.monotonicMs() + afterMs + this.#random.next() * jitterMs;
  }
}
