/**
 * The search for victims against all sets of victims there are, on small nodes: it finds one exactly when there is one, the
 * cheapest, and none of them could stay.
 */
import {
  type Claim,
  claimFor,
  copyLoad,
  type Evictable,
  hold,
  type NodeId,
  nodeId,
  type PlacementId,
  type PlaceRequest,
  type Prospect,
  type Prospects,
  placementId,
  release,
} from '@berth/core';
import { createScheduler } from '@berth/scheduler';
import test from 'ava';
import fc from 'fast-check';
import { clusterView, keyOf } from '../builders/cluster-view.js';
import { node, type TestNode } from '../builders/node.js';
import { placeRequest, resources } from '../builders/resources.js';

const RUNS = { numRuns: 400 };
const HIGH = keyOf('high/web');

type Copy = {
  readonly priority: number;
  readonly cpu: number;
  readonly memory: number;
  readonly gpu: number;
  readonly port: boolean;
  /** Copies elsewhere that would end with it. */
  readonly elsewhere: number;
};

const someCopy: fc.Arbitrary<Copy> = fc.record({
  priority: fc.integer({ min: 0, max: 3 }),
  cpu: fc.integer({ min: 0, max: 4 }).map((part) => part * 100),
  memory: fc.integer({ min: 0, max: 4 }).map((part) => part * 64),
  gpu: fc.constantFrom(0, 0, 300, 500, 1000),
  port: fc.boolean(),
  elsewhere: fc.constantFrom(0, 0, 0, 1, 2),
});

type Case = { readonly view: ReturnType<typeof clusterView>; readonly prospects: Prospects };

/** Nodes with as many of the copies as fit on each. */
function caseOf(nodes: readonly (readonly Copy[])[], arch: readonly string[]): Case {
  const made = nodes.map((copies, at): readonly [TestNode, Prospect] => {
    const id = `n${at}`;
    const devices = ['gpu-0 gpu t4', 'gpu-1 gpu t4'];
    const one = node({
      id,
      cpu: 900,
      memory: 640,
      ports: { first: 20_000, last: 20_002 },
      devices,
      arch: arch[at] ?? 'x64',
    });
    return [
      one,
      { load: one.load, evictable: copies.flatMap((copy, row) => placed(one, copy, row)).sort(byPriority) },
    ];
  });
  const known = new Map<NodeId, Prospect>(made.map(([{ info }, prospect]) => [info.id, prospect]));
  return {
    view: clusterView(made.map(([one]) => one)),
    prospects: { coming: [], of: (id) => known.get(id) as Prospect },
  };
}

function placed({ info, load }: TestNode, copy: Copy, row: number): Evictable[] {
  const { cpu, memory, gpu, port, priority, elsewhere } = copy;
  const wish = { cpu, memory, ports: port ? { p: 'auto' as const } : {}, devices: gpu > 0 ? { gpu } : {} };
  const claimed = claimFor(load, resources(wish));
  if (!('claim' in claimed)) return [];
  hold(load, claimed.claim);
  const workload = keyOf(`low/${info.id}-${row}`);
  const copies: PlacementId[] = [];
  for (let replica = 0; replica <= elsewhere; replica++) copies.push(placementId(workload, replica, 1));
  return [{ workload, priority, copies, claims: [claimed.claim] }];
}

const byPriority = (a: Evictable, b: Evictable) => a.priority - b.priority;

const someCase = fc
  .tuple(
    fc.array(fc.array(someCopy, { maxLength: 6 }), { minLength: 1, maxLength: 3 }),
    fc.array(fc.constantFrom('x64', 'x64', 'arm64'), { maxLength: 3 }),
  )
  .map(([nodes, arch]) => caseOf(nodes, arch));

const someRequest: fc.Arbitrary<PlaceRequest> = fc
  .record({
    cpu: fc.constantFrom(100, 300, 500, 900),
    memory: fc.constantFrom(0, 64, 256, 640),
    ports: fc.constantFrom<PlaceRequest['resources']['ports']>({}, { p: 'auto' }, { p: 20_001 }),
    devices: fc.constantFrom<Record<string, number>>({}, { gpu: 400 }, { gpu: 1000 }, { gpu: 2000 }),
    require: fc.constantFrom<string[]>([], ["node.arch == 'x64'"]),
  })
  .map(({ require, ...wish }) => placeRequest({ workload: HIGH, ...wish, rules: { require } }));

/** The weightiest part first: highest priority, copies, what is freed beyond need. */
type Price = readonly [priority: number, copies: number, excess: number];

function claimWithout(
  prospect: Prospect,
  victims: readonly Evictable[],
  request: PlaceRequest,
): Claim | undefined {
  const load = copyLoad(prospect.load);
  for (const { claims } of victims) for (const claim of claims) release(load, claim);
  const claimed = claimFor(load, request.resources);
  return 'claim' in claimed ? claimed.claim : undefined;
}

