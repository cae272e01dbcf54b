/** Preemption: copies of lower priority end so that a workload that says so has room. */
import {
  apply,
  type ClusterState,
  emptyState,
  entitiesOf,
  nodeId,
  planStack,
  stateDigest,
  stateFromEntities,
  why,
} from '@berth/core';
import { createScheduler } from '@berth/scheduler';
import test from 'ava';
import { ACTOR, ClusterFixture, LEASE_MS, nodeInfo, stack, workload } from './cluster-fixture.js';

const LOW = { priority: 20, memory: 1000 };
const HIGH = { priority: 80, preempt: true, memory: 1000 };

/** Node "a" with four copies of low/web on it, which leave 96 MiB. */
function fullNode(wish: Parameters<typeof workload>[0] = {}): ClusterFixture {
  const cluster = new ClusterFixture();
  cluster.join('a');
  cluster.apply(stack('low', { web: workload({ ...LOW, replicas: 4, ...wish }) }));
  cluster.observeAll();
  return cluster;
}

const ids = (cluster: ClusterFixture) => cluster.wanted().map(({ id }) => id as string);
const ending = (cluster: ClusterFixture) =>
  [...cluster.state.placements.values()]
    .filter(({ desired }) => desired === 'stopped')
    .map(({ id }) => id as string);

function replayed(cluster: ClusterFixture): ClusterState {
  const state = emptyState();
  cluster.blocks.forEach((events, at) => {
    for (const event of events) apply(state, event, { index: at + 1 });
    state.index = at + 1;
  });
  return state;
}

function restored(state: ClusterState): ClusterState {
  const plain = [...entitiesOf(state)].map(
    ([key, value]) => [key, JSON.parse(JSON.stringify(value))] as const,
  );
  // As a store would give them back: in the order of their keys.
  return stateFromEntities(new Map(plain.sort(([a], [b]) => (a < b ? -1 : 1))));
}

test('the fewest copies end, their room is held, and the higher one is placed when they have ended', (t) => {
  const cluster = fullNode();
  const reply = cluster.apply(stack('high', { db: workload({ ...HIGH, memory: 2000 }) }));
  t.like(reply, { workloads: [{ placed: [], missing: 1 }] });
  t.deepEqual(ending(cluster), ['low/web/0.1', 'low/web/1.2']);
  t.true(replayed(cluster).nominations.size === 1);
  cluster.observeAll();
  t.deepEqual(ids(cluster), ['high/db/0.1', 'low/web/2.3', 'low/web/3.4']);
  t.is(cluster.state.nominations.size, 0);
  const why2 = why(cluster.state, cluster.scheduler, 'low/web');
  t.deepEqual(why2.preemptions, [
    { victim: 'low/web' as never, workload: 'high/db' as never, priority: 80, over: 20, copies: 2 },
  ]);
  t.deepEqual(why(cluster.state, cluster.scheduler, 'high/db').preemptions, why2.preemptions);
});

test('without "preempt" a higher workload waits', (t) => {
  const cluster = fullNode();
  cluster.apply(stack('high', { db: workload({ ...HIGH, preempt: false }) }));
  t.deepEqual(ending(cluster), []);
});

test('nothing ends for a copy that fits, nor for one that would not fit even then', (t) => {
  const cluster = fullNode();
  cluster.apply(stack('fits', { db: workload({ ...HIGH, memory: 96 }) }));
  cluster.apply(stack('large', { db: workload({ ...HIGH, memory: 5000 }) }));
  cluster.apply(
    stack('elsewhere', { db: workload({ ...HIGH, placement: { require: ["node.id == 'b'"] } }) }),
  );
  t.deepEqual(ending(cluster), []);
  cluster.join('b');
  t.deepEqual(ending(cluster), []);
  t.is(cluster.wanted().filter(({ node }) => node === nodeId('b'))[0]?.workload as string, 'elsewhere/db');
});

