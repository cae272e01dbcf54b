/** Which of the nodes that fit is best, and what is said of it. */
import type { PlacementRules } from '@berth/core';
import { createScheduler } from '@berth/scheduler';
import test from 'ava';
import { clusterView, keyOf } from '../builders/cluster-view.js';
import { amounts, node, type TestNode } from '../builders/node.js';
import { type PlaceWish, placeRequest } from '../builders/resources.js';

const EVEN = { cpu: 400, memory: 400 };
const thousand = (id: string, cpu = 0, memory = cpu) =>
  node({ id, cpu: 1000, memory: 1000, held: amounts({ cpu, memory }) });

function best(nodes: readonly TestNode[], wish: PlaceWish = {}): string | undefined {
  const [choice] = createScheduler(clusterView(nodes)).place(placeRequest({ ...EVEN, ...wish })).choices;
  return choice?.node;
}

function terms(one: TestNode, wish: PlaceWish, copies = {}): Record<string, number> {
  const request = placeRequest({ ...EVEN, workload: keyOf('shop/web'), ...wish });
  const [verdict] = createScheduler(clusterView([one], copies)).explain(request);
  return verdict?.fits ? Object.fromEntries(verdict.terms.map(({ term, score }) => [term, score])) : {};
}

test('the fullest node that still fits', (t) => {
  t.is(best([thousand('a'), thousand('b', 300), thousand('c', 500), thousand('d', 601)]), 'c');
});

test('of nodes as full as each other, the one whose room has the shape of the wish', (t) => {
  const nodes = [thousand('a', 200, 500), thousand('b', 500, 200)];
  t.is(best(nodes, { cpu: 100, memory: 400 }), 'b');
  t.is(best(nodes, { cpu: 400, memory: 100 }), 'a');
});

test('a small node before a large one', (t) => {
  t.is(best([node({ id: 'large', cpu: 64_000, memory: 64_000 }), thousand('small')]), 'small');
});

test('of nodes that are as good as each other, the smaller id, whatever their order', (t) => {
  t.is(best([thousand('c'), thousand('a'), thousand('b')]), 'a');
  t.is(best([thousand('node-10'), thousand('node-9')]), 'node-10');
});

test('only what is asked for counts', (t) => {
  const disks = [
    node({ id: 'a', more: { disk: 1000 } }),
    node({ id: 'b', more: { disk: 1000 }, held: amounts({ disk: 900 }) }),
  ];
  t.is(best(disks), 'a');
  t.is(best(disks, { more: { disk: 10 } }), 'b');
  t.is(best(disks, { more: { licence: 0 } }), 'a');
});

test('the score: half fullness, half shape, in thousandths', (t) => {
  t.deepEqual(terms(thousand('a'), EVEN), { 'best-fit': 700 });
  t.deepEqual(terms(thousand('a', 600), EVEN), { 'best-fit': 1000 });
  // (0.5 + 0.9) / 2 full; what is free, (0.6, 0.5), against (0.1, 0.4) has a cosine of 0.808.
  t.deepEqual(terms(thousand('a', 400, 500), { cpu: 100, memory: 400 }), { 'best-fit': 754 });
  t.deepEqual(terms(thousand('a'), { cpu: 0, memory: 0 }), { 'best-fit': 0 });
});

test('a ratio above one makes more room, not a better fit', (t) => {
  const dense = node({
    cpu: 1000,
    more: { cpu: { total: 1000, reserved: 0, allocationRatio: 2 } },
    memory: 2000,
  });
  t.deepEqual(terms(dense, { cpu: 1000, memory: 1000 }), { 'best-fit': 750 });
});

const site = (name: string, weight: number) => ({ when: `node.site == '${name}'`, weight });
const sites = (held: number) => [
  node({ id: 'a', cpu: 1000, memory: 1000, site: 'east', held: amounts({ cpu: held, memory: held }) }),
  node({ id: 'b', cpu: 1000, memory: 1000, site: 'west' }),
];

test('a preference outweighs as much of best fit as its weight says, and all of it at 100', (t) => {
  t.is(best(sites(0), { rules: { prefer: [site('west', 1)] } }), 'b');
  // 600 of 1000 fuller is worth 300 of 1000.
  t.is(best(sites(600), { rules: { prefer: [site('west', 30)] } }), 'a');
  t.is(best(sites(600), { rules: { prefer: [site('west', 31)] } }), 'b');
  t.is(best(sites(600), { rules: { prefer: [site('west', 100)] } }), 'b');
});

test('preferences add up, and each says what it gave', (t) => {
  const prefer = [site('west', 20), site('east', 40), { when: "node.labels.tier == 'gold'", weight: 100 }];
  t.is(best(sites(0), { rules: { prefer } }), 'a');
  t.deepEqual(terms(sites(0)[1] as TestNode, { rules: { prefer } }), {
    'best-fit': 700,
    "prefer node.site == 'west'": 200,
    "prefer node.site == 'east'": 0,
    "prefer node.labels.tier == 'gold'": 0,
  });
});

