/**
 * Moves one copy on someone's word: a second copy is placed beside the first, by the rules that any placement follows, and
 * the first one ends when the second runs (reconcile.ts). A plan of moves is carried out by one such command after the
 * other; what changed since it was made is found here.
 */

import type { ErrorCode } from '../basics/errors.js';
import { isStanding } from '../model/model.js';
import { whyNotMovable } from '../placing/rebalancing.js';
import { makePlacements } from '../placing/settle-workloads.js';
import { claimFor } from '../resources/capacity.js';
import type { WorkloadRecord } from '../state/state.js';
import type { MoveBegun, MoveCommand, Rejected } from './commands.js';
import type { Turn } from './turn.js';

export function decideMove(turn: Turn, { placement: id, to, actor }: MoveCommand): MoveBegun | Rejected {
  const placement = turn.state.placements.get(id);
  const workload = placement && turn.state.workloads.get(placement.workload);
  if (!placement || !workload) {
    return no('not_found', `there is no placement "${id}" any more: \`berth rebalance\` makes a new plan`);
  }
  const why = whyNotMovable(turn.state, placement);
  if (why) return no('conflict', `placement "${id}" ${why}`);
  const node = turn.state.nodes.get(to);
  if (!node) return no('not_found', `there is no node "${to}": \`berth node ls\` lists them`);
  if (to === placement.node) return no('invalid_request', `placement "${id}" is on node "${to}" already`);
  const busy = unsettledReplicas(workload);
  const most = Math.max(1, workload.spec.update.maxUnavailable);
  if (busy >= most) {
    const advice = `wait until they run (update.maxUnavailable is ${workload.spec.update.maxUnavailable})`;
    return no('conflict', `${busy} of ${workload.key} are on the move or not running: ${advice}`);
  }
  const { resources } = workload.spec.run;
  const { replicas: wanted, placement: rules } = workload.spec;
  const request = { workload: workload.key, resources, rules, wanted, count: 1 };
  const verdict = turn.scheduler.explain(request).find((each) => each.node === to);
  const claimed = claimFor(node.load, resources);
  if (!verdict?.fits || 'rejects' in claimed) {
    const rejects = verdict && !verdict.fits ? verdict.rejects : 'rejects' in claimed ? claimed.rejects : [];
    const [first] = rejects;
    const reason = first ? `${[first.subject, first.detail].filter(Boolean).join(': ')}` : 'it is not open';
    return no('conflict', `placement "${id}" cannot go to node "${to}" now: ${reason}`);
  }
  const choice = { node: to, claim: claimed.claim };
  const [replacement] = makePlacements(turn, workload, 'rebalanced', [placement.replica], [choice], {
    actor,
  });
  return { kind: 'move-begun', placement: id, replacement: replacement as MoveBegun['replacement'], to };
}

/** Replicas with more than one copy, or none that runs. */
function unsettledReplicas(workload: WorkloadRecord): number {
  const copies = new Map<number, { all: number; running: number }>();
  for (let replica = 0; replica < workload.spec.replicas; replica++)
    copies.set(replica, { all: 0, running: 0 });
  for (const placement of workload.placements.values()) {
    const { replica, observed } = placement;
    const known = copies.get(replica);
    if (!known || !isStanding(placement)) continue;
    known.all++;
    if (observed === 'running') known.running++;
  }
  return [...copies.values()].filter(({ all, running }) => all !== 1 || running === 0).length;
}

function no(code: ErrorCode, message: string): Rejected {
  return { kind: 'rejected', code, message };
}
