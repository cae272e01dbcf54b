/**
 * A fleet as large as one coordinator is meant for: every agent of its own connection, all at once. They join, beat, and
 * come back after the server of NATS, or the coordinator, was killed. The agents are production code in one process of
 * their own, without workloads' processes; the coordinator is a process as people start it.
 */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { type NatsServers, startNatsServers } from '../nats-servers.js';
import { type CoordinatorProgram, Programs } from '../programs.js';
import { type Figure, figuresOf, percentile } from '../report.js';
import type { Run } from '../run.js';
import { EACH } from '../simulated-agent.js';
import { type Costs, costsOf } from './costs.js';
import { FleetProcess } from './fleet-process.js';

const FULL = 10_000;
const SMALL = { agents: 20, beatsMs: 1_000 };
const BEATS_MS = 30_000;
const HOUR_SECONDS = 3_600;
/** A phase ends after this, however many agents are there by then. */
const WITHIN_MS = 60_000;
const SECOND_MS = 1_000;
const ACTOR = { name: 'bench' };

export function grpcStorms(run: Run): Promise<Figure[]> {
  return Programs.with(async (programs) => {
    const coordinator = await programs.coordinator();
    return measure(run, {
      ...{ programs, coordinator, carrier: 'grpc' as const },
      wish: { carrier: 'grpc', address: coordinator.fleet },
      outage: 'the coordinator is killed and starts again',
      strike: () => again(programs, coordinator, []),
    });
  });
}

export function natsStorms(run: Run): Promise<Figure[]> {
  return Programs.with(async (programs) => {
    const folder = join(programs.folder, 'nats');
    await mkdir(folder);
    const servers: NatsServers = await startNatsServers(folder, 1);
    try {
      const coordinator = await programs.coordinator({ flags: ['--nats', servers.urls.join(',')] });
      return await measure(run, {
        ...{ programs, coordinator, carrier: 'nats' as const, natsPid: servers.pid(0) },
        wish: { carrier: 'nats', servers: servers.urls },
        outage: 'the server of NATS is killed and starts again',
        strike: async () => {
          await servers.kill(0);
          await servers.restart(0);
          return coordinator;
        },
      });
    } finally {
      await servers.end();
    }
  });
}

async function again(
  programs: Programs,
  { control, fleet, ...program }: CoordinatorProgram,
  flags: readonly string[],
): Promise<CoordinatorProgram> {
  await programs.end({ ...program }, 'SIGKILL');
  return programs.coordinator({ at: { control, fleet }, flags });
}

type Setting = {
  readonly programs: Programs;
  readonly coordinator: CoordinatorProgram;
  readonly carrier: 'grpc' | 'nats';
  readonly wish: { carrier: 'grpc'; address: string } | { carrier: 'nats'; servers: readonly string[] };
  readonly natsPid?: number;
  readonly outage: string;
  /** Kills and starts again; gives the coordinator that is there afterwards. */
  readonly strike: () => Promise<CoordinatorProgram>;
};

async function measure({ small, nodes, note }: Run, setting: Setting): Promise<Figure[]> {
  const agents = nodes ?? (small ? SMALL.agents : FULL);
  const { coordinator, carrier } = setting;
  note(`  ${agents} agents join at once`);
  const fleet = await FleetProcess.start({ agents, room: 10, ...setting.wish });
  try {
    const joined = await costsOf(coordinator.pid, () =>
      costsOf(fleet.pid, () => fleet.allWelcomed(WITHIN_MS)),
    );
    const join = await roundFigures('join', fleet, joined.costs, joined.result.costs);
    note('  each runs one copy');
    await runOneEach(setting, fleet, joined.result.result.connected);
    const beatsMs = small ? SMALL.beatsMs : BEATS_MS;
    note(`  heartbeats for ${beatsMs / 1000} s`);
    const steady = await beats(setting, fleet, beatsMs);
    note(`  ${setting.outage}`);
    const back = await comeBack(setting, fleet);
    const figure = figuresOf(`${agents} agents over ${carrier}, each with a connection of its own`);
    return [...join, ...steady, ...back].map(({ figure: name, value, unit, goal }) =>
      figure(name, value, unit, goal),
    );
  } finally {
    await fleet.end();
  }
}

