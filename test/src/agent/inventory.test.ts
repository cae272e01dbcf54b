/** What a node offers of what its host has. */
import { cpus } from 'node:os';
import { inventoryOf, osName, probeHost, usageMeter } from '@berth/agent/testing';
import { BerthError } from '@berth/core';
import test from 'ava';

const CORES = [
  ...[0, 1, 2, 3].map((number) => ({ number, numaNode: number % 2 })),
  ...[4, 5, 6, 7].map((number) => ({ number })),
];
const FACTS = {
  ...{ cpuMillis: 8_000, memoryMiB: 32_768, diskMiB: 100_000, arch: 'x64', attributes: {} },
  cores: CORES,
};
const NONE = { share: 1, resources: [], devices: [], exclusiveCores: '', ports: '20000-20999' };

test('the host keeps a share, and never less than it needs', (t) => {
  const large = inventoryOf(FACTS, NONE);
  t.like(large.resources, {
    cpu: { total: 8_000, reserved: 400 },
    memory: { total: 32_768, reserved: 1_638 },
    disk: { total: 100_000, reserved: 5_000 },
  });
  const small = inventoryOf({ ...FACTS, cpuMillis: 1_000, memoryMiB: 512, diskMiB: 500 }, NONE);
  t.like(small.resources, {
    cpu: { total: 1_000, reserved: 100 },
    memory: { total: 512, reserved: 256 },
    disk: { total: 500, reserved: 500 },
  });
});

test('agents that share a host offer no more together than it has', (t) => {
  const { resources } = inventoryOf(FACTS, { ...NONE, share: 3 });
  for (const [name, total] of [['cpu', 8_000] as const, ['memory', 32_768] as const])
    t.true(3 * (resources[name]?.total ?? 0) <= total);
});

test('what is said replaces what was found, and adds what no probe finds', (t) => {
  const said = {
    ...NONE,
    resources: ['memory=2Gi', 'license=3'],
    devices: ['cam-1=camera/axis-p1', 'tpu=tpu'],
  };
  const inventory = inventoryOf(FACTS, said);
  t.deepEqual(inventory.resources.memory, { total: 2_048, reserved: 0, allocationRatio: 1 });
  t.deepEqual(inventory.resources.license, { total: 3, reserved: 0, allocationRatio: 1 });
  t.deepEqual(inventory.devices, [
    { name: 'cam-1', class: 'camera', model: 'axis-p1' },
    { name: 'tpu', class: 'tpu', model: '' },
  ]);
  t.deepEqual(inventory.ports, { first: 20_000, last: 20_999 });
});

for (const [text, amount] of [
  ['memory=2Gi,reserved=256Mi', { total: 2_048, reserved: 256, allocationRatio: 1 }],
  ['memory=2Gi,ratio=1.5', { total: 2_048, reserved: 0, allocationRatio: 1.5 }],
  [
    'memory=2Gi,min=128Mi,max=1Gi,step=64Mi',
    { total: 2_048, reserved: 0, allocationRatio: 1, min: 128, max: 1_024, step: 64 },
  ],
  ['memory,step=64Mi', { total: 32_768, reserved: 1_638, allocationRatio: 1, step: 64 }],
  ['memory,reserved=1Gi', { total: 32_768, reserved: 1_024, allocationRatio: 1 }],
  [
    'memory,min=3,max=4,step=4',
    { total: 32_768, reserved: 1_638, allocationRatio: 1, min: 3, max: 4, step: 4 },
  ],
] as const) {
  test(`what is said of memory: ${text}`, (t) => {
    t.deepEqual(inventoryOf(FACTS, { ...NONE, resources: [text] }).resources.memory, amount);
  });
}

test('cores are given out whole only when the operator says which', (t) => {
  const { devices, resources } = inventoryOf(FACTS, {
    ...NONE,
    exclusiveCores: '5,2-3',
    devices: ['cam=camera'],
  });
  t.deepEqual(devices, [
    { name: 'cam', class: 'camera', model: '' },
    { name: 'core-2', class: 'core', model: 'numa-0' },
    { name: 'core-3', class: 'core', model: 'numa-1' },
    { name: 'core-5', class: 'core', model: '' },
  ]);
  t.is(resources.cpu?.total, 8_000, 'they are cpu, too');
  t.deepEqual(inventoryOf(FACTS, NONE).devices, []);
});

test('bandwidth is what the operator says, and nothing when nobody does', (t) => {
  const resources = ['bandwidthIn=100Mbit', 'bandwidthOut=20Mbit,reserved=2Mbit'];
  const said = inventoryOf(FACTS, { ...NONE, resources }).resources;
  t.deepEqual(said.bandwidthIn, { total: 100_000, reserved: 0, allocationRatio: 1 });
  t.deepEqual(said.bandwidthOut, { total: 20_000, reserved: 2_000, allocationRatio: 1 });
  t.deepEqual(Object.keys(inventoryOf(FACTS, NONE).resources), ['cpu', 'memory', 'disk']);
});

