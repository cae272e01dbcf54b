/** Windows of streams: what is sent and not taken yet never goes over them, whoever is fast or slow. */
import { CreditedQueue, CreditGate } from '@berth/transport';
import test from 'ava';
import fc from 'fast-check';

test('whatever the sizes and the reader, all arrives in order, within the window, and nobody is stuck', async (t) => {
  const scenario = fc.record({
    windowBytes: fc.integer({ min: 1, max: 64 }),
    parts: fc.array(fc.integer({ min: 1, max: 200 }), { maxLength: 20 }),
  });
  await fc.assert(
    fc.asyncProperty(scenario, fc.scheduler(), async ({ windowBytes, parts }, scheduler) => {
      const gate = new CreditGate(windowBytes);
      const queue = new CreditedQueue<number[]>({
        windowBytes,
        bytesOf: (item) => item.length,
        grant: (bytes) => void scheduler.schedule(Promise.resolve()).then(() => gate.grant(bytes)),
      });
      let next = 0;
      const send = async () => {
        for (const part of parts) {
          for (let from = 0; from < part; ) {
            const bytes = await gate.take(part - from);
            const item = Array.from({ length: bytes }, () => next++);
            void scheduler.schedule(Promise.resolve()).then(() => queue.push(item));
            from += bytes;
          }
        }
        void scheduler.schedule(Promise.resolve()).then(() => scheduler.schedule(Promise.resolve()));
      };
      const total = parts.reduce((sum, part) => sum + part, 0);
      const read: number[] = [];
      const reading = (async () => {
        if (total === 0) return;
        for await (const item of queue) {
          read.push(...item);
          if (queue.heldBytes > windowBytes) throw new Error('over the window');
          await scheduler.schedule(Promise.resolve());
          if (read.length === total) return;
        }
      })();
      await scheduler.waitFor(Promise.all([send(), reading]));
      const sorted = [...read].sort((a, b) => a - b);
      if (read.length !== total || sorted.some((value, at) => value !== at)) throw new Error(`${read}`);
    }),
    { numRuns: 200 },
  );
  t.pass();
});

test('more than was allowed ends the stream, and the rest of it is not kept', async (t) => {
  const queue = new CreditedQueue<Uint8Array>({
    windowBytes: 10,
    bytesOf: (item) => item.length,
    grant: () => {},
  });
  queue.push(new Uint8Array(6));
  queue.push(new Uint8Array(5));
  const reader = queue[Symbol.asyncIterator]();
  await t.throwsAsync(reader.next(), { code: 'overloaded' });
});

test('what is in it is read before its end, and its error after that', async (t) => {
  const queue = new CreditedQueue<string>({ windowBytes: 10, bytesOf: () => 1, grant: () => {} });
  queue.push('a');
  queue.end();
  queue.push('b');
  const heard: string[] = [];
  for await (const item of queue) heard.push(item);
  t.deepEqual(heard, ['a']);
});

test('a gate that is over lets nothing through, also those that wait; credit never grows over the window', async (t) => {
  const gate = new CreditGate(4);
  gate.grant(100);
  t.is(await gate.take(100), 4);
  const waiting = gate.take(1);
  gate.end();
  t.is(await waiting, 0);
  t.is(await gate.take(1), 0);
});
