/** A node was silent, another copy stood in for its own, and it is back: which one stays. */
import {
  type DisconnectRule,
  entitiesOf,
  isStanding,
  keptCopy,
  nodeId,
  type ObservedPhase,
  ON_RETURN,
  type OnReturn,
  type Placement,
  RETURN_SETTLE_MS,
  stateDigest,
  stateFromEntities,
} from '@berth/core';
import test from 'ava';
import fc from 'fast-check';
import { ClusterFixture, LEASE_MS, stack, workload } from './cluster-fixture.js';

const KEY = 'shop/web';

/** One copy on a, whose node falls silent; b takes what comes. */
function cutOff(disconnect: Partial<DisconnectRule> = {}, more: Parameters<typeof workload>[0] = {}) {
  const cluster = new ClusterFixture();
  cluster.join('a');
  const rule = { policy: 'replace' as const, afterMs: 0, ...disconnect };
  cluster.apply(stack('shop', { web: workload({ disconnect: rule, ...more }) }));
  cluster.observeAll('running');
  cluster.join('b');
  cluster.nowMs += 60_000;
  cluster.disconnect('a', LEASE_MS);
  return cluster;
}

function pass(cluster: ClusterFixture, ms: number): void {
  cluster.nowMs += ms;
  cluster.turn((turn) => {
    turn.state.changes.dirty.add(KEY as never);
  });
  cluster.settle();
}

const on = (node: string) => (placement: Placement) => placement.node === node;
const where = (cluster: ClusterFixture) => cluster.wanted().map(({ node }) => node as string);
const asides = (cluster: ClusterFixture) =>
  [...cluster.state.placements.values()].filter(({ aside }) => aside);
const ending = (cluster: ClusterFixture) =>
  [...cluster.state.placements.values()]
    .filter(({ desired }) => desired === 'stopped')
    .map(({ node, stopCause }) => `${node} ${stopCause}`);

test('while its node is silent the original is set aside, not ended: its node is told nothing', (t) => {
  const cluster = cutOff();
  t.deepEqual(where(cluster), ['b']);
  t.deepEqual(
    asides(cluster).map(({ node, desired }) => [node as string, desired]),
    [['a', 'running']],
  );
  t.is(cluster.state.nodes.get(nodeId('a'))?.digest.toString().length !== 0, true);
  t.deepEqual(ending(cluster), []);
  t.true(cluster.kinds().includes('placements.set-aside'));
});

test('nothing ends before the node has told what happened there', (t) => {
  const cluster = cutOff();
  cluster.observeAll('running', on('b'));
  cluster.reconnect('a');
  pass(cluster, RETURN_SETTLE_MS - 1);
  t.deepEqual(ending(cluster), []);
  pass(cluster, 1);
  t.is(ending(cluster).length, 1);
});

type Row = { onReturn?: OnReturn; original: ObservedPhase; replacement: ObservedPhase; ends: string[] };

const ROWS: readonly Row[] = [
  { original: 'running', replacement: 'running', ends: ['b returned'] },
  { original: 'running', replacement: 'restarting', ends: ['b returned'] },
  { original: 'restarting', replacement: 'running', ends: ['a replaced'] },
  { original: 'restarting', replacement: 'starting', ends: [] },
  { original: 'scheduled', replacement: 'scheduled', ends: ['b returned'] },
  { onReturn: 'keep-original', original: 'running', replacement: 'running', ends: ['b returned'] },
  { onReturn: 'keep-original', original: 'restarting', replacement: 'running', ends: [] },
  { onReturn: 'keep-replacement', original: 'running', replacement: 'running', ends: ['a replaced'] },
  { onReturn: 'keep-replacement', original: 'running', replacement: 'restarting', ends: [] },
];

for (const { onReturn, original, replacement, ends } of ROWS) {
  test(`${onReturn ?? 'by default'}, original ${original}, replacement ${replacement}: ends ${ends.join() || 'none'}`, (t) => {
    const cluster = cutOff(onReturn ? { onReturn } : {});
    cluster.observeAll(replacement, on('b'));
    cluster.reconnect('a');
    if (original !== 'running') cluster.observeAll(original, on('a'));
    pass(cluster, RETURN_SETTLE_MS);
    t.deepEqual(ending(cluster), ends);
    t.is(asides(cluster).length, ends.length === 0 ? 1 : 0);
    t.is(where(cluster).length, 1);
  });
}

test('of two that serve, the one that has run for longer without a break is the better one', (t) => {
  const cluster = cutOff();
  cluster.observeAll('running', on('b'));
  pass(cluster, 60_000);
  cluster.reconnect('a');
  // It crashed and came up again while nobody listened.
  cluster.observeAll('running', on('a'));
  pass(cluster, RETURN_SETTLE_MS);
  t.deepEqual(ending(cluster), ['a replaced']);
});

test('where nothing could stand in for it, the original is simply there again', (t) => {
  const cluster = cutOff({}, { placement: { require: ["node.site == 'site-a'"] } });
  t.deepEqual(where(cluster), []);
  t.is(cluster.state.workloads.get(KEY as never)?.blocked?.missing, 1);
  cluster.reconnect('a');
  t.deepEqual(where(cluster), ['a']);
  t.deepEqual(ending(cluster), []);
  t.is(cluster.state.workloads.get(KEY as never)?.blocked, undefined);
});

