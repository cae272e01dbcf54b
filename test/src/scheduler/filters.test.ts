/** Why nodes say no: one table for all filters, resources, ports and devices. */
import {
  type IsolationLevel,
  isolationDemand,
  type NodeView,
  nodeId,
  type PlaceRequest,
  type RejectReason,
} from '@berth/core';
import { createScheduler } from '@berth/scheduler';
import test from 'ava';
import { node, request, view } from './sample-view.js';

const tainted = (...taints: [string, string][]) =>
  node('a', { taints: taints.map(([key, value]) => ({ key, value })) });
const labelled = node('a', {
  labels: { tier: 'gold', empty: '' },
  attributes: { kernel: '6.1' },
  region: 'eu',
});
const gpus = [
  { name: 'gpu0', class: 'gpu', model: 't4' },
  { name: 'gpu1', class: 'gpu', model: 'a2' },
];
const withGpus = (held: Readonly<Record<string, number>> = {}) =>
  node('a', { devices: gpus, held: { devices: held } });
const requires = (...require: string[]) => request({ rules: { require } });
const isolated = (level: IsolationLevel) => requires(isolationDemand(level));
const evicting = node('a', { taints: [{ key: 'gpu', value: 'yes', effect: 'evict' }] });
const tolerates = (key: string, value?: string, forMs?: number) =>
  request({
    rules: {
      tolerate: [{ key, ...(value !== undefined && { value }), ...(forMs !== undefined && { forMs }) }],
    },
  });

type Row = [title: string, node: NodeView, request: PlaceRequest, no?: RejectReason, subject?: string];

