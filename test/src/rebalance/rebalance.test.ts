/** Plans of moves, carried out by the rules of the coordinator: what a plan says can be done, move by move, and it helps. */
import {
  type ClusterState,
  type Device,
  isTerminal,
  listOf,
  type NodeId,
  type Placement,
  type RebalancePlan,
  rebalanceInput,
  splitWorkloadKey,
  stateDigest,
  type WorkloadKey,
  type WorkloadRecord,
  type WorkloadSpec,
} from '@berth/core';
import { rebalance } from '@berth/scheduler';
import test, { type ExecutionContext } from 'ava';
import fc from 'fast-check';
import { ACTOR, ClusterFixture, nodeInfo, stack, workload } from '../core/cluster-fixture.js';

// ---- an own reading of the rules: nothing here asks the scheduler ---------------------------------------------------

/** What is wrong with a cluster: nodes that hold too much, copies that rules do not allow. */
function faults(state: ClusterState): Set<string> {
  const found = new Set<string>();
  for (const [id, node] of state.nodes) {
    const held: Record<string, number> = {};
    const devices: Record<string, number> = {};
    for (const { claim } of node.placements.values()) {
      for (const [name, amount] of Object.entries(claim.quantities)) held[name] = (held[name] ?? 0) + amount;
      for (const [name, milli] of Object.entries(claim.devices)) devices[name] = (devices[name] ?? 0) + milli;
    }
    for (const [name, amount] of Object.entries(held)) {
      if (amount > (node.info.inventory.resources[name]?.total ?? 0))
        found.add(`${id} holds ${amount} ${name}`);
    }
    for (const [name, milli] of Object.entries(devices)) {
      if (milli > 1000 || !node.info.inventory.devices.some((device) => device.name === name))
        found.add(`${id} holds ${milli} of ${name}`);
    }
  }
  for (const copy of wanted(state)) for (const fault of copyFaults(state, copy)) found.add(fault);
  return found;
}

function wanted(state: ClusterState): Placement[] {
  return [...state.placements.values()].filter(({ desired }) => desired === 'running');
}

function specIn(state: ClusterState, key: WorkloadKey): WorkloadSpec {
  return (state.workloads.get(key) as WorkloadRecord).spec;
}

function copyFaults(state: ClusterState, copy: Placement): string[] {
  const found: string[] = [];
  const { placement: rules } = specIn(state, copy.workload);
  const siteOf = (id: NodeId) => state.nodes.get(id)?.info.site ?? '';
  const own = wanted(state).filter((other) => other.workload === copy.workload);
  if (rules.apart && own.some((other) => other !== copy && other.node === copy.node))
    found.push(`two of ${copy.workload} on ${copy.node}`);
  if (rules.require.length > 0 && state.nodes.get(copy.node)?.info.arch !== 'x64')
    found.push(`${copy.workload} on the wrong arch`);
  for (const { workload: name } of listOf(rules.near)) {
    const near = `${splitWorkloadKey(copy.workload).stack}/${name}`;
    const isNear = wanted(state).some(
      (other) => other.workload === near && siteOf(other.node) === siteOf(copy.node),
    );
    if (!isNear) found.push(`${copy.id} is near no ${near}`);
  }
  for (const rule of listOf(rules.spread)) {
    const sites = new Map<string, number>();
    for (const { info } of state.nodes.values()) sites.set(info.site, 0);
    for (const { node } of own) sites.set(siteOf(node), (sites.get(siteOf(node)) ?? 0) + 1);
    const skew = Math.max(...sites.values()) - Math.min(...sites.values());
    if ('maxSkew' in rule && skew > rule.maxSkew) found.push(`skew of ${copy.workload}`);
  }
  return found;
}

// ---- random clusters -------------------------------------------------------------------------------------------------

const GPUS: readonly Device[] = ['gpu-0', 'gpu-1'].map((name) => ({ name, class: 'gpu', model: 't4' }));

const someNode = fc.record({
  cpu: fc.integer({ min: 2, max: 8 }).map((parts) => 500 * parts),
  site: fc.constantFrom('s1', 's2'),
  arch: fc.constantFrom('x64', 'x64', 'arm64'),
  gpus: fc.nat({ max: 2 }),
});

