/** What a leader that is cut off from the ledger, and does not know it, may still say: to its agents, and to who asks it. */
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { Replica } from '@berth/coordinator';
import type { CoordinatorMessage, NodeId } from '@berth/core';
import { type LedgerStore, MemoryDisk, openLedger } from '@berth/ledger';
import { systemClock, systemIds, systemRandom } from '@berth/runtime';
import { createScheduler, rebalance } from '@berth/scheduler';
import { blockCodec, MemoryFabric, MemoryPeers } from '@berth/transport';
import test, { type ExecutionContext } from 'ava';
import { nodeInfo } from '../core/cluster-fixture.js';

const PROOF_MS = 1_500;
const CLOCK = systemClock();
const IDS = systemIds();
const QUIET = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
const ELECTION = { announceMs: 20, silenceMs: 500, jitterMs: 200, handoverMs: 20 };

/** Two coordinators; agents reach the first, whose way to the ledger and to the other one can be cut. */
async function rig(t: ExecutionContext) {
  const disk = new MemoryDisk();
  const peers = new MemoryPeers();
  const fabric = new MemoryFabric({ clock: CLOCK });
  const cut = new AbortController();
  const over = new AbortController();
  const isCut = () => cut.signal.aborted && !over.signal.aborted;
  const replicas = new Map<string, Replica>();
  const start = async (name: string, store: LedgerStore): Promise<Replica> => {
    const replica = await Replica.start({
      ledger: await openLedger({ store, codec: blockCodec, ids: IDS, clock: CLOCK, leader: name }),
      ...{ clock: CLOCK, ids: IDS, name, log: QUIET, random: systemRandom(), createScheduler, rebalance },
      ...{ version: 'test', peers: peers.open(name), control: name, leadProofMs: PROOF_MS },
      openCarriers: () => [fabric.fleet(name)],
      connect: (control) => ({ ...(replicas.get(control) as Replica).api, close: () => {} }),
      election: ELECTION,
      onFatal: (thrown) => t.fail(String(thrown)),
    });
    replicas.set(name, replica);
    return replica;
  };
  const inner = disk.open();
  const first = await start('a', {
    ...inner,
    // What is sent is lost, and so is what others append.
    append: async (block) => {
      if (isCut()) await once(over.signal, 'abort');
      return inner.append(block);
    },
    follow: async function* (signal) {
      for await (const block of inner.follow(signal)) {
        if (isCut()) await once(AbortSignal.any([signal, over.signal]), 'abort');
        yield block;
      }
    },
  });
  const leads = async (replica: Replica) => {
    while (replica.role !== 'leader') await delay(5);
  };
  await leads(first);
  const second = await start('b', disk.open());
  t.teardown(async () => {
    over.abort();
    await Promise.all([first.stop(), second.stop()]);
  });
  const cutFirst = () => {
    peers.cut('a');
    cut.abort();
  };
  const healFirst = () => {
    peers.heal('a');
    over.abort();
  };
  return { first, second, fabric, leads, cutFirst, healFirst };
}

/** An agent that only keeps its link and counts what is acknowledged. */
async function agentOf(fabric: MemoryFabric, id: string) {
  const acknowledged: number[] = [];
  let welcome = () => {};
  let beat = 0;
  const welcomed = new Promise<void>((resolve) => {
    welcome = resolve;
  });
  const has = { maxEpoch: 0, assignmentVersion: 0, assignmentDigest: '' };
  const link = fabric.agent('a').open(id as NodeId, {
    onUp: () => link.send({ kind: 'hello', node: nodeInfo(id), instance: id, ...has }),
    onMessage: (message: CoordinatorMessage) => {
      if (message.kind === 'welcome') welcome();
      if (message.kind === 'heartbeat-ack') acknowledged.push(performance.now());
    },
    onDown: () => {},
  });
  await welcomed;
  const beats = setInterval(() => {
    beat++;
    link.send({ kind: 'heartbeat', beat, assignmentVersion: 0, assignmentDigest: '' });
  }, 50);
  return { acknowledged, end: () => clearInterval(beats) };
}

function stack(name: string, node: string, policy: string) {
  const source = `
stack: ${name}
workloads:
  w:
    process: { command: [sleep, "1"] }
    placement: { require: ["node.id == '${node}'"] }
    disconnect: { policy: ${policy} }
`;
  return { source, actor: { name: 'tester' } };
}

test('what a leader that is cut off from the ledger acknowledges ends, for exclusive copies, before another one counts', async (t) => {
  const { first, second, fabric, leads, cutFirst } = await rig(t);
  const exclusive = await agentOf(fabric, 'exclusive');
  const kept = await agentOf(fabric, 'kept');
  t.teardown(() => {
    exclusive.end();
    kept.end();
  });
  await first.api.apply(stack('one', 'exclusive', 'exclusive'));
  await first.api.apply(stack('two', 'kept', 'keep'));
  // Longer than one proof lasts: the leader has nothing else to append, and goes on renewing.
  await delay(3 * PROOF_MS);
  const quiet = performance.now() - PROOF_MS / 2;
  t.true(exclusive.acknowledged.some((atMs) => atMs > quiet));
  cutFirst();
  await leads(second);
  const claimedMs = performance.now();
  await delay(3 * PROOF_MS);
  t.is(first.role, 'leader', 'it does not know');
  t.true((kept.acknowledged.at(-1) ?? 0) > claimedMs + 2 * PROOF_MS, 'others are answered on');
  const last = exclusive.acknowledged.at(-1) ?? 0;
  t.true(last < claimedMs + PROOF_MS, `renewed ${Math.round(last - claimedMs)} ms after the claim`);
});

test('a leader that is cut off from the ledger says of no change that it stands already, or cannot be', async (t) => {
  const { first, second, leads, cutFirst, healFirst } = await rig(t);
  await first.api.apply(stack('one', 'n1', 'keep'));
  const again = await first.api.apply(stack('one', 'n1', 'keep'));
  t.false(again.changed);
  cutFirst();
  await leads(second);
  await second.api.deleteStack({ stack: 'one', actor: { name: 'tester' } });
  let answered = 0;
  const asked = [
    first.api.apply(stack('one', 'n1', 'keep')),
    first.api.deleteStack({ stack: 'none', actor: { name: 'tester' } }),
  ];
  for (const each of asked) each.catch(() => {}).finally(() => answered++);
  await delay(200);
  t.is(first.role, 'leader', 'it does not know');
  t.is(answered, 0);
  healFirst();
  const [applied, deleted] = await Promise.allSettled(asked);
  t.like(applied, { value: { changed: true } });
  t.like(deleted, { reason: { code: 'not_found' } });
});
