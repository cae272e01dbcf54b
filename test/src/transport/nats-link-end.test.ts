/** The two ends of a link over NATS, without NATS: what they make of a way that holds, loses and repeats frames. */
import { LIMITS } from '@berth/core';
import { decodeFrame, encodeFrame, LinkEnd } from '@berth/transport/testing';
import test from 'ava';
import fc from 'fast-check';
import { VirtualClock } from './virtual-clock.js';

const LINK = '0011aabb';
/** What a link may have under way, and one chunk that may begin below that. */
const UNDER_WAY_BYTES = 256 * 1024 + 64 * 1024;

class Way {
  readonly frames: Uint8Array[] = [];
  room = true;
  readonly waiting: (() => void)[] = [];
}

class End {
  readonly out = new Way();
  readonly got: string[] = [];
  readonly downs: string[] = [];
  readonly end: LinkEnd;
  overs = 0;

  constructor(clock: VirtualClock, options: { queueBytes?: number; maxPayloadBytes?: number } = {}) {
    this.end = new LinkEnd({
      link: LINK,
      clock,
      queueBytes: options.queueBytes ?? LIMITS.linkQueueBytes,
      maxPayloadBytes: options.maxPayloadBytes ?? 1024 * 1024,
      peer: 'the agent',
      transmit: (frame) => this.out.frames.push(frame),
      hasRoom: () => this.out.room,
      whenRoom: (run) => this.out.waiting.push(run),
      onMessage: (bytes) => this.got.push(Buffer.from(bytes).toString('base64')),
      onDown: (why) => this.downs.push(why),
      onOver: () => {
        this.overs++;
      },
    });
  }
}

function pair(options: { queueBytes?: number; maxPayloadBytes?: number } = {}) {
  const clock = new VirtualClock();
  return { clock, a: new End(clock, options), b: new End(clock, options) };
}

function deliver(from: End, to: End): boolean {
  const frame = decodeFrame(from.out.frames.shift() ?? new Uint8Array());
  if (frame) to.end.receive(frame);
  return frame !== undefined;
}

function settle(a: End, b: End): void {
  while (deliver(a, b) || deliver(b, a));
}

const bytesOf = (size: number, at: number) => Uint8Array.from({ length: size }, (_, i) => (i * 7 + at) % 256);
const textOf = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64');

const STEP = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('send' as const),
      from: fc.nat(1),
      size: fc.integer({ min: 1, max: 150_000 }),
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({ do: fc.constant('deliver' as const), from: fc.nat(1), size: fc.nat(30) }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('room' as const), from: fc.nat(1), size: fc.nat(1) }) },
);

test('whatever the order of sending and arriving: all in order, once each, within the window', (t) => {
  fc.assert(
    fc.property(
      fc.array(STEP, { maxLength: 60 }),
      fc.integer({ min: 64, max: 200_000 }),
      (steps, maxPayloadBytes) => {
        const { a, b } = pair({ maxPayloadBytes });
        const ends = [a, b] as const;
        const sent: string[][] = [[], []];
        for (const [at, step] of steps.entries()) {
          const [from, to] = step.from === 0 ? [a, b] : [b, a];
          if (step.do === 'send') {
            const bytes = bytesOf(step.size, at);
            if (from.end.send(bytes)) sent[step.from]?.push(textOf(bytes));
          } else if (step.do === 'deliver') {
            for (let i = 0; i < step.size; i++) deliver(from, to);
          } else {
            from.out.room = step.size === 1;
            if (from.out.room) for (const run of from.out.waiting.splice(0)) run();
          }
          const underWay = from.out.frames.reduce((sum, frame) => sum + frame.length - 9, 0);
          if (underWay > UNDER_WAY_BYTES) return false;
          if (from.out.frames.some((frame) => frame.length > maxPayloadBytes)) return false;
        }
        for (const { out } of ends) {
          out.room = true;
          for (const run of out.waiting.splice(0)) run();
        }
        settle(a, b);
        t.deepEqual(b.got, sent[0]);
        t.deepEqual(a.got, sent[1]);
        return a.end.isUp && b.end.isUp;
      },
    ),
    { numRuns: 150 },
  );
});

