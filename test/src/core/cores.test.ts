/** Exclusive cores: devices of class "core", held whole, each 1000 millicores of its holder. */
import {
  type Claim,
  claimFor,
  claimRejects,
  coreDevice,
  coresOf,
  cpuOfCores,
  emptyLoad,
  hold,
  type Inventory,
  type NodeLoad,
  type ResourceRequest,
  release,
  selectsCores,
  wrongCores,
} from '@berth/core';
import test from 'ava';
import fc from 'fast-check';
import { claim, inventory } from '../builders/node.js';

/** Cores 0 to 7: even ones on NUMA node 0, odd ones on 1, but for 6 and 7, of which nobody knows. */
const CORES = [0, 1, 2, 3, 4, 5, 6, 7].map((number) =>
  coreDevice(number, number < 6 ? number % 2 : undefined),
);

function eight(devices = CORES): Inventory {
  return { ...inventory({ cpu: 8000 }), devices };
}

const wish = (devices: ResourceRequest['devices'], cpu = cpuOfCores(devices)): ResourceRequest => ({
  ...{ quantities: { cpu }, ports: {}, devices },
});

function answer(load: NodeLoad, request: ResourceRequest): string {
  const result = claimFor(load, request);
  if ('rejects' in result)
    return result.rejects.map(({ reason, subject, detail }) => `${reason} ${subject}: ${detail}`).join('; ');
  return coresOf(result.claim).join(',');
}

const CHOICES: readonly [
  title: string,
  held: readonly number[],
  devices: ResourceRequest['devices'],
  said: string,
][] = [
  ['one: of the smallest group, the lowest', [], { core: 1000 }, '6'],
  ['two together, of the smallest group', [], { core: 2000 }, '6,7'],
  ['three together', [], { core: 3000 }, '0,2,4'],
  ['three where one group has lost one', [2], { core: 3000 }, '1,3,5'],
  ['more than any group has: the lowest', [], { core: 4000 }, '0,1,2,3'],
  ['all', [], { core: 8000 }, '0,1,2,3,4,5,6,7'],
  ['what is left of a group first', [0, 4, 6, 7], { core: 1000 }, '2'],
  ['of one NUMA node', [1], { 'core/numa-1': 2000 }, '3,5'],
  ['one that is named', [], { 'core-5': 1000 }, '5'],
  ['one that is named and another', [], { 'core-6': 1000, core: 1000 }, '6,7'],
  ['too many', [], { core: 9000 }, 'resource cpu: needs 9000, 8000 free; device core: needs 9, 8 of 8 free'],
  ['one that is held', [3], { 'core-3': 1000 }, 'device core-3: needs 1, 0 of 1 free'],
  ['a share', [], { core: 500 }, 'device core: needs 500 of 1000, a core is held whole'],
];

for (const [title, held, devices, said] of CHOICES) {
  test(`cores: ${title}`, (t) => {
    const load = emptyLoad(eight());
    hold(load, claim({ devices: Object.fromEntries(held.map((number) => [`core-${number}`, 1000])) }));
    t.is(answer(load, wish(devices)), said);
  });
}

test('cores are cpu: what they take is not there for shares, and the other way round', (t) => {
  const load = emptyLoad(eight());
  hold(load, claim({ quantities: { cpu: 6500 } }));
  t.is(answer(load, wish({ core: 2000 })), 'resource cpu: needs 2000, 1500 free');
  t.is(answer(load, wish({ core: 1000 })), '6');
  hold(load, claim({ quantities: { cpu: 1000 }, devices: { 'core-6': 1000 } }));
  t.is(
    answer(load, { quantities: { cpu: 501 }, ports: {}, devices: {} }),
    'resource cpu: needs 501, 500 free',
  );
});

test('cores without the cpu that they are: refused by the node, and by the writer', (t) => {
  const load = emptyLoad(eight());
  const said = 'device core: 2 of class core count as cpu 2, the request says 100m';
  t.is(answer(load, wish({ core: 2000 }, 100)), said);
  const late = claimRejects(
    load,
    claim({ quantities: { cpu: 100 }, devices: { 'core-1': 1000, 'core-2': 1000 } }),
  );
  t.deepEqual(
    late.map(({ reason, subject, detail }) => `${reason} ${subject}: ${detail}`),
    [said],
  );
});

