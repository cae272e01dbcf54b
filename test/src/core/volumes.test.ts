/** Volumes by the rules alone: where they bind a replica, what they hold, what moves them and what does not. */
import {
  type ControlReply,
  decideControl,
  decideVolumesDeleted,
  entitiesOf,
  listNodes,
  listVolumes,
  type NodeInfo,
  nodeId,
  type Placement,
  planStack,
  removedOn,
  SIZED_VOLUMES_ATTRIBUTE,
  stateDigest,
  stateFromEntities,
  type VolumeUse,
  volumeId,
  type WorkloadSpec,
  why,
  whyNotMovable,
  workloadKey,
} from '@berth/core';
import { createScheduler } from '@berth/scheduler';
import test, { type ExecutionContext } from 'ava';
import { ACTOR, ClusterFixture, nodeInfo, stack, workload } from './cluster-fixture.js';

const MINUTE = 60_000;
const SIZED = { [SIZED_VOLUMES_ATTRIBUTE]: 'ext4' };

type Kept = Parameters<typeof workload>[0] & {
  readonly sizeMiB?: number;
  readonly names?: readonly string[];
};

function keeping({ sizeMiB, names = ['data'], ...wish }: Kept = {}): WorkloadSpec {
  const spec = workload(wish);
  const volumes = names.map(
    (volume): VolumeUse => ({ volume, readOnly: false, ...(sizeMiB !== undefined && { sizeMiB }) }),
  );
  return { ...spec, run: { ...spec.run, volumes } };
}

class KeptCluster extends ClusterFixture {
  sized(...ids: string[]): void {
    this.join(...ids.map((id): NodeInfo => nodeInfo(id, { attributes: SIZED })));
  }

  db(wish: Kept = {}): ControlReply {
    return this.apply(stack('shop', { db: keeping(wish) }));
  }

  remove(volume: string, force = false): string {
    const [name = '', own = '', replica] = volume.split('/');
    const id = volumeId(name, own, Number(replica));
    const reply = this.command({ kind: 'remove-volume', volume: id, force, actor: ACTOR });
    return reply.kind === 'rejected' ? reply.message : (reply as { deleted: string }).deleted;
  }

  eligible(id: string, eligibility: 'eligible' | 'cordoned' | 'draining', more: object = {}): void {
    this.command({ kind: 'set-eligibility', node: nodeId(id), eligibility, actor: ACTOR, ...more });
  }

  look(): void {
    for (const key of this.state.workloads.keys()) this.state.changes.dirty.add(key);
    this.settle();
  }

  at(): string[] {
    return this.wanted().map(({ workload: key, replica, node }) => `${key}/${replica} on ${node}`);
  }

  disk(id: string): number {
    return this.state.nodes.get(nodeId(id))?.load.held.disk ?? 0;
  }

  reasons(): string[] {
    const { blocked } = this.state.workloads.get(workloadKey('shop', 'db')) ?? {};
    return (blocked?.reasons ?? []).map(({ reason, subject }) => `${reason}: ${subject}`).sort();
  }
}

function restored(t: ExecutionContext, { state }: ClusterFixture): void {
  const entities = new Map(
    [...entitiesOf(state)].map(([key, value]) => [key, JSON.parse(JSON.stringify(value)) as unknown]),
  );
  t.is(stateDigest(stateFromEntities(entities)), stateDigest(state), 'a checkpoint holds all of it');
}

test('the first copy binds the volumes of its replica; every later one goes there, and waits while it cannot', (t) => {
  const cluster = new KeptCluster();
  cluster.join('a');
  cluster.db();
  cluster.observeAll();
  cluster.join('b', 'c');
  const [first] = cluster.wanted();
  t.deepEqual(first?.volumes, { data: 1 });
  t.like(listVolumes(cluster.state).volumes, [
    { volume: 'shop/data/0', node: nodeId('a'), usedBy: [first?.id] },
  ]);

  // An update: the old copy ends before the new one begins, on the same node.
  cluster.db({ command: ['serve', '2'], update: { maxSurge: 1 } });
  t.deepEqual(cluster.wanted(), []);
  cluster.observeAll();
  t.deepEqual(cluster.at(), ['shop/db/0 on a']);
  t.deepEqual(cluster.wanted()[0]?.volumes, { data: 1 });
  cluster.observeAll();

  // A failure for good, while the node takes nothing new: it waits, and says why.
  cluster.eligible('a', 'cordoned');
  cluster.observeAll('failed');
  cluster.nowMs += MINUTE;
  cluster.look();
  t.deepEqual(cluster.wanted(), []);
  t.deepEqual(cluster.reasons(), ['cordoned: ', 'volume: shop/data/0 is on a, which is cordoned']);
  const view = why(cluster.state, cluster.scheduler, 'shop/db');
  t.like(view.heldBy, [{ volume: 'shop/data/0', node: nodeId('a'), place: 'cordoned' }]);
  const b = view.verdicts.find(({ node }) => node === 'b');
  t.deepEqual(b && !b.fits && b.rejects.map(({ reason, detail }) => `${reason}: ${detail}`), [
    'volume: shop/data/0 is on a, which is cordoned',
  ]);
  cluster.eligible('a', 'eligible');
  t.deepEqual(cluster.at(), ['shop/db/0 on a']);
  restored(t, cluster);
});