test('what is said of a resource twice adds up, in order', (t) => {
  const resources = ['license=9', 'license,max=3', 'license,reserved=1'];
  t.deepEqual(inventoryOf(FACTS, { ...NONE, resources }).resources.license, {
    ...{ total: 9, reserved: 1, allocationRatio: 1 },
    max: 3,
  });
});

for (const [title, wrong, message] of [
  ['a resource without an amount', { resources: ['memory'] }, /--resource "memory": write NAME=AMOUNT/],
  ['a rule for what is not there', { resources: ['license,max=2'] }, /"license,max=2": write NAME=AMOUNT/],
  [
    'an unknown rule',
    { resources: ['cpu,most=2'] },
    /"cpu,most=2": "most" is not known; write reserved, ratio, min/,
  ],
  ['a rule without a value', { resources: ['cpu=2,min'] }, /--resource "cpu=2,min": write NAME=AMOUNT/],
  [
    'a wrong amount in a rule',
    { resources: ['cpu=2,min=1Gi'] },
    /cpu "Gi" is not a unit of cpu; write cores/,
  ],
  ['nothing in a rule', { resources: ['cpu=2,step=0'] }, /step must be more than 0/],
  ['a negative ratio', { resources: ['cpu=2,ratio=-1'] }, /ratio "-1" is not a number such as 1\.5/],
  ['a ratio of nothing', { resources: ['cpu=2,ratio=0.000'] }, /ratio "0\.000" is not a number/],
  [
    'more reserved than there is',
    { resources: ['cpu=2,reserved=3'] },
    /reserved 3000 is more than the total 2000/,
  ],
  ['a most below the least', { resources: ['cpu=2,min=500m,max=400m'] }, /max 400 is below min 500/],
  [
    'no piece that would do',
    { resources: ['cpu=2,min=1m,max=90m,step=100m'] },
    /no multiple of step 100 is from min 1 to max 90/,
  ],
  [
    'a core that is not there',
    { exclusiveCores: '7-8' },
    /"7-8": there is no core 8 that this agent may use; there are 0,1,2,/,
  ],
  [
    'no list of cores',
    { exclusiveCores: 'two' },
    /--exclusive-cores "two": write numbers of cores, e\.g\. 2-3/,
  ],
  ['cores the wrong way round', { exclusiveCores: '3-2' }, /--exclusive-cores "3-2": write numbers/],
  [
    'a core as a device',
    { devices: ['x=core'] },
    /--device "x=core": cores are given out by --exclusive-cores/,
  ],
  ['the name of a core', { devices: ['core-1=gpu'] }, /--device "core-1=gpu": cores are given/],
  [
    'cores of a node that gives cpu away twice',
    { exclusiveCores: '2', resources: ['cpu,ratio=2'] },
    /--exclusive-cores "2": with a cpu ratio of 2, a core is more/,
  ],
  ['a negative amount', { resources: ['memory=-1Gi'] }, /--resource "memory=-1Gi": memory /],
  ['an amount of parts of a custom resource', { resources: ['license=0.5'] }, /custom resource license /],
  ['a device without a class', { devices: ['cam'] }, /--device "cam": write NAME=CLASS/],
  ['ports the wrong way round', { ports: '30000-20000' }, /--ports "30000-20000": write FIRST-LAST/],
  ['ports that do not exist', { ports: '1-70000' }, /--ports "1-70000"/],
] as const) {
  test(`${title} is refused in one line`, (t) => {
    const error = t.throws(() => inventoryOf(FACTS, { ...NONE, ...wrong }), { instanceOf: BerthError });
    t.is(error?.code, 'invalid_request');
    t.regex(error?.message ?? '', message);
  });
}

test('usage is told when it changed, and only then', (t) => {
  const meter = usageMeter(1_000_000_000);
  const first = meter();
  t.true((first?.memoryMiB ?? 0) > 0);
  // With a billion cores the smallest work is a change; with one millicore nothing is.
  const still = usageMeter(1);
  still();
  t.is(still(), undefined);
});

test('what the host is', async (t) => {
  t.is(osName('PRETTY_NAME="Debian 12"\nNAME="Debian GNU/Linux"\nVERSION_ID="12"\n'), 'Debian GNU/Linux 12');
  t.is(osName("NAME='Alpine Linux'\nVERSION_ID=3.19.1\n"), 'Alpine Linux 3.19.1');
  t.is(osName(''), '');
  const { attributes } = await probeHost('/');
  const cores = Number(attributes['cpu.cores']);
  t.true(cores >= 1 && cores <= cpus().length, `${cores} cores`);
  for (const name of ['hostname', 'kernel', 'os.name']) t.truthy(attributes[name], name);
});
