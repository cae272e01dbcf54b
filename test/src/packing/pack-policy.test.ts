/** The default policy allocates more than FGD on every workload, and nothing that cannot be. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { OpenbFolder, openbFolder, type PlacedTask, placementFault, readCurves } from '@berth/bench/testing';
import {
  AllocationCurve,
  Replay,
  TRACE_POLICIES,
  TraceModel,
  type TraceNode,
  type TraceTask,
  tracePolicies,
} from '@berth/scheduler';
import test, { type ExecutionContext } from 'ava';
import fc from 'fast-check';

const SEED = 42;
/** Points: without either part of the policy some workload has less. */
const LEAD = 0.3;
const found = openbFolder();

test('at 100 % and at 130 % of arrivals more is allocated than by FGD, on every workload', async (t) => {
  if (found === undefined) {
    t.log('left out: the openb trace is not beside this project');
    return t.pass();
  }
  const folder = new OpenbFolder(found);
  const published = readCurves(readFileSync(join(found, 'published_curves.csv'), 'utf8'));
  for (const workload of folder.workloads) {
    const model = folder.model(workload);
    const sequence = folder.sequence(workload, SEED, model.nodes.length);
    const fgd = published.find(
      (curve) => curve.workload === workload && curve.seed === SEED && /FGD/.test(curve.policy),
    );
    if (!sequence || !fgd) return t.fail(`${workload} has no seed ${SEED}`);
    const make = await tracePolicies(model, 'pack');
    const replay = new Replay(model, make(), sequence.order);
    const curve = new AllocationCurve(model.totalMilli);
    const placed: PlacedTask[] = [];
    for (const task of sequence.arrivals) {
      placed.push({ task, landed: replay.arrive(task) });
      curve.add(replay);
    }
    t.is(placementFault(model.nodes, model.tasks, placed), undefined);
    for (const percent of [100, 130]) {
      const [here = 0, there = 100] = [curve.at(percent), fgd.values[percent]];
      t.true(here > there + LEAD, `${workload} at ${percent} %: ${here}, FGD ${there}`);
    }
  }
  return undefined;
});

const MODELS = ['A', 'B', 'C'];

const node = fc.record({
  cpuMillis: fc.integer({ min: 1, max: 64 }).map((cores) => 1000 * cores),
  memoryMiB: fc.integer({ min: 1, max: 256 }).map((gib) => 1024 * gib),
  devices: fc.integer({ min: 0, max: 8 }),
  model: fc.constantFrom(...MODELS),
});

const task: fc.Arbitrary<TraceTask> = fc
  .record({
    cpuMillis: fc.integer({ min: 0, max: 32_000 }),
    memoryMiB: fc.integer({ min: 0, max: 65_536 }),
    devices: fc.constantFrom(0, 1, 1, 1, 2, 4, 8),
    share: fc.integer({ min: 1, max: 1000 }),
    models: fc.subarray(MODELS),
  })
  .map(({ share, ...rest }) => ({
    ...rest,
    milli: rest.devices === 0 ? 0 : rest.devices === 1 ? share : 1000,
  }));

for (const policy of TRACE_POLICIES) {
  test(`${policy}: on any cluster, what is placed can be, what is not fits nowhere, and all again is the same`, async (t) => {
    const clusters = fc.tuple(
      fc.array(node, { minLength: 1, maxLength: 6 }),
      fc.array(task, { minLength: 1, maxLength: 40 }),
    );
    await fc.assert(
      fc.asyncProperty(clusters, async ([nodes, tasks]) => {
        const model = new TraceModel(nodes, tasks);
        const make = await tracePolicies(model, policy);
        const run = () => {
          const replay = new Replay(
            model,
            make(),
            nodes.map((_, row) => row),
          );
          return tasks.map((_, row): PlacedTask => ({ task: row, landed: replay.arrive(row) }));
        };
        const placed = run();
        t.is(placementFault(nodes, tasks, placed), undefined);
        t.deepEqual(run(), placed);
        for (const [at, { landed }] of placed.entries()) {
          if (!landed)
            t.true(fitsNowhere(nodes, tasks, placed.slice(0, at), at), `task ${at} fits somewhere`);
        }
      }),
      { numRuns: 60 },
    );
  });
}

