/** Whatever the text: parsing does not throw, answers in one form, and points into the file. */
import { type ParsedStack, parseStack } from '@berth/stackfile';
import test, { type ExecutionContext } from 'ava';
import fc from 'fast-check';

const VALID = `stack: shop
workloads:
  db:
    kind: service
    process: { command: [./db, --listen, "\${port.sql}"], grace: 20s, stopSignal: SIGINT }
    resources: { cpu: 500m, memory: 256Mi, disk: 2Gi, ports: { sql: auto }, devices: { gpu/t4: 1, gpu: 500m } }
    disconnect: { policy: exclusive, after: 2m }
  web:
    kind: service
    replicas: 3
    process:
      command:
        - node
        - -e
        - |
          console.log('hello');
      env: { TIER: gold, PORT: "\${port.http}" }
    resources: { ports: { http: auto } }
    failure: { restarts: 5, moves: unlimited, delay: 1s, maxDelay: 1m }
    placement:
      require: ["node.arch == 'arm64'"]
      prefer: [{ when: "node.site == 'melbourne'", weight: 50 }]
      spread: { by: site, maxSkew: 1 }
      near: { workload: db, by: site }
      tolerate: [{ key: dedicated, value: web }]
    update: { maxUnavailable: 2 }
  sums:
    kind: batch
    process: { command: [./sums] }
    batch: { timeout: 1h }
`;

/** Pieces that mean something to YAML, to JavaScript, or to us. */
const PIECES = [
  ...[':', ' ', '\n', '- ', '{', '}', '[', ']', ',', '"', "'", '|', '>', '#', '&a ', '*a', '!!str ', '---\n'],
  ...[
    '\t',
    '\r\n',
    '\r',
    '\0',
    '\u2028',
    '\ufeff',
    '\ud800',
    'é',
    '😀',
    '? ',
    '%YAML 1.1\n',
    '<<: ',
    '${',
    '$${',
  ],
  ...[
    '__proto__: 1\n',
    'constructor: ',
    'null',
    '~',
    '-1',
    '0',
    '1e999',
    '.nan',
    '.inf',
    '0x10',
    '9'.repeat(40),
  ],
  ...['stack: ', 'workloads: ', 'process: ', 'command: ', 'replicas: ', 'near: ', 'health: ', 'true'],
];

type Edit = { readonly at: number; readonly remove: number; readonly insert: string };

const edit: fc.Arbitrary<Edit> = fc.record({
  at: fc.nat({ max: VALID.length }),
  remove: fc.oneof(fc.constant(0), fc.nat({ max: 40 })),
  insert: fc.oneof(fc.constantFrom(...PIECES), fc.constant(''), fc.string({ unit: 'binary', maxLength: 8 })),
});

function applyEdits(text: string, edits: readonly Edit[]): string {
  return edits.reduce(
    (now, { at, remove, insert }) => now.slice(0, at) + insert + now.slice(at + remove),
    text,
  );
}

/** A line ends with LF here, as in YAML's line counter; a lone CR does not end one. */
function checkAnswer(source: string, parsed: ParsedStack): void {
  if ('spec' in parsed) return;
  const lines = source.split('\n');
  if (parsed.issues.length < 1 || parsed.issues.length > 20) throw new Error('1 to 20 issues expected');
  let before = 0;
  for (const { line, column, message, suggestion } of parsed.issues) {
    const text = lines[line - 1];
    if (text === undefined) throw new Error(`line ${line} is outside: ${message}`);
    if (column < 1 || column > text.length + 1)
      throw new Error(`column ${line}:${column} is outside: ${message}`);
    const offset = line * 1e6 + column;
    if (offset < before) throw new Error('not in the order of the file');
    before = offset;
    if (/[\r\n]/.test(`${message}${suggestion ?? ''}`)) throw new Error(`more than one line: ${message}`);
    if (message.length + (suggestion?.length ?? 0) > 1000)
      throw new Error(`endless: ${message.slice(0, 200)}`);
  }
}

function holds(t: ExecutionContext, sources: fc.Arbitrary<string>): void {
  t.notThrows(() =>
    fc.assert(
      fc.property(sources, (source) => checkAnswer(source, parseStack(source))),
      { numRuns: 400, includeErrorInReport: true },
    ),
  );
}

test('the file to begin with is valid', (t) => {
  t.true('spec' in parseStack(VALID));
});

test('edits of a valid file', (t) => {
  holds(
    t,
    fc.array(edit, { minLength: 1, maxLength: 4 }).map((edits) => applyEdits(VALID, edits)),
  );
});

test('a valid file that breaks off anywhere', (t) => {
  for (let length = 0; length <= VALID.length; length++) {
    const source = VALID.slice(0, length);
    t.notThrows(() => checkAnswer(source, parseStack(source)));
  }
});

test('any text', (t) => {
  holds(t, fc.string({ unit: 'binary', maxLength: 200 }));
  holds(
    t,
    fc.array(fc.constantFrom(...PIECES), { maxLength: 40 }).map((pieces) => pieces.join('')),
  );
});

test('any JSON, also in the places of workloads and of their parts', (t) => {
  const text = (wrap: (value: unknown) => unknown) =>
    fc.jsonValue().map((value) => JSON.stringify(wrap(value)));
  holds(
    t,
    text((value) => value),
  );
  holds(
    t,
    text((value) => ({ stack: 'a', workloads: { b: value } })),
  );
  const parts = ['process', 'resources', 'restart', 'batch', 'placement', 'disconnect', 'update', 'replicas'];
  for (const part of parts) {
    const workload = { kind: 'service', process: { command: ['x'] } };
    holds(
      t,
      text((value) => ({ stack: 'a', workloads: { b: { ...workload, [part]: value } } })),
    );
  }
});
