/** The house rules hold for every file. What each rule catches is shown in rules.test.ts. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'ava';
import { importCircles, MAY_IMPORT, wrongImports } from './imports.js';
import { bannedWords, looseEnds, tooLong, wrongForms, wrongNames } from './rules.js';
import { ROOT, readSources, type SourceFile, WORKSPACES } from './source-files.js';

const SOURCES = readSources();

async function packageJson(folder: string): Promise<{
  readonly name?: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
}> {
  return JSON.parse(await readFile(join(ROOT, folder, 'package.json'), 'utf8'));
}

/** What a workspace's package.json declares; tests and benches may also use the root's tools. */
async function declaredBy(workspace: string): Promise<ReadonlySet<string>> {
  const { dependencies = {} } = await packageJson(WORKSPACES[workspace] ?? '.');
  const isFree = workspace === 'test' || workspace === 'bench';
  const tools = isFree ? ((await packageJson('.')).devDependencies ?? {}) : {};
  return new Set([...Object.keys(dependencies), ...Object.keys(tools)]);
}

test('there is something to look at, in every workspace', async (t) => {
  const seen = new Set((await SOURCES).map((file) => file.workspace));
  for (const workspace of Object.keys(WORKSPACES)) t.true(seen.has(workspace), workspace);
});

test('imports go in one direction, through doors, and are declared', async (t) => {
  const wrong: string[] = [];
  for (const file of await SOURCES) wrong.push(...wrongImports(file, await declaredBy(file.workspace)));
  t.deepEqual(wrong, []);
});

test('no package declares one of ours that it may not import', async (t) => {
  for (const [workspace, allowed] of Object.entries(MAY_IMPORT)) {
    for (const name of await declaredBy(workspace)) t.true(allowed.includes(name), `${workspace}: ${name}`);
  }
});

test('of the ledger, one file knows the client of NATS', async (t) => {
  const knowing = (await SOURCES).filter(
    ({ workspace, text }) => workspace === 'ledger' && /from 'nats'/.test(text),
  );
  t.deepEqual(
    knowing.map(({ path }) => path),
    ['packages/ledger/src/jetstream/nats-stream.ts'],
  );
});

test('files do not need each other in a circle', async (t) => {
  t.deepEqual(importCircles(await SOURCES), []);
});

test('the rules have no world: nothing of Node.js compiles there', async (t) => {
  for (const workspace of ['core', 'scheduler', 'stackfile']) {
    const file = join(ROOT, WORKSPACES[workspace] ?? '', 'tsconfig.json');
    t.deepEqual(JSON.parse(await readFile(file, 'utf8')).compilerOptions.types, [], workspace);
  }
  const base = JSON.parse(await readFile(join(ROOT, 'tsconfig.base.json'), 'utf8')).compilerOptions;
  t.deepEqual(base.lib, ['ES2023']);
});

const RULES: Readonly<Record<string, (file: SourceFile) => readonly string[]>> = {
  'clocks, chance, timers and the process come in through ports': bannedWords,
  'modules export by name and keep no state': wrongForms,
  'what is left to do names its issue': looseEnds,
  'files have one job': tooLong,
  'files are named after what they do': wrongNames,
};

for (const [name, rule] of Object.entries(RULES)) {
  test(name, async (t) => {
    t.deepEqual((await SOURCES).flatMap(rule), []);
  });
}
