/** Checkpoints of a coordinator say what the ledger says, however it ends. */
import { startCoordinator } from '@berth/coordinator';
import type { Log } from '@berth/core';
import { MemoryDisk, openLedger } from '@berth/ledger';
import { systemClock, systemIds } from '@berth/runtime';
import { createScheduler, rebalance } from '@berth/scheduler';
import { blockCodec } from '@berth/transport';
import test from 'ava';

const QUIET: Log = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
const SOURCE = 'stack: one\nworkloads:\n  w:\n    process: { command: [sleep, "1"] }\n';

async function cluster() {
  const disk = new MemoryDisk();
  const [clock, ids] = [systemClock(), systemIds()];
  const open = (leader: string) => openLedger({ store: disk.open(), codec: blockCodec, ids, clock, leader });
  const coordinator = await startCoordinator({
    ...{ ledger: await open('a'), clock, ids, log: QUIET, createScheduler, rebalance },
    ...{ carriers: [], name: 'a', version: 'test', onFatal: () => {} },
  });
  return { open, coordinator };
}

test('one that ends in order leaves a checkpoint of the last block', async (t) => {
  const { open, coordinator } = await cluster();
  await coordinator.api.apply({ source: SOURCE, actor: { name: 'tester' } });
  await coordinator.stop();
  const ledger = await open('b');
  t.is((await ledger.loadCheckpoint())?.index, ledger.head.index);
});

test('one whose append failed leaves none: its state is ahead of the ledger', async (t) => {
  const { open, coordinator } = await cluster();
  const other = await open('b');
  await other.append([{ kind: 'leader.claimed', epoch: 2, leader: 'b' }], 2);
  const applying = coordinator.api.apply({ source: SOURCE, actor: { name: 'tester' } });
  await t.throwsAsync(applying, { message: /another coordinator leads now/ });
  await coordinator.stop();
  t.is(await (await open('c')).loadCheckpoint(), undefined);
});
