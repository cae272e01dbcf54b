/** The memory carrier on networks that lose, repeat, reorder and cut, and with processes that die. */
import type { AgentMessage } from '@berth/core';
import { MemoryFabric, type Network, perfectNetwork } from '@berth/transport';
import test from 'ava';
import { AgentSide, FleetSide } from '../conformance/carrier-sides.js';
import { VirtualClock } from './virtual-clock.js';

type Frame = {
  readonly from: string;
  readonly to: string;
  readonly bytes: Uint8Array;
  readonly handOver: () => void;
};

/** Keeps frames until the test says what becomes of them. */
class HeldNetwork implements Network {
  held: Frame[] = [];
  /** While true, frames pass at once. */
  open = true;

  deliver(from: string, to: string, bytes: Uint8Array, handOver: () => void): void {
    if (this.open) perfectNetwork.deliver(from, to, bytes, handOver);
    else this.held.push({ from, to, bytes, handOver });
  }

  take(): Frame[] {
    const frames = this.held;
    this.held = [];
    return frames;
  }
}

async function rig(network: Network) {
  const clock = new VirtualClock();
  const fabric = new MemoryFabric({ clock, network });
  const fleet = new FleetSide(fabric.fleet());
  await fleet.listen();
  const agent = async (name: string) => {
    const side = new AgentSide(fabric.agent(), name);
    await side.up();
    return side;
  };
  return { clock, fabric, fleet, agent };
}

function status(sequence: number): AgentMessage {
  return { kind: 'status', sequence, statuses: [] };
}

test('a lost frame is a lost message; repeated and reordered ones arrive so', async (t) => {
  const network = new HeldNetwork();
  const { fleet, agent } = await rig(network);
  const a = await agent('a');
  network.open = false;
  for (const n of [1, 2, 3]) t.true(a.link.send(status(n)));
  const [, second, third] = network.take();
  third?.handOver();
  second?.handOver();
  second?.handOver();
  t.deepEqual(fleet.messages('a'), [status(3), status(2), status(2)]);
});

test('the network sees who speaks to whom, and the bytes of messages only', async (t) => {
  const network = new HeldNetwork();
  const { fleet, agent } = await rig(network);
  const a = await agent('a');
  network.open = false;
  a.link.send(status(1));
  (await fleet.link('a')).send({ kind: 'hello-request' });
  a.link.close();
  t.deepEqual(
    network.take().map(({ from, to, bytes }) => [from, to, bytes.length > 0]),
    [
      ['a', 'coordinator', true],
      ['coordinator', 'a', true],
      ['a', 'coordinator', false],
    ],
  );
});

test('a link that cannot open is given up in time, once', async (t) => {
  const network = new HeldNetwork();
  network.open = false;
  const { clock, fabric } = await rig(network);
  const a = new AgentSide(fabric.agent(), 'a');
  clock.advance(9_999);
  t.is(a.journal.entries.length, 0);
  clock.advance(1);
  t.regex(await a.down(), /did not answer in time/);
  t.is(clock.waiting, 0);
});

test('a repeated opening is one link', async (t) => {
  const network = new HeldNetwork();
  const { fabric, fleet } = await rig(network);
  network.open = false;
  const a = new AgentSide(fabric.agent(), 'a');
  const [opening] = network.take();
  network.open = true;
  opening?.handOver();
  opening?.handOver();
  await a.up();
  t.is(fleet.journal.entries.filter((at) => at.what === 'link').length, 1);
});

test('a lost close leaves the other end half open, until it speaks', async (t) => {
  const network = new HeldNetwork();
  const { fleet, agent } = await rig(network);
  const a = await agent('a');
  const link = await fleet.link('a');
  network.open = false;
  a.link.close();
  await a.down();
  network.take();
  network.open = true;
  t.is(fleet.downs('a'), 0);
  t.true(link.send({ kind: 'hello-request' }));
  t.regex(await fleet.down('a'), /connection was cut/);
  t.is(a.messages().length, 0, 'nothing reaches an end that is closed');
});

test('a lost close of the coordinator leaves the agent half open, until it speaks', async (t) => {
  const network = new HeldNetwork();
  const { fleet, agent } = await rig(network);
  const a = await agent('a');
  const link = await fleet.link('a');
  network.open = false;
  link.close('enough');
  await fleet.down('a');
  network.take();
  network.open = true;
  t.is(a.count('down'), 0);
  t.true(a.link.send(status(1)));
  t.regex(await a.down(), /connection was cut/);
  t.deepEqual(fleet.messages('a'), []);
});

