/** A copy that another one follows on its node goes on until what that needs is here, and not longer than a bound. */
import { newEntry, Prefetches } from '@berth/agent/testing';
import { LIMITS, type PlacementId, type WorkloadKey } from '@berth/core';
import test from 'ava';
import { workload } from '../core/cluster-fixture.js';
import { VirtualClock } from '../transport/virtual-clock.js';

type Entry = ReturnType<typeof newEntry>;
const KEY = 'shop/web' as WorkloadKey;

function copy(generation: number, wish: { replica?: number; exclusive?: boolean } = {}): Entry {
  const { replica = 0, exclusive = false } = wish;
  const { run } = workload();
  return newEntry({
    assigned: {
      ...{ id: `${KEY}/${replica}.${generation}` as PlacementId, workload: KEY, replica, generation },
      ...{ runHash: 'x', claim: { quantities: {}, ports: {}, devices: {} }, desired: 'running' },
    },
    run: { ...run, ...(exclusive && { exclusiveAfterMs: 0 }) },
    ...{ order: generation, dropped: false, phase: 'assigned', attempt: -1, restarts: 0, failures: 0 },
    ...{ message: '', changedAtMs: 0, sequence: 1 },
  });
}

/** Runs, and was asked to end. */
function ending(entry: Entry): Entry {
  const assigned = { ...entry.record.assigned, desired: 'stopped' as const };
  entry.record = { ...entry.record, assigned, phase: 'running', attempt: 0 };
  entry.process = { kind: 'alive', sinceMs: 0, askedAtMs: 0 };
  return entry;
}

function node(...entries: readonly Entry[]) {
  const clock = new VirtualClock();
  const looked: string[] = [];
  const all = new Map(entries.map((entry) => [entry.record.assigned.id, entry]));
  const prefetches = new Prefetches(clock, all, ({ record }) => looked.push(record.assigned.id));
  return { clock, prefetches, looked };
}

test('the old copy goes on until the new one has what it needs, and is looked at then', (t) => {
  const [old, next] = [ending(copy(1)), copy(2)];
  const { prefetches, looked } = node(old, next);
  t.is(prefetches.holdsUntilMs(old), LIMITS.prefetchMs);
  prefetches.fetched(next);
  t.deepEqual(looked, [old.record.assigned.id]);
  t.is(prefetches.holdsUntilMs(old), undefined);
});

test('not for ever', (t) => {
  const [old, next] = [ending(copy(1)), copy(2)];
  const { clock, prefetches } = node(old, next);
  clock.advance(LIMITS.prefetchMs - 1);
  t.is(prefetches.holdsUntilMs(old), LIMITS.prefetchMs);
  clock.advance(1);
  t.is(prefetches.holdsUntilMs(old), undefined);
});

for (const [title, old, next] of [
  ['another replica', copy(1), copy(2, { replica: 1 })],
  ['an earlier copy', copy(3), copy(2)],
  [
    'an exclusive copy, which may be past its fence',
    copy(1, { exclusive: true }),
    copy(2, { exclusive: true }),
  ],
] as const) {
  test(`it ends at once for ${title}`, (t) => {
    t.is(node(ending(old), next).prefetches.holdsUntilMs(old), undefined);
  });
}

test('it ends when the new one has begun, has failed, or is not wanted any more', (t) => {
  for (const change of [{ attempt: 0 }, { phase: 'failed' as const }, { dropped: true }]) {
    const [old, next] = [ending(copy(1)), copy(2)];
    const { prefetches, looked } = node(old, next);
    t.not(prefetches.holdsUntilMs(old), undefined);
    next.record = { ...next.record, ...change };
    prefetches.changed(next);
    t.is(looked.length, 1);
    t.is(prefetches.holdsUntilMs(old), undefined, JSON.stringify(change));
  }
});

test('what is stopping already is not held, and not what is not in the assignment any more', (t) => {
  const [old, next] = [ending(copy(1)), copy(2)];
  const { prefetches } = node(old, next);
  old.record = { ...old.record, phase: 'stopping' };
  t.is(prefetches.holdsUntilMs(old), undefined);
  old.record = { ...old.record, phase: 'running', dropped: true };
  t.is(prefetches.holdsUntilMs(old), undefined);
});