const ROWS: readonly Row[] = [
  ['an open node', node('a'), request()],
  ['no contact', node('a', { connection: 'disconnected' }), request(), 'disconnected', ''],
  ['cordoned', node('a', { eligibility: 'cordoned' }), request(), 'cordoned', ''],
  ['draining', node('a', { eligibility: 'draining' }), request(), 'draining', ''],
  ['not among the only nodes', node('a'), request({ onlyNodes: new Set([nodeId('b')]) }), 'excluded', ''],
  ['among the only nodes', node('a'), request({ onlyNodes: new Set([nodeId('a')]) })],
  ['no only nodes at all', node('a'), request({ onlyNodes: new Set() }), 'excluded', ''],
  ['to be avoided', node('a'), request({ avoidNodes: new Set([nodeId('a')]) }), 'excluded', ''],
  ['another one to be avoided', node('a'), request({ avoidNodes: new Set([nodeId('b')]) })],

  ['a taint', tainted(['gpu', 'yes']), request(), 'taint', 'gpu'],
  ['a taint, tolerated by key', tainted(['gpu', 'yes']), tolerates('gpu')],
  ['a taint, tolerated by value', tainted(['gpu', 'yes']), tolerates('gpu', 'yes')],
  ['a taint of another value', tainted(['gpu', 'yes']), tolerates('gpu', 'no'), 'taint', 'gpu'],
  ['an empty value is a value', tainted(['gpu', 'yes']), tolerates('gpu', ''), 'taint', 'gpu'],
  ['a taint that evicts', evicting, tolerates('gpu', 'yes')],
  ['a taint that evicts, tolerated for a time', evicting, tolerates('gpu', 'yes', 1_000), 'taint', 'gpu'],
  ['any other, tolerated for a time', tainted(['gpu', 'yes']), tolerates('gpu', 'yes', 1_000)],
  ['one of two taints tolerated', tainted(['gpu', ''], ['dev', '']), tolerates('gpu'), 'taint', 'dev'],

  ['isolation as strong as demanded', node('a', { attributes: { isolation: 'private' } }), isolated('user')],
  [
    'isolation that is too weak',
    node('a', { attributes: { isolation: 'user' } }),
    isolated('private'),
    'require',
    'node.isolation in ["private", "strict"]',
  ],
  [
    'isolation that nobody here knows',
    node('a', { attributes: { isolation: 'cgroup-v1' } }),
    isolated('user'),
    'require',
    'node.isolation in ["user", "private", "strict"]',
  ],

  ['a label', labelled, requires("node.labels.tier == 'gold'")],
  ['another label', labelled, requires("node.labels.tier == 'tin'"), 'require', "node.labels.tier == 'tin'"],
  ['all must be true', labelled, requires('true', 'false'), 'require', 'false'],
  ['the first that is false is named', labelled, requires('1 > 2', 'false'), 'require', '1 > 2'],
  [
    'a missing label is no match',
    labelled,
    requires("node.labels.no == ''"),
    'require',
    "node.labels.no == ''",
  ],
  ['nor is its opposite', labelled, requires("node.labels.no != 'x'"), 'require', "node.labels.no != 'x'"],
  ['has() of a missing label', labelled, requires('!has(node.labels.no)')],
  ['has() of an empty label', labelled, requires('has(node.labels.empty)')],
  ['in', labelled, requires("node.region in ['eu', 'us']")],
  ['an attribute with a dash', labelled, requires("node.attributes['kernel'].startsWith('6.')")],
  ['capacity', labelled, requires('node.capacity.memory >= 4096 && node.capacity.cpu < 4001')],
  ['devices', withGpus(), requires("node.devices.exists(d, d.class == 'gpu' && d.model == 't4')")],
  ['counted devices', withGpus(), requires("node.devices.filter(d, d.class == 'gpu').size() == 2")],
  [
    'no inherited labels',
    labelled,
    requires('has(node.labels.constructor)'),
    'require',
    'has(node.labels.constructor)',
  ],

  ['room to the last', node('a', { cpu: 100 }), request({ quantities: { cpu: 100 } })],
  ['one too many', node('a', { cpu: 99 }), request({ quantities: { cpu: 100 } }), 'resource', 'cpu'],
  [
    'held already',
    node('a', { held: { quantities: { cpu: 3901 } } }),
    request({ quantities: { cpu: 100 } }),
    'resource',
    'cpu',
  ],
  ['a resource that is not there', node('a'), request({ quantities: { fpga: 1 } }), 'resource', 'fpga'],
  ['none of what is not there', node('a'), request({ quantities: { fpga: 0 } })],
  ['a custom resource', node('a', { more: { fpga: 2 } }), request({ quantities: { fpga: 2 } })],
  [
    'a name that objects inherit',
    node('a'),
    request({ quantities: { constructor: 1 } }),
    'resource',
    'constructor',
  ],
  ['the same, offered', node('a', { more: { constructor: 1 } }), request({ quantities: { constructor: 1 } })],

  ['a fixed port', node('a'), request({ ports: { http: 80 } })],
  [
    'a taken port',
    node('a', { held: { ports: { x: 80 } } }),
    request({ ports: { http: 80 } }),
    'port',
    'http',
  ],
  ['one port twice', node('a'), request({ ports: { a: 80, b: 80 } }), 'port', 'b'],
  ['the last free port', node('a', { ports: { first: 7, last: 7 } }), request({ ports: { a: 'auto' } })],
  [
    'no free port',
    node('a', { ports: { first: 7, last: 7 } }),
    request({ ports: { a: 'auto', b: 'auto' } }),
    'port',
    'b',
  ],
  [
    'fixed before automatic',
    node('a', { ports: { first: 7, last: 8 } }),
    request({ ports: { a: 'auto', b: 7 } }),
  ],

  ['a device by class', withGpus(), request({ devices: { gpu: 2000 } })],
  ['a device by name', withGpus({ gpu0: 1000 }), request({ devices: { gpu1: 1000 } })],
  ['a device that is held', withGpus({ gpu0: 1000 }), request({ devices: { gpu0: 1000 } }), 'device', 'gpu0'],
  ['too many of a class', withGpus({ gpu0: 1000 }), request({ devices: { gpu: 2000 } }), 'device', 'gpu'],
  ['a model', withGpus(), request({ devices: { 'gpu/a2': 1000 } })],
  ['a model that is not there', withGpus(), request({ devices: { 'gpu/h100': 1000 } }), 'device', 'gpu/h100'],
  ['any of a class and one model of it', withGpus(), request({ devices: { gpu: 1000, 'gpu/t4': 1000 } })],
  ['any of a class and one by name', withGpus(), request({ devices: { gpu: 1000, gpu0: 1000 } })],
  ['a share beside another', withGpus({ gpu0: 500 }), request({ devices: { gpu0: 500 } })],
  ['a share too large', withGpus({ gpu0: 501 }), request({ devices: { gpu0: 500 } }), 'device', 'gpu0'],
  ['a share where another holds all', withGpus({ gpu0: 1000 }), request({ devices: { gpu: 1 } })],
  [
    'a whole one beside a share',
    withGpus({ gpu0: 1, gpu1: 1 }),
    request({ devices: { gpu: 1000 } }),
    'device',
    'gpu',
  ],
  [
    'a share is of one device',
    withGpus({ gpu0: 600, gpu1: 600 }),
    request({ devices: { gpu: 700 } }),
    'device',
    'gpu',
  ],
  ['what is neither whole nor a share', withGpus(), request({ devices: { gpu: 1500 } }), 'device', 'gpu'],
];

