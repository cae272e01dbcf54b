import { nodeId, why } from '@berth/core';
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

test('the nearest miss: least of what it needs is lacking, over the scarcest amount', (t) => {
  const cluster = new ClusterFixture();
  cluster.join('a', 'b', 'c');
  cluster.apply(
    stack('base', {
      web: workload({ memory: 1000, replicas: 3, placement: { spread: { by: 'node', maxSkew: 1 } } }),
    }),
  );
  cluster.apply(
    stack('more', { web: workload({ memory: 1500, placement: { require: ["node.id == 'b'"] } }) }),
  );
  cluster.apply(stack('shop', { web: workload({ memory: 4000, cpu: 4000 }) }));
  // All have 4096 MiB and 4000 millicores; 100 millicores are held on a and c, 200 on b.
  const { nearest } = why(cluster.state, cluster.scheduler, 'shop/web');
  t.deepEqual(nearest, {
    node: nodeId('a'),
    lacks: [
      { resource: 'cpu', needs: 4000, free: 3900 },
      { resource: 'memory', needs: 4000, free: 3096 },
    ],
  });
});

test('no nearest miss when a node fits, nor of nodes that something else speaks against', (t) => {
  const cluster = new ClusterFixture();
  cluster.join('a', 'b');
  cluster.apply(stack('fits', { web: workload() }));
  t.is(why(cluster.state, cluster.scheduler, 'fits/web').nearest, undefined);
  const placement = { require: ["node.site == 'nowhere'"] };
  cluster.apply(stack('never', { web: workload({ memory: 9999, placement }) }));
  t.is(why(cluster.state, cluster.scheduler, 'never/web').nearest, undefined);
});
