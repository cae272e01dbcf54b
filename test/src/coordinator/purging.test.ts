/** Checkpoints that are handed from peer to peer, and what may be purged because of them. */
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { heldByMajority, joinCheckpoint, Replica } from '@berth/coordinator';
import { type Log, stateDigest } from '@berth/core';
import { type LedgerStore, MemoryDisk, openLedger } from '@berth/ledger';
import { systemClock, systemIds, systemRandom } from '@berth/runtime';
import { createScheduler, rebalance } from '@berth/scheduler';
import { blockCodec, type CheckpointPart, MemoryPeers } from '@berth/transport';
import test, { type ExecutionContext } from 'ava';
import { freshFolder, openStore } from '../jetstream/nats-places.js';
import { startNatsServer } from '../nats/servers.js';

const ELECTION = { announceMs: 20, silenceMs: 800, jitterMs: 400, handoverMs: 20 };
const QUIET: Log = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
const EVERY_BLOCKS = 5;

/** The store of a coordinator with that name, with checkpoints of its own. */
type OpenStore = (name: string) => Promise<LedgerStore>;

function inMemory(): OpenStore {
  const disk = new MemoryDisk();
  return async () => {
    const own = new MemoryDisk().open();
    return {
      ...disk.open(),
      saveCheckpoint: (write) => own.saveCheckpoint(write),
      loadCheckpoint: () => own.loadCheckpoint(),
    };
  };
}

async function onJetStream(t: ExecutionContext): Promise<OpenStore> {
  const { url } = await startNatsServer(t);
  const root = await freshFolder(t);
  return (name) => openStore({ servers: [url], stream: 'ledger', folder: join(root, name) });
}

/** Replicas of one log. */
class Replicas {
  readonly #open: OpenStore;
  readonly #peers = new MemoryPeers();
  readonly all = new Map<string, Replica>();
  readonly stores = new Map<string, LedgerStore>();

  constructor(open: OpenStore) {
    this.#open = open;
  }

