/** What expressions may say, what they answer, and that nothing in them can hurt the coordinator. */
import { LIMITS, type NodeInfo } from '@berth/core';
import { createScheduler } from '@berth/scheduler';
import test, { type ExecutionContext } from 'ava';
import fc from 'fast-check';
import { clusterView } from '../builders/cluster-view.js';
import { node } from '../builders/node.js';
import { placeRequest } from '../builders/resources.js';

const GATEWAY = {
  id: 'gw-1',
  site: 'melbourne',
  region: 'au',
  arch: 'arm64',
  labels: { tier: 'gold', 'rack.row': '7', empty: '' },
  attributes: { 'cpu.model': 'Cortex-A72', kernel: '6.1.0' },
  devices: ['gpu-0 gpu t4', 'gpu-1 gpu a2'],
  cpu: 4000,
  memory: 2048,
};

const check = (expression: string) => createScheduler(clusterView([])).checkExpression(expression);

/** What `explain` says of one node under one requirement: undefined when it fits. */
function answer(expression: string, info: Partial<NodeInfo> = {}): string | undefined {
  const view = clusterView([node({ ...GATEWAY, ...info, id: 'gw-1' })]);
  const [verdict] = createScheduler(view).explain(placeRequest({ rules: { require: [expression] } }));
  return verdict?.fits === false ? verdict.rejects[0]?.detail : undefined;
}

const holds = test.macro({
  exec: (t: ExecutionContext, expression: string) => {
    t.is(check(expression), undefined);
    t.is(answer(expression), undefined);
  },
  title: (_given, expression) => `true: ${expression}`,
});

const fails = test.macro({
  exec: (t: ExecutionContext, expression: string, detail: string) => {
    t.is(check(expression), undefined);
    t.is(answer(expression), detail);
  },
  title: (_given, expression) => `not true: ${expression}`,
});

const refused = test.macro({
  exec: (t: ExecutionContext, expression: string, line: string) => {
    t.is(check(expression), line);
    // In a ledger from other days it may still stand: then no node fits, and the reason is the same line.
    t.is(answer(expression), line);
  },
  title: (_given, expression) => `refused: ${JSON.stringify(expression)}`,
});

for (const expression of [
  "node.arch == 'arm64' || node.labels.tier == 'gold'",
  "node.id == 'gw-1' && node.site == 'melbourne' && node.region == 'au' && node.os == 'linux'",
  "node.labels.tier == 'gold'",
  "node.labels['rack.row'] == '7'",
  "int(node.labels['rack.row']) > 3",
  "'tier' in node.labels && !('zone' in node.labels)",
  'has(node.labels.empty) && !has(node.labels.zone)',
  "node.attributes['cpu.model'].startsWith('Cortex')",
  "node.attributes.kernel.contains('6.') && node.arch.endsWith('64')",
  "node.site in ['melbourne', 'perth']",
  'node.capacity.cpu >= 4000 && node.capacity.memory < 4096',
  "node.devices.exists(d, d.class == 'gpu' && d.model == 't4')",
  "node.devices.filter(d, d.class == 'gpu').size() == 2",
  "node.devices.filter(d, d.class == 'gpu').exists(d, d.model == 'a2')",
  "node.devices.all(d, d.name.startsWith('gpu'))",
  "node['arch'] == 'arm64'",
  "node.labels.tier == 'gold' ? node.arch == 'arm64' : false",
  // One side that is enough decides, though the other cannot be worked out.
  "node.labels.zone == 'z1' || node.arch == 'arm64'",
  "node.arch == 'arm64' || node.labels.zone == 'z1'",
])
  test(holds, expression);

for (const [expression, detail] of [
  ["node.arch == 'x64'", 'is false on this node'],
  ["node.labels.zone == 'z1'", 'the node has no "zone"'],
  ["node.labels.zone != 'z1'", 'the node has no "zone"'],
  ["!(node.labels['zone'] == 'z1')", 'the node has no "zone"'],
  ["node.labels.zone == 'z1' && node.arch == 'x64'", 'is false on this node'],
  ['int(node.labels.tier) > 3', 'fails on this node: int() type error: cannot convert to int'],
  ['node.capacity.cpu / (node.capacity.cpu - 4000) > 1', 'fails on this node: division by zero'],
  [
    '9223372036854775807 + node.capacity.cpu > 0',
    'fails on this node: integer overflow: 9223372036854779807',
  ],
  // Nothing is inherited.
  ['has(node.labels.constructor)', 'is false on this node'],
  ["'__proto__' in node.labels || 'toString' in node.attributes", 'is false on this node'],
  ["node.labels.__proto__ == 'x'", 'the node has no "__proto__"'],
  ["node.labels['constructor'] == 'x'", 'the node has no "constructor"'],
  ["node.attributes.hasOwnProperty == 'x'", 'the node has no "hasOwnProperty"'],
] as const)
  test(fails, expression, detail);

