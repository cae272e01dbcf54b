import {
  type Claim,
  capacityOf,
  changeInventory,
  claimFor,
  claimRejects,
  copyLoad,
  emptyLoad,
  hold,
  type Inventory,
  matchesDevice,
  NO_DEVICES,
  type NodeLoad,
  quantitiesFit,
  quantityRejects,
  type ResourceRequest,
  release,
} from '@berth/core';
import test from 'ava';
import fc from 'fast-check';

const GPUS = [
  { name: 'gpu0', class: 'gpu', model: 't4' },
  { name: 'gpu1', class: 'gpu', model: 'a2' },
  { name: 'fpga0', class: 'fpga', model: '' },
];

function inventory(cpu = 1000, ports = { first: 100, last: 103 }, devices = GPUS): Inventory {
  return { resources: { cpu: { total: cpu, reserved: 0, allocationRatio: 1 } }, ports, devices };
}

const wish = (wanted: Partial<ResourceRequest>): ResourceRequest => ({
  ...{ quantities: {}, ports: {}, devices: {} },
  ...wanted,
});

const claim = (held: Partial<Claim>): Claim => ({ quantities: {}, ports: {}, devices: {}, ...held });

function claimed(load: NodeLoad, wanted: Partial<ResourceRequest>): Claim {
  const result = claimFor(load, wish(wanted));
  if ('rejects' in result) throw new Error(JSON.stringify(result.rejects));
  hold(load, result.claim);
  return result.claim;
}

function refused(load: NodeLoad, wanted: Partial<ResourceRequest>): string[] {
  const result = claimFor(load, wish(wanted));
  if ('claim' in result) return [];
  return result.rejects.map(({ reason, subject, detail }) => `${reason} ${subject}: ${detail}`);
}

// ---- amounts ---------------------------------------------------------------------------------------------------------

const CAPACITIES: readonly [total: number, reserved: number, allocationRatio: number, capacity: number][] = [
  [1000, 0, 1, 1000],
  [1000, 250, 1, 750],
  [1000, 0, 1.5, 1500],
  [1000, 200, 1.25, 1000],
  [3, 0, 0.5, 1],
  [100, 0, 1.15, 115],
  [1000, 0, 1.1, 1100],
  [100, 0, 0.29, 29],
  [10, 20, 1, 0],
  [0, 0, 2, 0],
  [9_007_199_254_740_991, 0, 1, 9_007_199_254_740_991],
];

for (const [total, reserved, allocationRatio, capacity] of CAPACITIES) {
  test(`(${total} - ${reserved}) x ${allocationRatio} is room for ${capacity}`, (t) => {
    const resources = { cpu: { total, reserved, allocationRatio } };
    t.deepEqual(capacityOf({ ...inventory(), resources }), { cpu: capacity });
  });
}

test('room is given to the last, and a no says how much is free', (t) => {
  const load = emptyLoad(inventory(1000));
  claimed(load, { quantities: { cpu: 600 } });
  t.deepEqual(refused(load, { quantities: { cpu: 401 } }), ['resource cpu: needs 401, 400 free']);
  claimed(load, { quantities: { cpu: 400 } });
  t.deepEqual(refused(load, { quantities: { cpu: 1, fpga: 2 } }), [
    'resource cpu: needs 1, 0 free',
    'resource fpga: needs 2, 0 free',
  ]);
  t.deepEqual(refused(load, { quantities: { cpu: 0, fpga: 0 } }), [], 'nothing always fits');
});

test('an inventory that shrinks takes nothing away, and gives nothing until enough is free again', (t) => {
  const load = emptyLoad(inventory(1000));
  const first = claimed(load, { quantities: { cpu: 600 } });
  const second = claimed(load, { quantities: { cpu: 300 } });
  changeInventory(load, inventory(500));
  t.is(load.held.cpu, 900);
  t.deepEqual(refused(load, { quantities: { cpu: 1 } }), ['resource cpu: needs 1, 0 free']);
  release(load, second);
  t.deepEqual(refused(load, { quantities: { cpu: 1 } }), ['resource cpu: needs 1, 0 free']);
  release(load, first);
  claimed(load, { quantities: { cpu: 500 } });
});

