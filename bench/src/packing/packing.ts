/**
 * `npm run bench -- packing --data DIR [--workloads W,..] [--seeds 42,43] [--policy P] [--moves PERCENT] [--json] [--placements-out DIR]`:
 * how much of a cluster's devices a policy allocates, on traces laid out like openb's. Every run's placements are checked
 * by adding them up.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { AllocationCurve, Replay, TRACE_POLICIES, type TracePolicy, tracePolicies } from '@berth/scheduler';
import { machine } from '../report.js';
import { Misuse } from '../run.js';
import { OpenbFolder } from './openb.js';
import { type PlacedTask, placementFault } from './validity.js';
import { wayToBound } from './way-to-bound.js';

export type PackingRow = {
  readonly workload: string;
  readonly policy: string;
  readonly seed: number;
  /** Percent of the devices' thousandths, when that much of them was asked for. */
  readonly allocatedAt100: number;
  readonly allocatedAt130: number;
  readonly placementsPerSecond: number;
  /** Tasks that made room for others. */
  readonly moves: number;
  readonly states: number;
  readonly peakMemoryMiB: number;
};

export async function packing(args: readonly string[], note: (text: string) => void): Promise<string> {
  const values = readArguments(args);
  const policy = TRACE_POLICIES.find((name) => name === values.policy);
  if (!policy) throw new Misuse(`--policy "${values.policy}": there are ${TRACE_POLICIES.join(', ')}`);
  if (values.data === undefined) throw new Misuse('say where the trace is: --data DIR');
  const folder = openFolder(values.data);
  const workloads = values.workloads?.split(',') ?? folder.workloads;
  const unknown = workloads.find((name) => !folder.workloads.includes(name));
  if (unknown !== undefined)
    throw new Misuse(`no workload "${unknown}" in ${values.data}; there are ${folder.workloads.join(', ')}`);
  const movesPerArrival = Number(values.moves) / 100;
  if (!(movesPerArrival >= 0 && movesPerArrival <= 1))
    throw new Misuse(`--moves "${values.moves}": write a percentage of the tasks that arrive, 0 to 100`);
  const rows: PackingRow[] = [];
  for (const workload of workloads) {
    const seeds = values.seeds?.split(',').map(Number) ?? folder.seeds(workload);
    for (const row of await runWorkload(folder, workload, seeds, policy, {
      movesPerArrival,
      out: values['placements-out'],
    })) {
      rows.push(row);
      note(`  ${workload} ${row.seed}: ${row.allocatedAt100.toFixed(2)} %`);
    }
  }
  const way = wayToBound(values.data, rows);
  if (values.json)
    return `${JSON.stringify({ machine: machine(), rows, ...(way !== undefined && { wayToBound: way }) }, null, 2)}\n`;
  return `${table(rows)}${way === undefined ? '' : `${(100 * way).toFixed(1)} % of the way from FGD to the bound, at 100 %\n`}`;
}

function readArguments(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        data: { type: 'string' },
        workloads: { type: 'string' },
        seeds: { type: 'string' },
        policy: { type: 'string', default: 'pack' },
        moves: { type: 'string', default: '0' },
        json: { type: 'boolean', default: false },
        'placements-out': { type: 'string' },
      },
    }).values;
  } catch (thrown) {
    throw new Misuse(thrown instanceof Error ? thrown.message : String(thrown));
  }
}

function openFolder(path: string): OpenbFolder {
  try {
    return new OpenbFolder(path);
  } catch (thrown) {
    throw new Misuse(
      `cannot read a trace from ${path}: ${thrown instanceof Error ? thrown.message : thrown}`,
    );
  }
}

/** One row per seed; throws when a placement could not be. */
export async function runWorkload(
  folder: OpenbFolder,
  workload: string,
  seeds: readonly number[],
  policy: TracePolicy,
  { movesPerArrival = 0, out }: { readonly movesPerArrival?: number; readonly out?: string | undefined } = {},
): Promise<PackingRow[]> {
  const model = folder.model(workload);
  const makePolicy = await tracePolicies(model, policy);
  return seeds.map((seed) => {
    const sequence = folder.sequence(workload, seed, model.nodes.length);
    if (!sequence)
      throw new Misuse(`workload "${workload}" has no seed ${seed}: it has ${folder.seeds(workload)}`);
    const replay = new Replay(model, makePolicy(), sequence.order, movesPerArrival);
    const curve = new AllocationCurve(model.totalMilli);
    const started = performance.now();
    for (const task of sequence.arrivals) {
      replay.arrive(task);
      curve.add(replay);
    }
    const seconds = (performance.now() - started) / 1000;
    const placed = [...sequence.arrivals].map(
      (task, at): PlacedTask => ({ task, landed: replay.placements[at] }),
    );
    const fault = placementFault(model.nodes, model.tasks, placed);
    if (fault !== undefined) throw new Error(`${workload}, seed ${seed}, ${policy}: ${fault}`);
    if (out !== undefined) writePlacements(out, `${workload}-${seed}.csv`, placed);
    return {
      workload,
      policy,
      seed,
      allocatedAt100: curve.at(100) ?? Number.NaN,
      allocatedAt130: curve.at(130) ?? Number.NaN,
      placementsPerSecond: placed.length / seconds,
      moves: replay.moves,
      states: replay.packing.states.size,
      peakMemoryMiB: process.resourceUsage().maxRSS / 1024,
    };
  });
}

function writePlacements(folder: string, name: string, placed: readonly PlacedTask[]): void {
  mkdirSync(folder, { recursive: true });
  const lines = placed.map(({ task, landed }, arrival) =>
    [arrival, task, landed?.node ?? '', landed?.devices.join('|') ?? ''].join(','),
  );
  writeFileSync(join(folder, name), `arrival,task,node,gpus\n${lines.join('\n')}\n`);
}

function table(rows: readonly PackingRow[]): string {
  const lines = ['workload      policy    seed   at 100 %   at 130 %  placements/s  moves  states  peak MiB'];
  const line = (row: PackingRow, seed: string) =>
    `${row.workload.padEnd(13)} ${row.policy.padEnd(9)} ${seed.padStart(4)} ${row.allocatedAt100.toFixed(2).padStart(10)} ` +
    `${row.allocatedAt130.toFixed(2).padStart(10)} ${Math.round(row.placementsPerSecond).toLocaleString('en').padStart(13)} ` +
    `${String(row.moves).padStart(6)} ${String(row.states).padStart(7)} ${row.peakMemoryMiB.toFixed(0).padStart(9)}`;
  for (const workload of new Set(rows.map((row) => row.workload))) {
    const own = rows.filter((row) => row.workload === workload);
    for (const row of own) lines.push(line(row, String(row.seed)));
    if (own.length > 1) lines.push(line(meanOf(own), 'mean'));
  }
  return `${lines.join('\n')}\n`;
}

function meanOf(rows: readonly PackingRow[]): PackingRow {
  const mean = (of: (row: PackingRow) => number) => rows.reduce((sum, row) => sum + of(row), 0) / rows.length;
  return {
    ...(rows[0] as PackingRow),
    allocatedAt100: mean((row) => row.allocatedAt100),
    allocatedAt130: mean((row) => row.allocatedAt130),
    placementsPerSecond: mean((row) => row.placementsPerSecond),
    moves: Math.round(mean((row) => row.moves)),
    states: Math.round(mean((row) => row.states)),
    peakMemoryMiB: Math.max(...rows.map((row) => row.peakMemoryMiB)),
  };
}
