/** Endpoints: who is one, what changed, and that both sides of a link come to the same table. */
import {
  afterChange,
  afterUpdate,
  byPlacement,
  changeOf,
  type Endpoint,
  type Endpoints,
  type EndpointTable,
  endpointsDigest,
  endpointsOf,
  entitiesOf,
  LIMITS,
  type NodeId,
  nearestEndpoints,
  nodeId,
  placementId,
  stateDigest,
  stateFromEntities,
  type WorkloadKey,
  workloadKey,
} from '@berth/core';
import test from 'ava';
import fc from 'fast-check';
import { ClusterFixture, nodeInfo, stack, workload } from './cluster-fixture.js';

const WEB = workloadKey('shop', 'web');

function ids(cluster: ClusterFixture, key: WorkloadKey = WEB): string[] {
  return endpointsOf(cluster.state, key).map(({ placement }) => placement);
}

function ready(
  cluster: ClusterFixture,
  isReady: boolean,
  only: (replica: number) => boolean = () => true,
): void {
  cluster.observe(({ replica }) => only(replica), { ready: isReady, ...(!isReady && { unready: 'no' }) });
}

const HEALTH = {
  ready: {
    probe: { kind: 'tcp', port: 'http' },
    intervalMs: 1,
    timeoutMs: 1,
    failures: 1,
    successes: 1,
    graceMs: 0,
  },
} as const;

function checked(replicas: number, more: Parameters<typeof workload>[0] = {}) {
  const spec = workload({ replicas, ports: { http: 'auto' }, ...more });
  return stack('shop', { web: { ...spec, run: { ...spec.run, health: HEALTH } } });
}

test('an endpoint is what runs, is ready, is to go on, and is heard of', (t) => {
  const cluster = new ClusterFixture();
  cluster.join('a', 'b');
  cluster.apply(checked(2));
  t.deepEqual(ids(cluster), []);
  ready(cluster, false);
  t.deepEqual(ids(cluster), []);
  ready(cluster, true);
  t.deepEqual(ids(cluster), ['shop/web/0.1', 'shop/web/1.2']);
  t.deepEqual([...cluster.state.changes.endpoints], [WEB]);
  ready(cluster, false, (replica) => replica === 0);
  t.deepEqual(ids(cluster), ['shop/web/1.2']);
  const { node } = cluster.state.placements.get(placementId(WEB, 1, 2)) as { node: NodeId };
  cluster.disconnect(node, 60_000);
  t.deepEqual(ids(cluster), []);
});

test('who is told to stop is an endpoint no more, before anything has stopped', (t) => {
  const cluster = new ClusterFixture();
  cluster.join('a');
  cluster.apply(checked(2));
  ready(cluster, true);
  cluster.state.changes.endpoints.clear();
  cluster.apply(checked(1));
  t.deepEqual(ids(cluster), ['shop/web/0.1']);
  t.true(cluster.state.changes.endpoints.has(WEB), 'and others hear of it');
});

test('without health it is ready when it runs; without ports it is no endpoint', (t) => {
  const cluster = new ClusterFixture();
  cluster.join('a');
  cluster.apply(stack('shop', { web: workload({ ports: { http: 'auto' } }), quiet: workload() }));
  cluster.observeAll();
  t.deepEqual(ids(cluster), ['shop/web/0.1']);
  t.deepEqual(ids(cluster, workloadKey('shop', 'quiet')), []);
  t.true(cluster.wanted().every((placement) => placement.ready));
});

test('an update waits for what is ready, not only for what runs', (t) => {
  const cluster = new ClusterFixture();
  cluster.join('a', 'b');
  cluster.apply(checked(3));
  ready(cluster, true);
  cluster.apply(checked(3, { command: ['serve', 'v2'] }));
  const outdated = () => cluster.wanted().filter(({ version }) => version === 1).length;
  t.is(outdated(), 2);
  cluster.observeAll('running', ({ version }) => version === 1);
  ready(cluster, false, (replica) => cluster.wanted()[replica]?.version === 2);
  t.is(outdated(), 2, 'the new one runs and is not ready');
  ready(cluster, true);
  t.is(outdated(), 1);
});

test('a drained copy ends when its replacement is ready', (t) => {
  const cluster = new ClusterFixture();
  cluster.join('a', 'b');
  cluster.apply(checked(1));
  ready(cluster, true);
  const [old] = cluster.wanted();
  cluster.command({
    kind: 'set-eligibility',
    node: old?.node as NodeId,
    eligibility: 'draining',
    actor: { name: 't' },
  });
  const both = () => cluster.wanted().map(({ generation }) => generation);
  t.deepEqual(both().sort(), [1, 2]);
  cluster.observe(({ generation }) => generation === 2, { ready: false });
  t.deepEqual(both().sort(), [1, 2]);
  cluster.observe(({ generation }) => generation === 2, { ready: true });
  t.deepEqual(both(), [2]);
});

