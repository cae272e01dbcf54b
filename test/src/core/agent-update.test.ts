/** Which agent each node is to run, by the rules alone. */
import {
  type AgentBuild,
  type AgentUpdateView,
  agentUpdateView,
  apply,
  type ControlCommand,
  decideHello,
  emptyState,
  entitiesOf,
  nodeId,
  settleAgentUpdate,
  stateDigest,
  stateFromEntities,
  wantedAgent,
} from '@berth/core';
import test from 'ava';
import fc from 'fast-check';
import { ACTOR, ClusterFixture, nodeInfo } from './cluster-fixture.js';

const digest = (number: number) => number.toString(16).padStart(64, '0');
const OLD: AgentBuild = { version: '1.0', digest: digest(1), platform: 'linux-x64' };
const NEW: AgentBuild = { version: '2.0', digest: digest(2), platform: 'linux-x64' };
const TO = { version: '2.0', archives: { 'linux-x64': { digest: digest(2), bytes: 10 } } };

type Begin = Partial<Extract<ControlCommand, { kind: 'update-agents' }>>;

function begin(wish: Begin = {}): ControlCommand {
  return { kind: 'update-agents', action: 'begin', to: TO, actor: ACTOR, ...wish };
}

function fleet(count: number, agent: AgentBuild = OLD): ClusterFixture {
  const cluster = new ClusterFixture();
  const names = Array.from({ length: count }, (_, i) => `n${i}`);
  cluster.join(...names.map((name) => nodeInfo(name, { site: 's', agent })));
  return cluster;
}

function hello(cluster: ClusterFixture, name: string, agent: AgentBuild): void {
  const node = nodeInfo(name, { site: 's', agent });
  const said = { instance: `i-${name}`, maxEpoch: 0, assignmentVersion: 0, assignmentDigest: '' };
  cluster.turn((turn) => decideHello(turn, { kind: 'hello', node, ...said }));
}

function told(cluster: ClusterFixture): string[] {
  const { state } = cluster;
  return [...state.nodes.values()].filter((node) => wantedAgent(state, node)).map(({ info }) => info.id);
}

function look(cluster: ClusterFixture, soaked = true): void {
  cluster.nowMs += 1_000;
  cluster.turn((turn) => settleAgentUpdate(turn, soaked));
}

function view(cluster: ClusterFixture): AgentUpdateView {
  const seen = agentUpdateView(cluster.state);
  if (!seen) throw new Error('no update');
  return seen;
}

function no(cluster: ClusterFixture, command: ControlCommand): string {
  const reply = cluster.command(command);
  return reply.kind === 'rejected' ? `${reply.code}: ${reply.message}` : reply.kind;
}

test('a stage is a part of the nodes that can be updated, the same ones each time, and only grows', (t) => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 60 }),
      fc.uniqueArray(fc.integer({ min: 1, max: 100 }), { minLength: 2, maxLength: 6 }),
      fc.nat({ max: 20 }),
      (count, percents, joining) => {
        const cluster = fleet(count);
        cluster.join(nodeInfo('old-agent', { site: 's' }));
        const stages = [...percents].sort((a, b) => a - b);
        let before: string[] = [];
        for (const percent of stages) {
          t.is(no(cluster, begin({ percent })), 'agents-updated');
          const now = told(cluster);
          t.true(before.every((node) => now.includes(node)));
          t.false(now.includes('old-agent'));
          if (joining === 0) t.is(now.length, Math.max(1, Math.ceil((count * percent) / 100)));
          before = now;
          // Who joins meanwhile pushes nobody out.
          for (let i = 0; i < joining; i++)
            cluster.join(nodeInfo(`late-${percent}-${i}`, { site: 's', agent: OLD }));
          t.true(before.every((node) => told(cluster).includes(node)));
        }
        const again = fleet(count);
        again.command(begin({ percent: stages[0] ?? 1 }));
        const first = told(again);
        t.true(first.every((node) => before.includes(node)));
      },
    ),
    { numRuns: 50 },
  );
});

test('stages follow each other when they are healthy for long enough, and by themselves only with auto', (t) => {
  const cluster = fleet(20);
  cluster.command(begin({ auto: true }));
  t.is(told(cluster).length, 2);
  for (const [percent, count] of [
    [25, 3],
    [50, 5],
    [100, 10],
  ] as const) {
    look(cluster);
    t.not(view(cluster).percent, percent, 'not before the stage is on it');
    for (const node of told(cluster)) hello(cluster, node, NEW);
    look(cluster, false);
    t.not(view(cluster).percent, percent, 'not before it was so for a while');
    look(cluster);
    t.is(view(cluster).percent, percent);
    t.is(told(cluster).length, count);
  }
  for (const node of told(cluster)) hello(cluster, node, NEW);
  look(cluster);
  t.is(view(cluster).state, 'done');
  t.is(view(cluster).counts.updated, 20);
  // Who comes later gets it, too.
  cluster.join(nodeInfo('late', { site: 's', agent: OLD }));
  t.deepEqual(told(cluster), ['late']);

  const byHand = fleet(20);
  byHand.command(begin());
  for (const node of told(byHand)) hello(byHand, node, NEW);
  look(byHand);
  t.is(view(byHand).state, 'waiting');
  t.is(view(byHand).percent, 10);
});

