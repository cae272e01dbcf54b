/**
 * A node that holds more than it offers takes only what makes nothing worse: on each dimension by itself, whichever it is.
 * How it came to that does not matter (an inventory that shrank, cores that were taken back, facts of an older ledger), so
 * loads are drawn at random.
 */
import {
  type Claim,
  capacityOf,
  claimFor,
  claimRejects,
  coreDevice,
  cpuOfCores,
  emptyLoad,
  hold,
  type Inventory,
  matchesDevice,
  type NodeLoad,
  quantitiesFit,
  type ResourceRequest,
} from '@berth/core';
import test from 'ava';
import fc from 'fast-check';
import { claim, inventory } from '../builders/node.js';

const NAMES = ['cpu', 'memory', 'disk', 'bandwidth', 'bandwidthIn', 'bandwidthOut', 'licence'];
const DEVICES = [
  { name: 'gpu-0', class: 'gpu', model: 't4' },
  { name: 'gpu-1', class: 'gpu', model: 'a2' },
  coreDevice(0, 0),
  coreDevice(1, 0),
];

const someAmounts = (max: number, maxKeys = 5) =>
  fc.dictionary(fc.constantFrom(...NAMES), fc.nat({ max }), { maxKeys });

const someInventory: fc.Arbitrary<Inventory> = fc
  .record({
    amounts: fc.tuple(...NAMES.map((name) => fc.nat({ max: 3000 }).map((total) => [name, total] as const))),
    ratio: fc.constantFrom(0.5, 1, 1.5),
    devices: fc.subarray(DEVICES),
  })
  .map(({ amounts, ratio, devices }) => {
    const more = Object.fromEntries(
      amounts.map(([name, total]) => [name, { total, reserved: 0, allocationRatio: ratio }]),
    );
    return { ...inventory({ cpu: 2000, memory: 2000, more, ports: { first: 100, last: 102 } }), devices };
  });

/** Facts: also what no node offers, and more than it offers. */
const someHeld: fc.Arbitrary<Claim> = fc.record({
  quantities: someAmounts(2500),
  ports: fc.dictionary(fc.constantFrom('a', 'b'), fc.integer({ min: 100, max: 103 }), { maxKeys: 2 }),
  devices: fc.dictionary(
    fc.constantFrom('gpu-0', 'gpu-1', 'core-0', 'core-1', 'core-9'),
    fc.constantFrom(300, 800, 1000),
    { maxKeys: 3 },
  ),
});

const someRequest: fc.Arbitrary<ResourceRequest> = fc
  .record({
    quantities: someAmounts(800, 2),
    ports: fc.dictionary(fc.constantFrom('x', 'y'), fc.constantFrom('auto' as const, 101), { maxKeys: 1 }),
    devices: fc.dictionary(
      fc.constantFrom('gpu', 'gpu-1', 'core', 'core-0'),
      fc.constantFrom(400, 1000, 2000),
      {
        maxKeys: 1,
      },
    ),
    forgetsCpu: fc.constantFrom(false, false, false, true),
  })
  .map(({ quantities, ports, devices, forgetsCpu }) => {
    const cpu = forgetsCpu ? 0 : cpuOfCores(devices);
    return { quantities: cpu > 0 ? { ...quantities, cpu } : quantities, ports, devices };
  });

const someScene = fc.record({
  offered: someInventory,
  held: fc.array(someHeld, { maxLength: 3 }),
  request: someRequest,
});

function loaded(offered: Inventory, held: readonly Claim[]): NodeLoad {
  const load = emptyLoad(offered);
  for (const one of held) hold(load, one);
  return load;
}

/** By how much each dimension is over what is offered; what is not over is left out. */
function excess({ inventory: offered, held, devices }: NodeLoad): Map<string, number> {
  const capacity = capacityOf(offered);
  const over = new Map<string, number>();
  for (const [name, amount] of Object.entries(held)) over.set(name, amount - (capacity[name] ?? 0));
  for (const [name, share] of devices) {
    const whole = offered.devices.some((device) => device.name === name) ? 1000 : 0;
    over.set(`device ${name}`, share - whole);
  }
  return new Map([...over].filter(([, amount]) => amount > 0));
}

