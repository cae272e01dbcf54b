/** The packing figures of `npm run bench`: every workload of the openb trace, where that lies beside the project. */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Figure, figuresOf } from '../report.js';
import type { Run } from '../run.js';
import { inflatedFigures } from './inflated.js';
import { OpenbFolder, readCurves } from './openb.js';
import { runWorkload } from './packing.js';

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..', '..', '..');

/** Where the trace is: in `shared/data` beside the project or further up. */
export function openbFolder(): string | undefined {
  for (let folder = ROOT; dirname(folder) !== folder; folder = dirname(folder)) {
    const found = join(folder, 'shared', 'data', 'openb');
    if (existsSync(found)) return found;
  }
  return undefined;
}

export async function packingFigures({ small, note }: Run): Promise<Figure[]> {
  const found = openbFolder();
  if (found === undefined) {
    note('  left out: the openb trace is not beside this project (shared/data/openb)');
    return [];
  }
  const folder = new OpenbFolder(found);
  const published = readCurves(readFileSync(join(found, 'published_curves.csv'), 'utf8'));
  const figure = figuresOf('packing: devices allocated when all of them are asked for, seed 42');
  const figures: Figure[] = [];
  for (const workload of small ? folder.workloads.slice(0, 1) : folder.workloads) {
    const [row] = await runWorkload(folder, workload, [42], 'pack');
    const fgd = published.find(
      (curve) => curve.workload === workload && curve.seed === 42 && /FGD/.test(curve.policy),
    );
    if (row)
      figures.push(
        figure(workload, row.allocatedAt100, '%', fgd && `> FGD's ${fgd.values[100]?.toFixed(2)}`),
      );
  }
  for (const nodes of small ? [2_000] : [1_000, 10_000, 100_000]) {
    for (const distinct of [false, true]) {
      note(`  ${nodes} nodes${distinct ? ', no two alike' : ''}`);
      figures.push(...(await inflatedFigures(folder, nodes, { distinct })));
    }
  }
  return figures;
}