test('a preference never makes a node fit', (t) => {
  const full = [thousand('a', 700), thousand('b')];
  t.is(best(full, { rules: { prefer: [{ when: "node.id == 'a'", weight: 100 }] } }), 'b');
});

test('weights out of range are worth what the nearest in range is', (t) => {
  const worth = (weight: number) =>
    terms(thousand('a'), { rules: { prefer: [{ when: 'true', weight }] } })['prefer true'];
  t.deepEqual([worth(-5), worth(0), worth(0.26), worth(250)], [0, 0, 3, 1000]);
});

test('spread: full marks where copies are fewest, none at the most that is allowed', (t) => {
  const given = (copies: string[], maxSkew: number) => {
    const rules: Partial<PlacementRules> = { spread: { by: 'node', maxSkew } };
    const view = clusterView([thousand('a'), thousand('b')], { 'shop/web': copies });
    const request = placeRequest({ ...EVEN, workload: keyOf('shop/web'), rules });
    const found = createScheduler(view)
      .explain(request)
      .find((verdict) => verdict.node === 'a');
    return found?.fits
      ? found.terms.find(({ term }) => term === 'spread by node')?.score
      : found?.rejects[0]?.reason;
  };
  t.deepEqual([given([], 1), given(['a'], 1), given(['b'], 1)], [1000, 'spread', 1000]);
  t.deepEqual([given(['a'], 3), given(['a', 'a'], 3), given(['a', 'a', 'a'], 3)], [500, 0, 'spread']);
});

test('a call fills one node before it begins the next, and each choice has the score that it had then', (t) => {
  const view = clusterView([thousand('a'), thousand('b'), thousand('c', 100)]);
  const { choices } = createScheduler(view).place(placeRequest({ cpu: 300, memory: 300, count: 6 }));
  t.deepEqual(
    choices.map(({ node: chosen, score }) => `${chosen} ${score}`),
    ['c 700', 'c 850', 'c 1000', 'a 650', 'a 800', 'a 950'],
  );
});

test('explain: all that speaks against a node, in the order in which it is asked', (t) => {
  const poor = node({
    id: 'a',
    ...{ cpu: 10, memory: 10, connection: 'disconnected', eligibility: 'cordoned', site: 's9' },
    taints: [
      { key: 'dev', value: 'yes' },
      { key: 'gpu', value: '' },
    ],
  });
  const request = placeRequest({
    workload: keyOf('shop/web'),
    ...EVEN,
    ports: { web: 20_001 },
    devices: { gpu: 1000 },
    rules: {
      require: ["node.arch == 'arm64'", "node.labels.tier == 'gold'"],
      spread: { by: 'rack', maxSkew: 1 },
      apart: { by: 'node', from: [] },
      near: { workload: 'db', by: 'site' },
    },
    avoidNodes: new Set([poor.info.id]),
  });
  const [verdict] = createScheduler(clusterView([poor], { 'shop/web': ['a'] })).explain(request);
  t.deepEqual(
    verdict?.fits === false &&
      verdict.rejects.map(({ reason, subject, detail }) => [reason, subject, detail].join(' | ')),
    [
      'excluded |  | is a node that the request avoids',
      'disconnected |  | no contact with the node',
      'cordoned |  | `berth node uncordon a` opens it',
      'taint | dev | taint dev=yes is not tolerated',
      'taint | gpu | taint gpu is not tolerated',
      "require | node.arch == 'arm64' | is false on this node",
      'require | node.labels.tier == \'gold\' | the node has no "tier"',
      'resource | cpu | needs 400, 10 free',
      'resource | memory | needs 400, 10 free',
      'device | gpu | needs 1, 0 of 0 free',
      'spread | rack | the node has no label "rack"',
      'apart | node | node "a" has 1 copy of its own',
      'near | db | site "s9" has no copy of "db"',
    ],
  );
});

test('a thousand copies on a thousand nodes look at each node once, and at the ones they go to', (t) => {
  let looks = 0;
  const nodes = Array.from({ length: 1000 }, (_, at) => thousand(`n${String(at).padStart(4, '0')}`));
  for (const { load } of nodes) {
    const { capacity } = load;
    Object.defineProperty(load, 'capacity', {
      get: () => {
        looks++;
        return capacity;
      },
    });
  }
  const request = placeRequest({ cpu: 500, memory: 500, count: 1000 });
  const { choices } = createScheduler(clusterView(nodes)).place(request);
  t.is(choices.length, 1000);
  t.is(new Set(choices.map((choice) => choice.node)).size, 500);
  t.true(looks < 20_000, `${looks} looks`);
});
