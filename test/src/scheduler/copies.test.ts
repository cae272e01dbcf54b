/** Rules about where other copies are: spread, apart, near. */
import type { PlacementRules, RejectCount } from '@berth/core';
import { createScheduler } from '@berth/scheduler';
import test from 'ava';
import { clusterView, keyOf, type TestCluster } from '../builders/cluster-view.js';
import { amounts, node } from '../builders/node.js';
import { type PlaceWish, placeRequest } from '../builders/resources.js';

const WEB = keyOf('shop/web');

/** Two nodes on each of three sites in two regions; racks across sites, and none on "f". */
const fleet = (
  copies: Readonly<Record<string, readonly string[]>> = {},
  changed: Parameters<typeof node>[0][] = [],
) =>
  clusterView(
    [
      { id: 'a', site: 's1', region: 'r1', labels: { rack: 'one' } },
      { id: 'b', site: 's1', region: 'r1', labels: { rack: 'two' } },
      { id: 'c', site: 's2', region: 'r1', labels: { rack: 'one' } },
      { id: 'd', site: 's2', region: 'r1', labels: { rack: 'two' } },
      { id: 'e', site: 's3', region: 'r2', labels: { rack: 'one' } },
      { id: 'f', site: 's3', region: 'r2' },
    ].map((wish) => node({ ...wish, ...changed.find((other) => other?.id === wish.id) })),
    copies,
  );

function place(view: TestCluster, rules: Partial<PlacementRules>, wish: PlaceWish = {}) {
  const outcome = createScheduler(view).place(placeRequest({ workload: WEB, count: 1, ...wish, rules }));
  return { nodes: outcome.choices.map((choice) => choice.node as string).sort(), rejects: outcome.rejects };
}

/** "6 spread site". */
const said = (rejects: readonly RejectCount[]) =>
  rejects.map(({ reason, subject, nodes }) => `${nodes} ${reason} ${subject}`);

const details = (view: TestCluster, rules: Partial<PlacementRules>) =>
  Object.fromEntries(
    createScheduler(view)
      .explain(placeRequest({ workload: WEB, rules }))
      .map((verdict) => [
        verdict.node,
        verdict.fits
          ? 'fits'
          : verdict.rejects.map(({ reason, detail }) => `${reason}: ${detail}`).join('; '),
      ]),
  );

const bySite = { by: 'site', maxSkew: 1 };

test('spread: copies of one call go round the sites', (t) => {
  t.deepEqual(place(fleet(), { spread: bySite }, { count: 3 }).nodes, ['a', 'c', 'e']);
  const { nodes } = place(fleet(), { spread: bySite }, { count: 30, cpu: 1 });
  for (const site of ['ab', 'cd', 'ef']) t.is(nodes.filter((name) => site.includes(name)).length, 10);
});

test('spread: by node, region and label', (t) => {
  t.deepEqual(place(fleet(), { spread: { by: 'node', maxSkew: 1 } }, { count: 6 }).nodes, [...'abcdef']);
  t.deepEqual(place(fleet(), { spread: { by: 'region', maxSkew: 1 } }, { count: 2 }).nodes, ['a', 'e']);
  t.deepEqual(place(fleet(), { spread: { by: 'rack', maxSkew: 1 } }, { count: 2 }).nodes, ['a', 'b']);
});

test('spread: copies that are to run count, copies that are to stop or are another workload’s do not', (t) => {
  const copies = { 'shop/web': ['a', 'b', '-c', 'e'], 'shop/db': ['c', 'd'], 'other/web': ['c'] };
  t.deepEqual(place(fleet(copies), { spread: bySite }).nodes, ['c']);
});

