/** A coordinator whose clock is behind the ledger's: after a change of the leader, or of the clock. */
import { startCoordinator } from '@berth/coordinator';
import { MemoryDisk, openLedger } from '@berth/ledger';
import { systemClock, systemIds } from '@berth/runtime';
import { createScheduler, rebalance } from '@berth/scheduler';
import { blockCodec } from '@berth/transport';
import test from 'ava';

const IDS = systemIds();
const QUIET = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
const HOUR_MS = 3_600_000;
const SOURCE = JSON.stringify({
  stack: 'shop',
  workloads: { web: { process: { command: ['true'] }, resources: { cpu: '1m', memory: '1Mi' } } },
});

/** Applies a stack with a clock that is wrong by so much. Gives the time that the ledger says. */
async function applyWith(disk: MemoryDisk, offsetMs: number, source: string): Promise<number> {
  const system = systemClock();
  const clock = { ...system, nowMs: () => system.nowMs() + offsetMs };
  const store = disk.open();
  const ledger = await openLedger({ store, codec: blockCodec, ids: IDS, clock, leader: 'c' });
  const coordinator = await startCoordinator({
    ...{ ledger, clock, ids: IDS, log: QUIET, createScheduler, rebalance, carriers: [] },
    ...{ name: 'c', version: 'test' },
    onFatal: (thrown) => {
      throw thrown;
    },
  });
  await coordinator.api.apply({ source, actor: { name: 'somebody' } });
  const appliedAtMs = coordinator.state.stacks.get('shop')?.appliedAtMs ?? 0;
  await coordinator.stop();
  ledger.close();
  await store.close();
  return appliedAtMs;
}

test('its time goes on from the latest time of the ledger', async (t) => {
  const disk = new MemoryDisk();
  const first = await applyWith(disk, 0, SOURCE);
  const second = await applyWith(disk, -HOUR_MS, SOURCE.replace('"1m"', '"2m"'));
  t.true(second >= first, `${second} after ${first}`);
  t.true(second - first < HOUR_MS);
});
