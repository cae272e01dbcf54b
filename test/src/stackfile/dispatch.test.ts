// biome-ignore-all lint/suspicious/noTemplateCurlyInString: what agents fill in looks like that.
/** `dispatch` of a stack file: what it means, and every mistake with its place. */
import type { WorkloadSpec } from '@berth/core';
import { formatIssue, parseStack } from '@berth/stackfile';
import test from 'ava';

const HEAD = 'stack: s\nworkloads:\n  task:\n';

function parse(body: string): WorkloadSpec | string[] {
  const parsed = parseStack(HEAD + body);
  if ('issues' in parsed) return parsed.issues.map((issue) => formatIssue(issue, 'f'));
  return parsed.spec.workloads.task as WorkloadSpec;
}

const BATCH = '    kind: batch\n    process: { command: [./task, "${param.file}"] }\n';
const FILE = 'params: { file: { required: true } }';

test('a batch that is dispatched has no copies by itself', (t) => {
  t.like(parse(`${BATCH}    dispatch: { ${FILE} }\n`), {
    replicas: 0,
    dispatch: {
      params: { file: { required: true } },
      ...{ input: 'none', keep: 50, maxQueued: 1000, replicas: 1 },
    },
  });
  const said = `    replicas: 3
    dispatch:
      params: { file: { default: 010, pattern: "[0-9]+" } }
      input: required
      keep: 5
      maxQueued: 7
`;
  t.like(parse(BATCH + said), {
    replicas: 0,
    dispatch: {
      params: { file: { default: '010', pattern: '[0-9]+' } },
      ...{ input: 'required', keep: 5, maxQueued: 7, replicas: 3 },
    },
  });
});

const OTHER = (more: string) =>
  `${BATCH}    dispatch: { ${FILE} }\n  web:\n    process: { command: [w] }\n${more}`;

for (const [what, body, expected] of [
  [
    'of a service',
    '    process: { command: [./task] }\n    dispatch: {}\n',
    '"dispatch" is for kind batch only, not service; write kind: batch',
  ],
  [
    'a parameter that is not declared',
    `${BATCH}    dispatch: {}\n`,
    'names a parameter that "dispatch.params"',
  ],
  [
    'a parameter that is misspelt',
    `${BATCH}    dispatch: { params: { fiel: {} } }\n`,
    'did you mean ${param.fiel}?',
  ],
  [
    'required, with a default',
    `${BATCH}    dispatch: { params: { file: { required: true, default: a } } }\n`,
    'needs no default',
  ],
  [
    'a default that does not match',
    `${BATCH}    dispatch: { params: { file: { default: a, pattern: "[0-9]+" } } }\n`,
    '"pattern" does not match "default"',
  ],
  [
    'no default where the empty text does not match',
    `${BATCH}    dispatch: { params: { file: { pattern: "[0-9]+" } } }\n`,
    'a value that is not given is empty',
  ],
  [
    'a pattern with groups',
    `${BATCH}    dispatch: { params: { file: { required: true, pattern: "(a|b)+" } } }\n`,
    '"pattern" cannot be read',
  ],
  ['a run without copies', `${BATCH}    replicas: 0\n    dispatch: { ${FILE} }\n`, 'at least one copy'],
  [
    'the name of the input',
    `${BATCH}    dispatch: { ${FILE}, input: optional }\n    files: { dispatch-input: { content: x } }\n`,
    'is the file of the input',
  ],
  ['somebody who needs it', OTHER('    needs: [task]\n'), '"task" is dispatched: it has no copies by itself'],
  ['an upstream of somebody', OTHER('    upstreams: [task]\n'), '"task" is dispatched'],
  ['near it', OTHER('    placement: { near: { workload: task } }\n'), '"task" is dispatched'],
  ['apart from it', OTHER('    placement: { apart: { from: [task] } }\n'), '"task" is dispatched'],
] as const) {
  test(`refused: ${what}`, (t) => {
    const issues = parse(body);
    t.true(Array.isArray(issues) && issues.length === 1 && issues[0]?.includes(expected), String(issues));
  });
}