test('never copies of equal or higher priority, of a daemon, or of what it has to be near', (t) => {
  for (const victim of [
    workload({ priority: 80, memory: 4000 }),
    workload({ priority: 81, memory: 4000 }),
    workload({ kind: 'daemon', priority: 0, memory: 4000 }),
  ]) {
    const cluster = new ClusterFixture();
    cluster.join('a');
    cluster.apply(stack('low', { web: victim, small: workload({ priority: 0, memory: 50 }) }));
    cluster.apply(stack('high', { db: workload(HIGH) }));
    t.deepEqual(ending(cluster), []);
  }
  const cluster = new ClusterFixture();
  cluster.join('a');
  const near = { near: { workload: 'web', by: 'node' } };
  cluster.apply(stack('s', { web: workload({ ...LOW, memory: 4000 }) }));
  cluster.apply(
    stack('s', { web: workload({ ...LOW, memory: 4000 }), db: workload({ ...HIGH, placement: near }) }),
  );
  t.deepEqual(ending(cluster), []);
});

test('the lowest priority ends first, even when that takes more copies', (t) => {
  const cluster = new ClusterFixture();
  cluster.join('a');
  cluster.apply(stack('mid', { web: workload({ priority: 30, memory: 2000 }) }));
  cluster.apply(stack('low', { web: workload({ priority: 10, memory: 1000, replicas: 2 }) }));
  cluster.apply(stack('high', { db: workload({ ...HIGH, memory: 2000 }) }));
  t.deepEqual(ending(cluster), ['low/web/0.1', 'low/web/1.2']);
});

test('a victim that the next eviction makes needless stays', (t) => {
  const cluster = new ClusterFixture();
  cluster.join('a');
  cluster.apply(stack('top', { web: workload({ priority: 100, memory: 2696 }) }));
  cluster.apply(stack('least', { web: workload({ priority: 10, memory: 500 }) }));
  cluster.apply(stack('less', { web: workload({ priority: 20, memory: 900 }) }));
  // For one copy the first is enough; for two the second alone, but not the first.
  cluster.apply(stack('high', { db: workload({ ...HIGH, memory: 400, replicas: 2 }) }));
  t.deepEqual(ending(cluster), ['less/web/0.1']);
  t.is(cluster.state.nominations.size, 2);
});

test('of a gang all copies end or none, and where a single copy is enough, that one', (t) => {
  const cluster = new ClusterFixture();
  cluster.join('a', 'b');
  const gang = { timeoutMs: 60_000 };
  cluster.apply(stack('crew', { web: workload({ priority: 10, memory: 3000, replicas: 2, gang }) }));
  cluster.apply(stack('high', { db: workload({ ...HIGH, memory: 2000 }) }));
  t.deepEqual(ending(cluster), ['crew/web/0.1', 'crew/web/1.2']);
  const other = new ClusterFixture();
  other.join('a', 'b');
  other.apply(stack('crew', { web: workload({ priority: 10, memory: 2000, replicas: 2, gang }) }));
  other.apply(stack('low', { web: workload({ priority: 10, memory: 2000, replicas: 2 }) }));
  other.apply(stack('high', { db: workload({ ...HIGH, memory: 2000 }) }));
  t.is(ending(other).length, 1);
  t.true(ending(other)[0]?.startsWith('low/'));
});

test('room that becomes free step by step is taken by nobody in between', (t) => {
  const cluster = fullNode();
  cluster.apply(stack('high', { db: workload({ ...HIGH, memory: 2000 }) }));
  cluster.apply(stack('usual', { web: workload({ memory: 50 }), more: workload({ memory: 900 }) }));
  cluster.observeAll('running', ({ id }) => id === ending(cluster)[0]);
  t.deepEqual(
    ids(cluster).filter((id) => !id.startsWith('low/')),
    [],
    'neither the room that was free, nor what the first victim gave back',
  );
  cluster.observeAll();
  t.true(ids(cluster).includes('high/db/0.1'));
  t.true(ids(cluster).includes('usual/web/0.1'), 'what is left over is free for others');
});

test('what is ending anyway is waited for: an update preempts nobody', (t) => {
  const cluster = new ClusterFixture();
  cluster.join('a');
  cluster.apply(stack('low', { web: workload({ ...LOW, replicas: 2 }) }));
  cluster.apply(stack('high', { db: workload({ ...HIGH, memory: 2000 }) }));
  cluster.observeAll();
  cluster.apply(stack('high', { db: workload({ ...HIGH, memory: 2000, command: ['v2'] }) }));
  t.deepEqual(ending(cluster), ['high/db/0.1']);
  t.is(cluster.state.nominations.size, 1);
  cluster.observeAll();
  t.true(ids(cluster).includes('high/db/0.2'));
});

