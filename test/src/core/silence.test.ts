import { nodeId, silenceOf } from '@berth/core';
import test from 'ava';
import { ClusterFixture, nodeInfo } from './cluster-fixture.js';

const LEASE = 30_000;

function site(...down: string[]) {
  const cluster = new ClusterFixture();
  cluster.join(...['a', 'b', 'c'].map((id) => nodeInfo(id, { site: 'cellar' })));
  for (const id of down) cluster.disconnect(id, LEASE);
  const node = (id: string) => {
    const found = cluster.state.nodes.get(nodeId(id));
    if (!found) throw new Error(id);
    return found;
  };
  return { node, nodes: [...cluster.state.nodes.values()], sinceMs: cluster.nowMs - LEASE };
}

const word = (node: string, reached: boolean) => ({ node: nodeId(node), reached, agoMs: 1 });

test('one that is heard is not silent', (t) => {
  const { node, nodes } = site();
  t.is(silenceOf(node('a'), nodes, [], LEASE), undefined);
});

test('what its neighbours say is why', (t) => {
  const { node, nodes, sinceMs } = site('a');
  const cause = (words: Parameters<typeof silenceOf>[2]) => silenceOf(node('a'), nodes, words, LEASE);
  t.like(cause([]), { cause: 'unknown', others: 2, sinceMs });
  t.like(cause([word('b', false)]), { cause: 'node' });
  t.like(cause([word('b', true)]), { cause: 'link' });
  t.like(cause([word('b', false), word('c', true)]), { cause: 'link' }, 'seen is seen');
});

test('where the whole site is silent, so is its link; a node that is alone has no neighbours', (t) => {
  const { node, nodes } = site('a', 'b', 'c');
  t.like(silenceOf(node('a'), nodes, [], LEASE), { cause: 'site' });
  t.like(silenceOf(node('a'), nodes, [word('b', false)], LEASE), { cause: 'site' }, 'of before');
  t.like(silenceOf(node('a'), [node('a')], [], LEASE), { cause: 'unknown', others: 0 });
});
