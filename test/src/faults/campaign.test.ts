/** Every fault once, on real processes: the short form of `npm run test:faults`. */
import test from 'ava';
import { campaign, FAULTS } from './campaign.js';

/** Longer than followers wait for a silent leader. */
const STOP_MS = 12_000;

test('whatever dies, stands still or is cut off: what was acknowledged stays, nothing runs twice, nothing is over-committed', async (t) => {
  const scope = { teardown: (end: () => Promise<void>) => t.teardown(end) };
  const { violations, operations, recoveries } = await campaign(scope, {
    faults: FAULTS,
    stopMs: STOP_MS,
    say: (text) => t.log(text),
  });
  t.deepEqual(violations, []);
  t.is(recoveries.length, FAULTS.length);
  t.true(operations.acknowledged > 50, `${operations.acknowledged} acknowledged`);
});
