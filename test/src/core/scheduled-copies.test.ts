/** Copies on a schedule, as the coordinator sees them: they hold their place, count between runs, and leave between runs. */
import { nodeId, type ObservedPhase, type Placement, stackStatus } from '@berth/core';
import test from 'ava';
import { ACTOR, ClusterFixture, stack, workload } from './cluster-fixture.js';

const NIGHTLY = {
  ...{ cron: '0 3 * * *', timeZone: 'Europe/Berlin' },
  ...{ overlap: 'skip' as const, catchUp: 'none' as const },
};

class Scheduled extends ClusterFixture {
  constructor() {
    super();
    this.join('a', 'b');
    this.apply(stack('shop', { nightly: workload({ kind: 'batch', schedule: NIGHTLY }) }));
  }

  get status() {
    const shop = this.state.stacks.get('shop');
    if (!shop) throw new Error('no stack');
    return stackStatus(this.state, shop);
  }

  ids(): string[] {
    return this.wanted().map(({ id, node }) => `${id} on ${node}`);
  }

  drain(node: string): void {
    const command = { kind: 'set-eligibility', eligibility: 'draining', actor: ACTOR } as const;
    this.command({ ...command, node: nodeId(node) });
  }

  becomes(phase: ObservedPhase, only: (placement: Placement) => boolean = () => true): void {
    this.observeAll(phase, only);
  }
}

test('it holds its room, has settled when it is on its schedule, and says when it is due', (t) => {
  const cluster = new Scheduled();
  const [copy] = cluster.wanted();
  if (!copy) throw new Error('nothing was placed');
  t.false(cluster.status.settled);
  const status = { placement: copy.id, phase: 'scheduled', restarts: 0, message: 'next', atMs: 1 } as const;
  cluster.turn((turn) =>
    turn.emit({
      ...{ kind: 'placements.observed', node: copy.node, sequence: 0, atMs: cluster.nowMs },
      statuses: [{ ...status, lastRunAtMs: 5, nextRunAtMs: 9 }],
    }),
  );
  const [nightly] = cluster.status.workloads;
  t.true(cluster.status.settled);
  t.like(nightly, { scheduled: 1, completed: 0, wanted: 1 });
  t.deepEqual(nightly?.schedule, { cron: '0 3 * * *', timeZone: 'Europe/Berlin', nextRunAtMs: 9 });
  t.like(cluster.wanted()[0], { lastRunAtMs: 5, nextRunAtMs: 9, ready: false });
  t.is(cluster.state.nodes.get(copy.node)?.load.held.cpu, 100);
  for (const phase of ['running', 'scheduled', 'restarting', 'scheduled'] as const) {
    cluster.becomes(phase);
    t.is(cluster.wanted()[0]?.observed, phase, 'they alternate');
  }
  t.deepEqual(cluster.ids().length, 1);
});

test('between its runs it leaves a node at once; a run that goes on is let to end', (t) => {
  const cluster = new Scheduled();
  cluster.becomes('scheduled');
  cluster.becomes('running');
  cluster.drain('a');
  t.deepEqual(cluster.ids(), ['shop/nightly/0.1 on a']);
  cluster.becomes('scheduled', ({ generation }) => generation === 1);
  t.deepEqual(cluster.ids(), ['shop/nightly/0.1 on a', 'shop/nightly/0.2 on b']);
  // Due once more, before its replacement has said that it is there.
  cluster.becomes('running', ({ generation }) => generation === 1);
  cluster.becomes('scheduled', ({ generation }) => generation === 2);
  t.deepEqual(cluster.ids(), ['shop/nightly/0.1 on a', 'shop/nightly/0.2 on b']);
  cluster.becomes('scheduled', ({ generation }) => generation === 1);
  t.deepEqual(cluster.ids(), ['shop/nightly/0.2 on b']);
});

test('another version takes its place, and who needs it need not wait for its end', (t) => {
  const cluster = new Scheduled();
  const api = { ...workload(), needs: [{ workload: 'shop/nightly' as never }] };
  const nightly = workload({ kind: 'batch', schedule: { ...NIGHTLY, cron: '0 4 * * *' } });
  cluster.becomes('scheduled');
  cluster.apply(stack('shop', { nightly, api }));
  t.deepEqual(cluster.ids(), ['shop/nightly/0.2 on a']);
  cluster.becomes('scheduled', ({ generation }) => generation === 2);
  t.true(cluster.ids().some((id) => id.startsWith('shop/api/0.')));
});
