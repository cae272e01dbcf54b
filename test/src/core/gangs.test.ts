/** Gangs: copies that begin together or not at all. */
import {
  apply,
  emptyState,
  LIMITS,
  nodeId,
  type Placement,
  stackStatus,
  stateDigest,
  why,
  workloadKey,
} from '@berth/core';
import test from 'ava';
import { ACTOR, ClusterFixture, nodeInfo, stack, workload } from './cluster-fixture.js';

const MINUTE = 60_000;
/** Two of them fill a node. */
const HALF = { memory: 2000 };

function gang(wish: Parameters<typeof workload>[0] = {}) {
  return workload({ ...HALF, replicas: 4, gang: { timeoutMs: MINUTE }, ...wish });
}

function statusOf(cluster: ClusterFixture, name: string) {
  const record = cluster.state.stacks.get(name);
  return record && stackStatus(cluster.state, record).workloads[0];
}

/** Looks again when the time has come, as the coordinator does. */
function pass(cluster: ClusterFixture, ms: number, ...keys: string[]): void {
  cluster.nowMs += ms;
  cluster.turn((turn) => {
    for (const key of keys) turn.state.changes.dirty.add(key as never);
  });
  cluster.settle();
}

const of = (name: string) => (placement: Placement) => placement.workload.startsWith(`${name}/`);

test('a gang that does not fit as a whole is not placed, and holds nothing', (t) => {
  const cluster = new ClusterFixture();
  cluster.join('a');
  const reply = cluster.apply(stack('crew', { web: gang() }));
  t.like(reply, { workloads: [{ placed: [], missing: 4, rejects: [{ subject: 'memory', nodes: 1 }] }] });
  t.deepEqual(cluster.state.nodes.get(nodeId('a'))?.load.held, {});
  cluster.apply(stack('other', { web: workload({ ...HALF, replicas: 2 }) }));
  t.is(cluster.wanted().length, 2, 'what it waits for is free for others');
});

test('it is placed in one block as soon as all of it fits', (t) => {
  const cluster = new ClusterFixture();
  cluster.join('a');
  cluster.apply(stack('crew', { web: gang() }));
  cluster.join('b');
  const made = cluster.blocks.filter((events) => events.some(({ kind }) => kind === 'placements.made'));
  t.is(made.length, 1);
  t.is(cluster.wanted().length, 4);
  t.true(cluster.kinds().includes('workload.unblocked'));
});

test('two gangs do not lock each other out', (t) => {
  const cluster = new ClusterFixture();
  cluster.join('a', 'b');
  cluster.apply(stack('full', { web: workload({ ...HALF, replicas: 3 }) }));
  cluster.apply(stack('one', { web: gang({ replicas: 3 }) }));
  cluster.apply(stack('two', { web: gang({ replicas: 3 }) }));
  cluster.command({ kind: 'delete', stack: 'full', actor: ACTOR });
  cluster.observeAll();
  t.deepEqual([...new Set(cluster.wanted().map((one) => one.workload as string))], ['one/web']);
  cluster.command({ kind: 'delete', stack: 'one', actor: ACTOR });
  cluster.observeAll();
  t.deepEqual([...new Set(cluster.wanted().map((one) => one.workload as string))], ['two/web']);
});

test('with a minimum, so many are enough to begin, and the rest follows one by one', (t) => {
  const cluster = new ClusterFixture();
  cluster.join('a');
  cluster.apply(stack('crew', { web: gang({ gang: { min: 3, timeoutMs: MINUTE } }) }));
  t.is(cluster.wanted().length, 0);
  cluster.join(nodeInfo('b', { inventory: inventoryOf(2100) }));
  t.is(cluster.wanted().length, 3);
  t.like(statusOf(cluster, 'crew'), { missing: 1, gang: { min: 3, overdue: false } });
  cluster.join(nodeInfo('c', { inventory: inventoryOf(2100) }));
  t.is(cluster.wanted().length, 4);
});

function inventoryOf(memory: number) {
  const all = nodeInfo('x').inventory;
  const resources = { ...all.resources, memory: { total: memory, reserved: 0, allocationRatio: 1 } };
  return { ...all, resources };
}

test('a service gang is overdue after its time-out, and still waits', (t) => {
  const cluster = new ClusterFixture();
  cluster.join('a');
  cluster.apply(stack('crew', { web: gang() }));
  t.like(statusOf(cluster, 'crew'), { gang: { waitsSinceMs: cluster.nowMs, overdue: false } });
  pass(cluster, MINUTE - 1, 'crew/web');
  t.like(statusOf(cluster, 'crew'), { gang: { overdue: false } });
  pass(cluster, 1, 'crew/web');
  t.like(statusOf(cluster, 'crew'), { missing: 4, failed: 0, gang: { overdue: true } });
  cluster.join('b');
  t.is(cluster.wanted().length, 4);
  t.like(statusOf(cluster, 'crew'), { missing: 0, gang: { overdue: false } });
});