for (const [title, one, wish, reason, subject] of ROWS) {
  test(title, (t) => {
    const scheduler = createScheduler(view([one]));
    const [verdict] = scheduler.explain(wish);
    const outcome = scheduler.place(wish);
    if (reason === undefined) {
      t.deepEqual(verdict?.fits === false ? verdict.rejects : [], []);
      t.is(outcome.choices.length, 1);
      return;
    }
    t.like(verdict, { fits: false, rejects: [{ reason, subject }] });
    t.like(outcome, { choices: [], missing: 1, rejects: [{ reason, subject, nodes: 1 }] });
  });
}

test('a node says everything that speaks against it, and is counted under the first', (t) => {
  const busy = node('a', { connection: 'disconnected', eligibility: 'cordoned', cpu: 10 });
  const scheduler = createScheduler(view([busy]));
  const wish = request({ ports: { a: 80, b: 80 }, rules: { apart: { by: 'rack', from: [] } } });
  const [verdict] = scheduler.explain(wish);
  t.deepEqual(verdict?.fits === false && verdict.rejects.map(({ reason }) => reason), [
    'disconnected',
    'cordoned',
    'resource',
    'port',
    'apart',
  ]);
  t.deepEqual(scheduler.place(wish).rejects, [{ reason: 'disconnected', subject: '', nodes: 1 }]);
});

test('reasons are counted over the nodes, the most frequent first, then by name', (t) => {
  const nodes = [
    node('a', { cpu: 1 }),
    node('b', { cpu: 1 }),
    node('c', { connection: 'disconnected' }),
    node('d', { eligibility: 'cordoned' }),
  ];
  t.deepEqual(createScheduler(view(nodes)).place(request()).rejects, [
    { reason: 'resource', subject: 'cpu', nodes: 2 },
    { reason: 'cordoned', subject: '', nodes: 1 },
    { reason: 'disconnected', subject: '', nodes: 1 },
  ]);
});

test('what is picked last is why the rest is missing', (t) => {
  const outcome = createScheduler(view([node('a', { cpu: 250 })])).place(request({ count: 5 }));
  t.is(outcome.choices.length, 2);
  t.is(outcome.missing, 3);
  t.deepEqual(outcome.rejects, [{ reason: 'resource', subject: 'cpu', nodes: 1 }]);
});

test('no nodes: everything is missing, for no reason', (t) => {
  t.deepEqual(createScheduler(view([])).place(request({ count: 3 })), {
    choices: [],
    missing: 3,
    rejects: [],
  });
});
