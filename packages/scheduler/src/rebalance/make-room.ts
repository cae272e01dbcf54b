/**
 * Room for a task that fits nowhere, by moving others: on some node the tasks in its way make place and go where they are
 * placed best (an ejection chain; Glover, Ejection chains, reference structures and alternating path methods for traveling
 * salesman problems, 1996).
 *
 * Invariants: 1. nothing is lost: every task that moves has a place afterwards, or all is as before; 2. at most `movesMax`
 * tasks move.
 */

import { WHOLE_DEVICE } from '@berth/core';
import type { TaskClass } from '../engine/policy.js';
import type { HeldTask, Occupancy } from './occupancy.js';

export type Move = {
  readonly id: number;
  readonly from: number;
  readonly to: number;
  readonly slots: readonly number[];
};

/** Where the task is now, and what had to move for it. */
export type Room = {
  readonly rank: number;
  readonly slots: readonly number[];
  readonly moves: readonly Move[];
};

/** Nodes on which it is tried: those where the least is in the way. */
const TRIES = 24;

type Candidate = { readonly rank: number; readonly inTheWay: readonly HeldTask[]; readonly milli: number };

export function makeRoom(occupancy: Occupancy, id: number, of: number, movesMax: number): Room | undefined {
  const task = occupancy.packing.taskOf(of);
  const candidates: Candidate[] = [];
  for (let rank = 0; rank < occupancy.packing.nodes; rank++) {
    if (!task.allows(occupancy.packing.kindOf(rank))) continue;
    const inTheWay = leastInTheWay(occupancy, rank, task, movesMax);
    if (inTheWay) candidates.push({ rank, inTheWay, milli: milliOf(occupancy, inTheWay) });
  }
  candidates.sort((a, b) => a.inTheWay.length - b.inTheWay.length || a.milli - b.milli || a.rank - b.rank);
  for (const candidate of candidates.slice(0, TRIES)) {
    const room = tryOn(occupancy, id, of, candidate);
    if (room) return room;
  }
  return undefined;
}

function milliOf(occupancy: Occupancy, tasks: readonly HeldTask[]): number {
  return tasks.reduce((sum, { of }) => {
    const { devices, milli } = occupancy.packing.taskOf(of);
    return sum + devices * milli;
  }, 0);
}

/** The tasks that have to leave a node for the task to fit; undefined when that does not help, or is too many. */
function leastInTheWay(
  occupancy: Occupancy,
  rank: number,
  task: TaskClass,
  movesMax: number,
): readonly HeldTask[] | undefined {
  const one = oneInTheWay(occupancy, rank, task);
  if (one || task.milli < WHOLE_DEVICE) return one && [one];
  const several = blockInTheWay(occupancy, rank, task);
  return several && several.length <= movesMax && fitsWithout(occupancy, rank, task, several)
    ? several
    : undefined;
}

/** The smallest task without which it fits. */
function oneInTheWay(occupancy: Occupancy, rank: number, task: TaskClass): HeldTask | undefined {
  let best: HeldTask | undefined;
  let bestMilli = Number.POSITIVE_INFINITY;
  for (const held of occupancy.tasksOn(rank)) {
    const { devices, milli } = occupancy.packing.taskOf(held.of);
    // Moving what is as large helps nobody, unless it moves to where the other may not go.
    if (devices * milli >= bestMilli || !fitsWithout(occupancy, rank, task, [held])) continue;
    best = held;
    bestMilli = devices * milli;
  }
  return best;
}

/** The tasks on the devices that the fewest are on. */
function blockInTheWay(occupancy: Occupancy, rank: number, task: TaskClass): readonly HeldTask[] | undefined {
  const bySlot = new Map<number, HeldTask[]>();
  for (const held of occupancy.tasksOn(rank)) {
    for (const slot of held.slots) bySlot.set(slot, [...(bySlot.get(slot) ?? []), held]);
  }
  const levels = occupancy.levelsOf(rank);
  const slots = [...levels.keys()].filter((slot) => levels[slot] === WHOLE_DEVICE || bySlot.has(slot));
  if (slots.length < task.devices) return undefined;
  const crowd = (slot: number) => bySlot.get(slot)?.length ?? 0;
  slots.sort((a, b) => crowd(a) - crowd(b) || (levels[b] as number) - (levels[a] as number) || a - b);
  return [...new Set(slots.slice(0, task.devices).flatMap((slot) => bySlot.get(slot) ?? []))];
}

function fitsWithout(
  occupancy: Occupancy,
  rank: number,
  task: TaskClass,
  gone: readonly HeldTask[],
): boolean {
  const { packing } = occupancy;
  const free = packing.freeOf(rank);
  for (let at = 0; at < task.amounts.length; at++) {
    let amount = free[at] as number;
    for (const { of } of gone) amount += packing.taskOf(of).amounts[at] as number;
    if (amount < (task.amounts[at] as number)) return false;
  }
  const levels = occupancy.levelsOf(rank);
  let fitting = 0;
  for (let slot = 0; slot < levels.length && fitting < task.devices; slot++) {
    let level = levels[slot] as number;
    for (const held of gone) if (held.slots.includes(slot)) level += packing.taskOf(held.of).milli;
    if (level >= task.milli) fitting++;
  }
  return fitting >= task.devices;
}

/** Does it; undoes all when one of those that leave finds no other place. */
function tryOn(
  occupancy: Occupancy,
  id: number,
  of: number,
  { rank, inTheWay }: Candidate,
): Room | undefined {
  for (const held of inTheWay) occupancy.remove(held.id, rank);
  const slots = occupancy.placeOn(id, of, rank);
  const moves: Move[] = [];
  for (const held of inTheWay) {
    const placed = occupancy.place(held.id, held.of);
    if (!placed) break;
    moves.push({ id: held.id, from: rank, to: placed.rank, slots: placed.slots });
  }
  if (moves.length === inTheWay.length) return { rank, slots, moves };
  for (const move of moves) occupancy.remove(move.id, move.to);
  occupancy.remove(id, rank);
  for (const held of inTheWay) occupancy.placeAgain(held, rank);
  return undefined;
}
