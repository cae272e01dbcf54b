/**
 * Whether this coordinator may still renew leases. One that is cut off from the ledger, but not from its agents, does not
 * know that another one leads; what it renewed would run on while the other one gives it up and starts it elsewhere.
 *
 * An acknowledged append proves that nobody led when it began. So a leader renews for `proofMs` after the last one, and
 * appends an empty block when it has had nothing else to append. A new leader counts silence from `proofMs` after its
 * claim: whatever leaders before it renewed, they renewed before that.
 */
import type { Clock } from '@berth/core';

export const LEAD_PROOF_MS = 15_000;

export class LeadProof {
  readonly #clock: Pick<Clock, 'monotonicMs'>;
  readonly #confirm: () => Promise<unknown>;
  /** 0 for the only coordinator of its ledger: it needs none. */
  readonly proofMs: number;
  #provenMs = Number.NEGATIVE_INFINITY;

  constructor(clock: Pick<Clock, 'monotonicMs'>, proofMs: number, confirm: () => Promise<unknown>) {
    this.#clock = clock;
    this.proofMs = proofMs;
    this.#confirm = confirm;
  }

  /** A block of its own is durable, whose append began at that monotonic time. */
  appended(beganMs: number): void {
    this.#provenMs = Math.max(this.#provenMs, beganMs);
  }

  /** Undefined when it may renew now; else resolves once it may, and rejects or waits while it cannot append. */
  renewal(): Promise<unknown> | undefined {
    if (this.proofMs === 0 || this.#clock.monotonicMs() - this.#provenMs < this.proofMs) return undefined;
    return this.#confirm();
  }
}
