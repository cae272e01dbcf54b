/**
 * The unbounded knapsack on one device: pieces of whole thousandths, each size with a price, as many of each as fit.
 * A table over every capacity from 0 to 1000 costs 1000 x sizes steps.
 * Source: Gilmore and Gomory, A Linear Programming Approach to the Cutting-Stock Problem, 1961 (their column pricing).
 */
import { WHOLE_DEVICE } from '@berth/core';

/** A piece of a device: `milli` thousandths for `price`. */
export type Piece = { readonly milli: number; readonly price: number };

/** The most that pieces bring in each capacity from 0 to 1000. Never falls. */
export function knapsackValues(pieces: readonly Piece[]): Float64Array {
  const value = new Float64Array(WHOLE_DEVICE + 1);
  const paid = pieces.filter(({ price }) => price > 0);
  for (let room = 1; room <= WHOLE_DEVICE; room++) {
    let most = value[room - 1] as number;
    for (const { milli, price } of paid) {
      if (milli > room) continue;
      const taken = (value[room - milli] as number) + price;
      if (taken > most) most = taken;
    }
    value[room] = most;
  }
  return value;
}

/** Adds to `counts`, per piece, a way to reach `value[room]`. Of ways as good as each other, the one that takes the first pieces. */
export function addBestPattern(
  pieces: readonly Piece[],
  value: Float64Array,
  room: number,
  counts: Uint16Array,
): void {
  let left = room;
  while ((value[left] as number) > 0) {
    const target = value[left] as number;
    const index = pieces.findIndex(
      ({ milli, price }) => price > 0 && milli <= left && (value[left - milli] as number) + price >= target,
    );
    // Nothing reaches the value here: it is the value of a smaller room.
    if (index < 0) left--;
    else {
      counts[index] = (counts[index] ?? 0) + 1;
      left -= (pieces[index] as Piece).milli;
    }
  }
}