test('a copy of the version before, too, begins only when the one that had its volumes has ended', (t) => {
  const cluster = new KeptCluster();
  cluster.join('a');
  cluster.db();
  cluster.observeAll();
  // The new version has no volumes, and waits: what is made meanwhile is of the version before.
  const waiting = (replicas: number) => {
    const db = { ...workload({ replicas }), needs: [{ workload: workloadKey('far', 'db') }] };
    cluster.apply(stack('shop', { db }));
  };
  waiting(0);
  waiting(1);
  t.deepEqual(cluster.at(), [], 'the first copy is on its way out');
  cluster.observeAll();
  t.deepEqual(cluster.at(), ['shop/db/0 on a']);
  t.deepEqual(cluster.wanted()[0]?.volumes, { data: 1 });
});

test('replicas have volumes of their own; two workloads that name one share it, and its node', (t) => {
  const cluster = new KeptCluster();
  cluster.join('a', 'b', 'c');
  const spread = { apart: { by: 'node', from: [] } };
  const db = keeping({ replicas: 3, placement: spread, priority: 90 });
  cluster.apply(stack('shop', { backup: keeping({ replicas: 3 }), db }));
  cluster.observeAll();
  const nodes = (name: string) => cluster.wanted().filter(({ workload: key }) => key === `shop/${name}`);
  t.is(new Set(nodes('db').map(({ node }) => node)).size, 3);
  t.deepEqual(
    nodes('backup').map(({ node }) => node),
    nodes('db').map(({ node }) => node),
  );
  t.is(listVolumes(cluster.state).volumes.length, 3);
  t.is(listVolumes(cluster.state, 'other').volumes.length, 0);
});

test('silence: no copy is started elsewhere, whatever the policy says; --force gives the data up', (t) => {
  const cluster = new KeptCluster();
  cluster.join('a');
  cluster.db({ disconnect: { policy: 'replace', afterMs: 0 } });
  cluster.observeAll();
  cluster.join('b');
  cluster.disconnect('a', 10 * MINUTE);
  cluster.look();
  t.deepEqual(cluster.at(), ['shop/db/0 on a']);

  t.regex(cluster.remove('shop/data/0'), /is used by shop\/db\/0.1 on a, which is disconnected; .*--force/);
  t.is(cluster.remove('shop/data/0', true), 'later');
  t.deepEqual(cluster.at(), ['shop/db/0 on b']);
  t.deepEqual(cluster.wanted()[0]?.volumes, { data: 2 }, 'a volume of its own');
  t.deepEqual(removedOn(cluster.state, nodeId('a')), [{ volume: volumeId('shop', 'data', 0), number: 1 }]);
  restored(t, cluster);

  // The node is back, stops its copy, and says that it has deleted what it was told to; nothing else is believed.
  const said = (number: number) => [{ volume: volumeId('shop', 'data', 0), number }];
  cluster.turn((turn) => decideVolumesDeleted(turn, nodeId('b'), said(1)));
  cluster.turn((turn) => decideVolumesDeleted(turn, nodeId('a'), said(2)));
  t.is(listVolumes(cluster.state).removing.length, 1);
  cluster.turn((turn) => decideVolumesDeleted(turn, nodeId('a'), said(1)));
  t.deepEqual(listVolumes(cluster.state).removing, []);
  t.deepEqual(cluster.at(), ['shop/db/0 on b']);
});

test('a node that is gone keeps what was bound to it, in case it comes back', (t) => {
  const cluster = new KeptCluster();
  cluster.sized('a');
  cluster.db({ sizeMiB: 600 });
  cluster.observeAll();
  cluster.sized('b');
  cluster.disconnect('a', MINUTE);
  cluster.command({ kind: 'remove-node', node: nodeId('a'), actor: ACTOR });
  t.deepEqual(cluster.reasons(), ['volume: shop/data/0 is on a, which is not in the cluster any more']);
  t.like(why(cluster.state, cluster.scheduler, 'shop/db').heldBy, [{ place: 'gone' }]);
  restored(t, cluster);
  cluster.sized('a');
  t.is(cluster.disk('a'), 600, 'it holds what it held');
  t.deepEqual(cluster.at(), ['shop/db/0 on a']);

  cluster.disconnect('a', MINUTE);
  cluster.command({ kind: 'remove-node', node: nodeId('a'), actor: ACTOR });
  t.regex(cluster.remove('shop/data/0'), /is on a, which is gone; .*--force/);
  t.is(cluster.remove('shop/data/0', true), 'never');
  t.deepEqual(cluster.at(), ['shop/db/0 on b']);
});

