/** Rollouts, by the rules alone: how far an update goes, when it stops, and what it goes back to. */
import {
  decideControl,
  listRollouts,
  type Placement,
  type RolloutAction,
  type WorkloadSpec,
} from '@berth/core';
import test, { type ExecutionContext } from 'ava';
import { ACTOR, ClusterFixture, nodeInfo, stack, workload } from './cluster-fixture.js';

type Update = Partial<WorkloadSpec['update']>;
const SECOND = 1_000;

class Rollouts extends ClusterFixture {
  static open(replicas: number, update: Update, nodes = ['a', 'b']): Rollouts {
    const cluster = new Rollouts();
    cluster.join(...nodes);
    cluster.version('1', replicas, update);
    cluster.observeAll();
    return cluster;
  }

  version(name: string, replicas: number, update: Update): void {
    this.apply(stack('shop', { web: workload({ replicas, update, command: ['serve', name] }) }));
  }

  /** Everybody says how he is; `bad` versions run and never become ready. */
  tell(...bad: string[]): void {
    const isNew = (copy: Placement) => copy.observed === 'assigned' && copy.desired === 'running';
    const isBad = (copy: Placement) => bad.includes(nameOf(copy));
    this.observe((copy) => isNew(copy) && isBad(copy), { ready: false, unready: 'status 503' });
    this.observeAll('running', (copy) => copy.desired === 'stopped' || (isNew(copy) && !isBad(copy)));
  }

  pass(ms: number): void {
    this.nowMs += ms;
    this.state.changes.dirty.add('shop/web' as Placement['workload']);
    this.settle();
  }

  say(action: RolloutAction, to?: number): string {
    const command = { kind: 'rollout' as const, target: 'shop/web', action, actor: ACTOR };
    const reply = this.command(to === undefined ? command : { ...command, to });
    return reply.kind === 'rejected' ? reply.message : reply.kind;
  }

  names(): string {
    return this.wanted().map(nameOf).join('');
  }

  ready(): string {
    return this.wanted()
      .filter(({ ready }) => ready)
      .map(nameOf)
      .join('');
  }

  get rollout() {
    const [view] = listRollouts(this.state, 'shop/web', this.nowMs);
    if (!view) throw new Error('no rollout');
    return view;
  }
}

function nameOf({ run }: Placement): string {
  return run.process.command[1] ?? '';
}

function isDone(t: ExecutionContext, cluster: Rollouts, names: string): void {
  t.is(cluster.names(), names);
  t.is(cluster.rollout.state, 'done');
}

test('what is applied first is no rollout, and neither is a change that replaces nothing', (t) => {
  const cluster = Rollouts.open(2, {});
  cluster.version('1', 3, { maxSurge: 1 });
  cluster.observeAll();
  t.false(cluster.kinds().includes('rollout.began'));
});

test('a surge that finds no room does not hold an update up that may stop first', (t) => {
  const update = { maxUnavailable: 1, maxSurge: 2 };
  const cluster = new Rollouts();
  cluster.join('a');
  // Three of them fill the node.
  const full = (name: string) =>
    cluster.apply(
      stack('shop', { web: workload({ replicas: 3, cpu: 1_300, update, command: ['serve', name] }) }),
    );
  full('1');
  cluster.observeAll();
  full('2');
  for (let turn = 0; turn < 12; turn++) {
    cluster.tell();
    t.true(cluster.ready().length >= 2, cluster.ready());
  }
  isDone(t, cluster, '222');
});

test('a surge: the new copy is ready before the old one ends, so many at a time', (t) => {
  const cluster = Rollouts.open(3, { maxUnavailable: 0, maxSurge: 2 });
  cluster.version('2', 3, { maxUnavailable: 0, maxSurge: 2 });
  t.is([...cluster.names()].sort().join(''), '11122');
  t.is(cluster.ready(), '111');
  for (let i = 0; i < 4; i++) {
    cluster.tell();
    t.true(cluster.ready().length >= 3, cluster.ready());
    t.true(cluster.names().length <= 5, cluster.names());
  }
  isDone(t, cluster, '222');
});

