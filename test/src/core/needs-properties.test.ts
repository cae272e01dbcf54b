/** Random needs without circles, whatever happens to the copies: nothing begins early or ends late, and all of it gets there. */
import {
  entitiesOf,
  nodeId,
  type Placement,
  stackStatus,
  stateDigest,
  stateFromEntities,
  type Turn,
  unmetNeeds,
  type WorkloadKey,
  type WorkloadSpec,
  workloadKey,
} from '@berth/core';
import test from 'ava';
import fc from 'fast-check';
import { ACTOR, stack, workload } from './cluster-fixture.js';
import { Failing } from './failures-fixture.js';
import { NeedsWatcher } from './needs-watcher.js';

const STACKS = ['front', 'back'] as const;
const SIZE = 6;

type Step =
  | { readonly apply: (typeof STACKS)[number]; readonly version: number; readonly graph: number }
  | { readonly tell: number; readonly ready: boolean }
  | { readonly misfit: number }
  | { readonly fail: number }
  | { readonly away: number }
  | { readonly passMs: number }
  | { readonly delete: (typeof STACKS)[number] };

class Watched extends Failing {
  readonly seen = new Map<string, number>();
  readonly #needs = new NeedsWatcher(
    (what) => {
      throw new Error(what);
    },
    (what) => this.seen.set(what, (this.seen.get(what) ?? 0) + 1),
  );

  override turn<Reply>(decide: (turn: Turn) => Reply): Reply {
    const reply = super.turn(decide);
    this.#needs.see(this.blocks.at(-1) ?? [], this.blocks.length);
    return reply;
  }

  /** What the ledger says of who waits is so, as soon as nothing is in doubt. */
  override settle(): void {
    super.settle();
    for (const record of this.state.workloads.values()) {
      const [said, known] = [record.waiting?.needs.length ?? 0, unmetNeeds(this.state, record).length];
      if (said !== known && !record.deleted) throw new Error(`${record.key} waits for ${said}, not ${known}`);
    }
  }
}

/** Workload i may need those below it: bit by bit of `graph`. Odd ones are of the other stack, the first is a batch. */
function specOf(name: string, version: number, graph: number) {
  const workloads: Record<string, WorkloadSpec> = {};
  const homeOf = (at: number) => STACKS[at % 2] as string;
  let bits = graph;
  for (let at = 0; at < SIZE; at++) {
    const needs: { readonly workload: WorkloadKey }[] = [];
    for (let below = 0; below < at; below++) {
      if (bits % 3 === 1) needs.push({ workload: workloadKey(homeOf(below), `w${below}`) });
      bits = bits % 2 === 0 ? bits / 2 : (bits * 3 + 1) % 1_000_003;
    }
    if (homeOf(at) !== name) continue;
    // Of every two versions the second has other amounts only. Whoever needs others is looked at before these.
    const command = ['serve', String(Math.floor(version / 2))];
    const wish = { command, replicas: 1 + (at % 3), cpu: 10, memory: 8 + (version % 2), priority: 50 + at };
    const kind = at === 0 ? ('batch' as const) : ('service' as const);
    workloads[`w${at}`] = { ...workload({ ...wish, kind }), ...(needs.length > 0 && { needs }) };
  }
  return stack(name, workloads);
}

function look(cluster: Watched): void {
  for (const key of cluster.state.workloads.keys()) cluster.state.changes.dirty.add(key);
  cluster.settle();
}

function take(cluster: Watched, step: Step): void {
  const copies = cluster.wanted();
  const pick = (at: number) => copies[at % Math.max(1, copies.length)];
  if ('apply' in step) cluster.apply(specOf(step.apply, step.version, step.graph));
  else if ('tell' in step) {
    const copy = pick(step.tell);
    const only = ({ id }: Placement) => id === copy?.id;
    if (copy?.run.kind === 'batch') cluster.observeAll('completed', only);
    else cluster.observe(only, { ready: step.ready });
  } else if ('misfit' in step) {
    cluster.observe(({ id }: Placement) => id === pick(step.misfit)?.id, { misfit: 'more is in use' });
  } else if ('fail' in step) cluster.observeAll('failed', ({ id }) => id === pick(step.fail)?.id);
  else if ('away' in step) {
    const [id] = [...cluster.state.nodes.keys()].slice(step.away % 3);
    if (id) cluster.disconnect(id, 0);
    if (id && step.away % 2 === 0) cluster.reconnect(id);
  } else if ('passMs' in step) {
    cluster.nowMs += step.passMs;
    look(cluster);
  } else cluster.command({ kind: 'delete', stack: step.delete, force: step.delete === 'back', actor: ACTOR });
}

/** Agents at their best: batches complete, services are ready, what is to end has ended. */
function calm(cluster: Watched): void {
  for (const id of cluster.state.nodes.keys()) cluster.reconnect(id);
  for (let round = 0; round < 60; round++) {
    cluster.nowMs += 11_000;
    cluster.observeAll('completed', ({ run }) => run.kind === 'batch');
    cluster.observeAll('running', ({ run }) => run.kind !== 'batch');
    look(cluster);
  }
}

