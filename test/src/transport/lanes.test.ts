/** What is urgent does not wait behind much output, on either carrier; and each lane keeps its order. */
import { LIMITS } from '@berth/core';
import { decodeFrame, LinkEnd, OutgoingQueue } from '@berth/transport/testing';
import test from 'ava';
import fc from 'fast-check';
import { VirtualClock } from './virtual-clock.js';

const PART = 16 * 1024;
/** Under way, and one chunk that may begin below that. */
const BEFORE_BYTES = 192 * 1024;

/** Sends much, then one word; says how many bytes came before the word, and what came in all. */
type Sent = { readonly before: number; readonly order: readonly number[] };

function overGrpc(): Sent {
  const order: number[] = [];
  const done: (() => void)[] = [];
  const queue = new OutgoingQueue((bytes, written) => {
    order.push(bytes[0] ?? -1);
    done.push(written);
  }, LIMITS.linkQueueBytes);
  for (let at = 0; at < 100; at++) queue.push(new Uint8Array(PART).fill(at), true);
  queue.push(Uint8Array.of(200));
  while (done.length > 0) done.shift()?.();
  return { before: order.indexOf(200) * PART, order };
}

function overNats(): Sent {
  const clock = new VirtualClock();
  const order: number[] = [];
  const frames: Uint8Array[] = [];
  const back: Uint8Array[] = [];
  const end = (out: Uint8Array[]) =>
    new LinkEnd({
      ...{ link: '0011aabb', clock, peer: 'the agent', maxPayloadBytes: 1024 * 1024 },
      queueBytes: LIMITS.linkQueueBytes,
      transmit: (frame) => void out.push(frame),
      hasRoom: () => true,
      whenRoom: () => {},
      onMessage: (bytes) => void order.push(bytes[0] ?? -1),
      onDown: () => {},
      onOver: () => {},
    });
  const [a, b] = [end(frames), end(back)];
  for (let at = 0; at < 100; at++) a.send(new Uint8Array(PART).fill(at), true);
  a.send(Uint8Array.of(200));
  for (;;) {
    const [forth] = frames.splice(0, 1);
    const [answer] = back.splice(0, 1);
    if (!forth && !answer) break;
    const [to, from] = [forth && decodeFrame(forth), answer && decodeFrame(answer)];
    if (to) b.receive(to);
    if (from) a.receive(from);
  }
  return { before: order.indexOf(200) * PART, order };
}

for (const [name, send] of [
  ['grpc', overGrpc],
  ['nats', overNats],
] as const) {
  test(`${name}: a heartbeat overtakes output that waits`, (t) => {
    const { before, order } = send();
    t.true(order.includes(200));
    t.true(before <= BEFORE_BYTES, `${before} bytes were first`);
    t.deepEqual(
      order.filter((at) => at !== 200),
      Array.from({ length: 100 }, (_, at) => at),
    );
  });
}

test('whatever is pushed and when it is written, nothing is lost and each lane keeps its order', (t) => {
  const push = fc.record({ isBulk: fc.boolean(), size: fc.integer({ min: 4, max: 100_000 }) });
  const step = fc.oneof(push, fc.constant('written' as const));
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const written: { at: number; isBulk: boolean }[] = [];
      const done: (() => void)[] = [];
      const pushed: boolean[] = [];
      const queue = new OutgoingQueue((bytes, wrote) => {
        const at = bytes.readUInt32LE(0);
        written.push({ at, isBulk: pushed[at] ?? false });
        done.push(wrote);
      }, Number.MAX_SAFE_INTEGER);
      for (const one of steps) {
        if (one === 'written') done.shift()?.();
        else {
          const bytes = Buffer.alloc(one.size);
          bytes.writeUInt32LE(pushed.length);
          pushed.push(one.isBulk);
          queue.push(bytes, one.isBulk);
        }
      }
      while (done.length > 0) done.shift()?.();
      for (const isBulk of [true, false]) {
        const lane = written.filter((each) => each.isBulk === isBulk).map(({ at }) => at);
        const expected = pushed.flatMap((each, at) => (each === isBulk ? [at] : []));
        if (lane.join() !== expected.join()) throw new Error(`${lane} instead of ${expected}`);
      }
      if (queue.unsentBytes !== 0) throw new Error(`${queue.unsentBytes} bytes are left`);
    }),
    { numRuns: 200 },
  );
  t.pass();
});
