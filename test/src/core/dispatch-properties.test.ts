/** Random dispatches, whatever happens to the copies and the stack: an id is one run, none is lost, none stays for ever. */
import {
  apply,
  emptyState,
  entitiesOf,
  LIMITS,
  listDispatches,
  parseDispatchKey,
  settleDispatches,
  stateDigest,
  stateFromEntities,
  type Turn,
  type WorkloadKey,
} from '@berth/core';
import test from 'ava';
import fc from 'fast-check';
import { ACTOR, ClusterFixture, stack, workload } from './cluster-fixture.js';
import { DispatchWatcher } from './dispatch-watcher.js';

const PARENT = 'shop/task' as WorkloadKey;
const KEEP = 2;
const QUEUED = 4;

type Step =
  | { readonly dispatch: string; readonly file: string }
  | { readonly stop: string }
  | { readonly end: number; readonly well: boolean }
  | { readonly passMs: number }
  | { readonly apply: 'dispatched' | 'plain' | 'gone'; readonly version: number }
  | { readonly delete: true }
  | { readonly node: string };

class Watched extends ClusterFixture {
  readonly seen = new Map<string, number>();
  readonly #runs = new DispatchWatcher(
    (what) => {
      throw new Error(what);
    },
    (what) => this.note(what),
  );

  note(what: string): void {
    this.seen.set(what, (this.seen.get(what) ?? 0) + 1);
  }

  override turn<Reply>(decide: (turn: Turn) => Reply): Reply {
    const reply = super.turn(decide);
    this.#runs.see(this.blocks.at(-1) ?? []);
    return reply;
  }
}

function specOf(kind: 'dispatched' | 'plain' | 'gone', version: number) {
  const task = workload({ kind: 'batch', cpu: 1_500, command: ['task', String(version)] });
  const params = { file: {} };
  const rule = { params, input: 'none' as const, keep: KEEP, maxQueued: QUEUED, replicas: 1 + (version % 2) };
  if (kind === 'gone') return stack('shop', { web: workload() });
  return stack('shop', { task: kind === 'plain' ? task : { ...task, replicas: 0, dispatch: rule } });
}

function take(cluster: Watched, step: Step): void {
  if ('dispatch' in step) {
    const id = step.dispatch === '' ? {} : { id: step.dispatch };
    const before = new Set(cluster.state.workloads.keys());
    const params = { file: step.file };
    const reply = cluster.command({ kind: 'dispatch', workload: PARENT, params, ...id, actor: ACTOR });
    cluster.note(reply.kind === 'rejected' ? `not done: ${reply.code}` : reply.kind);
    if (reply.kind !== 'dispatched') return;
    if (reply.created === before.has(reply.workload)) throw new Error(`${reply.workload}: ${reply.created}`);
    if (listDispatches(cluster.state, reply.workload)[0]?.params.file !== step.file && !reply.created)
      throw new Error('another run was answered');
  } else if ('stop' in step) {
    const run = `${PARENT}@${step.stop}` as WorkloadKey;
    cluster.note(cluster.command({ kind: 'stop-dispatch', workload: run, actor: ACTOR }).kind);
  } else if ('end' in step) {
    const copies = cluster.wanted();
    const one = copies[step.end % Math.max(1, copies.length)];
    cluster.observeAll(step.well ? 'completed' : 'failed', ({ id }) => id === one?.id);
  } else if ('passMs' in step) {
    cluster.nowMs += step.passMs;
    cluster.turn((turn) => settleDispatches(turn));
    cluster.settle();
  } else if ('apply' in step) cluster.apply(specOf(step.apply, step.version));
  else if ('delete' in step) cluster.command({ kind: 'delete', stack: 'shop', actor: ACTOR });
  else cluster.join(step.node);
}

