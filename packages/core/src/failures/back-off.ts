/** How long a try waits after so many failures in a row: the same on a node and between nodes. */
import type { FailureRule } from '../model/model.js';

/** Doubles from `delayMs` to `maxDelayMs`. */
export function backOffMs({ delayMs, maxDelayMs }: FailureRule, failures: number): number {
  return Math.min(delayMs * 2 ** Math.min(Math.max(failures - 1, 0), 30), maxDelayMs);
}
