/** A production agent that is told its assignment in pieces, by a coordinator of words over links that are lost in between. */
import { MemoryEndpointFiles, MemoryJournalDisk, startAgent } from '@berth/agent';
import {
  type AgentMessage,
  type Assignment,
  AssignmentSizes,
  digestOf,
  placementId,
  splitAssignment,
  workloadKey,
} from '@berth/core';
import type { AgentCarrier, AgentLinkHandlers } from '@berth/transport';
import test from 'ava';
import { nodeInfo, workload } from '../core/cluster-fixture.js';
import { VirtualClock } from '../transport/virtual-clock.js';
import { driverOfWords, QUIET } from './driver-fixture.js';

const KEY = workloadKey('shop', 'task');
const EPOCH = 3;
const LONG_MS = 1e9;

class Scene {
  readonly #clock = new VirtualClock();
  readonly started = new Set<string>();
  readonly heard: AgentMessage[] = [];
  closed = 0;
  #link: AgentLinkHandlers | undefined;

  static async open(): Promise<Scene> {
    const scene = new Scene();
    await startAgent({
      ...{ clock: scene.#clock, random: { next: () => 0.5 }, log: QUIET, node: nodeInfo('a') },
      ...{
        carriers: [scene.#carrier()],
        driver: driverOfWords(scene.started),
        endpointFiles: new MemoryEndpointFiles(),
      },
      journal: new MemoryJournalDisk({ instance: 'i' }).open(),
      checker: { check: async () => ({ ok: true }) },
    });
    await scene.untilLinked();
    return scene;
  }

  async say(...parts: readonly Assignment[]): Promise<void> {
    for (const part of parts) this.#link?.onMessage(part);
    await this.#settled();
  }

  async cut(): Promise<void> {
    const link = this.#link;
    this.#link = undefined;
    link?.onDown('cut');
    await this.untilLinked();
  }

  async untilLinked(): Promise<void> {
    while (!this.#link) {
      this.#clock.advance(1_000);
      await this.#settled();
    }
    await this.#settled();
  }

  resyncs(): number {
    return this.heard.filter(({ kind }) => kind === 'resync').length;
  }

  /** What it says of itself on its next link. */
  async version(): Promise<number> {
    await this.cut();
    const hello = this.heard.findLast((message) => message.kind === 'hello');
    return hello?.assignmentVersion ?? -1;
  }

  async #settled(): Promise<void> {
    for (let turn = 0; turn < 20; turn++) await new Promise(setImmediate);
  }

  #carrier(): AgentCarrier {
    return {
      name: 'words',
      open: (_node, handlers) => {
        setImmediate(() => {
          this.#link = handlers;
          handlers.onUp();
          const timings = { heartbeatMs: LONG_MS, leaseMs: LONG_MS, spreadMs: 0 };
          handlers.onMessage({ kind: 'welcome', epoch: EPOCH, statusSequence: 0, ...timings });
        });
        const close = () => {
          this.closed++;
          if (this.#link === handlers) this.#link = undefined;
          handlers.onDown('closed');
        };
        return { send: (message) => this.heard.push(message) > 0, close };
      },
    };
  }
}

/** Copies `from` to `to` are new since `baseVersion`; everybody has a run of its own. */
function assignment(from: number, to: number, wish: Partial<Assignment> = {}): Assignment {
  const { run } = workload();
  const placed = (at: number) => ({
    ...{ id: placementId(KEY, at, 1), workload: KEY, replica: at, generation: 1 },
    claim: { quantities: {}, ports: {}, devices: {} },
    ...{ runHash: `h${at}`, desired: 'running' as const },
  });
  const all = Array.from({ length: to }, (_, at) => placed(at));
  return {
    ...{ kind: 'assignment', epoch: EPOCH, form: 'snapshot', baseVersion: 0, version: 1, removed: [] },
    ...{ digest: digestOf(all), placements: all.slice(from) },
    runs: Object.fromEntries(all.slice(from).map(({ runHash }) => [runHash, run])),
    ...wish,
  };
}

/** One copy in each part. */
const parts = (whole: Assignment) => splitAssignment(whole, 1, new AssignmentSizes()).parts;

test('it acts on the last part, and on all of them', async (t) => {
  const scene = await Scene.open();
  const [last, ...pieces] = parts(assignment(0, 5)).toReversed();
  await scene.say(...pieces);
  t.is(scene.started.size, 0);
  await scene.say(last as Assignment);
  t.is(scene.started.size, 5);
  await scene.say(...parts(assignment(5, 8, { form: 'delta', baseVersion: 1, version: 2 })));
  t.is(scene.started.size, 8);
  t.is(scene.resyncs(), 0);
  t.is(await scene.version(), 2);
});

test('what came before a link was lost counts for nothing', async (t) => {
  const scene = await Scene.open();
  const all = parts(assignment(0, 4));
  await scene.say(...all.slice(0, 2));
  await scene.cut();
  await scene.say(...all.slice(2));
  t.is(scene.started.size, 0);
  t.is(scene.resyncs(), 1);
  await scene.say(...all);
  t.is(scene.started.size, 4);
});

test('of a delta, too, no part is obeyed while another one is missing', async (t) => {
  const scene = await Scene.open();
  await scene.say(...parts(assignment(0, 2)));
  const [first, , ...rest] = parts(assignment(2, 6, { form: 'delta', baseVersion: 1, version: 2 }));
  await scene.say(first as Assignment, ...rest);
  t.is(scene.started.size, 2);
  t.is(scene.resyncs(), 1);
  t.is(await scene.version(), 1);
  // Its run is there, and what it says of another copy is not.
  const files = assignment(0, 2, { form: 'delta', baseVersion: 1, version: 2 });
  await scene.say(parts(files).at(-1) as Assignment);
  t.is(await scene.version(), 1);
});

test('pieces of a leader of the past end the link, those of another version are left', async (t) => {
  const scene = await Scene.open();
  const all = parts(assignment(0, 4, { version: 2 }));
  const [old] = parts(assignment(0, 4, { epoch: EPOCH - 1, version: 2 }));
  await scene.say(...all.slice(0, 2), old as Assignment);
  t.is(scene.closed, 1);
  await scene.untilLinked();
  await scene.say(...parts(assignment(0, 3)).slice(0, 2), ...all.slice(2));
  t.is(scene.started.size, 0);
  t.is(scene.resyncs(), 1);
  await scene.say(...all);
  t.is(scene.started.size, 4);
});
