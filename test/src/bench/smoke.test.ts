/** The benchmarks work, in their small form. Says nothing about how fast anything is. */
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { type Finished, ROOT, run } from '../e2e/cluster.js';
import { processesOf } from '../e2e/processes.js';

const MAIN = join(ROOT, 'bench', 'dist', 'main.js');

type Figure = {
  readonly benchmark: string;
  readonly figure: string;
  readonly value: number;
  readonly unit: string;
};

/** Runs it in a folder of its own; nothing of it may be left afterwards. */
async function bench(t: ExecutionContext, ...args: string[]): Promise<Finished> {
  const folder = await mkdtemp(join(tmpdir(), 'berth-smoke-'));
  t.teardown(async () => {
    for (const pid of await processesOf(folder)) process.kill(pid, 'SIGKILL');
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  });
  const finished = await run(process.execPath, [MAIN, ...args], { ...process.env, TMPDIR: folder });
  t.deepEqual(await readdir(folder), [], 'no files are left');
  t.deepEqual(await processesOf(folder), [], 'no processes are left');
  return finished;
}

async function figuresOf(t: ExecutionContext, ...args: string[]): Promise<readonly Figure[]> {
  const { code, stdout, stderr } = await bench(t, ...args, '--json');
  t.is(code, 0, stderr);
  const { figures } = JSON.parse(stdout) as { readonly figures: readonly Figure[] };
  for (const { figure, value } of figures)
    t.true(Number.isFinite(value) && value >= 0, `${figure}: ${value}`);
  return figures;
}

function amountOf(figures: readonly Figure[], name: RegExp): number {
  return figures.find(({ figure }) => name.test(figure))?.value ?? Number.NaN;
}

/** The memory of a process may as well shrink while few agents connect. */
const MAY_BE_ZERO = /^resident, each of/;

const EXPECTED: Readonly<Record<string, readonly RegExp[]>> = {
  ledger: [/^blocks of one event/, /p50/, /p99/, /^placements in blocks of 1000/, /^resident/],
  jetstream: [/^blocks of one event/, /p50/, /p99/, /^records of 200 B, 64 in flight/, /^verified/],
  requests: [/64 in flight/, /p50/, /p99/, /50 a call/],
  rebalance: [/^moves$/, /^empty nodes, after/, /^nodes emptied at best/],
  optimum: [/^pack: gap, mean/, /^fgd: gap, mean/, /^best-fit: gap, mean/],
  carriers: [/^idle agent over grpc/, /^idle agent over nats/, /^heartbeats over nats/, MAY_BE_ZERO],
  'scale-grpc': [/^join: welcomed, p99/, /^back: welcomed, p99/, /^back: nodes in the ledger/],
  'scale-nats': [/^join: welcomed, p99/, /^back: welcomed, p99/, /^back: copies in the ledger/],
  'scale-placements': [/^acknowledged running/, /p99/, /^CPU of the coordinator, each placement/],
  attacks: [/^resets: a call, in peace, p99/, /^resets: a call, of that in peace/, /^pings: a link, p99/],
  running: [/^1 replica, p50/, /^1 replica, slowest/, /^3 replicas on 3 agents/],
};

for (const [name, expected] of Object.entries(EXPECTED)) {
  test(`${name}: its small form gives every figure`, async (t) => {
    const figures = await figuresOf(t, name, '--small');
    for (const figure of expected) {
      const amount = amountOf(figures, figure);
      const isThere = amount > 0 || (amount === 0 && figure === MAY_BE_ZERO);
      t.true(isThere, `${figure} in ${JSON.stringify(figures)}`);
    }
  });
}

test('scheduler: every shape in its small form, in memory and through a ledger', async (t) => {
  const { code, stdout, stderr } = await bench(t, 'scheduler', '--small', '--json');
  t.is(code, 0, stderr);
  t.regex(stderr, /sizes/);
  const { rows } = JSON.parse(stdout) as { readonly rows: readonly Record<string, number | string>[] };
  for (const row of rows) {
    for (const key of ['nodes', 'placements', 'placementsPerSecond', 'p50Us', 'p99Us', 'peakMemoryMiB'])
      t.true(Number(row[key]) > 0, `${key} of ${JSON.stringify(row)}`);
    t.is(row.missing, 0, JSON.stringify(row));
  }
  for (const through of ['memory', 'ledger']) t.true(rows.some((row) => row.through === through));
});

test('fleet: the sizes that are asked for, and where the time goes', async (t) => {
  const figures = await figuresOf(t, 'fleet', '--nodes', '4', '--placements', '100');
  t.is(figures[0]?.benchmark, 'fleet of 4 agents in one process, 100 placements');
  const placed = amountOf(figures, /all placed and durable/);
  const running = amountOf(figures, /all acknowledged running/);
  t.true(placed > 0 && running >= placed, `placed after ${placed} s, running after ${running} s`);
  const shares = figures.filter(({ figure }) => figure.startsWith('time in '));
  t.is(Math.round(shares.reduce((total, { value }) => total + value, 0)), 100);
});

test('agent: start, memory and traffic of real programs', async (t) => {
  const figures = await figuresOf(t, 'agent', '--small');
  for (const figure of [
    /^agent, spawn to ready/,
    /^agent, resident/,
    /^coordinator, resident, 20 placements/,
  ]) {
    t.true(amountOf(figures, figure) > 0, `${figure} in ${JSON.stringify(figures)}`);
  }
  t.true(amountOf(figures, /^agent, traffic/) >= 0);
  for (const carrier of ['grpc', 'nats'])
    for (const workloads of [0, 10]) {
      const name = `over ${carrier}, ${workloads} workloads`;
      t.true(amountOf(figures, new RegExp(`^${name}: resident, at the end`)) > 0, name);
      t.true(amountOf(figures, new RegExp(`^${name}: written to disk`)) >= 0, name);
    }
});

test('people get a table; a wrong name and a wrong size are refused', async (t) => {
  const table = await bench(t, 'ledger', '--small');
  t.regex(table.stdout, /^\d+ cores .*\n\nledger .*\n {2}blocks of one event/);
  const unknown = await bench(t, 'speed');
  t.is(unknown.code, 2);
  t.regex(unknown.stderr, /no benchmark "speed"; there are ledger, jetstream, requests, /);
  const none = await bench(t, 'fleet', '--nodes', '0');
  t.is(none.code, 2);
  t.regex(none.stderr, /--nodes "0": write a whole number above 0/);
});