test('two that preempt do not count on the same room', (t) => {
  const cluster = fullNode();
  cluster.apply(stack('one', { db: workload(HIGH) }));
  cluster.apply(stack('two', { db: workload({ ...HIGH, priority: 70 }) }));
  t.is(ending(cluster).length, 2);
  cluster.observeAll();
  t.deepEqual(
    ids(cluster).filter((id) => !id.startsWith('low/')),
    ['one/db/0.1', 'two/db/0.1'],
  );
});

test('room that is complete goes to its copies, not to others that wait on the same node', (t) => {
  const cluster = fullNode();
  const gang = { timeoutMs: 60_000 };
  cluster.apply(stack('crew', { web: workload({ ...HIGH, replicas: 2, gang }) }));
  cluster.apply(stack('single', { db: workload({ ...HIGH, priority: 70 }) }));
  const [first, second, last] = ending(cluster);
  cluster.observeAll('running', ({ id }) => id === first || id === second);
  t.deepEqual(
    ids(cluster).filter((id) => !id.startsWith('low/')),
    ['crew/web/0.1', 'crew/web/1.2'],
  );
  const ended = cluster.kinds().filter((kind) => kind === 'nomination.ended').length;
  t.is(ended, 2, 'nobody displaced anybody');
  cluster.observeAll('running', ({ id }) => id === last);
  t.true(ids(cluster).includes('single/db/0.1'));
  t.is(stateDigest(replayed(cluster)), stateDigest(cluster.state));
});

test('a gang preempts for all of its copies, or for none', (t) => {
  const cluster = fullNode();
  cluster.join(nodeInfo('b', { labels: { closed: 'yes' } }));
  cluster.apply(
    stack('top', {
      web: workload({ memory: 4000, priority: 100, placement: { require: ["node.id == 'b'"] } }),
    }),
  );
  const gang = { timeoutMs: 60_000 };
  cluster.apply(stack('crew', { web: workload({ ...HIGH, replicas: 5, gang }) }));
  t.deepEqual(ending(cluster), []);
  cluster.apply(stack('crew', { web: workload({ ...HIGH, replicas: 3, gang }) }));
  t.is(ending(cluster).length, 3);
  t.is(cluster.state.nominations.size, 3);
  cluster.observeAll('running', ({ id }) => id === ending(cluster)[0]);
  t.is(ids(cluster).filter((id) => id.startsWith('crew/')).length, 0, 'not one by one');
  t.false(cluster.kinds().includes('nomination.ended'), 'and the room of the first one is kept');
  cluster.observeAll();
  t.is(ids(cluster).filter((id) => id.startsWith('crew/')).length, 3);
});

test('a nomination ends with its workload, with its node, and with its time', (t) => {
  const nominate = () => {
    const cluster = fullNode();
    cluster.apply(stack('high', { db: workload(HIGH) }));
    t.is(cluster.state.nominations.size, 1);
    return cluster;
  };
  const heldAfter = (cluster: ClusterFixture) => {
    t.is(cluster.state.nominations.size, 0);
    return cluster.state.nodes.get(nodeId('a'))?.load.held.memory;
  };
  const deleted = nominate();
  deleted.command({ kind: 'delete', stack: 'high', actor: ACTOR });
  t.is(heldAfter(deleted), 4000);
  const closed = nominate();
  closed.command({ kind: 'set-eligibility', node: nodeId('a'), eligibility: 'cordoned', actor: ACTOR });
  t.is(heldAfter(closed), 4000);
  const late = nominate();
  late.nowMs += 70_000;
  const outcome = late.turn((turn) => {
    turn.state.changes.dirty.add('high/db' as never);
    return turn.events;
  });
  t.like(outcome, [{ kind: 'nomination.ended', outcome: 'expired' }, { kind: 'nomination.made' }]);
  t.is(ending(late).length, 1, 'nobody else has to end');
  const removed = nominate();
  removed.disconnect('a', 31_000);
  removed.command({ kind: 'remove-node', node: nodeId('a'), actor: ACTOR });
  t.is(removed.state.nominations.size, 0);
});

