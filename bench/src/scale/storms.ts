/**
 * A fleet as large as one coordinator is meant for: every agent of its own connection, all at once. They join, beat, and
 * come back after the server of NATS, or the coordinator, was killed. The agents are production code in one process of
 * their own, without workloads' processes; the coordinator is a process as people start it.
 */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { type NatsServers, startNatsServers } from '../nats-servers.js';
import { memoryOf } from '../process-figures.js';
import { type CoordinatorProgram, Programs } from '../programs.js';
import { type Figure, figuresOf, percentile } from '../report.js';
import type { Run } from '../run.js';
import { EACH } from '../simulated-agent.js';
import { type Costs, costsOf } from './costs.js';
import type { FleetStatus, FleetWish } from './fleet-messages.js';
import { FleetProcess } from './fleet-process.js';

const FULL = 10_000;
const SMALL = { agents: 20, beatsMs: 1_000 };
const BEATS_MS = 30_000;
const HOUR_SECONDS = 3_600;
/** Alone on two cores it takes a tenth of this; who shares them must still get an answer. */
const WITHIN_MS = 300_000;
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
  const { programs, coordinator, carrier } = setting;
  const figure = figuresOf(`${agents} agents over ${carrier}, each with a connection of its own`);
  const wish: FleetWish = { agents, room: 10, ...setting.wish };

  note(`  ${agents} agents join at once`);
  const began = performance.now();
  const { result: fleet, costs } = await costsOf(coordinator.pid, async () => {
    const started = await FleetProcess.start(wish);
    await started.allWelcomed(WITHIN_MS).catch(async (thrown) => {
      await started.end();
      throw thrown;
    });
    return started;
  });
  try {
    note(`  joined after ${seconds(performance.now() - began)} s; each runs one copy`);
    const joined = await fleet.status();
    await runOneEach(setting, fleet, agents);
    const beatsMs = small ? SMALL.beatsMs : BEATS_MS;
    note(`  heartbeats for ${seconds(beatsMs)} s`);
    const steady = await beats(setting, fleet, beatsMs);
    note(`  ${setting.outage}`);
    const back = await comeBack(setting, fleet);
    return [
      ...backFigures('join', joined, costs),
      figure('join: refused', joined.refused, ''),
      ...steady,
      ...back.figures,
    ].map(({ figure: name, value, unit, goal }) => figure(name, value, unit, goal));

    async function comeBack({ strike }: Setting, fleet: FleetProcess) {
      const before = await fleet.status();
      await fleet.round();
      const after = await strike();
      const { result: status, costs } = await costsOf(after.pid, () => fleet.allWelcomed(WITHIN_MS));
      const { nodes: known, placements } = await infoOf(programs, after);
      return {
        figures: [
          ...backFigures('back', status, costs),
          figure('back: links lost', status.linksLost - before.linksLost, ''),
          figure('back: refused', status.refused - before.refused, ''),
          figure('back: nodes in the ledger', known.total, ''),
          figure('back: copies in the ledger', placements.total, ''),
          figure('back: copies started twice', status.startedTwice, '', '0'),
          figure(
            'fleet resident, each agent',
            (1024 * (await memoryOf(fleet.pid)).residentMiB) / agents,
            'KiB',
          ),
        ],
      };
    }
  } finally {
    await fleet.end();
  }
}

function seconds(ms: number): string {
  return (ms / 1000).toFixed(1);
}

function backFigures(what: string, { welcomedMs }: FleetStatus, { cpuSeconds, peakMiB }: Costs): Figure[] {
  const figure = figuresOf('');
  return [
    figure(`${what}: welcomed, half of them`, percentile(welcomedMs, 0.5) / 1000, 's'),
    figure(`${what}: welcomed, p99`, percentile(welcomedMs, 0.99) / 1000, 's'),
    figure(`${what}: welcomed, all`, percentile(welcomedMs, 1) / 1000, 's'),
    figure(`${what}: welcomed, most within one second`, busiest(welcomedMs), ''),
    figure(`${what}: CPU of the coordinator`, cpuSeconds, 's'),
    figure(`${what}: coordinator resident, at most`, peakMiB, 'MiB'),
  ];
}

function busiest(timesMs: readonly number[]): number {
  const counts = new Map<number, number>();
  for (const atMs of timesMs) {
    const second = Math.floor(atMs / SECOND_MS);
    counts.set(second, (counts.get(second) ?? 0) + 1);
  }
  return Math.max(...counts.values());
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
    await fleet.until(
      ({ acknowledged }) => acknowledged === agents,
      WITHIN_MS,
      ({ acknowledged }) => `${acknowledged} of ${agents} copies run`,
    );
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
