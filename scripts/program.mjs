// Which file a program of ours is run from: its bundle, or, where something was compiled after that, what is compiled.
import { readdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..');

export const PROGRAMS = {
  berth: { compiled: 'packages/cli/dist/main.js', bundled: 'packages/cli/dist/bundle.js' },
  coordinator: { compiled: 'coordinator/dist/main.js', bundled: 'coordinator/dist/bundle.js' },
  agent: { compiled: 'agent/dist/main.js', bundled: 'agent/dist/bundle.js' },
};

export function programFile(name) {
  const { compiled, bundled } = PROGRAMS[name];
  return join(ROOT, isBundled(name) ? bundled : compiled);
}

/** The compiler touches this file of a package whenever it compiles the package anew. */
const NOTE = 'tsconfig.tsbuildinfo';

export function isBundled(name) {
  const bundledAt = changedAt(PROGRAMS[name].bundled);
  if (bundledAt === undefined) return false;
  const packages = readdirSync(join(ROOT, 'packages')).map((folder) => join('packages', folder));
  return ['agent', 'coordinator', 'proto', ...packages].every(
    (folder) => (changedAt(join(folder, NOTE)) ?? 0) <= bundledAt,
  );
}

function changedAt(path) {
  return statSync(join(ROOT, path), { throwIfNoEntry: false })?.mtimeMs;
}
