/** From `apply` to running, seen on the ledger's watch: real coordinator, agents and processes. */
import type { BerthClient } from '@berth/client';
import { Programs } from './programs.js';
import { type Figure, percentile } from './report.js';

const ROUNDS = 10;
const MANY = 200;

export function applyToRunning(note: (text: string) => void): Promise<Figure[]> {
  return Programs.with(async (programs) => {
    const coordinator = await programs.coordinator();
    for (const node of ['a', 'b', 'c']) await programs.agent(node, coordinator, '--share', '3');
    const client = programs.client(coordinator);
    const one: number[] = [];
    for (let round = 0; round < ROUNDS; round++) one.push(await timeToRunning(client, `one-${round}`, 1));
    note(`  ${MANY} replicas`);
    const many = await timeToRunning(client, 'many', MANY);
    client.close();
    const figure = (name: string, value: number): Figure => ({
      benchmark: 'apply to running',
      figure: name,
      value,
      unit: 'ms',
    });
    return [
      figure('1 replica, p50', percentile(one, 0.5)),
      figure('1 replica, slowest', Math.max(...one)),
      figure(`${MANY} replicas on 3 agents`, many),
    ];
  });
}

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
