import { connect } from 'node:net';
import test from 'ava';
import { SeededRandom } from '../fixtures/seeded-random.js';
import { exclusiveCampaign } from './exclusive.js';
import { LockServer } from './lock-server.js';

test('a few cuts: never two exclusive copies at once, and each replica runs again', async (t) => {
  const random = new SeededRandom(7);
  const outcome = await exclusiveCampaign(t, {
    rounds: 3,
    random: () => random.next(),
    say: (text) => t.log(text),
  });
  t.deepEqual(outcome.violations, []);
  t.is(outcome.recoveredMs.length, 3);
  t.true(outcome.replaced > 0, 'one was long enough for a copy to be given up');
});

test('the lock server notices two', async (t) => {
  const locks = await LockServer.open();
  t.teardown(() => locks.close());
  const port = Number(/connect\((\d+)/.exec(locks.program(false))?.[1]);
  for (const name of ['x/y/0.1', 'x/y/0.2', 'x/y/1.3']) connect(port, '127.0.0.1').write(`${name}\n`);
  while (locks.seen.length < 3) await new Promise((resolve) => setTimeout(resolve, 10));
  t.is(locks.violations.length, 1);
  t.is(locks.held, 2);
});
