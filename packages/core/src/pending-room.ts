/** What becomes of the nominations of a workload each time it is settled. */
import type { NominationOutcome } from './events.js';
import { neededNow } from './gangs.js';
import type { Nomination } from './model.js';
import { nominationsOf, withRoom } from './nominations.js';
import type { WorkloadRecord } from './state.js';
import type { Turn } from './turn.js';

/**
 * Ends nominations that are of no more use, and those that have all their room: what they held is free then, and the
 * caller places at once. Returns those that its copies go on waiting for, at most `missing`.
 */
export function pendingRoom(turn: Turn, workload: WorkloadRecord, missing: number): Nomination[] {
  const useful: Nomination[] = [];
  for (const nomination of nominationsOf(turn.state, workload.key)) {
    const outcome = useful.length === missing ? 'withdrawn' : uselessness(turn, workload, nomination);
    if (outcome) end(turn, nomination, outcome);
    else useful.push(nomination);
  }
  if (useful.length === 0) return [];
  if (neededNow(workload) > 1) return gangRoom(turn, workload, useful);
  const there = new Set(withRoom(turn.state, useful));
  for (const nomination of there) end(turn, nomination, 'taken');
  return useful.filter((nomination) => !there.has(nomination));
}

function uselessness(
  turn: Turn,
  workload: WorkloadRecord,
  nomination: Nomination,
): NominationOutcome | undefined {
  const node = turn.state.nodes.get(nomination.node);
  if (workload.deleted || nomination.runHash !== workload.runHash) return 'withdrawn';
  if (node?.connection !== 'up' || node.eligibility !== 'eligible') return 'withdrawn';
  return turn.nowMs >= nomination.expiresAtMs ? 'expired' : undefined;
}

/** A gang takes its room when all of it is there, and leaves all of it when too little is left to begin. */
function gangRoom(turn: Turn, workload: WorkloadRecord, useful: readonly Nomination[]): Nomination[] {
  const tooFew = useful.length < neededNow(workload);
  if (!tooFew && withRoom(turn.state, useful).length < useful.length) return [...useful];
  for (const nomination of useful) end(turn, nomination, tooFew ? 'withdrawn' : 'taken');
  return [];
}

function end(turn: Turn, { id, workload, node }: Nomination, outcome: NominationOutcome): void {
  turn.emit({ kind: 'nomination.ended', nomination: id, workload, node, outcome });
}

/** When a nomination of the workload ends by itself. */
export function nominationWakeMs(turn: Turn, workload: WorkloadRecord): number | undefined {
  const times = nominationsOf(turn.state, workload.key).map(({ expiresAtMs }) => expiresAtMs);
  return times.length === 0 ? undefined : Math.min(...times);
}
