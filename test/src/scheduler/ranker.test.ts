/** Policies by example: which of two nodes that have room takes a copy. */
import type { PlacementRules } from '@berth/core';
import { createScheduler } from '@berth/scheduler';
import test from 'ava';
import { clusterView } from '../builders/cluster-view.js';
import { type NodeWish, node } from '../builders/node.js';
import { placeRequest } from '../builders/resources.js';

const BUSY = { quantities: { cpu: 2000, memory: 2048 } };

function winner(rules: Partial<PlacementRules>, nodes: readonly NodeWish[]): string | undefined {
  const scheduler = createScheduler(clusterView(nodes.map(node)));
  const request = placeRequest({ rules });
  const [choice] = scheduler.place(request).choices;
  const [best] = scheduler.explain(request);
  if (best?.fits && choice) {
    const sum = best.terms.reduce((total, { score }) => total + score, 0);
    if (best.node !== choice.node || best.score !== choice.score || sum !== choice.score)
      return 'not explained';
  }
  return choice?.node;
}

const MELBOURNE = '-37.81,144.96';
const SYDNEY = '-33.87,151.21';
const PERTH = '-31.95,115.86';
const at = (location: string) => ({ attributes: { location } });

test('without a policy, and with pack, the fuller node', (t) => {
  const nodes = [{ id: 'a' }, { id: 'b', held: BUSY }];
  t.is(winner({}, nodes), 'b');
  t.is(winner({ policy: { pack: 3 } }, nodes), 'b');
});

test('spread: the emptier node', (t) => {
  t.is(winner({ policy: { spread: 1 } }, [{ id: 'a', held: BUSY }, { id: 'b' }]), 'b');
});

test('cost: the cheaper node, and one that costs nothing before all', (t) => {
  const dear = { id: 'a', costMillisPerHour: 120 };
  const cheap = { id: 'b', costMillisPerHour: 100 };
  t.is(winner({ policy: { cost: 1 } }, [dear, cheap]), 'b');
  t.is(winner({ policy: { cost: 1 } }, [dear, cheap, { id: 'c' }]), 'c');
  t.is(winner({ policy: { cost: 1 } }, [{ ...dear, costMillisPerHour: 10 ** 12 }, cheap]), 'b');
});

test('latency: the site itself, then by distance, then the region, then the rest', (t) => {
  const policy = { latency: 1 };
  const closeTo = { site: 'melbourne', region: 'au', location: MELBOURNE };
  const here = { id: 'z', site: 'melbourne' };
  const sydney = { id: 'y', site: 'sydney', ...at(SYDNEY) };
  const perth = { id: 'x', site: 'perth', ...at(PERTH) };
  const somewhere = { id: 'w', site: 'somewhere', region: 'au' };
  const abroad = { id: 'a', region: 'nz' };
  t.is(winner({ policy, closeTo }, [here, sydney, abroad]), 'z');
  t.is(winner({ policy, closeTo }, [perth, sydney, abroad]), 'y');
  t.is(winner({ policy, closeTo: { region: 'au' } }, [somewhere, abroad]), 'w');
  t.is(winner({ policy, closeTo: { region: 'au' } }, [perth, abroad]), 'a', 'nobody is in the region');
  t.is(winner({ policy, closeTo }, [{ id: 'a', ...at('91,0') }, perth]), 'x', 'a location that is none');
});

test('weights: only their ratios count, and each has its say', (t) => {
  const nodes = [
    { id: 'a', held: BUSY, costMillisPerHour: 1000 },
    { id: 'b', costMillisPerHour: 10 },
  ];
  t.is(winner({ policy: { pack: 9, cost: 1 } }, nodes), 'a');
  t.is(winner({ policy: { pack: 90, cost: 10 } }, nodes), 'a');
  t.is(winner({ policy: { pack: 1, cost: 9 } }, nodes), 'b');
  t.is(winner({ policy: { pack: 0, spread: 0 } }, nodes), 'a', 'no weight at all is pack');
});

test('a preference of weight 100 outweighs every policy', (t) => {
  const prefer = [{ when: "node.id == 'b'", weight: 100 }];
  const nodes = [{ id: 'a' }, { id: 'b', costMillisPerHour: 60_000 }];
  t.is(winner({ policy: { cost: 1 }, prefer }, nodes), 'b');
});
