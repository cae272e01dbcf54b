/**
 * What agents cost on each carrier: traffic when idle, heartbeats that one coordinator takes, memory of many that are
 * connected. The coordinator and the carriers are the production ones, the agents too, but run nothing.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Agent } from '@berth/agent';
import { startCoordinator, type Timings } from '@berth/coordinator';
import { openLedger, openLevelStore } from '@berth/ledger';
import { systemClock, systemIds, systemRandom } from '@berth/runtime';
import { createScheduler, rebalance } from '@berth/scheduler';
import {
  blockCodec,
  type FleetCarrier,
  grpcAgentCarrier,
  grpcFleetCarrier,
  natsAgentCarrier,
  natsFleetCarrier,
} from '@berth/transport';
import { CountingProxy } from './counting-proxy.js';
import { HeartbeatLoad } from './heartbeat-load.js';
import { startNatsServers } from './nats-servers.js';
import { type Figure, figuresOf } from './report.js';
import type { Run } from './run.js';
import { quietLog, simulatedAgent, simulatedNode } from './simulated-agent.js';

const HOUR_MS = 60 * 60 * 1000;
const figure = figuresOf('agents on carriers');

/** A small run shows a few heartbeats only if they come often. */
const OFTEN = { heartbeatMs: 50, leaseMs: 5_000 };

type Here = { readonly folder: string; readonly url: string; readonly run: Run };

export async function agentCarriers(run: Run): Promise<Figure[]> {
  const folder = await mkdtemp(join(tmpdir(), 'berth-bench-'));
  const servers = await startNatsServers(folder, 1);
  try {
    const here = { folder, url: servers.urls[0] ?? '', run };
    return [...(await idleTraffic(here)), ...(await heartbeats(here)), ...(await connected(here))];
  } finally {
    await servers.end();
    await rm(folder, { recursive: true });
  }
}

/** A production coordinator with its ledger in a folder of its own. */
async function withCoordinator<Result>(
  folder: string,
  carriers: readonly FleetCarrier[],
  use: () => Promise<Result>,
  timings: Partial<Timings> = {},
): Promise<Result> {
  const clock = systemClock();
  const ids = systemIds();
  const store = await openLevelStore(folder);
  const ledger = await openLedger({ store, codec: blockCodec, ids, clock, leader: 'bench' });
  const coordinator = await startCoordinator({
    ...{ ledger, clock, ids, log: quietLog, createScheduler, rebalance, carriers, timings },
    ...{ name: 'bench', version: 'bench' },
    onFatal: (thrown) => {
      throw thrown;
    },
  });
  try {
    return await use();
  } finally {
    await coordinator.stop();
    ledger.close();
    await store.close();
  }
}

// ---- traffic ---------------------------------------------------------------------------------------------------------

async function idleTraffic({ folder, url, run }: Here): Promise<Figure[]> {
  const { settleMs, idleMs } = run.small
    ? { settleMs: 300, idleMs: 2_000 }
    : { settleMs: 25_000, idleMs: 180_000 };
  const clock = systemClock();
  const random = systemRandom();
  const grpc = grpcFleetCarrier({ address: '127.0.0.1:0', clock });
  const nats = natsFleetCarrier({ nats: { servers: [url], name: 'idle' }, cluster: 'idle', clock, random });
  return withCoordinator(
    join(folder, 'idle'),
    [grpc, nats],
    async () => {
      const grpcProxy = await CountingProxy.open(grpc.server()?.address ?? '');
      const natsProxy = await CountingProxy.open(url.replace('nats://', ''));
      const overNats = natsAgentCarrier({
        nats: { servers: [`nats://${natsProxy.address}`], name: 'idle' },
        ...{ cluster: 'idle', node: simulatedNode(1), clock, random },
      });
      const overGrpc = grpcAgentCarrier({ address: grpcProxy.address, clock });
      const agents = [
        await simulatedAgent(0, { clock, carrier: overGrpc, room: 10 }),
        await simulatedAgent(1, { clock, carrier: overNats, room: 10 }),
      ];
      run.note(`  idle for ${(settleMs + idleMs) / 1000} s`);
      await allConnected(agents);
      await pause(settleMs);
      const before = [total(grpcProxy), total(natsProxy)];
      await pause(idleMs);
      const hourKB = [grpcProxy, natsProxy].map(
        (proxy, at) => ((total(proxy) - (before[at] ?? 0)) * HOUR_MS) / idleMs / 1000,
      );
      for (const agent of agents) await agent.stop();
      await overNats.close();
      for (const proxy of [grpcProxy, natsProxy]) await proxy.close();
      return ['grpc', 'nats'].map((name, at) =>
        figure(`idle agent over ${name}`, hourKB[at] ?? 0, 'kB/hour'),
      );
    },
    run.small ? OFTEN : {},
  );
}

function total({ bytes }: CountingProxy): number {
  return bytes.sent + bytes.received;
}

// ---- heartbeats ------------------------------------------------------------------------------------------------------

/** The agents beat in a process of their own, so that only the coordinator's part is measured here. */
async function heartbeats({ folder, url, run }: Here): Promise<Figure[]> {
  const size = run.small ? { agents: 5, forMs: 2_000 } : { agents: 200, forMs: 10_000 };
  const clock = systemClock();
  const nats = natsFleetCarrier({
    nats: { servers: [url], name: 'beats' },
    ...{ cluster: 'beats', clock, random: systemRandom() },
  });
  return withCoordinator(join(folder, 'beats'), [nats], async () => {
    const load = HeartbeatLoad.start(url, 'beats', size);
    await load.begun;
    run.note(`  heartbeats of ${size.agents} agents`);
    const cpu = process.cpuUsage();
    const started = performance.now();
    const answered = await load.answered;
    const seconds = (performance.now() - started) / 1000;
    const { user, system } = process.cpuUsage(cpu);
    await load.ended;
    return [
      figure('heartbeats over nats, answered', answered / seconds, '/s'),
      figure(
        'heartbeats over nats, by CPU of the coordinator',
        (1e6 * answered) / (user + system),
        '/s core',
      ),
    ];
  });
}

// ---- memory ----------------------------------------------------------------------------------------------------------

async function connected({ folder, url, run }: Here): Promise<Figure[]> {
  const count = run.small ? 20 : 1_000;
  const clock = systemClock();
  const random = systemRandom();
  const nats = natsFleetCarrier({
    nats: { servers: [url], name: 'many' },
    ...{ cluster: 'many', clock, random },
  });
  return withCoordinator(join(folder, 'many'), [nats], async () => {
    run.note(`  ${count} agents connect`);
    const before = process.memoryUsage().rss;
    const carriers = Array.from({ length: count }, (_, at) =>
      natsAgentCarrier({
        nats: { servers: [url], name: `agent ${at}` },
        ...{ cluster: 'many', node: simulatedNode(at), clock, random },
      }),
    );
    const started = performance.now();
    const agents = await Promise.all(
      carriers.map((carrier, at) => simulatedAgent(at, { clock, carrier, room: 10 })),
    );
    await allConnected(agents);
    const joinMs = performance.now() - started;
    const residentKiB = Math.max(0, process.memoryUsage().rss - before) / 1024;
    for (const agent of agents) await agent.stop();
    for (const carrier of carriers) await carrier.close();
    return [
      figure(`${count} agents over nats, connected and welcomed`, (1000 * count) / joinMs, '/s'),
      figure(`resident, each of ${count} agents, both sides of its link`, residentKiB / count, 'KiB'),
    ];
  });
}

async function allConnected(agents: readonly Agent[]): Promise<void> {
  while (!agents.every((agent) => agent.connected())) await pause(10);
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
