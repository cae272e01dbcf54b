import { findStack, formatCost, listNodes, parseCost, stackStatus } from '@berth/core';
import test from 'ava';
import { ClusterFixture, nodeInfo, stack, workload } from './cluster-fixture.js';

for (const [text, millis] of [
  ['0', 0],
  ['0.12', 120],
  ['1.005', 1005],
  ['3', 3000],
  ['999999999.999', 999_999_999_999],
] as const) {
  test(`a cost of ${text} is ${millis} thousandths`, (t) => {
    t.is(parseCost(text), millis);
  });
}

for (const text of ['', '-1', '0.0042', '1,2', '0.12 EUR', '1e3', '.5', '1234567890']) {
  test(`"${text}" is no cost`, (t) => {
    t.deepEqual(parseCost(text), { error: 'write an amount with at most 3 decimals, e.g. 0.12' });
  });
}

test('a cost as people read it: two decimals, or three', (t) => {
  t.deepEqual([0, 4, 120, 125, 1500].map(formatCost), ['0.00', '0.004', '0.12', '0.125', '1.50']);
});

/** 4 cores and 4 GiB, for 1.00 an hour, of which "a" keeps half of its memory for itself. */
function priced(): ClusterFixture {
  const cluster = new ClusterFixture();
  const { inventory } = nodeInfo('a');
  const memory = { total: 4096, reserved: 2048, allocationRatio: 1 };
  cluster.join(
    nodeInfo('a', {
      costMillisPerHour: 1000,
      inventory: { ...inventory, resources: { ...inventory.resources, memory } },
    }),
    nodeInfo('b', { costMillisPerHour: 500 }),
    'free',
  );
  return cluster;
}

const on = (id: string) => ({ placement: { require: [`node.id == '${id}'`] } });
const costOf = (cluster: ClusterFixture) =>
  stackStatus(cluster.state, findStack(cluster.state, 'shop')).costMillisPerHour;

test('a node says what it costs; 0 when nobody said', (t) => {
  const costs = listNodes(priced().state, () => ({})).map((one) => one.costMillisPerHour);
  t.deepEqual(costs, [1000, 500, 0]);
});

for (const [title, wish, cost] of [
  ['the larger share of what the node offers: memory', { cpu: 400, memory: 1024, ...on('a') }, 500],
  ['the larger share: cpu', { cpu: 1000, memory: 409, ...on('b') }, 125],
  ['every copy counts', { cpu: 400, memory: 1, replicas: 3, ...on('b') }, 150],
  ['all of a node', { cpu: 4000, memory: 1, ...on('a') }, 1000],
  ['a node that is free', { cpu: 4000, memory: 4096, ...on('free') }, 0],
  ['a copy that waits', { cpu: 1, memory: 4096, ...on('a') }, 0],
] as const) {
  test(`a stack costs its part of its nodes: ${title}`, (t) => {
    const cluster = priced();
    cluster.apply(stack('shop', { web: workload(wish) }));
    t.is(costOf(cluster), cost);
  });
}

test('what has ended costs nothing', (t) => {
  const cluster = priced();
  cluster.apply(stack('shop', { web: workload({ cpu: 2000, ...on('b') }) }));
  cluster.observeAll();
  t.is(costOf(cluster), 250);
  cluster.observeAll('failed');
  t.is(costOf(cluster), 0);
});
