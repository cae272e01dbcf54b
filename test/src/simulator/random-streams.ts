/** Chance from one seed: a stream of its own for every subsystem, so that a draw in one does not shift the others. */
import { hash53, type Ids, type Random } from '@berth/core';

export type Stream = Random & {
  /** A whole number, both ends included. */
  between(least: number, most: number): number;
  chance(probability: number): boolean;
  pick<Item>(items: readonly Item[]): Item;
};

export function stream(seed: number, name: string): Stream {
  const next = mulberry32(hash53(name, seed) >>> 0);
  return {
    next,
    between: (least, most) => least + Math.floor(next() * (most - least + 1)),
    chance: (probability) => next() < probability,
    pick: (items) => {
      const item = items[Math.floor(next() * items.length)];
      if (item === undefined) throw new Error('nothing to pick from');
      return item;
    },
  };
}

export function streamIds(seed: number, name: string): Ids {
  const random = stream(seed, name);
  return { next: (prefix) => `${prefix}-${random.between(0, 2 ** 40).toString(36)}` };
}

/** mulberry32 (Tommy Ettinger, public domain). */
function mulberry32(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}