// ---- pieces ----------------------------------------------------------------------------------------------------------

type Piece = { readonly min?: number; readonly max?: number; readonly step?: number };
const PIECES: readonly [title: string, rule: Piece, wanted: number, rejects: readonly string[]][] = [
  ['the least', { min: 100 }, 100, []],
  ['less than the least', { min: 100 }, 99, ['piece cpu: needs 99, at least 100 in one piece']],
  ['the most', { max: 256 }, 256, []],
  ['more than the most', { max: 256 }, 300, ['piece cpu: needs 300, at most 256 in one piece']],
  ['a multiple', { step: 64 }, 640, []],
  ['no multiple', { step: 64 }, 100, ['piece cpu: needs 100, only multiples of 64']],
  ['nothing', { min: 100, max: 256, step: 64 }, 0, []],
  [
    'the first rule that is broken',
    { min: 100, step: 64 },
    1,
    ['piece cpu: needs 1, at least 100 in one piece'],
  ],
  [
    'a wrong piece of what is not there either',
    { max: 500 },
    1001,
    ['piece cpu: needs 1001, at most 500 in one piece', 'resource cpu: needs 1001, 1000 free'],
  ],
];

for (const [title, rule, cpu, rejects] of PIECES) {
  test(`a piece of a resource: ${title}`, (t) => {
    const resources = { cpu: { total: 1000, reserved: 0, allocationRatio: 1, ...rule } };
    const load = emptyLoad({ ...inventory(), resources });
    t.deepEqual(refused(load, { quantities: { cpu } }), rejects);
    t.is(quantitiesFit(load, { cpu }), rejects.length === 0);
    const late = claimRejects(load, claim({ quantities: { cpu } }));
    t.is(late.length, rejects.length, 'the writer says the same');
  });
}

test('a rule of pieces that comes later lets stay what is held, and binds what is new', (t) => {
  const load = emptyLoad(inventory(1000));
  const odd = claimed(load, { quantities: { cpu: 100 } });
  const resources = { cpu: { total: 1000, reserved: 0, allocationRatio: 1, step: 64 } };
  changeInventory(load, { ...inventory(), resources });
  t.is(load.held.cpu, 100);
  t.is(refused(copyLoad(load), { quantities: { cpu: 100 } }).length, 1);
  claimed(load, { quantities: { cpu: 896 } });
  release(load, odd);
  changeInventory(load, inventory(1000));
  claimed(load, { quantities: { cpu: 100 } });
});

test('resources may have names that objects inherit', (t) => {
  const quantities = { constructor: 2, valueof: 1 };
  const load = emptyLoad(inventory());
  t.deepEqual(refused(load, { quantities }), [
    'resource constructor: needs 2, 0 free',
    'resource valueof: needs 1, 0 free',
  ]);
  hold(load, claim({ quantities }));
  t.deepEqual(load.held, quantities);
  release(load, claim({ quantities }));
  t.deepEqual(load.held, {});
});

// ---- ports -----------------------------------------------------------------------------------------------------------

test('automatic ports go round the range: a freed one rests', (t) => {
  const load = emptyLoad(inventory());
  const first = claimed(load, { ports: { a: 'auto', b: 'auto' } });
  t.deepEqual(first.ports, { a: 100, b: 101 });
  release(load, first);
  t.deepEqual(claimed(load, { ports: { a: 'auto' } }).ports, { a: 102 });
  t.deepEqual(claimed(load, { ports: { a: 'auto', b: 'auto' } }).ports, { a: 103, b: 100 });
  t.deepEqual(claimed(load, { ports: { a: 'auto' } }).ports, { a: 101 });
  t.deepEqual(refused(load, { ports: { a: 'auto' } }), ['port a: no free port in 100-103']);
});

