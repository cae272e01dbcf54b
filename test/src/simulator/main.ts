/**
 * `npm run sim -- --seeds 200 [--first-seed S] [--coordinators N] [--steps N] [--break WHAT]`, or `--seed N` for one run
 * with its last lines. Every seed runs twice: both have to do exactly the same.
 */
import { parseArgs } from 'node:util';
import { campaign } from './campaign.js';
import { reached } from './reached.js';
import { runSeed } from './run-seed.js';
import type { Breakage } from './control-plane.js';

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '20' },
    'first-seed': { type: 'string', default: '1' },
    seed: { type: 'string' },
    steps: { type: 'string', default: '4000' },
    coordinators: { type: 'string', default: '1' },
    break: { type: 'string' },
    verbose: { type: 'boolean', default: false },
  },
});

const broken = values.break as Breakage | undefined;
const common = {
  steps: Number(values.steps),
  coordinators: Number(values.coordinators),
  ...(broken && { broken }),
};

if (values.seed !== undefined) {
  const result = await runSeed({ seed: Number(values.seed), ...common });
  for (const line of result.lines) process.stdout.write(`${line}\n`);
  process.stdout.write(
    `faults ${JSON.stringify(result.faults)}\nhash ${result.hash}, ${result.steps} steps\n`,
  );
  process.stdout.write(result.violation ? `VIOLATION ${result.violation.stack}\n` : 'ok\n');
  process.exitCode = result.violation ? 1 : 0;
} else {
  const REQUIRED = reached(common.coordinators);
  const [first, count] = [Number(values['first-seed']), Number(values.seeds)];
  const started = performance.now();
  const result = await campaign({ first, count, ...common }, (line) => process.stdout.write(`${line}\n`));
  for (const [what, times] of [...result.counts].sort()) {
    if (!what.startsWith('log: ') || REQUIRED.includes(what))
      process.stdout.write(`  ${what.padEnd(46)} ${times}\n`);
  }
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  process.stdout.write(
    `${count - result.failed.length} of ${count} seeds passed, each twice, ${result.steps} steps, ${seconds} s\n`,
  );
  // A campaign that never met a fault says nothing about it.
  const missed = count >= 50 && !broken ? REQUIRED.filter((what) => !result.counts.has(what)) : [];
  for (const what of missed) process.stdout.write(`never happened: ${what}\n`);
  process.exitCode = result.failed.length + missed.length > 0 ? 1 : 0;
}
