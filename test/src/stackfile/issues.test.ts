// biome-ignore-all lint/suspicious/noTemplateCurlyInString: what agents fill in looks like that.
/** One case per class of mistake: the whole line that people see, with its exact place. */
import { formatIssue, ISSUES_MAX, parseStack } from '@berth/stackfile';
import test from 'ava';

function linesOf(source: string): string[] {
  const parsed = parseStack(source);
  return 'issues' in parsed ? parsed.issues.map((issue) => formatIssue(issue, 'f.yaml')) : [];
}

/** The text alone, before anything is known of stacks. */
const TEXTS: readonly (readonly [name: string, source: string, line: string])[] = [
  ['an empty file', '', '1:1: the file is empty; a stack needs at least `stack: NAME` and `workloads:`'],
  [
    'comments only',
    '# nothing\n',
    '1:1: the file is empty; a stack needs at least `stack: NAME` and `workloads:`',
  ],
  ['a list', '- a\n', '1:1: the file must be a map, not a list'],
  ['a text', 'shop', '1:1: the file must be a map, not "shop"'],
  [
    'a tab',
    'stack: a\nworkloads:\n\tb: 1\n',
    '3:1: not valid YAML: tabs are not allowed as indentation; indent with spaces',
  ],
  [
    'a colon in a plain text',
    'stack: a: b\n',
    '1:8: not valid YAML: nested mappings are not allowed in compact mappings; put a text that contains ": " in quotes',
  ],
  ['an anchor', 'stack: &name shop\n', '1:8: anchors such as &name are not allowed; write the value out'],
  ['an alias', 'stack: *name\n', '1:8: aliases such as *name are not allowed; write the value out'],
  [
    'a tag',
    'stack: a\nworkloads: !!map {}\n',
    '2:12: tags such as !!map are not allowed; write the value alone',
  ],
  [
    'a directive',
    '%YAML 1.1\n---\nstack: a\n',
    '1:1: directives such as %YAML 1.1 are not allowed; remove the line',
  ],
  [
    'a second document',
    'stack: a\nworkloads: {}\n---\nstack: b\n',
    '3:1: a second document begins here; one file is one stack: write each stack into a file of its own',
  ],
  [
    'a doubled key',
    'stack: a\nworkloads: {}\nstack: b\n',
    '3:1: the key "stack" stands here twice; remove one of the two',
  ],
  [
    'too many levels',
    `stack: a\nworkloads: ${'['.repeat(33)}`,
    '2:44: the file is nested more than 32 levels deep; a stack needs no more than ten',
  ],
  [
    'too many levels of lists, which a composer would die of',
    '- '.repeat(100_000),
    '1:66: the file is nested more than 32 levels deep; a stack needs no more than ten',
  ],
  [
    'too many bytes',
    `# ${'é'.repeat(128 * 1024)}`,
    '1:1: the file is larger than 256 KiB; split it into several stacks',
  ],
  [
    'a key that is a list',
    'stack: a\nworkloads: {}\n[a]: b\n',
    '3:1: a key has to be a plain text; write KEY: VALUE',
  ],
];

for (const [name, source, line] of TEXTS) {
  test(`text: ${name}`, (t) => {
    t.is(linesOf(source)[0], `f.yaml:${line}`);
  });
}

for (const key of ['__proto__', 'constructor', 'prototype']) {
  test(`text: the key ${key}`, (t) => {
    const source = `stack: a\nworkloads:\n  web:\n    ${key}: { polluted: true }\n    kind: service\n    process: { command: [a] }\n`;
    t.deepEqual(linesOf(source), [`f.yaml:4:5: the key "${key}" is not allowed; choose another name`]);
    t.false('polluted' in {});
  });
}

/** Around the part that is wrong, a workload that is right: the part begins at line 3. */
function inWorkload(part: string): string {
  return `stack: shop\nworkloads:\n${part}\n`;
}

