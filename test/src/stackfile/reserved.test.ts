// biome-ignore-all lint/suspicious/noTemplateCurlyInString: what agents fill in looks like that.
/** Names that are kept: for later versions, for Berth itself, for the standard resources; and what may stand in a message. */
import { formatIssue, parseStack } from '@berth/stackfile';
import test from 'ava';

const HEAD = 'stack: s\nworkloads:\n  web:\n    process: { command: [./web] }\n';

function linesOf(source: string): string[] {
  const parsed = parseStack(source);
  return 'issues' in parsed ? parsed.issues.map((issue) => formatIssue(issue, 'f')) : [];
}

const LATER: readonly (readonly [key: string, body: string, place: string])[] = [
  ['vm', '    vm: { image: disk.qcow2 }', '5:5'],
  ['vm', '    vm: {}', '5:5'],
  ['function', '    function: {}', '5:5'],
  ['networks', '    networks: []', '5:5'],
  ['secrets', '    secrets: []', '5:5'],
  ['maxRttMs', '    placement: { near: { workload: db, maxRttMs: 20 } }', '5:40'],
  ['networks', 'networks: {}', '5:1'],
  ['secrets', 'secrets: {}', '5:1'],
];

const later = test.macro<[key: string, body: string, place: string]>({
  exec(t, key: string, body: string, place: string) {
    const lines = linesOf(`${HEAD}${body}\n`);
    t.is(lines[0], `f:${place}: "${key}" is not supported by this version yet; remove it`);
    t.is(lines.length, 1);
  },
  title: (_, key, body) => `not yet: ${key} in "${body.trim()}"`,
});

for (const [key, body, place] of LATER) test(later, key, body, place);

const FILLED_IN: readonly (readonly [text: string, line: string | undefined])[] = [
  ['${port.http}:${node.id}/${node.site}/${node.address}/${replica}', undefined],
  ['$${anything} $ $$ {x} $HOME', undefined],
  ['$$${port.http}', undefined],
  ['${port.https}', 'names a port that "resources.ports" does not declare; did you mean ${port.http}?'],
  ['${HOME}', 'is nothing that Berth fills in; write `$${` for a literal `${`'],
  ['${}', 'is nothing that Berth fills in; write `$${` for a literal `${`'],
  ['${node.id', 'has no closing brace; write `$${` for a literal `${`'],
];

const filledIn = test.macro<[text: string, line: string | undefined]>({
  exec(t, text, line) {
    const source = `stack: s\nworkloads:\n  web:\n    process: { command: [a, '${text}'] }\n    resources: { ports: { http: auto } }\n`;
    t.deepEqual(linesOf(source), line === undefined ? [] : [`f:4:29: "${text}" ${line}`]);
  },
  title: (_, text) => `filled in: ${text}`,
});

for (const [text, line] of FILLED_IN) test(filledIn, text, line);

test('a long text of openings is refused in one pass', (t) => {
  const text = '${'.repeat(10_000);
  const line = linesOf(`stack: s\nworkloads:\n  web:\n    process: { command: [a, '${text}'] }\n`)[0] ?? '';
  t.is(line, `f:4:29: "${'${'.repeat(30)}..." has no closing brace; write \`$\${\` for a literal \`\${\``);
});

test('variables that agents set are not for stacks to set', (t) => {
  const source =
    'stack: s\nworkloads:\n  web:\n    process: { command: [a], env: { BERTH_NODE: x, BERTH: y } }\n';
  t.deepEqual(linesOf(source), [
    'f:4:37: "BERTH_NODE" is set by Berth: names that begin with BERTH_ are its own; choose another name',
  ]);
});

test('resources of one’s own stand beside the standard ones', (t) => {
  const parsed = parseStack(`${HEAD}    resources: { gpu: 2, licence-seats: "3", disk: 1Gi }\n`);
  if ('issues' in parsed) return t.fail(linesOf(HEAD).join());
  t.deepEqual(parsed.spec.workloads.web?.run.resources, {
    quantities: { cpu: 100, memory: 64, gpu: 2, 'licence-seats': 3, disk: 1024 },
    ports: {},
    devices: {},
  });
});

