/** Prices of packing devices: the linear program against published bounds, hand counts, brute force and its own dual. */
import { WHOLE_DEVICE } from '@berth/core';
import {
  approximatePrices,
  type PricedClass,
  type PricedShape,
  type Prices,
  type PricesInput,
  type PricesResult,
  solvePrices,
} from '@berth/scheduler';
import test, { type ExecutionContext } from 'ava';
import { SeededRandom } from '../fixtures/seeded-random.js';
import { boundRows, CAPACITY_MILLI, findOpenb, openbInput } from './openb.js';
import { bestByTrying, largeInput, pricesInput, tinyInput } from './priced-samples.js';

/** Half of the last digit that the table of bounds gives. */
const TABLE_ROUNDING_PCT = 0.005 + 1e-9;

function solved(t: ExecutionContext, result: PricesResult): Prices {
  if (result.kind === 'failed') t.fail(result.why);
  return t.truthy(result.kind === 'solved') ? (result as Prices) : ({} as Prices);
}

function dot(a: Float64Array, b: Float64Array): number {
  return a.reduce((sum, value, index) => sum + value * (b[index] ?? 0), 0);
}

/** Written from the definition of the dual, without the code under test: feasible, and worth what `bound` says. */
function checkDual(t: ExecutionContext, { shapes, classes }: PricesInput, prices: Prices): void {
  const near = 1e-6 * Math.max(1, prices.bound);
  let total = 0;
  for (const [index, { count, devices, quantities }] of shapes.entries()) {
    const shape = prices.shapes[index];
    if (!shape) throw new Error(`no prices of shape ${index}`);
    t.true(shape.quantityDuals.every((dual) => dual >= 0));
    total += count * (devices * (shape.value[WHOLE_DEVICE] ?? 0) + dot(quantities, shape.quantityDuals));
    checkValue(t, shape.value);
  }
  let least = 0;
  for (const [index, task] of classes.entries()) {
    const dual = prices.classDuals[index] ?? -1;
    least = Math.min(least, dual);
    total += task.weight * dual;
    for (const [at, shape] of shapes.entries()) {
      if (task.devices === 0 || !hasRoom(shape, task, at)) continue;
      const there = prices.shapes[at];
      if (!there) throw new Error(`no prices of shape ${at}`);
      const cost = task.devices * (there.value[task.milli] ?? 0) + dot(task.quantities, there.quantityDuals);
      if (dual + cost < task.devices * task.milli - 1e-6) t.fail(`class ${index} on shape ${at}`);
    }
  }
  t.true(least >= 0);
  t.true(Math.abs(total - prices.bound) <= near, `${total} is not ${prices.bound}`);
  t.true(prices.reached <= prices.bound + near);
}

function hasRoom(shape: PricedShape, task: PricedClass, index: number): boolean {
  const small = task.quantities.every((amount, dimension) => amount <= (shape.quantities[dimension] ?? 0));
  return small && task.allowed[index] === 1 && task.devices <= shape.devices;
}

function checkValue(t: ExecutionContext, value: Float64Array): void {
  const rounding = 1e-9 * (1 + (value[WHOLE_DEVICE] ?? 0));
  let wrong = value.length === WHOLE_DEVICE + 1 && value[0] === 0 ? 0 : 1;
  for (let a = 1; a <= WHOLE_DEVICE; a++) {
    if ((value[a] ?? 0) < (value[a - 1] ?? 0)) wrong++;
    for (let b = a; a + b <= WHOLE_DEVICE; b++) {
      if ((value[a] ?? 0) + (value[b] ?? 0) > (value[a + b] ?? 0) + rounding) wrong++;
    }
  }
  t.is(wrong, 0, 'never falls, and is superadditive');
}

const openb = findOpenb();

if (openb === undefined) {
  test('openb: left out', (t) => {
    t.log(
      'shared/data/openb is not there: bounds of its nine workloads were not compared; generated data only',
    );
    t.pass();
  });
} else {
  for (const row of boundRows(openb)) {
    test(`openb ${row.workload} at ${row.arrivalPct} %: the bound of the table; close without a solver`, async (t) => {
      const input = openbInput(openb, row);
      const prices = solved(t, await solvePrices(input));
      const startedMs = performance.now();
      const rough = solved(t, approximatePrices(input));
      const roughMs = performance.now() - startedMs;
      const pct = (100 * prices.bound) / CAPACITY_MILLI;
      const above = 100 * (rough.bound / prices.bound - 1);
      t.log(
        `${pct.toFixed(4)} % (table ${row.boundPct}) in ${prices.iterations} programs, ${prices.solveMs.toFixed(0)} ms; ` +
          `approximation +${above.toFixed(2)} % in ${roughMs.toFixed(0)} ms`,
      );
      t.true(Math.abs(pct - row.boundPct) <= TABLE_ROUNDING_PCT, `${pct} is not ${row.boundPct}`);
      t.true(prices.bound - prices.reached <= 1e-5 * prices.bound);
      t.true(above > -1e-4 && above < 1, `${above} % above`);
      checkDual(t, input, prices);
      checkDual(t, input, rough);
    });
  }
}