function priceOf({ load }: Prospect, victims: readonly Evictable[], claim: Claim): Price {
  const given = victims.flatMap(({ claims }) => claims);
  const beyond = (wanted: number, free: number, freed: number) =>
    Math.max(0, freed - Math.max(0, wanted - free));
  let excess = 0;
  for (const name of ['cpu', 'memory']) {
    const capacity = load.capacity[name] ?? 0;
    const freed = given.reduce((sum, { quantities }) => sum + (quantities[name] ?? 0), 0);
    excess += beyond(claim.quantities[name] ?? 0, capacity - (load.held[name] ?? 0), freed) / capacity;
  }
  for (const name of ['gpu-0', 'gpu-1']) {
    const freed = given.reduce((sum, { devices }) => sum + (devices[name] ?? 0), 0);
    excess += beyond(claim.devices[name] ?? 0, 1000 - (load.devices.get(name) ?? 0), freed) / 2000;
  }
  return [
    Math.max(-1, ...victims.map(({ priority }) => priority)),
    victims.reduce((sum, { copies }) => sum + copies.length, 0),
    excess,
  ];
}

function dearer(a: Price, b: Price): number {
  return a[0] - b[0] || a[1] - b[1] || (Math.abs(a[2] - b[2]) < 1e-9 ? 0 : a[2] - b[2]);
}

/** Looks at every set of victims on every node that is open. */
function cheapestOfAll({ view, prospects }: Case, request: PlaceRequest): Price | undefined {
  let best: Price | undefined;
  for (const { info } of view.nodes.values()) {
    if (request.rules.require.length > 0 && info.arch !== 'x64') continue;
    const prospect = prospects.of(info.id);
    for (let set = 0; set < 2 ** prospect.evictable.length; set++) {
      const victims = prospect.evictable.filter((_, at) => (set >> at) & 1);
      const claim = claimWithout(prospect, victims, request);
      const price = claim && priceOf(prospect, victims, claim);
      if (price && (!best || dearer(price, best) < 0)) best = price;
    }
  }
  return best;
}

test('the cheapest of all sets of victims is found, exactly when there is one', (t) => {
  const seen = { none: 0, free: 0, one: 0, more: 0 };
  fc.assert(
    fc.property(someCase, someRequest, (one, request) => {
      const best = cheapestOfAll(one, request);
      const found = createScheduler(one.view).evictions(request, one.prospects).next();
      seen[
        !found ? 'none' : found.victims.length === 0 ? 'free' : found.victims.length === 1 ? 'one' : 'more'
      ]++;
      t.is(found === undefined, best === undefined);
      if (!found || !best) return;
      const price = priceOf(one.prospects.of(found.node), found.victims, found.claim);
      t.is(dearer(price, best), 0, `found ${price.join(' ')}, best is ${best.join(' ')}`);
    }),
    RUNS,
  );
  t.true(
    Object.values(seen).every((times) => times > 10),
    JSON.stringify(seen),
  );
});

test('what is found fits, and no victim of it could stay', (t) => {
  fc.assert(
    fc.property(someCase, someRequest, (one, request) => {
      const found = createScheduler(one.view).evictions(request, one.prospects).next();
      if (!found) return;
      const prospect = one.prospects.of(found.node);
      t.deepEqual(claimWithout(prospect, found.victims, request), found.claim);
      for (const victim of found.victims) {
        const others = found.victims.filter((other) => other !== victim);
        t.is(claimWithout(prospect, others, request), undefined);
      }
    }),
    RUNS,
  );
});

test('beyond the bound of the exact search, still no victim could stay', (t) => {
  const many = fc.array(someCopy, { minLength: 20, maxLength: 40 }).map((copies) =>
    caseOf(
      [
        copies.map((copy) => ({
          ...copy,
          cpu: 30,
          memory: 8,
          gpu: copy.gpu === 300 ? 100 : 0,
          port: false,
        })),
      ],
      [],
    ),
  );
  fc.assert(
    fc.property(many, someRequest, (one, request) => {
      const found = createScheduler(one.view).evictions(request, one.prospects).next();
      for (const victim of found?.victims ?? []) {
        const others = found?.victims.filter((other) => other !== victim) ?? [];
        t.is(claimWithout(one.prospects.of(nodeId('n0')), others, request), undefined);
      }
    }),
    { numRuns: 60 },
  );
});

test('copies that come to a node count for spread and apart', (t) => {
  const nodes = ['a', 'b'].map((id) => node({ id, memory: 64 }));
  const view = clusterView(nodes);
  const evictable = nodes.map((one): Evictable[] =>
    placed(one, { priority: 1, cpu: 0, memory: 64, gpu: 0, port: false, elsewhere: 0 }, 0),
  );
  const of = (id: NodeId): Prospect => {
    const at = id === nodeId('a') ? 0 : 1;
    return { load: (nodes[at] as TestNode).load, evictable: evictable[at] as Evictable[] };
  };
  const rules = { apart: { by: 'node', from: [] } };
  const request = placeRequest({ workload: HIGH, memory: 64, count: 2, rules });
  const search = createScheduler(view).evictions(request, { coming: [nodeId('a')], of });
  t.is(search.next()?.node, nodeId('b'));
  t.is(search.next(), undefined, 'both nodes have one coming');
});
