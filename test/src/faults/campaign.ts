/**
 * An endless stream of applies, reservations and deletes from several clients, while one fault after the other happens; then
 * the checker. Faults are named; each is undone before the next one.
 */
import { setTimeout as delay } from 'node:timers/promises';
import type { BerthClient } from '@berth/client';
import { BerthError, type Block } from '@berth/core';
import { faultsOf } from './checker.js';
import { type Asked, History, type Operation } from './history.js';
import { ReplicatedCluster, type Teardown } from './replicated-cluster.js';

export const FAULTS = [
  'leader killed',
  'leader stopped',
  'leader cut off',
  'leader handed over',
  'stream leader killed',
  'agent cut off',
] as const;
export type Fault = (typeof FAULTS)[number];

export type CampaignOptions = {
  /** In this order. */
  readonly faults: readonly Fault[];
  /** How long a stopped leader stands still; longer than followers wait. */
  readonly stopMs: number;
  readonly say: (text: string) => void;
};

export type Outcome = {
  /** Nothing when all is well. */
  readonly violations: readonly string[];
  readonly operations: { readonly acknowledged: number; readonly refused: number; readonly unknown: number };
  /** Per fault, milliseconds to the end of the next acknowledged operation that began after it. */
  readonly recoveries: readonly { readonly fault: Fault; readonly ms: number }[];
};

const CLIENTS = 3;
const PAUSE_MS = 150;
const CUT_MS = 12_000;
const ACTOR = { name: 'campaign' };
const ACTOR_OF_FAULT = 'n1';

export async function campaign(scope: Teardown, options: CampaignOptions): Promise<Outcome> {
  const cluster = await ReplicatedCluster.open(scope);
  const watcher = cluster.client(...cluster.names);
  await cluster.leader(watcher);
  for (const [at, node] of ['n1', 'n2'].entries()) {
    const first = 28_000 + 100 * at;
    await cluster.agent(node, '--share', '2', '--ports', `${first}-${first + 99}`);
  }
  const history = new History();
  const stop = new AbortController();
  const clients = Array.from({ length: CLIENTS }, (_, number) =>
    clientLoop(cluster, number, history, stop.signal),
  );
  const recoveries: { fault: Fault; ms: number }[] = [];
  try {
    for (const fault of options.faults) {
      await until(() => history.firstAfter(performance.now() - 2_000) !== undefined, 'requests are answered');
      const undo = await strike(cluster, watcher, fault, options.stopMs);
      const momentMs = performance.now();
      await until(
        () => history.firstAfter(momentMs) !== undefined,
        `something is acknowledged after: ${fault}`,
      );
      const ms = Math.round(history.firstAfter(momentMs) ?? 0);
      recoveries.push({ fault, ms });
      options.say(`${fault}: ${ms} ms to the next acknowledged operation`);
      await undo();
      await heal(cluster);
    }
  } finally {
    stop.abort();
  }
  await Promise.all(clients);
  return { violations: await judge(cluster, watcher, history), operations: countsOf(history), recoveries };
}

/** Returns how it is undone. */
async function strike(
  cluster: ReplicatedCluster,
  watcher: BerthClient,
  fault: Fault,
  stopMs: number,
): Promise<() => Promise<void>> {
  const leader = (await cluster.leader(watcher)).name;
  switch (fault) {
    case 'leader killed':
      cluster.signal(leader, 'SIGKILL');
      return async () => {};
    case 'leader handed over':
      cluster.signal(leader, 'SIGTERM');
      return async () => {};
    case 'leader stopped': {
      cluster.signal(leader, 'SIGSTOP');
      const wake = delay(stopMs).then(() => cluster.signal(leader, 'SIGCONT'));
      return () => wake;
    }
    case 'leader cut off': {
      cluster.cutOff(leader, true);
      const healed = delay(CUT_MS).then(() => cluster.cutOff(leader, false));
      return () => healed;
    }
    case 'stream leader killed': {
      const server = (await cluster.streamLeader()) ?? cluster.servers[0];
      await server?.kill();
      return async () => server?.start();
    }
    case 'agent cut off': {
      cluster.cutOff(ACTOR_OF_FAULT, true);
      const healed = delay(CUT_MS).then(() => cluster.cutOff(ACTOR_OF_FAULT, false));
      return () => healed;
    }
  }
}

/** What ended is started again, and all servers have caught up. */
async function heal(cluster: ReplicatedCluster): Promise<void> {
  for (const name of cluster.names) if (cluster.hasEnded(name)) await cluster.coordinator(name);
  await until(async () => {
    const health = await Promise.all(cluster.servers.map((server) => server.isHealthy(true)));
    return health.every((ok) => ok);
  }, 'the servers have caught up');
}

async function clientLoop(
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

async function judge(cluster: ReplicatedCluster, client: BerthClient, history: History): Promise<string[]> {
  const check = await client.verifyLedger();
  const blocks: Block[] = [];
  const reading = { from: 1, to: check.lastIndex };
  for await (const { block } of client.readLedger(reading, new AbortController().signal)) blocks.push(block);
  const runs = await cluster.runs();
  const twice = runs.filter((placement, at) => runs.indexOf(placement) !== at);
  return [
    ...(check.ok ? [] : [check.message]),
    ...faultsOf(history.operations, blocks),
    ...twice.map((placement) => `${placement} ran twice`),
  ];
}

function countsOf({ operations }: History): Outcome['operations'] {
  const count = (outcome: Operation['outcome']) =>
    operations.filter((each) => each.outcome === outcome).length;
  return { acknowledged: count('acknowledged'), refused: count('refused'), unknown: count('unknown') };
}

async function until(done: () => boolean | Promise<boolean>, what: string): Promise<void> {
  for (let waited = 0; waited < 90_000; waited += 50) {
    if (await done()) return;
    await delay(50);
  }
  throw new Error(`it never came that ${what}`);
}