test('a victim is placed elsewhere by itself, and says why', (t) => {
  const cluster = fullNode();
  cluster.join(nodeInfo('b', { taints: [{ key: 'low', value: '' }] }));
  cluster.apply(
    stack('low', { web: workload({ ...LOW, replicas: 4, placement: { tolerate: [{ key: 'low' }] } }) }),
  );
  cluster.apply(stack('high', { db: workload({ ...HIGH, memory: 2000 }) }));
  cluster.settle();
  const moved = cluster.wanted().filter(({ node }) => node === nodeId('b'));
  t.deepEqual(
    moved.map(({ cause }) => cause),
    ['preempted', 'preempted'],
  );
});

test('a daemon that preempts takes room on each node of its own', (t) => {
  const cluster = fullNode();
  cluster.join('b');
  cluster.apply(stack('more', { web: workload({ ...LOW, replicas: 4 }) }));
  cluster.observeAll();
  cluster.apply(stack('ops', { beacon: workload({ ...HIGH, kind: 'daemon' }) }));
  t.is(ending(cluster).length, 2);
  cluster.observeAll();
  t.deepEqual(
    cluster
      .wanted()
      .filter(({ workload: key }) => key === ('ops/beacon' as never))
      .map(({ node }) => node as string)
      .sort(),
    ['a', 'b'],
  );
});

test('a plan says what would end, and changes nothing', (t) => {
  const cluster = fullNode();
  cluster.apply(stack('waits', { web: workload({ ...LOW, priority: 30, preempt: true, memory: 4500 }) }));
  const before = stateDigest(cluster.state);
  const moment = { nowMs: cluster.nowMs, leaseMs: LEASE_MS, silentMs: () => 0 };
  const view = planStack(
    cluster.state,
    stack('high', { db: workload(HIGH) }),
    { moment, index: cluster.blocks.length + 1 },
    (fork) => createScheduler(fork),
  );
  t.like(view.workloads, [{ workload: 'high/db', missing: 1, preempt: ['low/web/0.1'] }]);
  t.is(stateDigest(cluster.state), before);
  t.is(stateDigest(replayed(cluster)), before);
});

test('a nomination that is half filled is the same after a replay and a restore', (t) => {
  const cluster = fullNode({ devices: {}, ports: { http: 'auto' } });
  cluster.apply(
    stack('high', { db: workload({ ...HIGH, memory: 3000, ports: { sql: 20_000, more: 'auto' } }) }),
  );
  for (let step = 0; step < 4; step++) {
    const digest = stateDigest(cluster.state);
    t.is(stateDigest(replayed(cluster)), digest);
    t.is(stateDigest(restored(cluster.state)), digest);
    cluster.observeAll('running', ({ id }) => id === ending(cluster)[0]);
  }
  t.true(ids(cluster).includes('high/db/0.1'));
});

test('devices that victims give back are kept for the one that takes them', (t) => {
  const devices = ['gpu-0', 'gpu-1'].map((name) => ({ name, class: 'gpu', model: 't4' }));
  const cluster = new ClusterFixture();
  cluster.join(nodeInfo('a', { inventory: { ...nodeInfo('a').inventory, devices } }));
  cluster.apply(stack('low', { web: workload({ priority: 20, replicas: 3, devices: { gpu: 600 } }) }));
  cluster.apply(stack('more', { web: workload({ priority: 20, replicas: 2, devices: { gpu: 400 } }) }));
  cluster.observeAll();
  cluster.apply(stack('high', { job: workload({ ...HIGH, devices: { gpu: 1000 } }) }));
  t.is(ending(cluster).length, 2, 'the two that share one device');
  cluster.apply(stack('usual', { web: workload({ devices: { gpu: 400 } }) }));
  cluster.observeAll('running', ({ id }) => id === ending(cluster)[0]);
  t.is(ids(cluster).filter((id) => id.startsWith('usual/')).length, 0);
  cluster.observeAll();
  t.true(ids(cluster).includes('high/job/0.1'));
});