test('readiness and its consumers survive a checkpoint', (t) => {
  const cluster = new ClusterFixture();
  cluster.join('a');
  const spec = workload();
  cluster.apply({
    stack: 'shop',
    workloads: { ...checked(2).workloads, app: { ...spec, run: { ...spec.run, upstreams: [WEB] } } },
  });
  ready(cluster, true, (replica) => replica === 0);
  const entities = new Map(
    [...entitiesOf(cluster.state)].map(([key, value]) => [key, JSON.parse(JSON.stringify(value))]),
  );
  const restored = stateFromEntities(entities);
  t.is(stateDigest(restored), stateDigest(cluster.state));
  t.deepEqual([...restored.consumers.nodesOf(WEB)], [nodeId('a')]);
  t.deepEqual(endpointsOf(restored, WEB), endpointsOf(cluster.state, WEB));
});

test('who wants to know is counted with the copies on its node', (t) => {
  const cluster = new ClusterFixture();
  cluster.join('a');
  const spec = workload({ replicas: 2 });
  const app = { ...spec, run: { ...spec.run, upstreams: [WEB] } };
  cluster.apply(stack('shop', { app }));
  t.deepEqual(cluster.state.consumers.upstreamsOf(nodeId('a')), [WEB]);
  cluster.observeAll();
  cluster.apply(stack('shop', { app: { ...app, replicas: 1 } }));
  cluster.observeAll();
  t.deepEqual(cluster.state.consumers.upstreamsOf(nodeId('a')), [WEB]);
  cluster.command({ kind: 'delete', stack: 'shop', actor: { name: 't' } });
  cluster.observeAll();
  t.deepEqual(cluster.state.consumers.upstreamsOf(nodeId('a')), []);
  t.deepEqual([...cluster.state.consumers.nodesOf(WEB)], []);
});

function endpoint(replica: number, node = 'n', site = 's'): Endpoint {
  return {
    placement: placementId(WEB, replica, 1),
    node: nodeId(node),
    site,
    address: '10.0.0.1',
    ports: { http: 1 },
    readySinceMs: 0,
  };
}

test('of too many the nearest are told', (t) => {
  const most = LIMITS.endpointsPerUpstream;
  const far = Array.from({ length: most + 5 }, (_, at) => endpoint(at, 'far', 'far'));
  const near = [endpoint(5_000, 'b', 'here'), endpoint(5_001, 'a', 'here')];
  const told = nearestEndpoints([...far, ...near], nodeInfo('a', { site: 'here' }));
  t.is(told.length, most);
  t.deepEqual(
    told.slice(0, 3).map(({ node }) => node),
    [nodeId('a'), nodeId('b'), nodeId('far')],
  );
});

const arbitraryEndpoints: fc.Arbitrary<Endpoints> = fc
  .uniqueArray(fc.record({ replica: fc.nat({ max: 6 }), port: fc.integer({ min: 1, max: 3 }) }), {
    selector: ({ replica }) => replica,
    maxLength: 6,
  })
  .map((rows) =>
    byPlacement(rows.map(({ replica, port }) => ({ ...endpoint(replica), ports: { http: port } }))),
  );

const sorted = (endpoints: Endpoints) =>
  [...endpoints.values()].sort((a, b) => (a.placement < b.placement ? -1 : 1));

test('a change applied to what was before gives what is now, and there is none where nothing changed', (t) => {
  fc.assert(
    fc.property(fc.option(arbitraryEndpoints, { nil: undefined }), arbitraryEndpoints, (before, after) => {
      const change = changeOf(WEB, before, after);
      if (change) t.deepEqual(sorted(afterChange(before, change)), sorted(after));
      else t.deepEqual(sorted(before as Endpoints), sorted(after));
    }),
  );
});

const KEYS = ['shop/a', 'shop/b', 'shop/c'] as WorkloadKey[];
const arbitraryTable: fc.Arbitrary<EndpointTable> = fc
  .uniqueArray(fc.tuple(fc.constantFrom(...KEYS), arbitraryEndpoints), { selector: ([key]) => key })
  .map((rows) => new Map(rows));
const flat = (table: EndpointTable) =>
  [...table]
    .map(([key, endpoints]) => [key, sorted(endpoints)] as const)
    .sort(([a], [b]) => (a < b ? -1 : 1));

test('updates bring any table to any other, and the digest tells tables apart', (t) => {
  fc.assert(
    fc.property(arbitraryTable, arbitraryTable, (held, wanted) => {
      const changes = [...wanted].flatMap(
        ([key, endpoints]) => changeOf(key, held.get(key), endpoints) ?? [],
      );
      const dropped = [...held.keys()].filter((key) => !wanted.has(key));
      const rest = { kind: 'endpoints', epoch: 1, digest: '', more: false } as const;
      const delta = afterUpdate(held, { ...rest, form: 'delta', changes, dropped });
      const all = [...wanted].flatMap(([key, endpoints]) => changeOf(key, undefined, endpoints) ?? []);
      const snapshot = afterUpdate(held, { ...rest, form: 'snapshot', changes: all, dropped: [] });
      t.deepEqual(flat(delta), flat(wanted));
      t.deepEqual(flat(snapshot), flat(wanted));
      t.is(endpointsDigest(delta), endpointsDigest(wanted));
      const same = JSON.stringify(flat(held)) === JSON.stringify(flat(wanted));
      t.is(endpointsDigest(held) === endpointsDigest(wanted), same);
    }),
  );
});
