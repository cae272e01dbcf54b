/** A process that measures one shape, so that its memory and its compiled code are its own. Says a row of JSON. */
import { measureInMemory } from './in-memory.js';
import type { Row } from './row.js';
import { growthOf, type Shape, shapesOf } from './shapes.js';
import { readSizes } from './sizes.js';
import { measureThroughLedger } from './through-ledger.js';

/** Where a shape is found: by its place among the field's, or among those of growth. */
export type Job = {
  readonly through: Row['through'];
  readonly at: number;
  /** Counts are divided by this. */
  readonly divisor: number;
  readonly growth?: { readonly nodes: number; readonly measure: number };
};

export function shapeOf({ at, divisor, growth }: Job): Shape {
  const scale = (count: number) => Math.ceil(count / divisor);
  const shapes = growth ? growthOf(growth.nodes, growth.measure) : shapesOf(readSizes(), scale);
  const shape = shapes[at];
  if (!shape) throw new Error(`there is no shape ${at}`);
  return shape;
}

/** The same in small first: what runs for the first time is compiled meanwhile. */
function warmUp(job: Job): void {
  const small: Job = job.growth
    ? { ...job, growth: { nodes: 500, measure: 2_000 } }
    : { ...job, divisor: Math.max(10, job.divisor) };
  measureInMemory(shapeOf(small));
}

async function measureRow(job: Job): Promise<Row> {
  const shape = shapeOf(job);
  warmUp(job);
  const measured = job.through === 'memory' ? measureInMemory(shape) : await measureThroughLedger(shape);
  const peakMemoryMiB = process.resourceUsage().maxRSS / 1_024;
  return { shape: shape.name, nodes: shape.nodes, ...measured, peakMemoryMiB, through: job.through };
}

const [job] = process.argv.slice(2);
if (job !== undefined) process.stdout.write(JSON.stringify(await measureRow(JSON.parse(job) as Job)));
