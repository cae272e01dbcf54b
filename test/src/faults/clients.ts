/** Clients that ask a cluster for applies, reservations and deletes without an end, one request after the other each. */
import { setTimeout as delay } from 'node:timers/promises';
import type { BerthClient } from '@berth/client';
import { BerthError } from '@berth/core';
import type { Asked, History, Operation } from './history.js';
import type { ReplicatedCluster } from './replicated-cluster.js';

const CLIENTS = 3;
const PAUSE_MS = 150;
const ACTOR = { name: 'campaign' };

/** Each begins its list with another coordinator. Resolves when all have their last answer. */
export async function askWithoutEnd(
  cluster: ReplicatedCluster,
  history: History,
  signal: AbortSignal,
): Promise<void> {
  const numbers = Array.from({ length: CLIENTS }, (_, number) => number);
  await Promise.all(numbers.map((number) => askOne(cluster, number, history, signal)));
}

async function askOne(
  cluster: ReplicatedCluster,
  number: number,
  history: History,
  signal: AbortSignal,
): Promise<void> {
  const { names } = cluster;
  const client = cluster.client(...names.map((_, at) => names[(at + number) % names.length] as string));
  const standing: string[] = [];
  for (let turn = 0; !signal.aborted; turn++) {
    const name = `s${number}-${turn}`;
    const oldest = standing[0];
    const asked: Asked =
      turn % 3 === 2 && oldest !== undefined
        ? { kind: 'delete', stack: oldest }
        : turn % 3 === 1
          ? { kind: 'place', holder: name }
          : { kind: 'apply', stack: name };
    if (asked.kind === 'delete') standing.shift();
    const operation = await carryOut(client, cluster, asked);
    history.add(operation);
    if (asked.kind === 'apply' && operation.outcome === 'acknowledged') standing.push(name);
    await delay(PAUSE_MS);
  }
}

async function carryOut(client: BerthClient, cluster: ReplicatedCluster, asked: Asked): Promise<Operation> {
  const invokedMs = performance.now();
  try {
    const answered = await ask(client, cluster, asked);
    return { ...answered, invokedMs, endedMs: performance.now(), outcome: 'acknowledged' };
  } catch (thrown) {
    const { code } = BerthError.from(thrown);
    const outcome = code === 'not_leader' || code === 'unschedulable' ? 'refused' : 'unknown';
    return { ...asked, invokedMs, endedMs: performance.now(), outcome };
  }
}

async function ask(client: BerthClient, cluster: ReplicatedCluster, asked: Asked): Promise<Asked> {
  const resources = { cpu: '10m', memory: '8Mi' };
  switch (asked.kind) {
    case 'apply': {
      const w = { process: { command: cluster.recorded }, resources };
      const source = JSON.stringify({ stack: asked.stack, workloads: { w } });
      return { ...asked, reply: await client.apply({ source, actor: ACTOR }) };
    }
    case 'delete':
      await client.deleteStack({ stack: asked.stack, actor: ACTOR });
      return asked;
    case 'place': {
      const { results } = await client.place({
        wishes: [
          {
            resources: { quantities: { cpu: 1, memory: 1 }, ports: {}, devices: {} },
            rules: { require: [], prefer: [], tolerate: [] },
            ...{ count: 1, ttlMs: 30_000, holder: asked.holder },
          },
        ],
        actor: ACTOR,
      });
      const [result] = results;
      if (!result || !('reservations' in result)) throw new BerthError('unschedulable', 'no room');
      return { ...asked, reservations: result.reservations.map(({ id }) => id) };
    }
  }
}
