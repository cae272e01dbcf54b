/** What clients of a cluster asked, when, and what they were told: the evidence that the checker judges. */
import type { Applied } from '@berth/core';

export type Asked =
  | { readonly kind: 'apply'; readonly stack: string; readonly reply?: Applied }
  | { readonly kind: 'delete'; readonly stack: string }
  | { readonly kind: 'place'; readonly holder: string; readonly reservations?: readonly string[] };

/** Times are of one monotonic clock. `unknown`: no answer came, so it may have happened or not. */
export type Operation = Asked & {
  readonly invokedMs: number;
  readonly endedMs: number;
  readonly outcome: 'acknowledged' | 'refused' | 'unknown';
};

export class History {
  readonly operations: Operation[] = [];

  add(operation: Operation): void {
    this.operations.push(operation);
  }

  get acknowledged(): Operation[] {
    return this.operations.filter(({ outcome }) => outcome === 'acknowledged');
  }

  /** Milliseconds from a moment to the end of the first operation that began after it and was acknowledged. */
  firstAfter(momentMs: number): number | undefined {
    const after = this.acknowledged.filter(({ invokedMs }) => invokedMs >= momentMs);
    const first = Math.min(...after.map(({ endedMs }) => endedMs));
    return after.length > 0 ? first - momentMs : undefined;
  }
}
