import {
  apply,
  emptyState,
  entitiesOf,
  LIMITS,
  listNodes,
  nodeId,
  planStack,
  stateDigest,
  stateFromEntities,
  why,
} from '@berth/core';
import { createScheduler } from '@berth/scheduler';
import test from 'ava';
import { ACTOR, ClusterFixture, LEASE_MS, nodeInfo, stack, workload } from './cluster-fixture.js';

function replay(cluster: ClusterFixture) {
  const state = emptyState();
  cluster.blocks.forEach((events, at) => {
    for (const event of events) apply(state, event, { index: at + 1 });
    state.index = at + 1;
  });
  return state;
}

test('a service is placed, and applying the same stack again changes nothing', (t) => {
  const cluster = new ClusterFixture();
  cluster.join('a', 'b');
  const reply = cluster.apply(stack('shop', { web: workload({ replicas: 3, ports: { http: 'auto' } }) }));
  t.like(reply, { kind: 'applied', version: 1, changed: true });
  t.deepEqual(
    cluster.wanted().map((placement) => placement.id as string),
    ['shop/web/0.1', 'shop/web/1.2', 'shop/web/2.3'],
  );
  const events = cluster.blocks.flat().length;
  t.like(cluster.apply(stack('shop', { web: workload({ replicas: 3, ports: { http: 'auto' } }) })), {
    version: 1,
    changed: false,
  });
  t.is(cluster.blocks.flat().length, events);
});

test('a changed command rolls one replica at a time, and waits for each to run', (t) => {
  const cluster = new ClusterFixture();
  cluster.join('a', 'b');
  cluster.apply(stack('shop', { web: workload({ replicas: 3 }) }));
  cluster.observeAll();
  cluster.apply(stack('shop', { web: workload({ replicas: 3, command: ['serve', '--v2'] }) }));
  const outOfDate = () => cluster.wanted().filter((placement) => placement.version === 1).length;
  t.is(outOfDate(), 2);
  cluster.turn(() => undefined);
  t.is(outOfDate(), 2, 'nothing moves on before the new copy runs');
  cluster.observeAll();
  t.is(outOfDate(), 1);
  cluster.observeAll();
  cluster.observeAll();
  t.is(outOfDate(), 0);
  t.is(cluster.wanted().length, 3);
  t.is(cluster.state.placements.size, 3, 'old copies are forgotten once stopped');
});

test('a change of replicas or rules moves no running copy', (t) => {
  const cluster = new ClusterFixture();
  cluster.join('a', 'b');
  cluster.apply(stack('shop', { web: workload({ replicas: 2 }) }));
  cluster.observeAll();
  const before = cluster.wanted().map((placement) => placement.id);
  cluster.apply(
    stack('shop', { web: workload({ replicas: 3, placement: { require: ["node.arch == 'x64'"] } }) }),
  );
  t.deepEqual(
    cluster
      .wanted()
      .map((placement) => placement.id)
      .slice(0, 2),
    before,
  );
  t.is(cluster.wanted().length, 3);
});

test('scaling to zero and deleting stop everything, and a new life never reuses an id', (t) => {
  const cluster = new ClusterFixture();
  cluster.join('a');
  cluster.apply(stack('shop', { web: workload({ replicas: 2 }) }));
  cluster.observeAll();
  cluster.command({ kind: 'delete', stack: 'shop', actor: ACTOR });
  t.is(cluster.wanted().length, 0);
  t.is(cluster.state.placements.size, 2, 'still stopping');
  cluster.observeAll();
  t.is(cluster.state.placements.size, 0);
  t.is(cluster.state.stacks.size, 0);
  t.deepEqual(cluster.state.nodes.get(nodeId('a'))?.load.held, {});
  t.like(cluster.apply(stack('shop', { web: workload() })), { version: 2 });
  t.is(cluster.wanted()[0]?.id as string, 'shop/web/0.3');
});

test('what fits nowhere is blocked with counted reasons, and placed when a node with room joins', (t) => {
  const cluster = new ClusterFixture();
  cluster.join('a', 'b');
  const reply = cluster.apply(stack('big', { db: workload({ replicas: 3, memory: 4000 }) }));
  t.like(reply, {
    workloads: [{ missing: 1, rejects: [{ reason: 'resource', subject: 'memory', nodes: 2 }] }],
  });
  const blocked = cluster.kinds().filter((kind) => kind === 'workload.blocked').length;
  t.is(blocked, 1);
  cluster.join('c');
  t.is(cluster.wanted().length, 3);
  t.true(cluster.kinds().includes('workload.unblocked'));
});

