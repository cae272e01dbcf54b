/** Amounts of cpu and memory that change while copies run, by the rules alone. */
import {
  type Claim,
  entitiesOf,
  nodeId,
  type Placement,
  planStack,
  stateDigest,
  stateFromEntities,
  type WorkloadSpec,
} from '@berth/core';
import { createScheduler } from '@berth/scheduler';
import test from 'ava';
import fc from 'fast-check';
import { ClusterFixture, LEASE_MS, stack, workload } from './cluster-fixture.js';
import { Failing } from './failures-fixture.js';

const KEY = 'shop/web' as Placement['workload'];
const web = (memory: number, more: Parameters<typeof workload>[0] = {}): WorkloadSpec =>
  workload({ replicas: 2, memory, ...more });

function open(spec: WorkloadSpec, ...nodes: string[]): Failing {
  const cluster = new Failing();
  cluster.join(...nodes);
  cluster.apply(stack('shop', { web: spec }));
  cluster.observeAll();
  return cluster;
}

const ids = (cluster: ClusterFixture) => cluster.wanted().map(({ id }) => id);
const memoryOf = ({ claim }: { readonly claim: Claim }) => claim.quantities.memory;
const heldOn = (cluster: ClusterFixture, id: string) => cluster.state.nodes.get(nodeId(id))?.load.held.memory;

test('other amounts of cpu and memory: the same copies, other claims, no rollout, all at once', (t) => {
  const cluster = open(web(64), 'a', 'b');
  const before = ids(cluster);
  const versions = [...cluster.state.nodes.values()].map(({ assignmentVersion }) => assignmentVersion);
  const next = stack('shop', { web: web(256, { cpu: 500 }) });
  const moment = { nowMs: cluster.nowMs, leaseMs: LEASE_MS, silentMs: () => 0 };
  const plan = planStack(cluster.state, next, { moment, index: 99 }, createScheduler);
  t.like(plan.workloads, [{ action: 'update', resize: before, stop: [], outdated: 0 }]);
  cluster.apply(next);
  t.deepEqual(ids(cluster), before);
  t.deepEqual(cluster.wanted().map(memoryOf), [256, 256]);
  t.true(cluster.wanted().every(({ run }) => run.resources.quantities.cpu === 500));
  t.is((heldOn(cluster, 'a') ?? 0) + (heldOn(cluster, 'b') ?? 0), 512);
  const now = [...cluster.state.nodes.values()].map(({ assignmentVersion }) => assignmentVersion);
  t.true(
    now.some((version, at) => version > (versions[at] ?? 0)),
    'nodes are told',
  );
  t.deepEqual(
    cluster.kinds().filter((kind) => kind.startsWith('rollout')),
    [],
  );
  t.is(cluster.state.workloads.get(KEY)?.outdated, 0);
  const restored = stateFromEntities(new Map(entitiesOf(cluster.state)));
  t.is(stateDigest(restored), stateDigest(cluster.state));
});

test('so do the rule for failures and a batch’s time limit; anything else replaces copies, also with other amounts', (t) => {
  const cluster = open(web(64), 'a', 'b');
  const before = ids(cluster);
  cluster.apply(stack('shop', { web: web(64, { failure: { restarts: 1 } }) }));
  t.deepEqual(ids(cluster), before);
  t.true(cluster.wanted().every(({ run }) => run.failure.restarts === 1));
  const { run, ...spec } = web(64);
  cluster.apply(
    stack('shop', { web: { ...spec, run: { ...run, shutdownDelayMs: 7, batch: { timeoutMs: 5 } } } }),
  );
  t.deepEqual(ids(cluster), before);
  cluster.apply(stack('shop', { web: web(128, { command: ['other'] }) }));
  t.notDeepEqual(ids(cluster), before);
});

