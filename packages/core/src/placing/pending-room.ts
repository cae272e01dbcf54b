/** What becomes of the nominations of a workload each time it is settled. */

import type { NodeId } from '../basics/ids.js';
import type { Turn } from '../control/turn.js';
import { listOf, type Nomination } from '../model/model.js';
import type { NominationOutcome } from '../state/events.js';
import type { WorkloadRecord } from '../state/state.js';
import { neededNow } from './gangs.js';
import { nominationsOf, withRoom } from './nominations.js';
import { placementRules } from './placement-rules.js';

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
  const there = withRoom(turn.state, useful);
  const taken = new Set(there.length < useful.length ? inTurn(turn, workload, there) : there);
  for (const nomination of taken) end(turn, nomination, 'taken');
  return useful.filter((nomination) => !taken.has(nomination));
}

/**
 * Without those whose copy would stand too soon: they were chosen with copies counted that are still on their way, and
 * without these the spread speaks against them. Taken now they would find no place and be made again at once, for ever.
 */
function inTurn(turn: Turn, { key, spec }: WorkloadRecord, there: readonly Nomination[]): Nomination[] {
  const isSpread = listOf(spec.placement.spread).some((rule) => 'maxSkew' in rule);
  if (there.length === 0 || !isSpread) return [...there];
  const { replicas: wanted, run } = spec;
  const request = { workload: key, resources: run.resources, rules: placementRules(spec), wanted, count: 1 };
  const early = new Set<NodeId>();
  for (const verdict of turn.scheduler.explain(request)) {
    if (!verdict.fits && verdict.rejects.some(({ reason }) => reason === 'spread')) early.add(verdict.node);
  }
  return there.filter(({ node }) => !early.has(node));
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
