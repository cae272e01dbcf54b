/**
 * Moves that are worth it by themselves: a task goes where the policy rates it better than where it is. What was a good
 * place when the task came need not be one now that others have come, and while there is still room, putting it right
 * takes one move; when there is none left, it takes a chain of them (make-room.ts).
 *
 * A pass looks at every task once, and at every node once for each class of tasks; local search by steepest ascent, one
 * task at a time. Every move goes to where there is room at that time, beside what moves.
 */
import { Moves } from '../engine/moves.js';
import { scoreOf } from '../engine/policy.js';
import type { HeldTask, Occupancy } from './occupancy.js';
import { bestPlaces, levelFor, type Place } from './places.js';

/** A task that was moved: to where, and onto which device slots. */
export type Move = {
  readonly id: number;
  readonly from: number;
  readonly to: number;
  readonly slots: readonly number[];
};

type Better = { readonly held: HeldTask; readonly from: number; readonly to: number; readonly gain: number };

/** Makes at most `movesMax` moves, the best first, that gain at least `gainMin` of the policy's score each. */
export function improve(occupancy: Occupancy, movesMax: number, gainMin: number): Move[] {
  const made: Move[] = [];
  if (movesMax <= 0) return made;
  const { packing } = occupancy;
  for (const { held, from } of betterPlaces(occupancy, gainMin)) {
    if (made.length === movesMax) break;
    // Moves before this one changed what is there.
    const places = bestPlaces(packing, held.of, 2);
    const better = betterPlace(occupancy, held, from, places, new Moves(packing.taskOf(held.of)));
    if (!better || better.gain < gainMin) continue;
    const slots = occupancy.move(held, from, better.to, levelFor(packing, held.of, better.to));
    made.push({ id: held.id, from, to: better.to, slots });
  }
  return made;
}

function betterPlaces(occupancy: Occupancy, gainMin: number): Better[] {
  const { packing } = occupancy;
  const byClass = new Map<number, { readonly places: readonly Place[]; readonly moves: Moves }>();
  const found: Better[] = [];
  for (let from = 0; from < packing.nodes; from++) {
    for (const held of occupancy.tasksOn(from)) {
      const known = byClass.get(held.of) ?? {
        // The best one may be where the task is.
        places: bestPlaces(packing, held.of, 2),
        moves: new Moves(packing.taskOf(held.of)),
      };
      byClass.set(held.of, known);
      const better = betterPlace(occupancy, held, from, known.places, known.moves);
      if (better && better.gain >= gainMin) found.push(better);
    }
  }
  return found.sort((a, b) => b.gain - a.gain || a.held.id - b.held.id);
}

function betterPlace(
  occupancy: Occupancy,
  held: HeldTask,
  from: number,
  places: readonly Place[],
  moves: Moves,
): Better | undefined {
  const place = places.find(({ rank }) => rank !== from);
  if (!place) return undefined;
  const { policy, states } = occupancy.packing;
  const task = occupancy.packing.taskOf(held.of);
  const here = scoreOf(policy.rate(states, occupancy.stateWithout(held, from), task, moves));
  return { held, from, to: place.rank, gain: place.score - here };
}
