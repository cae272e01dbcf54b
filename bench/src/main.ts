/**
 * `npm run bench [-- NAME ...] [--json] [--small] [--nodes N] [--placements N] [--minutes N]`: measures this machine. Nothing else
 * should run meanwhile. `packing --data DIR ...` has options of its own (packing/packing.ts). `--nodes` and `--placements` size the simulated fleets; `scale` stands for all that begin with it; `--small` only shows that all works.
 */
import { parseArgs } from 'node:util';
import { type Figure, machine, printTable } from './report.js';
import { type Benchmark, Misuse, type Run } from './run.js';
import { printRows, type Row } from './scheduler/row.js';

const BENCHMARKS: Readonly<Record<string, () => Promise<Benchmark>>> = {
  ledger: async () => (await import('./ledger-commits.js')).ledgerCommits,
  jetstream: async () => (await import('./jetstream-commits.js')).jetstreamCommits,
  requests: async () => (await import('./placement-requests.js')).placementRequests,
  fleet: async () => (await import('./simulated-fleet.js')).simulatedFleet,
  running: async () => (await import('./apply-to-running.js')).applyToRunning,
  scheduler: async () => (await import('./scheduler-shapes.js')).schedulerShapes,
  attacks: async () => (await import('./attacks/attacks-figures.js')).attacksFigures,
  agent: async () => (await import('./footprint.js')).footprint,
  carriers: async () => (await import('./agent-carriers.js')).agentCarriers,
  'scale-grpc': async () => (await import('./scale/storms.js')).grpcStorms,
  'scale-nats': async () => (await import('./scale/storms.js')).natsStorms,
  'scale-placements': async () => (await import('./scale/placements.js')).replicatedPlacements,
  optimum: async () => (await import('./packing/exact-gap.js')).exactGap,
  rebalance: async () => (await import('./packing/rebalance-figures.js')).rebalanceFigures,
  packing: async () => (await import('./packing/packing-figures.js')).packingFigures,
};

async function main(args: readonly string[]): Promise<void> {
  if (args[0] === 'packing' && args.some((arg) => arg.startsWith('--data'))) {
    const { packing } = await import('./packing/packing.js');
    process.stdout.write(await packing(args.slice(1), (text) => void process.stderr.write(`${text}\n`)));
    return;
  }
  const { names, json, run } = readArguments(args);
  const figures: Figure[] = [];
  const rows: Row[] = [];
  for (const name of names) {
    run.note(`measuring ${name} ...`);
    const measure = await BENCHMARKS[name]?.();
    const found = await measure?.(run);
    if (!found) continue;
    figures.push(...('figures' in found ? found.figures : found));
    if ('figures' in found) rows.push(...(found.rows ?? []));
  }
  const on = machine();
  if (json) process.stdout.write(`${JSON.stringify({ machine: on, figures, rows }, null, 2)}\n`);
  else process.stdout.write(`${printTable(figures, on)}${rows.length > 0 ? `\n${printRows(rows)}` : ''}`);
}

function readArguments(args: readonly string[]): { names: string[]; json: boolean; run: Run } {
  const { values, positionals } = parse(args);
  const known = Object.keys(BENCHMARKS);
  const named = (name: string) => known.filter((each) => each === name || each.startsWith(`${name}-`));
  const unknown = positionals.find((name) => named(name).length === 0);
  if (unknown) throw new Misuse(`no benchmark "${unknown}"; there are ${known.join(', ')}`);
  const run: Run = {
    note: (text) => void process.stderr.write(`${text}\n`),
    small: values.small,
    ...(values.minutes !== undefined && { minutes: readCount('--minutes', values.minutes) }),
    ...(values.nodes !== undefined && { nodes: readCount('--nodes', values.nodes) }),
    ...(values.placements !== undefined && { placements: readCount('--placements', values.placements) }),
  };
  return { names: positionals.length > 0 ? positionals.flatMap(named) : known, json: values.json, run };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        json: { type: 'boolean', default: false },
        small: { type: 'boolean', default: false },
        nodes: { type: 'string' },
        placements: { type: 'string' },
        minutes: { type: 'string' },
      },
    });
  } catch (thrown) {
    throw new Misuse(thrown instanceof Error ? thrown.message : String(thrown));
  }
}

function readCount(flag: string, text: string): number {
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new Misuse(`${flag} "${text}": write a whole number above 0`);
  return Number(text);
}

try {
  await main(process.argv.slice(2));
} catch (thrown) {
  if (!(thrown instanceof Misuse)) throw thrown;
  process.stderr.write(`bench: ${thrown.message}\n`);
  process.exitCode = 2;
}
