/**
 * Placements durable end to end on a replicated ledger: three servers of NATS that sync every message, the coordinator
 * that leads, and a fleet that acknowledges. Each copy is asked for, placed, appended to all servers, sent, begun by its
 * agent, reported, and appended again; its agent then hears that the ledger has it.
 */
import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { BerthClient } from '@berth/client';
import { LIMITS } from '@berth/core';
import { type Times, timesOfFile } from '../cpu-profile.js';
import { freePorts } from '../free-ports.js';
import { type NatsServers, startNatsServers } from '../nats-servers.js';
import { cpuSecondsOf } from '../process-figures.js';
import { type CoordinatorProgram, Programs } from '../programs.js';
import { type Figure, figuresOf } from '../report.js';
import type { Run } from '../run.js';
import { EACH } from '../simulated-agent.js';
import { costsOf } from './costs.js';
import { FleetProcess } from './fleet-process.js';

const FULL = { agents: 10_000, placements: 200_000 };
const SMALL = { agents: 10, placements: 200 };
const SERVERS = 3;
const HEAP_MIB = 8_192;
/** Copies of one request, at most. */
const REQUEST_COPIES = 10_000;
const REQUESTS_IN_FLIGHT = 4;
/** Alone on two cores it takes a tenth of this; who shares them must still get an answer. */
const WITHIN_MS = 600_000;
const GOAL_SECONDS = 60;
const GOAL_PLACEMENTS = 1_000_000;
/** A small fleet says nothing about the goal. */
const GOAL_PLACEMENTS_LEAST = 50_000;
const ACTOR = { name: 'bench' };

type Size = { readonly agents: number; readonly placements: number };

export function replicatedPlacements({ small, nodes, placements, note }: Run): Promise<Figure[]> {
  const usual = small ? SMALL : FULL;
  const size = { agents: nodes ?? usual.agents, placements: placements ?? usual.placements };
  return Programs.with(async (programs) => {
    const folder = join(programs.folder, 'nats');
    await mkdir(folder);
    const servers = await startNatsServers(folder, SERVERS);
    try {
      return await withCoordinator(programs, servers, size, note);
    } finally {
      await servers.end();
    }
  });
}

async function withCoordinator(
  programs: Programs,
  servers: NatsServers,
  size: Size,
  note: Run['note'],
): Promise<Figure[]> {
  const profiles = join(programs.folder, 'profiles');
  const [control, fleet] = (await freePorts(2)).map((port) => `127.0.0.1:${port}`);
  if (!control || !fleet) throw new Error('no free ports');
  const coordinator = await programs.coordinator({
    at: { control, fleet },
    flags: [...servers.urls.flatMap((url) => ['--nats', url]), '--replicated'],
    node: ['--cpu-prof', `--cpu-prof-dir=${profiles}`, `--max-old-space-size=${HEAP_MIB}`],
  });
  const room = 2 * Math.ceil(size.placements / size.agents);
  note(`  ${size.agents} agents join`);
  const agents = await FleetProcess.start({
    ...{ agents: size.agents, room },
    carrier: 'nats',
    servers: servers.urls,
  });
  try {
    const { welcomed } = await agents.allWelcomed(WITHIN_MS);
    if (welcomed < size.agents) throw new Error(`${welcomed} of ${size.agents} agents have joined`);
    note(`  ${size.placements} placements`);
    const found = await place(programs, { coordinator, agents, servers, size });
    await programs.end(coordinator, 'SIGTERM');
    const [file = ''] = await readdir(profiles);
    const times = await timesOfFile(join(profiles, file), found.window);
    for (const { where, percent } of times.functions) note(`  ${percent.toFixed(1).padStart(5)} % ${where}`);
    return figuresFrom(size, found, times);
  } finally {
    await agents.end();
  }
}

type Placing = {
  readonly coordinator: CoordinatorProgram;
  readonly agents: FleetProcess;
  readonly servers: NatsServers;
  readonly size: Size;
};