test('a batch gang fails after its time-out, and gets another try when its stack is applied again', (t) => {
  const cluster = new ClusterFixture();
  cluster.join('a');
  const spec = stack('crew', { job: gang({ kind: 'batch' }) });
  cluster.apply(spec);
  pass(cluster, MINUTE, 'crew/job');
  t.like(statusOf(cluster, 'crew'), { missing: 0, failed: 4, gang: { overdue: true } });
  cluster.join('b');
  t.is(cluster.wanted().length, 0, 'it is not placed any more');
  t.like(why(cluster.state, cluster.scheduler, 'crew/job').gang, { placeable: 4, overdue: true });
  t.like(cluster.apply(spec), { changed: true });
  t.is(cluster.wanted().length, 4);
  t.like(cluster.apply(spec), { changed: false });
});

test('the coordinator is told when to look at a waiting gang again', (t) => {
  const cluster = new ClusterFixture();
  cluster.join('a');
  cluster.apply(stack('crew', { web: gang() }));
  const wakes = cluster.turn((turn) => {
    turn.state.changes.dirty.add('crew/web' as never);
    return turn.wakes;
  });
  t.deepEqual([...wakes], [['crew/web' as never, cluster.nowMs + MINUTE]]);
});

test('why says for how many there is room, and what lacks for the rest', (t) => {
  const cluster = new ClusterFixture();
  cluster.join('a');
  cluster.apply(stack('crew', { web: gang({ replicas: 3 }) }));
  t.like(why(cluster.state, cluster.scheduler, 'crew/web'), {
    missing: 3,
    gang: { placeable: 2, min: 3 },
    rejects: [{ reason: 'resource', subject: 'memory', nodes: 1 }],
  });
});

test('a lost member of a service gang is replaced alone', (t) => {
  const cluster = new ClusterFixture();
  cluster.join('a', 'b');
  cluster.apply(stack('crew', { web: gang({ disconnect: { policy: 'replace', afterMs: 0 } }) }));
  cluster.observeAll();
  cluster.join('c');
  cluster.disconnect('a', 31_000);
  t.is(cluster.wanted().length, 4);
  const kept = cluster.wanted().filter(({ node }) => node === nodeId('b'));
  t.deepEqual([...kept.map(({ cause }) => cause)], ['applied', 'applied']);
});

test('a batch gang that lost a member ends as a whole, and begins anew when the others have ended', (t) => {
  const cluster = new ClusterFixture();
  cluster.join('a', 'b', 'c');
  const job = gang({ kind: 'batch', disconnect: { policy: 'replace', afterMs: 0 } });
  cluster.apply(stack('crew', { job }));
  cluster.observeAll();
  const before = cluster.wanted().map(({ id }) => id);
  const [lost] = new Set(cluster.wanted().map(({ node }) => node));
  cluster.disconnect(lost as string, 31_000);
  t.is(cluster.wanted().length, 0, 'nothing of it is wanted while members still run');
  t.true([...cluster.state.placements.values()].every(({ stopCause }) => stopCause === 'regrouped'));
  cluster.observeAll('running', ({ node }) => node !== lost);
  t.is(cluster.wanted().length, 4);
  t.true(
    cluster
      .wanted()
      .every(({ cause, id, node }) => cause === 'regrouped' && !before.includes(id) && node !== lost),
  );
});

test('a member that has completed begins anew with its gang; a gang that has completed stays so', (t) => {
  const cluster = new ClusterFixture();
  cluster.join('a', 'b');
  const job = gang({
    kind: 'batch',
    replicas: 2,
    memory: 3000,
    disconnect: { policy: 'replace', afterMs: 0 },
  });
  cluster.apply(stack('crew', { job }));
  cluster.observeAll();
  cluster.observeAll('completed', ({ replica }) => replica === 0);
  cluster.join('c');
  const [running] = cluster.wanted().filter(({ observed }) => observed === 'running');
  cluster.disconnect(running?.node as string, 31_000);
  t.deepEqual(
    cluster.wanted().map(({ observed }) => observed),
    ['assigned', 'assigned'],
  );
  cluster.observeAll('completed', ({ desired }) => desired === 'running');
  const ended = cluster.wanted().map(({ id }) => id);
  cluster.disconnect('a', 60_000);
  t.deepEqual(
    cluster.wanted().map(({ id }) => id),
    ended,
  );
});