test('where a node has no room for more, its copy is replaced; the others go on', (t) => {
  // Each node has 4096: b is nearly full.
  const cluster = open(web(1000, { placement: { distinct: { by: 'node', limit: 1 } } }), 'a', 'b', 'c');
  const [first, second] = cluster.wanted();
  const filler = { require: [`node.id == '${second?.node}'`] };
  cluster.apply(stack('other', { full: workload({ memory: 3000, placement: filler }) }));
  cluster.observeAll();
  cluster.apply(stack('shop', { web: web(2000, { placement: { distinct: { by: 'node', limit: 1 } } }) }));
  const kept = cluster.state.placements.get(first?.id as Placement['id']);
  t.is(kept?.claim.quantities.memory, 2000);
  for (let turns = 0; turns < 3; turns++) cluster.observeAll();
  const now = cluster.wanted().filter(({ workload: key }) => key === KEY);
  t.deepEqual(now.map(memoryOf), [2000, 2000]);
  t.true(now.some(({ id }) => id === first?.id));
  t.false(now.some(({ id }) => id === second?.id));
});

test('what an agent could not do is replaced, one after the other, and not tried again', (t) => {
  const cluster = open(web(256), 'a', 'b');
  const [first, second] = cluster.wanted();
  cluster.apply(stack('shop', { web: web(64) }));
  for (const copy of [first, second]) if (copy) cluster.say(copy, { misfit: 'more is in use' });
  t.is(cluster.wanted().filter(({ misfit }) => misfit !== undefined).length, 1, 'maxUnavailable is 1');
  for (let turns = 0; turns < 5; turns++) cluster.observeAll();
  t.false(ids(cluster).some((id) => id === first?.id || id === second?.id));
  t.deepEqual(cluster.wanted().map(memoryOf), [64, 64]);
  t.is(cluster.kinds().filter((kind) => kind === 'placements.resized').length, 1);
});

test('a batch that has completed is not done again for other limits; one that failed is', (t) => {
  const cluster = open(workload({ kind: 'batch', memory: 64 }), 'a');
  cluster.observeAll('completed');
  cluster.apply(stack('shop', { web: workload({ kind: 'batch', memory: 128 }) }));
  t.is(cluster.state.placements.get(ids(cluster)[0] as Placement['id'])?.observed, 'completed');
  t.is(heldOn(cluster, 'a'), undefined, 'it holds nothing');
  const failed = open(workload({ kind: 'batch', memory: 64 }), 'a');
  failed.observeAll('failed');
  failed.apply(stack('shop', { web: workload({ kind: 'batch', memory: 128 }) }));
  t.deepEqual(
    failed.wanted().map(({ observed }) => observed),
    ['assigned'],
  );
});

test('property: whatever sizes come, books are right and no node holds more than it has', (t) => {
  let inPlace = 0;
  fc.assert(
    fc.property(
      fc.array(
        fc.record({ memory: fc.integer({ min: 1, max: 3000 }), replicas: fc.integer({ min: 1, max: 4 }) }),
        {
          minLength: 2,
          maxLength: 8,
        },
      ),
      (sizes) => {
        const cluster = new ClusterFixture();
        cluster.join('a', 'b');
        for (const { memory, replicas } of sizes) {
          cluster.apply(stack('shop', { web: workload({ memory, replicas }) }));
          for (let turns = 0; turns < 4; turns++) cluster.observeAll();
          for (const node of cluster.state.nodes.values()) {
            const sum = [...node.placements.values()].reduce((all, copy) => all + (memoryOf(copy) ?? 0), 0);
            if ((node.load.held.memory ?? 0) !== sum || sum > 4096) throw new Error(`${sum} held`);
          }
          const restored = stateFromEntities(new Map(entitiesOf(cluster.state)));
          if (stateDigest(restored) !== stateDigest(cluster.state)) throw new Error('restored is another');
        }
        inPlace += cluster.kinds().filter((kind) => kind === 'placements.resized').length;
      },
    ),
    { numRuns: 100 },
  );
  t.true(inPlace > 50);
});
