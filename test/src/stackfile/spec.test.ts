// biome-ignore-all lint/suspicious/noTemplateCurlyInString: what agents fill in looks like that.
/** What a right stack file means: units, defaults, texts as they are written. */
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { type StackSpec, stackHash, type WorkloadSpec } from '@berth/core';
import { formatIssue, parseStack, stackJsonSchema } from '@berth/stackfile';
import test from 'ava';

function specOf(source: string): StackSpec {
  const parsed = parseStack(source);
  if ('spec' in parsed) return parsed.spec;
  throw new Error(parsed.issues.map((issue) => formatIssue(issue, 'f.yaml')).join('\n'));
}

function workloadOf(rest: string): WorkloadSpec {
  return specOf(`stack: shop\nworkloads: { web: { ${rest} } }`).workloads.web as WorkloadSpec;
}

test('the least that a workload says, and what Berth adds', (t) => {
  t.deepEqual(specOf('stack: shop\nworkloads: { web: { kind: service, process: { command: [web] } } }'), {
    stack: 'shop',
    workloads: {
      web: {
        kind: 'service',
        replicas: 1,
        run: {
          kind: 'service',
          process: { command: ['web'], env: {}, stopSignal: 'SIGTERM', graceMs: 10_000 },
          resources: { quantities: { cpu: 100, memory: 64 }, ports: {}, devices: {} },
          failure: { restarts: 10, delayMs: 1000, maxDelayMs: 300_000, resetAfterMs: 600_000 },
          batch: { timeoutMs: 0 },
        },
        placement: { require: [], prefer: [], tolerate: [] },
        disconnect: { policy: 'keep', afterMs: 0 },
        update: { maxUnavailable: 1 },
      },
    },
  });
});

test('everything that can be said', (t) => {
  const spec = specOf(`
stack: shop
workloads:
  db:
    kind: service
    replicas: 2
    process:
      command: [./db, --listen, "\${port.sql}", --name, "$\${HOME}"]
      env: { SITE: "\${node.site}" }
      workingDirectory: /srv/db
      stopSignal: SIGINT
      grace: 1.5s
    resources:
      cpu: 0.5
      memory: 2Gi
      disk: 500M
      bandwidth: 10Mbit
      bandwidthIn: 1.5Gbit
      bandwidthOut: 800kbit
      licence: 2
      ports: { sql: 5432, metrics: auto }
      devices: { gpu/t4: 2, camera: 1, gpu/a2: 500m, tpu: 0.25 }
    failure: { restarts: unlimited, moves: 2, delay: 250ms, maxDelayMs: 60000, resetAfter: 1h }
    placement:
      require: ["node.arch == 'arm64'"]
      prefer: [{ when: "node.site == 'a'", weight: 5 }, { when: "true" }]
      spread: { by: rack }
      apart: { by: node, from: [db, job] }
      near: { workload: job }
      tolerate: [{ key: gpu, for: 5m }, { key: tier, value: gold }]
    disconnect: { policy: exclusive, after: 2m }
    update: { maxUnavailable: 2 }
    priority: 80
    preempt: true
    gang: { min: 2, timeout: 90s }
  job:
    kind: batch
    process: { command: [job] }
    batch: { timeout: 1h }
`);
  t.deepEqual(spec.workloads.db, {
    kind: 'service',
    replicas: 2,
    run: {
      kind: 'service',
      process: {
        command: ['./db', '--listen', '${port.sql}', '--name', '$${HOME}'],
        env: { SITE: '${node.site}' },
        workingDirectory: '/srv/db',
        stopSignal: 'SIGINT',
        graceMs: 1500,
      },
      resources: {
        quantities: {
          cpu: 500,
          memory: 2048,
          disk: 477,
          bandwidth: 10_000,
          bandwidthIn: 1_500_000,
          bandwidthOut: 800,
          licence: 2,
        },
        ports: { sql: 5432, metrics: 'auto' },
        devices: { 'gpu/t4': 2000, camera: 1000, 'gpu/a2': 500, tpu: 250 },
      },
      failure: { moves: 2, delayMs: 250, maxDelayMs: 60_000, resetAfterMs: 3_600_000 },
      batch: { timeoutMs: 0 },
      exclusiveAfterMs: 120_000,
    },
    placement: {
      require: ["node.arch == 'arm64'"],
      prefer: [
        { when: "node.site == 'a'", weight: 5 },
        { when: 'true', weight: 50 },
      ],
      spread: { by: 'rack', maxSkew: 1 },
      apart: { by: 'node', from: ['job'] },
      near: { workload: 'job', by: 'site' },
      tolerate: [
        { key: 'gpu', forMs: 300_000 },
        { key: 'tier', value: 'gold' },
      ],
    },
    disconnect: { policy: 'exclusive', afterMs: 120_000 },
    update: { maxUnavailable: 2 },
    priority: 80,
    preempt: true,
    gang: { min: 2, timeoutMs: 90_000 },
  });
  t.deepEqual(spec.workloads.job?.run.batch, { timeoutMs: 3_600_000 });
});