test('without a surge the old copy ends first, as far as maxUnavailable goes', (t) => {
  const cluster = Rollouts.open(3, {});
  cluster.version('2', 3, {});
  t.is(cluster.names(), '211');
  cluster.tell('2');
  cluster.pass(60 * SECOND);
  t.is(cluster.names(), '211', 'a version that is not ready takes no more out of service');
  t.is(cluster.rollout.state, 'rolling');
  t.regex(cluster.rollout.waitsFor, /^shop\/web\/0\.4 is not ready \(status 503\)$/);
});

test('a new copy counts only when it has been ready for long enough', (t) => {
  const update = { healthyForMs: 10 * SECOND };
  const cluster = Rollouts.open(2, update);
  cluster.version('2', 2, update);
  cluster.tell();
  cluster.pass(9 * SECOND);
  t.is(cluster.names(), '21');
  cluster.pass(SECOND);
  t.is(cluster.names(), '22');
  cluster.tell();
  cluster.pass(10 * SECOND);
  isDone(t, cluster, '22');
});

test('canaries wait until somebody promotes them; who dies meanwhile comes back as it was', (t) => {
  const update = { canaries: 1, maxUnavailable: 2 };
  const cluster = Rollouts.open(4, update, ['a', 'b', 'c']);
  cluster.version('2', 4, update);
  t.is(cluster.names(), '2111');
  t.regex(cluster.say('promote'), /^0 of 1 canaries of shop\/web are healthy/);
  cluster.tell();
  cluster.pass(3600 * SECOND);
  t.is(cluster.rollout.state, 'waiting');
  const old = cluster.wanted().find((copy) => nameOf(copy) === '1') as Placement;
  cluster.observeAll('failed', ({ id }) => id === old.id);
  cluster.pass(60 * SECOND);
  t.is(cluster.names(), '2111', 'the replacement is of the version before');
  t.true(cluster.wanted().some(({ replica, generation }) => replica === old.replica && generation > 4));
  const canary = cluster.wanted().find((copy) => nameOf(copy) === '2') as Placement;
  cluster.observeAll('failed', ({ id }) => id === canary.id);
  cluster.pass(60 * SECOND);
  t.is(cluster.names(), '2111', 'a canary comes back as a canary');
  cluster.tell();
  t.is(cluster.say('promote'), 'rollout-changed');
  for (let i = 0; i < 4; i++) cluster.tell();
  isDone(t, cluster, '2222');
  t.is(cluster.blocks.flat().filter(({ kind }) => kind === 'rollout.began').length, 1);
});

test('a gang of which all copies ended begins as a whole, in the version before while the new one is on trial', (t) => {
  const cluster = new Rollouts();
  cluster.join('a', 'b');
  // Two of them fill a node.
  const version = (name: string) => {
    const update = { canaries: 1, maxUnavailable: 3 };
    const more = { replicas: 3, cpu: 2_000, gang: { timeoutMs: 60 * SECOND }, update };
    cluster.apply(stack('shop', { web: { ...workload({ ...more, command: ['serve', name] }) } }));
  };
  const open = (eligibility: 'cordoned' | 'eligible') =>
    cluster.command({ kind: 'set-eligibility', node: nodeInfo('b').id, eligibility, actor: ACTOR });
  version('1');
  cluster.observeAll();
  version('2');
  cluster.tell();
  t.is(cluster.names(), '211');
  open('cordoned');
  cluster.observeAll('failed');
  cluster.pass(60 * SECOND);
  t.is(cluster.names(), '', 'two of three have room: none begins');
  const before = cluster.blocks.length;
  open('eligible');
  const made = cluster.blocks
    .slice(before)
    .flat()
    .flatMap((event) => (event.kind === 'placements.made' ? [event.replicas.length] : []));
  t.deepEqual(made, [3], 'all of them at once');
  t.is(cluster.names(), '111');
  cluster.pass(SECOND);
  t.is(cluster.names(), '211', 'and then one canary');
});

