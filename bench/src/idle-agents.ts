/**
 * Real agents as they are installed, with nothing and with ten workloads, on each carrier, all at once, while nothing happens: memory at the start
 * and at the end, CPU, traffic, writes to the disk. Of ten workloads two are exclusive: their fences move all the time.
 */
import { CountingProxy } from './counting-proxy.js';
import { startNatsServers } from './nats-servers.js';
import { cpuSecondsOf, deviceWrittenBytes, memoryOf, writtenBytesOf } from './process-figures.js';
import { type Program, Programs } from './programs.js';
import { type Figure, figuresOf } from './report.js';
import type { Run } from './run.js';

const HOUR_MS = 60 * 60 * 1000;
const MONTH_MS = 30 * 24 * HOUR_MS;
const MINUTES = 10;
const WORKLOADS = 10;
const EXCLUSIVE = 2;

type Idle = { readonly name: string; readonly agent: Program; readonly proxy: CountingProxy };

export function idleAgents({ small, minutes = MINUTES, note }: Run): Promise<Figure[]> {
  const times = small ? { settleMs: 500, idleMs: 500 } : { settleMs: 60_000, idleMs: minutes * 60_000 };
  return Programs.with(async (programs) => {
    const servers = await startNatsServers(programs.folder, 1);
    try {
      const idle = await startAll(programs, servers.urls[0] ?? '');
      note(`  ${idle.length} agents, idle for ${(times.settleMs + times.idleMs) / 60_000} minutes`);
      await pause(times.settleMs);
      const before = await readings(idle);
      const deviceBefore = await deviceWrittenBytes();
      await pause(times.idleMs);
      const after = await readings(idle);
      const device = (await deviceWrittenBytes()) - deviceBefore;
      for (const { proxy } of idle) await proxy.close();
      const all = figuresOf('idle agents')(
        'disks of this machine, all programs',
        hourly(device, times.idleMs) / 1024,
        'KiB/hour',
      );
      return [...idle.flatMap(({ name }, at) => figuresBetween(name, before[at], after[at])), all];
    } finally {
      await servers.end();
    }
  });
}

async function startAll(programs: Programs, natsUrl: string): Promise<Idle[]> {
  const coordinator = await programs.coordinator({ flags: ['--nats', natsUrl] });
  const idle: Idle[] = [];
  for (const carrier of ['grpc', 'nats'] as const) {
    for (const workloads of [0, WORKLOADS]) {
      const node = `${carrier}-${workloads}`;
      const target = carrier === 'grpc' ? coordinator.fleet : natsUrl.replace('nats://', '');
      const proxy = await CountingProxy.open(target);
      const flags =
        carrier === 'grpc' ? ['--coordinator', proxy.address] : ['--nats', `nats://${proxy.address}`];
      const first = 21_000 + 20 * idle.length;
      const rest = ['--site', node, '--share', '4', '--ports', `${first}-${first + 19}`, '--peer-port', '0'];
      const agent = await programs.installedAgent(flags, node, ...rest);
      idle.push({ name: `over ${carrier}, ${workloads} workloads`, agent, proxy });
    }
  }
  const client = programs.client(coordinator);
  try {
    for (const carrier of ['grpc', 'nats'])
      await client.apply({ source: stackOn(`${carrier}-${WORKLOADS}`), actor });
    while ((await client.info()).placements.running < 2 * WORKLOADS) await pause(50);
  } finally {
    client.close();
  }
  return idle;
}

const actor = { name: 'bench' };

function stackOn(site: string): string {
  const sleeper = {
    process: { command: ['sleep', '1000000'], grace: '1s' },
    resources: { cpu: '1m', memory: '4Mi' },
    placement: { require: [`node.site == '${site}'`] },
  };
  const workloads = {
    plain: { ...sleeper, replicas: WORKLOADS - EXCLUSIVE },
    only: { ...sleeper, replicas: EXCLUSIVE, disconnect: { policy: 'exclusive', after: '5m' } },
  };
  return JSON.stringify({ stack: site, workloads });
}

type Reading = {
  readonly atMs: number;
  readonly residentMiB: number;
  readonly cpuSeconds: number;
  readonly traffic: number;
  readonly written: number;
};

function readings(idle: readonly Idle[]): Promise<Reading[]> {
  return Promise.all(
    idle.map(async ({ agent: { pid }, proxy }) => ({
      atMs: performance.now(),
      residentMiB: (await memoryOf(pid)).residentMiB,
      cpuSeconds: await cpuSecondsOf(pid),
      traffic: proxy.bytes.sent + proxy.bytes.received,
      written: await writtenBytesOf(pid),
    })),
  );
}

function figuresBetween(name: string, before: Reading | undefined, after: Reading | undefined): Figure[] {
  if (!before || !after) return [];
  const figure = figuresOf('idle agents');
  const ms = after.atMs - before.atMs;
  const bytes = after.traffic - before.traffic;
  return [
    figure(`${name}: resident, at the start`, before.residentMiB, 'MiB', '<= 60'),
    figure(`${name}: resident, at the end`, after.residentMiB, 'MiB', '<= 60'),
    figure(`${name}: CPU`, (100_000 * (after.cpuSeconds - before.cpuSeconds)) / ms, '% core', '<= 0.5'),
    figure(`${name}: traffic, without TCP headers`, hourly(bytes, ms) / 1000, 'kB/hour'),
    figure(`${name}: traffic, a month of it`, (bytes * MONTH_MS) / ms / 1e6, 'MB/month', '<= 20'),
    figure(`${name}: written to disk`, hourly(after.written - before.written, ms) / 1024, 'KiB/hour', '0'),
  ];
}

function hourly(amount: number, ms: number): number {
  return (amount * HOUR_MS) / ms;
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