test('a daemon runs once on every open node, also on one that joins later; a batch runs once', (t) => {
  const cluster = new ClusterFixture();
  cluster.join('a', 'b');
  cluster.apply(stack('ops', { beacon: workload({ kind: 'daemon' }), job: workload({ kind: 'batch' }) }));
  cluster.observeAll('running');
  cluster.observeAll('completed', (placement) => placement.workload.endsWith('/job'));
  cluster.join('c');
  t.deepEqual(
    cluster
      .wanted()
      .filter((placement) => placement.workload.endsWith('/beacon'))
      .map((placement) => placement.node as string)
      .sort(),
    ['a', 'b', 'c'],
  );
  const jobs = cluster.wanted().filter((placement) => placement.workload.endsWith('/job'));
  t.deepEqual(
    jobs.map((placement) => placement.observed),
    ['completed'],
  );
});

test('a silent node: keep waits, replace moves after the lease, exclusive waits for the agent to have stopped', (t) => {
  const cluster = new ClusterFixture();
  cluster.join('a');
  cluster.apply(
    stack('shop', {
      kept: workload(),
      moved: workload({ disconnect: { policy: 'replace', afterMs: 0 } }),
      single: workload({ disconnect: { policy: 'exclusive', afterMs: 20_000 } }),
    }),
  );
  cluster.observeAll();
  cluster.join('b');
  const onB = () =>
    cluster
      .wanted()
      .filter((placement) => placement.node === 'b')
      .map((placement) => placement.workload as string);
  cluster.disconnect('a', LEASE_MS);
  t.deepEqual(onB(), ['shop/moved']);
  const look = (silentMs: number) => {
    cluster.silentMs.set(nodeId('a'), silentMs);
    cluster.turn((turn) => turn.state.changes.dirty.add('shop/single' as never));
    cluster.settle();
  };
  look(LEASE_MS + 20_000 + 10_000 + 4_999);
  t.deepEqual(onB(), ['shop/moved']);
  look(LEASE_MS + 20_000 + 10_000 + 5_000);
  t.deepEqual(onB(), ['shop/moved', 'shop/single']);
});

test('a drained node is left only after the replacement runs; daemons leave last', (t) => {
  const cluster = new ClusterFixture();
  cluster.join('a');
  cluster.apply(stack('shop', { web: workload(), beacon: workload({ kind: 'daemon' }) }));
  cluster.observeAll();
  cluster.join('b');
  cluster.command({ kind: 'set-eligibility', node: nodeId('a'), eligibility: 'draining', actor: ACTOR });
  const onA = () =>
    cluster
      .wanted()
      .filter((placement) => placement.node === 'a')
      .map((placement) => placement.workload as string);
  t.deepEqual(onA(), ['shop/beacon', 'shop/web']);
  cluster.observeAll('running', (placement) => placement.node === 'b');
  t.deepEqual(onA(), ['shop/beacon']);
  cluster.observeAll('running', (placement) => placement.node === 'a');
  t.deepEqual(onA(), []);
});

test('a service that failed for good is tried again after a while, with a new generation', (t) => {
  const cluster = new ClusterFixture();
  cluster.join('a');
  cluster.apply(stack('shop', { web: workload() }));
  cluster.observeAll('failed');
  t.is(cluster.wanted()[0]?.generation, 1);
  cluster.nowMs += 10_000;
  cluster.turn((turn) => turn.state.changes.dirty.add('shop/web' as never));
  t.is(cluster.wanted()[0]?.generation, 2);
});