test('fixed ports are chosen first, also outside the range', (t) => {
  const load = emptyLoad(inventory());
  t.deepEqual(claimed(load, { ports: { a: 'auto', b: 100, c: 80 } }).ports, { a: 101, b: 100, c: 80 });
  t.deepEqual(refused(load, { ports: { x: 80, y: 81, z: 81 } }), [
    'port x: port 80 is taken',
    'port z: port 81 is taken',
  ]);
});

test('a range that moves keeps what is held and serves from the new one', (t) => {
  const load = emptyLoad(inventory());
  claimed(load, { ports: { a: 'auto' } });
  changeInventory(load, inventory(1000, { first: 100, last: 100 }));
  t.deepEqual(refused(load, { ports: { a: 'auto' } }), ['port a: no free port in 100-100']);
  changeInventory(load, inventory(1000, { first: 7000, last: 7001 }));
  t.deepEqual(claimed(load, { ports: { a: 'auto', b: 'auto' } }).ports, { a: 7000, b: 7001 });
});

// ---- devices ---------------------------------------------------------------------------------------------------------

test('a device is named by itself, its class, or class and model', (t) => {
  const [gpu] = GPUS as [(typeof GPUS)[0]];
  for (const selector of ['gpu0', 'gpu', 'gpu/t4']) t.true(matchesDevice(gpu, selector), selector);
  for (const selector of ['gpu1', 't4', 'gpu/a2', 'gpu/', 'GPU'])
    t.false(matchesDevice(gpu, selector), selector);
});

test('a whole device has one holder; a no says how many of how many are free', (t) => {
  const load = emptyLoad(inventory());
  t.deepEqual(claimed(load, { devices: { gpu: 1000 } }).devices, { gpu0: 1000 });
  t.deepEqual(refused(load, { devices: { gpu: 2000 } }), ['device gpu: needs 2, 1 of 2 free']);
  t.deepEqual(refused(load, { devices: { gpu0: 1000 } }), ['device gpu0: needs 1, 0 of 1 free']);
  t.deepEqual(claimed(load, { devices: { gpu: 1000, fpga: 1000 } }).devices, { gpu1: 1000, fpga0: 1000 });
});

/** Four of a kind, and one of another. */
const FLEET = ['a0', 'a1', 'a2', 'a3', 'b0'].map((name) => ({ name, class: 'gpu', model: name[0] ?? '' }));

type Shares = Readonly<Record<string, number>>;
const CHOICES: readonly [title: string, held: Shares, wanted: Shares, given: Shares | string][] = [
  ['a share goes to the first that is free', {}, { gpu: 500 }, { a0: 500 }],
  ['a share goes to the tightest', { a1: 300, a2: 400 }, { gpu: 500 }, { a2: 500 }],
  ['a share fills a device to the last thousandth', { a1: 300, a2: 400 }, { gpu: 600 }, { a2: 600 }],
  ['a share passes by what is too tight', { a1: 300, a2: 400 }, { gpu: 601 }, { a1: 601 }],
  ['of two as tight, the first of the inventory', { a3: 400, a2: 400 }, { gpu: 100 }, { a2: 100 }],
  ['the smallest share', { a0: 999 }, { gpu: 1 }, { a0: 1 }],
  ['the largest share', { a0: 1 }, { gpu: 999 }, { a0: 999 }],
  ['a share of the one that is named', { a1: 900 }, { a0: 100 }, { a0: 100 }],
  ['a whole one passes by shares', { a0: 1, a2: 999 }, { gpu: 1000 }, { a1: 1000 }],
  ['several whole ones', { a1: 1 }, { gpu: 3000 }, { a0: 1000, a2: 1000, a3: 1000 }],
  ['every one of them', {}, { gpu: 5000 }, { a0: 1000, a1: 1000, a2: 1000, a3: 1000, b0: 1000 }],
  ['the particular wish first', {}, { gpu: 1000, 'gpu/a': 1000 }, { a0: 1000, a1: 1000 }],
  ['the one that is named first', {}, { gpu: 500, a0: 500 }, { a0: 500, a1: 500 }],
  ['every wish has a device of its own', { a0: 100 }, { 'gpu/a': 300, gpu: 300 }, { a0: 300, a1: 300 }],
  [
    'a share and whole ones',
    { a2: 400 },
    { 'gpu/a': 500, gpu: 4000 },
    { a0: 1000, a1: 1000, a2: 500, a3: 1000, b0: 1000 },
  ],
  [
    'too much in one',
    { a0: 700, a1: 800, a2: 700, a3: 900, b0: 701 },
    { gpu: 301 },
    'gpu: needs 301 of 1000, most free is 300',
  ],
  ['a share of a full one', { a0: 1000 }, { a0: 1 }, 'a0: needs 1 of 1000, most free is 0'],
  ['a share of what is not there', {}, { tpu: 500 }, 'tpu: needs 500 of 1000, there is no such device'],
  ['whole ones where shares are', { a0: 1, a1: 1, a2: 1 }, { 'gpu/a': 2000 }, 'gpu/a: needs 2, 1 of 4 free'],
  ['more than are there', {}, { gpu: 6000 }, 'gpu: needs 6, 5 of 5 free'],
  ['whole ones of what is not there', {}, { tpu: 1000 }, 'tpu: needs 1, 0 of 0 free'],
  ['one and a half', {}, { gpu: 1500 }, 'gpu: needs 1500, neither whole devices nor a share of one'],
  ['none', {}, { gpu: 0 }, 'gpu: needs 0, neither whole devices nor a share of one'],
  ['less than nothing', {}, { gpu: -1000 }, 'gpu: needs -1000, neither whole devices nor a share of one'],
  ['part of a thousandth', {}, { gpu: 0.5 }, 'gpu: needs 0.5, neither whole devices nor a share of one'],
];

