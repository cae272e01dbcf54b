/** What follows when a copy fails: it starts again on its node, then it is placed again elsewhere, then it is given up (ADR 0049). */
export type FailureRule = {
  /** Ends in a row that are borne on one node. Absent: without end. */
  readonly restarts?: number;
  /** How often in a row a copy that failed on its node is placed again. Absent: without end. */
  readonly moves?: number;
  /** Before the first restart, and before the first move; doubles to `maxDelayMs`. */
  readonly delayMs: number;
  readonly maxDelayMs: number;
  /** After a run this long, all of that counts anew. Of a batch, a move counts anew only. */
  readonly resetAfterMs: number;
};

/** How long the next try waits after so many failures in a row, on a node as well as between nodes. */
export function backOffMs({ delayMs, maxDelayMs }: FailureRule, failures: number): number {
  return Math.min(delayMs * 2 ** Math.min(Math.max(failures - 1, 0), 30), maxDelayMs);
}
