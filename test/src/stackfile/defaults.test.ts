/** Defaults are said in three places: the code, the JSON Schema that editors show, and docs/stack-files.md. */
import { readFile } from 'node:fs/promises';
import { DEFAULT_PRIORITY, formatDuration, formatQuantity } from '@berth/core';
import { DEFAULTS, stackJsonSchema } from '@berth/stackfile';
import test from 'ava';

type Schema = {
  readonly anyOf?: readonly Schema[];
  readonly description?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: Schema;
  readonly items?: Schema;
};

/** Key of a workload -> the default as people write it. */
const WRITTEN: Readonly<Record<string, string>> = {
  kind: DEFAULTS.kind,
  replicas: `${DEFAULTS.replicas}`,
  'process.stopSignal': DEFAULTS.stopSignal,
  'process.grace': formatDuration(DEFAULTS.graceMs),
  'resources.cpu': formatQuantity('cpu', DEFAULTS.cpuMillis),
  'resources.memory': formatQuantity('memory', DEFAULTS.memoryMiB),
  'failure.restarts': `${DEFAULTS.failureRestarts}`,
  'failure.delay': formatDuration(DEFAULTS.failureDelayMs),
  'failure.maxDelay': formatDuration(DEFAULTS.failureMaxDelayMs),
  'failure.resetAfter': formatDuration(DEFAULTS.failureResetAfterMs),
  'schedule.timeZone': DEFAULTS.scheduleTimeZone,
  'schedule.overlap': DEFAULTS.scheduleOverlap,
  'schedule.catchUp': DEFAULTS.scheduleCatchUp,
  'placement.spread': DEFAULTS.spreadBy,
  'placement.apart': DEFAULTS.apartBy,
  'placement.near': DEFAULTS.nearBy,
  'placement.distinct': `${DEFAULTS.distinctLimit}`,
  'placement.prefer': `${DEFAULTS.preferWeight}`,
  'disconnect.after': formatDuration(DEFAULTS.exclusiveAfterMs),
  'update.maxUnavailable': `${DEFAULTS.maxUnavailable}`,
  'update.healthyFor': formatDuration(DEFAULTS.healthyForMs),
  'update.progressDeadline': formatDuration(DEFAULTS.progressDeadlineMs),
  'hooks.beforeStart': formatDuration(DEFAULTS.hookTimeoutMs),
  'dispatch.keep': `${DEFAULTS.dispatchesKept}`,
  'dispatch.maxQueued': `${DEFAULTS.dispatchesQueued}`,
  'gang.timeout': formatDuration(DEFAULTS.gangTimeoutMs),
  priority: `${DEFAULT_PRIORITY}`,
  'health.interval': formatDuration(DEFAULTS.healthIntervalMs),
  'health.timeout': formatDuration(DEFAULTS.healthTimeoutMs),
  'health.failures': `${DEFAULTS.healthFailures}`,
  'health.successes': `${DEFAULTS.healthSuccesses}`,
  'health.grace': formatDuration(DEFAULTS.healthGraceMs),
  'shutdown.delay': formatDuration(DEFAULTS.shutdownDelayMs),
};

/** Where the schema says what the page says of a whole section. */
const IN_SCHEMA: Readonly<Record<string, string>> = {
  'placement.spread': 'placement.spread.by',
  'placement.apart': 'placement.apart.by',
  'placement.near': 'placement.near.by',
  'placement.distinct': 'placement.distinct.limit',
  'placement.prefer': 'placement.prefer.weight',
};

/** Of a list, and of one or a list of them. */
function single(schema: Schema | undefined): Schema | undefined {
  return schema?.items ?? schema?.anyOf?.[0] ?? schema;
}

function describe(key: string): string {
  let schema = (stackJsonSchema() as Schema).properties?.workloads?.additionalProperties;
  for (const part of key.split('.')) schema = single(schema)?.properties?.[part];
  return schema?.description ?? '';
}

for (const [key, written] of Object.entries(WRITTEN)) {
  test(`${key}: ${written}`, async (t) => {
    const said = /Default: (.*)$/.exec(describe(IN_SCHEMA[key] ?? key))?.[1] ?? '';
    t.true(said.split(/[ ,.]+/).includes(written), `the schema says: ${said}`);
    const page = await readFile(new URL('../../../docs/stack-files.md', import.meta.url), 'utf8');
    const row = page.split('\n').find((line) => line.startsWith(`| \`${key}\` |`)) ?? '';
    t.true((row.split('|').at(-2) ?? '').includes(`\`${written}\``), `the page says: ${row}`);
  });
}

test('the page names every key of a workload', async (t) => {
  const page = await readFile(new URL('../../../docs/stack-files.md', import.meta.url), 'utf8');
  const workload = (stackJsonSchema() as Schema).properties?.workloads?.additionalProperties;
  for (const [section, { properties = {} }] of Object.entries(workload?.properties ?? {})) {
    t.true(page.includes(`\`${section}`), section);
    for (const key of Object.keys(properties)) {
      if (!key.endsWith('Ms')) t.true(page.includes(`\`${section}.${key}\``), `${section}.${key}`);
    }
  }
});