for (const [written, cpu, devices] of [
  ['cores: 2', 2000, { core: 2000 }],
  ['devices: { core/numa-1: 2 }', 2000, { 'core/numa-1': 2000 }],
  ['cores: 1, devices: { core-7: 1, gpu: 500m }', 2000, { core: 1000, 'core-7': 1000, gpu: 500 }],
] as const) {
  test(`cores are devices and cpu: ${written}`, (t) => {
    const parsed = parseStack(`${HEAD}    resources: { ${written} }\n`);
    if ('issues' in parsed) return t.fail(linesOf(`${HEAD}    resources: { ${written} }\n`).join());
    const quantities = { cpu, memory: 64 };
    t.deepEqual(parsed.spec.workloads.web?.run.resources, { quantities, ports: {}, devices });
  });
}

const RESOURCES: readonly (readonly [written: string, line: string])[] = [
  ['memroy: 64', 'f:5:18: unknown key "memroy"; did you mean memory?'],
  ['port: { http: auto }', 'f:5:18: unknown key "port"; did you mean ports?'],
  ['cpus: 2', 'f:5:18: unknown key "cpus"; did you mean cpu?'],
  ['Seats: 1', 'f:5:18: "Seats" is not a name of a resource; use 1 to 63 of a-z, 0-9 and inner dashes'],
  [
    'seats: 1.5',
    'f:5:25: "seats" must be a whole number from 1, not 1.5; it counts a resource that nodes name themselves',
  ],
  ['core: 2', 'f:5:18: unknown key "core"; did you mean cores?'],
  ['cores: 1.5', 'f:5:25: "cores" must be a whole number, not 1.5'],
  ['cores: 0', 'f:5:25: "cores" must be at least 1, not 0'],
  ['cpu: 2, cores: 2', 'f:5:18: cores are cpu, each 1000m of it; remove "cpu"'],
  ['devices: { core: 1 }, cpu: 1', 'f:5:40: cores are cpu, each 1000m of it; remove "cpu"'],
  ['devices: { core: 500m }', 'f:5:35: "core" is held whole: a core has no shares; write 1 or more'],
  [
    'cores: 1, devices: { core: 1 }',
    'f:5:39: "cores" and devices of class "core" say the same thing; write one of them',
  ],
  ['bandwidth-in: 1Mbit', 'f:5:18: unknown key "bandwidth-in"; did you mean bandwidthIn?'],
  ['bandwidthout: 1Mbit', 'f:5:18: unknown key "bandwidthout"; did you mean bandwidthOut?'],
  ['egress: 1Mbit', 'f:5:18: unknown key "egress"; did you mean bandwidthOut?'],
  ['bandwidthIn: 1Gi', 'f:5:31: "Gi" is not a unit of bandwidthIn; write a rate, e.g. 500kbit or 10Mbit'],
  [
    'seats: 0',
    'f:5:25: "seats" must be a whole number from 1, not 0; it counts a resource that nodes name themselves',
  ],
  [
    'seats: -1',
    'f:5:25: "seats" must be a whole number from 1, not -1; it counts a resource that nodes name themselves',
  ],
  [
    'seats: .nan',
    'f:5:25: "seats" must be a whole number from 1, not NaN; it counts a resource that nodes name themselves',
  ],
  [
    'seats: 2Gi',
    'f:5:25: "seats" must be a whole number from 1, not "2Gi"; it counts a resource that nodes name themselves',
  ],
];

const resource = test.macro<[written: string, line: string]>({
  exec: (t, written: string, line: string) =>
    t.deepEqual(linesOf(`${HEAD}    resources: { ${written} }\n`), [line]),
  title: (_, written) => `a resource: ${written}`,
});

for (const [written, line] of RESOURCES) test(resource, written, line);

test('what a file contains cannot steer the terminal that shows the message', (t) => {
  t.deepEqual(linesOf('stack: "a\\e[2Jb"\nworkloads: {}\n'), [
    'f:1:8: "stack" must be a name, not "a\\u001b[2Jb"; use 1 to 63 of a-z, 0-9 and inner dashes',
  ]);
  const reordering = linesOf('stack: "a\\u202Eb\\x9B"\nworkloads: {}\n');
  t.deepEqual(reordering, [
    'f:1:8: "stack" must be a name, not "a\\u{202e}b\\u{9b}"; use 1 to 63 of a-z, 0-9 and inner dashes',
  ]);
});