test('rules about copies: one, several, preferences', (t) => {
  const { workloads } = specOf(`
stack: shop
workloads:
  db: { process: { command: [db] } }
  web:
    process: { command: [web] }
    placement:
      spread:
        - { maxSkew: 2 }
        - { by: node, weight: 20 }
        - { targets: { melbourne: 70, sydney: 30 } }
      distinct: { by: rack, limit: 3 }
      apart: [{ from: [db, web], own: false }, { by: rack, weight: 9 }]
      near: [{ workload: web }, { workload: db, by: region, weight: 100 }]
`);
  t.deepEqual(workloads.web?.placement, {
    require: [],
    prefer: [],
    spread: [
      { by: 'site', maxSkew: 2 },
      { by: 'node', weight: 20 },
      { by: 'site', weight: 50, targets: { melbourne: 70, sydney: 30 } },
    ],
    distinct: { by: 'rack', limit: 3 },
    apart: [
      { by: 'node', from: ['db'], own: false },
      { by: 'rack', from: [], weight: 9 },
    ],
    near: [
      { workload: 'web', by: 'site' },
      { workload: 'db', by: 'region', weight: 100 },
    ],
    tolerate: [],
  });
});

test('defaults that depend on the kind or policy', (t) => {
  const daemon = workloadOf('kind: daemon, process: { command: [a] }');
  t.is(daemon.replicas, 0);
  t.like(daemon.run.failure, { restarts: undefined, moves: 0 });
  const batch = workloadOf('kind: batch, process: { command: [a] }');
  t.deepEqual(batch.run.batch, { timeoutMs: 0 });
  t.like(batch.run.failure, { restarts: 3, moves: 0 });
  const exclusive = workloadOf('kind: service, process: { command: [a] }, disconnect: { policy: exclusive }');
  t.deepEqual(exclusive.disconnect, { policy: 'exclusive', afterMs: 30_000 });
  t.is(exclusive.run.exclusiveAfterMs, 30_000);
  const replace = workloadOf('kind: service, process: { command: [a] }, disconnect: { policy: replace }');
  t.deepEqual(replace.disconnect, { policy: 'replace', afterMs: 0 });
  t.false('exclusiveAfterMs' in replace.run);
});

test('a first delay that is longer than the longest one by default is the longest one', (t) => {
  const { run } = workloadOf('process: { command: [a] }, failure: { delay: 10m }');
  t.like(run.failure, { delayMs: 600_000, maxDelayMs: 600_000, resetAfterMs: 600_000 });
});

test('numbers and booleans in commands and variables stay as they are written', (t) => {
  const { process } = workloadOf(
    'kind: service, process: { command: [sleep, 5, 1.0, 0x1F, true], env: { ZIP: 01234, ON: yes, BIG: 12345678901234567890 } }',
  ).run;
  t.deepEqual(process.command, ['sleep', '5', '1.0', '0x1F', 'true']);
  t.deepEqual(process.env, { ZIP: '01234', ON: 'yes', BIG: '12345678901234567890' });
});

test('names that objects are born with are only names', (t) => {
  const { workloads } = specOf(
    'stack: shop\nworkloads: { tostring: { kind: service, process: { command: [a], env: { toString: x, hasOwnProperty: y } } } }',
  );
  t.deepEqual(workloads.tostring?.run.process.env, { toString: 'x', hasOwnProperty: 'y' });
});

test('YAML and JSON of the same stack, in any order, are the same stack', (t) => {
  const yaml = specOf('workloads: { a: { process: { command: [x] }, kind: daemon } }\nstack: shop\n');
  const json = specOf(
    '{"$schema":"x","stack":"shop","workloads":{"a":{"kind":"daemon","process":{"command":["x"]}}}}',
  );
  t.is(stackHash(yaml), stackHash(json));
});

test('Windows line ends and a byte order mark change nothing', (t) => {
  const text = 'stack: shop\nworkloads:\n  a:\n    kind: daemon\n    process: { command: [x] }\n';
  t.deepEqual(specOf(`\ufeff${text.replaceAll('\n', '\r\n')}`), specOf(text));
});

test('the JSON Schema on disk is the one of the parser', async (t) => {
  const file = new URL('../../../packages/stackfile/schema/stack.schema.json', import.meta.url);
  t.deepEqual(
    JSON.parse(await readFile(fileURLToPath(file), 'utf8')),
    JSON.parse(JSON.stringify(stackJsonSchema())),
  );
});

test('a demand for isolation is told to the node, and asked of nodes', (t) => {
  const { run, placement } = workloadOf(
    'process: { command: [web], isolation: private }, placement: { require: ["true"] }',
  );
  t.is(run.process.isolation, 'private');
  t.deepEqual(placement.require, ['true', 'node.isolation in ["private", "strict"]']);
  const none = workloadOf('process: { command: [web], isolation: none }');
  t.deepEqual(none.placement.require, []);
});