test('reservations: all or nothing, generations guard them, time frees them', (t) => {
  const cluster = new ClusterFixture();
  cluster.join('a');
  const resources = { quantities: { cpu: 1500 }, ports: {}, devices: {} };
  const rules = { require: [], prefer: [], tolerate: [] };
  const wish = { resources, rules, ttlMs: 60_000, holder: 'app' };
  const placed = cluster.command({
    kind: 'place',
    wishes: [
      { ...wish, count: 2 },
      { ...wish, count: 1 },
    ],
    actor: ACTOR,
  });
  if (placed.kind !== 'placed') return t.fail(placed.kind);
  const [first, second] = placed.results;
  if (!first || !('reservations' in first)) return t.fail('the first wish fits');
  t.like(second, { missing: 1 });
  const [one, two] = first.reservations;
  if (!one || !two) return t.fail('two reservations');
  t.like(cluster.command({ kind: 'confirm', reservation: one.id, generation: 1, actor: ACTOR }), {
    reservation: { phase: 'confirmed', generation: 2 },
  });
  const stale = cluster.command({ kind: 'release', reservation: one.id, generation: 1, actor: ACTOR });
  t.like(stale, { kind: 'rejected', code: 'conflict' });
  t.regex((stale as { message: string }).message, /generation 2 \(confirmed since ledger index 3\)/);
  t.like(cluster.command({ kind: 'release', reservation: two.id, generation: 1, actor: ACTOR }), {
    kind: 'released',
  });
  t.is(cluster.state.nodes.get(nodeId('a'))?.load.held.cpu, 1500);
  return undefined;
});

test('a version that moved is a conflict that says who moved it', (t) => {
  const cluster = new ClusterFixture();
  cluster.join('a');
  cluster.apply(stack('shop', { web: workload() }));
  const spec = stack('shop', { web: workload({ replicas: 2 }) });
  const reply = cluster.command({ kind: 'apply', spec, expectVersion: 0, actor: ACTOR });
  t.like(reply, { kind: 'rejected', code: 'conflict' });
  t.regex((reply as { message: string }).message, /version 1 \(applied by tester\), not at version 0/);
  t.like(cluster.command({ kind: 'apply', spec, expectVersion: 1, actor: ACTOR }), { version: 2 });
});

test('a plan shows what the apply then does, and leaves the state as it is', (t) => {
  const cluster = new ClusterFixture();
  cluster.join('a', 'b');
  cluster.apply(stack('shop', { web: workload({ replicas: 2 }) }));
  cluster.observeAll();
  const before = stateDigest(cluster.state);
  const spec = stack('shop', { web: workload({ replicas: 4, command: ['v2'] }), api: workload() });
  const moment = { nowMs: cluster.nowMs, leaseMs: LEASE_MS, silentMs: () => 0 };
  const plan = planStack(cluster.state, spec, { moment, index: cluster.state.index + 1 }, createScheduler);
  t.is(stateDigest(cluster.state), before);
  t.true(plan.changed);
  t.deepEqual(
    plan.changes.map((change) => change.path),
    ['workloads.api', 'workloads.web.replicas', 'workloads.web.run.process.command'],
  );
  const web = plan.workloads.find((planned) => planned.workload === 'shop/web');
  t.is(web?.outdated, 2, 'the new replicas come first: both old copies follow');
  const reply = cluster.apply(spec);
  if (reply.kind !== 'applied') return t.fail(reply.kind);
  for (const planned of plan.workloads) {
    const done = reply.workloads.find((outcome) => outcome.workload === planned.workload);
    t.deepEqual(
      planned.place.map(({ replica, node }) => `${replica} on ${node}`),
      done?.placed.map((id) => {
        const placement = cluster.state.placements.get(id);
        return `${placement?.replica} on ${placement?.node}`;
      }),
    );
    t.deepEqual(planned.stop, done?.stopped);
  }
  return undefined;
});

test('replay and checkpoint both give the live state', (t) => {
  const cluster = new ClusterFixture();
  cluster.join('a', 'b', 'c');
  cluster.apply(
    stack('shop', {
      web: workload({ replicas: 5, ports: { http: 'auto' } }),
      beacon: workload({ kind: 'daemon' }),
    }),
  );
  cluster.observeAll();
  cluster.apply(stack('shop', { web: workload({ replicas: 3, command: ['v2'], ports: { http: 'auto' } }) }));
  cluster.observeAll();
  cluster.disconnect('b', LEASE_MS);
  const wish = {
    resources: { quantities: { cpu: 10 }, ports: {}, devices: {} },
    rules: { require: [], prefer: [], tolerate: [] },
  };
  cluster.command({
    kind: 'place',
    wishes: [{ ...wish, count: 2, ttlMs: 5_000, holder: 'x' }],
    actor: ACTOR,
  });
  const live = stateDigest(cluster.state);
  t.is(stateDigest(replay(cluster)), live);
  const stored = new Map(
    [...entitiesOf(cluster.state)].map(([key, value]) => [key, JSON.parse(JSON.stringify(value))]),
  );
  t.is(stateDigest(stateFromEntities(stored)), live);
});

