/** Several coordinators of one ledger, within a process: who leads, what is handed on, and what a deposed one does. */
import { setTimeout as delay } from 'node:timers/promises';
import { Replica } from '@berth/coordinator';
import { type Log, stateDigest } from '@berth/core';
import { MemoryDisk, openLedger } from '@berth/ledger';
import { systemClock, systemIds, systemRandom } from '@berth/runtime';
import { createScheduler, rebalance } from '@berth/scheduler';
import { blockCodec, type ControlApi, MemoryPeers } from '@berth/transport';
import test, { type ExecutionContext } from 'ava';

const ELECTION = { announceMs: 20, silenceMs: 800, jitterMs: 400, handoverMs: 20 };
const QUIET: Log = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
const ACTOR = { name: 'tester' };

class Cluster {
  readonly disk = new MemoryDisk();
  readonly peers = new MemoryPeers();
  readonly replicas = new Map<string, Replica>();
  readonly failures: unknown[] = [];

  async start(name: string): Promise<Replica> {
    const clock = systemClock();
    const ids = systemIds();
    const store = this.disk.open();
    const replica = await Replica.start({
      ledger: await openLedger({ store, codec: blockCodec, ids, clock, leader: name }),
      ...{ clock, ids, name, log: QUIET, random: systemRandom(), createScheduler, rebalance },
      version: 'test',
      peers: this.peers.open(name),
      control: name,
      openCarriers: () => [],
      connect: (control) => ({ ...this.#apiOf(control), close: () => {} }),
      election: ELECTION,
      onFatal: (thrown) => this.failures.push(thrown),
    });
    this.replicas.set(name, replica);
    return replica;
  }

  /** The one that leads alone, by the word of each that is not cut off. */
  async leader(besides?: Replica): Promise<Replica> {
    for (let waited = 0; waited < 20_000; waited += 10) {
      const leading = [...this.replicas.values()].filter((replica) => replica.role === 'leader');
      const [first] = leading.filter((replica) => replica !== besides);
      if (first) return first;
      await delay(10);
    }
    throw new Error('nobody leads');
  }

  nameOf(replica: Replica): string {
    for (const [name, known] of this.replicas) if (known === replica) return name;
    throw new Error('not of this cluster');
  }

  #apiOf(control: string): ControlApi {
    const replica = this.replicas.get(control);
    if (!replica) throw new Error(`nobody at ${control}`);
    return replica.api;
  }
}

async function startAll(t: ExecutionContext): Promise<Cluster> {
  const cluster = new Cluster();
  for (const name of ['a', 'b', 'c']) await cluster.start(name);
  t.teardown(() => Promise.all([...cluster.replicas.values()].map((replica) => replica.stop())));
  return cluster;
}

function stack(name: string): { readonly source: string; readonly actor: typeof ACTOR } {
  const source = `stack: ${name}\nworkloads:\n  w:\n    process: { command: [sleep, "1"] }\n`;
  return { source, actor: ACTOR };
}

async function reaches(
  t: ExecutionContext,
  what: () => boolean | Promise<boolean>,
  why: string,
): Promise<void> {
  for (let waited = 0; waited < 20_000; waited += 10) {
    if (await what()) return;
    await delay(10);
  }
  t.fail(why);
}

test('one of three leads; a follower hands changes on and answers reads by itself', async (t) => {
  const cluster = await startAll(t);
  const leader = await cluster.leader();
  const follower = [...cluster.replicas.values()].find((replica) => replica !== leader) as Replica;
  await reaches(
    t,
    () => follower.coordinators().some(({ role }) => role === 'leader'),
    'the leader is heard of',
  );
  const { version } = await follower.api.apply(stack('one'));
  t.is(version, 1);
  await reaches(t, () => follower.state.index === leader.state.index, 'the follower catches up');
  const { index, stack: status } = await follower.api.getStack('one');
  t.is(status.stack, 'one');
  t.is(index, leader.state.index);
  // Whoever leads by now: on a busy machine another one may have taken over.
  const seen = () => follower.coordinators().map(({ name, role }) => `${name} ${role === 'leader'}`);
  const are = () => [...cluster.replicas].map(([name, { role }]) => `${name} ${role === 'leader'}`);
  const isKnown = () => are().join().includes('true') && seen().join() === are().join();
  t.is(are().length, 3);
  await reaches(t, isKnown, 'the follower knows who leads');
  t.deepEqual(cluster.failures, []);
});

test('an orderly end hands over, without the wait for silence', async (t) => {
  const cluster = await startAll(t);
  const first = await cluster.leader();
  await first.api.apply(stack('one'));
  const startMs = performance.now();
  await first.stop();
  const second = await cluster.leader(first);
  t.log(`${Math.round(performance.now() - startMs)} ms`);
  t.true(second.state.epoch > 1);
  await second.api.apply(stack('two'));
  t.is((await second.api.listStacks()).stacks.length, 2);
});

test('a leader that is not heard any more is replaced, and follows when its append comes too late', async (t) => {
  const cluster = await startAll(t);
  const old = await cluster.leader();
  const name = cluster.nameOf(old);
  await old.api.apply(stack('one'));
  cluster.peers.cut(name);
  const next = await cluster.leader(old);
  await next.api.apply(stack('two'));
  await reaches(t, () => old.role === 'follower', 'the old one steps down');
  cluster.peers.heal(name);
  await reaches(t, () => old.state.index === next.state.index, 'the old one catches up');
  t.is(stateDigest(old.state), stateDigest(next.state));
  t.deepEqual((await old.api.listStacks()).stacks.map((one) => one.stack).sort(), ['one', 'two']);
  t.deepEqual(cluster.failures, []);
});

test('whatever happens to leaders, what was acknowledged stays', async (t) => {
  const cluster = await startAll(t);
  const acknowledged: string[] = [];
  let refused = 0;
  for (let round = 0; round < 6; round++) {
    const leader = await cluster.leader();
    const name = cluster.nameOf(leader);
    const applied = Array.from({ length: 20 }, async (_, at) => {
      const asked = [...cluster.replicas.values()][at % 3] as Replica;
      const stackName = `s${round}-${at}`;
      await delay(at * 15);
      await asked.api.apply(stack(stackName)).then(
        () => acknowledged.push(stackName),
        () => refused++,
      );
    });
    await delay(100);
    if (round % 2 === 0) cluster.peers.cut(name);
    else {
      await leader.stop();
      await cluster.start(name);
    }
    await cluster.leader(leader);
    cluster.peers.heal(name);
    await Promise.all(applied);
  }
  const last = await cluster.leader();
  const index = last.state.index;
  await reaches(
    t,
    () => [...cluster.replicas.values()].every(({ state }) => state.index >= index),
    'all catch up',
  );
  for (const replica of cluster.replicas.values()) {
    const there = new Set((await replica.api.listStacks()).stacks.map((one) => one.stack));
    t.deepEqual(
      acknowledged.filter((name) => !there.has(name)),
      [],
    );
  }
  t.log(`${acknowledged.length} acknowledged, ${refused} refused, epoch ${last.state.epoch}`);
  t.true(acknowledged.length > 60);
  t.true((await last.api.verifyLedger()).ok);
  t.deepEqual(cluster.failures, []);
});