test('spread: maxSkew is how far one may be ahead, and a no says how far it is', (t) => {
  const copies = { 'shop/web': ['a', 'b'] };
  t.deepEqual(place(fleet(copies), { spread: bySite }, {}).nodes, ['c']);
  const closed = ['c', 'd', 'e', 'f'].map((id) => ({ id, cpu: 10 }));
  const full = place(fleet(copies, closed), { spread: { by: 'site', maxSkew: 2 } });
  t.deepEqual([full.nodes, said(full.rejects)], [[], ['4 resource cpu', '2 spread site']]);
  const wider = place(fleet(copies, closed), { spread: { by: 'site', maxSkew: 3 } });
  t.is(wider.nodes.length, 1);
  t.is(
    details(fleet(copies, closed), { spread: { by: 'site', maxSkew: 2 } }).a,
    'spread: site "s1" has 2, another has 0; maxSkew is 2',
  );
});

test('spread: a site that no copy may enter does not hold the others back; a full one does', (t) => {
  const rules = { spread: bySite };
  const without = (changed: Parameters<typeof node>[0]) =>
    place(
      fleet({}, [
        { id: 'e', ...changed },
        { id: 'f', ...changed },
      ]),
      rules,
      { count: 4 },
    ).nodes.length;
  t.is(without({ eligibility: 'cordoned' }), 4);
  t.is(without({ eligibility: 'draining' }), 4);
  t.is(without({ connection: 'disconnected' }), 4);
  t.is(without({ taints: [{ key: 'dev', value: '' }] }), 4);
  t.is(without({ held: amounts({ cpu: 4000 }) }), 2);
  t.is(place(fleet(), { ...rules, require: ["node.site != 's3'"] }, { count: 4 }).nodes.length, 4);
  const near = { workload: 'db', by: 'region' };
  t.is(place(fleet({ 'shop/db': ['a'] }), { ...rules, near }, { count: 4 }).nodes.length, 4);
  const apart = { by: 'site', from: ['db'] };
  t.is(place(fleet({ 'shop/db': ['e'] }), { ...rules, apart }, { count: 2 }).nodes.length, 2);
});

test('spread: copies on a site that is closed now do not lower what the others are measured by', (t) => {
  const copies = { 'shop/web': ['a', 'a', 'c', 'c', 'e'] };
  const closed = ['e', 'f'].map((id) => ({ id, eligibility: 'cordoned' as const }));
  t.deepEqual(place(fleet(copies, closed), { spread: bySite }, { count: 2 }).nodes, ['a', 'c']);
});

test('spread: a node without the label is refused, and told so', (t) => {
  const found = details(fleet(), { spread: { by: 'rack', maxSkew: 1 } });
  t.is(found.f, 'spread: the node has no label "rack"');
  t.is(found.e, 'fits');
  const nowhere = place(fleet(), { spread: { by: 'zone', maxSkew: 1 } });
  t.deepEqual(said(nowhere.rejects), ['6 spread zone']);
});

test('spread: below maxSkew the emptier site is the better one', (t) => {
  const view = fleet({ 'shop/web': ['a'] }, [{ id: 'a', held: amounts({ cpu: 2000, memory: 2048 }) }]);
  t.deepEqual(place(view, {}).nodes, ['a']);
  t.deepEqual(place(view, { spread: { by: 'site', maxSkew: 5 } }).nodes, ['a']);
  t.deepEqual(place(view, { spread: { by: 'site', maxSkew: 2 } }).nodes, ['c']);
});

test('apart: one copy for each node, site or label, and no more', (t) => {
  const one = place(fleet(), { apart: { by: 'node', from: [] } }, { count: 7 });
  t.deepEqual([one.nodes, said(one.rejects)], [[...'abcdef'], ['6 apart node']]);
  const site = place(fleet(), { apart: { by: 'site', from: [] } }, { count: 4 });
  t.deepEqual([site.nodes, said(site.rejects)], [['a', 'c', 'e'], ['6 apart site']]);
  const rack = place(fleet(), { apart: { by: 'rack', from: [] } }, { count: 3 });
  t.deepEqual([rack.nodes, said(rack.rejects)], [['a', 'b'], ['6 apart rack']]);
});