test('a second loss does not wait for everybody: the first original is waited for', (t) => {
  const cluster = cutOff();
  cluster.observeAll('running', on('b'));
  cluster.join('c');
  cluster.disconnect('b', LEASE_MS);
  t.deepEqual(where(cluster), ['c']);
  t.deepEqual(
    asides(cluster).map(({ node }) => node as string),
    ['a'],
  );
  t.deepEqual(ending(cluster), ['b replaced']);
  cluster.reconnect('a');
  pass(cluster, RETURN_SETTLE_MS);
  t.deepEqual(ending(cluster).sort(), ['b replaced', 'c returned']);
  t.deepEqual(where(cluster), ['a']);
});

test('a stand-in that is lost when the original is back is not replaced by a third', (t) => {
  const cluster = cutOff();
  cluster.observeAll('running', on('b'));
  cluster.join('c');
  cluster.reconnect('a');
  cluster.disconnect('b', LEASE_MS);
  t.deepEqual(where(cluster), ['a']);
  t.deepEqual(ending(cluster), ['b returned']);
});

test('an update, a smaller number and a deletion end what is set aside, too', (t) => {
  const rule = { policy: 'replace' as const, afterMs: 0 };
  const changes: readonly ((cluster: ClusterFixture) => void)[] = [
    (cluster) => cluster.apply(stack('shop', { web: workload({ disconnect: rule, command: ['new'] }) })),
    (cluster) => cluster.apply(stack('shop', { web: workload({ disconnect: rule, replicas: 0 }) })),
    (cluster) => cluster.command({ kind: 'delete', stack: 'shop', actor: { name: 'x' } }),
  ];
  for (const change of changes) {
    const cluster = cutOff();
    cluster.observeAll('running', on('b'));
    change(cluster);
    t.deepEqual(asides(cluster), []);
    t.true(ending(cluster).some((text) => text.startsWith('a ')));
    cluster.reconnect('a');
    cluster.observeAll();
    pass(cluster, RETURN_SETTLE_MS);
    t.false(where(cluster).includes('a'));
  }
});

test('a batch that completed on the cut-off node is not done again', (t) => {
  const cluster = cutOff({ onReturn: 'keep-replacement' }, { kind: 'batch' });
  cluster.observeAll('running', on('b'));
  cluster.reconnect('a');
  cluster.observeAll('completed', on('a'));
  pass(cluster, RETURN_SETTLE_MS);
  t.deepEqual(ending(cluster), ['b returned']);
});

test('a daemon is left alone on its silent node', (t) => {
  const cluster = cutOff({}, { kind: 'daemon' });
  const before = where(cluster);
  cluster.reconnect('a');
  pass(cluster, RETURN_SETTLE_MS);
  t.deepEqual(where(cluster), before);
  t.deepEqual(ending(cluster), []);
});

const comparable = fc
  .record({
    observed: fc.constantFrom<ObservedPhase>('assigned', 'starting', 'running', 'restarting', 'completed'),
    changedAtMs: fc.nat(1000),
  })
  .map((copy) => ({ ...copy, ready: copy.observed === 'running' }));

test('what serves is never ended for what does not, and of two that serve one is chosen', (t) => {
  fc.assert(
    fc.property(fc.constantFrom(...ON_RETURN), comparable, comparable, (rule, original, replacement) => {
      const kept = keptCopy(rule, original, replacement);
      const worth = ({ observed }: typeof original) => ['running', 'completed'].indexOf(observed);
      if (kept) {
        const [stays, goes] = kept === 'original' ? [original, replacement] : [replacement, original];
        t.true(worth(stays) >= worth(goes));
        t.true(worth(stays) >= 0);
      }
      if (original.observed === 'running' && replacement.observed === 'running') t.truthy(kept);
    }),
  );
});

test('whatever happens to nodes: a replica counts once, at most one copy is aside, and the state survives a checkpoint', (t) => {
  const event = fc.record({
    node: fc.constantFrom('a', 'b', 'c'),
    what: fc.constantFrom('cut', 'back', 'observe', 'crash', 'time'),
  });
  fc.assert(
    fc.property(fc.constantFrom(...ON_RETURN), fc.array(event, { maxLength: 40 }), (onReturn, events) => {
      const cluster = new ClusterFixture();
      cluster.join('a', 'b', 'c');
      const disconnect = { policy: 'replace' as const, afterMs: 0, onReturn };
      cluster.apply(stack('shop', { web: workload({ disconnect, replicas: 2 }) }));
      cluster.observeAll();
      for (const { node, what } of events) {
        cluster.nowMs += 7_000;
        if (what === 'cut') cluster.disconnect(node, LEASE_MS);
        else if (what === 'back') cluster.reconnect(node);
        else if (what === 'time') pass(cluster, RETURN_SETTLE_MS);
        else cluster.observeAll(what === 'crash' ? 'restarting' : 'running', on(node));
        const all = [...cluster.state.placements.values()];
        for (const replica of [0, 1]) {
          const copies = all.filter((it) => it.replica === replica && it.desired === 'running');
          t.true(copies.filter(isStanding).length <= 1);
          t.true(copies.filter(({ aside }) => aside).length <= 1);
        }
        const entities = JSON.parse(JSON.stringify([...entitiesOf(cluster.state)]));
        t.is(stateDigest(stateFromEntities(new Map(entities))), stateDigest(cluster.state));
      }
      for (const node of ['a', 'b', 'c']) cluster.reconnect(node);
      for (let i = 0; i < 4; i++) {
        cluster.observeAll();
        pass(cluster, RETURN_SETTLE_MS);
      }
      t.deepEqual(asides(cluster), []);
      t.is(cluster.wanted().length, 2);
    }),
    { numRuns: 60 },
  );
});
