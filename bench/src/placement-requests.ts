/** How many requests for capacity a coordinator process answers, each durable, from another process. */
import type { PlaceWish } from '@berth/core';
import { Programs } from './programs.js';
import { type Figure, percentile } from './report.js';

const UNARY = 10_000;
const IN_FLIGHT = 64;
const BATCHES = 20;
const BATCH = 1_000;
const ROOM = ['--resource', 'cpu=1000000', '--resource', 'memory=100Ti'];

export function placementRequests(note: (text: string) => void): Promise<Figure[]> {
  return Programs.with(async (programs) => {
    const coordinator = await programs.coordinator();
    for (const node of ['a', 'b', 'c']) await programs.agent(node, coordinator, ...ROOM);
    const client = programs.client(coordinator);
    const actor = { name: 'bench' };
    const tookMs: number[] = [];
    let sent = 0;
    const worker = async () => {
      while (sent < UNARY) {
        sent++;
        const started = performance.now();
        await client.place({ wishes: [wish], actor });
        tookMs.push(performance.now() - started);
      }
    };
    note(`  ${UNARY} requests, ${IN_FLIGHT} in flight`);
    const started = performance.now();
    await Promise.all([...Array(IN_FLIGHT).keys()].map(worker));
    const unaryMs = performance.now() - started;
    note(`  ${BATCHES} calls of ${BATCH}`);
    const batchStarted = performance.now();
    for (let i = 0; i < BATCHES; i++) await client.place({ wishes: Array(BATCH).fill(wish), actor });
    const batchMs = performance.now() - batchStarted;
    client.close();
    const figure = (name: string, value: number, unit: string): Figure => ({
      benchmark: 'placement requests',
      figure: name,
      value,
      unit,
    });
    return [
      figure('unary', (1000 * tookMs.length) / unaryMs, '/s'),
      figure('unary, p50', percentile(tookMs, 0.5), 'ms'),
      figure('unary, p99', percentile(tookMs, 0.99), 'ms'),
      figure(`in calls of ${BATCH}`, (1000 * BATCHES * BATCH) / batchMs, '/s'),
    ];
  });
}

const wish: PlaceWish = {
  resources: { quantities: { cpu: 10, memory: 16 }, ports: {}, devices: {} },
  rules: { require: [], prefer: [], tolerate: [] },
  count: 1,
  ttlMs: 600_000,
  holder: 'bench',
};
