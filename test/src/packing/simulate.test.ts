/** `berth simulate`: the commands of its page, its files, and what it says to wrong ones. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type PlacedTask, placementFault } from '@berth/bench/testing';
import { nodesNeeded, readTraceNodes, readTraceTasks, simulate } from '@berth/scheduler';
import test, { type ExecutionContext } from 'ava';
import fc from 'fast-check';
import { ROOT, berth as run } from '../e2e/cluster.js';

const NODES = join(ROOT, 'examples', 'simulate', 'nodes.csv');
const TASKS = join(ROOT, 'examples', 'simulate', 'tasks.csv');

const berth = (...args: string[]) => run(args, { ...process.env, NO_COLOR: '1' });

async function folderOf(t: ExecutionContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'berth-simulate-'));
  t.teardown(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

test('the commands of docs/simulate.md do what they say', async (t) => {
  const page = await readFile(join(ROOT, 'docs', 'simulate.md'), 'utf8');
  const commands = [...page.matchAll(/^berth (simulate .*)$/gm)].map((match) => (match[1] ?? '').split(' '));
  t.is(commands.length, 6);
  for (const args of commands) {
    const { code, stdout, stderr } = await berth(
      ...args.map((arg) => arg.replace('examples/', `${ROOT}/examples/`)),
    );
    t.is(code, 0, stderr);
    t.regex(
      stdout,
      /^12 tasks on \d+ nodes by "(pack|best-fit)": \d+ placed, \d+ without a place, \d+ nodes used(, \d+ moved)?\n\nOF ALL/,
    );
    for (const line of stdout.split('\n').slice(1)) t.true(line.length <= 80, line);
  }
});

test('the placements can be, the picture is one, and JSON says the same as the text', async (t) => {
  const folder = await folderOf(t);
  const [out, picture] = [join(folder, 'out.csv'), join(folder, 'packing.svg')];
  const files = ['--nodes', NODES, '--tasks', TASKS, '--out', out, '--picture', picture];
  const { code, stdout } = await berth('simulate', ...files, '--how-many', '--json');
  t.is(code, 0);
  const report = JSON.parse(stdout) as { placed: number; rejected: number; nodesNeeded: number };
  const rows = (await readFile(out, 'utf8')).trim().split('\n').slice(1);
  const placed = rows.map((row): PlacedTask => {
    const [, task, node, devices = ''] = row.split(',');
    if (node === '') return { task: Number(task), landed: undefined };
    return {
      task: Number(task),
      landed: { node: Number(node), devices: devices.split('|').filter(Boolean).map(Number) },
    };
  });
  const nodes = readTraceNodes(await readFile(NODES, 'utf8'), 'nodes');
  const tasks = readTraceTasks(await readFile(TASKS, 'utf8'), 'tasks');
  t.is(placementFault(nodes, tasks, placed), undefined);
  t.is(placed.filter(({ landed }) => landed).length, report.placed);
  t.is(report.placed + report.rejected, tasks.length);
  t.true(report.nodesNeeded >= 1);
  t.regex(await readFile(picture, 'utf8'), /^<svg [^>]*>\n[\s\S]*<polyline [\s\S]*<\/svg>\n$/);
});

test('what is there already stays, and nothing else gets its room', async (t) => {
  const machine = fc.record({
    cpuMillis: fc.constantFrom(4_000, 8_000),
    memoryMiB: fc.constant(8_192),
    devices: fc.constantFrom(0, 1, 2),
    model: fc.constantFrom('A', 'B'),
  });
  const wish = fc
    .record({
      cpuMillis: fc.constantFrom(500, 1_000, 3_000),
      memoryMiB: fc.constant(512),
      devices: fc.constantFrom(0, 1, 1, 2),
      milli: fc.constantFrom(300, 500, 1_000),
    })
    .map(({ milli, ...rest }) => ({
      ...rest,
      milli: rest.devices === 0 ? 0 : rest.devices > 1 ? 1_000 : milli,
      models: [],
    }));
  let stayed = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.array(machine, { minLength: 2, maxLength: 5 }),
      fc.array(wish, { minLength: 4, maxLength: 24 }),
      fc.constantFrom('pack' as const, 'best-fit' as const),
      fc.constantFrom(0, 0.3),
      async (nodes, tasks, policy, movesPerArrival) => {
        const rows = [...tasks.keys()];
        const before = await simulate({ nodes, tasks, arrivals: rows, policy: 'best-fit' });
        // Every other one of those that have a place is there already; the others come again.
        const held = before.placements
          .filter(({ landed }, at) => landed && at % 2 === 0)
          .map(({ task, landed }) => ({ task, node: landed?.node ?? 0, devices: landed?.devices ?? [] }));
        const arrivals = rows.filter((row) => !held.some(({ task }) => task === row));
        const after = await simulate({ nodes, tasks, arrivals, held, policy, movesPerArrival });
        t.is(after.held, held.length);
        t.is(after.held + after.placed + after.rejected, tasks.length);
        t.deepEqual(
          after.placements.map(({ task }) => task).sort((a, b) => a - b),
          rows,
        );
        t.is(placementFault(nodes, tasks, after.placements), undefined);
        if (movesPerArrival > 0) return;
        held.forEach(({ node, devices }, at) => {
          t.deepEqual(after.placements[at]?.landed, { node, devices });
        });
        stayed += held.length;
      },
    ),
    { numRuns: 60 },
  );
  t.true(stayed > 50);
});

test('how many nodes are needed counts what is there', async (t) => {
  const node = { cpuMillis: 1_000, memoryMiB: 1_024, devices: 0, model: '' };
  const task = { cpuMillis: 600, memoryMiB: 64, devices: 0, milli: 0, models: [] };
  const held = [{ task: 0, node: 0, devices: [] }];
  const wish = {
    nodes: [node, node],
    tasks: [task, task, task],
    arrivals: [1, 2],
    held,
    policy: 'best-fit' as const,
  };
  t.is((await simulate(wish)).rejected, 1);
  t.is(await nodesNeeded(wish, 8), 3);
});

test('arrivals come in the order of their file, as often as it says', async (t) => {
  const folder = await folderOf(t);
  const arrivals = join(folder, 'arrivals.txt');
  await writeFile(arrivals, '6\n6\n6\n6\n6\n6\n6\n');
  const { stdout } = await berth(
    'simulate',
    '--nodes',
    NODES,
    '--tasks',
    TASKS,
    '--arrivals',
    arrivals,
    '--json',
  );
  t.like(JSON.parse(stdout), { placed: 6, rejected: 1 });
});

for (const [title, args, code, message] of [
  ['no nodes', ['--tasks', TASKS], 2, /say which nodes: --nodes FILE, or --live/],
  ['nothing that comes', ['--nodes', NODES], 2, /say what comes: --tasks FILE/],
  ['a table to repack', ['--tasks', TASKS, '--nodes', NODES, '--repack'], 2, /--repack is for --live/],
  ['both sorts of nodes', ['--tasks', TASKS, '--nodes', NODES, '--live'], 2, /say which nodes/],
  [
    'a file that is not there',
    ['--tasks', '/no/such', '--nodes', NODES],
    3,
    /cannot read \/no\/such: there is no such file/,
  ],
  [
    'a table of something else',
    ['--tasks', NODES, '--nodes', NODES],
    2,
    /nodes\.csv has no column "num_gpu": its first line must/,
  ],
  [
    'rows that are not there',
    ['--tasks', TASKS, '--nodes', NODES, '--remove-nodes', '9'],
    2,
    /write rows from 0 to 4/,
  ],
  ['no node left', ['--tasks', TASKS, '--nodes', NODES, '--remove-nodes', '0-4'], 2, /no nodes are left/],
  [
    'a policy that is not one',
    ['--tasks', TASKS, '--nodes', NODES, '--policy', 'x'],
    2,
    /Allowed choices are pack, fgd, best-fit/,
  ],
] as const) {
  test(`${title}: one line, exit code ${code}`, async (t) => {
    const finished = await berth('simulate', ...args);
    t.is(finished.code, code, finished.stderr);
    t.regex(finished.stderr, message);
    t.regex(finished.stderr, /^[^\n]+\n$/);
  });
}

test('a cell that is wrong is named with its line', async (t) => {
  const folder = await folderOf(t);
  const tasks = join(folder, 'tasks.csv');
  for (const [row, message] of [
    ['x,1,0,0,', /tasks\.csv, line 2: cpu_milli "x" is not a whole number from 0/],
    ['1,-1,0,0,', /line 2: memory_mib "-1" is not a whole number/],
    ['1,1,1,0,', /line 2: gpu_milli "0" is 0 although devices are asked for/],
    ['1,1,2,500,', /line 2: gpu_milli "500" is below 1000: only one device can be shared/],
  ] as const) {
    await writeFile(tasks, `cpu_milli,memory_mib,num_gpu,gpu_milli,gpu_spec\n${row}\n`);
    const { code, stderr } = await berth('simulate', '--nodes', NODES, '--tasks', tasks);
    t.is(code, 2);
    t.regex(stderr, message);
  }
});
