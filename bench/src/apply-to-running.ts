/** From `apply` to running, seen on the ledger's watch: real coordinator, agents and processes. */
import type { BerthClient } from '@berth/client';
import { Programs } from './programs.js';
import { type Figure, figuresOf, percentile } from './report.js';
import type { Run } from './run.js';

const NODES = ['a', 'b', 'c'];

export function applyToRunning({ small, note }: Run): Promise<Figure[]> {
  const [rounds, many] = small ? [1, 3] : [10, 200];
  return Programs.with(async (programs) => {
    const coordinator = await programs.coordinator();
    for (const node of NODES) await programs.agent(node, coordinator.fleet, '--share', '3');
    const client = programs.client(coordinator);
    try {
      const one: number[] = [];
      for (let round = 0; round < rounds; round++) {
        one.push(await timeToRunning(client, `one-${round}`, 1));
      }
      note(`  ${many} replicas`);
      const manyMs = await timeToRunning(client, 'many', many);
      const figure = figuresOf('apply to running, real processes');
      return [
        figure('1 replica, p50', percentile(one, 0.5), 'ms'),
        figure('1 replica, slowest', Math.max(...one), 'ms'),
        figure(`${many} replicas on ${NODES.length} agents`, manyMs, 'ms'),
      ];
    } finally {
      client.close();
    }
  });
}

/** From the request until the ledger's watch has shown every replica as running, ms. */
async function timeToRunning(client: BerthClient, stack: string, replicas: number): Promise<number> {
  const resources = { cpu: '1m', memory: '4Mi' };
  const w = { replicas, process: { command: ['sleep', '1000000'], grace: '1s' }, resources };
  const abort = new AbortController();
  const { index } = await client.info();
  const blocks = client.watch({ fromIndex: index + 1 }, abort.signal);
  const started = performance.now();
  await client.apply({ source: JSON.stringify({ stack, workloads: { w } }), actor: { name: 'bench' } });
  const running = new Set<string>();
  for await (const item of blocks) {
    if (item.kind !== 'block') continue;
    for (const event of item.block.events) {
      if (event.kind !== 'placements.observed') continue;
      for (const { placement, phase } of event.statuses) {
        if (phase === 'running' && placement.startsWith(`${stack}/`)) running.add(placement);
      }
    }
    if (running.size === replicas) break;
  }
  abort.abort();
  return performance.now() - started;
}
