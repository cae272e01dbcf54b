import test from 'ava';
import { campaign } from './campaign.js';
import type { Breakage } from './control-plane.js';
import { reached } from './reached.js';
import { runSeed } from './run-seed.js';
import { SEEDS } from './seeds.js';

const STEPS = 2_500;

test('a short campaign holds every invariant, and a seed does the same twice', async (t) => {
  const { failed } = await campaign({ first: 1_000, count: 10, steps: STEPS, coordinators: 1 }, (line) =>
    t.log(line),
  );
  t.is(failed.length, 0);
});

test('so does one with three coordinators on a stream', async (t) => {
  const options = { first: 2_000, count: 8, steps: STEPS, coordinators: 3 };
  const { failed, counts } = await campaign(options, (line) => t.log(line));
  t.is(failed.length, 0);
  const met = reached(3).filter((what) => counts.has(what));
  t.log(`met ${met.length} of the ${reached(3).length} kinds of things that a long campaign has to meet`);
  t.true(met.length > reached(3).length / 3);
});

test('so does one that looks at exclusive copies', async (t) => {
  const options = { first: 3_000, count: 2, steps: STEPS, coordinators: 3, focus: 'exclusive' as const };
  const { failed } = await campaign(options, (line) => t.log(line));
  t.is(failed.length, 0);
});

for (const { seed, found, coordinators = 1 } of SEEDS) {
  test(`seed ${seed} (${coordinators}) once found: ${found}`, async (t) => {
    const { violation } = await runSeed({ seed, steps: 4_000, coordinators });
    t.is(violation, undefined);
  });
}

/** The simulator is evidence only if it notices what it is there to notice. `first`: a seed that does, and not the only one. */
const BREAKAGES: readonly {
  readonly broken: Breakage;
  readonly coordinators: number;
  readonly first: number;
}[] = [
  { broken: 'durability', coordinators: 1, first: 6 },
  { broken: 'fencing', coordinators: 1, first: 24 },
  { broken: 'capacity', coordinators: 1, first: 2 },
  { broken: 'fence', coordinators: 3, first: 2 },
  { broken: 'exact-ack', coordinators: 3, first: 6 },
  { broken: 'resolve', coordinators: 3, first: 1 },
];
for (const { broken, coordinators, first } of BREAKAGES) {
  test(`without ${broken} it turns red`, async (t) => {
    for (let seed = first; seed < first + 40; seed++) {
      const { violation } = await runSeed({ seed, steps: 4_000, coordinators, broken });
      if (!violation) continue;
      t.log(`seed ${seed}: ${violation.message}`);
      t.pass();
      return;
    }
    t.fail('40 seeds noticed nothing');
  });
}