const someWorkload = fc
  .record({
    kind: fc.constantFrom<WorkloadSpec['kind']>(
      'service',
      'service',
      'service',
      'service',
      'batch',
      'daemon',
    ),
    replicas: fc.integer({ min: 1, max: 7 }),
    /** Fewer after a while: that leaves holes. */
    later: fc.integer({ min: 1, max: 3 }),
    cpu: fc.integer({ min: 1, max: 6 }).map((parts) => 200 * parts),
    gpu: fc.constantFrom(0, 0, 300, 500, 1000),
    rule: fc.constantFrom('none', 'none', 'apart', 'spread', 'near', 'require'),
    policy: fc.constantFrom<WorkloadSpec['disconnect']['policy']>(
      'keep',
      'keep',
      'keep',
      'replace',
      'exclusive',
    ),
    maxUnavailable: fc.integer({ min: 1, max: 2 }),
  })
  .map((wish) => ({ ...wish, later: Math.max(1, Math.min(wish.replicas, wish.later)) }));

type SomeWorkload = typeof someWorkload extends fc.Arbitrary<infer Value> ? Value : never;
type SomeNode = typeof someNode extends fc.Arbitrary<infer Value> ? Value : never;

function specOf(wish: SomeWorkload, replicas: number, isFirst: boolean): WorkloadSpec {
  const rules = {
    none: {},
    apart: { apart: { by: 'node', from: [] } },
    spread: { spread: { by: 'site', maxSkew: 1 } },
    near: isFirst ? {} : { near: { workload: 'w0', by: 'site' } },
    require: { require: ["node.arch == 'x64'"] },
  }[wish.rule] as Partial<WorkloadSpec['placement']>;
  return workload({
    kind: wish.kind,
    replicas,
    cpu: wish.kind === 'daemon' ? 50 : wish.cpu,
    devices: wish.gpu === 0 || wish.kind === 'daemon' ? {} : { gpu: wish.gpu },
    placement: wish.kind === 'daemon' ? {} : rules,
    disconnect: { policy: wish.policy, afterMs: 1000 },
    maxUnavailable: wish.maxUnavailable,
  });
}

function clusterOf(nodes: readonly SomeNode[], wishes: readonly SomeWorkload[]): ClusterFixture {
  const cluster = new ClusterFixture();
  nodes.forEach(({ cpu, site, arch, gpus }, at) => {
    const amount = (total: number) => ({ total, reserved: 0, allocationRatio: 1 });
    const inventory = {
      resources: { cpu: amount(cpu), memory: amount(4096) },
      ports: { first: 20_000, last: 20_099 },
      devices: GPUS.slice(0, gpus),
    };
    cluster.join(nodeInfo(`n${at}`, { site, arch, inventory }));
  });
  const apply = (replicas: (wish: SomeWorkload) => number) => {
    const specs = wishes.map((wish, at) => [`w${at}`, specOf(wish, replicas(wish), at === 0)] as const);
    cluster.apply(stack('shop', Object.fromEntries(specs)));
    cluster.observeAll();
    cluster.observeAll();
  };
  apply(({ replicas }) => replicas);
  apply(({ later }) => later);
  return cluster;
}

function planFor(cluster: ClusterFixture, moves: number): RebalancePlan {
  const rounds = rebalance(rebalanceInput(cluster.state, { moves }));
  for (;;) {
    const { done, value } = rounds.next();
    if (done) return value;
  }
}

/**
 * Carries a plan out. `refusable`: copies that had no place take the room that is made; a plan that did not know of them
 * holds no longer from there on.
 */
function carryOut(
  t: ExecutionContext,
  cluster: ClusterFixture,
  plan: RebalancePlan,
  refusable: boolean,
): void {
  const { state } = cluster;
  const before = faults(state);
  const copies = wanted(state).length;
  const nothingNew = (when: string) => {
    for (const fault of faults(state)) t.true(before.has(fault), `${when}: ${fault}`);
  };
  for (const { placement, from, to } of plan.moves) {
    const copy = state.placements.get(placement);
    t.is(copy?.node, from);
    const reply = cluster.command({ kind: 'move', placement, to, actor: ACTOR });
    if (reply.kind === 'rejected' && refusable) return;
    if (reply.kind !== 'move-begun') throw new Error(`${placement} to ${to}: ${JSON.stringify(reply)}`);
    t.is(state.placements.get(reply.replacement)?.node, to);
    t.is(copy?.desired, 'running', 'the first copy runs until the second does');
    nothingNew(`while ${placement} moves`);
    cluster.observeAll();
    t.is(copy?.desired, 'stopped');
    t.is(copy?.stopCause, 'rebalanced');
    cluster.observeAll();
    if (wanted(state).length > copies) return;
    nothingNew(`after ${placement} moved`);
  }
}

