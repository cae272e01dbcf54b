import type { StatusDetail } from '@berth/agent';
import { StatusHistory } from '@berth/agent/testing';
import { placementId, workloadKey } from '@berth/core';
import test from 'ava';
import fc from 'fast-check';

const [A, B] = [0, 1].map((replica) => placementId(workloadKey('shop', 'web'), replica, 1));

function detail(sequence: number, placement = A): StatusDetail {
  return { placement: placement as never, phase: 'running', restarts: 0, message: '', atMs: 0, sequence };
}

/** As the runner does it: durable when it returns. */
function write(history: StatusHistory): { puts: number[]; deletes: number[] } {
  const { written, detailPuts = [], detailDeletes = [] } = history.changes();
  written();
  return { puts: detailPuts.map(({ sequence }) => sequence), deletes: [...detailDeletes] };
}

test('what is not durable is not told', (t) => {
  const history = new StatusHistory([]);
  history.add(detail(1));
  t.deepEqual(history.after(0), []);
  t.is(history.firstUnsaved, 1);
  t.deepEqual(write(history), { puts: [1], deletes: [] });
  t.deepEqual(history.after(0), [detail(1)]);
  t.is(history.firstUnsaved, Number.POSITIVE_INFINITY);
});

test('over the bound the oldest goes, and the next one of its placement says so', (t) => {
  const history = new StatusHistory([], 3);
  for (const [sequence, of] of [
    [1, A],
    [2, B],
    [3, A],
  ] as const)
    history.add(detail(sequence, of));
  write(history);
  t.is(history.add(detail(4)), undefined);
  t.deepEqual(write(history), { puts: [3, 4], deletes: [1] });
  t.deepEqual(history.after(0), [detail(2, B), { ...detail(3), dropped: 1 }, detail(4)]);
  t.deepEqual(history.add(detail(5)), { placement: B as never, dropped: 1 }, 'no other of B is left');
  t.is(history.add(detail(6)), undefined);
  write(history);
  t.deepEqual(history.after(0), [{ ...detail(4), dropped: 2 }, detail(5), detail(6)]);
});

test('a change that is overtaken late still stands in its order', (t) => {
  const history = new StatusHistory([]);
  for (const sequence of [5, 9, 7, 6]) history.add(detail(sequence));
  t.deepEqual(history.numbers, [5, 6, 7, 9]);
  history.forgetUpTo(6);
  t.deepEqual(history.numbers, [7, 9]);
  t.deepEqual(write(history), { puts: [7, 9], deletes: [5, 6] });
  history.renumber((old) => old + 100);
  t.deepEqual(write(history), { puts: [107, 109], deletes: [7, 9] });
});

test('nothing is lost without being counted, whatever is acknowledged in between', (t) => {
  const step = fc.record({ add: fc.integer({ min: 0, max: 2 }), acknowledge: fc.boolean() });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), fc.integer({ min: 1, max: 5 }), (steps, limit) => {
      const history = new StatusHistory([], limit);
      const placements = [A, B, placementId(workloadKey('x', 'y'), 0, 1)];
      let sequence = 0;
      let told = 0;
      let counted = 0;
      let acknowledged = 0;
      for (const { add, acknowledge } of steps) {
        counted += history.add(detail(++sequence, placements[add]))?.dropped ?? 0;
        write(history);
        if (!acknowledge) continue;
        for (const { dropped = 0 } of history.after(acknowledged)) {
          told++;
          counted += dropped;
        }
        acknowledged = sequence;
        history.forgetUpTo(acknowledged);
      }
      for (const { dropped = 0 } of history.after(acknowledged)) {
        told++;
        counted += dropped;
      }
      t.is(told + counted, sequence);
      t.true(history.numbers.length <= limit);
    }),
  );
});
