/**
 * `npm run sim -- --seeds 200 [--first-seed S] [--coordinators N] [--steps N] [--threads N] [--break WHAT] [--focus WHAT]`,
 * or `--seed N` for one run with its last lines. Every fourth seed runs twice: both have to do exactly the same.
 */
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { campaign } from './campaign.js';
import type { Breakage } from './control-plane.js';
import { reached } from './reached.js';
import type { Focus } from './requests.js';
import { runSeed } from './run-seed.js';

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '20' },
    'first-seed': { type: 'string', default: '1' },
    seed: { type: 'string' },
    steps: { type: 'string', default: '4000' },
    coordinators: { type: 'string', default: '1' },
    threads: { type: 'string', default: String(Math.min(2, availableParallelism())) },
    break: { type: 'string' },
    focus: { type: 'string' },
  },
});

/** Shorter campaigns need not have met everything. */
const LONG = 100;

const broken = values.break as Breakage | undefined;
const focus = values.focus as Focus | undefined;
const common = {
  steps: Number(values.steps),
  coordinators: Number(values.coordinators),
  ...(broken && { broken }),
  ...(focus && { focus }),
};
const say = (line: string) => process.stdout.write(`${line}\n`);

if (values.seed !== undefined) {
  const result = await runSeed({ seed: Number(values.seed), ...common });
  for (const line of result.lines) say(line);
  say(`faults ${JSON.stringify(result.faults)}`);
  say(`hash ${result.hash}, ${result.steps} steps, ${Math.round(result.virtualMs / 1000)} s of virtual time`);
  say(result.violation ? `VIOLATION ${result.violation.stack}` : 'ok');
  process.exitCode = result.violation ? 1 : 0;
} else {
  const [first, count, threads] = [values['first-seed'], values.seeds, values.threads].map(Number) as [
    number,
    number,
    number,
  ];
  const required = reached(common.coordinators);
  const started = performance.now();
  const { failed, counts, steps, virtualMs } = await campaign({ first, count, threads, ...common }, say);
  for (const [what, times] of [...counts].sort()) {
    if (!what.startsWith('log: ') || required.includes(what)) say(`  ${what.padEnd(52)} ${times}`);
  }
  const seconds = (performance.now() - started) / 1000;
  say(
    `${count - failed.length} of ${count} seeds passed, a quarter twice, ${steps} steps, ` +
      `${(virtualMs / 3_600_000).toFixed(1)} h of virtual time, ${seconds.toFixed(1)} s, ` +
      `${(count / seconds).toFixed(2)} seeds/s`,
  );
  // A campaign that never met a fault says nothing about it.
  const missed = count >= LONG && !broken ? required.filter((what) => !counts.has(what)) : [];
  for (const what of missed) say(`never happened: ${what}`);
  process.exitCode = failed.length + missed.length > 0 ? 1 : 0;
}