const RIGHT = '  db: { kind: service, process: { command: [db] } }';
const DB = '  db: { process: { command: [db] } }';
const WEB = '  web:\n    kind: service\n    process: { command: [web] }\n';

const WORKLOADS: readonly (readonly [name: string, part: string, lines: readonly string[]])[] = [
  ['nothing', '', ['2:1: "workloads" is empty; write a value, or leave the key out']],
  [
    'a name that is none',
    '  Web_1: { kind: service, process: { command: [a] } }',
    ['3:3: "Web_1" is not a name; use 1 to 63 of a-z, 0-9 and inner dashes'],
  ],
  ['an empty workload', '  web:', ['3:3: "web" is empty; write a value, or leave the key out']],
  [
    'missing keys, at the key above them',
    '  web: {}',
    ['3:3: "process" is missing; write `process: { command: [PROGRAM, ARGUMENT] }`'],
  ],
  ['an unknown key', `${WEB}    replica: 2`, ['6:5: unknown key "replica"; did you mean replicas?']],
  [
    'a key that belongs further down',
    `${WEB}    cpu: 2`,
    ['6:5: unknown key "cpu"; write it below resources'],
  ],
  [
    'a key like no other',
    `${WEB}    spread: { by: site, zebra: 1 }`,
    ['6:5: unknown key "spread"; write it below placement'],
  ],
  [
    'a key of a later version',
    `${WEB}    scale: daily`,
    ['6:5: "scale" is not supported by this version yet; remove it'],
  ],
  [
    'a need of nobody',
    `${WEB}    needs: [wbe, other/db]`,
    ['6:13: there is no workload "wbe" in this stack; did you mean web?'],
  ],
  [
    'a need twice, and of a service that it completes',
    `${WEB}    needs: [{ workload: db, until: completed }, db]\n${DB}`,
    [
      '6:36: "db" is a service: it never completes; write ready, or leave it out',
      '6:49: "db" is needed twice; remove one of them',
    ],
  ],
  [
    'needs in a circle',
    `${WEB}    needs: [api]\n  api: { process: { command: [a] }, needs: [{ workload: db }] }\n  db: { process: { command: [a] }, needs: [web] }`,
    ['6:13: needs go in a circle: web -> api -> db -> web; take one of them out'],
  ],
  [
    'a need of oneself',
    `${WEB}    needs: [web]`,
    ['6:13: needs go in a circle: web -> web; take one of them out'],
  ],
  [
    'a kind that is none',
    '  web: { kind: servce, process: { command: [a] } }',
    ['3:16: "kind" must be service, batch or daemon, not "servce"; did you mean service?'],
  ],
  [
    'a command as one text',
    '  web: { kind: service, process: { command: node web.js } }',
    ['3:45: "command" must be a list, not "node web.js"; write command: [node, web.js]'],
  ],
  [
    'a command for a shell',
    '  web: { kind: service, process: { command: "a | b" } }',
    ['3:45: "command" must be a list, not "a | b"; write command: [sh, -c, "..."]'],
  ],
  [
    'an empty command',
    '  web: { kind: service, process: { command: [] } }',
    ['3:45: "command" must not be empty'],
  ],
  [
    'a program without a name',
    '  web: { kind: service, process: { command: [""] } }',
    ['3:46: the program has no name'],
  ],
  [
    'an item of a list',
    '  web:\n    kind: service\n    process:\n      command:\n        - node\n        - { a: b }',
    ['8:11: "command[1]" must be a text, not a map'],
  ],
  [
    'the half of a character',
    '  web: { kind: service, process: { command: ["\\ud800"] } }',
    ['3:46: "command[0]" must be whole Unicode: it has half a pair'],
  ],
  [
    'a NUL character',
    '  web: { kind: service, process: { command: [a], env: { A: "x\\0y" } } }',
    ['3:60: "A" must not contain a NUL character'],
  ],
  [
    'a variable without a value',
    '  web: { kind: service, process: { command: [a], env: { A: } } }',
    ['3:57: "A" is empty; write a value, or leave the key out'],
  ],
  [
    'variables as a list',
    '  web: { kind: service, process: { command: [a], env: [A=1] } }',
    ['3:55: "env" must be a map, not a list; write NAME: VALUE, without the dashes'],
  ],
  [
    'a folder that is not absolute',
    '  web: { kind: service, process: { command: [a], workingDirectory: app } }',
    ['3:68: "workingDirectory" must be an absolute path, not "app"; begin it with /, or leave it out'],
  ],
  [
    'a signal without its SIG',
    '  web: { kind: service, process: { command: [a], stopSignal: int } }',
    [
      '3:62: "stopSignal" must be SIGTERM, SIGINT, SIGQUIT, SIGHUP, SIGUSR1, SIGUSR2, SIGWINCH, SIGABRT or SIGKILL, not "int"; did you mean SIGINT?',
    ],
  ],
  [
    'a duration without a unit',
    '  web: { kind: service, process: { command: [a], grace: 10 } }',
    [
      '3:57: "grace" must be a duration with its unit, such as 30s or 10m, not 10; write grace: 10s, or graceMs: 10000',
    ],
  ],
  [
    'a duration in words',
    '  web: { kind: service, process: { command: [a], grace: 10 sec } }',
    ['3:57: "10 sec" is not a duration; write e.g. 500ms, 30s, 10m, 2h or 7d'],
  ],
  [
    'a semicolon in what was written',
    '  web: { kind: service, process: { command: [a], grace: "5s; now" }, resources: { cpu: "1; 2" } }',
    [
      '3:57: "5s; now" is not a duration; write e.g. 500ms, 30s, 10m, 2h or 7d',
      '3:88: "1; 2" is not an amount; write cores or millicores, e.g. 0.5 or 500m',
    ],
  ],
  [
    'one duration twice',
    '  web: { kind: service, process: { command: [a], grace: 10s, graceMs: 9 } }',
    ['3:62: "grace" and "graceMs" say the same thing; write one of them'],
  ],
  [
    'a port that is not declared',
    '  web: { kind: service, process: { command: [a, "${port.http}"] } }',
    [
      '3:49: "${port.http}" names a port that "resources.ports" does not declare; declare it: ports: { http: auto }',
    ],
  ],
  [
    'a misspelt port',
    '  web: { kind: service, process: { command: [a], env: { P: "${port.htp}" } }, resources: { ports: { http: auto } } }',
    ['3:60: "${port.htp}" names a port that "resources.ports" does not declare; did you mean ${port.http}?'],
  ],
  [
    'something that is not filled in',
    '  web: { kind: service, process: { command: [a, "${HOME}"] } }',
    ['3:49: "${HOME}" is nothing that Berth fills in; write `$${` for a literal `${`'],
  ],
  ['replicas below zero', `${WEB}    replicas: -1`, ['6:15: "replicas" must not be negative: it is -1']],
  ['half a replica', `${WEB}    replicas: 1.5`, ['6:15: "replicas" must be a whole number, not 1.5']],
  ['too many replicas', `${WEB}    replicas: 50001`, ['6:15: "replicas" must be at most 50000, not 50001']],
  [
    'replicas of a daemon',
    '  web: { kind: daemon, replicas: 2, process: { command: [a] } }',
    ['3:24: a daemon runs once on every matching node: it has no "replicas"; remove it'],
  ],
  [
    'a gang that is a daemon',
    '  web: { kind: daemon, gang: {}, process: { command: [a] } }',
    ['3:24: a daemon runs once on every matching node: it has no "gang"; remove it'],
  ],
  [
    'a gang that needs more than there are',
    `${WEB}    replicas: 2\n    gang: { min: 3 }`,
    ['7:18: "min" is 3, and there are 2 replicas; write 2 or less, or leave it out'],
  ],
  [
    'a gang that has no time, said twice',
    `${WEB}    gang: { timeout: 10ms, timeoutMs: 10 }`,
    [
      '6:22: "timeout" is too short; write 1s or more',
      '6:28: "timeout" and "timeoutMs" say the same thing; write one of them',
    ],
  ],
  [
    'a gang that is too large for one decision',
    `${WEB}    replicas: 20001\n    gang: {}`,
    [
      '6:15: a gang has at most 20000 copies, not 20001: they are placed in one decision; make it several workloads, or no gang',
    ],
  ],
  [
    'a gang that is too large to preempt',
    `${WEB}    replicas: 65\n    preempt: true\n    gang: {}`,
    [
      '7:5: a gang that preempts begins with at most 64 copies, not 65; take it out, or give the gang a smaller "min"',
    ],
  ],
  ['preempt as a word', `${WEB}    preempt: lower`, ['6:14: "preempt" must be true or false, not "lower"']],
  [
    'a priority beyond the range',
    `${WEB}    priority: 101`,
    ['6:15: "priority" must be at most 100, not 101'],
  ],
  [
    'batch for a service',
    `${WEB}    batch: { timeout: 1h }`,
    ['6:5: "batch" is for kind batch only, not service; remove it, or write kind: batch'],
  ],
  [
    'amounts',
    `${WEB}    resources:\n      cpu: -500m\n      memory: 5 Potatoes\n      disk: 0\n      bandwidth: .nan\n      licence: 1.5\n      seats: 99999999999999999999`,
    [
      '7:12: "cpu" must not be negative; write cores or millicores, e.g. 0.5 or 500m',
      '8:15: "Potatoes" is not a unit of memory; write a size, e.g. 256Mi or 2Gi',
      '9:13: "disk" must be more than 0; write e.g. 2Gi',
      '10:18: "bandwidth" must be an amount such as 10Mbit, not NaN',
      '11:16: "licence" must be a whole number from 1, not 1.5; it counts a resource that nodes name themselves',
      '12:14: "seats" must be a whole number from 1, not 100000000000000000000; it counts a resource that nodes name themselves',
    ],
  ],
  [
    'an amount of infinity',
    `${WEB}    resources: { cpu: .inf, memory: 1e300 }`,
    ['6:23: "cpu" must be an amount such as 500m, not Infinity', '6:37: "memory" is too large'],
  ],
  [
    'a misspelt resource',
    `${WEB}    resources: { memroy: 1 }`,
    ['6:18: unknown key "memroy"; did you mean memory?'],
  ],
  [
    'ports',
    `${WEB}    resources: { ports: { Http: auto, a: any, b: 70000, c: 80, d: 80 } }`,
    [
      '6:27: "Http" is not a name; use 1 to 63 of a-z, 0-9 and inner dashes',
      '6:42: "a" must be "auto" or a port number from 1 to 65535, not "any"',
      '6:50: "b" must be at most 65535, not 70000',
    ],
  ],
  [
    'one port twice',
    `${WEB}    resources: { ports: { c: 80, d: 80 } }`,
    ['6:37: port 80 is taken by "c" already; choose another number, or auto'],
  ],
  [
    'devices',
    `${WEB}    resources: { devices: { gpu: 0, "a/b/c": 1 } }`,
    [
      '6:34: "gpu" must be more than 0; write whole devices, e.g. 2, or a share of one, e.g. 500m',
      '6:37: "a/b/c" does not name devices; write a class such as gpu, a class/model such as gpu/t4, or the name of one device',
    ],
  ],
  [
    'parts of several devices',
    `${WEB}    resources:
      devices:
        gpu: 1.5
        gpu/t4: 1500m
        camera: -1
        tpu: half
        fpga: 257
        cam0: [1]
        cam1: .inf`,
    [
      '8:14: "gpu" must be whole devices or a share of one, not 1.5; write whole devices, e.g. 2, or a share of one, e.g. 500m',
      '9:17: "gpu/t4" must be whole devices or a share of one, not 1500m; write whole devices, e.g. 2, or a share of one, e.g. 500m',
      '10:17: "camera" must not be negative; write whole devices, e.g. 2, or a share of one, e.g. 500m',
      '11:14: "half" is not an amount of devices; write whole devices, e.g. 2, or a share of one, e.g. 500m',
      '12:15: "fpga" must be at most 256 devices, not 257',
      '13:15: "cam0" must be an amount such as 1 or 500m, not a list',
      '14:15: "cam1" must be an amount such as 1 or 500m, not Infinity',
    ],
  ],
  [
    'keys of before',
    `  job:\n    kind: batch\n    process: { command: [a] }\n    restart: { delay: 1s }\n    batch: { retries: 2 }`,
    [
      '6:5: "restart" has another name now; write failure: { delay, maxDelay, resetAfter }',
      '7:14: "retries" has another name now; write failure: { restarts }, beside batch',
    ],
  ],
  [
    'moves of a daemon, and no numbers',
    `  job:\n    kind: daemon\n    process: { command: [a] }\n    failure: { moves: 2 }`,
    ['6:16: a daemon belongs to its node: it has no "moves"; remove it'],
  ],
  [
    'what is no number of restarts',
    `${WEB}    failure: { restarts: many, moves: -1 }`,
    [
      '6:26: "restarts" must be "unlimited" or a whole number from 0 to 1000, not "many"',
      '6:39: "moves" must not be negative: it is -1',
    ],
  ],
  [
    'restarting without a pause',
    `${WEB}    failure: { delayMs: 5 }`,
    ['6:25: "delay" is too short; write 100ms or more'],
  ],
  [
    'delays the wrong way round',
    `${WEB}    failure: { delay: 1m, maxDelay: 30s }`,
    ['6:37: "maxDelay" is shorter than "delay"; make it as long or longer'],
  ],
  [
    'one expression, not in a list',
    `${WEB}    placement: { require: "node.arch == 'arm64'" }`,
    [`6:27: "require" must be a list, not "node.arch == 'arm64'"; write require: [...]`],
  ],
  [
    'an endless expression',
    `${WEB}    placement: { require: ["${'a'.repeat(1025)}"] }`,
    ['6:28: "require[0]" must not be longer than 1024 characters; split it into several'],
  ],
  [
    'an empty preference',
    `${WEB}    placement: { prefer: [{ when: "", weight: 101 }] }`,
    [
      `6:35: "when" must not be empty; write e.g. "node.arch == 'arm64'"`,
      '6:47: "weight" must be at most 100, not 101',
    ],
  ],
  [
    'spread over what cannot be',
    `${WEB}    placement: { spread: { by: a b, maxSkew: 0 } }`,
    [
      '6:32: "by" must be a key such as tier or example.com/tier, not "a b"',
      '6:46: "maxSkew" must be at least 1, not 0',
    ],
  ],
  [
    'how long a taint is tolerated',
    `${WEB}    placement: { tolerate: [{ key: k, for: 1m, forMs: 60000 }, { key: k, for: 60 }] }`,
    [
      '6:79: "for" must be a duration with its unit, such as 30s or 10m, not 60; write for: 60s, or forMs: 60000',
    ],
  ],
  [
    'how long a taint is tolerated, twice',
    `${WEB}    placement: { tolerate: [{ key: k, for: 1m, forMs: 60000 }] }`,
    ['6:48: "for" and "forMs" say the same thing; write one of them'],
  ],
  [
    'near a workload that is not there',
    `${RIGHT}\n  web: { kind: service, process: { command: [a] }, placement: { near: { workload: bd } } }`,
    ['4:83: there is no workload "bd" in this stack; did you mean db?'],
  ],
  [
    'near in a circle',
    '  a: { kind: service, process: { command: [a] }, placement: { near: { workload: b } } }\n  b: { kind: service, process: { command: [a] }, placement: { near: { workload: a } } }',
    [
      '3:81: near goes in a circle: a -> b -> a; take one of them out',
      '4:81: near goes in a circle: b -> a -> b; take one of them out',
    ],
  ],
  [
    'near in a circle, by lists',
    [
      '  a: { process: { command: [a] }, placement: { near: [{ workload: a }, { workload: b }] } }',
      '  b: { process: { command: [a] }, placement: { near: [{ workload: c, weight: 5 }, { workload: d }] } }',
      '  c: { process: { command: [a] }, placement: { near: { workload: b } } }',
      '  d: { process: { command: [a] }, placement: { near: { workload: a } } }',
    ].join('\n'),
    [
      '3:84: near goes in a circle: a -> b -> d -> a; take one of them out',
      '4:95: near goes in a circle: b -> d -> a -> b; take one of them out',
      '6:66: near goes in a circle: d -> a -> b -> d; take one of them out',
    ],
  ],
  [
    'mistakes in lists of rules',
    `${WEB}    placement: { spread: [{ by: site, maxSkw: 1 }, { weight: 101 }], apart: [{ from: cache }], near: [] }`,
    [
      '6:39: unknown key "maxSkw"; did you mean maxSkew?',
      '6:62: "weight" must be at most 100, not 101',
      '6:86: "from" must be a list, not "cache"; write from: [...]',
      '6:102: "near" must not be empty',
    ],
  ],
  [
    'a rule that is neither a map nor a list',
    `${WEB}    placement: { spread: site, distinct: { limit: 0 } }`,
    [
      '6:26: "spread" must be a map, not "site"',
      '6:32: "by" is missing; write `by: KEY`: site, region, node, or the key of a label',
      '6:51: "limit" must be at least 1, not 0',
    ],
  ],
  [
    'a preference with a bound',
    `${WEB}    placement: { spread: { maxSkew: 2, weight: 5, targets: { a: 70, b: 40 } } }`,
    [
      '6:28: "weight" makes it a preference, which refuses no node: it has no "maxSkew"; write two rules in a list, or remove one',
      '6:51: the targets are 110 % in all; make them 100 or less',
    ],
  ],
  [
    'targets that are nothing',
    `${WEB}    placement: { spread: { targets: { a: 0 } } }`,
    ['6:28: the targets are 0 % in all; give one of them a share'],
  ],
  [
    'apart from nobody',
    `${WEB}    placement: { apart: { own: false } }`,
    ['6:27: with `own: false` and nobody in "from" it says nothing; write from: [WORKLOAD]'],
  ],
  [
    'a workload that is not there, in a list',
    `${WEB}    placement: { near: [{ workload: web }, { workload: wob, weight: 5 }] }`,
    ['6:56: there is no workload "wob" in this stack; did you mean web?'],
  ],
  [
    'what is not supported yet, in a list',
    `${WEB}    placement: { near: [{ workload: web, maxRttMs: 20 }] }`,
    ['6:42: "maxRttMs" is not supported by this version yet; remove it'],
  ],
  [
    'apart from a workload that is not there',
    `${WEB}    placement: { apart: { by: node, from: [web, cache] } }`,
    ['6:49: there is no workload "cache" in this stack; this stack has web'],
  ],
  [
    'a policy without its time',
    `${WEB}    disconnect: { policy: keep, after: 2m }`,
    ['6:33: "after" has no meaning with policy keep; choose replace or exclusive'],
  ],
  [
    'an update that could never end',
    `${WEB}    update: { maxUnavailable: 0 }`,
    ['6:15: with "maxUnavailable" 0 and no "maxSurge" nothing could be updated; add maxSurge: 1'],
  ],
  [
    'a canary that is no number and no part',
    `${WEB}    update: { canary: 0% }`,
    ['6:23: "canary" must be a number of copies such as 1, or a part of them such as 10%'],
  ],
  [
    'a promotion of nothing',
    `${WEB}    update: { autoPromote: true }`,
    ['6:15: "autoPromote" has no meaning without "canary"; add canary: 1'],
  ],
  [
    'a surge of what runs once',
    `${WEB}    disconnect: { policy: exclusive }\n    update: { maxSurge: 1 }`,
    ['7:15: of an exclusive workload one copy runs at a time: there is no "maxSurge"; remove it'],
  ],
  [
    'a deadline that fails at once',
    `${WEB}    update: { progressDeadline: 0s }`,
    ['6:15: a deadline of 0 would fail at once; write e.g. 10m'],
  ],
];

