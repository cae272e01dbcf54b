/** The project's own TypeScript, as text, for rules that no compiler holds. */
import { readdir, readFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { maskText } from './mask-text.js';

export type SourceFile = {
  /** From the root of the repository, e.g. "packages/core/src/state/apply.ts". */
  readonly path: string;
  /** The workspace that it belongs to: "core", "agent", "test", ... */
  readonly workspace: string;
  readonly text: string;
  /** The text with comments and the insides of strings blanked; same length, same lines. */
  readonly code: string;
};

export const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..', '..', '..');

/** Where each workspace lives. */
export const WORKSPACES: Readonly<Record<string, string>> = {
  core: 'packages/core',
  scheduler: 'packages/scheduler',
  ledger: 'packages/ledger',
  transport: 'packages/transport',
  identity: 'packages/identity',
  runtime: 'packages/runtime',
  stackfile: 'packages/stackfile',
  client: 'packages/client',
  cli: 'packages/cli',
  proto: 'proto',
  coordinator: 'coordinator',
  agent: 'agent',
  bench: 'bench',
  test: 'test',
};

export function sourceFile(path: string, text: string): SourceFile {
  const [workspace] = Object.entries(WORKSPACES).find(([, folder]) => path.startsWith(`${folder}/`)) ?? [];
  return { path, workspace: workspace ?? '', text, code: maskText(text) };
}

/** Every source file, without generated ones. */
export async function readSources(): Promise<readonly SourceFile[]> {
  const files: SourceFile[] = [];
  for (const folder of Object.values(WORKSPACES)) {
    const entries = await readdir(join(ROOT, folder, 'src'), { recursive: true, withFileTypes: true });
    for (const entry of entries) {
      if (!entry.isFile() || !entry.name.endsWith('.ts')) continue;
      const file = join(entry.parentPath, entry.name);
      const path = relative(ROOT, file).replaceAll('\\', '/');
      if (path.startsWith('proto/src/gen/')) continue;
      files.push(sourceFile(path, await readFile(file, 'utf8')));
    }
  }
  return files.sort((a, b) => (a.path < b.path ? -1 : 1));
}

export function lineAt(text: string, offset: number): number {
  return text.slice(0, offset).split('\n').length;
}