test('a frame that is lost ends the link at both ends, and nothing behind it is handed over', async (t) => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.integer({ min: 1, max: 100_000 }), { minLength: 2, maxLength: 8 }),
      fc.nat(),
      async (sizes, pick) => {
        const { a, b } = pair();
        const messages = sizes.map(bytesOf);
        for (const message of messages) a.end.send(message);
        const lost = pick % a.out.frames.length;
        const isLast = lost === a.out.frames.length - 1;
        a.out.frames.splice(lost, 1);
        settle(a, b);
        a.end.send(bytesOf(5, 5));
        settle(a, b);
        await Promise.resolve();
        t.deepEqual(b.got, messages.map(textOf).slice(0, b.got.length), 'a prefix');
        t.true(b.got.length < messages.length, String(isLast));
        t.deepEqual([a.downs.length, b.downs.length, a.overs, b.overs], [1, 1, 1, 1]);
        t.regex(b.downs[0] ?? '', /\d+ messages were lost on their way/);
        t.regex(a.downs[0] ?? '', /the agent closed the link: \d+ messages were lost/);
      },
    ),
    { numRuns: 60 },
  );
});

test('numbers of frames go round after 65536, unnoticed', (t) => {
  const { a, b } = pair();
  for (let round = 0; round < 70; round++) {
    for (let i = 0; i < 1_000; i++) a.end.send(bytesOf(1, round + i));
    settle(a, b);
  }
  t.is(b.got.length, 70_000);
  t.true(a.end.isUp && b.end.isUp);
});

test('a frame that comes twice is handed over once', (t) => {
  const { a, b } = pair();
  a.end.send(bytesOf(10, 1));
  a.end.send(bytesOf(10, 2));
  const frames = a.out.frames.splice(0);
  for (const frame of [...frames, ...frames]) {
    a.out.frames.push(frame);
    deliver(a, b);
  }
  t.is(b.got.length, 2);
  t.true(b.end.isUp);
});

test('an end that takes nothing: the queue is bounded, then the link ends with its size', async (t) => {
  const { a, b } = pair({ queueBytes: 1_000_000 });
  const taken = Array.from({ length: 100 }, (_, i) => a.end.send(bytesOf(64_000, i))).filter(Boolean).length;
  await Promise.resolve();
  t.is(taken, 15);
  t.regex(a.downs[0] ?? '', /the agent does not take its messages: 960000 bytes are waiting/);
  settle(a, b);
  await Promise.resolve();
  t.regex(b.downs[0] ?? '', /does not take its messages/);
});

test('a close waits for what was sent before it, but not for ever', async (t) => {
  const { clock, a, b } = pair();
  for (let i = 0; i < 20; i++) a.end.send(bytesOf(60_000, i));
  a.end.close('enough');
  t.false(a.end.send(bytesOf(1, 1)));
  t.is(a.downs.length, 0, 'not inside the call');
  await Promise.resolve();
  t.deepEqual([a.downs, a.overs], [['enough'], 0]);
  settle(a, b);
  await Promise.resolve();
  t.deepEqual([b.got.length, b.downs, a.overs, b.overs], [20, ['the agent closed the link: enough'], 1, 1]);
  t.is(clock.waiting, 0, 'no timer is left');

  const deaf = pair();
  for (let i = 0; i < 20; i++) deaf.a.end.send(bytesOf(60_000, i));
  deaf.a.end.close('enough');
  for (const overs of [0, 0, 0, 0, 1]) {
    deaf.clock.advance(1_000);
    t.is(deaf.a.overs, overs);
  }
});

test('a message of many parts that never ends is refused at the bound of messages', async (t) => {
  const { b } = pair();
  const payload = new Uint8Array(64 * 1024);
  for (let sequence = 0; sequence < 80; sequence++) {
    const frame = decodeFrame(encodeFrame({ kind: 'part', link: LINK, sequence, received: 0, payload }));
    if (frame) b.end.receive(frame);
  }
  await Promise.resolve();
  t.regex(b.downs[0] ?? '', /more than 4194304 bytes is over the bound/);
});

test('bytes that are no frame are none, and frames come back as they were', (t) => {
  t.is(decodeFrame(new Uint8Array(0)), undefined);
  t.is(decodeFrame(new Uint8Array(8)), undefined);
  t.is(decodeFrame(new Uint8Array(9).fill(200)), undefined);
  const kind = fc.constantFrom('open', 'accept', 'refuse', 'part', 'last', 'ack', 'close', 'ping' as const);
  const link = fc
    .array(fc.constantFrom(...'0123456789abcdef'), { minLength: 8, maxLength: 8 })
    .map((it) => it.join(''));
  const u16 = fc.integer({ min: 0, max: 2 ** 16 - 1 });
  fc.assert(
    fc.property(
      fc.record({ kind, link, sequence: u16, received: u16, payload: fc.uint8Array() }),
      (frame) => {
        const back = decodeFrame(encodeFrame(frame));
        t.deepEqual(back && { ...back, payload: Uint8Array.from(back.payload) }, frame);
      },
    ),
  );
});