test('a node that goes back stops the update, is remembered, and is tried again only when a person says so', (t) => {
  const cluster = fleet(10);
  cluster.command(begin({ percent: 50, auto: true }));
  const [first = '', second = ''] = told(cluster);
  const failed = [{ digest: digest(2), version: '2.0', attempt: 0, reason: 'it ended 3 times' }];
  hello(cluster, first, { ...OLD, failed });
  t.deepEqual(told(cluster), []);
  t.is(view(cluster).state, 'stopped');
  t.regex(view(cluster).held?.reason ?? '', /it ended 3 times/);
  t.is(view(cluster).nodes.find(({ node }) => node === first)?.state, 'failed');
  t.true(cluster.kinds().includes('agent-update.failed'));
  // It says so again: that is no news.
  hello(cluster, first, { ...OLD, failed, fixed: 'x' });
  hello(cluster, first, { ...OLD, failed });
  t.is(cluster.kinds().filter((kind) => kind === 'agent-update.failed').length, 1);
  look(cluster);
  t.is(view(cluster).percent, 50);

  // Going on leaves that node out.
  cluster.command({ kind: 'update-agents', action: 'resume', actor: ACTOR });
  t.false(told(cluster).includes(first));
  t.true(told(cluster).includes(second));
  for (const node of told(cluster)) hello(cluster, node, NEW);
  look(cluster);
  t.is(view(cluster).percent, 100);

  // The same version later: the node remembers it.
  cluster.command({ kind: 'update-agents', action: 'cancel', actor: ACTOR });
  t.deepEqual(told(cluster), []);
  cluster.command(begin({ percent: 100 }));
  t.is(view(cluster).state, 'stopped');
  cluster.command(begin({ percent: 100, again: true }));
  t.is(view(cluster).state, 'rolling');
  t.true(told(cluster).includes(first));
});

test('a node that falls silent in its stage holds the next one back; one that was away before does not', (t) => {
  const cluster = fleet(10);
  cluster.nowMs += 1_000;
  cluster.disconnect('n1', 60_000);
  cluster.nowMs += 1_000;
  cluster.command(begin({ percent: 100 }));
  t.is(view(cluster).nodes.find(({ node }) => node === 'n1')?.state, 'silent');
  for (const node of told(cluster).filter((name) => !['n1', 'n2'].includes(name))) hello(cluster, node, NEW);
  cluster.nowMs += 1_000;
  cluster.disconnect('n2', 60_000);
  look(cluster);
  t.is(view(cluster).state, 'rolling');
  hello(cluster, 'n2', NEW);
  look(cluster);
  t.is(view(cluster).state, 'done');
  // It is back: it gets it.
  hello(cluster, 'n1', OLD);
  t.deepEqual(told(cluster), ['n1']);
});

test('only nodes of the site, and only those for which there is an archive; why not, status says', (t) => {
  const cluster = fleet(3);
  cluster.join(nodeInfo('far', { site: 'other', agent: OLD }));
  cluster.join(nodeInfo('arm', { site: 's', agent: { ...OLD, platform: 'linux-arm64' } }));
  cluster.join(nodeInfo('dev', { site: 's', agent: { version: '1.0', fixed: 'it was not installed' } }));
  cluster.command(begin({ percent: 100, site: 's' }));
  t.deepEqual(told(cluster).sort(), ['n0', 'n1', 'n2']);
  const why = Object.fromEntries(view(cluster).nodes.map((node) => [node.node, node.why]));
  t.false('far' in why);
  t.regex(why.arm ?? '', /no archive for linux-arm64/);
  t.is(why.dev, 'it was not installed');
});

test('each no says what to do', (t) => {
  const cluster = fleet(3);
  t.regex(no(cluster, { kind: 'update-agents', action: 'pause', actor: ACTOR }), /^conflict: no update/);
  t.regex(no(cluster, begin({ percent: 0 })), /^invalid_request: percent must be 1 to 100, not 0/);
  t.regex(
    no(cluster, begin({ site: 'nowhere' })),
    /^not_found: no node is at site "nowhere": `berth node ls`/,
  );
  cluster.command(begin({ percent: 50 }));
  t.regex(no(cluster, begin({ percent: 20 })), /^conflict: 50 % were told already/);
  t.is(no(cluster, { kind: 'update-agents', action: 'pause', actor: ACTOR }), 'agents-updated');
  t.deepEqual(told(cluster), []);
  t.regex(no(cluster, begin({ percent: 60 })), /^conflict: the update is held \(paused by tester\)/);
});

test('what is recorded gives the same state again, from the ledger and from a checkpoint', (t) => {
  const cluster = fleet(10);
  cluster.command(begin({ percent: 30, site: 's' }));
  const [first = ''] = told(cluster);
  hello(cluster, first, { ...OLD, failed: [{ digest: digest(2), version: '2.0', attempt: 0, reason: 'r' }] });
  cluster.command({ kind: 'update-agents', action: 'resume', actor: ACTOR });
  const replayed = emptyState();
  cluster.blocks.forEach((events, i) => {
    for (const event of events) apply(replayed, event, { index: i + 1 });
    replayed.index = i + 1;
  });
  t.is(stateDigest(replayed), stateDigest(cluster.state));
  const entities = new Map(JSON.parse(JSON.stringify([...entitiesOf(cluster.state)])) as [string, unknown][]);
  const restored = stateFromEntities(entities);
  t.is(stateDigest(restored), stateDigest(cluster.state));
  t.deepEqual(restored.agentUpdate, cluster.state.agentUpdate);
  t.is(restored.nodes.get(nodeId(first))?.info.agent?.failed?.length, 1);
});
