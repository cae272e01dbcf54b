// biome-ignore-all lint/suspicious/noTemplateCurlyInString: what agents fill in looks like that.
/** Files, config and secrets: from what people write to what agents get, and every mistake with its place. */
import type { RunSpec } from '@berth/core';
import { formatIssue, parseStack } from '@berth/stackfile';
import test from 'ava';

const HEAD = 'stack: s\nconfig: { level: debug, raw: "a ${node.id}", "n": 010 }\nworkloads:\n  web:\n';

function parse(body: string): RunSpec | string[] {
  const parsed = parseStack(HEAD + body);
  if ('issues' in parsed) return parsed.issues.map((issue) => formatIssue(issue, 'f'));
  return parsed.spec.workloads.web?.run as RunSpec;
}

test('files, config and secrets become what an agent gets', (t) => {
  const run = parse(`    process:
      command: [./web, "\${files}/app.ini", "\${config.level}", "$\${config.level}"]
      env: { TOKEN: "\${secret.api-token}" }
    files:
      app.ini: { content: "level=\${config.level} \${config.raw} \${config.n} \${secret.db}", mode: 0640, onChange: signal }
      conf.d/plain: { content: text }
`) as RunSpec;
  t.deepEqual(run.process.command, ['./web', '${files}/app.ini', 'debug', '$${config.level}']);
  t.deepEqual(run.files, {
    'app.ini': {
      content: 'level=debug a $${node.id} 010 ${secret.db}',
      mode: 0o640,
      onChange: 'signal',
      signal: 'SIGHUP',
    },
    'conf.d/plain': { content: 'text', mode: 0o400, onChange: 'restart' },
  });
  t.deepEqual(run.secrets, { 'api-token': 0, db: 0 });
});

test('files of a container may be read by whatever user its image has', (t) => {
  const run = parse('    container: { image: web:1 }\n    files: { a: { content: x } }\n') as RunSpec;
  t.is(run.files?.a?.mode, 0o444);
  t.is(run.secrets, undefined);
});

const PROCESS = '    process: { command: [./web] }\n';

for (const [what, body, expected] of [
  ['a path that leads out', `${PROCESS}    files: { ../x: { content: a } }\n`, '"../x" is not a path below'],
  ['an absolute path', `${PROCESS}    files: { /etc/x: { content: a } }\n`, '"/etc/x" is not a path below'],
  [
    'a file that is a folder, too',
    `${PROCESS}    files: { a: { content: x }, a/b: { content: x } }\n`,
    'is a file and the folder of',
  ],
  [
    'a mode with more than rights',
    `${PROCESS}    files: { a: { content: x, mode: 4755 } }\n`,
    'three octal digits',
  ],
  [
    'a signal for nothing',
    `${PROCESS}    files: { a: { content: x, signal: SIGHUP } }\n`,
    'onChange: signal only',
  ],
  [
    'an unknown key of config',
    `${PROCESS}    files: { a: { content: "\${config.levle}" } }\n`,
    'did you mean ${config.level}',
  ],
  [
    'a secret in a command',
    '    process: { command: [./web, "${secret.db}"] }\n',
    'commands can be seen by everybody',
  ],
] as const) {
  test(`refused: ${what}`, (t) => {
    const issues = parse(body);
    t.true(Array.isArray(issues) && issues.length === 1 && issues[0]?.includes(expected), String(issues));
  });
}
