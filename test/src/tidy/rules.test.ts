// biome-ignore-all lint/suspicious/noTemplateCurlyInString: fixtures are code in strings.
/** Every rule can fail: what it catches, and what it lets through. */
import test from 'ava';
import { importCircles, importsOf, wrongImports } from './imports.js';
import { maskText } from './mask-text.js';
import { bannedWords, LINES_MAX, looseEnds, tooLong, wrongForms, wrongNames } from './rules.js';
import { sourceFile } from './source-files.js';

const inCore = (text: string) => sourceFile('packages/core/src/fixture.ts', text);
const DECLARED = new Set(['@berth/core', '@berth/transport', 'level', 'highs', 'nats']);

const IMPORTS: readonly (readonly [path: string, text: string, wrong: string | undefined])[] = [
  ['packages/core/src/a.ts', "import { b } from './b.js';", undefined],
  ['packages/core/src/a.ts', "import { readFile } from 'node:fs';", 'core may not import "node:fs"'],
  [
    'packages/core/src/a.ts',
    "import type { X } from '@berth/ledger';",
    'core may not import "@berth/ledger"',
  ],
  ['packages/core/src/a.ts', "export { x } from 'zod';", 'core may not import "zod"'],
  ['packages/core/src/a.ts', "const x = await import('node:os');", 'core may not import "node:os"'],
  ['packages/core/src/a.ts', "import 'node:os';", 'core may not import "node:os"'],
  ['packages/core/src/a.ts', "import {\n  a,\n  type B,\n} from 'yaml';", 'core may not import "yaml"'],
  ['packages/core/src/a.ts', "// import { x } from 'yaml';", undefined],
  [
    'packages/core/src/a.ts',
    'import { a } from "../../ledger/src/a.js";',
    'leaves its package: "../../ledger/src/a.js"',
  ],
  ['packages/core/src/a.ts', "import { b } from './b';", 'needs the file\'s ending: "./b"'],
  ['agent/src/a.ts', "import { x } from '@berth/coordinator';", 'agent may not import "@berth/coordinator"'],
  ['coordinator/src/a.ts', "import { x } from '@berth/agent';", 'coordinator may not import "@berth/agent"'],
  [
    'agent/src/a.ts',
    "import { x } from '@berth/core/dist/apply.js';",
    'imports past the door: "@berth/core/dist/apply.js"',
  ],
  [
    'agent/src/a.ts',
    "import { x } from '@berth/transport/testing';",
    'imports past the door: "@berth/transport/testing"',
  ],
  [
    'agent/src/a.ts',
    "import { x } from '@berth/ledger';",
    '"@berth/ledger" is not declared in agent/package.json',
  ],
  ['agent/src/a.ts', "import { Level } from 'level';", undefined],
  ['packages/scheduler/src/prices/a.ts', "const x = await import('highs');", undefined],
  ['packages/scheduler/src/prices/a.ts', "import { Worker } from 'node:worker_threads';", undefined],
  [
    'packages/scheduler/src/prices/a.ts',
    "import { readFile } from 'node:fs';",
    'scheduler may not import "node:fs"',
  ],
  [
    'packages/scheduler/src/a.ts',
    "import { Worker } from 'node:worker_threads';",
    'only packages/scheduler/src/prices/ may import "node:worker_threads"',
  ],
  ['packages/transport/src/nats/client.ts', "const x = await import('nats');", undefined],
  [
    'packages/transport/src/nats/line.ts',
    "import type { Msg } from 'nats';",
    'only packages/transport/src/nats/client.ts may import "nats"',
  ],
  ['test/src/a.ts', "import { x } from '@berth/transport/testing';", undefined],
  [
    'test/src/a.ts',
    "import { x } from '@berth/core/dist/apply.js';",
    'imports past the door: "@berth/core/dist/apply.js"',
  ],
  ['test/src/a.ts', "import { x } from 'left-pad';", '"left-pad" is not declared in test/package.json'],
];

for (const [path, text, wrong] of IMPORTS) {
  test(`import: ${path}: ${text.replaceAll('\n', ' ')}`, (t) => {
    t.deepEqual(wrongImports(sourceFile(path, text), DECLARED), wrong ? [`${path}:1: ${wrong}`] : []);
  });
}

test('imports are found on their lines, types told apart', (t) => {
  const text =
    "import a, { b } from 'a';\nimport type { C } from 'c';\nexport { d } from './d.js';\nconst e = 'from';\n";
  t.deepEqual(importsOf(inCore(text)), [
    { specifier: 'a', typeOnly: false, line: 1 },
    { specifier: 'c', typeOnly: true, line: 2 },
    { specifier: './d.js', typeOnly: false, line: 3 },
  ]);
});