function check({ state }: Watched): void {
  let runs = 0;
  for (const { key, dispatched } of state.workloads.values()) {
    const parent = parseDispatchKey(key)?.parent;
    if (!dispatched !== (parent === undefined)) throw new Error(`${key} is no run`);
    if (parent === undefined) continue;
    runs++;
    if (!state.workloads.has(parent)) throw new Error(`${key} is left of nothing`);
    if (!state.dispatches.of(parent).has(key)) throw new Error(`${key} does not count`);
  }
  if (state.dispatches.of(PARENT).size !== runs) throw new Error('more count than there are');
  if (!state.workloads.get(PARENT)?.spec.dispatch) return;
  const open = listDispatches(state, PARENT).filter(({ endedAtMs }) => endedAtMs === undefined);
  if (open.filter(({ state: is }) => is !== 'stopping').length > QUEUED) throw new Error('too many go on');
}

/** Agents at their best, and time goes by. */
function calm(cluster: Watched): void {
  for (let round = 0; round < 20; round++) {
    cluster.observeAll('completed', ({ run }) => run.kind === 'batch');
    cluster.observeAll('running', ({ run }) => run.kind !== 'batch');
    take(cluster, { passMs: LIMITS.dispatchSeenMs });
  }
}

const ID = fc.constantFrom('', 'a', 'b', 'c');
const STEP: fc.Arbitrary<Step> = fc.oneof(
  { weight: 8, arbitrary: fc.record({ dispatch: ID, file: fc.constantFrom('x', 'x', 'x', 'y') }) },
  { weight: 1, arbitrary: fc.record({ stop: fc.constantFrom('a', 'b', 'c') }) },
  { weight: 6, arbitrary: fc.record({ end: fc.nat(10), well: fc.boolean() }) },
  { weight: 3, arbitrary: fc.record({ passMs: fc.constantFrom(1_000, 31_000) }) },
  {
    weight: 2,
    arbitrary: fc.record({
      apply: fc.constantFrom('dispatched', 'dispatched', 'dispatched', 'plain', 'gone'),
      version: fc.nat(3),
    }),
  },
  { weight: 1, arbitrary: fc.constant<Step>({ delete: true }) },
  { weight: 1, arbitrary: fc.constant<Step>({ node: 'c' }) },
);

test('whatever happens, an id is one run, and what is there is what the ledger says', (t) => {
  const seen = new Map<string, number>();
  fc.assert(
    fc.property(fc.array(STEP, { minLength: 10, maxLength: 40 }), (steps) => {
      const cluster = new Watched();
      cluster.join('a', 'b');
      cluster.apply(specOf('dispatched', 0));
      for (const step of steps) {
        take(cluster, step);
        check(cluster);
      }
      const replayed = emptyState();
      cluster.blocks.forEach((events, at) => {
        for (const event of events) apply(replayed, event, { index: at + 1 });
        replayed.index = at + 1;
      });
      if (stateDigest(replayed) !== stateDigest(cluster.state))
        throw new Error('a replay gives something else');
      const restored = stateFromEntities(new Map(entitiesOf(cluster.state)));
      if (stateDigest(restored) !== stateDigest(cluster.state))
        throw new Error('a checkpoint lacks something');
      cluster.apply(specOf('dispatched', 1));
      calm(cluster);
      const left = listDispatches(cluster.state, PARENT);
      if (left.length > KEEP || left.some(({ endedAtMs }) => endedAtMs === undefined))
        throw new Error(`left: ${JSON.stringify(left)}`);
      cluster.command({ kind: 'delete', stack: 'shop', actor: ACTOR });
      calm(cluster);
      if (cluster.state.workloads.size > 0) throw new Error(`left: ${[...cluster.state.workloads.keys()]}`);
      for (const [what, times] of cluster.seen) seen.set(what, (seen.get(what) ?? 0) + times);
    }),
    { numRuns: 40, seed: 20_261_202 },
  );
  t.log([...seen].map(([what, times]) => `${what}: ${times}`).join(', '));
  for (const what of [
    'dispatched',
    'dispatch-stopped',
    'run forgotten',
    'not done: overloaded',
    'not done: conflict',
  ])
    t.true(seen.has(what), what);
});
