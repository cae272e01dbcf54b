/** `npm run test:faults [-- ROUNDS]`: every fault in turn, so many times, on real processes. Exits 1 when anything was lost. */
import { campaign, FAULTS, type Fault } from './campaign.js';

const STOP_MS = 40_000;

async function main(rounds: number): Promise<number> {
  const ends: (() => Promise<void>)[] = [];
  const say = (text: string) => process.stdout.write(`${new Date().toISOString().slice(11, 19)} ${text}\n`);
  try {
    const faults = Array.from({ length: rounds }, () => FAULTS).flat();
    say(`${faults.length} faults, ${rounds} of each`);
    const outcome = await campaign({ teardown: (end) => ends.push(end) }, { faults, stopMs: STOP_MS, say });
    for (const fault of FAULTS) say(`${fault.padEnd(22)} ${summary(outcome.recoveries, fault)}`);
    const { acknowledged, refused, unknown } = outcome.operations;
    say(`${acknowledged} acknowledged, ${refused} refused, ${unknown} without an answer`);
    for (const violation of outcome.violations.slice(0, 20)) say(`VIOLATION ${violation}`);
    say(
      outcome.violations.length === 0
        ? 'nothing lost, nothing twice'
        : `${outcome.violations.length} violations`,
    );
    return outcome.violations.length === 0 ? 0 : 1;
  } finally {
    for (const end of ends.reverse()) await end();
  }
}

function summary(
  recoveries: readonly { readonly fault: Fault; readonly ms: number }[],
  fault: Fault,
): string {
  const sorted = recoveries.flatMap((each) => (each.fault === fault ? [each.ms] : [])).sort((a, b) => a - b);
  const at = (share: number) =>
    `${((sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0) / 1000).toFixed(1)} s`;
  return `p50 ${at(0.5)}, p99 ${at(0.99)}, max ${at(1)}`;
}

process.exitCode = await main(Number(process.argv[2] ?? 20));