test('apart: from the copies that are there, of itself and of whom it names, in its own stack', (t) => {
  const copies = { 'shop/web': ['a', '-b'], 'shop/db': ['c'], 'other/db': ['d'] };
  const found = details(fleet(copies), { apart: { by: 'node', from: ['db'] } });
  t.deepEqual(found, {
    a: 'apart: node "a" has 1 copy of its own',
    b: 'fits',
    c: 'apart: node "c" has 1 copy of "db"',
    d: 'fits',
    e: 'fits',
    f: 'fits',
  });
  t.is(details(fleet(copies), { apart: { by: 'node', from: [] } }).c, 'fits');
  const rack = details(fleet(copies), { apart: { by: 'rack', from: ['db'] } });
  t.is(rack.e, 'apart: rack "one" has 2 copies its own or "db"');
  t.is(rack.f, 'apart: the node has no label "rack"');
});

test('apart: the copies of a reservation are apart from each other', (t) => {
  const request = placeRequest({ count: 3, rules: { apart: { by: 'site', from: [] } } });
  t.is(createScheduler(fleet()).place(request).choices.length, 3);
  t.is(createScheduler(fleet()).place({ ...request, count: 4 }).missing, 1);
});

test('near: where a copy of the other workload is to run, of the same stack', (t) => {
  const copies = { 'shop/db': ['e', '-a'], 'other/db': ['c'] };
  const near = { workload: 'db', by: 'site' };
  t.deepEqual(new Set(place(fleet(copies), { near }, { count: 40, cpu: 200 }).nodes), new Set(['e', 'f']));
  t.is(details(fleet(copies), { near }).a, 'near: site "s1" has no copy of "db"');
  t.deepEqual(place(fleet(copies), { near: { workload: 'db', by: 'node' } }).nodes, ['e']);
  t.is(
    details(fleet(copies), { near: { workload: 'db', by: 'rack' } }).f,
    'near: the node has no label "rack"',
  );
});

test('near: nowhere while the other workload has no copy', (t) => {
  const outcome = place(fleet(), { near: { workload: 'db', by: 'region' } });
  t.deepEqual([outcome.nodes, said(outcome.rejects)], [[], ['6 near db']]);
});

test('rules together: spread over sites, one for each node, near the database', (t) => {
  const copies = { 'shop/db': ['a', 'c'] };
  const rules = {
    spread: bySite,
    apart: { by: 'node', from: [] },
    near: { workload: 'db', by: 'site' },
  };
  const outcome = place(fleet(copies), rules, { count: 5 });
  t.deepEqual([outcome.nodes, said(outcome.rejects)], [[...'abcd'], ['4 apart node', '2 near db']]);
});

test('what stands in a label cannot be mistaken for another label', (t) => {
  const view = clusterView([
    node({ id: 'a', site: 's', labels: { x: '1', y: '23' } }),
    node({ id: 'b', site: 's', labels: { x: '12', y: '3' } }),
    node({ id: 'c', site: 's', labels: { x: '1:1', y: '-' } }),
  ]);
  const rules = { spread: { by: 'x', maxSkew: 1 }, apart: { by: 'y', from: [] } };
  t.deepEqual(place(view, rules, { count: 3 }).nodes, ['a', 'b', 'c']);
});

test('distinct: at most so many copies of its own for each value', (t) => {
  const two = place(fleet(), { distinct: { by: 'site', limit: 2 } }, { count: 7 });
  t.deepEqual([two.nodes.length, said(two.rejects)], [6, ['6 distinct site']]);
  const copies = { 'shop/web': ['a', '-b'], 'shop/db': ['c', 'c'] };
  const found = details(fleet(copies), { distinct: { by: 'rack', limit: 1 } });
  t.is(found.a, 'distinct: rack "one" has 1 of at most 1');
  t.is(found.b, 'fits');
  t.is(found.f, 'distinct: the node has no label "rack"');
});

test('apart from others only: its own copies may stand together', (t) => {
  const copies = { 'shop/web': ['a'], 'shop/db': ['c'] };
  const rules = { apart: { by: 'site', from: ['db'], own: false } };
  const found = details(fleet(copies), rules);
  t.deepEqual([found.a, found.c], ['fits', 'apart: site "s2" has 1 copy of "db"']);
  t.false(place(fleet(copies), rules, { count: 40 }).nodes.some((name) => 'cd'.includes(name)));
});

