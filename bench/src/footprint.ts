/** What an idle agent and a coordinator cost: time to start, memory, CPU, traffic. */
import { systemClock } from '@berth/runtime';
import { grpcAgentCarrier } from '@berth/transport';
import { CountingProxy } from './counting-proxy.js';
import { idleAgents } from './idle-agents.js';
import { cpuSecondsOf, memoryOf } from './process-figures.js';
import { type CoordinatorProgram, Programs } from './programs.js';
import { type Figure, figuresOf } from './report.js';
import type { Run } from './run.js';
import { EACH, simulatedAgent } from './simulated-agent.js';

const MONTH_MS = 30 * 24 * 60 * 60 * 1000;
const ACTOR = { name: 'bench' };

export async function footprint(run: Run): Promise<Figure[]> {
  const { small, note } = run;
  if (process.platform !== 'linux') {
    note('  left out: only Linux says what a process uses');
    return [];
  }
  const times = small ? { settleMs: 200, idleMs: 500 } : { settleMs: 20_000, idleMs: 60_000 };
  const figures = await Programs.with(async (programs) => {
    const coordinator = await programs.coordinator();
    return [
      ...(await idleFigures(programs, coordinator, { ...times, note })),
      ...(await loadedFigures(programs, coordinator, small ? 20 : 1_000)),
    ];
  });
  return [...figures, ...(await idleAgents(run))];
}

type Idle = { readonly settleMs: number; readonly idleMs: number; readonly note: Run['note'] };

async function idleFigures(
  programs: Programs,
  coordinator: CoordinatorProgram,
  { settleMs, idleMs, note }: Idle,
): Promise<Figure[]> {
  const proxy = await CountingProxy.open(coordinator.fleet);
  try {
    const agent = await programs.agent('a', proxy.address);
    note(`  idle for ${(settleMs + idleMs) / 1000} s`);
    await pause(settleMs);
    const before = await readings();
    await pause(idleMs);
    const after = await readings();
    const percent = (name: 'agentCpu' | 'coordinatorCpu') =>
      (100 * 1000 * (after[name] - before[name])) / (after.atMs - before.atMs);
    const monthMB = ((after.bytes - before.bytes) / 1e6) * (MONTH_MS / (after.atMs - before.atMs));
    const agentMemory = await memoryOf(agent.pid);
    const figure = figuresOf('footprint');
    return [
      figure('agent, spawn to ready', agent.startMs, 'ms'),
      figure('agent, resident, idle', agentMemory.residentMiB, 'MiB', '<= 60'),
      figure('agent, proportional (Pss), idle', agentMemory.proportionalMiB, 'MiB'),
      figure('agent, CPU, idle', percent('agentCpu'), '% core', '<= 0.5'),
      figure('agent, traffic, idle, without TCP headers', monthMB, 'MB/month', '<= 20'),
      figure('coordinator, spawn to ready', coordinator.startMs, 'ms'),
      figure('coordinator, resident, idle', (await memoryOf(coordinator.pid)).residentMiB, 'MiB'),
      figure('coordinator, CPU, idle, one agent', percent('coordinatorCpu'), '% core'),
    ];

    async function readings() {
      const { sent, received } = proxy.bytes;
      const agentCpu = await cpuSecondsOf(agent.pid);
      const coordinatorCpu = await cpuSecondsOf(coordinator.pid);
      return { atMs: performance.now(), bytes: sent + received, agentCpu, coordinatorCpu };
    }
  } finally {
    await proxy.close();
  }
}

/** The placements are on an agent of this process that runs nothing. */
async function loadedFigures(
  programs: Programs,
  coordinator: CoordinatorProgram,
  replicas: number,
): Promise<Figure[]> {
  const clock = systemClock();
  const client = programs.client(coordinator);
  const carrier = grpcAgentCarrier({ address: coordinator.fleet, clock });
  const agent = await simulatedAgent(0, { clock, carrier, room: 2 * replicas });
  const abort = new AbortController();
  try {
    const placement = { require: ["node.site == 'site-0'"] };
    const w = { replicas, process: { command: ['run'] }, resources: EACH, placement };
    const source = JSON.stringify({ stack: 'loaded', workloads: { w } });
    const blocks = client.watch({ fromIndex: 1 }, abort.signal);
    await client.apply({ source, actor: ACTOR });
    for await (const item of blocks) {
      if (item.kind !== 'block') throw new Error('the watch fell behind');
      const { running } = (await client.info()).placements;
      if (running === replicas) break;
    }
    const { residentMiB } = await memoryOf(coordinator.pid);
    return [figuresOf('footprint')(`coordinator, resident, ${replicas} placements`, residentMiB, 'MiB')];
  } finally {
    abort.abort();
    client.close();
    await agent.stop();
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
