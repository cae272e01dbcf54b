/** Counts of rejects as an outcome has them. */
import type { Reject, RejectCount } from '@berth/core';

type Reason = Pick<Reject, 'reason' | 'subject'>;

/** By "reason subject", so that equal ones meet. */
export class RejectCounts {
  readonly #counts = new Map<string, RejectCount>();

  add({ reason, subject }: Reason, nodes: number): void {
    if (nodes === 0) return;
    const key = `${reason} ${subject}`;
    this.#counts.set(key, { reason, subject, nodes: nodes + (this.#counts.get(key)?.nodes ?? 0) });
  }

  /** The most frequent first; of equally frequent ones by reason and subject. */
  sorted(): RejectCount[] {
    return [...this.#counts]
      .sort(([a, one], [b, two]) => two.nodes - one.nodes || (a < b ? -1 : 1))
      .map(([, count]) => count);
  }
}
