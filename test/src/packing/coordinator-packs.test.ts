/** The coordinator's scheduler packs as the policy does, although it learns only by and by what is to come. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { OpenbFolder, openbFolder, readCurves } from '@berth/bench/testing';
import type { TraceNode, TraceTask } from '@berth/scheduler';
import test from 'ava';
import { SeededRandom } from '../fixtures/seeded-random.js';
import { allocatedByCoordinator } from './coordinated.js';

const SEED = 42;
const found = openbFolder();

function demandUpTo(all: number, tasks: readonly TraceTask[]): TraceTask[] {
  let asked = 0;
  const end = tasks.findIndex(({ devices, milli }) => {
    asked += devices * milli;
    return asked > all;
  });
  return tasks.slice(0, end < 0 ? tasks.length : end);
}

function milliOf(nodes: readonly TraceNode[]): number {
  return nodes.reduce((sum, { devices }) => sum + 1000 * devices, 0);
}

test('openb at 100 % of arrivals: more than FGD allocates, which knew the whole mix beforehand', async (t) => {
  if (found === undefined) {
    t.log('left out: the openb trace is not beside this project');
    return t.pass();
  }
  const folder = new OpenbFolder(found);
  const published = readCurves(readFileSync(join(found, 'published_curves.csv'), 'utf8'));
  const workload = 'default';
  const { nodes, tasks } = folder.model(workload);
  const sequence = folder.sequence(workload, SEED, nodes.length);
  const curve = published.find(
    (row) => row.workload === workload && row.seed === SEED && /FGD/.test(row.policy),
  );
  if (!sequence || !curve) return t.fail(`${workload} has no seed ${SEED}`);
  const arrivals = Array.from(sequence.arrivals, (task) => tasks[task] as TraceTask);
  const all = milliOf(nodes);
  const allocated = await allocatedByCoordinator(nodes, demandUpTo(all, arrivals), true);
  const [here, there] = [(100 * allocated) / all, curve.values[100] ?? 100];
  t.log(`${workload}: ${here.toFixed(2)} %, FGD ${there.toFixed(2)} %`);
  t.true(here > there, `${workload}: ${here}, FGD ${there}`);
  return undefined;
});

test('a generated cluster: an outlook allocates points more than best fit', async (t) => {
  const random = new SeededRandom(7);
  const pick = <Item>(items: readonly Item[]) => items[Math.floor(random.next() * items.length)] as Item;
  const nodes = Array.from({ length: 120 }, (): TraceNode => {
    const devices = pick([2, 4, 8, 8]);
    return {
      cpuMillis: pick([8_000, 16_000]) * devices,
      memoryMiB: 49_152 * devices,
      devices,
      model: pick(['t4', 'a2']),
    };
  });
  const tasks = Array.from({ length: 5_000 }, (): TraceTask => {
    const devices = pick([0, 1, 1, 1, 1, 1, 1, 2, 4, 8]);
    const milli = devices === 0 ? 0 : devices === 1 ? pick([200, 300, 500, 700, 1000]) : 1000;
    const cpuMillis = devices === 0 ? pick([4_000, 16_000]) : pick([1, 4, 16]) * milli * devices;
    return {
      cpuMillis,
      memoryMiB: 4_096,
      devices,
      milli,
      models: random.next() < 0.2 ? [pick(['t4', 'a2'])] : [],
    };
  });
  const all = milliOf(nodes);
  const arrivals = demandUpTo(all, tasks);
  const [byOutlook, byFit] = [
    await allocatedByCoordinator(nodes, arrivals, true),
    await allocatedByCoordinator(nodes, arrivals, false),
  ];
  const lead = (100 * (byOutlook - byFit)) / all;
  t.log(`${((100 * byOutlook) / all).toFixed(2)} %, ${lead.toFixed(2)} points more than best fit`);
  t.true(lead > 2);
});
