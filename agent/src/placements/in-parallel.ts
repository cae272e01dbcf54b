import type { Clock } from '@berth/core';

/** Works on all items, at most `limit` at a time, begun in their order. Rejects with the first failure. */
export async function inParallel<Item>(
  items: readonly Item[],
  limit: number,
  work: (item: Item) => Promise<void>,
): Promise<void> {
  const left = items.values();
  const worker = async () => {
    for (const item of left) await work(item);
  };
  await Promise.all(Array.from({ length: Math.min(limit, items.length) }, worker));
}

/** Resolves when it is settled, either way, and at the latest after `ms`. */
export function settledWithin(
  clock: Pick<Clock, 'schedule'>,
  promise: Promise<unknown>,
  ms: number,
): Promise<void> {
  return new Promise((resolve) => {
    const cancel = clock.schedule(ms, resolve);
    const done = () => {
      cancel();
      resolve();
    };
    promise.then(done, done);
  });
}