test('a circle of imports is found, one of types is not', (t) => {
  const file = (name: string, text: string) => sourceFile(`packages/core/src/${name}.ts`, text);
  const a = file('a', "import { b } from './b.js';");
  const b = file('b', "import { c } from './c.js';");
  t.deepEqual(importCircles([a, b, file('c', "import { a } from './a.js';")]), [
    'packages/core/src/a.ts -> packages/core/src/b.ts -> packages/core/src/c.ts -> packages/core/src/a.ts',
  ]);
  t.deepEqual(importCircles([a, b, file('c', "import type { a } from './a.js';")]), []);
});

const BANNED = [
  'Date.now()',
  'new Date()',
  'Date()',
  'performance.now()',
  'process.hrtime.bigint()',
  'setTimeout(run, 1)',
  'setInterval(run, 1)',
  'setImmediate(run)',
  'AbortSignal.timeout(1)',
  'Math.random()',
  'crypto.randomUUID()',
  'randomBytes(4)',
  'process.env.HOME',
  'process.argv',
  'process.exit(1)',
  '`${Date.now()}`',
];

for (const code of BANNED) {
  test(`ban: ${code}`, (t) => {
    t.is(bannedWords(inCore(`const x = ${code};`)).length, 1);
    t.deepEqual(bannedWords(sourceFile('packages/runtime/src/clock.ts', `const x = ${code};`)), []);
    t.deepEqual(bannedWords(inCore(`// ${code}\nconst x = 'see ${code.replaceAll('`', '')}';`)), []);
  });
}

test('ban: a program reads arguments and environment and ends itself, but has no clock of its own', (t) => {
  const main = (text: string) => bannedWords(sourceFile('agent/src/main.ts', text));
  t.deepEqual(main('process.exitCode = run(process.argv, process.env);'), []);
  t.is(main('setTimeout(stop, 10);').length, 1);
});

test('ban: a time that was given may be written out', (t) => {
  t.deepEqual(bannedWords(inCore('new Date(block.timeMs).toISOString()')), []);
});

test('ban: a workload has a process of its own', (t) => {
  t.deepEqual(bannedWords(inCore('Object.entries(run.process.env)')), []);
});

test('ban: the line is named', (t) => {
  t.deepEqual(bannedWords(inCore('\n\nconst x = Math.random();')), [
    'packages/core/src/fixture.ts:3: Math.random: use the Random or Ids port',
  ]);
});

for (const code of [
  "export * from './a.js';",
  'export default run;',
  'let count = 0;',
  'export let count = 0;',
  'const cache = new Map<string, number>();',
  'const seen: Set<string> = new Set();',
  'class Fleet extends EventEmitter {}',
]) {
  test(`form: ${code}`, (t) => {
    t.is(wrongForms(inCore(code)).length, 1);
  });
}

for (const code of [
  "export { a } from './a.js';",
  'function run() {\n  let count = 0;\n  const seen = new Set();\n}',
  "const KINDS: ReadonlySet<string> = new Set(['a']);",
]) {
  test(`form, fine: ${code.replaceAll('\n', ' ')}`, (t) => {
    t.deepEqual(wrongForms(inCore(code)), []);
  });
}

test('loose ends need an issue', (t) => {
  const word = ['TO', 'DO'].join('');
  t.is(looseEnds(inCore(`// ${word}: later`)).length, 1);
  t.is(looseEnds(inCore(`// ${['FIX', 'ME'].join('')}`)).length, 1);
  t.deepEqual(looseEnds(inCore(`// ${word}(#12): later`)), []);
});

test('length', (t) => {
  t.deepEqual(tooLong(inCore('\n'.repeat(LINES_MAX))), []);
  t.is(tooLong(inCore('\n'.repeat(LINES_MAX + 1))).length, 1);
});

test('names', (t) => {
  const wrong = (path: string) => wrongNames(sourceFile(path, '')).length;
  for (const name of [
    'utils.ts',
    'string-utils.ts',
    'helpers/a.ts',
    'common.ts',
    'CamelCase.ts',
    'snake_case.ts',
  ])
    t.true(wrong(`packages/core/src/${name}`) > 0, name);
  for (const name of ['apply.ts', 'grpc/fleet-link.ts', 'rules.test.ts', 'library-note.ts'])
    t.is(wrong(`packages/core/src/${name}`), 0, name);
});

test('masking keeps code, lines and lengths', (t) => {
  const cases: readonly (readonly [text: string, masked: string])[] = [
    ['a // b\nc', 'a     \nc'],
    ['a /* b\n */ c', 'a     \n    c'],
    ["x('it\\'s', \"b\")", 'x(\'     \', " ")'],
    ['`a${b + `c${d}`}e` + f', '` ${b + ` ${d}`} ` + f'],
    ["x = /['/]\\//.test(y)", 'x = /      /.test(y)'],
    ['a / b / c', 'a / b / c'],
    ["`{` + '}' + z", "` ` + ' ' + z"],
  ];
  for (const [text, masked] of cases) t.is(maskText(text), masked);
});
