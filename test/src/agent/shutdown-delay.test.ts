/** A production agent, a coordinator of words and a clock that goes when told: when a copy that is to end is stopped. */
import { type Driver, MemoryEndpointFiles, MemoryJournalDisk, startAgent } from '@berth/agent';
import { type AssignedPlacement, type DesiredPhase, digestOf, placementId, workloadKey } from '@berth/core';
import type { AgentCarrier, AgentLinkHandlers } from '@berth/transport';
import test from 'ava';
import { nodeInfo, workload } from '../core/cluster-fixture.js';
import { VirtualClock } from '../transport/virtual-clock.js';
import { QUIET } from './driver-fixture.js';

const DELAY_MS = 3_000;
const STEP_MS = 50;
const LONG_MS = 1e9;
const KEY = workloadKey('shop', 'web');

class Scene {
  readonly clock = new VirtualClock();
  stopped = false;
  isAway = false;
  #link: AgentLinkHandlers | undefined;
  #version = 0;

  static async running(): Promise<Scene> {
    const scene = new Scene();
    await startAgent({
      ...{ clock: scene.clock, random: { next: () => 0.5 }, log: QUIET, node: nodeInfo('a') },
      ...{ carriers: [scene.#carrier()], driver: scene.#driver(), endpointFiles: new MemoryEndpointFiles() },
      journal: new MemoryJournalDisk({ instance: 'i' }).open(),
      checker: { check: async () => ({ ok: true }) },
    });
    await scene.pass(1_000);
    await scene.assign('running');
    return scene;
  }

  get nowMs(): number {
    return this.clock.monotonicMs();
  }

  async assign(desired: DesiredPhase): Promise<void> {
    const claim = { quantities: {}, ports: {}, devices: {} };
    const placement: AssignedPlacement = {
      ...{ id: placementId(KEY, 0, 1), workload: KEY, replica: 0, generation: 1 },
      ...{ runHash: 'h', claim, desired },
    };
    this.#link?.onMessage({
      ...{ kind: 'assignment', epoch: 1, form: 'snapshot', baseVersion: 0, version: ++this.#version },
      ...{ digest: digestOf([placement]), placements: [placement], removed: [] },
      runs: { h: { ...workload().run, shutdownDelayMs: DELAY_MS } },
    });
    await this.pass(STEP_MS);
  }

  async lose(): Promise<void> {
    this.isAway = true;
    this.#link?.onDown('killed');
    await this.pass(STEP_MS);
  }

  /** Returns when the agent was welcomed. */
  async comeBack(): Promise<number> {
    this.isAway = false;
    this.#link = undefined;
    while (!this.#link) await this.pass(STEP_MS);
    return this.nowMs;
  }

  async pass(ms: number): Promise<void> {
    for (let passed = 0; passed < ms; passed += STEP_MS) {
      this.clock.advance(STEP_MS);
      for (let turn = 0; turn < 5; turn++) await new Promise(setImmediate);
    }
  }

  async untilStopped(): Promise<number> {
    while (!this.stopped) await this.pass(STEP_MS);
    return this.nowMs;
  }

  #carrier(): AgentCarrier {
    return {
      name: 'words',
      open: (_node, handlers) => {
        setImmediate(() => {
          if (this.isAway) return handlers.onDown('nobody listens there');
          this.#link = handlers;
          handlers.onUp();
          const timings = { heartbeatMs: LONG_MS, leaseMs: LONG_MS, spreadMs: 0 };
          handlers.onMessage({ kind: 'welcome', epoch: 1, statusSequence: 0, ...timings });
        });
        return { send: () => true, close: () => handlers.onDown('closed') };
      },
    };
  }

  #driver(): Driver {
    return {
      name: 'words',
      attributes: async () => ({}),
      start: async ({ placement }) => ({ driver: 'words', placement }),
      find: async () => undefined,
      isAlive: async () => true,
      wait: () => new Promise(() => {}),
      stop: async () => {
        this.stopped = true;
      },
      fence: async () => {},
      remove: async () => {},
      logs: async function* () {},
    };
  }
}

test('a copy that is to end is stopped after its delay', async (t) => {
  const scene = await Scene.running();
  const askedMs = scene.nowMs;
  await scene.assign('stopped');
  const afterMs = (await scene.untilStopped()) - askedMs;
  t.true(afterMs >= DELAY_MS && afterMs <= DELAY_MS + 2 * STEP_MS, `${afterMs}`);
});

test('after an absence of the coordinator the delay begins when others are back, too', async (t) => {
  const scene = await Scene.running();
  const lostMs = scene.nowMs;
  await scene.lose();
  await scene.pass(4_000);
  const backMs = await scene.comeBack();
  await scene.assign('stopped');
  const afterMs = (await scene.untilStopped()) - backMs;
  const mostMs = 2 * (backMs - lostMs) + 1_000 + DELAY_MS;
  t.true(afterMs > mostMs - 4 * STEP_MS && afterMs <= mostMs + 2 * STEP_MS, `${afterMs} of ${mostMs}`);
});

test('one that was to end when the coordinator went away stays until it is back, at most for a while', async (t) => {
  const scene = await Scene.running();
  await scene.assign('stopped');
  await scene.pass(DELAY_MS - 4 * STEP_MS);
  const lostMs = scene.nowMs;
  await scene.lose();
  const afterMs = (await scene.untilStopped()) - lostMs;
  t.true(afterMs >= 30_000 + DELAY_MS && afterMs <= 30_000 + DELAY_MS + 4 * STEP_MS, `${afterMs}`);
});
