/** Who may import whom (design, section 2), and through which door. */
import { posix } from 'node:path';
import { lineAt, type SourceFile, WORKSPACES } from './source-files.js';

export type Import = { readonly specifier: string; readonly typeOnly: boolean; readonly line: number };

/** What each workspace may import besides its own files. "node:" stands for every built-in module. */
export const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  core: [],
  scheduler: ['@berth/core', '@marcbachmann/cel-js', 'highs', 'node:worker_threads'],
  ledger: ['@berth/core', 'level', 'nats', 'node:'],
  proto: ['@grpc/grpc-js', '@grpc/proto-loader', 'protobufjs', 'node:', '#protobuf'],
  transport: ['@berth/core', '@berth/identity', '@berth/proto', '@grpc/grpc-js', 'nats', 'node:'],
  identity: ['@berth/core', '@peculiar/x509', 'reflect-metadata', 'node:'],
  runtime: ['@berth/core', 'node:'],
  stackfile: ['@berth/core', 'croner', 'yaml', 'zod'],
  client: ['@berth/core', '@berth/identity', '@berth/transport'],
  coordinator: [
    '@berth/core',
    '@berth/identity',
    '@berth/ledger',
    '@berth/runtime',
    '@berth/scheduler',
    '@berth/stackfile',
    '@berth/transport',
    'node:',
  ],
  agent: [
    '@berth/core',
    '@berth/identity',
    '@berth/ledger',
    '@berth/runtime',
    '@berth/transport',
    'croner',
    'level',
    'systeminformation',
    'node:',
  ],
  cli: [
    ...[
      '@berth/client',
      '@berth/core',
      '@berth/identity',
      '@berth/runtime',
      '@berth/scheduler',
      '@berth/stackfile',
    ],
    ...['commander', 'node:'],
  ],
};

/** Of what the scheduler may import, these are for one folder: a solver, and the thread that it runs in (ADR 0016). */
const SCHEDULER_FOLDERS: Readonly<Record<string, string>> = {
  highs: 'packages/scheduler/src/prices/',
  'node:worker_threads': 'packages/scheduler/src/prices/',
};

/** The client is an old line that will be replaced one day: of the transport, one file knows it. */
const TRANSPORT_FILES: Readonly<Record<string, string>> = { nats: 'packages/transport/src/nats/client.ts' };

/** Of our packages, only these have a second door, and only tests and benches go through it. */
const TESTING_DOOR = /^@berth\/[a-z]+\/testing$/;

export function importsOf({ text, code }: SourceFile): readonly Import[] {
  const found: Import[] = [];
  const statements =
    /\b(?:import|export)\b(\s+type\b)?(?:[\w\s{},*$]*?\bfrom)?\s*\(?\s*(['"])(?=[^'"\n]*\2)/g;
  for (const match of code.matchAll(statements)) {
    const start = match.index + match[0].length;
    const specifier = text.slice(start, text.indexOf(match[2] as string, start));
    found.push({ specifier, typeOnly: match[1] !== undefined, line: lineAt(text, match.index) });
  }
  return found;
}

export function wrongImports(file: SourceFile, declared: ReadonlySet<string>): string[] {
  return importsOf(file).flatMap(({ specifier, line }) => {
    const why = whyNot(file, specifier, declared);
    return why ? [`${file.path}:${line}: ${why}`] : [];
  });
}

function whyNot(file: SourceFile, specifier: string, declared: ReadonlySet<string>): string | undefined {
  if (specifier.startsWith('.')) return whyNotRelative(file, specifier);
  const isOurs = specifier.startsWith('@berth/');
  const isFree = file.workspace === 'test' || file.workspace === 'bench';
  if (isOurs && specifier.split('/').length > 2 && !(isFree && TESTING_DOOR.test(specifier))) {
    return `imports past the door: "${specifier}"`;
  }
  if (!isFree && !mayImport(file.workspace, specifier))
    return `${file.workspace} may not import "${specifier}"`;
  const folder = file.workspace === 'scheduler' ? SCHEDULER_FOLDERS[specifier] : undefined;
  if (folder && !file.path.startsWith(folder)) return `only ${folder} may import "${specifier}"`;
  const only = file.workspace === 'transport' ? TRANSPORT_FILES[specifier] : undefined;
  if (only && file.path !== only) return `only ${only} may import "${specifier}"`;
  if (isFree && specifier.startsWith('node:')) return undefined;
  const name = packageOf(specifier);
  if (specifier.startsWith('node:') || specifier.startsWith('#') || declared.has(name)) return undefined;
  return `"${name}" is not declared in ${WORKSPACES[file.workspace]}/package.json`;
}

function mayImport(workspace: string, specifier: string): boolean {
  return (MAY_IMPORT[workspace] ?? []).some((allowed) =>
    allowed === 'node:' ? specifier.startsWith('node:') : packageOf(specifier) === allowed,
  );
}

function packageOf(specifier: string): string {
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
}

function whyNotRelative({ path, workspace }: SourceFile, specifier: string): string | undefined {
  const home = `${WORKSPACES[workspace]}/src/`;
  const target = posix.join(posix.dirname(path), specifier);
  if (!target.startsWith(home)) return `leaves its package: "${specifier}"`;
  return /\.(js|json)$/.test(specifier) ? undefined : `needs the file's ending: "${specifier}"`;
}

/** Files of one workspace that need each other to load, each circle once. Types do not count: they are gone by then. */
export function importCircles(files: readonly SourceFile[]): string[] {
  const next = new Map(files.map((file) => [file.path, valueImports(file)]));
  const done = new Set<string>();
  const circles: string[] = [];
  const visit = (path: string, trail: readonly string[]): void => {
    if (trail.includes(path)) circles.push([...trail.slice(trail.indexOf(path)), path].join(' -> '));
    if (done.has(path)) return;
    done.add(path);
    for (const target of next.get(path) ?? []) visit(target, [...trail, path]);
  };
  for (const { path } of files) visit(path, []);
  return circles;
}

function valueImports(file: SourceFile): string[] {
  return importsOf(file)
    .filter(({ specifier, typeOnly }) => specifier.startsWith('.') && !typeOnly)
    .map(({ specifier }) => posix.join(posix.dirname(file.path), specifier).replace(/\.js$/, '.ts'));
}
