/** Emptying nodes, by the rules alone: what leaves when, what is left and why, and what a deadline does. */
import { decideControl, listNodes, nodeId, type SetEligibilityCommand } from '@berth/core';
import test from 'ava';
import { ACTOR, ClusterFixture, stack, workload } from './cluster-fixture.js';

const MINUTE = 60_000;

class Drained extends ClusterFixture {
  drain(id: string, more: Partial<SetEligibilityCommand> = {}): string {
    const node = nodeId(id);
    const reply = this.command({
      kind: 'set-eligibility',
      node,
      eligibility: 'draining',
      actor: ACTOR,
      ...more,
    });
    return reply.kind === 'rejected' ? reply.message : reply.kind;
  }

  pass(ms: number): void {
    this.nowMs += ms;
    for (const key of this.state.workloads.keys()) this.state.changes.dirty.add(key);
    this.settle();
  }

  on(id: string): string[] {
    return this.wanted()
      .filter(({ node }) => node === id)
      .map((copy) => copy.id);
  }

  left(id: string): string[] {
    const node = listNodes(this.state, () => ({})).find((one) => one.id === id);
    return (node?.drain?.left ?? []).map(({ placement, waitsFor }) => `${placement}: ${waitsFor}`);
  }
}

function exclusive(replicas: number) {
  return workload({ replicas, disconnect: { policy: 'exclusive', afterMs: 0 } });
}

test('a copy leaves when its replacement is ready, and until then one can see what it waits for', (t) => {
  const cluster = new Drained();
  cluster.join('a');
  cluster.apply(stack('shop', { web: workload({ replicas: 2 }) }));
  cluster.observeAll();
  cluster.join('b');
  t.is(cluster.drain('a'), 'eligibility-set');
  t.deepEqual(cluster.left('a'), [
    'shop/web/0.1: its replacement shop/web/0.3 on b is assigned',
    'shop/web/1.2: its replacement shop/web/1.4 on b is assigned',
  ]);
  cluster.observe(({ id }) => id === 'shop/web/0.3', { ready: false, unready: 'status 503' });
  t.is(cluster.left('a')[0], 'shop/web/0.1: its replacement shop/web/0.3 on b is not ready: status 503');
  t.is(cluster.on('a').length, 2);
  cluster.observe(({ id }) => id === 'shop/web/0.3', {});
  t.deepEqual(cluster.left('a')[0], 'shop/web/0.1: it is stopping');
  t.deepEqual(cluster.on('a'), ['shop/web/1.2']);
  cluster.observeAll();
  cluster.observeAll();
  t.deepEqual(cluster.left('a'), []);
});

test('without room a copy stays, also behind a deadline; with --force-after it is stopped then', (t) => {
  const cluster = new Drained();
  cluster.join('a');
  cluster.apply(
    stack('shop', { web: workload(), job: workload({ kind: 'batch' }), log: workload({ kind: 'daemon' }) }),
  );
  cluster.observeAll();
  cluster.drain('a', { deadlineMs: MINUTE });
  t.deepEqual(cluster.left('a'), [
    'shop/job/0.1: it is a batch: it may finish',
    'shop/log/0.1: it is a daemon: it leaves last',
    'shop/web/0.1: no room elsewhere: node is draining',
  ]);
  cluster.pass(2 * MINUTE);
  t.is(cluster.on('a').length, 3);
  cluster.drain('a', { deadlineMs: MINUTE, force: true });
  cluster.pass(MINUTE - 1);
  t.is(cluster.on('a').length, 3);
  cluster.pass(1);
  t.deepEqual(cluster.on('a'), []);
  cluster.join('b');
  t.deepEqual(cluster.on('b').length, 3, 'all of it begins elsewhere when there is room');
});

test('the wake for the deadline stands in the state: whoever leads then stops what is left', (t) => {
  const cluster = new Drained();
  cluster.join('a');
  cluster.apply(stack('shop', { web: workload() }));
  cluster.observeAll();
  cluster.drain('a', { deadlineMs: MINUTE, force: true });
  for (const key of cluster.state.workloads.keys()) cluster.state.changes.dirty.add(key);
  const wakes = cluster.turn((turn) => turn.wakes);
  t.deepEqual([...wakes.values()], [cluster.nowMs + MINUTE]);
});

test('replicas of an exclusive workload move one after the other', (t) => {
  const cluster = new Drained();
  cluster.join('a');
  cluster.apply(stack('shop', { db: exclusive(2) }));
  cluster.observeAll();
  cluster.join('b');
  cluster.drain('a');
  t.deepEqual(cluster.on('a'), ['shop/db/1.2']);
  t.deepEqual(cluster.left('a'), [
    'shop/db/0.1: it is stopping',
    'shop/db/1.2: another replica of it is down: one moves at a time',
  ]);
  cluster.observeAll('running', ({ desired }) => desired === 'stopped');
  t.is(cluster.on('b').length, 1);
  t.is(cluster.on('a').length, 1);
  for (let i = 0; i < 3; i++) cluster.observeAll();
  t.is(cluster.on('b').length, 2);
});

test('a drain that makes no sense is refused, and an end of it forgets its deadline', (t) => {
  const cluster = new Drained();
  cluster.join('a');
  t.regex(cluster.drain('a', { force: true }), /needs a deadline/);
  t.regex(cluster.drain('a', { deadlineMs: 10 }), /^a deadline is 1s to 168h/);
  cluster.drain('a', { deadlineMs: MINUTE });
  const cordon = {
    kind: 'set-eligibility',
    node: nodeId('a'),
    eligibility: 'cordoned',
    actor: ACTOR,
  } as const;
  t.like(
    cluster.turn((turn) => decideControl(turn, { ...cordon, deadlineMs: MINUTE })),
    { kind: 'rejected', code: 'invalid_request' },
  );
  cluster.command(cordon);
  t.is(cluster.state.nodes.get(nodeId('a'))?.drain, undefined);
});