/** Replays with moves and checks every state between; says how many there were. */
async function checkMoves(
  t: ExecutionContext,
  nodes: readonly TraceNode[],
  tasks: readonly TraceTask[],
  movesPerArrival: number,
): Promise<number> {
  const model = new TraceModel(nodes, tasks);
  const make = await tracePolicies(model, 'pack');
  const order = nodes.map((_, row) => row);
  const replay = new Replay(model, make(), order, movesPerArrival);
  const placed: PlacedTask[] = [];
  let landed = 0;
  for (let row = 0; row < tasks.length; row++) {
    const movesBefore = replay.moves;
    if (replay.arrive(row)) landed++;
    for (const { id, from, to, slots } of replay.moveLog.slice(movesBefore)) {
      t.is(placed[id]?.landed?.node, from);
      const there = { task: id, landed: { node: to, devices: slots } };
      t.is(placementFault(nodes, tasks, [...placed, there]), undefined, 'there is room beside what moves');
      placed[id] = there;
    }
    placed.push({ task: row, landed: replay.placements[row] });
    t.deepEqual(
      placed.map((each) => each.landed),
      replay.placements,
      'the log of moves says it all',
    );
    t.is(placementFault(nodes, tasks, placed), undefined);
    t.is(placed.filter((each) => each.landed).length, landed, 'what was placed once is placed');
    t.true(replay.moves <= movesPerArrival * placed.length);
  }
  return replay.moves;
}

test('moves lose nothing, go where there is room, and stay in their budget', async (t) => {
  // Cpu in plenty, and devices to fight for.
  const nodes = fc.array(
    node.map((each) => ({ ...each, cpuMillis: 64_000, devices: 1 + (each.devices % 4) })),
    { minLength: 2, maxLength: 4 },
  );
  const small = task.map((each) => ({
    ...each,
    cpuMillis: each.cpuMillis % 3_000,
    devices: Math.min(2, each.devices),
  }));
  const tasks = fc.array(small, { minLength: 10, maxLength: 40 });
  let moved = 0;
  await fc.assert(
    fc.asyncProperty(nodes, tasks, fc.constantFrom(0.1, 0.3, 1), async (...cluster) => {
      moved += await checkMoves(t, ...cluster);
    }),
    { numRuns: 100 },
  );
  t.true(moved > 0, 'no task was ever moved');
});

test('with moves of 5 % more is allocated, and some of them go to what is better', async (t) => {
  if (found === undefined) {
    t.log('left out: the openb trace is not beside this project');
    return t.pass();
  }
  const folder = new OpenbFolder(found);
  const model = folder.model('multigpu50');
  const sequence = folder.sequence('multigpu50', SEED, model.nodes.length);
  if (!sequence) return t.fail(`no seed ${SEED}`);
  const make = await tracePolicies(model, 'pack');
  const run = (movesPerArrival: number) => {
    const replay = new Replay(model, make(), sequence.order, movesPerArrival);
    for (const task of sequence.arrivals) {
      replay.arrive(task);
      if (replay.arrivedMilli > model.totalMilli) break;
    }
    return replay;
  };
  const [still, moved] = [run(0), run(0.05)];
  const points = (100 * (moved.allocatedMilli - still.allocatedMilli)) / model.totalMilli;
  t.true(points > 0.15, `${points} points more`);
  t.true(moved.moveLog.some(({ arrival }) => arrival % 100 === 0));
  const placed = moved.placements.map((landed, at): PlacedTask => {
    return { task: sequence.arrivals[at] as number, landed };
  });
  return t.is(placementFault(model.nodes, model.tasks, placed), undefined);
});

test('what runs anywhere makes room for what does not, once for each task that came', async (t) => {
  const whole = { cpuMillis: 1_000, memoryMiB: 1_024, devices: 1, milli: 1_000 };
  const nodes = ['A', 'B'].map((model) => ({ cpuMillis: 8_000, memoryMiB: 8_192, devices: 1, model }));
  const tasks = [
    { ...whole, models: [] },
    { ...whole, models: ['A'] },
  ];
  const model = new TraceModel(nodes, tasks);
  const make = await tracePolicies(model, 'best-fit');
  for (const [movesPerArrival, placements] of [
    [0, [{ node: 0, devices: [0] }, undefined]],
    [0.4, [{ node: 0, devices: [0] }, undefined]],
    [
      0.5,
      [
        { node: 1, devices: [0] },
        { node: 0, devices: [0] },
      ],
    ],
  ] as const) {
    const replay = new Replay(model, make(), [0, 1], movesPerArrival);
    for (const row of tasks.keys()) replay.arrive(row);
    t.deepEqual(replay.placements, placements as never);
  }
});

/** Every node and every choice of devices is tried, by adding all up anew. */
function fitsNowhere(
  nodes: readonly { readonly devices: number }[],
  tasks: readonly TraceTask[],
  before: readonly PlacedTask[],
  row: number,
): boolean {
  const { devices = 0 } = tasks[row] ?? {};
  return nodes.every((offered, nodeRow) =>
    choices(offered.devices, devices).every((chosen) => {
      const tried = [...before, { task: row, landed: { node: nodeRow, devices: chosen } }];
      return placementFault(nodes as never, tasks, tried) !== undefined;
    }),
  );
}

/** All ways to choose `count` of `devices`, in order. */
function choices(devices: number, count: number, first = 0): number[][] {
  if (count === 0) return [[]];
  const found: number[][] = [];
  for (let device = first; device <= devices - count; device++) {
    for (const rest of choices(devices, count - 1, device + 1)) found.push([device, ...rest]);
  }
  return found;
}
