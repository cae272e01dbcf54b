/** What is read of several coordinators within a process: nothing ahead of the ledger, nothing old where that was asked for. */
import { setTimeout as delay } from 'node:timers/promises';
import { Replica } from '@berth/coordinator';
import { type LedgerStore, MemoryDisk, openLedger } from '@berth/ledger';
import { systemClock, systemIds, systemRandom } from '@berth/runtime';
import { createScheduler, rebalance } from '@berth/scheduler';
import { blockCodec, MemoryPeers } from '@berth/transport';
import test, { type ExecutionContext } from 'ava';

const CLOCK = systemClock();
const IDS = systemIds();
const QUIET = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
const ELECTION = { announceMs: 20, silenceMs: 800, jitterMs: 400, handoverMs: 20 };
const ACTOR = { name: 'tester' };

function rig(t: ExecutionContext) {
  const disk = new MemoryDisk();
  const peers = new MemoryPeers();
  const replicas = new Map<string, Replica>();
  const start = async (name: string, store: LedgerStore = disk.open()): Promise<Replica> => {
    const replica = await Replica.start({
      ledger: await openLedger({ store, codec: blockCodec, ids: IDS, clock: CLOCK, leader: name }),
      ...{ clock: CLOCK, ids: IDS, name, log: QUIET, random: systemRandom(), createScheduler, rebalance },
      ...{ version: 'test', peers: peers.open(name), control: name, openCarriers: () => [] },
      connect: (control) => ({ ...(replicas.get(control) as Replica).api, close: () => {} }),
      election: ELECTION,
      onFatal: (thrown) => t.fail(String(thrown)),
    });
    replicas.set(name, replica);
    t.teardown(() => replica.stop());
    return replica;
  };
  const leader = async (): Promise<Replica> => {
    for (let waited = 0; waited < 20_000; waited += 10) {
      const found = [...replicas.values()].find(({ role }) => role === 'leader');
      if (found) return found;
      await delay(10);
    }
    throw new Error('nobody leads');
  };
  return { disk, peers, replicas, start, leader };
}

function stack(name: string): { readonly source: string; readonly actor: typeof ACTOR } {
  const source = `stack: ${name}\nworkloads:\n  w:\n    process: { command: [sleep, "1"] }\n`;
  return { source, actor: ACTOR };
}

test('what was decided and lost its place in the ledger is read by nobody', async (t) => {
  const { disk, start, leader } = rig(t);
  const inner = disk.open();
  let gate = Promise.resolve();
  let release = () => {};
  const old = await start('a', {
    ...inner,
    append: async (block) => {
      await gate;
      return inner.append(block);
    },
  });
  t.is(await leader(), old);
  await old.api.apply(stack('one'));
  gate = new Promise((resolve) => {
    release = resolve;
  });
  const ghost = old.api.apply(stack('ghost'));
  await delay(20);
  const other = await openLedger({
    ...{ store: disk.open(), codec: blockCodec, ids: IDS, clock: CLOCK, leader: 'b' },
  });
  await other.append(
    [{ kind: 'leader.claimed', epoch: old.state.epoch + 1, leader: 'b' }],
    old.state.epoch + 1,
  );
  while (old.role === 'leader') await delay(10);
  const reads = [old.api.listStacks(), old.api.listStacks()];
  await delay(200);
  release();
  for (const { stacks, index } of await Promise.all(reads)) {
    t.deepEqual(
      stacks.map((each) => each.stack),
      ['one'],
    );
    t.true(index >= other.head.index);
  }
  // It did nothing, so it was asked once more: of whoever led then.
  const { version, changed } = await ghost;
  t.deepEqual({ version, changed }, { version: 1, changed: true });
  t.true((await old.api.info()).index > other.head.index);
});

test('linearizable reads of a follower show what the leader has acknowledged; many share a block', async (t) => {
  const { replicas, start, leader } = rig(t);
  for (const name of ['a', 'b', 'c']) await start(name);
  const leading = await leader();
  const follower = [...replicas.values()].find((replica) => replica !== leading) as Replica;
  for (let at = 0; at < 20; at++) {
    await leading.api.apply(stack(`s${at}`));
    await follower.catchUp();
    t.is((await follower.api.listStacks()).stacks.length, at + 1);
  }
  const { index } = await leading.api.info();
  await Promise.all(Array.from({ length: 500 }, () => follower.catchUp()));
  const grown = (await leading.api.info()).index - index;
  t.true(grown >= 1 && grown <= 20, `${grown} blocks for 500 reads`);
  t.true((await follower.api.info()).ageMs < 1_000);
  t.true((await leading.api.verifyLedger()).ok);
  await t.throwsAsync(follower.api.readIndex(), { message: /follows/ });
});

test('a follower that hears no leader says so by its age', async (t) => {
  const { peers, replicas, start, leader } = rig(t);
  for (const name of ['a', 'b', 'c']) await start(name);
  const leading = await leader();
  const [name = '', follower] = [...replicas].find(([, replica]) => replica !== leading) ?? [];
  while (((await follower?.api.info())?.ageMs ?? 0) > 500) await delay(10);
  peers.cut(name);
  await delay(1_000);
  t.true(((await follower?.api.info())?.ageMs ?? 0) >= 900);
  peers.heal(name);
  while (((await follower?.api.info())?.ageMs ?? 0) > 500) await delay(10);
  t.pass();
});
