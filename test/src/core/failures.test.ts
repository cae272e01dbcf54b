/** What follows when copies fail on their nodes, by the rules alone: moves, pauses, giving up, and beginning anew. */
import {
  entitiesOf,
  type FailureRule,
  type LedgerEvent,
  listPlacements,
  nodeId,
  type Placement,
  stateDigest,
  stateFromEntities,
  type WorkloadSpec,
  why,
  workloadStatus,
} from '@berth/core';
import test from 'ava';
import { stack, workload } from './cluster-fixture.js';
import { Failing } from './failures-fixture.js';

const SECOND = 1_000;
const MINUTE = 60_000;
const RULE = { moves: 3, delayMs: 1 * SECOND, maxDelayMs: MINUTE, resetAfterMs: 10 * MINUTE };

function shop(failure: Partial<FailureRule> = RULE, wish: Parameters<typeof workload>[0] = {}): WorkloadSpec {
  return workload({ ...wish, failure });
}

function open(failure?: Partial<FailureRule>, wish?: Parameters<typeof workload>[0], nodes = 'abc'): Failing {
  const cluster = new Failing();
  cluster.join(...nodes);
  cluster.apply(stack('shop', { web: shop(failure, wish) }));
  cluster.observeAll();
  return cluster;
}

const ofKind = (cluster: Failing, kind: LedgerEvent['kind']) =>
  cluster.blocks.flat().filter((event) => event.kind === kind);
const only = (cluster: Failing): Placement => {
  const [copy, ...more] = cluster.live();
  if (!copy || more.length > 0) throw new Error(`${cluster.live().length} copies`);
  return copy;
};

test('a copy that failed is placed again elsewhere, after a pause that doubles; then it is given up', (t) => {
  const cluster = open();
  const nodes: string[] = [];
  for (const pauseMs of [1, 2, 4].map((seconds) => seconds * SECOND)) {
    nodes.push(only(cluster).node);
    cluster.fail(only(cluster));
    cluster.pass(pauseMs - 1);
    t.deepEqual(cluster.live(), [], `not before ${pauseMs}`);
    cluster.pass(1);
    cluster.observeAll('running', ({ observed }) => observed === 'assigned');
  }
  t.deepEqual(new Set(nodes), new Set(['a', 'b', 'c'].map(nodeId)), 'each node once');
  const last = only(cluster).node;
  t.is(last, nodes[0] as typeof last, 'and then the first again');
  cluster.fail(only(cluster));
  cluster.pass(60 * MINUTE);
  t.deepEqual(cluster.live(), []);
  const reason = 'exited with code 2';
  t.like(ofKind(cluster, 'workload.gave-up'), [{ copies: [{ replica: 0, moves: 3, node: last, reason }] }]);
  const advice = 'start again with `berth retry shop/web`';
  const text = `shop/web/0.4 given up after 3 moves: exited with code 2 (last on ${last}); ${advice}`;
  t.like(workloadStatus(cluster.state, cluster.workload('shop/web')), {
    failed: 1,
    failures: [{ why: text }],
  });
  t.like(why(cluster.state, cluster.scheduler, 'shop/web'), { failures: [{ why: text, gaveUp: true }] });
});

test('somebody’s word, and another spec, begin anew; a spec that is the same does not', (t) => {
  const cluster = open({ ...RULE, moves: 0 });
  t.regex(cluster.retry('shop/web'), /no copy of shop\/web has failed/);
  t.regex(cluster.retry('nothing'), /there is no stack or workload "nothing"/);
  cluster.fail(only(cluster));
  cluster.pass(MINUTE);
  t.is(ofKind(cluster, 'workload.gave-up').length, 1);
  cluster.apply(stack('shop', { web: shop({ ...RULE, moves: 0 }), other: workload() }));
  cluster.pass(MINUTE);
  t.deepEqual(
    cluster.live().map(({ workload: key }) => key),
    ['shop/other' as Placement['workload']],
  );
  t.is(cluster.retry('shop'), 'retried');
  t.like(ofKind(cluster, 'workload.retried'), [{ workload: 'shop/web', actor: { name: 'tester' } }]);
  const again = cluster.live().find(({ workload: key }) => key === 'shop/web');
  t.truthy(again);
  if (again) cluster.fail(again);
  cluster.pass(MINUTE);
  t.is(ofKind(cluster, 'workload.gave-up').length, 2);
  cluster.apply(stack('shop', { web: shop({ ...RULE, moves: 1 }) }));
  cluster.pass(MINUTE);
  t.is(cluster.live().length, 1);
});

test('without an end to moves it comes back for ever, in turn on every node, with the longest pause', (t) => {
  const { moves: _none, ...rule } = RULE;
  const cluster = open(rule);
  const seen: string[] = [];
  for (let round = 0; round < 12; round++) {
    seen.push(only(cluster).node);
    cluster.fail(only(cluster), 'the camera is off');
    cluster.pass(MINUTE);
  }
  for (let round = 0; round < 12; round += 3) t.is(new Set(seen.slice(round, round + 3)).size, 3, `${seen}`);
  t.deepEqual(ofKind(cluster, 'workload.gave-up'), []);
});

test('one that may run on one node only is tried there again', (t) => {
  const cluster = open(RULE, { placement: { require: ["node.id == 'b'"] } });
  cluster.fail(only(cluster));
  cluster.pass(SECOND);
  t.is(only(cluster).node, nodeId('b'));
});