for (const [title, held, wanted, given] of CHOICES) {
  test(`devices: ${title}`, (t) => {
    const load = emptyLoad(inventory(1000, { first: 100, last: 103 }, FLEET));
    hold(load, claim({ devices: held }));
    if (typeof given === 'string') t.deepEqual(refused(load, { devices: wanted }), [`device ${given}`]);
    else t.deepEqual(claimed(load, { devices: wanted }).devices, given);
  });
}

test('claims without devices share one object, and touch no load', (t) => {
  const load = emptyLoad(inventory());
  const none = claimed(load, { quantities: { cpu: 1 } });
  t.is(none.devices, NO_DEVICES);
  const before = load.devices;
  hold(load, none);
  release(load, none);
  t.is(load.devices, before);
  t.is(copyLoad(load).devices, before);
});

test('what is held on a copy is not held on the original', (t) => {
  const load = emptyLoad(inventory());
  claimed(load, { devices: { gpu: 400 } });
  const copy = copyLoad(load);
  claimed(copy, { devices: { gpu: 400 } });
  release(copy, claim({ devices: { gpu0: 100 } }));
  t.deepEqual([...load.devices], [['gpu0', 400]]);
  t.deepEqual([...copy.devices], [['gpu0', 700]]);
});

test('two devices of one name are one', (t) => {
  const twins = [GPUS[0], GPUS[0]] as typeof GPUS;
  const load = emptyLoad(inventory(1000, { first: 100, last: 103 }, twins));
  t.deepEqual(claimed(load, { devices: { gpu: 1000 } }).devices, { gpu0: 1000 });
  t.is(refused(emptyLoad(load.inventory), { devices: { gpu: 2000 } }).length, 1);
});

test('any of a class leaves the one that is wanted in particular', (t) => {
  for (const devices of [
    { gpu: 1000, 'gpu/t4': 1000 },
    { gpu: 1000, gpu0: 1000 },
    { 'gpu/t4': 1000, gpu: 1000 },
  ]) {
    t.deepEqual(claimed(emptyLoad(inventory()), { devices }).devices, { gpu0: 1000, gpu1: 1000 });
  }
});

// ---- the writer's check ----------------------------------------------------------------------------------------------