/** What may not be less: of the room on one node, so much as somebody asks for; of typical copies, all but a twentieth. */
function lost(state: ClusterState, { before, after }: RebalancePlan): string[] {
  const most = (name: string) =>
    Math.max(0, ...[...state.workloads.values()].map(({ spec }) => spec.run.resources.quantities[name] ?? 0));
  const least = {
    emptyNodes: before.emptyNodes,
    wholeDevices: before.wholeDevices,
    largestDevices: before.largestDevices,
    largestCpuMillis: Math.min(before.largestCpuMillis, most('cpu')),
    largestMemoryMiB: Math.min(before.largestMemoryMiB, most('memory')),
    typicalFit: after.emptyNodes > before.emptyNodes ? 0.95 * before.typicalFit : before.typicalFit,
  };
  const names = Object.keys(least) as (keyof typeof least)[];
  return names.filter((name) => after[name] < least[name]);
}

test('a plan keeps its budget, makes nothing worse, and every move of it can be done in its order', (t) => {
  let moves = 0;
  let related = 0;
  fc.assert(
    fc.property(
      fc.array(someNode, { minLength: 4, maxLength: 8 }),
      fc.array(someWorkload, { minLength: 3, maxLength: 7 }),
      fc.integer({ min: 1, max: 8 }),
      (nodes, wishes, movesMax) => {
        const cluster = clusterOf(nodes, wishes);
        const { state } = cluster;
        const copies = wanted(state).length;
        const digest = stateDigest(state);
        const plan = planFor(cluster, movesMax);
        t.deepEqual(planFor(cluster, movesMax), plan, 'same input, same plan');
        t.is(stateDigest(state), digest, 'planning changes nothing');
        t.true(plan.moves.length <= movesMax);
        t.is(new Set(plan.moves.map(({ placement }) => placement)).size, plan.moves.length);
        for (const { workload: key } of plan.moves) {
          const { kind, disconnect, placement: rules } = specIn(state, key);
          t.is(kind, 'service');
          t.not(disconnect.policy, 'exclusive');
          if (rules.spread || rules.near || rules.apart) related++;
        }
        if (plan.placeable.length === 0) t.deepEqual(lost(state, plan), []);
        if (plan.moves.length === 0) t.deepEqual(plan.after, plan.before);
        const isBlocked = [...state.workloads.values()].some(({ blocked }) => blocked);
        carryOut(t, cluster, plan, isBlocked);
        t.true(wanted(state).length >= copies, 'nothing is lost');
        t.true(wanted(state).every(({ observed }) => !isTerminal(observed)));
        moves += plan.moves.length;
      },
    ),
    { numRuns: 150 },
  );
  t.true(moves > 50 && related > 10, `only ${moves} moves, ${related} of copies with rules about others`);
});

// ---- by example ------------------------------------------------------------------------------------------------------

function cluster(...nodes: string[]): ClusterFixture {
  const made = new ClusterFixture();
  made.join(...nodes);
  return made;
}

/** One service of one copy on each of the nodes named, by the node. */
function pinned(cpu: number, node: string, more: Partial<Parameters<typeof workload>[0]> = {}): WorkloadSpec {
  return workload({ cpu, ...more, placement: { require: [`node.id == '${node}'`] } });
}

function applied(made: ClusterFixture, workloads: Readonly<Record<string, WorkloadSpec>>): ClusterFixture {
  made.apply(stack('shop', workloads));
  made.observeAll();
  return made;
}

/** The same workloads without what held them in place. */
function free(cluster: ClusterFixture, names: readonly string[]): void {
  for (const name of names) {
    const record = cluster.state.workloads.get(`shop/${name}` as never);
    if (record) record.spec = { ...record.spec, placement: { require: [], prefer: [], tolerate: [] } };
  }
}

