/** `schedule`: what may be written, what it means, and the line that a mistake is answered with. */
import { formatIssue, parseStack } from '@berth/stackfile';
import test from 'ava';

const HEAD = 'stack: s\nworkloads:\n  nightly:\n    kind: batch\n    process: { command: [./backup] }\n';

function scheduleOf(line: string): unknown {
  const parsed = parseStack(`${HEAD}    schedule: ${line}\n`);
  return 'issues' in parsed
    ? parsed.issues.map((issue) => formatIssue(issue, 'f'))
    : parsed.spec.workloads.nightly?.run.schedule;
}

const PLAIN = { timeZone: 'UTC', overlap: 'skip', catchUp: 'none' };

const RIGHT: readonly [line: string, schedule: object][] = [
  ['"0 3 * * *"', { cron: '0 3 * * *', ...PLAIN }],
  ['"@hourly"', { cron: '@hourly', ...PLAIN }],
  ['{ cron: "*/10 * * * * *" }', { cron: '*/10 * * * * *', ...PLAIN }],
  [
    '{ cron: "0 3 * * mon-fri", timeZone: Europe/Berlin }',
    { cron: '0 3 * * mon-fri', ...PLAIN, timeZone: 'Europe/Berlin' },
  ],
  [
    '{ cron: "0 3 L * *", overlap: replace, catchUp: last, deadline: 1h }',
    { cron: '0 3 L * *', timeZone: 'UTC', overlap: 'replace', catchUp: 'last', deadlineMs: 3_600_000 },
  ],
];

for (const [line, schedule] of RIGHT) {
  test(`schedule: ${line}`, (t) => t.deepEqual(scheduleOf(line) as object, schedule));
}

const HOW = 'write minute, hour, day, month and weekday, e.g. "0 3 * * *", or @daily';

const WRONG: readonly [line: string, issue: string | RegExp][] = [
  ['daily', `f:6:15: "daily" is no cron expression; ${HOW}`],
  ['"61 * * * *"', /^f:6:15: "61 \* \* \* \*" is no cron expression: .+; write minute/],
  ['"0 0 31 2 *"', /^f:6:15: "0 0 31 2 \*" is /],
  ['"@reboot"', `f:6:15: "@reboot" is no name of a schedule; ${HOW}`],
  ['2026-12-24T18:00:00', `f:6:15: "2026-12-24T18:00:00" is no cron expression; ${HOW}`],
  [
    '{ cron: "0 3 * * *", timeZone: Europe/Berlim }',
    'f:6:46: "Europe/Berlim" is no time zone; did you mean Europe/Berlin?',
  ],
  [
    '{ cron: "0 3 * * *", timeZone: "+02:00" }',
    'f:6:46: "+02:00" is no time zone; write e.g. Europe/Berlin, or UTC',
  ],
  ['{ cron: "0 3 * * *", overlap: kill }', 'f:6:45: "overlap" must be skip or replace, not "kill"'],
  ['{ cron: "0 3 * * *", zone: UTC }', /^f:6:36: unknown key "zone"; /],
  ['{ timeZone: UTC }', 'f:6:5: "cron" is missing'],
  [
    '{ cron: "0 3 * * *", deadline: 1h }',
    'f:6:36: "deadline" has no meaning without catchUp: last; add it, or remove this',
  ],
  [
    '{ cron: "0 3 * * *", catchUp: last, deadline: 60 }',
    'f:6:61: "deadline" must be a duration with its unit, such as 30s or 10m, not 60; write deadline: 60s, or deadlineMs: 60000',
  ],
];

for (const [line, issue] of WRONG) {
  test(`schedule refused: ${line}`, (t) => {
    const issues = scheduleOf(line) as string[];
    t.is(issues.length, 1, issues.join('\n'));
    if (typeof issue === 'string') t.is(issues[0], issue);
    else t.regex(issues[0] ?? '', issue);
  });
}

test('a schedule is for batches that are no gang, and nobody waits for the end of one', (t) => {
  const lines = (body: string) => {
    const parsed = parseStack(`stack: s\nworkloads:\n${body}`);
    return 'issues' in parsed ? parsed.issues.map((issue) => formatIssue(issue, 'f')) : [];
  };
  const job = 'process: { command: [a] }, schedule: "@daily"';
  t.deepEqual(lines(`  a: { ${job} }\n`), [
    'f:3:35: "schedule" is for kind batch only, not service; write kind: batch',
  ]);
  t.deepEqual(lines(`  a: { kind: batch, ${job}, gang: {} }\n`), [
    'f:3:68: copies on a schedule run each by itself: they are no gang; remove it',
  ]);
  const need = '  b: { process: { command: [a] }, needs: [{ workload: a, until: completed }] }\n';
  t.deepEqual(lines(`  a: { kind: batch, ${job} }\n${need}`), [
    'f:4:65: "a" is a batch on a schedule: it never completes; write ready, or leave it out',
  ]);
});
