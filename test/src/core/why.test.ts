import { why } from '@berth/core';
import test from 'ava';
import { ClusterFixture, stack, workload } from './cluster-fixture.js';

test('why not on one node: what spread says of it looks at all nodes', (t) => {
  const cluster = new ClusterFixture();
  cluster.join('a', 'b');
  const placement = { spread: { by: 'node', maxSkew: 1 } };
  cluster.apply(stack('shop', { web: workload({ replicas: 3, placement }) }));
  const where = cluster.wanted().map((one) => one.node as string);
  const [full, other] = where.filter((id) => id === 'a').length === 2 ? ['a', 'b'] : ['b', 'a'];
  const { verdicts } = why(cluster.state, cluster.scheduler, 'shop/web', full);
  t.like(verdicts, [{ node: full, fits: false, rejects: [{ reason: 'spread' }] }]);
  t.like(why(cluster.state, cluster.scheduler, 'shop/web', other).verdicts, [{ node: other, fits: true }]);
});

test('why one node does not fit a workload that is blocked: the reasons of all nodes are counted', (t) => {
  const cluster = new ClusterFixture();
  cluster.join('a', 'b', 'c');
  cluster.apply(stack('shop', { web: workload({ memory: 9999 }) }));
  t.like(why(cluster.state, cluster.scheduler, 'shop/web', 'b'), {
    rejects: [{ reason: 'resource', subject: 'memory', nodes: 3 }],
    verdicts: [{ node: 'b', fits: false, rejects: [{ reason: 'resource', subject: 'memory' }] }],
  });
});