for (const seed of [1, 2, 3]) {
  test(`generated, seed ${seed}: dual, gap, close without a solver, the same again`, async (t) => {
    const input = largeInput(new SeededRandom(seed));
    const prices = solved(t, await solvePrices(input));
    const rough = solved(t, approximatePrices(input));
    const above = 100 * (rough.bound / prices.bound - 1);
    t.log(
      `${prices.bound.toFixed(0)} milli, ${prices.iterations} programs; approximation +${above.toFixed(2)} %`,
    );
    t.true(prices.bound - prices.reached <= 1e-5 * prices.bound);
    t.true(above > -1e-4 && above < 3, `${above} % above`);
    checkDual(t, input, prices);
    checkDual(t, input, rough);
    t.deepEqual({ ...solved(t, await solvePrices(input)), solveMs: 0 }, { ...prices, solveMs: 0 });
    t.deepEqual(approximatePrices(input), { kind: 'solved', ...rough });
  });
}

test('tiny: never below the best of all placements, and both methods agree', async (t) => {
  for (let seed = 1; seed <= 60; seed++) {
    const input = tinyInput(new SeededRandom(seed));
    const best = bestByTrying(input);
    const { bound } = solved(t, await solvePrices(input));
    const rough = solved(t, approximatePrices(input)).bound;
    t.true(bound >= best - 1e-3, `seed ${seed}: ${bound} is below ${best}`);
    t.true(rough >= bound - 1e-3 && rough <= 1.03 * bound + 1e-3, `seed ${seed}: ${rough}, not ${bound}`);
  }
});

const COUNTED: readonly (readonly [title: string, input: PricesInput, bound: number])[] = [
  ['a device takes one piece of 600', pricesInput([{ count: 4 }], [{ milli: 600, weight: 10 }]), 2400],
  ['a device takes three pieces of 300', pricesInput([{}], [{ milli: 300, weight: 10 }]), 900],
  [
    'pieces that fill a device together',
    pricesInput(
      [{ count: 10 }],
      [
        { milli: 810, weight: 6 },
        { milli: 190, weight: 6 },
      ],
    ),
    6000,
  ],
  ['a task of two devices on nodes of one', pricesInput([{ count: 5 }], [{ devices: 2, weight: 5 }]), 0],
  ['cpu runs out first', pricesInput([{ cpu: 1000, devices: 4 }], [{ cpu: 500, weight: 4 }]), 2000],
  [
    'a task that no node has the cpu for, though all together would',
    pricesInput([{ cpu: 1000, count: 3, devices: 4 }], [{ cpu: 1500, weight: 2 }]),
    0,
  ],
  ['half a task that is expected', pricesInput([{}], [{ milli: 400, weight: 0.5 }]), 200],
  ['tasks only where they are allowed', pricesInput([{}, { count: 9 }], [{ weight: 4, allowed: [0] }]), 1000],
  ['tasks without devices', pricesInput([{}], [{ devices: 0, milli: 0, cpu: 100 }]), 0],
  ['no tasks', pricesInput([{}], []), 0],
  ['no nodes', pricesInput([], [{}]), 0],
];

for (const [title, input, bound] of COUNTED) {
  test(`counted: ${title}`, async (t) => {
    const prices = solved(t, await solvePrices(input));
    t.true(Math.abs(prices.bound - bound) < 1e-3, `${prices.bound} is not ${bound}`);
    checkDual(t, input, prices);
  });
}

test('what is scarce has a price, what is not has none', async (t) => {
  const scarceCpu = pricesInput([{ cpu: 1000, devices: 4 }], [{ cpu: 500, weight: 40 }]);
  const [shape] = solved(t, await solvePrices(scarceCpu)).shapes;
  t.true(Math.abs((shape?.quantityDuals[0] ?? 0) - 2) < 1e-6, 'a device for 500 of cpu');
  t.is(shape?.value[WHOLE_DEVICE], 0);
  const scarceDevices = pricesInput([{ cpu: 1000, devices: 2 }], [{ cpu: 100, weight: 40 }]);
  const [other] = solved(t, await solvePrices(scarceDevices)).shapes;
  t.is(other?.quantityDuals[0], 0);
  t.true(Math.abs((other?.value[WHOLE_DEVICE] ?? 0) - 1000) < 1e-3);
});

const FAULTS: readonly (readonly [input: PricesInput, why: string])[] = [
  [pricesInput([{}], [{ milli: 0 }]), 'classes[0]: milli is 0'],
  [pricesInput([{}], [{ milli: 1001 }]), 'classes[0]: milli is 1001'],
  [pricesInput([{}], [{}, { milli: 0.5 }]), 'classes[1]: milli is 0.5'],
  [pricesInput([{}], [{ weight: Number.NaN }]), 'classes[0]: weight is NaN'],
  [pricesInput([{ count: -1 }], []), 'shapes[0]: count is -1'],
  [pricesInput([{ cpu: -1 }], []), 'shapes[0]: quantities are -1'],
];

for (const [input, why] of FAULTS) {
  test(`fault: ${why}`, async (t) => {
    t.deepEqual(await solvePrices(input), { kind: 'failed', why });
    t.deepEqual(approximatePrices(input), { kind: 'failed', why });
  });
}

test('out of time is a failure, out of iterations is a bound that holds', async (t) => {
  const input = largeInput(new SeededRandom(1));
  const late = await solvePrices(input, { iterationsMax: 100, timeLimitMs: 0.001, gapMax: 0 });
  t.is(late.kind, 'failed');
  const early = solved(t, await solvePrices(input, { iterationsMax: 1, timeLimitMs: 30_000, gapMax: 0 }));
  const { bound } = solved(t, await solvePrices(input));
  t.is(early.iterations, 1);
  t.true(early.bound >= bound - 1e-3 && early.reached <= bound + 1e-3);
  checkDual(t, input, early);
});