test('what arrives after the end is not handed over', async (t) => {
  const network = new HeldNetwork();
  const { fleet, agent } = await rig(network);
  const a = await agent('a');
  network.open = false;
  a.link.send(status(1));
  const [frame] = network.take();
  network.open = true;
  (await fleet.link('a')).close('enough');
  await fleet.down('a');
  frame?.handOver();
  await a.down();
  t.deepEqual(fleet.messages('a'), []);
  t.is(fleet.downs('a'), 1);
});

test('frames that were damaged on the way end the link with the reason', async (t) => {
  const noise: Network = {
    deliver: (from, to, bytes, handOver) => {
      // Only a test may do this: it stands for a carrier without checksums.
      if (from === 'a') bytes.fill(0xff);
      perfectNetwork.deliver(from, to, bytes, handOver);
    },
  };
  const { fleet, agent } = await rig(noise);
  const a = await agent('a');
  a.link.send(status(1));
  t.regex(await fleet.down('a'), /cannot be read/);
  t.regex(await a.down(), /cannot be read/);
});

test('when a coordinator dies its own side hears nothing, and every agent of it is told once', async (t) => {
  const { fabric, fleet, agent } = await rig(perfectNetwork);
  const agents = [await agent('a'), await agent('b')];
  fabric.crash('coordinator');
  for (const a of agents) t.regex(await a.down(), /connection was cut/);
  t.deepEqual([fleet.downs('a'), fleet.downs('b')], [0, 0]);
  const again = new AgentSide(fabric.agent(), 'a');
  t.regex(await again.down(), /nothing listens there/);
});

test('when an agent dies the coordinator is told once, and the agent nothing', async (t) => {
  const { fabric, fleet, agent } = await rig(perfectNetwork);
  const [a, b] = [await agent('a'), await agent('b')];
  fabric.crash('a');
  t.regex(await fleet.down('a'), /connection was cut/);
  t.is(a.count('down'), 0);
  t.false(a.link.send(status(1)));
  t.true(b.link.send(status(2)));
  await fleet.message('b', () => true);
});

test('coordinators at several addresses have their own agents', async (t) => {
  const fabric = new MemoryFabric({ clock: new VirtualClock() });
  const [one, two] = [new FleetSide(fabric.fleet('c1')), new FleetSide(fabric.fleet('c2'))];
  await Promise.all([one.listen(), two.listen()]);
  const a = new AgentSide(fabric.agent('c1'), 'a');
  const b = new AgentSide(fabric.agent('c2'), 'b');
  await Promise.all([a.up(), b.up()]);
  await one.carrier.close();
  await a.down();
  t.is(b.count('down'), 0);
  t.true(b.link.send(status(1)));
  await two.message('b', () => true);
});

test('a thousand agents and a hundred thousand placements go through the real encoding', async (t) => {
  const { fleet, agent } = await rig(perfectNetwork);
  const names = Array.from({ length: 1_000 }, (_, i) => `n${i}`);
  const agents = await Promise.all(names.map(agent));
  for (const name of names) (await fleet.link(name)).send(assignmentOf(100));
  const received = await Promise.all(agents.map((a) => a.message((at) => at.kind === 'assignment')));
  t.true(received.every((at) => at?.kind === 'assignment' && at.placements.length === 100));
});

function assignmentOf(count: number) {
  const run = {
    kind: 'service' as const,
    process: { command: ['x'], env: {}, stopSignal: 'SIGTERM', graceMs: 1 },
    resources: { quantities: { cpu: 1 }, ports: {}, devices: {} },
    failure: { delayMs: 1, maxDelayMs: 1, resetAfterMs: 1 },
    batch: { timeoutMs: 0 },
  };
  const placements = Array.from({ length: count }, (_, i) => ({
    id: `a/b/${i}.1` as never,
    workload: 'a/b' as never,
    replica: i,
    generation: 1,
    runHash: 'h',
    claim: { quantities: { cpu: 1 }, ports: {}, devices: {} },
    desired: 'running' as const,
  }));
  return {
    kind: 'assignment' as const,
    epoch: 1,
    form: 'snapshot' as const,
    baseVersion: 0,
    version: 1,
    digest: 'd',
    placements,
    removed: [],
    runs: { h: run },
  };
}
