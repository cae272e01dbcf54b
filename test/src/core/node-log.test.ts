/** What the log of nodes says of each event: nothing that a node view shows changes without an entry. */
import { NODE_LOG_LENGTH, NodeLog, nodeId, type ReadonlyNodeLog, workloadKey } from '@berth/core';
import test from 'ava';
import { ACTOR, ClusterFixture, stack, workload } from './cluster-fixture.js';

const WEB = workloadKey('shop', 'web');

/** "a", or "a shop/web +1". */
function entries(log: ReadonlyNodeLog, from: number): string[] {
  const said: string[] = [];
  for (let number = from; number < log.next; number++) {
    const whose = log.workloadAt(number);
    const copies = log.copiesAt(number);
    said.push(whose === undefined ? log.nodeAt(number) : `${log.nodeAt(number)} ${whose} ${copies}`);
  }
  return said;
}

/** What was logged while `act` ran, each entry once. */
function during(cluster: ClusterFixture, act: () => void): string[] {
  const { nodeLog } = cluster.state;
  const from = nodeLog.next;
  act();
  return [...new Set(entries(nodeLog, from))].sort();
}

test('nodes that join, change and leave; copies that come and go', (t) => {
  const cluster = new ClusterFixture();
  t.deepEqual(
    during(cluster, () => cluster.join('a')),
    ['a'],
  );
  t.deepEqual(
    during(cluster, () => cluster.apply(stack('shop', { web: workload() }))),
    ['a shop/web 1'],
  );
  const node = nodeId('a');
  t.deepEqual(
    during(cluster, () =>
      cluster.command({ kind: 'set-eligibility', node, eligibility: 'cordoned', actor: ACTOR }),
    ),
    ['a'],
  );
  t.deepEqual(
    during(cluster, () => cluster.apply(stack('shop', { web: workload({ replicas: 0 }) }))),
    ['a shop/web -1'],
  );
  t.deepEqual(
    during(cluster, () => cluster.observeAll()),
    ['a'],
  );
  cluster.disconnect('a', 1_000);
  t.deepEqual(
    during(cluster, () => cluster.command({ kind: 'remove-node', node, actor: ACTOR })),
    ['a'],
  );
});

test('a copy that ends by itself is counted as long as it is wanted', (t) => {
  const cluster = new ClusterFixture();
  cluster.join('a');
  cluster.apply(stack('shop', { web: workload({ kind: 'batch' }) }));
  t.deepEqual(
    during(cluster, () => cluster.observeAll('completed')),
    ['a'],
  );
  t.deepEqual(
    during(cluster, () => cluster.command({ kind: 'delete', stack: 'shop', actor: ACTOR })),
    [`a ${WEB} -1`],
  );
});

test('the oldest entries go', (t) => {
  const log = new NodeLog();
  for (let entry = 0; entry < NODE_LOG_LENGTH + 2; entry++) log.changed(nodeId(`n${entry}`));
  t.is(log.first, 2);
  t.is(log.nodeAt(log.first), nodeId('n2'));
  t.is(log.nodeAt(log.next - 1), nodeId(`n${NODE_LOG_LENGTH + 1}`));
});
