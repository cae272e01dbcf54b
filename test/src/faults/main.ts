/**
 * `npm run test:faults -- [ROUNDS] [--rest ROUNDS] [--only NAME]... [--json] [--logs FOLDER]`: faults in turn, on real processes: the named
 * ones so many times (20), then all others (2). `--only` strikes these alone, ROUNDS times. Exits 1 when anything was lost.
 *
 * As root it runs in a network namespace of its own, where the kernel drops packets; elsewhere proxies act as if.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { mountSmallDisk } from '../fixtures/small-disk.js';
import { campaign, type Outcome } from './campaign.js';
import type { Fault } from './fault.js';
import { FAULTS } from './fault-table.js';
import { hasOwnNetwork, OWN_NETWORK, ownNetworkCommand, proveDrops } from './packet-filter.js';
import type { Teardown } from './replicated-cluster.js';
import { reportOf, rowsOf, seconds } from './report.js';

const ROUNDS = 20;
const REST_ROUNDS = 2;
const TIMES = { stopMs: 40_000, weatherMs: 10_000 };
/** Still longer than followers wait for a leader, and than the lease of a node. */
const SHORT_TIMES = { stopMs: 12_000, weatherMs: 7_000 };
const DISK_MEBIBYTES = 512;
const STORES = ['nats-0', 'nats-1', 'nats-2', 'c1', 'c2', 'c3'];

type Plan = {
  readonly faults: readonly Fault[];
  readonly isShort: boolean;
  readonly json: boolean;
  readonly logs?: string;
};

function planOf(args: readonly string[]): Plan {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      only: { type: 'string', multiple: true, default: [] },
      rest: { type: 'string' },
      json: { type: 'boolean', default: false },
      short: { type: 'boolean', default: false },
      logs: { type: 'string' },
    },
  });
  const { only, json, logs, short: isShort } = values;
  for (const name of only) {
    if (!FAULTS.some((fault) => fault.name === name))
      throw new Error(`no fault is named "${name}": ${FAULTS.map((fault) => fault.name).join(', ')}`);
  }
  const rounds = count('ROUNDS', positionals[0] ?? String(isShort ? 1 : ROUNDS));
  const rest = count('--rest', values.rest ?? String(Math.min(rounds, REST_ROUNDS)));
  const struck = (often: number, is: (fault: Fault) => boolean) =>
    Array.from({ length: often }, () => FAULTS.filter(is)).flat();
  const more = { isShort, json, ...(logs !== undefined && { logs }) };
  if (only.length > 0) return { ...more, faults: struck(rounds, ({ name }) => only.includes(name)) };
  if (isShort) return { ...more, faults: struck(rounds, (fault) => fault.isShort ?? false) };
  const named = struck(rounds, ({ isNamed }) => isNamed ?? false);
  return { ...more, faults: [...named, ...struck(rest, ({ isNamed }) => !isNamed)] };
}

function count(what: string, text: string): number {
  const number = Number(text);
  if (Number.isSafeInteger(number) && number >= 0) return number;
  throw new Error(`${what} "${text}" is no number of rounds`);
}

async function main({ faults, isShort, json, logs }: Plan): Promise<number> {
  const ends: (() => Promise<void>)[] = [];
  const scope: Teardown = { teardown: (end) => ends.push(end) };
  const say = (text: string) => void (json ? process.stderr : process.stdout).write(`${text}\n`);
  process.once('SIGINT', () => void end(ends).then(() => process.exit(130)));
  try {
    const disks = await mountDisks(scope, faults);
    const able = disks ? faults : faults.filter(({ needsDisks }) => !needsDisks);
    for (const { name } of new Set(faults)) {
      if (!able.some((fault) => fault.name === name))
        say(`not tested: ${name}: this user may mount no disks`);
    }
    const where = hasOwnNetwork()
      ? 'in a network namespace, where the kernel drops packets'
      : 'with proxies that act as a bad network does';
    say(`${able.length} faults of ${new Set(able).size} kinds, ${where}`);
    if (hasOwnNetwork()) await proveDrops();
    const progress = progressOn(able);
    progress.next(0);
    const outcome = await campaign(scope, {
      faults: able,
      ...(isShort ? SHORT_TIMES : TIMES),
      ...(logs !== undefined && { logs }),
      ...(disks && { disk: (name: string) => disks.get(name) }),
      onStruck: ({ fault, recoveryMs }, number) => {
        progress.clear();
        const time = new Date().toISOString().slice(11, 19);
        say(`${time} ${number}/${able.length} ${fault.name}: ${seconds(recoveryMs)} s`);
        progress.next(number);
      },
    });
    progress.clear();
    if (json) process.stdout.write(`${JSON.stringify(summaryOf(outcome))}\n`);
    else for (const line of reportOf(outcome)) say(line);
    return outcome.violations.length === 0 ? 0 : 1;
  } finally {
    await end(ends);
  }
}

export type Summary = ReturnType<typeof summaryOf>;

function summaryOf({ struck, ...told }: Outcome) {
  return { ownNetwork: hasOwnNetwork(), faults: rowsOf(struck), ...told };
}

/** One for each store, where a fault needs them; undefined where they cannot be had. */
async function mountDisks(scope: Teardown, faults: readonly Fault[]) {
  if (!faults.some(({ needsDisks }) => needsDisks)) return undefined;
  const disks = new Map<string, string>();
  for (const name of STORES) {
    const disk = await mountSmallDisk({ ...scope, log: () => {} }, DISK_MEBIBYTES);
    if (disk === undefined) return undefined;
    disks.set(name, disk);
  }
  return disks;
}

/** One line on a terminal, about what is going on. */
function progressOn(faults: readonly Fault[]) {
  const { isTTY } = process.stderr;
  return {
    next: (number: number) => {
      const fault = faults[number];
      if (isTTY)
        process.stderr.write(fault ? `${number + 1}/${faults.length} ${fault.name} ...` : 'checking ...');
    },
    clear: () => {
      if (isTTY) process.stderr.write('\r\u001b[K');
    },
  };
}

async function end(ends: (() => Promise<void>)[]): Promise<void> {
  for (let next = ends.pop(); next; next = ends.pop()) await next();
}

/** Again, in a network namespace of its own. */
async function runWithin(
  [command = '', ...words]: readonly string[],
  args: readonly string[],
): Promise<number> {
  const child = spawn(command, [...words, process.execPath, fileURLToPath(import.meta.url), ...args], {
    stdio: 'inherit',
    env: { ...process.env, [OWN_NETWORK]: '1' },
  });
  // It is told by the terminal too, and cleans up.
  process.on('SIGINT', () => {});
  process.on('SIGTERM', () => child.kill('SIGINT'));
  const [code] = await once(child, 'close');
  return code ?? 1;
}

async function run(args: readonly string[]): Promise<number> {
  const plan = planOf(args);
  const words = hasOwnNetwork() ? undefined : ownNetworkCommand();
  return words ? runWithin(words, args) : main(plan);
}

process.exitCode = await run(process.argv.slice(2)).catch((thrown: unknown) => {
  process.stderr.write(`test:faults: ${thrown instanceof Error ? thrown.message : thrown}\n`);
  return 2;
});
