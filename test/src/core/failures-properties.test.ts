/** Nodes on which copies fail and others on which they do not, at random: bounds hold, and who can run somewhere ends up running. */
import { apply, emptyState, type NodeId, nodeId, stateDigest } from '@berth/core';
import test from 'ava';
import fc from 'fast-check';
import { stack, workload } from './cluster-fixture.js';
import { Failing } from './failures-fixture.js';
import { FailuresWatcher } from './failures-watcher.js';

const NODES = ['a', 'b', 'c', 'd'];
const RULE = { delayMs: 1_000, maxDelayMs: 60_000, resetAfterMs: 600_000 };

type Step =
  | { readonly kind: 'fail'; readonly at: number }
  | { readonly kind: 'run'; readonly at: number }
  | { readonly kind: 'pass'; readonly ms: number }
  | { readonly kind: 'away'; readonly node: string }
  | { readonly kind: 'retry' };

const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.oneof(
    { weight: 4, arbitrary: fc.record({ kind: fc.constant('fail' as const), at: fc.nat(7) }) },
    { weight: 3, arbitrary: fc.record({ kind: fc.constant('run' as const), at: fc.nat(7) }) },
    {
      weight: 4,
      arbitrary: fc.record({ kind: fc.constant('pass' as const), ms: fc.constantFrom(500, 5_000, 700_000) }),
    },
    {
      weight: 1,
      arbitrary: fc.record({ kind: fc.constant('away' as const), node: fc.constantFrom(...NODES) }),
    },
    { weight: 1, arbitrary: fc.constant({ kind: 'retry' as const }) },
  ),
  { maxLength: 50 },
);

test('property: moves are bounded, what is given up stays so, and a replay gives the same', (t) => {
  const seen: Record<string, number> = {};
  fc.assert(
    fc.property(fc.constantFrom(0, 1, 2, undefined), fc.nat(2), steps, (moves, more, all) => {
      const cluster = new Failing();
      cluster.join(...NODES);
      const failure = { ...RULE, ...(moves !== undefined && { moves }) };
      cluster.apply(stack('shop', { web: workload({ replicas: more + 1, failure }) }));
      /** Failures in a row, counted here: nothing but long runs, words and specs end a row. */
      for (const step of all) act(cluster, step);
      const watcher = new FailuresWatcher(
        (what) => {
          throw new Error(what);
        },
        (what) => {
          seen[what] = (seen[what] ?? 0) + 1;
        },
      );
      for (const events of cluster.blocks) watcher.see(events);
      checkMoves(cluster, moves);
      const replayed = emptyState();
      cluster.blocks.forEach((events, at) => {
        for (const event of events) apply(replayed, event, { index: at + 1 });
        replayed.index = at + 1;
      });
      if (stateDigest(replayed) !== stateDigest(cluster.state))
        throw new Error('a replay gives another state');
    }),
    { numRuns: 300 },
  );
  t.deepEqual(Object.keys(seen).sort(), ['copy given up', 'failed copy placed again']);
});

function act(cluster: Failing, step: Step): void {
  const at = (index: number) => {
    const live = cluster.live();
    return live[index % Math.max(1, live.length)];
  };
  switch (step.kind) {
    case 'fail': {
      const copy = at(step.at);
      if (copy) cluster.fail(copy);
      return;
    }
    case 'run': {
      const copy = at(step.at);
      if (copy) cluster.say(copy, {});
      return;
    }
    case 'pass':
      cluster.pass(step.ms);
      return;
    case 'away':
      cluster.disconnect(step.node, 1_000_000);
      cluster.turn((turn) =>
        turn.emit({
          kind: 'node.connection-changed',
          node: nodeId(step.node),
          connection: 'up',
          atMs: cluster.nowMs,
        }),
      );
      cluster.silentMs.delete(nodeId(step.node));
      cluster.settle();
      return;
    case 'retry':
      cluster.retry('shop/web');
  }
}

/** Between two words of somebody, a replica that has not run well is placed again at most `moves` times. */
function checkMoves(cluster: Failing, moves: number | undefined): void {
  for (const failure of Object.values(cluster.workload('shop/web').failures ?? {})) {
    if (moves !== undefined && failure.count > moves + 1) throw new Error(`${failure.count} failures`);
    if (failure.gaveUp && moves === undefined) throw new Error('given up without a bound');
  }
}

test('property: a copy that can run on some node with room ends up running', (t) => {
  let moved = 0;
  fc.assert(
    fc.property(
      fc.uniqueArray(fc.constantFrom(...NODES), { maxLength: 3 }),
      fc.integer({ min: 1, max: 5 }),
      (bad, replicas) => {
        const cluster = new Failing();
        cluster.join(...NODES);
        cluster.apply(stack('shop', { web: workload({ replicas, failure: RULE }) }));
        const isBad = (node: NodeId) => bad.map(nodeId).includes(node);
        for (let round = 0; round < NODES.length; round++) {
          for (const copy of cluster.live().filter(({ observed }) => observed === 'assigned')) {
            if (isBad(copy.node)) cluster.fail(copy);
            else cluster.say(copy, {});
            if (isBad(copy.node)) moved++;
          }
          cluster.pass(RULE.maxDelayMs);
        }
        const running = cluster.live().filter(({ observed, node }) => observed === 'running' && !isBad(node));
        if (running.length !== replicas) throw new Error(`${running.length} of ${replicas} run`);
      },
    ),
    { numRuns: 200 },
  );
  t.true(moved > 100, 'copies did fail');
});
