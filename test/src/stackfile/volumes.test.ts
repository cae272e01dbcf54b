/** `volumes` in stack files: what it becomes, and each mistake with its line. */
import { formatIssue, parseStack } from '@berth/stackfile';
import test from 'ava';

function read(top: string, web: string) {
  const parsed = parseStack(`stack: s\n${top}workloads:\n  web:\n${web}`);
  if ('spec' in parsed) return { volumes: parsed.spec.workloads.web?.run.volumes, lines: [] };
  return { lines: parsed.issues.map((issue) => formatIssue(issue, 'f')) };
}

const PROCESS = '    process: { command: [db] }\n';
const PRIVATE = '    process: { command: [db], isolation: private }\n';
const CONTAINER = '    container: { image: "db:1", tmpfs: [{ target: /tmp }] }\n';
const DATA = 'volumes: { data: { size: 1Gi }, log: {} }\n';

test('sizes and defaults; the order of the file is no reason to start copies again', (t) => {
  const uses = '    volumes: [{ volume: log }, { volume: data, target: /var/lib/db, readOnly: true }]\n';
  t.deepEqual(read(DATA, `${PRIVATE}${uses}`).volumes, [
    { volume: 'data', target: '/var/lib/db', readOnly: true, sizeMiB: 1024 },
    { volume: 'log', readOnly: false },
  ]);
});

const MISTAKES: readonly (readonly [name: string, web: string, line: RegExp])[] = [
  [
    'of nobody',
    `${PROCESS}    volumes: [{ volume: dta }, { volume: log }]\n`,
    /no volume "dta" in this stack; did you mean data\?/,
  ],
  [
    'used by nobody',
    `${PROCESS}    volumes: [{ volume: data }]\n`,
    /no workload has volume "log"; add "volumes: /,
  ],
  [
    'twice',
    `${PROCESS}    volumes: [{ volume: data }, { volume: data }, { volume: log }]\n`,
    /"data" stands here twice/,
  ],
  [
    'a target without a view of files',
    `${PROCESS}    volumes: [{ volume: data, target: /d }, { volume: log }]\n`,
    /"target" takes a process that sees files of its own; write isolation: private/,
  ],
  [
    'read-only without one',
    `${PROCESS}    volumes: [{ volume: data, readOnly: true }, { volume: log }]\n`,
    /"readOnly" takes a process/,
  ],
  [
    'a container without target',
    `${CONTAINER}    volumes: [{ volume: data }, { volume: log, target: /l }]\n`,
    /"target" is missing/,
  ],
  [
    'two at one target',
    `${CONTAINER}    volumes: [{ volume: data, target: /tmp }, { volume: log, target: /l }]\n`,
    /"\/tmp" is mounted twice/,
  ],
  [
    'a daemon',
    `    kind: daemon\n${PROCESS}    volumes: [{ volume: data }, { volume: log }]\n`,
    /a daemon has no volumes/,
  ],
  [
    'a gang',
    `    gang: {}\n${PROCESS}    volumes: [{ volume: data }, { volume: log }]\n`,
    /a gang has no volumes/,
  ],
  [
    'who preempts',
    `    preempt: true\n${PROCESS}    volumes: [{ volume: data }, { volume: log }]\n`,
    /it cannot preempt/,
  ],
];

const mistake = test.macro<[web: string, line: RegExp]>({
  exec(t, web, line) {
    const { lines } = read(DATA, web);
    t.is(lines.length, 1, lines.join('\n'));
    t.regex(lines[0] ?? '', line);
  },
  title: (name) => `refused: a volume: ${name}`,
});

for (const [name, web, line] of MISTAKES) test(name, mistake, web, line);