test('canaries that are healthy for long enough go on by themselves where that was said', (t) => {
  const update = { canaries: 1, autoPromote: true, healthyForMs: 5 * SECOND };
  const cluster = Rollouts.open(2, update);
  cluster.version('2', 2, update);
  cluster.tell();
  cluster.pass(4 * SECOND);
  t.is(cluster.names(), '21');
  cluster.pass(SECOND);
  t.is(cluster.names(), '22');
  cluster.tell();
  cluster.pass(5 * SECOND);
  isDone(t, cluster, '22');
});

test('a pause holds what there is, and a resume goes on', (t) => {
  const cluster = Rollouts.open(3, {});
  cluster.version('2', 3, {});
  t.is(cluster.say('pause'), 'rollout-changed');
  t.regex(cluster.say('pause'), /is paused already/);
  for (let i = 0; i < 3; i++) cluster.tell();
  cluster.pass(3600 * SECOND);
  t.is(cluster.names(), '211');
  t.is(cluster.rollout.state, 'paused');
  cluster.say('resume');
  for (let i = 0; i < 3; i++) cluster.tell();
  isDone(t, cluster, '222');
  t.regex(cluster.say('resume'), /no rollout that is paused or failed/);
});

test('no progress within the deadline: it has failed, says why, and replaces nothing more', (t) => {
  const update = { progressDeadlineMs: 30 * SECOND };
  const cluster = Rollouts.open(3, update);
  cluster.version('2', 3, update);
  cluster.tell('2');
  cluster.pass(29 * SECOND);
  t.is(cluster.rollout.state, 'rolling');
  cluster.pass(SECOND);
  t.is(cluster.rollout.state, 'failed');
  t.is(cluster.rollout.ended?.reason, 'no progress for 30s: shop/web/0.4 is not ready (status 503)');
  cluster.pass(3600 * SECOND);
  t.is(cluster.names(), '211');
  cluster.say('resume');
  t.is(cluster.rollout.state, 'rolling');
  cluster.pass(30 * SECOND);
  t.is(cluster.rollout.state, 'failed');
  cluster.say('revert');
  for (let i = 0; i < 3; i++) cluster.tell('2');
  t.is(cluster.names(), '111');
});

test('a failure reverts to the last version that was healthy, and not to one that never was', (t) => {
  const update = { autoRevert: true, progressDeadlineMs: 30 * SECOND, maxUnavailable: 0, maxSurge: 1 };
  const cluster = Rollouts.open(2, update);
  cluster.version('2', 2, update);
  cluster.tell('2');
  cluster.pass(10 * SECOND);
  // Another bad one comes before the first has failed.
  cluster.version('3', 2, update);
  cluster.tell('2', '3');
  cluster.pass(30 * SECOND);
  for (let i = 0; i < 3; i++) cluster.tell('2', '3');
  t.is(cluster.names(), '11');
  t.is(cluster.wanted().every(({ generation }) => generation <= 2) ? 'kept' : 'made anew', 'kept');
  t.is(cluster.rollout.state, 'done');
  t.deepEqual(
    cluster.rollout.past.map(({ ended }) => ended?.outcome),
    ['superseded', 'reverted'],
  );
  t.is(cluster.rollout.revertOf, 3);
  const { actor, version } = cluster.state.stacks.get('shop') ?? {};
  t.is(version, 4);
  t.regex(actor?.reason ?? '', /^shop\/web version 3 back to version 1: no progress for 30s: /);
});

test('what takes back a failed version does not revert again', (t) => {
  const update = { autoRevert: true, progressDeadlineMs: 30 * SECOND };
  const cluster = Rollouts.open(2, update);
  cluster.version('2', 2, update);
  for (let i = 0; i < 10; i++) {
    cluster.tell('1', '2');
    cluster.pass(40 * SECOND);
  }
  t.is(cluster.state.stacks.get('shop')?.version, 3);
  t.is(cluster.rollout.state, 'failed');
  t.is(cluster.rollout.revertOf, 2);
});

