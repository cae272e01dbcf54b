/** Reads of three real coordinators while their leader stands still or is cut off: linearizable ones are never old. */
import { setTimeout as delay } from 'node:timers/promises';
import { type BerthClient, connect } from '@berth/client';
import { BerthError } from '@berth/core';
import { systemClock } from '@berth/runtime';
import test, { type ExecutionContext } from 'ava';
import { registerFaults, type Timed, type WriteBegun } from '../faults/register.js';
import { ReplicatedCluster } from '../faults/replicated-cluster.js';
import { berth } from './cluster.js';

/** Followers claim after 6 to 9 s of silence. */
const TAKE_OVER_MS = 60_000;

class Rig {
  readonly writes: WriteBegun[] = [];
  readonly reads: Timed[] = [];
  readonly cluster: ReplicatedCluster;
  readonly #t: ExecutionContext;

  constructor(t: ExecutionContext, cluster: ReplicatedCluster) {
    this.#t = t;
    this.cluster = cluster;
  }

  client(name: string, linearizable: boolean): BerthClient {
    const address = this.cluster.addresses[name] ?? '';
    const client = connect({ address, clock: systemClock(), timeoutMs: 60_000, linearizable });
    this.#t.teardown(() => client.close());
    return client;
  }

  /** The stack's next version. */
  async write(client: BerthClient): Promise<void> {
    const version = Math.max(0, ...this.writes.map((write) => write.version)) + 1;
    const resources = { cpu: '10m', memory: '16Mi' };
    const w = { process: { command: ['sleep', String(1_000 + version)] }, resources };
    const source = JSON.stringify({ stack: 'counter', workloads: { w } });
    const invokedMs = performance.now();
    while (true) {
      const applied = await client.apply({ source, actor: { name: 'e2e' } }).catch((thrown) => {
        if (!['not_leader', 'unreachable', 'timed_out'].includes(BerthError.from(thrown).code)) throw thrown;
      });
      const endedMs = performance.now();
      if (applied) {
        this.#t.is(applied.version, version);
        this.writes.push({ version, invokedMs, endedMs, isAcknowledged: true });
        return;
      }
      if (endedMs - invokedMs > TAKE_OVER_MS) throw new Error('nobody takes the write');
      await delay(100);
    }
  }

  async read(client: BerthClient): Promise<Timed> {
    const invokedMs = performance.now();
    const { stack } = await client.getStack('counter');
    return { version: stack.version, invokedMs, endedMs: performance.now() };
  }

  /** Reads without a pause until the signal; what gets no answer says nothing. */
  async readOn(client: BerthClient, signal: AbortSignal): Promise<number> {
    let unanswered = 0;
    while (!signal.aborted) {
      await this.read(client).then(
        (read) => this.reads.push(read),
        () => unanswered++,
      );
      await delay(20);
    }
    return unanswered;
  }

  async othersLead(old: string): Promise<void> {
    const [other = ''] = this.cluster.names.filter((name) => name !== old);
    await this.cluster.leader(this.cluster.client(other), old);
  }
}

test('a leader that stood still longer than the others wait answers no linearizable read with what is old', async (t) => {
  const cluster = await ReplicatedCluster.open(t);
  const rig = new Rig(t, cluster);
  const stale: number[] = [];
  for (let round = 0; round < 2; round++) {
    const old = (await cluster.leader(cluster.client(...cluster.names))).name;
    const others = cluster.names.filter((name) => name !== old);
    const writer = cluster.client(...others);
    await rig.write(writer);
    const stop = new AbortController();
    const readers = cluster.names.map((name) => rig.readOn(rig.client(name, true), stop.signal));
    try {
      const plain = rig.client(old, false);
      const waiting = rig.client(old, true);
      await Promise.all([rig.read(plain), rig.read(waiting)]);
      cluster.signal(old, 'SIGSTOP');
      await rig.othersLead(old);
      await rig.write(writer);
      // They lie in its sockets when it wakes up: it reads them before it hears of anything else.
      const before = { plain: rig.read(plain), linearizable: rig.read(waiting) };
      await rig.write(writer);
      cluster.signal(old, 'SIGCONT');
      rig.reads.push(await before.linearizable);
      stale.push(rig.writes.length - (await before.plain).version);
      await rig.write(writer);
      await delay(500);
    } finally {
      stop.abort();
      cluster.signal(old, 'SIGCONT');
    }
    await Promise.all(readers);
  }
  t.deepEqual(registerFaults(rig.writes, rig.reads), []);
  t.true(rig.reads.length > 50);
  t.log(`${rig.reads.length} reads of ${rig.writes.length} versions; plain reads were behind by ${stale}`);
});

test('a leader that is cut off says how old its reads are, and gives no linearizable ones', async (t) => {
  const cluster = await ReplicatedCluster.open(t);
  const rig = new Rig(t, cluster);
  const old = (await cluster.leader(cluster.client(...cluster.names))).name;
  const others = cluster.names.filter((name) => name !== old);
  const writer = cluster.client(...others);
  await rig.write(writer);
  const plain = rig.client(old, false);
  const fresh = await plain.listStacks();
  t.true(fresh.ageMs < 5_000, `${fresh.ageMs} ms`);

  await cluster.network.cutOff(old, true);
  await rig.othersLead(old);
  await rig.write(writer);
  t.is((await rig.read(plain)).version, 1, 'it knows of nothing newer');
  const { ageMs } = await plain.listStacks();
  t.true(ageMs >= 5_000, `${ageMs} ms`);
  const environment = { ...process.env, BERTH_ADDRESS: cluster.addresses[old], HOME: cluster.folder };
  const said = await berth(['status', 'counter'], environment);
  t.is(said.code, 0);
  t.regex(said.stdout, /stack counter, version 1/);
  t.regex(said.stderr, /what the coordinator knew \d+s ago \(index \d+\).*--consistent/);

  const asked = rig.read(rig.client(old, true)).then(
    (read) => rig.reads.push(read),
    (thrown) => t.is(BerthError.from(thrown).code, 'timed_out', String(thrown)),
  );
  await delay(2_000);
  await cluster.network.cutOff(old, false);
  await asked;
  const consistent = await berth(['status', 'counter', '--consistent', '--json'], environment);
  t.is(consistent.code, 0, consistent.stderr);
  const shown = JSON.parse(consistent.stdout) as { version: number; index: number; ageMs: number };
  t.is(shown.version, 2);
  t.true(shown.index > fresh.index);
  t.true(shown.ageMs < 60_000);
  t.deepEqual(registerFaults(rig.writes, rig.reads), []);
});

test('one coordinator alone answers every read with the newest, and is never old', async (t) => {
  const { Cluster } = await import('./cluster.js');
  const cluster = await Cluster.open(t);
  await cluster.coordinator();
  await cluster.apply({ stack: 'one', workloads: { w: { process: { command: ['sleep', '1'] } } } });
  const { stdout } = await cluster.berth('status', 'one', '--consistent', '--json');
  const { index, ageMs } = JSON.parse(stdout) as { index: number; ageMs: number };
  t.is(ageMs, 0);
  const { stacks, ...shown } = await cluster.client.listStacks();
  t.is(stacks.length, 1);
  t.deepEqual(shown, { index, ageMs: 0 }, 'no block was needed for it');
});
