/**
 * An endless stream of applies, reservations and deletes from several clients, while one fault after the other happens; then
 * the checker. Each fault is undone, and everything is well again, before the next one.
 */
import { setTimeout as delay } from 'node:timers/promises';
import type { BerthClient } from '@berth/client';
import type { Block } from '@berth/core';
import { ONE_WAY_AGENT, TWO_WAY_AGENT } from './agent-faults.js';
import { faultsOf, ranTwice } from './checker.js';
import { askWithoutEnd } from './clients.js';
import { type Fault, PATIENCE_MS, type Scene, type Undo } from './fault.js';
import { History, type Operation } from './history.js';
import { type ClusterOptions, type Ending, ReplicatedCluster, type Teardown } from './replicated-cluster.js';
import { healthy } from './server-faults.js';

export type CampaignOptions = Pick<Scene, 'stopMs' | 'weatherMs'> &
  Pick<ClusterOptions, 'disk' | 'logs'> & {
    /** In this order. */
    readonly faults: readonly Fault[];
    readonly onStruck: (struck: Struck, number: number) => void;
  };

/** One fault that happened. */
export type Struck = {
  readonly fault: Fault;
  /** To the end of the next acknowledged operation that began after it. */
  readonly recoveryMs: number;
  /** Requests that ended between the fault and its end. */
  readonly during: Counts;
};

export type Counts = {
  readonly acknowledged: number;
  readonly refused: number;
  readonly unanswered: number;
};

export type Outcome = {
  /** Nothing when all is well. */
  readonly violations: readonly string[];
  readonly operations: Counts;
  readonly struck: readonly Struck[];
  readonly endings: readonly Ending[];
  readonly notes: readonly string[];
};

/** Short, so that nodes are taken to be gone, and come back, within a fault. */
const COORDINATOR_FLAGS = ['--heartbeat', '1s', '--lease', '6s'];

export async function campaign(scope: Teardown, options: CampaignOptions): Promise<Outcome> {
  const { disk, logs, stopMs, weatherMs } = options;
  const cluster = await ReplicatedCluster.open(scope, {
    flags: COORDINATOR_FLAGS,
    isSupervised: true,
    ...(disk && { disk }),
    ...(logs !== undefined && { logs }),
  });
  const watcher = cluster.client(...cluster.names);
  await cluster.leader(watcher);
  await cluster.agent(ONE_WAY_AGENT, '--share', '2', '--ports', '28000-28099');
  await cluster.twoWayAgent(TWO_WAY_AGENT, '--share', '2', '--ports', '28100-28199');
  const history = new History();
  const stop = new AbortController();
  const asking = askWithoutEnd(cluster, history, stop.signal);
  const violations: string[] = [];
  const notes: string[] = [];
  const struck: Struck[] = [];
  try {
    let before: Undo = async () => {};
    for (const [at, fault] of options.faults.entries()) {
      const violation = (text: string) => void violations.push(`${fault.name}: ${text}`);
      const note = (text: string) => void notes.push(`${fault.name}: ${text}`);
      const scene = { cluster, watcher, stopMs, weatherMs, violation, note };
      const one = await strike(scene, fault, history);
      const earlier = before;
      const over = async () => {
        await one.undo();
        await earlier();
      };
      const { recoveryMs, sinceMs } = one;
      if (fault.isPatient && options.faults[at + 1]?.fitsIn) before = over;
      else {
        before = async () => {};
        await over();
        await cluster.revive();
        await healthy(cluster);
      }
      const during = countsOf(history.operations.filter(({ endedMs }) => endedMs >= sinceMs));
      const told = { fault, recoveryMs, during };
      options.onStruck(told, struck.push(told));
    }
  } catch (thrown) {
    // What was asked until now is judged all the same.
    violations.push(`the campaign broke off: ${thrown instanceof Error ? thrown.message : thrown}`);
    await cluster.network.clear();
  } finally {
    stop.abort();
  }
  await asking;
  violations.push(...wordless(cluster.endings), ...(await judge(cluster, watcher, history)));
  return { violations, operations: countsOf(history.operations), struck, endings: cluster.endings, notes };
}

async function strike(
  scene: Scene,
  fault: Fault,
  history: History,
): Promise<{ readonly undo: Undo; readonly sinceMs: number; readonly recoveryMs: number }> {
  await until(() => history.firstAfter(performance.now() - 2_000) !== undefined, 'requests are answered');
  const undo = await fault.strike(scene);
  const sinceMs = performance.now();
  await until(
    () => history.firstAfter(sinceMs) !== undefined,
    `something is acknowledged after: ${fault.name}`,
  );
  return { undo, sinceMs, recoveryMs: Math.round(history.firstAfter(sinceMs) ?? 0) };
}

async function judge(cluster: ReplicatedCluster, client: BerthClient, history: History): Promise<string[]> {
  await until(() => client.info().then(Boolean, () => false), 'a coordinator answers when all is over');
  // Whoever is asked may be behind: what was acknowledged is there by the index that a linearizable read shows.
  const { index } = await cluster.linearizable().listPlacements({});
  let check = await client.verifyLedger();
  await until(async () => {
    if (check.lastIndex < index) check = await client.verifyLedger();
    return check.lastIndex >= index;
  }, `a coordinator has block ${index}`);
  const blocks: Block[] = [];
  const reading = { from: 1, to: check.lastIndex };
  for await (const { block } of client.readLedger(reading, new AbortController().signal)) blocks.push(block);
  return [
    ...(check.ok ? [] : [check.message]),
    ...faultsOf(history.operations, blocks),
    ...ranTwice(await cluster.runs()),
    ...(await notRunning(client)),
  ];
}

/** In the end all that shall run runs. */
async function notRunning(client: BerthClient): Promise<string[]> {
  let missing: string[] = [];
  for (let waited = 0; waited < PATIENCE_MS; waited += 500) {
    const { placements } = await client.listPlacements({});
    missing = placements
      .filter(({ desired, observed }) => desired === 'running' && observed !== 'running')
      .map(({ id, observed }) => `${id} shall run, and is ${observed}`);
    if (missing.length === 0) break;
    await delay(500);
  }
  return missing;
}

/** Whoever ends by itself says why in one line. */
function wordless(endings: readonly Ending[]): string[] {
  return endings
    .filter(({ lastLine }) => !lastLine.startsWith('berth coordinator: '))
    .map(({ name, code, lastLine }) => `${name} ended with code ${code}, and says: ${lastLine}`);
}

function countsOf(operations: readonly Operation[]): Counts {
  const count = (outcome: Operation['outcome']) =>
    operations.filter((each) => each.outcome === outcome).length;
  return { acknowledged: count('acknowledged'), refused: count('refused'), unanswered: count('unknown') };
}

async function until(done: () => boolean | Promise<boolean>, what: string): Promise<void> {
  for (let waited = 0; waited < PATIENCE_MS; waited += 50) {
    if (await done()) return;
    await delay(50);
  }
  throw new Error(`it never came that ${what}`);
}
