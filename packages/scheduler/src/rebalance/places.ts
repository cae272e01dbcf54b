/** Where on a packing a task would go now, by the policy. One look at every node: for moves, which are few. */
import { Moves } from '../engine/moves.js';
import type { Packing } from '../engine/packing.js';
import { levelOf, scoreOf } from '../engine/policy.js';

export type Place = { readonly rank: number; readonly score: number };

/** The best nodes with room for a task of the class, best first, the smaller rank of equal ones; not those to skip. */
export function bestPlaces(
  packing: Packing,
  of: number,
  count: number,
  skip?: ReadonlySet<number>,
): readonly Place[] {
  const { policy, states } = packing;
  const task = packing.taskOf(of);
  const moves = new Moves(task);
  const best: Place[] = [];
  for (let rank = 0; rank < packing.nodes; rank++) {
    const state = packing.stateOf(rank);
    if (!packing.amountsFit(rank, task) || !states.devicesFit(state, task)) continue;
    if (!task.allows(packing.kindOf(rank)) || skip?.has(rank)) continue;
    const score = scoreOf(policy.rate(states, state, task, moves));
    if (best.length === count && score <= (best[count - 1] as Place).score) continue;
    best.push({ rank, score });
    best.sort((a, b) => b.score - a.score || a.rank - b.rank);
    if (best.length > count) best.pop();
  }
  return best;
}

/** The free thousandths of the devices that the policy takes for a task of the class on a node where it fits. */
export function levelFor(packing: Packing, of: number, rank: number): number {
  const task = packing.taskOf(of);
  return levelOf(packing.policy.rate(packing.states, packing.stateOf(rank), task, new Moves(task)));
}
