/**
 * `npm run bench [-- NAME ...] [--json]`: measures this machine. Nothing else should run meanwhile.
 */
import { type Figure, machine, printTable } from './report.js';

const BENCHMARKS: Readonly<
  Record<string, () => Promise<(note: (text: string) => void) => Promise<Figure[]>>>
> = {
  ledger: async () => (await import('./ledger-commits.js')).ledgerCommits,
  requests: async () => (await import('./placement-requests.js')).placementRequests,
  fleet: async () => (await import('./simulated-fleet.js')).simulatedFleet,
  running: async () => (await import('./apply-to-running.js')).applyToRunning,
  agent: async () => (await import('./footprint.js')).footprint,
};

async function main(args: readonly string[]): Promise<number> {
  const json = args.includes('--json');
  const names = args.filter((arg) => !arg.startsWith('--'));
  const unknown = names.find((name) => !Object.hasOwn(BENCHMARKS, name));
  if (unknown) {
    process.stderr.write(
      `bench: no benchmark "${unknown}"; there are ${Object.keys(BENCHMARKS).join(', ')}\n`,
    );
    return 2;
  }
  const figures: Figure[] = [];
  const note = (text: string) => void process.stderr.write(`${text}\n`);
  for (const name of names.length > 0 ? names : Object.keys(BENCHMARKS)) {
    note(`measuring ${name} ...`);
    const measure = await BENCHMARKS[name]?.();
    if (measure) figures.push(...(await measure(note)));
  }
  const on = machine();
  process.stdout.write(
    json ? `${JSON.stringify({ machine: on, figures }, null, 2)}\n` : printTable(figures, on),
  );
  return 0;
}

process.exitCode = await main(process.argv.slice(2));
