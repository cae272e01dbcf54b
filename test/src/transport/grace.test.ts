import { Grace } from '@berth/transport/testing';
import test from 'ava';
import { VirtualClock } from './virtual-clock.js';

function rig(): { clock: VirtualClock; grace: Grace; overs: () => number } {
  const clock = new VirtualClock();
  let overs = 0;
  return { clock, overs: () => overs, grace: new Grace(clock, () => overs++) };
}

test('a grace is over after five seconds without a grant, once', (t) => {
  const { clock, grace, overs } = rig();
  clock.advance(60_000);
  t.is(overs(), 0, 'nobody was granted one');
  for (let second = 0; second < 20; second++) {
    grace.grant();
    for (let within = 0; within < 4; within++) clock.advance(1_000);
  }
  t.is(overs(), 0);
  clock.advance(1_000);
  t.is(overs(), 1);
  grace.grant();
  for (let second = 0; second < 20; second++) clock.advance(1_000);
  t.is(overs(), 1);
});

test('a program that was held up for a minute looks at what has come before it judges', (t) => {
  const { clock, grace, overs } = rig();
  grace.grant();
  clock.advance(60_000);
  t.is(overs(), 0);
  grace.grant();
  for (let second = 0; second < 4; second++) clock.advance(1_000);
  t.is(overs(), 0);
});

test('ended, it keeps no timer', (t) => {
  const { clock, grace, overs } = rig();
  grace.grant();
  grace.end();
  grace.grant();
  t.is(clock.waiting, 0);
  clock.advance(60_000);
  t.is(overs(), 0);
});