test('near itself: the first copy goes anywhere, the others where it is', (t) => {
  const near = { workload: 'web', by: 'site' };
  const { nodes } = place(fleet(), { near }, { count: 3, cpu: 3000 });
  t.deepEqual(
    [nodes, said(place(fleet(), { near }, { count: 3, cpu: 3000 }).rejects)],
    [
      ['a', 'b'],
      ['4 near web', '2 resource cpu'],
    ],
  );
  t.is(details(fleet({ 'shop/web': ['e'] }), { near }).a, 'near: site "s1" has no copy of "web"');
  t.is(details(fleet({ 'shop/web': ['-e'] }), { near }).a, 'fits');
});

test('near itself: domains that are too far do not hold the spread back', (t) => {
  const rules = { near: { workload: 'web', by: 'region' }, spread: bySite };
  t.deepEqual(place(fleet(), rules, { count: 8, cpu: 2000 }).nodes, ['a', 'a', 'b', 'b', 'c', 'c', 'd', 'd']);
});

test('several rules of a kind hold at once', (t) => {
  const spread = [bySite, { by: 'node', maxSkew: 1 }];
  t.deepEqual(place(fleet(), { spread }, { count: 6 }).nodes, [...'abcdef']);
  const apart = [
    { by: 'site', from: ['db'], own: false },
    { by: 'node', from: [] },
  ];
  const outcome = place(fleet({ 'shop/db': ['a'] }), { apart }, { count: 5 });
  t.deepEqual([outcome.nodes, said(outcome.rejects)], [[...'cdef'], ['4 apart node', '2 apart site']]);
  const near = ['db', 'log'].map((workload) => ({ workload, by: 'site' }));
  const both = { 'shop/db': ['a', 'c'], 'shop/log': ['d', 'e'] };
  t.deepEqual(place(fleet(both), { near }).nodes, ['c']);
});

test('preferences refuse nobody, and are worth ten times their weight', (t) => {
  const copies = { 'shop/web': ['b'], 'shop/db': ['c'] };
  const terms = (rules: Partial<PlacementRules>, id: string) => {
    const request = placeRequest({ workload: WEB, rules });
    const found = createScheduler(fleet(copies))
      .explain({ ...request, wanted: 4 })
      .find((verdict) => verdict.node === id);
    return found?.fits ? found.terms.slice(1).map(({ term, score }) => `${term} ${score}`) : found?.rejects;
  };
  const near = { workload: 'db', by: 'site', weight: 30 };
  t.deepEqual([terms({ near }, 'd'), terms({ near }, 'a')], [['near db by site 300'], ['near db by site 0']]);
  const apart = { by: 'site', from: ['db'], weight: 7 };
  t.deepEqual([terms({ apart }, 'a'), terms({ apart }, 'e')], [['apart by site 0'], ['apart by site 70']]);
  const rack = { by: 'rack', from: [], weight: 7 };
  t.deepEqual(terms({ apart: rack }, 'f'), ['apart by rack 0']);
  const even = { by: 'site', weight: 10 };
  t.deepEqual(
    [terms({ spread: even }, 'a'), terms({ spread: even }, 'c')],
    [['spread by site 75'], ['spread by site 100']],
  );
});

test('a spread with targets fills domains by their shares', (t) => {
  const spread = { by: 'site', weight: 100, targets: { s1: 70, s2: 30 } };
  const { nodes } = place(fleet(), { spread }, { count: 10, cpu: 1 });
  const on = (site: string) => nodes.filter((name) => site.includes(name)).length;
  t.deepEqual([on('ab'), on('cd'), on('ef')], [7, 3, 0]);
  // What does not fit where it belongs goes elsewhere.
  const full = place(
    fleet({}, [
      { id: 'a', cpu: 1 },
      { id: 'b', cpu: 1 },
    ]),
    { spread },
    { count: 10, cpu: 100 },
  );
  t.is(full.nodes.length, 10);
});
