// What makes a run of all tests (scripts/test.mjs without arguments) short: how many workers are started, and in which order
// files begin. `npx ava FILE` does without it.
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './program.mjs';

const TESTS = join(ROOT, 'test');

/**
 * Files that only compute, or wait for little: one worker for all of a group, because each takes a second to start. They say
 * how their paths begin. Their titles differ from each other within a group.
 */
export const TOGETHER = {
  core: ['core/'],
  scheduler: ['scheduler/'],
  stackfile: ['stackfile/', 'runtime/'],
  ledger: ['ledger/', 'coordinator/checkpoints', 'coordinator/migrate', 'coordinator/purging'],
  transport: [
    'transport/flow',
    'transport/grace',
    'transport/lanes',
    'transport/memory-',
    'transport/nats-flags',
    'transport/wire',
  ],
  agent: [
    'agent/beneath',
    'agent/carrier-turns',
    'agent/journal',
    'agent/local-needs',
    'agent/status-history',
  ],
};

/** What takes longest begins first: most of it waits, while others work. The rest follows by name. */
const FIRST = [
  'simulator/simulator',
  'faults/campaign',
  'lab/lab',
  'bench/smoke',
  'e2e/rollouts',
  'e2e/offline',
  'attacks/listeners',
  'install/agent-update',
  'faults/exclusive',
  'agent/container-driver',
  'e2e/containers-page',
  'together/core',
];

/** For `sortTestFiles` of ava. */
export function byDuration(a, b) {
  return rankOf(a) - rankOf(b) || a.localeCompare(b);
}

function rankOf(file) {
  const at = FIRST.findIndex((name) => file.endsWith(`/${name}.test.js`));
  return at < 0 ? FIRST.length : at;
}

/** Makes test/dist/together, a file for each group, which imports those of the group. */
export function bringTogether() {
  const target = join(TESTS, 'dist', 'together');
  rmSync(target, { recursive: true, force: true });
  mkdirSync(target, { recursive: true });
  // Of the sources: what was compiled from a file that is gone may still lie in dist.
  const all = readdirSync(join(TESTS, 'src'), { recursive: true })
    .filter((path) => path.endsWith('.test.ts'))
    .sort();
  for (const [name, beginnings] of Object.entries(TOGETHER)) {
    const files = all.filter((path) => beginnings.some((beginning) => path.startsWith(beginning)));
    const imports = files.map((path) => `import '../${path.replace(/\.ts$/, '.js')}';\n`);
    writeFileSync(join(target, `${name}.test.js`), imports.join(''));
  }
}