test('two half-empty nodes become one full and one empty', (t) => {
  const made = applied(cluster('a', 'b', 'c'), { one: pinned(1500, 'a'), two: pinned(1000, 'b') });
  free(made, ['one', 'two']);
  const plan = planFor(made, 5);
  t.deepEqual(
    plan.moves.map(({ placement, from, to }) => [placement, from, to]),
    [['shop/one/0.1', 'a', 'b']],
  );
  t.is(plan.before.emptyNodes, 1);
  t.is(plan.after.emptyNodes, 2);
  t.deepEqual(plan.disruption, [{ workload: 'shop/one', copies: 1, moved: 1, atOnce: 1 }]);
  t.deepEqual(planFor(made, 0).moves, []);
});

test('with many moves all is gathered on the largest nodes, with few the small holders are cleared', (t) => {
  const made = cluster('a', 'b', 'c');
  const { inventory } = nodeInfo('d');
  const twice = { total: 8000, reserved: 0, allocationRatio: 1 };
  made.join(
    nodeInfo('d', { inventory: { ...inventory, resources: { ...inventory.resources, cpu: twice } } }),
  );
  applied(made, {
    one: pinned(3000, 'a'),
    two: pinned(2500, 'b'),
    three: pinned(500, 'c'),
    four: pinned(1000, 'd'),
  });
  free(made, ['one', 'two', 'three', 'four']);
  const many = planFor(made, 10);
  t.deepEqual(new Set(many.moves.map(({ to }) => to)), new Set(['d']));
  t.is(many.after.emptyNodes, 3);
  const few = planFor(made, 1);
  t.is(few.moves.length, 1);
  t.is(few.after.emptyNodes, 1);
});

test('a copy that fits nowhere gets room by moving the one in its way', (t) => {
  const made = applied(cluster('a', 'b'), { one: pinned(1500, 'a'), two: pinned(1500, 'b') });
  free(made, ['one', 'two']);
  made.apply(stack('big', { all: workload({ cpu: 4000 }) }));
  const plan = planFor(made, 5);
  t.deepEqual(plan.placeable, [{ workload: 'big/all', copies: 1 }]);
  t.is(plan.moves.length, 1);
  carryOut(t, made, plan, false);
  made.observeAll();
  t.is(made.wanted().filter(({ workload: key }) => key === 'big/all').length, 1);
});

test('devices that are shared by few become whole', (t) => {
  const made = new ClusterFixture();
  const inventory = { ...nodeInfo('x').inventory, devices: GPUS };
  made.join(nodeInfo('a', { inventory }), nodeInfo('b', { inventory }));
  // Something that may not move on each, so that no node is emptied.
  applied(made, {
    stayA: pinned(100, 'a', { disconnect: { policy: 'exclusive', afterMs: 1000 } }),
    stayB: pinned(100, 'b', { disconnect: { policy: 'exclusive', afterMs: 1000 } }),
    one: pinned(100, 'a', { devices: { gpu: 300 } }),
    two: pinned(100, 'b', { devices: { gpu: 500 } }),
  });
  free(made, ['one', 'two']);
  const plan = planFor(made, 5);
  t.is(plan.before.wholeDevices, 2);
  t.is(plan.after.wholeDevices, 3);
  t.deepEqual(
    plan.moves.map(({ placement, to }) => [placement, to]),
    [['shop/one/0.1', 'b']],
  );
});

test('a copy does not go where its own wishes rank it lower', (t) => {
  const moves = (placement: Partial<WorkloadSpec['placement']>) => {
    const made = applied(cluster('a', 'b'), { one: pinned(1500, 'a'), two: pinned(1000, 'b') });
    free(made, ['one', 'two']);
    for (const key of ['shop/one', 'shop/two'] as const) {
      const record = made.state.workloads.get(key as WorkloadKey) as WorkloadRecord;
      record.spec = { ...record.spec, placement: { ...record.spec.placement, ...placement } };
    }
    return planFor(made, 5).moves.map(({ placement: id, to }) => [id, to]);
  };
  t.deepEqual(moves({}), [['shop/one/0.1', 'b']]);
  t.deepEqual(moves({ prefer: [{ when: "node.id == 'a'", weight: 10 }] }), [['shop/two/0.1', 'a']]);
  t.deepEqual(moves({ policy: { spread: 1 } }), []);
});

