/**
 * Room for a task that fits nowhere, by moving others: the tasks in its way go elsewhere, and where they fit nowhere
 * either, smaller ones in their way go first (ejection chains; Glover, Ejection chains, reference structures and
 * alternating path methods for traveling salesman problems, 1996).
 *
 * Invariants: 1. moves are made one after the other, each to where there is room at that time, beside what moves, so every
 * state between could be; 2. at most `movesMax` moves; 3. without room in the end all is as before.
 *
 * Cost: at most {@link SEARCHES_MAX} looks at all nodes for what is in the way, each followed by {@link TRIES} attempts.
 */

import type { Move } from './improve.js';
import { LeaverMemo, type Leavers } from './leaver-memo.js';
import type { HeldTask, Occupancy } from './occupancy.js';
import { bestPlaces, levelFor } from './places.js';

/** Where there is room now, and what had to move for it, in this order. */
export type Room = { readonly rank: number; readonly moves: readonly Move[] };

/** Links of a chain. */
const DEPTH_MAX = 3;
/** Nodes on which it is tried: those where the least is in the way. */
const TRIES = 32;
const SEARCHES_MAX = 48;

/** Makes room on one packing, and remembers what is in the way on nodes that do not change. */
export class RoomMaker {
  readonly #occupancy: Occupancy;
  readonly #memo: LeaverMemo;

  constructor(occupancy: Occupancy) {
    this.#occupancy = occupancy;
    this.#memo = new LeaverMemo(occupancy);
  }

  /** Makes room for a task of a class, which is not placed yet. Undefined when there is no way. */
  makeRoom(of: number, movesMax: number): Room | undefined {
    return new Search(this.#occupancy, this.#memo, movesMax).run(of);
  }
}

type Candidate = { readonly rank: number; readonly leavers: Leavers };

class Search {
  readonly #occupancy: Occupancy;
  readonly #memo: LeaverMemo;
  readonly #movesMax: number;
  readonly #made: { readonly move: Move; readonly before: HeldTask }[] = [];
  /** Nodes that are being cleared: nothing goes there. */
  readonly #clearing = new Set<number>();
  /** By links of a chain, the classes that no chain made room for: one look for all tasks of a class. */
  readonly #without = Array.from({ length: DEPTH_MAX + 1 }, () => new Set<number>());
  #searches = 0;

  constructor(occupancy: Occupancy, memo: LeaverMemo, movesMax: number) {
    this.#occupancy = occupancy;
    this.#memo = memo;
    this.#movesMax = movesMax;
  }

  /** Short chains first. */
  run(of: number): Room | undefined {
    for (let links = 1; links <= DEPTH_MAX; links++) {
      const rank = this.#open(of, links);
      if (rank !== undefined) return { rank, moves: this.#made.map(({ move }) => move) };
    }
    return undefined;
  }

  /** A node with room for a task of the class, after chains of so many links at most. */
  #open(of: number, links: number): number | undefined {
    const without = this.#without[links] as Set<number>;
    if (without.has(of)) return undefined;
    const rank = links === 0 ? this.#asItIs(of) : this.#cleared(of, links);
    if (rank === undefined) without.add(of);
    return rank;
  }

  #asItIs(of: number): number | undefined {
    return bestPlaces(this.#occupancy.packing, of, 1, this.#clearing)[0]?.rank;
  }

  #cleared(of: number, links: number): number | undefined {
    if (this.#searches === SEARCHES_MAX) return undefined;
    this.#searches++;
    return this.#candidates(of).find((candidate) => this.#clear(candidate, links))?.rank;
  }

  #candidates(of: number): Candidate[] {
    const { packing } = this.#occupancy;
    const task = packing.taskOf(of);
    const movesLeft = this.#movesMax - this.#made.length;
    const candidates: Candidate[] = [];
    for (let rank = 0; rank < packing.nodes; rank++) {
      if (this.#clearing.has(rank) || !task.allows(packing.kindOf(rank))) continue;
      const leavers = this.#memo.of(rank, of);
      if (leavers && leavers.tasks.length <= movesLeft) candidates.push({ rank, leavers });
    }
    candidates.sort(
      ({ rank, leavers: a }, { rank: other, leavers: b }) =>
        a.tasks.length - b.tasks.length || a.milli - b.milli || rank - other,
    );
    return candidates.slice(0, TRIES);
  }

  #clear({ rank, leavers }: Candidate, links: number): boolean {
    const before = this.#made.length;
    this.#clearing.add(rank);
    const cleared = leavers.tasks.every((held) => this.#moveAway(held, rank, links));
    this.#clearing.delete(rank);
    if (!cleared) this.#undo(before);
    return cleared;
  }

  #moveAway(held: HeldTask, from: number, links: number): boolean {
    const to = this.#open(held.of, 0) ?? (links > 1 ? this.#open(held.of, links - 1) : undefined);
    if (to === undefined || this.#made.length >= this.#movesMax) return false;
    const slots = this.#occupancy.move(held, from, to, levelFor(this.#occupancy.packing, held.of, to));
    this.#made.push({ move: { id: held.id, from, to, slots }, before: held });
    return true;
  }

  #undo(length: number): void {
    for (const { move, before } of this.#made.splice(length).reverse()) {
      this.#occupancy.remove(before.id, move.to);
      this.#occupancy.placeAgain(before, move.from);
    }
  }
}
