/**
 * Exclusive workloads under cuts of random length, on real processes: a coordinator, three agents behind proxies, copies that
 * tell a lock server that they run. In each round something is taken away for a while; after it, every replica has to run
 * again somewhere.
 */
import type { ExecutionContext } from 'ava';
import { Cluster } from '../e2e/cluster.js';
import { TcpProxy } from '../transport/tcp-proxy.js';
import { LockServer } from './lock-server.js';

const NODES = ['a', 'b', 'c'] as const;
type Node = (typeof NODES)[number];

/** In the order of the rounds. */
export const CUTS = [
  'stall',
  'reset',
  'agent killed',
  'stall and agent killed',
  'coordinator killed',
] as const;
export type Cut = (typeof CUTS)[number];

/** Silence after which a copy may run elsewhere: lease 2 s, delay 1 s, grace 1 s, margin 5 s. */
const GIVEN_UP_MS = 9_000;
const TIMINGS = ['--heartbeat', '300ms', '--lease', '2s'];
const COPIES = 4;

export type ExclusiveOptions = {
  readonly rounds: number;
  /** Uniform in [0, 1). */
  readonly random: () => number;
  readonly say: (text: string) => void;
};

export type ExclusiveOutcome = {
  readonly violations: readonly string[];
  /** Starts of copies in all, and how many of them were of a new generation: on another node, after a cut. */
  readonly starts: number;
  readonly replaced: number;
  readonly recoveredMs: readonly number[];
};

export async function exclusiveCampaign(
  t: Pick<ExecutionContext, 'teardown'>,
  { rounds, random, say }: ExclusiveOptions,
): Promise<ExclusiveOutcome> {
  const locks = await LockServer.open();
  t.teardown(() => locks.close());
  const cluster = await Cluster.open(t);
  const { ready } = await cluster.coordinator(...TIMINGS);
  const fleetPort = Number(String(ready.fleet).split(':').at(-1));
  const proxies = new Map<Node, TcpProxy>();
  for (const node of NODES) {
    const proxy = await TcpProxy.open(fleetPort);
    t.teardown(() => proxy.close());
    proxies.set(node, proxy);
    await cluster.agent(node, '--coordinator', proxy.address);
  }
  await cluster.apply(stackOf(locks));
  await allHeld(locks);
  const recoveredMs: number[] = [];
  for (let round = 0; round < rounds && locks.violations.length === 0; round++) {
    const cut = CUTS[round % CUTS.length] as Cut;
    const holders = (await cluster.placements('only')).filter(({ desired }) => desired === 'running');
    const node = holders[Math.floor(random() * holders.length)]?.node as Node;
    // Half of them too short for anything to follow, half of them long enough.
    const forMs = Math.round(round % 2 === 0 ? GIVEN_UP_MS + random() * 6_000 : random() * GIVEN_UP_MS);
    const proxy = proxies.get(node);
    if (!proxy) continue;
    await during(cluster, proxy, node, cut, forMs);
    const healedMs = Date.now();
    await allHeld(locks);
    recoveredMs.push(Date.now() - healedMs);
    say(
      `round ${round + 1}: ${cut} of ${node} for ${(forMs / 1000).toFixed(1)} s, ${locks.seen.length} starts so far`,
    );
  }
  const placements = new Set(locks.seen);
  return {
    violations: locks.violations,
    starts: locks.seen.length,
    replaced: placements.size - COPIES,
    recoveredMs,
  };
}

async function during(cluster: Cluster, proxy: TcpProxy, node: Node, cut: Cut, forMs: number): Promise<void> {
  if (cut === 'coordinator killed') await cluster.killCoordinator();
  if (cut === 'reset') proxy.refuse(true);
  if (cut.startsWith('stall')) proxy.stall();
  if (cut.endsWith('agent killed')) await cluster.killAgent(node);
  await pause(forMs);
  if (cut === 'coordinator killed') await cluster.coordinator(...TIMINGS);
  if (cut === 'reset') proxy.refuse(false);
  if (cut.startsWith('stall')) proxy.resume();
  if (cut.endsWith('agent killed')) await cluster.agent(node, '--coordinator', proxy.address);
}

/** Two that end when they are asked to, and two that have to be killed. */
function stackOf(locks: LockServer): object {
  const workload = (stubborn: boolean) => ({
    replicas: COPIES / 2,
    process: { command: ['node', '-e', locks.program(stubborn)], grace: '1s' },
    resources: { cpu: '10m', memory: '64Mi' },
    failure: { delay: '200ms', maxDelay: '1s' },
    disconnect: { policy: 'exclusive', after: '1s' },
  });
  return { stack: 'only', workloads: { polite: workload(false), stubborn: workload(true) } };
}

async function allHeld(locks: LockServer): Promise<void> {
  while (locks.held < COPIES && locks.violations.length === 0) await pause(50);
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