test('the writer refuses a share of a core', (t) => {
  const late = claimRejects(
    emptyLoad(eight()),
    claim({ quantities: { cpu: 1000 }, devices: { 'core-1': 500 } }),
  );
  t.deepEqual(
    late.map(({ detail }) => detail),
    ['is held whole: a core has no shares'],
  );
});

test('a device that is only called like a core is none', (t) => {
  const load = emptyLoad(eight([{ name: 'core-1', class: 'gpu', model: '' }]));
  t.is(answer(load, wish({ gpu: 500 }, 0)), '1');
});

for (const [selector, selects] of [
  ['core', true],
  ['core/numa-0', true],
  ['core-12', true],
  ['cores', false],
  ['core-x', false],
  ['gpu/core', false],
] as const) {
  test(`"${selector}" selects cores: ${selects}`, (t) => t.is(selectsCores(selector), selects));
}

test('what is wrong with a request for cores wherever it goes', (t) => {
  t.is(wrongCores(wish({ core: 2000, gpu: 500 })), undefined);
  t.is(wrongCores(wish({ core: 500 })), '"core" is held whole: a core has no shares');
  t.is(
    wrongCores(wish({ core: 1000, 'core-4': 1000 }, 1000)),
    '2 of class core count as cpu 2, the request says 1',
  );
});

// ---- properties ------------------------------------------------------------------------------------------------------

const someCores = fc.subarray(CORES);
const someWish = fc.oneof(
  fc
    .dictionary(
      fc.constantFrom('core', 'core/numa-0', 'core/numa-1', 'core-1', 'core-6', 'gpu'),
      fc.constantFrom(1000, 1000, 2000, 3000),
      { maxKeys: 2 },
    )
    .chain((devices) =>
      fc
        .constantFrom(0, 0, 0, 500, -500)
        .map((more) => wish(devices, Math.max(0, cpuOfCores(devices) + more))),
    ),
  fc.integer({ min: 1, max: 2500 }).map((cpu) => wish({}, cpu)),
  fc.constantFrom(300, 500).map((share) => wish({ core: share })),
);
type Step = { readonly wish?: ResourceRequest; readonly release?: number; readonly offers?: Inventory };
const someStep: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: someWish.map((one) => ({ wish: one })) },
  { weight: 2, arbitrary: fc.nat().map((which) => ({ release: which })) },
);

test('property: a core has one holder, who holds the cpu for it; both sides of the fit function agree', (t) => {
  const seen = { claims: 0, cores: 0, noes: 0 };
  fc.assert(
    fc.property(
      someCores,
      fc.array(someStep, { minLength: 3, maxLength: 25, size: 'max' }),
      (cores, steps) => {
        const gpu = { name: 'gpu-0', class: 'gpu', model: '' };
        const load = emptyLoad(eight([...cores, gpu]));
        const held: Claim[] = [];
        for (const step of steps) {
          if (step.release !== undefined && held.length > 0)
            release(load, held.splice(step.release % held.length, 1)[0] as Claim);
          if (!step.wish) continue;
          const result = claimFor(load, step.wish);
          if ('rejects' in result) seen.noes++;
          else {
            if (claimRejects(load, result.claim).length > 0) throw new Error('the writer refuses it');
            hold(load, result.claim);
            held.push(result.claim);
            seen.claims++;
          }
          const all = held.flatMap(coresOf);
          seen.cores += all.length;
          if (new Set(all).size !== all.length) throw new Error(`a core twice: ${all}`);
          if (!all.every((number) => cores.some(({ name }) => name === `core-${number}`)))
            throw new Error('no such core');
          const cpu = held.reduce((sum, one) => sum + (one.quantities.cpu ?? 0), 0);
          if (cpu > 8000 || cpu !== (load.held.cpu ?? 0)) throw new Error(`${cpu} of cpu are held`);
          for (const one of held) {
            if (
              Object.keys(one.devices).some((name) => name.startsWith('core') && one.devices[name] !== 1000)
            )
              throw new Error('a share of a core');
            if (coresOf(one).length * 1000 > (one.quantities.cpu ?? 0))
              throw new Error('cores without their cpu');
          }
        }
      },
    ),
    { numRuns: 500 },
  );
  t.true(seen.claims > 500 && seen.cores > 500 && seen.noes > 500, JSON.stringify(seen));
});