test('an update of a batch gang is one of the whole gang', (t) => {
  const cluster = new ClusterFixture();
  cluster.join('a', 'b', 'c', 'd');
  cluster.apply(stack('crew', { job: gang({ kind: 'batch' }) }));
  cluster.observeAll();
  cluster.apply(stack('crew', { job: gang({ kind: 'batch', command: ['v2'] }) }));
  t.is(cluster.wanted().length, 0, 'there is room, but the old members still run');
  const [first] = [...cluster.state.placements.values()];
  cluster.observeAll('running', ({ id }) => id === first?.id);
  t.is(cluster.wanted().length, 0, 'one member has ended, the others have not');
  cluster.observeAll();
  t.is(cluster.wanted().length, 4);
  t.is(cluster.wanted().filter(of('crew')).length, 4);
});

test('a gang that could never be placed in one decision is refused with one line', (t) => {
  const cluster = new ClusterFixture();
  const replicas = LIMITS.placementsPerPass + 1;
  t.deepEqual(cluster.apply(stack('crew', { web: gang({ replicas }) })), {
    kind: 'rejected',
    code: 'invalid_request',
    message: 'workload "web": a gang has at most 20000 copies, not 20001: they are placed in one decision',
  });
  t.like(cluster.apply(stack('crew', { web: gang({ kind: 'daemon' }) })), {
    message: 'workload "web": a daemon is no gang: remove "gang"',
  });
});

/** In its first version no gang, and each of its copies has data of its own. */
function wasKept(): ClusterFixture {
  const cluster = new ClusterFixture();
  cluster.join('a', 'b');
  const first = workload({ ...HALF, replicas: 4, maxUnavailable: 4 });
  const run = { ...first.run, volumes: [{ volume: 'data', readOnly: false }] };
  cluster.apply(stack('crew', { web: { ...first, run } }));
  cluster.observeAll();
  return cluster;
}

function open(cluster: ClusterFixture, id: string, eligibility: 'cordoned' | 'eligible'): void {
  cluster.command({ kind: 'set-eligibility', node: nodeId(id), eligibility, actor: ACTOR });
}

/** All of them end at once, where there is room for half of them. */
function failAll(cluster: ClusterFixture): void {
  open(cluster, 'b', 'cordoned');
  cluster.observeAll('failed');
  pass(cluster, MINUTE, 'crew/web');
}

const begun = (cluster: ClusterFixture) =>
  cluster.blocks.flat().flatMap((event) => (event.kind === 'placements.made' ? [event.replicas.length] : []));

test('while a gang waits for what it needs, it does not begin in part in a version that had volumes', (t) => {
  for (const scaled of [true, false]) {
    const cluster = wasKept();
    const needs = [{ workload: workloadKey('far', 'db') }];
    if (scaled) {
      cluster.apply(stack('crew', { web: { ...gang({ replicas: 0 }), needs } }));
      cluster.observeAll();
      open(cluster, 'b', 'cordoned');
    }
    cluster.apply(stack('crew', { web: { ...gang(), needs } }));
    if (!scaled) failAll(cluster);
    t.is(cluster.wanted().length, 0, scaled ? 'none stood' : 'all failed at once');
    t.is(cluster.state.workloads.get(workloadKey('crew', 'web'))?.blocked, undefined, 'it wants no room yet');
    cluster.apply(stack('far', { db: workload() }));
    cluster.observeAll();
    t.is(cluster.wanted().length, 1);
    open(cluster, 'b', 'eligible');
    t.is(cluster.wanted().length, 5);
    t.deepEqual(begun(cluster), [4, 1, 4], 'all of them at once');
  }
});

test('where the version before had volumes, a gang of which all copies ended begins in the new one as a whole', (t) => {
  const cluster = wasKept();
  cluster.apply(stack('crew', { web: gang({ command: ['serve', '2'], update: { canaries: 1 } }) }));
  cluster.observeAll();
  const before = begun(cluster).length;
  failAll(cluster);
  t.is(cluster.wanted().length, 0, 'two of four have room: none begins');
  open(cluster, 'b', 'eligible');
  t.deepEqual(begun(cluster).slice(before), [4]);
  t.deepEqual([...new Set(cluster.wanted().map(({ version }) => version))], [2]);
});

test('replaying what gangs did gives the same state', (t) => {
  const cluster = new ClusterFixture();
  cluster.join('a');
  const job = gang({ kind: 'batch', disconnect: { policy: 'replace', afterMs: 0 } });
  cluster.apply(stack('crew', { job }));
  pass(cluster, MINUTE, 'crew/job');
  cluster.apply(stack('crew', { job }));
  cluster.join('b', 'c');
  cluster.observeAll();
  cluster.disconnect('b', 31_000);
  const state = emptyState();
  cluster.blocks.forEach((events, at) => {
    for (const event of events) apply(state, event, { index: at + 1 });
    state.index = at + 1;
  });
  t.is(stateDigest(state), stateDigest(cluster.state));
});