const CLAIMS: readonly [title: string, claim: Claim, rejects: readonly string[]][] = [
  ['fits', claim({ quantities: { cpu: 500 }, ports: { a: 101 }, devices: { gpu1: 1000 } }), []],
  ['too much', claim({ quantities: { cpu: 501 } }), ['resource cpu: needs 501, 500 free']],
  ['a taken port', claim({ ports: { a: 100 } }), ['port a: port 100 is taken']],
  ['one port twice', claim({ ports: { a: 101, b: 101 } }), ['port b: port 101 is taken']],
  ['a held device', claim({ devices: { gpu0: 1000 } }), ['device gpu0: is held']],
  ['a share of a held device', claim({ devices: { gpu0: 1 } }), ['device gpu0: is held']],
  ['a share beside another', claim({ devices: { fpga0: 700 } }), []],
  ['a share too large', claim({ devices: { fpga0: 701 } }), ['device fpga0: needs 701 of 1000, 700 free']],
  [
    'all of a shared one',
    claim({ devices: { fpga0: 1000 } }),
    ['device fpga0: needs 1000 of 1000, 700 free'],
  ],
  ['more than a device', claim({ devices: { gpu1: 1001 } }), ['device gpu1: needs 1001 of 1000, 1000 free']],
  ['nothing of a device', claim({ devices: { gpu1: 0 } }), ['device gpu1: cannot hold 0 of it']],
  ['an unknown device', claim({ devices: { gpu9: 1000 } }), ['device gpu9: does not exist']],
];

for (const [title, one, rejects] of CLAIMS) {
  test(`a claim made earlier: ${title}`, (t) => {
    const load = emptyLoad(inventory(1000));
    const devices = { gpu0: 1000, fpga0: 300 };
    hold(load, claim({ quantities: { cpu: 500 }, ports: { a: 100 }, devices }));
    const found = claimRejects(load, one);
    t.deepEqual(
      found.map(({ reason, subject, detail }) => `${reason} ${subject}: ${detail}`),
      rejects,
    );
  });
}

test('giving back more than is held is a bug and says so', (t) => {
  const load = emptyLoad(inventory());
  t.throws(() => release(load, claim({ quantities: { cpu: 1 } })), { message: /released more cpu/ });
  t.throws(() => release(load, claim({ devices: { gpu0: 1 } })), { message: /released more of gpu0/ });
});

// ---- properties ------------------------------------------------------------------------------------------------------

const devices = fc.uniqueArray(fc.nat({ max: 9 }), { maxLength: 6 }).chain((numbers) =>
  fc.tuple(
    ...numbers.map((number) =>
      fc.record({
        name: fc.constant(`d${number}`),
        class: fc.constantFrom('gpu', 'fpga'),
        model: fc.constantFrom('x', 'y'),
      }),
    ),
  ),
);

const inventories: fc.Arbitrary<Inventory> = fc.record({
  resources: fc.record({
    cpu: fc.record({
      total: fc.nat({ max: 1000 }),
      reserved: fc.nat({ max: 100 }),
      allocationRatio: fc.constantFrom(0.5, 1, 1.15, 2),
    }),
    memory: fc
      .record({
        total: fc.nat({ max: 1000 }),
        rule: fc.constantFrom<Piece>(
          {},
          {},
          { min: 5 },
          { max: 140 },
          { step: 4 },
          { min: 9, max: 99, step: 3 },
        ),
      })
      .map(({ total, rule }) => ({ total, reserved: 0, allocationRatio: 1, ...rule })),
  }),
  ports: fc.record({ first: fc.constant(100), last: fc.integer({ min: 100, max: 106 }) }),
  devices,
});

const port = fc.oneof(fc.constant('auto' as const), fc.integer({ min: 99, max: 104 }));
const wishes: fc.Arbitrary<ResourceRequest> = fc.record({
  quantities: fc.dictionary(fc.constantFrom('cpu', 'cpu', 'memory', 'memory', 'fpga'), fc.nat({ max: 150 }), {
    maxKeys: 2,
  }),
  ports: fc.dictionary(fc.constantFrom('a', 'b', 'c'), port, { maxKeys: 2 }),
  devices: fc.dictionary(
    fc.constantFrom('gpu', 'fpga', 'gpu/x', 'd1', 'd2'),
    fc.oneof(
      fc.constantFrom(100, 250, 500, 900),
      fc.integer({ min: 1, max: 999 }),
      fc.constantFrom(1000, 2000),
    ),
    { maxKeys: 2 },
  ),
});