test('a size is held of the disk from the first copy until the volume is removed, and only where it can be made', (t) => {
  const cluster = new KeptCluster();
  cluster.join('plain');
  cluster.db({ sizeMiB: 6_000, replicas: 2 });
  t.deepEqual(cluster.reasons(), ['volume: sized']);
  cluster.sized('a');
  // 10,000 MiB: one of two.
  t.deepEqual(cluster.at(), ['shop/db/0 on a']);
  t.is(cluster.disk('a'), 6_000);
  t.true(cluster.reasons().includes('resource: disk'));
  cluster.observeAll();

  cluster.db({ sizeMiB: 6_000, replicas: 1, command: ['serve', '2'] });
  cluster.observeAll();
  t.is(cluster.disk('a'), 6_000, 'not held twice while one copy follows the other');
  cluster.observeAll();
  t.deepEqual(cluster.at(), ['shop/db/0 on a']);

  t.regex(
    cluster.remove('shop/data/0'),
    /is used by shop\/db\/0.2 on a: scale shop\/db down, or `berth delete shop`/,
  );
  const deleted = cluster.command({ kind: 'delete', stack: 'shop', actor: ACTOR });
  t.like(deleted, { kept: [{ volume: 'shop/data/0', node: 'a' }] });
  cluster.observeAll();
  t.is(cluster.state.stacks.size, 0);
  t.is(cluster.disk('a'), 6_000, 'it outlives the stack');
  restored(t, cluster);
  t.is(cluster.remove('shop/data/0'), 'now');
  t.is(cluster.disk('a'), 0);
  t.regex(cluster.remove('shop/data/0'), /there is no volume "shop\/data\/0"/);
});

test('a size may grow where its node has the room; it never shrinks, and nothing gets or loses one', (t) => {
  const cluster = new KeptCluster();
  cluster.sized('a');
  cluster.db({ sizeMiB: 1_000 });
  cluster.observeAll();
  const refused = (wish: Kept) => {
    const reply = cluster.db(wish);
    return reply.kind === 'rejected' ? reply.message : reply.kind;
  };
  t.regex(
    refused({ sizeMiB: 500 }),
    /shop\/data\/0 has 1000Mi on a and cannot shrink: .*berth volume rm shop/,
  );
  t.regex(refused({}), /shop\/data\/0 has 1000Mi on a: write that as its "size"/);
  t.regex(refused({ sizeMiB: 20_000 }), /has 1000Mi on a, which has 8.8Gi left to grow/);
  t.is(refused({ sizeMiB: 3_000 }), 'applied');
  cluster.observeAll();
  cluster.observeAll();
  t.is(cluster.disk('a'), 3_000);
  t.like(listVolumes(cluster.state).volumes, [{ sizeMiB: 3_000 }]);
  t.regex(refused({ sizeMiB: 3_000, kind: 'daemon' }), /a daemon has no volumes/);
  t.regex(refused({ sizeMiB: 3_000, gang: { timeoutMs: 1_000 } }), /a gang has no volumes/);
  restored(t, cluster);
});

test('drain, taints, moves and preemption: it stays, unless it has to go; then it waits', (t) => {
  const cluster = new KeptCluster();
  cluster.join('a');
  cluster.db({ cpu: 4_000, priority: 10 });
  cluster.observeAll();
  const [copy] = cluster.wanted() as [Placement];
  t.regex(whyNotMovable(cluster.state, copy) ?? '', /has volumes/);
  cluster.apply(stack('vip', { web: workload({ cpu: 4_000, priority: 90, preempt: true }) }));
  t.deepEqual(cluster.at(), ['shop/db/0 on a'], 'nothing preempts it');
  cluster.join('b');
  cluster.eligible('a', 'draining');
  const left = listNodes(cluster.state, () => ({})).find(({ id }) => id === 'a')?.drain?.left ?? [];
  t.regex(left[0]?.waitsFor ?? '', /its volume shop\/data\/0 is here and stays: .*--force-after/);
  // An update would take it down with nothing to follow.
  cluster.db({ cpu: 4_000, priority: 10, command: ['serve', '2'] });
  t.true(cluster.at().includes('shop/db/0 on a'));
  cluster.eligible('a', 'draining', { deadlineMs: MINUTE, force: true });
  cluster.nowMs += 2 * MINUTE;
  cluster.look();
  cluster.observeAll();
  t.false(cluster.at().some((one) => one.startsWith('shop/db')));
  t.deepEqual(cluster.reasons(), ['draining: ', 'volume: shop/data/0 is on a, which is draining']);
  cluster.eligible('a', 'eligible');
  t.true(cluster.at().includes('shop/db/0 on a'));
});

test('a plan binds nothing, and a number is given once', (t) => {
  const cluster = new KeptCluster();
  cluster.join('a');
  const spec = stack('shop', { db: keeping() });
  const moment = { nowMs: cluster.nowMs, leaseMs: MINUTE, silentMs: () => 0 };
  planStack(cluster.state, spec, { moment, index: 1 }, (fork) => createScheduler(fork));
  t.is(cluster.state.volumes.size, 0);
  t.is(cluster.state.volumeNumber, 0);
  for (const number of [1, 2]) {
    cluster.apply(spec);
    t.deepEqual(cluster.wanted()[0]?.volumes, { data: number });
    cluster.turn((turn) => decideControl(turn, { kind: 'delete', stack: 'shop', actor: ACTOR }));
    cluster.observeAll();
    cluster.remove('shop/data/0');
  }
});
