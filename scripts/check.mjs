// Everything that must hold before a change lands, one step after the other; stops at the first that fails. The tests come
// last, so that their count is the last line.
import { spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..');
const bin = (name) => join(ROOT, 'node_modules', '.bin', name);

const STEPS = [
  ['set-up', 'node', ['scripts/setup.mjs', '--tests']],
  ['format and lint', bin('biome'), ['ci', '--error-on-warnings', '.']],
  ['generated protocol', 'node', ['proto/generate.mjs', '--check']],
  ['protocol rules', bin('buf'), ['lint'], 'proto'],
  ['generated schema', 'node', ['packages/stackfile/generate-schema.mjs', '--check']],
  ['tests', 'node', ['scripts/test.mjs']],
];

for (const [name, command, args, folder = '.'] of STEPS) {
  const started = performance.now();
  process.stdout.write(`== ${name}\n`);
  const { status } = spawnSync(command, args, {
    cwd: join(ROOT, folder),
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  if (status !== 0) {
    process.stdout.write(name === 'tests' ? '' : `== ${name} failed\n\n0 passed, 1 failed\n`);
    process.exit(1);
  }
  if (name !== 'tests') process.stdout.write(`   ${((performance.now() - started) / 1000).toFixed(1)} s\n`);
}
