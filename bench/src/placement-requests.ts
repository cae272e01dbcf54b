/** How many requests for capacity a coordinator process answers, each durable, from another process. */
import type { BerthClient } from '@berth/client';
import { LIMITS, type PlaceWish } from '@berth/core';
import { systemClock } from '@berth/runtime';
import { grpcAgentCarrier } from '@berth/transport';
import { Programs } from './programs.js';
import { type Figure, figuresOf, percentile, sum } from './report.js';
import type { Run } from './run.js';
import { simulatedAgent } from './simulated-agent.js';

const IN_FLIGHT = 64;
const ACTOR = { name: 'bench' };

/** What the reservations ask for; nothing is released, and they outlast the measurement. */
const WISH: PlaceWish = {
  resources: { quantities: { cpu: 10, memory: 16 }, ports: {}, devices: {} },
  rules: { require: [], prefer: [], tolerate: [] },
  count: 1,
  ttlMs: 3_600_000,
  holder: 'bench',
};

export function placementRequests({ small, note }: Run): Promise<Figure[]> {
  const requests = small ? 200 : 20_000;
  const [calls, wishes] = small ? [2, 50] : [20, 1_000];
  return Programs.with(async (programs) => {
    const coordinator = await programs.coordinator();
    const clock = systemClock();
    const carrier = grpcAgentCarrier({ address: coordinator.fleet, clock });
    const nodes = 1 + Math.ceil((1.05 * requests + calls * wishes) / LIMITS.claimsPerNode);
    const agents = await Promise.all(
      Array.from({ length: nodes }, (_, at) =>
        simulatedAgent(at, { clock, carrier, room: 2 * LIMITS.claimsPerNode }),
      ),
    );
    const client = programs.client(coordinator);
    try {
      await allUp(client, nodes);
      await single(client, requests / 20);
      note(`  ${requests} requests, ${IN_FLIGHT} in flight`);
      const { tookMs, allMs } = await single(client, requests);
      note(`  ${calls} calls of ${wishes}, one after the other`);
      const batchMs = await batched(client, calls, wishes);
      const figure = figuresOf('placement requests, durable, from another process');
      return [
        figure(`one a call, ${IN_FLIGHT} in flight`, (1000 * tookMs.length) / allMs, '/s'),
        figure('one a call, answer p50', percentile(tookMs, 0.5), 'ms'),
        figure('one a call, answer p99', percentile(tookMs, 0.99), 'ms'),
        figure(`${wishes} a call`, (1000 * calls * wishes) / sum(batchMs), '/s'),
        figure(`${wishes} a call, answer p50`, percentile(batchMs, 0.5), 'ms'),
      ];
    } finally {
      client.close();
      await Promise.all(agents.map((agent) => agent.stop()));
    }
  });
}

async function allUp(client: BerthClient, nodes: number): Promise<void> {
  const abort = new AbortController();
  try {
    for await (const _ of client.watch({ fromIndex: 1 }, abort.signal)) {
      if ((await client.info()).nodes.up === nodes) return;
    }
  } finally {
    abort.abort();
  }
}

async function single(client: BerthClient, count: number): Promise<{ tookMs: number[]; allMs: number }> {
  const tookMs: number[] = [];
  let sent = 0;
  const worker = async () => {
    while (sent < count) {
      sent++;
      const started = performance.now();
      await place(client, 1);
      tookMs.push(performance.now() - started);
    }
  };
  const started = performance.now();
  await Promise.all(Array.from({ length: IN_FLIGHT }, worker));
  return { tookMs, allMs: performance.now() - started };
}

async function batched(client: BerthClient, calls: number, wishes: number): Promise<number[]> {
  const tookMs: number[] = [];
  for (let call = 0; call < calls; call++) {
    const started = performance.now();
    await place(client, wishes);
    tookMs.push(performance.now() - started);
  }
  return tookMs;
}

/** A refused wish would be answered faster than a placed one. */
async function place(client: BerthClient, wishes: number): Promise<void> {
  const { results } = await client.place({ wishes: Array(wishes).fill(WISH), actor: ACTOR });
  const refused = results.find((result) => 'missing' in result);
  if (refused) throw new Error(`no room for a wish: ${JSON.stringify(refused)}`);
}