test('property: what is taken makes no dimension worse, whatever is held already', (t) => {
  const seen = { over: 0, taken: 0, refused: 0 };
  fc.assert(
    fc.property(someScene, ({ offered, held, request }) => {
      const load = loaded(offered, held);
      const before = excess(load);
      const result = claimFor(load, request);
      if ('rejects' in result) return void seen.refused++;
      seen.taken++;
      if (before.size > 0) seen.over++;
      if (claimRejects(load, result.claim).length > 0) throw new Error('the writer refuses it');
      for (const port of Object.values(result.claim.ports))
        if (load.ports.has(port)) throw new Error(`port ${port}`);
      hold(load, result.claim);
      for (const [name, amount] of excess(load)) {
        if (amount > (before.get(name) ?? 0))
          throw new Error(`${name} got worse by ${amount - (before.get(name) ?? 0)}`);
      }
    }),
    { numRuns: 2000 },
  );
  t.true(seen.over > 200 && seen.refused > 200, JSON.stringify(seen));
});

test('property: only a dimension that is asked for speaks against a request', (t) => {
  const seen = { over: 0, noes: 0 };
  fc.assert(
    fc.property(someScene, ({ offered, held, request }) => {
      const load = loaded(offered, held);
      const capacity = capacityOf(offered);
      if (excess(load).size > 0) seen.over++;
      const result = claimFor(load, request);
      const rejects = 'rejects' in result ? result.rejects : [];
      seen.noes += rejects.length;
      for (const { reason, subject } of rejects) {
        const wanted = request.quantities[subject] ?? 0;
        const isShort = wanted > 0 && (load.held[subject] ?? 0) + wanted > (capacity[subject] ?? 0);
        if (reason === 'resource' && !isShort) throw new Error(`${subject} is not short`);
        if (reason === 'port' && !(subject in request.ports))
          throw new Error(`port ${subject} was not asked for`);
        if (reason === 'device' && !(subject in request.devices) && !asksForCores(request))
          throw new Error(`device ${subject} was not asked for`);
      }
      const short = Object.entries(request.quantities).filter(
        ([name, wanted]) => wanted > 0 && (load.held[name] ?? 0) + wanted > (capacity[name] ?? 0),
      );
      if (quantitiesFit(load, request.quantities) !== (short.length === 0))
        throw new Error('amounts that fit');
    }),
    { numRuns: 2000 },
  );
  t.true(seen.over > 500 && seen.noes > 500, JSON.stringify(seen));
});

function asksForCores({ devices }: ResourceRequest): boolean {
  return DEVICES.some(
    (device) =>
      device.class === 'core' && Object.keys(devices).some((selector) => matchesDevice(device, selector)),
  );
}

for (const [title, held, request, fits] of [
  [
    'too much cpu is held: memory is still given',
    { quantities: { cpu: 9000 } },
    { quantities: { memory: 1 } },
    true,
  ],
  ['too much cpu is held: no more of it', { quantities: { cpu: 9000 } }, { quantities: { cpu: 1 } }, false],
  [
    'too much cpu is held: none of it asked for',
    { quantities: { cpu: 9000 } },
    { quantities: { cpu: 0 } },
    true,
  ],
  ['too much cpu is held: a core is cpu', { quantities: { cpu: 9000 } }, { devices: { core: 1000 } }, false],
  [
    'too much of a device is held: another is given',
    { devices: { 'gpu-0': 1500 } },
    { devices: { gpu: 1000 } },
    true,
  ],
  [
    'too much of a device is held: no more of it',
    { devices: { 'gpu-0': 1500 } },
    { devices: { 'gpu-0': 1 } },
    false,
  ],
  [
    'a core is held that was taken back: others are given',
    { devices: { 'core-9': 1000 } },
    { devices: { core: 2000 } },
    true,
  ],
  [
    'a core is held twice: no more of it',
    { devices: { 'core-0': 2000 } },
    { devices: { core: 2000 } },
    false,
  ],
  [
    'a resource is held that is gone: no more of it',
    { quantities: { licence: 1 } },
    { quantities: { licence: 1 } },
    false,
  ],
] as const) {
  test(`over-committed: ${title}`, (t) => {
    const load = loaded({ ...inventory({ cpu: 4000 }), devices: DEVICES }, [claim(held)]);
    const devices: ResourceRequest['devices'] = 'devices' in request ? request.devices : {};
    const cores = Object.keys(devices).some((selector) => selector.startsWith('core'));
    const quantities = { ...(cores && { cpu: 2000 }), ...('quantities' in request && request.quantities) };
    t.is('claim' in claimFor(load, { quantities, ports: {}, devices }), fits);
  });
}