for (const [name, part, lines] of WORKLOADS) {
  test(`workload: ${name}`, (t) => {
    t.deepEqual(
      linesOf(inWorkload(part)),
      lines.map((line) => `f.yaml:${line}`),
    );
  });
}

test('a mistake in one workload does not hide those in another', (t) => {
  const lines = linesOf(`stack: Shop
workloads:
  a: { kind: what, process: { command: [a] } }
  b: { kind: service, process: { command: ["\${port.x}"] } }
`);
  t.deepEqual(lines, [
    'f.yaml:1:8: "stack" must be a name, not "Shop"; use 1 to 63 of a-z, 0-9 and inner dashes',
    'f.yaml:3:14: "kind" must be service, batch or daemon, not "what"',
    'f.yaml:4:44: "${port.x}" names a port that "resources.ports" does not declare; declare it: ports: { x: auto }',
  ]);
});

test('issues are bounded, and the first ones of the file are shown', (t) => {
  const keys = Array.from({ length: 100 }, (_, at) => `key-${at}: 1`).join('\n');
  const lines = linesOf(`stack: a\nworkloads: {}\n${keys}\n`);
  t.is(lines.length, ISSUES_MAX);
  t.regex(lines[0] ?? '', /^f\.yaml:3:1: unknown key "key-0"/);
  t.regex(lines.at(-1) ?? '', /^f\.yaml:22:1: unknown key "key-19"/);
});