async function comeBack({ programs, strike }: Setting, fleet: FleetProcess): Promise<Figure[]> {
  const figure = figuresOf('');
  const before = await fleet.status();
  await fleet.round();
  const coordinator = await strike();
  const { result, costs } = await costsOf(coordinator.pid, () =>
    costsOf(fleet.pid, () => fleet.allWelcomed(WITHIN_MS)),
  );
  const { result: after, costs: own } = result;
  const { nodes, placements } = await infoOf(programs, coordinator);
  return [
    ...(await roundFigures('back', fleet, costs, own)),
    figure('back: links lost', after.linksLost - before.linksLost, ''),
    figure('back: nodes in the ledger', nodes.total, ''),
    figure('back: copies in the ledger', placements.total, ''),
    figure('back: copies started twice', after.startedTwice, '', '0'),
    figure('agent resident, in the process of all', (1024 * own.peakMiB) / after.connections, 'KiB'),
  ];
}

/** When the agents were welcomed in this round, and what that cost. */
async function roundFigures(
  what: string,
  fleet: FleetProcess,
  costs: Costs,
  fleetCosts: Costs,
): Promise<Figure[]> {
  const figure = figuresOf('');
  const welcomedMs = await fleet.welcomedMs();
  const { refused } = await fleet.status();
  if (welcomedMs.length === 0) throw new Error(`nobody was welcomed within ${WITHIN_MS / 1000} s`);
  return [
    figure(`${what}: welcomed`, welcomedMs.length, ''),
    figure(`${what}: welcomed, half of them`, percentile(welcomedMs, 0.5) / 1000, 's'),
    figure(`${what}: welcomed, p99`, percentile(welcomedMs, 0.99) / 1000, 's'),
    figure(`${what}: welcomed, the last`, percentile(welcomedMs, 1) / 1000, 's'),
    figure(`${what}: welcomed, most within one second`, busiest(welcomedMs), ''),
    figure(`${what}: refused so far`, refused, ''),
    figure(`${what}: CPU of the coordinator`, costs.cpuSeconds, 's'),
    figure(`${what}: CPU of the process of all agents`, fleetCosts.cpuSeconds, 's'),
    figure(`${what}: coordinator resident, at most`, costs.peakMiB, 'MiB'),
  ];
}

function busiest(timesMs: readonly number[]): number {
  const counts = new Map<number, number>();
  for (const atMs of timesMs) {
    const second = Math.floor(atMs / SECOND_MS);
    counts.set(second, (counts.get(second) ?? 0) + 1);
  }
  return Math.max(0, ...counts.values());
}

/** So that something could be started twice. */
async function runOneEach(
  { programs, coordinator }: Setting,
  fleet: FleetProcess,
  agents: number,
): Promise<void> {
  const client = programs.client(coordinator);
  try {
    const w = { replicas: agents, process: { command: ['run'] }, resources: EACH };
    await client.apply({ source: JSON.stringify({ stack: 'each', workloads: { w } }), actor: ACTOR });
    const { acknowledged } = await fleet.until((is) => is.acknowledged === agents, WITHIN_MS);
    if (acknowledged < agents) throw new Error(`${acknowledged} of ${agents} copies run`);
  } finally {
    client.close();
  }
}

async function beats(
  { coordinator, natsPid }: Setting,
  fleet: FleetProcess,
  forMs: number,
): Promise<Figure[]> {
  const figure = figuresOf('');
  const before = await fleet.status();
  const started = performance.now();
  const natsCosts = { cpuSeconds: 0, peakMiB: 0 };
  const { costs } = await costsOf(coordinator.pid, async () => {
    if (natsPid === undefined) return delay(forMs);
    const { costs: server } = await costsOf(natsPid, () => delay(forMs));
    return Object.assign(natsCosts, server);
  });
  const tookSeconds = (performance.now() - started) / 1000;
  const after = await fleet.status();
  const bytes = (after.bytes - before.bytes) / tookSeconds;
  return [
    figure('heartbeats: messages, both ways', (after.messages - before.messages) / tookSeconds, '/s'),
    figure('heartbeats: bytes, both ways', bytes / 1000, 'kB/s'),
    figure('heartbeats: an agent', (bytes * HOUR_SECONDS) / 1000 / Math.max(1, after.connected), 'kB/hour'),
    figure('heartbeats: CPU of the coordinator', (100 * costs.cpuSeconds) / tookSeconds, '% core'),
    ...(natsPid === undefined
      ? []
      : [
          figure(
            'heartbeats: CPU of the server of NATS',
            (100 * natsCosts.cpuSeconds) / tookSeconds,
            '% core',
          ),
          figure('heartbeats: server of NATS resident, at most', natsCosts.peakMiB, 'MiB'),
        ]),
    figure('heartbeats: connections', after.connections, ''),
  ];
}

async function infoOf(programs: Programs, coordinator: CoordinatorProgram) {
  const client = programs.client(coordinator);
  try {
    return await client.info();
  } finally {
    client.close();
  }
}
