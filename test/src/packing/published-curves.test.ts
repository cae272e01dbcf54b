/** Best fit and FGD, replayed, are the published curves: the engine and both policies have an oracle to the digit. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { OpenbFolder, openbFolder, readCurves } from '@berth/bench/testing';
import { AllocationCurve, Replay, type TracePolicy, tracePolicies } from '@berth/scheduler';
import test from 'ava';

/** The published values have two decimals. */
const TOLERANCE = 0.01;
const PUBLISHED_NAMES: Readonly<Record<string, TracePolicy>> = { '05-BestFit': 'best-fit', '06-FGD': 'fgd' };
const WORKLOADS = [
  ...['cpu050', 'cpu200', 'default', 'gpushare100', 'gpushare40'],
  ...['gpuspec10', 'gpuspec33', 'multigpu20', 'multigpu50'],
];

/** Of ten: each replays thousands of tasks for each workload and policy. BERTH_CURVES=10 compares all. */
const SEEDS = Number(process.env.BERTH_CURVES ?? 2);

const found = openbFolder();

for (const workload of WORKLOADS) {
  test(`${workload}: every arrival from 0 to 130 %`, async (t) => {
    if (found === undefined) {
      t.log('left out: the openb trace is not beside this project');
      return t.pass();
    }
    const folder = new OpenbFolder(found);
    const model = folder.model(workload);
    const published = readCurves(readFileSync(join(found, 'published_curves.csv'), 'utf8'));
    let compared = 0;
    const seeds = [...new Set(published.map(({ seed }) => seed))].slice(0, SEEDS);
    const compares = (curve: (typeof published)[number]) =>
      curve.workload === workload && seeds.includes(curve.seed);
    for (const { seed, policy, values } of published.filter(compares)) {
      const sequence = folder.sequence(workload, seed, model.nodes.length);
      const make = await tracePolicies(model, PUBLISHED_NAMES[policy] as TracePolicy);
      if (!sequence) return t.fail(`${workload} has no seed ${seed}`);
      const replay = new Replay(model, make(), sequence.order);
      const curve = new AllocationCurve(model.totalMilli);
      for (const task of sequence.arrivals) {
        replay.arrive(task);
        curve.add(replay);
      }
      values.forEach((value, percent) => {
        const here = curve.at(percent) ?? Number.NaN;
        if (!(Math.abs(here - value) <= TOLERANCE)) {
          t.fail(`${policy}, seed ${seed}, at ${percent} %: ${here}, published ${value}`);
        }
        compared++;
      });
    }
    return t.is(compared, 2 * SEEDS * 131);
  });
}
