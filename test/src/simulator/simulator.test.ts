import test from 'ava';
import { campaign, runTwice } from './campaign.js';
import type { Breakage } from './control-plane.js';
import { SEEDS } from './seeds.js';

const STEPS = 2_500;

test('a short campaign holds every invariant, and every seed does the same twice', async (t) => {
  const { failed } = await campaign({ first: 1_000, count: 20, steps: STEPS, coordinators: 1 }, (line) =>
    t.log(line),
  );
  t.is(failed.length, 0);
});

test('so it does when leaders linger after a take-over', async (t) => {
  const { failed } = await campaign({ first: 2_000, count: 10, steps: STEPS, coordinators: 2 }, (line) =>
    t.log(line),
  );
  t.is(failed.length, 0);
});

for (const { seed, found } of SEEDS) {
  test(`seed ${seed} once found: ${found}`, async (t) => {
    const { violation } = await runTwice({ seed, steps: 4_000, coordinators: 1 });
    t.is(violation, undefined);
  });
}

/** The simulator is evidence only if it notices what it is there to notice. */
for (const broken of ['durability', 'fencing', 'capacity'] as const satisfies readonly Breakage[]) {
  test(`without ${broken} it turns red`, async (t) => {
    for (let first = 1; first <= 40; first += 5) {
      const { failed } = await campaign({ first, count: 5, steps: 4_000, coordinators: 1, broken }, () => {});
      if (failed.length === 0) continue;
      t.log(failed[0]?.violation?.message ?? '');
      t.pass();
      return;
    }
    t.fail('40 seeds noticed nothing');
  });
}
