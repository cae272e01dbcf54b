/** A production coordinator and agent in virtual time, over a link of 256 kbit/s and an assignment of megabytes. */
import { MemoryEndpointFiles, MemoryJournalDisk, startAgent } from '@berth/agent';
import { startCoordinator } from '@berth/coordinator';
import { LIMITS } from '@berth/core';
import { MemoryDisk, openLedger } from '@berth/ledger';
import { systemIds } from '@berth/runtime';
import { createScheduler, rebalance } from '@berth/scheduler';
import { type AgentCarrier, blockCodec, MemoryFabric, type Network } from '@berth/transport';
import test from 'ava';
import { driverOfWords, QUIET } from '../agent/driver-fixture.js';
import { nodeInfo } from '../core/cluster-fixture.js';
import { ProcessClock, VirtualTime } from '../simulator/virtual-time.js';

const BYTES_PER_MS = 32;
const LATENCY_MS = 150;
const RUNS = 40;
const actor = { name: 'somebody' };
const TASK = { kind: 'batch', process: { command: ['x'] }, resources: { cpu: '1m', memory: '1Mi' } };
const STACK = { stack: 'shop', workloads: { task: { ...TASK, dispatch: { input: 'required' } } } };
const other = (cpu: number) =>
  JSON.stringify({
    stack: 'other',
    workloads: { task: { ...TASK, resources: { cpu: `${cpu}m`, memory: '1Ti' } } },
  });

/** In order, and each byte takes its time. */
class SlowNetwork implements Network {
  readonly #time: VirtualTime;
  readonly #busyUntilMs = new Map<string, number>();
  bytes = 0;

  constructor(time: VirtualTime) {
    this.#time = time;
  }

  deliver(from: string, _to: string, { length }: Uint8Array, handOver: () => void): void {
    this.bytes += length;
    const { nowMs } = this.#time;
    const begin = Math.max(nowMs, this.#busyUntilMs.get(from) ?? 0);
    const atMs = begin + length / BYTES_PER_MS;
    this.#busyUntilMs.set(from, atMs);
    this.#time.schedule(LATENCY_MS + atMs - nowMs, handOver);
  }
}

test('an assignment that takes minutes to arrive is sent once, over one link', async (t) => {
  const time = new VirtualTime();
  const clock = new ProcessClock(time, { offsetMs: 0 });
  const network = new SlowNetwork(time);
  const fabric = new MemoryFabric({ clock, network });
  const ids = systemIds();
  let syncMs = 0;
  const sync = () =>
    new Promise<void>((resolve) => (syncMs > 0 ? void time.schedule(syncMs, resolve) : resolve()));
  const ledger = await openLedger({
    store: new MemoryDisk({ sync }).open(),
    ...{ codec: blockCodec, ids, clock, leader: 'c' },
  });
  const { api } = await startCoordinator({
    ...{ ledger, clock, ids, log: QUIET, createScheduler, rebalance, carriers: [fabric.fleet()] },
    ...{ name: 'c', version: 'test' },
    onFatal: (thrown) => {
      throw thrown;
    },
  });
  await api.apply({ source: JSON.stringify(STACK), actor });
  const input = new Uint8Array(LIMITS.dispatchInputBytes).fill(65);
  for (let at = 0; at < RUNS; at++)
    await api.dispatch({ workload: 'shop/task', params: {}, input, id: `n${at}`, actor });

  const started = new Set<string>();
  const problems: string[] = [];
  const log = { ...QUIET, warn: (what: string) => void problems.push(what) };
  let links = 0;
  const carrier: AgentCarrier = {
    name: 'slow',
    open: (...of) => {
      links++;
      return fabric.agent().open(...of);
    },
  };
  await startAgent({
    ...{ clock, random: { next: () => 0.5 }, log, node: nodeInfo('a'), driver: driverOfWords(started) },
    ...{ journal: new MemoryJournalDisk({ instance: 'i' }).open(), endpointFiles: new MemoryEndpointFiles() },
    checker: { check: async () => ({ ok: true }) },
    carriers: [carrier],
  });
  // Others are written down all the time while it comes.
  syncMs = 500;
  const write = async (first: number) => {
    for (let cpu = first; cpu < first + 20; cpu++) await api.apply({ source: other(cpu), actor });
  };
  const others = [write(1)];
  time.schedule(syncMs / 2, () => void others.push(write(100)));
  const wholeBytes = RUNS * LIMITS.dispatchInputBytes * (4 / 3);
  const patienceMs = (3 * wholeBytes) / BYTES_PER_MS;
  while (started.size < RUNS && (await time.step(patienceMs)));
  await Promise.all(others);
  t.is(started.size, RUNS);
  t.is(links, 1, problems.join());
  // Also what is heard of it afterwards does not bring it once more.
  const laterMs = time.nowMs + 120_000;
  while (await time.step(laterMs));
  t.is(links, 1, problems.join());
  t.true(network.bytes < 1.2 * wholeBytes, `${network.bytes} of ${wholeBytes}`);
});