const FUNCTIONS =
  'all, exists, exists_one, filter, map, has, size, startsWith, endsWith, contains, lowerAscii, upperAscii, trim, ' +
  'indexOf, lastIndexOf, substring, bool, double, int, string, uint';
const FIELDS = 'id, site, region, arch, os, isolation, labels, attributes, devices, capacity';
const NO_REGEX =
  'matches() is not offered: regular expressions can run for ever at character 11: ' +
  'use startsWith(), endsWith(), contains() or ==';

for (const [expression, line] of [
  ['', "Unexpected token: EOF at the end: write a comparison, e.g. node.arch == 'arm64'"],
  ['node.arch ==', "Unexpected token: EOF at the end: write a comparison, e.g. node.arch == 'arm64'"],
  ["node.arch = 'x64'", 'Unexpected character: = at character 11: compare with =='],
  ["node.arch == 'x64' & true", 'Unexpected character: & at character 20: and is &&, or is ||'],
  ["node.arch == 'x64", 'Unterminated string at character 14: close the quote'],
  ["nod.arch == 'x64'", 'there is no "nod" at character 1: did you mean node?'],
  ["\n  nod.arch == 'x64'", 'there is no "nod" at character 4: did you mean node?'],
  [
    'cluster.size > 3',
    'there is no "cluster" at character 1: write about the node, e.g. node.arch == \'arm64\'',
  ],
  ["node.acrh == 'x64'", 'a node has no "acrh" at character 6: did you mean node.arch?'],
  ["node['sit'] == 'x64'", 'a node has no "sit" at character 1: did you mean node.site?'],
  ['has(node.colour)', `a node has no "colour" at character 10: it has ${FIELDS}`],
  ["node[node.os] == 'x'", 'fields of a node are named, not computed at character 1: write e.g. node.arch'],
  ["node.devices.exists(d, d.clas == 'gpu')", 'No such key: clas at character 26: did you mean class?'],
  ['node.arch', 'gives string, not true or false: compare it with something, e.g. with =='],
  ['1 + 1', 'gives int, not true or false: compare it with something, e.g. with =='],
  [
    'node.arch == 64',
    "no such overload: string == int at character 1: compare like with like: 'text' in quotes, numbers without",
  ],
  ["node.arch.startswith('x')", 'there is no startswith() at character 11: did you mean startsWith()?'],
  ['node.arch.reverse() == node.os', `there is no reverse() at character 11: there are ${FUNCTIONS}`],
  [
    'node.arch.startsWith(5)',
    "found no matching overload for 'string.startsWith(int)' at character 1: " +
      'check what the function is called on, and its arguments',
  ],
  ["node.arch.matches('(a+)+$')", NO_REGEX],
  ['node.arch.matches(node.os) || true', NO_REGEX],
  [
    'node.devices.exists(d, node.devices.exists(e, d.name == e.name))',
    'exists() stands inside exists() at character 37: split it into several expressions',
  ],
  [
    "(node.devices + node.devices).exists(d, d.class == 'gpu')",
    'exists() goes over a sum at character 31: use || or && instead',
  ],
  ["cel.bind(a, node.arch, a == 'x')", `there is no bind() at character 5: there are ${FUNCTIONS}`],
  ["timestamp('2026-01-01T00:00:00Z').getHours('Asia/Tokyo') == 9", undefined],
  ["b'{}'.json().x == 1", undefined],
  ["'a,b'.split(',').size() == 2", undefined],
  ["['a', 'b'].join('x') == 'axb'", undefined],
  ['dyn(node).constructor == 1', undefined],
  ['type(node.arch) == string', undefined],
  ["constructor == 'x'", undefined],
  ["__proto__ == 'x'", undefined],
  ["node.__proto__ == 'x'", undefined],
  ["node.constructor == 'x'", undefined],
  ["node.arch.constructor == 'x'", undefined],
  ['node == node', undefined],
] as const) {
  if (line !== undefined) test(refused, expression, line);
  else
    test(`refused in one line: ${expression}`, (t) => {
      const wrong = check(expression) ?? '';
      t.regex(wrong, /^[^\n]+: [^\n]+$/);
      t.is(answer(expression), wrong);
    });
}