  async start(name: string): Promise<Replica> {
    const [clock, ids] = [systemClock(), systemIds()];
    const store = await this.#open(name);
    this.stores.set(name, store);
    const replica = await Replica.start({
      ledger: await openLedger({ store, codec: blockCodec, ids, clock, leader: name }),
      ...{
        clock,
        ids,
        name,
        log: QUIET,
        random: systemRandom(),
        createScheduler,
        rebalance,
        version: 'test',
      },
      ...{ peers: this.#peers.open(name), control: name, openCarriers: () => [], election: ELECTION },
      connect: (control) => ({ ...(this.all.get(control) as Replica).api, close: () => {} }),
      ...{ checkpointEveryBlocks: EVERY_BLOCKS, historyBlocks: 3 },
      onFatal: (thrown) => {
        throw thrown;
      },
    });
    this.all.set(name, replica);
    return replica;
  }

  async leader(): Promise<Replica> {
    for (let waited = 0; waited < 60_000; waited += 10) {
      const found = [...this.all.values()].find(({ role }) => role === 'leader');
      if (found) return found;
      await delay(10);
    }
    throw new Error('nobody leads');
  }

  async apply(from: number, count: number): Promise<void> {
    const { api } = await this.leader();
    for (let at = from; at < from + count; at++) {
      const source = `stack: s${at}\nworkloads:\n  w:\n    process: { command: [sleep, "1"] }\n`;
      await api.apply({ source, actor: { name: 'tester' } });
    }
  }
}

function replicas(t: ExecutionContext, open: OpenStore): Replicas {
  const set = new Replicas(open);
  t.teardown(async () => {
    await Promise.all([...set.all.values()].map((replica) => replica.stop()));
    await Promise.all([...set.stores.values()].map((store) => store.close()));
  });
  return set;
}

async function until(what: () => boolean): Promise<void> {
  for (let waited = 0; waited < 20_000 && !what(); waited += 10) await delay(10);
}

test('a majority of three at least has to hold it: never one alone', (t) => {
  t.is(heldByMajority({ coordinators: 3, checkpoints: [100] }), 0);
  t.is(heldByMajority({ coordinators: 1, checkpoints: [100] }), 0);
  t.is(heldByMajority({ coordinators: 3, checkpoints: [100, 0, 0] }), 0);
  t.is(heldByMajority({ coordinators: 3, checkpoints: [100, 40, 0] }), 40);
  t.is(heldByMajority({ coordinators: 5, checkpoints: [100, 90] }), 0);
  t.is(heldByMajority({ coordinators: 5, checkpoints: [100, 90, 80, 1, 0] }), 80);
});

const STORES = [
  ['in memory', async () => inMemory()],
  ['on a real server', onJetStream],
] as const;

for (const [where, store] of STORES) {
  test(`${where}: one that is alone purges nothing; with a second one it does, and a newcomer starts from a checkpoint of theirs`, async (t) => {
    const set = replicas(t, await store(t));
    const alone = await set.start('a');
    await set.apply(0, 30);
    await until(() => (alone.coordinators()[0]?.checkpoint ?? 0) >= 25);
    await delay(300);
    t.is(set.stores.get('a')?.oldest(), 1, 'only one of three holds a checkpoint');

    await set.start('b');
    await set.apply(30, 30);
    await until(() => (set.stores.get('a')?.oldest() ?? 0) > 10);
    const oldest = set.stores.get('a')?.oldest() as number;
    t.true(oldest > 10 && oldest <= alone.state.index - 3 + 1, `oldest ${oldest}, head ${alone.state.index}`);

    const newcomer = await set.start('c');
    const { index } = alone.state;
    await until(() => newcomer.state.index >= index);
    t.is(stateDigest(newcomer.state), stateDigest(alone.state));
    t.true(((await set.stores.get('c')?.loadCheckpoint())?.index ?? 0) >= oldest - 1, 'on its own disk');
    const check = await newcomer.api.verifyLedger();
    t.true(check.ok);
    t.regex(check.message, /blocks 1 to \d+ were purged, and are not checked/);
    const signal = new AbortController().signal;
    const read = async () => {
      for await (const _ of newcomer.api.readLedger({ from: 1, to: 5 }, signal));
    };
    t.like(await t.throwsAsync(read()), {
      code: 'too_old',
      message: `blocks below ${newcomer.state ? check.firstIndex : 0} are not kept any more: they were purged, ${check.firstIndex} is the first`,
    });
  });
}

test('what did not come whole, or is of another log, is not taken over', async (t) => {
  const set = replicas(t, inMemory());
  const { api } = await set.start('a');
  await set.apply(0, 12);
  const parts: CheckpointPart[] = [];
  for await (const part of api.readCheckpoint(new AbortController().signal)) parts.push(part);
  async function* sent(change: (part: CheckpointPart) => CheckpointPart | undefined) {
    for (const part of parts) {
      const changed = change(part);
      if (changed) yield changed;
    }
  }
  const whole = await joinCheckpoint(sent((part) => part));
  await t.throwsAsync(joinCheckpoint(sent((part) => (part.kind === 'about' ? part : undefined))), {
    code: 'corrupt',
  });
  const flipped = sent((part) =>
    part.kind === 'about'
      ? part
      : {
          ...part,
          entities: part.entities.map(([key, value]) => [key, Buffer.from(value).reverse()] as const),
        },
  );
  await t.throwsAsync(joinCheckpoint(flipped), { code: 'corrupt' });
  const store = set.stores.get('a') as LedgerStore;
  const deps = { codec: blockCodec, ids: systemIds(), clock: systemClock(), leader: 'x' };
  const own = await openLedger({ store, ...deps });
  await own.takeCheckpoint(whole);
  await t.throwsAsync(own.takeCheckpoint({ ...whole, hash: 'f'.repeat(64) }), { code: 'corrupt' });
  await t.throwsAsync(own.takeCheckpoint({ ...whole, ledgerId: 'other' }), { code: 'corrupt' });
  await t.throwsAsync(own.takeCheckpoint({ ...whole, index: 10_000 }), { code: 'too_old' });
});
