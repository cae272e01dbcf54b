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

const claim = (held: Partial<Claim>): Claim => ({ quantities: {}, ports: {}, devices: [], ...held });

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

test('a device has one holder; a no says how many of how many are free', (t) => {
  const load = emptyLoad(inventory());
  t.deepEqual(claimed(load, { devices: { gpu: 1 } }).devices, ['gpu0']);
  t.deepEqual(refused(load, { devices: { gpu: 2 } }), ['device gpu: needs 2, 1 of 2 free']);
  t.deepEqual(refused(load, { devices: { gpu0: 1 } }), ['device gpu0: needs 1, 0 of 1 free']);
  t.deepEqual(
    claimed(load, { devices: { gpu: 1, fpga: 1 } })
      .devices.slice()
      .sort(),
    ['fpga0', 'gpu1'],
  );
});

test('any of a class leaves the one that is wanted in particular', (t) => {
  for (const devices of [
    { gpu: 1, 'gpu/t4': 1 },
    { gpu: 1, gpu0: 1 },
    { 'gpu/t4': 1, gpu: 1 },
  ]) {
    t.deepEqual(claimed(emptyLoad(inventory()), { devices }).devices.slice().sort(), ['gpu0', 'gpu1']);
  }
});

// ---- the writer's check ----------------------------------------------------------------------------------------------

const CLAIMS: readonly [title: string, claim: Claim, rejects: readonly string[]][] = [
  ['fits', claim({ quantities: { cpu: 500 }, ports: { a: 101 }, devices: ['gpu1'] }), []],
  ['too much', claim({ quantities: { cpu: 501 } }), ['resource cpu: needs 501, 500 free']],
  ['a taken port', claim({ ports: { a: 100 } }), ['port a: port 100 is taken']],
  ['one port twice', claim({ ports: { a: 101, b: 101 } }), ['port b: port 101 is taken']],
  ['a held device', claim({ devices: ['gpu0'] }), ['device gpu0: is held']],
  ['one device twice', claim({ devices: ['gpu1', 'gpu1'] }), ['device gpu1: is held']],
  ['an unknown device', claim({ devices: ['gpu9'] }), ['device gpu9: does not exist']],
];

for (const [title, one, rejects] of CLAIMS) {
  test(`a claim made earlier: ${title}`, (t) => {
    const load = emptyLoad(inventory(1000));
    hold(load, claim({ quantities: { cpu: 500 }, ports: { a: 100 }, devices: ['gpu0'] }));
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
    memory: fc.record({
      total: fc.nat({ max: 1000 }),
      reserved: fc.constant(0),
      allocationRatio: fc.constant(1),
    }),
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
    fc.integer({ min: 1, max: 2 }),
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

test('property: no over-commitment, one holder per port and device, and nothing is lost', (t) => {
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
  const before = JSON.stringify({ ...copyLoad(load), ports: [...load.ports], devices: [...load.devices] });
  const result = claimFor(load, wanted);
  const after = JSON.stringify({ ...copyLoad(load), ports: [...load.ports], devices: [...load.devices] });
  if (before !== after) throw new Error('asking changed the load');
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

function expectServes(wanted: ResourceRequest, given: Claim, load: NodeLoad): void {
  const { first, last } = load.inventory.ports;
  for (const [name, port] of Object.entries(wanted.ports)) {
    const got = given.ports[name] as number;
    if (port === 'auto' ? got < first || got > last : got !== port) throw new Error(`port ${name} is ${got}`);
  }
  if (Object.keys(given.ports).length !== Object.keys(wanted.ports).length) throw new Error('ports');
  const count = Object.values(wanted.devices).reduce((sum, one) => sum + one, 0);
  if (given.devices.length !== count) throw new Error('devices');
  for (const [selector, least] of Object.entries(wanted.devices)) {
    const matching = load.inventory.devices.filter(
      (device) => given.devices.includes(device.name) && matchesDevice(device, selector),
    );
    if (matching.length < least) throw new Error(`fewer ${selector} than asked for`);
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
  const names = held.flatMap((one) => one.devices);
  if (new Set(ports).size !== ports.length || ports.length !== load.ports.size) throw new Error('ports');
  if (new Set(names).size !== names.length || names.length !== load.devices.size) throw new Error('devices');
}