test('what other copies are near to stays where they are', (t) => {
  const moves = (near: boolean) => {
    const made = new ClusterFixture();
    const inventory = { ...nodeInfo('x').inventory, devices: GPUS };
    made.join(nodeInfo('a', { inventory }), nodeInfo('b', { inventory }));
    const exclusive = { policy: 'exclusive', afterMs: 1000 } as const;
    const rules = { require: ["node.id == 'a'"], ...(near && { near: { workload: 'db', by: 'site' } }) };
    const web = workload({ disconnect: exclusive, placement: rules });
    const stay = pinned(100, 'b', { disconnect: exclusive });
    const [db, other] = [
      pinned(100, 'a', { devices: { gpu: 300 } }),
      pinned(100, 'b', { devices: { gpu: 500 } }),
    ];
    applied(made, { db, other });
    applied(made, { db, other, stay, web });
    free(made, ['db', 'other']);
    return planFor(made, 5).moves.map(({ placement, to }) => [placement, to]);
  };
  t.deepEqual(moves(false), [['shop/db/0.1', 'b']]);
  // The other one could go to `a`, but is larger: the device of the smaller one is tried first, and then its own.
  t.deepEqual(moves(true), [['shop/other/0.1', 'a']]);
});

test('a move is refused when it would not be right any more, and says why', (t) => {
  const made = applied(cluster('a', 'b'), {
    one: pinned(1500, 'a'),
    full: pinned(3000, 'b'),
    batch: workload({ kind: 'batch', cpu: 100 }),
    alone: workload({ disconnect: { policy: 'exclusive', afterMs: 1000 } }),
  });
  free(made, ['one', 'full']);
  const move = (placement: string, to: string) => {
    const reply = made.command({
      kind: 'move',
      placement: placement as never,
      to: to as NodeId,
      actor: ACTOR,
    });
    return reply.kind === 'rejected' ? `${reply.code}: ${reply.message}` : reply.kind;
  };
  t.regex(move('shop/none/0.1', 'b'), /^not_found: there is no placement/);
  t.regex(move('shop/one/0.1', 'z'), /^not_found: there is no node/);
  t.regex(move('shop/one/0.1', 'a'), /^invalid_request: .* is on node "a" already/);
  t.regex(move('shop/one/0.1', 'b'), /^conflict: .* cannot go to node "b" now: cpu: needs 1500, \d+ free/);
  t.regex(move('shop/batch/0.1', 'b'), /^conflict: .* is a batch/);
  t.regex(move('shop/alone/0.1', 'b'), /^conflict: .* is exclusive/);
  t.is(
    move('shop/full/0.1', 'a'),
    'conflict: placement "shop/full/0.1" cannot go to node "a" now: cpu: needs 3000, 2300 free',
  );
});

test('no more copies of a workload are on the move than may be unavailable, and who asked stands in the ledger', (t) => {
  const made = applied(cluster('a', 'b'), { web: workload({ replicas: 2, cpu: 100 }) });
  const from = made.wanted()[0]?.node;
  const to = (from === 'a' ? 'b' : 'a') as NodeId;
  const [first, second] = made.wanted().filter(({ node }) => node === from);
  const begin = (copy: Placement | undefined) =>
    made.command({
      kind: 'move',
      placement: copy?.id as never,
      to,
      actor: { name: 'ann', reason: 'less rent' },
    });
  t.is(begin(first).kind, 'move-begun');
  const made1 = made.blocks
    .flat()
    .filter((event) => event.kind === 'placements.made')
    .at(-1);
  t.like(made1, { cause: 'rebalanced', actor: { name: 'ann', reason: 'less rent' } });
  t.like(begin(second), { kind: 'rejected', code: 'conflict' });
  made.observeAll();
  t.is(begin(second).kind, 'move-begun');
});

test('a budget that makes no sense is refused', (t) => {
  const { state } = cluster('a');
  t.throws(() => rebalanceInput(state, { percent: 101 }), { message: /0 to 100 %/ });
  t.throws(() => rebalanceInput(state, { workloads: ['shop/none'] }), { message: /there is no workload/ });
});
