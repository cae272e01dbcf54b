/** Every file in examples/ is a stack that parses, stands alone, and tells editors where its schema is. */
import { readdir, readFile } from 'node:fs/promises';
import { formatIssue, parseStack } from '@berth/stackfile';
import test from 'ava';

const FOLDER = new URL('../../../examples/', import.meta.url);

/** Other files are tables for `berth simulate`. */
async function stackFiles(): Promise<string[]> {
  return (await readdir(FOLDER)).filter((name) => name.endsWith('.yaml')).sort();
}

async function specOf(name: string) {
  const parsed = parseStack(await readFile(new URL(name, FOLDER), 'utf8'));
  if ('issues' in parsed) throw new Error(parsed.issues.map((issue) => formatIssue(issue, name)).join('\n'));
  return parsed.spec;
}

test('every example parses, under the name of its file', async (t) => {
  const names = await stackFiles();
  t.deepEqual(names, [
    'configuration.yaml',
    'containers.yaml',
    'demo.yaml',
    'devices.yaml',
    'dispatch.yaml',
    'exclusive.yaml',
    'health.yaml',
    'needs.yaml',
    'pinned.yaml',
    'priority.yaml',
    'relations.yaml',
    'schedules.yaml',
    'too-big.yaml',
    'volumes.yaml',
  ]);
  for (const name of names) t.is(`${(await specOf(name)).stack}.yaml`, name);
});

test('every example names its schema on the first line', async (t) => {
  const reference = /^# yaml-language-server: \$schema=(\S+)\n/;
  for (const name of await stackFiles()) {
    const file = new URL(name, FOLDER);
    const schema = reference.exec(await readFile(file, 'utf8'))?.[1] ?? '';
    t.is(schema, '../packages/stackfile/schema/stack.schema.json', name);
    t.is(JSON.parse(await readFile(new URL(schema, file), 'utf8')).type, 'object');
  }
});

test('every example of processes runs Node.js with a program from the file itself', async (t) => {
  for (const name of await stackFiles()) {
    for (const { run } of Object.values((await specOf(name)).workloads)) {
      if (run.container) continue;
      t.is(run.process.command[0], 'node', name);
      t.is(run.process.command.at(-2), '-e', name);
    }
  }
});

test('the demo has one workload of each kind', async (t) => {
  const { workloads } = await specOf('demo.yaml');
  const kinds = Object.entries(workloads).map(([name, { kind, replicas }]) => [name, kind, replicas]);
  t.deepEqual(kinds, [
    ['web', 'service', 3],
    ['beacon', 'daemon', 0],
    ['report', 'batch', 1],
  ]);
  t.deepEqual(workloads.web?.run.resources.ports, { http: 'auto' });
  t.deepEqual(workloads.web?.placement.spread, { by: 'site', maxSkew: 1 });
});

test('the disconnect policies are what their comments say', async (t) => {
  const { workloads } = await specOf('exclusive.yaml');
  t.deepEqual(workloads.writer?.disconnect, { policy: 'exclusive', afterMs: 30_000 });
  t.is(workloads.writer?.run.exclusiveAfterMs, 30_000);
  t.deepEqual(workloads.answer?.disconnect, { policy: 'replace', afterMs: 60_000 });
  t.is(workloads.answer?.run.exclusiveAfterMs, undefined);
  t.deepEqual(workloads.till?.disconnect, { policy: 'keep', afterMs: 0 });
});
