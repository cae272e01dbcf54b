/** Says in the ledger which copies are given up, once. */
import type { Turn } from '../control/turn.js';
import { holdOf } from '../rollouts/rollouts.js';
import type { WorkloadRecord } from '../state/state.js';
import { givenUp, usedUpCopies } from './failures.js';

export function settleFailures(turn: Turn, workload: WorkloadRecord): void {
  if (workload.deleted) return;
  const { key, runHash } = workload;
  // What is outdated and is not held is replaced anyway.
  const isKept = (hash: string) => hash === runHash || holdOf(workload) !== undefined;
  const copies = usedUpCopies(workload)
    .filter(({ copy }) => isKept(copy.runHash))
    .map(({ copy, failure }) => ({ replica: copy.replica, ...givenUp(failure) }));
  if (copies.length > 0) turn.emit({ kind: 'workload.gave-up', workload: key, copies, atMs: turn.nowMs });
}