const STACK = fc.constantFrom(...STACKS);
const STEP: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({ apply: STACK, version: fc.nat(7), graph: fc.nat(100_000) }),
  },
  { weight: 8, arbitrary: fc.record({ tell: fc.nat(30), ready: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ misfit: fc.nat(30) }) },
  { weight: 1, arbitrary: fc.record({ fail: fc.nat(30) }) },
  { weight: 1, arbitrary: fc.record({ away: fc.nat(5) }) },
  { weight: 2, arbitrary: fc.record({ passMs: fc.constantFrom(1_000, 11_000) }) },
  { weight: 1, arbitrary: fc.record({ delete: STACK }) },
);

test('whatever happens, copies begin after what they need and end before it, and all of it gets there', (t) => {
  const seen = new Map<string, number>();
  const steps = fc.array(STEP, { minLength: 5, maxLength: 30 });
  fc.assert(
    fc.property(steps, fc.nat(100_000), (taken, graph) => {
      const cluster = new Watched();
      cluster.join('a', 'b', 'c');
      for (const step of taken) take(cluster, step);
      for (const name of STACKS) cluster.apply(specOf(name, 9, graph));
      calm(cluster);
      for (const record of cluster.state.stacks.values()) {
        const status = stackStatus(cluster.state, record);
        if (!status.settled)
          throw new Error(`${record.name} does not get there: ${JSON.stringify(status.workloads)}`);
      }
      const restored = stateFromEntities(new Map(entitiesOf(cluster.state)));
      if (stateDigest(restored) !== stateDigest(cluster.state))
        throw new Error('a checkpoint lacks something');
      for (const name of STACKS) cluster.command({ kind: 'delete', stack: name, force: true, actor: ACTOR });
      calm(cluster);
      if (cluster.state.workloads.size > 0) throw new Error(`left: ${[...cluster.state.workloads.keys()]}`);
      for (const [what, times] of cluster.seen) seen.set(what, (seen.get(what) ?? 0) + times);
    }),
    { numRuns: 25, seed: 20_261_201 },
  );
  t.log([...seen].map(([what, times]) => `${what}: ${times}`).join(', '));
  for (const what of ['need waited for', 'needs were met', 'end in reverse']) t.true(seen.has(what), what);
});

const isApi = ({ workload: key }: { readonly workload: WorkloadKey }) => key === 'shop/api';

/** On one node, with another size than it began with; what it needs is not ready any more. */
function resized(): Watched {
  const cluster = new Watched();
  cluster.join('a');
  const db = workload({ command: ['db'] });
  const needs = [{ workload: workloadKey('shop', 'db') }];
  const api = (memory: number) => ({ ...workload({ command: ['api'], memory, priority: 20 }), needs });
  cluster.apply(stack('shop', { db, api: api(64) }));
  for (let step = 0; step < 2; step++) cluster.observeAll();
  cluster.apply(stack('shop', { db, api: api(2000) }));
  cluster.observe((copy) => !isApi(copy), { ready: false });
  return cluster;
}

const apis = (cluster: Watched) => cluster.wanted().filter(isApi);
const sizes = (cluster: Watched) => apis(cluster).map(({ claim }) => claim.quantities.memory);

test('a copy that got another size has begun with it: those after it wait for nothing', (t) => {
  const atOnce = resized();
  const [first] = apis(atOnce);
  t.deepEqual(sizes(atOnce), [2000]);
  if (first) atOnce.fail(first);
  atOnce.pass(60_000);
  t.deepEqual(sizes(atOnce), [2000]);
  t.not(apis(atOnce)[0]?.id, first?.id);

  const preempted = resized();
  preempted.apply(stack('high', { job: workload({ memory: 3000, priority: 80, preempt: true }) }));
  preempted.observeAll('running', (copy) => isApi(copy) && copy.desired === 'stopped');
  t.deepEqual(sizes(preempted), []);
  preempted.command({ kind: 'delete', stack: 'high', actor: ACTOR });
  preempted.observeAll('running', ({ desired }) => desired === 'stopped');
  t.deepEqual(sizes(preempted), [2000]);

  const removed = resized();
  removed.turn((turn) => turn.emit({ kind: 'node.removed', node: nodeId('a'), actor: ACTOR }));
  removed.settle();
  t.deepEqual(sizes(removed), []);
  removed.join('b');
  t.deepEqual(sizes(removed), [2000]);
});

test('a copy that could not get another size has not begun with it, and stays until what it needs is ready', (t) => {
  const cluster = resized();
  const [copy] = apis(cluster);
  if (copy) cluster.say(copy, { misfit: 'too little' });
  t.deepEqual(apis(cluster), copy && [copy]);
  cluster.observeAll('running', (one) => !isApi(one));
  t.not(apis(cluster)[0]?.id, copy?.id);
});
