/** Who is placed first when room is short. */
import { decideControl, decideStatus, nodeId, type Turn } from '@berth/core';
import test from 'ava';
import { ACTOR, ClusterFixture, stack, workload } from './cluster-fixture.js';

const BIG = { memory: 4000 };

/** One node, and a copy on it that leaves no room. */
function fullCluster(): ClusterFixture {
  const cluster = new ClusterFixture();
  cluster.join('a');
  cluster.apply(stack('first', { web: workload(BIG) }));
  cluster.observeAll();
  return cluster;
}

function makeRoom(cluster: ClusterFixture): void {
  cluster.command({ kind: 'delete', stack: 'first', actor: ACTOR });
  cluster.observeAll();
}

const placed = (cluster: ClusterFixture) => cluster.wanted().map((one) => one.workload as string);

test('of what waits, the higher priority is placed first, whoever came first', (t) => {
  const cluster = fullCluster();
  cluster.apply(stack('low', { web: workload({ ...BIG, priority: 10 }) }));
  cluster.apply(stack('usual', { web: workload(BIG) }));
  cluster.apply(stack('high', { web: workload({ ...BIG, priority: 51 }) }));
  makeRoom(cluster);
  t.deepEqual(placed(cluster), ['high/web']);
});

test('of equal priority, whoever waits longer is placed first', (t) => {
  const cluster = fullCluster();
  cluster.apply(stack('early', { web: workload({ ...BIG, replicas: 0 }) }));
  cluster.apply(stack('late', { web: workload(BIG) }));
  cluster.nowMs += 1000;
  cluster.apply(stack('early', { web: workload(BIG) }));
  makeRoom(cluster);
  t.deepEqual(placed(cluster), ['late/web']);
});

test('within one stack, the higher priority is placed first', (t) => {
  const cluster = new ClusterFixture();
  cluster.join('a');
  const reply = cluster.apply(
    stack('s', { a: workload(BIG), b: workload({ ...BIG, priority: 60 }), c: workload(BIG) }),
  );
  t.deepEqual(placed(cluster), ['s/b']);
  t.like(reply, { workloads: [{ workload: 's/a' }, { workload: 's/b' }, { workload: 's/c' }] });
});

test('room that comes in the same turn as a new workload goes to the higher one that waits', (t) => {
  const cluster = fullCluster();
  cluster.apply(stack('high', { web: workload({ ...BIG, priority: 90 }) }));
  cluster.command({ kind: 'delete', stack: 'first', actor: ACTOR });
  const [ending] = [...(cluster.state.nodes.get(nodeId('a'))?.placements.keys() ?? [])];
  if (!ending) return t.fail('nothing is ending');
  const status = { placement: ending, phase: 'stopped' as const, restarts: 0, message: '', atMs: 1 };
  const both = (turn: Turn) => {
    decideStatus(turn, nodeId('a'), { kind: 'status', sequence: 1000, statuses: [status] });
    return decideControl(turn, { kind: 'apply', spec: stack('low', { web: workload(BIG) }), actor: ACTOR });
  };
  t.like(cluster.turn(both), { workloads: [{ missing: 1 }] });
  t.deepEqual(placed(cluster), ['high/web']);
});
