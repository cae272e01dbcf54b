// biome-ignore-all lint/suspicious/noTemplateCurlyInString: what agents fill in looks like that.
/** Health, shutdown and upstreams: from what people write to the core's rule, and every mistake with its place. */
import type { HealthRule, RunSpec } from '@berth/core';
import { formatIssue, parseStack } from '@berth/stackfile';
import test from 'ava';

const HEAD = 'stack: s\nworkloads:\n  web:\n    process: { command: [./web] }\n';
const PORTS = '    resources: { ports: { http: auto, admin: 9000 } }\n';
const PORT = '    resources: { ports: { http: auto } }\n';

function runOf(body: string): RunSpec {
  const parsed = parseStack(HEAD + body);
  if ('issues' in parsed) throw new Error(parsed.issues.map((issue) => formatIssue(issue, 'f')).join('\n'));
  return parsed.spec.workloads.web?.run as RunSpec;
}

test('one check serves all meanings: start quickly, ready at its pace, live with more patience', (t) => {
  const probe = { kind: 'http', port: 'http', path: '/healthz' };
  const rule = runOf(
    `${PORT}    health: { http: { port: http, path: /healthz }, intervalMs: 5000 }\n`,
  ).health;
  t.deepEqual(rule, {
    start: { probe, intervalMs: 1000, timeoutMs: 2000, failures: 60, successes: 1, graceMs: 0 },
    ready: { probe, intervalMs: 5000, timeoutMs: 2000, failures: 3, successes: 1, graceMs: 0 },
    live: { probe, intervalMs: 5000, timeoutMs: 2000, failures: 9, successes: 1, graceMs: 0 },
  } as HealthRule);
});

test('each meaning has its own check where they differ', (t) => {
  const { health } = runOf(`${PORTS}    health:
      start: { tcp: { port: admin }, failures: 120 }
      ready: { grpc: { port: http, service: shop.Orders }, interval: 2s, timeout: 500ms, successes: 2 }
      live: { exec: { command: [./check, "\${port.admin}", 010] }, grace: 1m, interval: 30s }
`);
  t.deepEqual(health, {
    start: {
      probe: { kind: 'tcp', port: 'admin' },
      intervalMs: 1000,
      timeoutMs: 2000,
      failures: 120,
      successes: 1,
      graceMs: 0,
    },
    ready: {
      probe: { kind: 'grpc', port: 'http', service: 'shop.Orders' },
      intervalMs: 2000,
      timeoutMs: 500,
      failures: 3,
      successes: 2,
      graceMs: 0,
    },
    live: {
      probe: { kind: 'exec', command: ['./check', '${port.admin}', '010'] },
      intervalMs: 30_000,
      timeoutMs: 2000,
      failures: 3,
      successes: 1,
      graceMs: 60_000,
    },
  } as HealthRule);
});

test('the only port need not be named, and a path need not be said', (t) => {
  t.deepEqual(runOf(`${PORT}    health: { http: {} }\n`).health?.ready?.probe, {
    kind: 'http',
    port: 'http',
    path: '/',
  });
});

test('the delay before the stop is there for who is reached and says what ready means', (t) => {
  t.is(runOf(`${PORT}    health: { tcp: {} }\n`).shutdownDelayMs, 1000);
  t.is(runOf(`${PORT}    health: { tcp: {} }\n    shutdown: { delay: 0s }\n`).shutdownDelayMs, undefined);
  t.is(runOf(PORT).shutdownDelayMs, undefined);
  t.is(runOf('    shutdown: { delayMs: 1500 }\n').shutdownDelayMs, 1500);
  t.is(runOf('    health: { exec: { command: [a] } }\n').shutdownDelayMs, undefined);
});

test('upstreams are workloads of this stack, of others, and of itself; their order says nothing', (t) => {
  t.deepEqual(runOf('    upstreams: [web, other/db, s/web]\n').upstreams as readonly string[], [
    'other/db',
    's/web',
  ]);
});

const MISTAKES: readonly (readonly [body: string, ...lines: string[]])[] = [
  ['    health: {}', '5:13: nothing is checked; write one of http, tcp, grpc, exec'],
  ['    health: { live: { interval: 5s } }', '5:21: nothing is checked; write one of http, tcp, grpc, exec'],
  [
    '    health: { http: {} }',
    '5:15: there is no port to check; declare one: resources: { ports: { http: auto } }',
  ],
  [`${PORTS}    health: { tcp: {} }`, '6:15: which of the ports http, admin is checked?; add port: NAME'],
  [
    `${PORTS}    health: { tcp: { port: htp } }`,
    '6:28: "htp" is a port that "resources.ports" does not declare; did you mean http?',
  ],
  [
    `${PORT}    health: { grpc: { port: rpc-port } }`,
    '6:29: "rpc-port" is a port that "resources.ports" does not declare; declare it: ports: { rpc-port: auto }',
  ],
  [
    `${PORT}    health: { http: {}, tcp: {} }`,
    '6:25: "http" and "tcp" are two checks; write one of them; start, ready and live may differ',
  ],
  [
    `${PORT}    health: { http: {}, ready: { tcp: {} } }`,
    '6:15: "http" stands beside start, ready or live, which say everything themselves; move it below one of them, or leave them out',
  ],
  [
    `${PORT}    health: { http: { path: healthz } }`,
    '6:29: "path" must begin with / and hold no spaces, not "healthz"; write e.g. /healthz',
  ],
  [
    `${PORT}    health: { http: {}, interval: 5s, intervalMs: 5000 }`,
    '6:39: "interval" and "intervalMs" say the same thing; write one of them',
  ],
  [`${PORT}    health: { http: {}, interval: 10ms }`, '6:35: "interval" is too short; write 100ms or more'],
  [`${PORT}    health: { http: {}, timeoutMs: 0 }`, '6:36: "timeoutMs" is too short; write 100ms or more'],
  [`${PORT}    health: { http: {}, grace: 2h }`, '6:32: "grace" is too long; write 1h or less'],
  [`${PORT}    health: { http: {}, failures: 0 }`, '6:35: "failures" must be at least 1, not 0'],
  [
    `${PORT}    health: { http: {}, interval: 5 }`,
    '6:35: "interval" must be a duration with its unit, such as 30s or 10m, not 5; write interval: 5s, or intervalMs: 5000',
  ],
  [`${PORT}    health: { htp: {} }`, '6:15: unknown key "htp"; did you mean http?'],
  ['    health: { exec: { command: [] } }', '5:32: "command" must not be empty'],
  [
    '    health: { exec: { command: [a, "${port.http}"] } }',
    '5:36: "${port.http}" names a port that "resources.ports" does not declare; declare it: ports: { http: auto }',
  ],
  ['    shutdown: { delay: 2h }', '5:24: "delay" is too long; write 1h or less'],
  ['    upstreams: [wob]', '5:17: there is no workload "wob" in this stack; did you mean web?'],
  [
    '    upstreams: [a/b/c]',
    '5:17: "upstreams[0]" must name a workload, not "a/b/c"; write WORKLOAD or STACK/WORKLOAD',
  ],
];

for (const [body, ...lines] of MISTAKES) {
  test(`mistake: ${body.trim().split('\n').at(-1)?.trim()}`, (t) => {
    const parsed = parseStack(`${HEAD}${body}\n`);
    const found = 'issues' in parsed ? parsed.issues.map((issue) => formatIssue(issue, 'f')) : [];
    t.deepEqual(
      found,
      lines.map((line) => `f:${line}`),
    );
  });
}
