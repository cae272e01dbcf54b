/** Says in the ledger that a workload waits for others, and that it does so no more: once, not with every look. */

import type { Turn } from '../control/turn.js';
import type { UnmetNeed } from '../model/model.js';
import type { WorkloadRecord } from '../state/state.js';
import { unmetNeeds } from './needs.js';

/** Returns what it waits for. */
export function settleNeeds(turn: Turn, workload: WorkloadRecord): readonly UnmetNeed[] {
  const unmet = unmetNeeds(turn.state, workload);
  const { key, waiting, deleted } = workload;
  if (unmet.length === 0) {
    if (waiting && !deleted) turn.emit({ kind: 'workload.needs-met', workload: key, atMs: turn.nowMs });
  } else if (!waiting || !isSame(waiting.needs, unmet)) {
    turn.emit({ kind: 'workload.waiting', workload: key, needs: unmet, atMs: turn.nowMs });
  }
  return unmet;
}

function isSame(before: readonly UnmetNeed[], now: readonly UnmetNeed[]): boolean {
  if (before.length !== now.length) return false;
  return now.every(({ workload, until, lack }, at) => {
    const old = before[at];
    return old?.workload === workload && old.until === until && old.lack === lack;
  });
}
