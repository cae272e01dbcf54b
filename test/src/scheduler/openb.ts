/**
 * The openb trace as inputs of prices. The data is not part of the repository: it is looked for as `shared/data/openb` beside
 * the repository, or beside any folder above it. Its README says what the files are.
 */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { PricedClass, PricedShape, PricesInput } from '@berth/scheduler';
import { ROOT } from '../tidy/source-files.js';

/** GPUs of all nodes, in thousandths. */
export const CAPACITY_MILLI = 6_212_000;
const SEED = 42;

type Row = Readonly<Record<string, string>>;
type Index = {
  readonly workloads: Readonly<
    Record<
      string,
      { readonly file: string; readonly runs: readonly { seed: number; arrivals: number; offset: number }[] }
    >
  >;
};

export function findOpenb(): string | undefined {
  for (let folder = ROOT; ; folder = dirname(folder)) {
    const candidate = join(folder, 'shared', 'data', 'openb');
    if (existsSync(join(candidate, 'bounds_seed42.csv'))) return candidate;
    if (folder === dirname(folder)) return undefined;
  }
}

export type BoundRow = { readonly workload: string; readonly arrivalPct: number; readonly boundPct: number };

export function boundRows(openb: string): BoundRow[] {
  return readRows(join(openb, 'bounds_seed42.csv')).map((row) => ({
    workload: row.workload ?? '',
    arrivalPct: Number(row.arrival_pct),
    boundPct: Number(row.lp_upper_bound),
  }));
}

/**
 * Shapes are the distinct (cpu, memory, GPUs, model) of the nodes. Weights count the tasks of the longest start of the
 * sequence of seed 42 whose GPU demand is at most `arrivalPct` % of capacity: the task that would exceed it does not count.
 */
export function openbInput(openb: string, { workload, arrivalPct }: BoundRow): PricesInput {
  const shapes = new Map<string, PricedShape & { count: number; readonly model: string }>();
  for (const row of readRows(join(openb, 'nodes.csv'))) {
    const key = Object.values(row).join();
    const known = shapes.get(key);
    if (known) known.count++;
    else shapes.set(key, { count: 1, ...shapeOf(row) });
  }
  const kinds = [...shapes.values()];
  const classes = new Map<string, PricedClass & { weight: number }>();
  const tasks = readRows(join(openb, `tasks_${workload}.csv`));
  let demandMilli = 0;
  for (const index of arrivals(openb, workload)) {
    const row = tasks[index] as Row;
    const task = classOf(row, kinds);
    demandMilli += task.devices * task.milli;
    if (demandMilli > (CAPACITY_MILLI * arrivalPct) / 100) break;
    const key = Object.values(row).join();
    const known = classes.get(key);
    if (known) known.weight++;
    else classes.set(key, task);
  }
  return { shapes: kinds, classes: [...classes.values()] };
}

function shapeOf(row: Row) {
  const quantities = Float64Array.of(Number(row.cpu_milli), Number(row.memory_mib));
  return { quantities, devices: Number(row.gpu), model: row.model ?? '' };
}

function classOf(row: Row, shapes: readonly { readonly model: string }[]): PricedClass & { weight: number } {
  const devices = Number(row.num_gpu);
  const models = row.gpu_spec ? row.gpu_spec.split('|') : undefined;
  return {
    quantities: Float64Array.of(Number(row.cpu_milli), Number(row.memory_mib)),
    devices,
    milli: devices === 0 ? 0 : Number(row.gpu_milli),
    allowed: Uint8Array.from(shapes, ({ model }) => (!models || models.includes(model) ? 1 : 0)),
    weight: 1,
  };
}

/** Row numbers of tasks in order of arrival. */
function arrivals(openb: string, workload: string): number[] {
  const index: Index = JSON.parse(readFileSync(join(openb, 'sequences', 'index.json'), 'utf8'));
  const entry = index.workloads[workload];
  const run = entry?.runs.find(({ seed }) => seed === SEED);
  if (!entry || !run) throw new Error(`no sequence of ${workload} for seed ${SEED}`);
  const bytes = readFileSync(join(openb, 'sequences', entry.file));
  return Array.from({ length: run.arrivals }, (_, at) => bytes.readUInt16LE(2 * (run.offset + at)));
}

function readRows(file: string): Row[] {
  const [header = '', ...lines] = readFileSync(file, 'utf8').trim().split(/\r?\n/);
  const names = header.split(',');
  return lines.map((line) => {
    const cells = line.split(',');
    return Object.fromEntries(names.map((name, at) => [name, cells[at] ?? '']));
  });
}