test('a revert on request: to the one before, to any that is kept, and a no with a next step', (t) => {
  const cluster = Rollouts.open(1, {});
  t.regex(cluster.say('revert'), /^no earlier version of shop\/web was seen healthy: say --to VERSION$/);
  cluster.version('2', 1, {});
  cluster.tell();
  cluster.tell();
  isDone(t, cluster, '2');
  t.is(cluster.say('revert'), 'rollout-changed');
  cluster.tell();
  cluster.tell();
  isDone(t, cluster, '1');
  t.is(cluster.say('revert', 2), 'rollout-changed');
  t.regex(cluster.say('revert', 9), /^version 9 of shop\/web is not kept/);
  t.regex(cluster.say('pause'), /rollout-changed/);
});

test('the other workloads of the stack stay as they are when one reverts', (t) => {
  const cluster = new Rollouts();
  cluster.join('a');
  const both = (web: string, db: string) =>
    stack('shop', {
      web: workload({ command: ['serve', web], update: { autoRevert: true, progressDeadlineMs: SECOND } }),
      db: workload({ command: ['serve', db] }),
    });
  cluster.apply(both('1', 'a'));
  cluster.observeAll();
  cluster.apply(both('2', 'b'));
  cluster.tell('2');
  cluster.pass(SECOND);
  for (let i = 0; i < 3; i++) cluster.tell('2');
  t.deepEqual(cluster.wanted().map(nameOf), ['b', '1']);
});

test('daemons: one node at a time, canaries first, back when it fails', (t) => {
  const cluster = new Rollouts();
  cluster.join('a', 'b', 'c');
  const update = { canaries: 1, autoRevert: true, progressDeadlineMs: 30 * SECOND };
  const version = (name: string) =>
    cluster.apply(stack('shop', { web: workload({ kind: 'daemon', command: ['serve', name], update }) }));
  version('1');
  cluster.observeAll();
  version('2');
  for (let i = 0; i < 3; i++) cluster.tell();
  t.is([...cluster.names()].sort().join(''), '112');
  cluster.join('d');
  cluster.tell();
  t.is([...cluster.names()].sort().join(''), '1112', 'a node that joins gets what is proven');
  cluster.say('promote');
  for (let i = 0; i < 4; i++) cluster.tell();
  isDone(t, cluster, '2222');
  version('3');
  cluster.tell('3');
  cluster.pass(30 * SECOND);
  for (let i = 0; i < 3; i++) cluster.tell('3');
  t.is(cluster.names(), '2222');
});

test('no room for a surge: the rollout waits and says so', (t) => {
  const cluster = new Rollouts();
  cluster.join(nodeInfo('a'));
  const version = (name: string) =>
    cluster.apply(
      stack('shop', {
        web: workload({ cpu: 2500, command: ['serve', name], update: { maxUnavailable: 0, maxSurge: 1 } }),
      }),
    );
  version('1');
  cluster.observeAll();
  version('2');
  cluster.pass(SECOND);
  t.is(cluster.names(), '1');
  t.regex(cluster.rollout.waitsFor, /^no room: 1x not enough free cpu/);
});

test('what a plan shows leaves the rollouts of the cluster alone', (t) => {
  const cluster = Rollouts.open(2, {});
  cluster.version('2', 2, {});
  const reply = cluster.turn((turn) =>
    decideControl(turn, { kind: 'rollout', target: 'nothing', action: 'pause', actor: ACTOR }),
  );
  t.like(reply, { kind: 'rejected', code: 'not_found' });
});

const APART = { apart: { by: 'node', from: [] } } as const;

