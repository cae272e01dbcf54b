/** How a copy is asked: the port of the health monitor. The simulator has one of its own. */
import type { CheckOutcome, Probe } from '@berth/core';
import type { RunHandle, StartRequest } from '../drivers/driver.js';

/** A copy that runs. */
export type CheckedCopy = { readonly handle: RunHandle; readonly request: StartRequest };

export interface Checker {
  /**
   * Asks once. A "no" is a value with one line why; a rejection counts as one. Ends soon after the signal, and leaves nothing
   * behind that it started.
   */
  check(
    probe: Probe,
    copy: CheckedCopy,
    options: { readonly timeoutMs: number; readonly signal: AbortSignal },
  ): Promise<CheckOutcome>;
}