test('copies share a device until it is full; replay, checkpoint and view say the same', (t) => {
  const cluster = new ClusterFixture();
  const { inventory } = nodeInfo('a');
  const devices = ['gpu0', 'gpu1'].map((name) => ({ name, class: 'gpu', model: 't4' }));
  cluster.join(nodeInfo('a', { inventory: { ...inventory, devices } }));
  cluster.apply(stack('shop', { train: workload({ devices: { gpu: 1000 } }) }));
  const reply = cluster.apply(stack('see', { eye: workload({ replicas: 3, devices: { 'gpu/t4': 400 } }) }));
  t.like(reply, {
    workloads: [{ missing: 1, rejects: [{ reason: 'device', subject: 'gpu/t4', nodes: 1 }] }],
  });
  t.deepEqual(
    cluster.wanted().map(({ claim }) => claim.devices),
    [{ gpu1: 400 }, { gpu1: 400 }, { gpu0: 1000 }],
  );
  const held = () =>
    listNodes(cluster.state, () => ({})).flatMap((node) => node.devices.map((device) => device.held));
  t.deepEqual(held(), [1000, 800]);
  const live = stateDigest(cluster.state);
  t.is(stateDigest(replay(cluster)), live);
  const stored = [...entitiesOf(cluster.state)].map(([key, value]) => [key, JSON.stringify(value)] as const);
  const restored = stateFromEntities(new Map(stored.map(([key, text]) => [key, JSON.parse(text)])));
  t.is(stateDigest(restored), live);
  cluster.command({ kind: 'delete', stack: 'shop', actor: ACTOR });
  cluster.observeAll();
  t.deepEqual(held(), [400, 800], 'the third copy takes what became free');
});

test('a reservation of neither whole devices nor a share of one is refused', (t) => {
  const cluster = new ClusterFixture();
  const resources = { quantities: {}, ports: {}, devices: { gpu: 1500 } };
  const rules = { require: [], prefer: [], tolerate: [] };
  const wish = { resources, rules, count: 1, ttlMs: 60_000, holder: 'app' };
  t.deepEqual(cluster.command({ kind: 'place', wishes: [wish], actor: ACTOR }), {
    kind: 'rejected',
    code: 'invalid_request',
    message: 'device "gpu" must be a share of one (1 to 999 thousandths) or a multiple of 1000, not 1500',
  });
});

test('the digest of a state does not depend on the order in which it came about', (t) => {
  const cluster = new ClusterFixture();
  cluster.join(...Array.from({ length: 12 }, (_, at) => `n${at}`));
  cluster.apply(stack('shop', { web: workload({ replicas: 40 }) }));
  const live = stateDigest(cluster.state);
  const entities = [...entitiesOf(cluster.state)];
  for (let turned = 1; turned < entities.length; turned++) {
    const other = new Map([...entities.slice(turned), ...entities.slice(0, turned).reverse()]);
    t.is(stateDigest(stateFromEntities(other)), live);
  }
});

test('a node takes no more placements than one assignment can carry', (t) => {
  const cluster = new ClusterFixture();
  cluster.join('a');
  const tiny = workload({ replicas: LIMITS.claimsPerNode + 1, cpu: 0, memory: 0 });
  const reply = cluster.apply(stack('many', { tiny }));
  t.like(reply, {
    workloads: [{ missing: 1, rejects: [{ reason: 'resource', subject: 'placements', nodes: 1 }] }],
  });
  t.is(cluster.state.nodes.get(nodeId('a'))?.placements.size, LIMITS.claimsPerNode);
});

test('why tells each node apart', (t) => {
  const cluster = new ClusterFixture();
  cluster.join('a', 'b');
  cluster.apply(stack('big', { db: workload({ replicas: 2, memory: 4000 }) }));
  const view = why(cluster.state, cluster.scheduler, 'big/db', 'a');
  t.is(view.verdicts.length, 1);
  t.like(view.verdicts[0], { node: 'a', fits: false, rejects: [{ reason: 'resource', subject: 'memory' }] });
});
