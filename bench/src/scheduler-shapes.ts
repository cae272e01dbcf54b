/** The field's scheduler benchmarks: in memory, and through a coordinator with its ledger on disk. */
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Findings, Run } from './run.js';
import type { Job } from './scheduler/job.js';
import type { Row } from './scheduler/row.js';
import { growthOf, shapesOf } from './scheduler/shapes.js';
import { readSizes } from './scheduler/sizes.js';

const MEASURE_ROW = fileURLToPath(new URL('./scheduler/measure-row.js', import.meta.url));
const HEAP_MIB = 6_144;
const GROWTH = { nodes: [1_000, 10_000, 100_000], measure: 30_000 };
const GRID_SMALLEST = 500;
const SMALL = { divisor: 200, growth: { nodes: [50], measure: 100 } };

export async function schedulerShapes({ small, note }: Run): Promise<Findings> {
  const sizes = readSizes();
  note(`  ${sizes.source}`);
  const rows: Row[] = [];
  const jobs = jobsOf(small);
  // To see that it works, one process does for all.
  for (const together of small ? [jobs] : jobs.map((job) => [job])) {
    for (const row of await measure(together)) {
      note(`  ${row.shape}, ${row.nodes} nodes, ${row.through}: ${Math.round(row.placementsPerSecond)}/s`);
      rows.push(row);
    }
  }
  return { figures: [], rows };
}

function jobsOf(small: boolean): Job[] {
  const divisor = small ? SMALL.divisor : 1;
  const jobs: Job[] = [];
  for (const [at, { name, nodes, memoryOnly }] of shapesOf(readSizes(), (count) => count).entries()) {
    // One of the grid is enough to see that it works.
    if (small && name.startsWith('Nomad') && nodes > GRID_SMALLEST) continue;
    jobs.push({ through: 'memory', at, divisor });
    if (!memoryOnly) jobs.push({ through: 'ledger', at, divisor });
  }
  const { nodes, measure } = small ? SMALL.growth : GROWTH;
  for (const [at] of growthOf(1, 1).entries()) {
    for (const count of nodes)
      jobs.push({ through: 'memory', at, divisor, growth: { nodes: count, measure } });
  }
  return jobs;
}

async function measure(jobs: readonly Job[]): Promise<Row[]> {
  const args = [`--max-old-space-size=${HEAP_MIB}`, MEASURE_ROW, JSON.stringify(jobs)];
  const { stdout } = await promisify(execFile)(process.execPath, args);
  return JSON.parse(stdout) as Row[];
}