test('length, size, depth and repetition are bounded', (t) => {
  const long = `node.arch == '${'x'.repeat(LIMITS.expressionLength)}'`;
  t.is(check(long), `is longer than ${LIMITS.expressionLength} characters: split it into several`);
  t.is(check(`node.arch == '${'x'.repeat(LIMITS.expressionLength - 15)}'`), undefined);
  t.regex(check(`1${'+1'.repeat(300)} == 3`) ?? '', /^Exceeded maxAstNodes .* split it into several/);
  t.regex(check(`node.arch in [${'1,'.repeat(150)}1]`) ?? '', /^Exceeded maxListElements/);
  for (const [open, close] of [
    ['(', ')'],
    ['!', ''],
    ['-', ''],
    ['[', ']'],
    ['{1:', '}'],
    ['has(', ')'],
    ['true ? ', ' : true'],
  ] as const) {
    const deep = Math.floor((LIMITS.expressionLength - 4) / (open.length + close.length));
    t.regex(check(`${open.repeat(deep)}true${close.repeat(deep)}`) ?? '', /^[^\n]+: [^\n]+$/, open);
  }
  const repeated = Array.from({ length: 12 }, (_, at) => `d.model == 'm${at}'`).join(' || ');
  t.is(
    check(`node.devices.exists(d, ${repeated} || ${repeated})`),
    'what exists() repeats is too long at character 149: split it into several expressions',
  );
});

test('control characters in an expression do not reach messages', (t) => {
  t.notRegex(check('node.arch == \u001b[31m') ?? '', /\p{C}/u);
  t.notRegex(check("nod\n.arch == 'x'") ?? '', /\p{C}/u);
});

test('any text gives a verdict in one line, and never an exception', (t) => {
  const scheduler = createScheduler(clusterView([node(GATEWAY)]));
  const word = fc.constantFrom(
    ...[
      'node',
      '.',
      'arch',
      'labels',
      'tier',
      "'x'",
      '==',
      '&&',
      '||',
      '!',
      '(',
      ')',
      '[',
      ']',
      '{',
      '}',
      ',',
      '?',
      ':',
    ],
    ...[
      '1',
      '+',
      '/',
      'in',
      'has',
      'exists',
      'd',
      'matches',
      '__proto__',
      'constructor',
      'devices',
      'true',
      ' ',
      '\n',
    ],
  );
  const text = fc.oneof(
    fc.string(),
    fc.array(word, { maxLength: 24 }).map((words) => words.join('')),
  );
  const verdict = (expression: string) => {
    const wrong = scheduler.checkExpression(expression);
    const rules = { require: [expression], prefer: [{ when: expression, weight: 1 }] };
    const { choices, missing } = scheduler.place(placeRequest({ rules }));
    return choices.length + missing === 1 && (wrong === undefined || /^[^\n]+$/.test(wrong));
  };
  t.notThrows(() => fc.assert(fc.property(text, verdict), { numRuns: 500 }));
});

test('a node that registers anew is asked anew', (t) => {
  const view = clusterView([node({ id: 'a', labels: { tier: 'tin' } })]);
  const scheduler = createScheduler(view);
  const request = placeRequest({ rules: { require: ["node.labels.tier == 'gold'"] } });
  t.is(scheduler.place(request).missing, 1);
  const again = node({ id: 'a', labels: { tier: 'gold' } });
  view.nodes.set(again.info.id, again);
  t.is(scheduler.place(request).missing, 0);
});

test('more expressions than are kept: each is still answered by itself', (t) => {
  const view = clusterView([node({ id: 'a', labels: { n: '7' } })]);
  const scheduler = createScheduler(view);
  const fitting = (n: number) =>
    scheduler.place(placeRequest({ rules: { require: [`node.labels.n == '${n}'`] } })).choices.length;
  for (let round = 0; round < 2; round++)
    for (let n = 0; n < 2100; n++)
      if (fitting(n) !== (n === 7 ? 1 : 0)) t.fail(`expression ${n}, round ${round}`);
  t.pass();
});