test('after a run that was long enough it counts anew, on both clocks', (t) => {
  const cluster = open();
  const failAgain = () => {
    cluster.fail(only(cluster));
    cluster.pass(MINUTE);
  };
  const count = () => cluster.workload('shop/web').failures?.[0]?.count;
  failAgain();
  failAgain();
  t.is(count(), 2);
  // Too short.
  cluster.observeAll();
  cluster.nowMs += 10 * MINUTE - 1;
  failAgain();
  t.is(count(), 3);
  // The clock of its node was set, or what it says is heard late.
  cluster.say(only(cluster), { atMs: 0 });
  cluster.nowMs += 10 * MINUTE;
  cluster.say(only(cluster), { phase: 'restarting', restarts: 1, atMs: SECOND });
  t.is(count(), 3);
  cluster.observeAll();
  cluster.nowMs += 10 * MINUTE;
  cluster.say(only(cluster), { phase: 'restarting', restarts: 1 });
  t.is(count(), undefined);
  failAgain();
  t.is(count(), 1);
  t.false('runSince' in (listPlacements(cluster.state, {})[0] ?? {}), 'no reader is shown that');
});

test('a node that is away, drained or removed is no failure', (t) => {
  const cluster = open({ ...RULE, moves: 0 }, { disconnect: { policy: 'replace', afterMs: 0 } });
  cluster.disconnect(only(cluster).node, 60_000);
  cluster.pass(0);
  cluster.observeAll();
  t.is(cluster.workload('shop/web').failures, undefined);
  const copy = cluster.live().at(-1) as Placement;
  cluster.command({
    kind: 'set-eligibility',
    node: copy.node,
    eligibility: 'draining',
    actor: { name: 'tester' },
  });
  cluster.observeAll();
  cluster.observeAll();
  t.is(cluster.workload('shop/web').failures, undefined);
  t.true(cluster.live().length >= 1);
});

test('a batch is not placed again unless it says so; a daemon never leaves its node', (t) => {
  const cluster = new Failing();
  cluster.join('a', 'b');
  const daemon = workload({ kind: 'daemon', failure: { restarts: 2 } });
  const job = workload({ kind: 'batch' });
  const roaming = workload({ kind: 'batch', failure: { moves: 1 } });
  cluster.apply(stack('shop', { daemon, job, roaming }));
  cluster.observeAll();
  const first = cluster.live().find(({ workload: key }) => key === 'shop/roaming')?.node;
  cluster.observeAll('failed');
  const given = ofKind(cluster, 'workload.gave-up').flatMap((event) =>
    event.kind === 'workload.gave-up' ? [event.workload as string] : [],
  );
  t.deepEqual([...new Set(given)].sort(), ['shop/daemon', 'shop/job']);
  cluster.pass(SECOND);
  const [again, ...more] = cluster.live();
  t.is(again?.workload as string, 'shop/roaming');
  t.deepEqual(more, []);
  t.not(again?.node, first);
  cluster.observeAll('completed');
  t.is(workloadStatus(cluster.state, cluster.workload('shop/roaming')).completed, 1);
});

test('a copy that is given up fails its rollout at once; autoRevert takes it back; resume tries again', (t) => {
  for (const autoRevert of [false, true]) {
    const cluster = open({ ...RULE, moves: 0 }, { command: ['one'], update: { autoRevert } });
    const next = { command: ['two'], update: { autoRevert } };
    cluster.apply(stack('shop', { web: shop({ ...RULE, moves: 0 }, next) }));
    cluster.observeAll();
    const bad = cluster.live().find(({ run }) => run.process.command[0] === 'two') as Placement;
    // Its rollout is done as soon as it ran: this one has to fail before.
    t.truthy(bad);
    cluster.apply(stack('shop', { web: shop({ ...RULE, moves: 0 }, { ...next, command: ['three'] }) }));
    cluster.observeAll('running', ({ desired }) => desired === 'stopped');
    const third = cluster.live().find(({ run }) => run.process.command[0] === 'three') as Placement;
    cluster.fail(third, 'exited with code 9');
    const [ended] = ofKind(cluster, 'rollout.ended').slice(-1);
    const reason = `${third.id} given up: exited with code 9 (on ${third.node})`;
    t.like(ended, { outcome: autoRevert ? 'reverted' : 'failed', reason });
    cluster.pass(MINUTE);
    if (autoRevert) {
      t.is(only(cluster).run.process.command[0], 'two');
      continue;
    }
    t.deepEqual(cluster.live(), []);
    cluster.command({ kind: 'rollout', target: 'shop/web', action: 'resume', actor: { name: 'tester' } });
    cluster.pass(SECOND);
    t.is(only(cluster).run.process.command[0], 'three');
  }
});

test('the counts stand in the state: a checkpoint and whoever leads next go on with them', (t) => {
  const cluster = open();
  cluster.fail(only(cluster));
  cluster.pass(SECOND);
  cluster.observeAll();
  const entities = new Map(
    [...entitiesOf(cluster.state)].map(([key, value]) => [key, JSON.parse(JSON.stringify(value)) as unknown]),
  );
  const restored = stateFromEntities(entities);
  t.is(stateDigest(restored), stateDigest(cluster.state));
  t.deepEqual(restored.workloads.get('shop/web' as Placement['workload'])?.failures?.[0]?.count, 1);
});