type Action =
  | { readonly kind: 'claim'; readonly wish: ResourceRequest }
  | { readonly kind: 'release'; readonly which: number }
  | { readonly kind: 'inventory'; readonly inventory: Inventory };

const actions: fc.Arbitrary<Action> = fc.oneof(
  { weight: 6, arbitrary: wishes.map((one) => ({ kind: 'claim' as const, wish: one })) },
  { weight: 3, arbitrary: fc.nat().map((which) => ({ kind: 'release' as const, which })) },
  { weight: 1, arbitrary: inventories.map((one) => ({ kind: 'inventory' as const, inventory: one })) },
);

test('property: no over-commitment, one holder per port and whole device, and nothing is lost', (t) => {
  let accepted = 0;
  fc.assert(
    fc.property(
      inventories,
      fc.array(actions, { minLength: 5, maxLength: 40, size: 'max' }),
      (first, steps) => {
        const load = emptyLoad(first);
        const held: Claim[] = [];
        for (const step of steps) {
          if (step.kind === 'inventory') changeInventory(load, step.inventory);
          if (step.kind === 'release' && held.length > 0)
            release(load, held.splice(step.which % held.length, 1)[0] as Claim);
          if (step.kind === 'claim') accepted += tryClaim(load, step.wish, held);
          expectSums(load, held);
        }
        for (const one of held.splice(0)) release(load, one);
        expectSums(load, held);
      },
    ),
    { numRuns: 500 },
  );
  t.true(accepted > 1000, `${accepted} claims were accepted`);
});

function tryClaim(load: NodeLoad, wanted: ResourceRequest, held: Claim[]): number {
  const before = textOf(load);
  const result = claimFor(load, wanted);
  if (textOf(load) !== before) throw new Error('asking changed the load');
  if (quantitiesFit(load, wanted.quantities) !== (quantityRejects(load, wanted.quantities).length === 0))
    throw new Error('two answers about amounts');
  if ('rejects' in result) {
    if (result.rejects.length === 0) throw new Error('a no without a reason');
    return 0;
  }
  if (claimRejects(load, result.claim).length > 0)
    throw new Error('the writer refuses what was just offered');
  expectServes(wanted, result.claim, load);
  hold(load, result.claim);
  release(load, result.claim);
  const given = { ...JSON.parse(before), nextPort: load.nextPort };
  if (textOf(load) !== JSON.stringify(given)) throw new Error('giving back does not restore what was');
  hold(load, result.claim);
  if (
    !quantitiesFit({ ...load, held: {} }, load.held) &&
    Object.values(wanted.quantities).some((n) => n > 0)
  ) {
    const over = Object.keys(wanted.quantities).filter(
      (name) => (wanted.quantities[name] ?? 0) > 0 && (load.held[name] ?? 0) > (load.capacity[name] ?? 0),
    );
    if (over.length > 0) throw new Error(`over-committed ${over}`);
  }
  held.push(result.claim);
  return 1;
}

/** In order: it does not matter which came first, nor whether nothing is held of something. */
function textOf(load: NodeLoad): string {
  return JSON.stringify({
    ...load,
    held: Object.entries(load.held)
      .filter(([, amount]) => amount > 0)
      .sort(),
    ports: [...load.ports].sort(),
    devices: [...load.devices].sort(),
  });
}

