/** Which tasks would have to leave a node for another one to fit there. */

import { WHOLE_DEVICE } from '@berth/core';
import type { TaskClass } from '../engine/policy.js';
import type { HeldTask, Occupancy } from './occupancy.js';

/** Tasks that leave because of amounts alone, at most. */
const AMOUNT_LEAVERS_MAX = 2;

/**
 * The least (by thousandths of devices, then by number) whose leaving makes a task fit on a node; empty when it fits as it
 * is, undefined when nothing worth it helps: moving more of the devices than the task takes gains nothing.
 */
export function inTheWay(
  occupancy: Occupancy,
  rank: number,
  task: TaskClass,
): readonly HeldTask[] | undefined {
  const byDevice = deviceLeavers(occupancy, rank, task);
  if (!byDevice) return undefined;
  const several = withAmountLeavers(occupancy, rank, task, byDevice);
  const one = several?.length === 1 ? undefined : oneLeaver(occupancy, rank, task);
  const best =
    one && (!several || milliOf(occupancy, [one]) <= milliOf(occupancy, several)) ? [one] : several;
  return best && milliOf(occupancy, best) <= task.devices * task.milli ? best : undefined;
}

export function milliOf(occupancy: Occupancy, tasks: readonly HeldTask[]): number {
  let sum = 0;
  for (const { of } of tasks) {
    const { devices, milli } = occupancy.packing.taskOf(of);
    sum += devices * milli;
  }
  return sum;
}

/** The smallest task whose leaving alone is enough, for amounts and devices. */
function oneLeaver(occupancy: Occupancy, rank: number, task: TaskClass): HeldTask | undefined {
  let best: HeldTask | undefined;
  let bestMilli = Number.POSITIVE_INFINITY;
  for (const held of occupancy.tasksOn(rank)) {
    const milli = milliOf(occupancy, [held]);
    if (
      milli >= bestMilli ||
      missing(occupancy, rank, task, [held]) ||
      !devicesFit(occupancy, rank, task, held)
    )
      continue;
    best = held;
    bestMilli = milli;
  }
  return best;
}

function devicesFit(occupancy: Occupancy, rank: number, task: TaskClass, gone: HeldTask): boolean {
  const levels = occupancy.levelsOf(rank);
  const { milli } = occupancy.packing.taskOf(gone.of);
  let fitting = 0;
  for (let slot = 0; slot < levels.length && fitting < task.devices; slot++) {
    const level = (levels[slot] as number) + (gone.slots.includes(slot) ? milli : 0);
    if (level >= task.milli) fitting++;
  }
  return fitting >= task.devices;
}

/** Those on as many devices as the task takes, where the least has to leave. */
function deviceLeavers(occupancy: Occupancy, rank: number, task: TaskClass): HeldTask[] | undefined {
  if (task.devices === 0) return [];
  const levels = occupancy.levelsOf(rank);
  const bySlot = new Map<number, HeldTask[]>();
  for (const held of occupancy.tasksOn(rank)) {
    for (const slot of held.slots) {
      const there = bySlot.get(slot);
      if (there) there.push(held);
      else bySlot.set(slot, [held]);
    }
  }
  const offers: { readonly leavers: readonly HeldTask[]; readonly milli: number }[] = [];
  for (let slot = 0; slot < levels.length; slot++) {
    const level = levels[slot] as number;
    const there = bySlot.get(slot) ?? [];
    if (level === 0 && there.length === 0) continue;
    const leavers = fewest(occupancy, there, task.milli - level);
    if (leavers) offers.push({ leavers, milli: milliOf(occupancy, leavers) });
  }
  if (offers.length < task.devices) return undefined;
  offers.sort((a, b) => a.milli - b.milli || a.leavers.length - b.leavers.length);
  return [...new Set(offers.slice(0, task.devices).flatMap(({ leavers }) => leavers))];
}

/** The fewest of a device's tasks that give back so much, and of those the smallest; undefined when all are too little. */
function fewest(
  occupancy: Occupancy,
  there: readonly HeldTask[],
  needs: number,
): readonly HeldTask[] | undefined {
  if (needs <= 0) return [];
  const milli = (held: HeldTask) => occupancy.packing.taskOf(held.of).milli;
  const rising = [...there].sort((a, b) => milli(a) - milli(b) || a.id - b.id);
  const one = rising.find((held) => milli(held) >= needs);
  if (one) return [one];
  // From the largest on: few, if not always the fewest thousandths.
  const leavers: HeldTask[] = [];
  let given = 0;
  for (const held of rising.reverse()) {
    leavers.push(held);
    given += milli(held);
    if (given >= needs) return leavers;
  }
  return undefined;
}

/** More of them, until the amounts are enough, too: first those that take no devices. */
function withAmountLeavers(
  occupancy: Occupancy,
  rank: number,
  task: TaskClass,
  leavers: HeldTask[],
): readonly HeldTask[] | undefined {
  const all = [...leavers];
  for (let more = 0; ; more++) {
    const lack = missing(occupancy, rank, task, all);
    if (!lack) return all;
    if (more === AMOUNT_LEAVERS_MAX) return undefined;
    const next = bestForAmount(occupancy, rank, all, lack);
    if (!next) return undefined;
    all.push(next);
  }
}

type Lack = { readonly dimension: number; readonly amount: number };

/** The first amount of which there is too little without those that leave. */
function missing(
  occupancy: Occupancy,
  rank: number,
  task: TaskClass,
  gone: readonly HeldTask[],
): Lack | undefined {
  const { packing } = occupancy;
  const free = packing.freeOf(rank);
  for (let dimension = 0; dimension < task.amounts.length; dimension++) {
    let lack = (task.amounts[dimension] as number) - (free[dimension] as number);
    for (const { of } of gone) lack -= packing.taskOf(of).amounts[dimension] as number;
    if (lack > 0) return { dimension, amount: lack };
  }
  return undefined;
}

/** Of those that give back enough the one with the least of devices; else the one that gives back most. */
function bestForAmount(
  occupancy: Occupancy,
  rank: number,
  gone: readonly HeldTask[],
  { dimension, amount }: Lack,
): HeldTask | undefined {
  let best: HeldTask | undefined;
  let bestRank = Number.POSITIVE_INFINITY;
  for (const held of occupancy.tasksOn(rank)) {
    if (gone.includes(held)) continue;
    const { devices, milli, amounts } = occupancy.packing.taskOf(held.of);
    const gives = amounts[dimension] as number;
    if (gives === 0) continue;
    const own = gives >= amount ? devices * milli : 2 * WHOLE_DEVICE * 64 - gives / 1e6 + devices * milli;
    if (own >= bestRank) continue;
    best = held;
    bestRank = own;
  }
  return best;
}
