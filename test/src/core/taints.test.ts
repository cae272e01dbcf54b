/** Taints that send copies away: at once, after a time, and never when they are tolerated. */
import {
  apply,
  emptyState,
  entitiesOf,
  evictionAtMs,
  nodeId,
  stateDigest,
  stateFromEntities,
  type Taint,
  type Toleration,
  toleratedMs,
} from '@berth/core';
import test from 'ava';
import { ClusterFixture, nodeInfo, stack, workload } from './cluster-fixture.js';

const EVICTING: Taint = { key: 'upkeep', value: 'today', effect: 'evict' };

/** A cluster with one copy on node a, when a gets the taint and b is there too. */
function tainted(
  placement: { readonly tolerate?: readonly Toleration[] },
  wish: Parameters<typeof workload>[0] = {},
) {
  const cluster = new ClusterFixture();
  cluster.join('a');
  cluster.apply(stack('shop', { web: workload({ ...wish, placement }) }));
  cluster.observeAll();
  cluster.join('b');
  cluster.join(nodeInfo('a', { taints: [EVICTING] }));
  return cluster;
}

const where = (cluster: ClusterFixture) => cluster.wanted().map(({ node, cause }) => `${node} ${cause}`);

test('a copy that does not tolerate it leaves when its replacement runs', (t) => {
  const cluster = tainted({});
  t.deepEqual(where(cluster), ['a applied', 'b evicted']);
  cluster.observeAll();
  t.deepEqual(where(cluster), ['b evicted']);
  const ended = [...cluster.state.placements.values()].find(({ desired }) => desired === 'stopped');
  t.is(ended?.stopCause, 'evicted');
});

test('a copy that tolerates it stays', (t) => {
  t.deepEqual(where(tainted({ tolerate: [{ key: 'upkeep' }] })), ['a applied']);
  t.deepEqual(where(tainted({ tolerate: [{ key: 'upkeep', value: 'today' }] })), ['a applied']);
  t.deepEqual(where(tainted({ tolerate: [{ key: 'upkeep', value: 'tomorrow' }] })), [
    'a applied',
    'b evicted',
  ]);
});

test('a copy that tolerates it for a time leaves after it, counted from when the node got the taint', (t) => {
  const cluster = tainted({ tolerate: [{ key: 'upkeep', forMs: 60_000 }] });
  const since = cluster.nowMs;
  t.deepEqual(where(cluster), ['a applied']);
  cluster.nowMs = since + 30_000;
  // Registering again does not begin the time anew.
  cluster.join(nodeInfo('a', { taints: [EVICTING], address: '10.0.0.1' }));
  let wakeAtMs: number | undefined;
  const look = (nowMs: number) => {
    cluster.nowMs = nowMs;
    cluster.turn((turn) => turn.state.changes.dirty.add('shop/web' as never) && turn).state;
    cluster.settle();
  };
  cluster
    .turn((turn) => {
      turn.state.changes.dirty.add('shop/web' as never);
      return turn;
    })
    .wakes.forEach((atMs) => {
      wakeAtMs = atMs;
    });
  t.is(wakeAtMs, since + 60_000);
  look(since + 59_999);
  t.deepEqual(where(cluster), ['a applied']);
  look(since + 60_000);
  t.deepEqual(where(cluster), ['a applied', 'b evicted']);
});

test('a copy stays when the taint is gone in time, and where nothing else has room', (t) => {
  const cluster = tainted({ tolerate: [{ key: 'upkeep', forMs: 60_000 }] });
  cluster.join(nodeInfo('a'));
  cluster.nowMs += 60_000;
  cluster.turn((turn) => turn.state.changes.dirty.add('shop/web' as never));
  t.deepEqual(where(cluster), ['a applied']);
  const alone = new ClusterFixture();
  alone.join('a');
  alone.apply(stack('shop', { web: workload() }));
  alone.observeAll();
  alone.join(nodeInfo('a', { taints: [EVICTING] }));
  t.deepEqual(where(alone), ['a applied']);
  t.like(alone.state.workloads.get('shop/web' as never)?.blocked, { missing: 1 });
});

test('batches leave, too; an exclusive copy ends first; daemons leave last', (t) => {
  t.deepEqual(where(tainted({}, { kind: 'batch' })), ['a applied', 'b evicted']);
  const exclusive = tainted({}, { disconnect: { policy: 'exclusive', afterMs: 1_000 } });
  t.deepEqual(where(exclusive), []);
  exclusive.observeAll();
  t.deepEqual(where(exclusive), ['b applied']);
  const cluster = new ClusterFixture();
  cluster.join('a');
  cluster.apply(stack('shop', { web: workload(), beacon: workload({ kind: 'daemon' }) }));
  cluster.observeAll();
  cluster.join('b', nodeInfo('a', { taints: [EVICTING] }));
  const onA = () =>
    cluster
      .wanted()
      .filter(({ node }) => node === 'a')
      .map(({ workload: key }) => key as string);
  t.deepEqual(onA(), ['shop/beacon', 'shop/web']);
  cluster.observeAll();
  t.deepEqual(onA(), ['shop/beacon']);
  cluster.observeAll();
  t.deepEqual(onA(), []);
});

test('of several tolerations the most patient counts, of several taints the most urgent', (t) => {
  const patience = (...tolerate: Toleration[]) => toleratedMs(EVICTING, tolerate);
  t.is(patience(), 0);
  t.is(patience({ key: 'upkeep', forMs: 5 }, { key: 'upkeep', forMs: 7 }), 7);
  t.is(patience({ key: 'upkeep', forMs: 5 }, { key: 'upkeep' }), Infinity);
  t.is(toleratedMs({ key: 'upkeep', value: 'today' }, [{ key: 'upkeep', forMs: 5 }]), Infinity);
  const other: Taint = { key: 'constructor', value: '', effect: 'evict' };
  const info = nodeInfo('a', { taints: [EVICTING, other] });
  const tolerate = [
    { key: 'upkeep', forMs: 50 },
    { key: 'constructor', forMs: 10 },
  ];
  t.is(evictionAtMs({ info, taintedAtMs: { 'upkeep=today': 100, constructor: 120 } }, tolerate), 130);
  t.is(evictionAtMs({ info: nodeInfo('a', { taints: [{ key: 'k', value: '' }] }) }, []), undefined);
});

test('when a node got its taints outlives a restore', (t) => {
  const state = emptyState();
  const register = (taints: readonly Taint[], atMs: number) =>
    apply(
      state,
      { kind: 'node.registered', node: nodeInfo('a', { taints }), instance: 'i', atMs },
      { index: 1 },
    );
  const times = () => state.nodes.get(nodeId('a'))?.taintedAtMs;
  register([EVICTING], 10);
  register([{ key: 'k', value: '', effect: 'evict' }, EVICTING], 20);
  t.deepEqual(times(), { 'upkeep=today': 10, k: 20 });
  const restored = stateFromEntities(new Map(entitiesOf(state)));
  t.is(stateDigest(restored), stateDigest(state));
  t.deepEqual(restored.nodes.get(nodeId('a'))?.taintedAtMs, times());
  register([{ key: 'k', value: '' }], 30);
  t.is(times(), undefined);
});