function expectServes(wanted: ResourceRequest, given: Claim, load: NodeLoad): void {
  const { first, last } = load.inventory.ports;
  for (const [name, amount] of Object.entries(wanted.quantities)) {
    const { min = 0, max = amount, step = 1 } = load.inventory.resources[name] ?? {};
    if (amount > 0 && (amount < min || amount > max || amount % step > 0))
      throw new Error(`a piece of ${name}`);
  }
  for (const [name, port] of Object.entries(wanted.ports)) {
    const got = given.ports[name] as number;
    if (port === 'auto' ? got < first || got > last : got !== port) throw new Error(`port ${name} is ${got}`);
  }
  if (Object.keys(given.ports).length !== Object.keys(wanted.ports).length) throw new Error('ports');
  const sum = (shares: Shares) => Object.values(shares).reduce((total, share) => total + share, 0);
  if (sum(given.devices) !== sum(wanted.devices)) throw new Error('another amount of devices');
  for (const [selector, wish] of Object.entries(wanted.devices)) {
    const serving = load.inventory.devices.filter(
      (device) => given.devices[device.name] === Math.min(wish, 1000) && matchesDevice(device, selector),
    );
    if (serving.length < wish / 1000) throw new Error(`less ${selector} than asked for`);
  }
}

function expectSums(load: NodeLoad, held: readonly Claim[]): void {
  const sums: Record<string, number> = {};
  for (const { quantities } of held) {
    for (const [name, amount] of Object.entries(quantities)) sums[name] = (sums[name] ?? 0) + amount;
  }
  for (const name of new Set([...Object.keys(sums), ...Object.keys(load.held)])) {
    if ((sums[name] ?? 0) !== (load.held[name] ?? 0)) throw new Error(`held ${name} does not add up`);
  }
  const ports = held.flatMap((one) => Object.values(one.ports));
  expectShares(load, held);
  if (new Set(ports).size !== ports.length || ports.length !== load.ports.size) throw new Error('ports');
}

function expectShares(load: NodeLoad, held: readonly Claim[]): void {
  const names = new Set(held.flatMap((one) => Object.keys(one.devices)));
  if (names.size !== load.devices.size) throw new Error('other devices are held');
  for (const name of names) {
    const shares = held.flatMap((one) => one.devices[name] ?? []);
    const sum = shares.reduce((total, share) => total + share, 0);
    if (sum !== load.devices.get(name)) throw new Error(`held ${name} does not add up`);
    if (sum > 1000) throw new Error(`${sum} thousandths of ${name}`);
    if (shares.includes(1000) && shares.length > 1) throw new Error(`${name} is whole and shared`);
  }
}

/** Said again, by trying everything: is there a device, or set of devices, for every wish, each used by one wish only? */
function couldServe(
  load: NodeLoad,
  wishes: readonly (readonly [selector: string, wish: number])[],
  used: readonly string[],
): boolean {
  const [first, ...rest] = wishes;
  if (!first) return true;
  const [selector, wish] = first;
  const share = Math.min(wish, 1000);
  const others = wish > 1000 ? [[selector, wish - 1000] as const, ...rest] : rest;
  return load.inventory.devices.some(
    ({ name, ...device }) =>
      !used.includes(name) &&
      matchesDevice({ name, ...device }, selector) &&
      (load.devices.get(name) ?? 0) + share <= 1000 &&
      couldServe(load, others, [...used, name]),
  );
}

test('property: a request is refused only when no choice of devices would serve it', (t) => {
  const outcomes = { served: 0, refused: 0 };
  const selectors = fc.constantFrom('gpu', 'fpga', 'gpu/x', 'gpu/y', 'd1', 'd2');
  const amounts = fc.oneof(fc.integer({ min: 1, max: 999 }), fc.constantFrom(1000, 2000));
  const busy = fc.dictionary(fc.constantFrom('d0', 'd1', 'd2', 'd3'), fc.integer({ min: 1, max: 1000 }));
  fc.assert(
    fc.property(
      inventories,
      busy,
      fc.dictionary(selectors, amounts, { minKeys: 1, maxKeys: 3 }),
      (offered, held, wanted) => {
        const load = emptyLoad(offered);
        hold(load, claim({ devices: held }));
        const served = 'claim' in claimFor(load, wish({ devices: wanted }));
        outcomes[served ? 'served' : 'refused']++;
        return served === couldServe(load, Object.entries(wanted), []);
      },
    ),
    { numRuns: 2000 },
  );
  t.true(outcomes.served > 200 && outcomes.refused > 200, JSON.stringify(outcomes));
});