test('paths lead to the place', (t) => {
  const parsed = parseStack(
    inWorkload(
      '  web: { kind: service, process: { command: [a, []] }, resources: { devices: { "gpu/t4": 0 } } }',
    ),
  );
  t.deepEqual('issues' in parsed ? parsed.issues.map((issue) => issue.path) : [], [
    'workloads.web.process.command[1]',
    'workloads.web.resources.devices["gpu/t4"]',
  ]);
});

test('JSON is read the same way', (t) => {
  t.deepEqual(linesOf('{\n\t"stack": "a",\n\t"workloads": {\n\t\t"web": { "kind": 7 }\n\t}\n}\n'), [
    'f.yaml:4:3: "process" is missing; write `process: { command: [PROGRAM, ARGUMENT] }`',
    'f.yaml:4:20: "kind" must be service, batch or daemon, not 7',
  ]);
});

test('bounds: one more than allowed', (t) => {
  const workload = '{ kind: service, process: { command: [a] } }';
  const many = Array.from({ length: 257 }, (_, at) => `  w${at}: ${workload}`).join('\n');
  t.deepEqual(linesOf(`stack: a\nworkloads:\n${many}\n`), [
    'f.yaml:2:1: more than 256 workloads; split it into several stacks',
  ]);
  const web = (rest: string) => inWorkload(`  web: { kind: service, ${rest} }`);
  const variables = Array.from({ length: 257 }, (_, at) => `V${at}: x`).join(', ');
  t.deepEqual(linesOf(web(`process: { command: [a], env: { ${variables} } }`)), [
    'f.yaml:3:50: more than 256 variables',
  ]);
  const ports = Array.from({ length: 65 }, (_, at) => `p${at}: auto`).join(', ');
  t.deepEqual(linesOf(web(`process: { command: [a] }, resources: { ports: { ${ports} } }`)), [
    'f.yaml:3:65: more than 64 ports',
  ]);
  t.deepEqual(linesOf(web(`process: { command: [a, ${'x'.repeat(32 * 1024)}] }`)), [
    'f.yaml:3:45: "command" is longer than 32 KiB; put the program into a file on the node',
  ]);
  const args = Array.from({ length: 257 }, () => 'a').join(', ');
  t.deepEqual(linesOf(web(`process: { command: [${args}] }`)), [
    'f.yaml:3:45: "command" has more than 256 entries',
  ]);
});
