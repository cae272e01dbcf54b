/** How far from FGD to the clairvoyant bound a policy came, where a folder has the published curves and bounds. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readCurves } from './openb.js';

type Reached = { readonly workload: string; readonly seed: number; readonly allocatedAt100: number };

/** Points over FGD's curve of the same seed, over the points between FGD and the bound (of seed 42), summed over all. */
export function wayToBound(folder: string, rows: readonly Reached[]): number | undefined {
  const [curvesFile, boundsFile] = ['published_curves.csv', 'bounds_seed42.csv'].map((name) =>
    join(folder, name),
  );
  if (!curvesFile || !boundsFile || !existsSync(curvesFile) || !existsSync(boundsFile)) return undefined;
  const curves = readCurves(readFileSync(curvesFile, 'utf8'));
  const bounds = readBounds(readFileSync(boundsFile, 'utf8'));
  let [gone, all] = [0, 0];
  for (const { workload, seed, allocatedAt100 } of rows) {
    const fgd = curves.find(
      (curve) => curve.workload === workload && curve.seed === seed && /FGD/.test(curve.policy),
    )?.values[100];
    const bound = bounds.get(workload);
    if (fgd === undefined || bound === undefined) return undefined;
    gone += allocatedAt100 - fgd;
    all += bound - fgd;
  }
  return all > 0 ? gone / all : undefined;
}

/** The bound at 100 % by workload. */
function readBounds(text: string): Map<string, number> {
  const [header = '', ...lines] = text.trim().split(/\r?\n/);
  const columns = header.split(',');
  const cell = (cells: readonly string[], name: string) => cells[columns.indexOf(name)] ?? '';
  const rows = lines.map((line) => line.split(',')).filter((cells) => cell(cells, 'arrival_pct') === '100');
  return new Map(rows.map((cells) => [cell(cells, 'workload'), Number(cell(cells, 'lp_upper_bound'))]));
}