async function place(programs: Programs, { coordinator, agents, servers, size }: Placing) {
  const client = programs.client(coordinator);
  const askedAtMs: Record<string, number> = {};
  const natsPids = Array.from({ length: SERVERS }, (_, at) => servers.pid(at));
  const others = async () => {
    const nats = await Promise.all(natsPids.map(cpuSecondsOf));
    return { nats: nats.reduce((sum, each) => sum + each, 0), fleet: await cpuSecondsOf(agents.pid) };
  };
  try {
    const before = await others();
    const fromUs = nowUs();
    const started = performance.now();
    let placedMs = 0;
    const { costs } = await costsOf(coordinator.pid, async () => {
      await askForAll(client, size.placements, askedAtMs);
      placedMs = performance.now() - started;
      const { acknowledged } = await agents.until((is) => is.acknowledged === size.placements, WITHIN_MS);
      if (acknowledged < size.placements)
        throw new Error(`${acknowledged} of ${size.placements} placements are acknowledged`);
    });
    const runningMs = performance.now() - started;
    const window = { fromUs, toUs: nowUs() };
    const after = await others();
    const { placements } = await client.info();
    if (placements.running !== size.placements)
      throw new Error(`the ledger has ${placements.running} of ${size.placements} placements as running`);
    const { startedTwice } = await agents.status();
    return {
      ...{ placedMs, runningMs, window, costs, startedTwice },
      latencies: await agents.latencies(askedAtMs),
      natsSeconds: after.nats - before.nats,
      fleetSeconds: after.fleet - before.fleet,
    };
  } finally {
    client.close();
  }
}

/** In stacks, some requests at a time: each is answered when its copies are placed and durable. */
async function askForAll(
  client: BerthClient,
  placements: number,
  askedAtMs: Record<string, number>,
): Promise<void> {
  let asked = 0;
  const lane = async () => {
    while (asked < placements) {
      const replicas = Math.min(REQUEST_COPIES, LIMITS.replicasPerWorkload, placements - asked);
      const stack = `s${asked / REQUEST_COPIES}`;
      asked += replicas;
      const w = { replicas, process: { command: ['run'] }, resources: EACH };
      askedAtMs[stack] = performance.timeOrigin + performance.now();
      await client.apply({ source: JSON.stringify({ stack, workloads: { w } }), actor: ACTOR });
    }
  };
  await Promise.all(Array.from({ length: REQUESTS_IN_FLIGHT }, lane));
}

function figuresFrom(
  { agents, placements }: Size,
  found: Awaited<ReturnType<typeof place>>,
  times: Times,
): Figure[] {
  const figure = figuresOf(`${placements} placements on ${agents} agents over nats, ledger on R${SERVERS}`);
  const { latencies, placedMs, runningMs, costs } = found;
  const goal = ((GOAL_SECONDS * placements) / GOAL_PLACEMENTS).toPrecision(2);
  const perMillion = (cpuSeconds: number) => (1e6 * cpuSeconds) / placements;
  return [
    figure('all requests answered: placed and durable', placedMs / 1000, 's'),
    figure(
      'all acknowledged running and durable',
      runningMs / 1000,
      's',
      placements < GOAL_PLACEMENTS_LEAST ? undefined : `<= ${goal}`,
    ),
    figure('acknowledged running', (1000 * placements) / runningMs, '/s'),
    figure('request to acknowledged, p50', latencies.p50Ms / 1000, 's'),
    figure('request to acknowledged, p99', latencies.p99Ms / 1000, 's'),
    figure('placements started twice', found.startedTwice, '', '0'),
    figure('CPU of the coordinator, each placement', perMillion(costs.cpuSeconds), 'us'),
    figure('CPU of the simulated fleet, each placement', perMillion(found.fleetSeconds), 'us'),
    figure('CPU of the servers of NATS, each placement', perMillion(found.natsSeconds), 'us'),
    figure('coordinator resident, at most', costs.peakMiB, 'MiB'),
    ...times.packages.map(({ where, percent }) => figure(`coordinator's time in ${where}`, percent, '%')),
  ];
}

/** On the clock of profiles. */
function nowUs(): number {
  return Number(process.hrtime.bigint() / 1000n);
}
