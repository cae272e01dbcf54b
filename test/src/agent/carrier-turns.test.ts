import { CarrierTurns, OthersBack } from '@berth/agent/testing';
import test from 'ava';
import fc from 'fast-check';

const random = { next: () => 0.5 };

test('a link that is lost is followed by the other carrier at once, and that one only once', (t) => {
  const turns = new CarrierTurns(2, random);
  t.is(turns.current, 0);
  turns.welcomed(0);
  t.is(turns.ended(60_000), 0);
  t.is(turns.current, 1);
  // Both are gone: now it waits, and goes round.
  t.is(turns.ended(60_000), 500);
  t.is(turns.current, 0);
  t.is(turns.ended(61_000), 0);
  t.is(turns.ended(61_000), 750);
  t.is(turns.current, 0);
});

test('one carrier alone waits after every loss', (t) => {
  const turns = new CarrierTurns(1, random);
  turns.welcomed(0);
  t.is(turns.ended(60_000), 500);
  t.is(turns.ended(60_500), 750);
  turns.welcomed(61_000);
  t.is(turns.ended(90_000), 500, 'a welcome begins anew');
});

test('who is dropped soon after each welcome does not change over without a pause', (t) => {
  const turns = new CarrierTurns(2, random);
  for (let at = 0; at < 5; at++) {
    turns.welcomed(at * 1_000);
    t.is(turns.ended(at * 1_000 + 100), 500);
    t.is(turns.current, (at + 1) % 2);
  }
});

test('a refusal holds for every carrier', (t) => {
  const turns = new CarrierTurns(3, random);
  turns.refused();
  t.is(turns.ended(0), 250 + 8_000);
});

test('a fleet spreads as its coordinator asked, over the other carrier too, until another one asks otherwise', (t) => {
  const turns = new CarrierTurns(2, random);
  turns.welcomed(0, 20_000);
  t.is(turns.ended(60_000), 10_000);
  t.is(turns.ended(70_000), 250 + 10_000, 'both are gone');
  t.is(turns.ended(80_000), 0, 'nobody comes from a lost conversation any more');
  turns.welcomed(90_000, 10);
  t.is(turns.ended(120_000), 5);
});

test('a welcome is waited for longer with each round in vain', (t) => {
  const turns = new CarrierTurns(1, random);
  const waits = Array.from({ length: 4 }, (_, at) => {
    const { welcomeWithinMs } = turns;
    turns.ended(at * 1_000);
    return welcomeWithinMs;
  });
  t.deepEqual(waits, [15_000, 30_000, 60_000, 60_000]);
  turns.welcomed(100_000);
  t.is(turns.welcomeWithinMs, 15_000);
});

test('no more attempts than carriers without a pause between, whatever happens; pauses are 0.25 to 30.25 s', (t) => {
  const event = fc.record({
    welcomed: fc.boolean(),
    refused: fc.boolean(),
    lastsMs: fc.integer({ min: 1, max: 4_999 }),
  });
  const property = () =>
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 4 }),
        fc.array(event, { maxLength: 60 }),
        fc.double({ min: 0, max: 0.999, noNaN: true }),
        (carriers, events, draw) => {
          const turns = new CarrierTurns(carriers, { next: () => draw });
          let nowMs = 0;
          let hurried = 0;
          for (const { welcomed, refused, lastsMs } of events) {
            if (welcomed) turns.welcomed(nowMs);
            nowMs += lastsMs;
            if (refused) turns.refused();
            const waitMs = turns.ended(nowMs);
            nowMs += waitMs;
            hurried = waitMs === 0 ? hurried + 1 : 0;
            if (hurried >= carriers || (waitMs > 0 && (waitMs < 250 || waitMs > 30_250))) return false;
          }
          return true;
        },
      ),
    );
  t.notThrows(property);
});

test('others are back some time after this agent, the later the longer the coordinator was away', (t) => {
  const others = new OthersBack();
  t.is(others.back(5_000), undefined, 'it was not away');
  t.is(others.lost(10_000), 40_000);
  t.is(others.lost(11_000), undefined, 'the attempts in between do not count anew');
  t.is(others.back(12_000), 17_000);
  others.lost(20_000);
  t.is(others.back(20_500, 8_000), 29_500, 'a large fleet is asked to spread');
  others.lost(30_000);
  t.is(others.back(9_000_000), 9_031_000, 'and nobody pauses for longer');
});