test('replicas that find no room keep no canary to themselves: a copy makes way where a new one fits', (t) => {
  const cluster = new Rollouts();
  cluster.join('a', 'b', 'c');
  const update = { canaries: 2, maxUnavailable: 4 };
  // Each fills its node.
  const version = (name: string, replicas: number) =>
    cluster.apply(
      stack('shop', { web: workload({ replicas, cpu: 2_500, update, command: ['serve', name] }) }),
    );
  version('1', 2);
  cluster.observeAll();
  version('2', 5);
  t.is(cluster.names(), '12', 'three find no room; one of those that run ends');
  cluster.observe(({ observed }) => observed === 'assigned', { ready: true });
  cluster.pass(SECOND);
  t.is(cluster.names(), '12', 'no other one ends before its room is there');
  for (let i = 0; i < 4; i++) cluster.tell();
  cluster.pass(60 * SECOND);
  t.is([...cluster.ready()].sort().join(''), '122');
  t.is(cluster.rollout.state, 'waiting');
  const made = cluster.blocks.flat().filter((event) => event.kind === 'placements.made');
  t.is(made.length, 3, 'the room went to the canary');
  cluster.say('promote');
  for (let i = 0; i < 4; i++) cluster.tell();
  t.is(cluster.ready(), '222');
});

test('nobody makes way for a canary that would not fit there, or where too many are out of service', (t) => {
  const open = (update: Update, cpu: number) => {
    const cluster = new Rollouts();
    cluster.join('a', 'b', 'c');
    const version = (name: string, wish: Parameters<typeof workload>[0]) => {
      const web = workload({ placement: APART, command: ['serve', name], update, ...wish });
      cluster.apply(stack('shop', { web }));
    };
    version('1', { replicas: 2 });
    cluster.observeAll();
    const filler = { cpu: 3_000, placement: { ...APART, require: ["node.id != 'c'"] } };
    cluster.apply(stack('other', { filler: workload({ replicas: 2, ...filler }) }));
    cluster.observeAll();
    version('2', { replicas: 4, cpu });
    for (let i = 0; i < 4; i++) cluster.tell();
    cluster.pass(60 * SECOND);
    return cluster;
  };
  const both = (cluster: Rollouts) => cluster.ready().slice(-3);
  t.is(both(open({ canaries: 2, maxUnavailable: 4 }, 2_000)), '112');
  t.is(both(open({ canaries: 2, maxUnavailable: 1 }, 100)), '112');
});

test('with volumes it is the copy that made way whose replica begins anew, not one that is shut out', (t) => {
  const cluster = new Rollouts();
  cluster.join('a', 'b');
  const version = (name: string, replicas: number) => {
    const update = { canaries: 1, maxUnavailable: 2 };
    const spec = workload({ replicas, cpu: 2_500, command: ['serve', name], update });
    const volumes = [{ volume: 'data', target: '/data', readOnly: false }];
    cluster.apply(stack('shop', { web: { ...spec, run: { ...spec.run, volumes } } }));
  };
  version('1', 2);
  cluster.observeAll();
  const [first] = cluster.wanted();
  version('1', 0);
  cluster.observeAll();
  const placement = { require: [`node.id == '${first?.node}'`] };
  cluster.apply(stack('other', { filler: workload({ cpu: 2_500, placement, command: ['serve', 'f'] }) }));
  cluster.observeAll();
  version('1', 2);
  cluster.observeAll();
  t.is(cluster.names(), 'f1');
  version('2', 2);
  for (let i = 0; i < 4; i++) cluster.tell();
  cluster.pass(60 * SECOND);
  t.is(cluster.ready(), 'f2');
  const made = cluster.blocks.flat().filter((event) => event.kind === 'placements.made');
  t.is(made.length, 4, 'nothing was made and ended on the way');
});
for (const canaries of [0, 1])
  test(`daemons without room beside the old copy: so many at a time as may be out of service, ${canaries} canaries`, (t) => {
    const cluster = new Rollouts();
    cluster.join('a', 'b', 'c', 'd');
    const update = { maxUnavailable: canaries + 1, canaries, autoPromote: true };
    const version = (name: string) => {
      const web = workload({ kind: 'daemon', cpu: 2_500, command: ['serve', name], update });
      cluster.apply(stack('shop', { web }));
    };
    version('1');
    cluster.observeAll();
    version('2');
    t.is(cluster.ready(), '111');
    for (let i = 0; i < 10; i++) {
      cluster.pass(SECOND);
      t.true(cluster.ready().length >= 3 - canaries, cluster.ready());
      cluster.tell();
    }
    isDone(t, cluster, '2222');
  });
