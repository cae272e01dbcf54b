/** What workloads need of others: when copies begin, in which order they end, and what is refused. */
import {
  type ControlReply,
  entitiesOf,
  type LedgerEvent,
  listRollouts,
  type Need,
  type NeedState,
  type NodeId,
  type StackRecord,
  type StackSpec,
  stackStatus,
  stateDigest,
  stateFromEntities,
  type WorkloadKey,
  type WorkloadSpec,
} from '@berth/core';
import test from 'ava';
import { ACTOR, ClusterFixture, stack, workload } from './cluster-fixture.js';

type Wish = NonNullable<Parameters<typeof workload>[0]>;

/** `needs` by name, or "name until". */
function needing(needs: readonly string[], wish: Wish = {}): WorkloadSpec {
  const read = (text: string): Need => {
    const [name = '', until] = text.split(' ');
    return { workload: name as WorkloadKey, ...(until && { until: until as NeedState }) };
  };
  return { ...workload(wish), needs: needs.map(read) };
}

const of = (name: string) => (placement: { readonly workload: string }) => placement.workload === name;

/** What stands wanted, without generations. */
const standing = (cluster: ClusterFixture) => cluster.wanted().map(({ workload: key }) => key);

const chain = (version = '1'): StackSpec =>
  stack('shop', {
    db: workload({ command: ['db', version] }),
    api: needing(['shop/db'], { command: ['api', version] }),
    web: needing(['shop/api'], { command: ['web', version] }),
  });

function cluster(...nodes: string[]): ClusterFixture {
  const made = new ClusterFixture();
  made.join(...(nodes.length > 0 ? nodes : ['a', 'b', 'c']));
  return made;
}

function waits(made: ClusterFixture, name: string): readonly string[] {
  const { workloads } = stackStatus(made.state, made.state.stacks.get('shop') as StackRecord);
  return workloads.find(({ workload: key }) => key === name)?.waitsFor?.map(({ why }) => why) ?? [];
}

const ofKind = <Kind extends LedgerEvent['kind']>(made: ClusterFixture, kind: Kind) =>
  made.blocks.flat().filter((event): event is Extract<LedgerEvent, { kind: Kind }> => event.kind === kind);

function running(spec: StackSpec = chain()): ClusterFixture {
  const made = cluster();
  made.apply(spec);
  for (let step = 0; step < 4; step++) made.observeAll();
  return made;
}

test('copies begin when what they need is ready, and it is said once what they wait for', (t) => {
  const made = cluster();
  made.apply(chain());
  t.deepEqual(standing(made), ['shop/db']);
  t.deepEqual(waits(made, 'shop/web'), ['shop/api: 0 of 1 ready']);
  made.observe(of('shop/db'), { ready: false, unready: 'no answer' });
  t.deepEqual(standing(made), ['shop/db'], 'running is not ready');
  made.turn(() => undefined);
  t.is(ofKind(made, 'workload.waiting').length, 2);
  made.observe(of('shop/db'), { ready: true });
  t.deepEqual(standing(made), ['shop/api', 'shop/db']);
  made.observeAll();
  t.deepEqual(standing(made), ['shop/api', 'shop/db', 'shop/web']);
  t.deepEqual(
    ofKind(made, 'workload.needs-met').map(({ workload: key }) => key),
    ['shop/api', 'shop/web'],
  );
  t.is(ofKind(made, 'workload.waiting').length, 2);
  made.observeAll();
  t.true(stackStatus(made.state, made.state.stacks.get('shop') as StackRecord).settled);
});

test('a version that waits for what it needs is shown among the rollouts, with what it waits for', (t) => {
  const made = running();
  const shown = (name: string) => listRollouts(made.state, `shop/${name}`, made.nowMs)[0];
  t.is(shown('api'), undefined, 'what is applied first is no rollout');
  made.apply(chain('2'));
  t.like(shown('api'), {
    ...{ version: 2, state: 'rolling', healthyNow: 0, replicas: 1, healthyVersion: 1, past: [] },
    waitsFor: 'shop/db: its update is under way, 0 of 1 ready',
  });
  t.is(shown('web')?.waitsFor, 'shop/api: 0 of 1 ready');
  for (let step = 0; step < 8; step++) made.observeAll();
  t.like(shown('api'), { version: 2, state: 'done', waitsFor: '' });
  made.apply(chain('3'));
  const waiting = shown('api');
  t.like(waiting, { version: 3, state: 'rolling' });
  t.deepEqual(
    waiting?.past.map(({ version, ended }) => `${version} ${ended?.outcome}`),
    ['2 done'],
  );
});

test('most of several copies are enough, as many as an update leaves in service', (t) => {
  const made = cluster();
  made.apply(stack('shop', { db: workload({ replicas: 3 }), web: needing(['shop/db']) }));
  made.observeAll('running', ({ replica }) => replica === 0);
  t.deepEqual(waits(made, 'shop/web'), ['shop/db: 1 of 2 ready']);
  made.observeAll('running', ({ replica }) => replica === 1);
  t.true(standing(made).includes('shop/web' as WorkloadKey));
});

/** The need comes to be met only after those that have it were looked at: these are of more weight. */
test('whoever waits looks again when the copies that it needs get other amounts, and go on', (t) => {
  const made = cluster();
  made.apply(stack('shop', { db: workload({ memory: 64 }) }));
  made.observeAll();
  made.apply(stack('shop', { db: workload({ memory: 128 }), web: needing(['shop/db'], { priority: 80 }) }));
  t.deepEqual(waits(made, 'shop/web'), []);
  t.deepEqual(standing(made), ['shop/db', 'shop/web']);
  t.deepEqual(
    ofKind(made, 'workload.needs-met').map(({ workload: key }) => key),
    ['shop/web'],
  );
});

test('whoever waits looks again when a copy that was set aside counts again', (t) => {
  const made = cluster('a', 'b');
  const db = workload({
    placement: { require: ["node.id == 'a'"] },
    disconnect: { policy: 'replace', afterMs: 0 },
  });
  made.apply(stack('shop', { db }));
  made.observeAll();
  made.disconnect('a', 60_000);
  t.is(ofKind(made, 'placements.set-aside').length, 1);
  made.apply(stack('shop', { db, web: needing(['shop/db'], { priority: 80 }) }));
  t.deepEqual(waits(made, 'shop/web'), ['shop/db: 0 of 1 ready']);
  made.reconnect('a');
  t.is(ofKind(made, 'placements.taken-back').length, 1);
  t.deepEqual(standing(made), ['shop/db', 'shop/web']);
});

test('whoever waits looks again when a daemon is wanted on fewer nodes', (t) => {
  const made = cluster();
  const agent = workload({ kind: 'daemon', disconnect: { policy: 'exclusive', afterMs: 30_000 } });
  made.apply(stack('shop', { agent, web: needing(['shop/agent'], { priority: 80 }) }));
  made.observeAll('running', ({ node }) => node === 'a');
  made.disconnect('c', 10_000);
  t.deepEqual(waits(made, 'shop/web'), ['shop/agent: 1 of 2 ready']);
  made.silentMs.set('c' as NodeId, 120_000);
  made.state.changes.dirty.add('shop/agent' as WorkloadKey);
  made.settle();
  t.is(ofKind(made, 'placements.stopped').length, 1);
  t.true(standing(made).includes('shop/web' as WorkloadKey));
});

test('a batch is needed completed, unless something else is said', (t) => {
  const made = cluster();
  const migrate = workload({ kind: 'batch', command: ['migrate'] });
  made.apply(
    stack('shop', { migrate, web: needing(['shop/migrate']), log: needing(['shop/migrate running']) }),
  );
  made.observeAll('running');
  t.deepEqual(standing(made), ['shop/log', 'shop/migrate']);
  made.observeAll('failed', of('shop/migrate'));
  t.deepEqual(waits(made, 'shop/web'), ['shop/migrate: it failed, see `berth why shop/migrate`']);
  made.apply(
    stack('shop', {
      migrate: workload({ kind: 'batch', command: ['migrate', 'mended'] }),
      web: needing(['shop/migrate']),
      log: needing(['shop/migrate running']),
    }),
  );
  made.observeAll('completed', of('shop/migrate'));
  t.true(standing(made).includes('shop/web' as WorkloadKey));
});

test('what has begun goes on without what it needs, and is made again', (t) => {
  const made = running();
  made.observe(of('shop/db'), { ready: false });
  t.deepEqual(standing(made), ['shop/api', 'shop/db', 'shop/web']);
  made.observeAll('failed', of('shop/api'));
  made.nowMs += 20_000;
  made.state.changes.dirty.add('shop/api' as WorkloadKey);
  made.settle();
  t.deepEqual(standing(made), ['shop/api', 'shop/db', 'shop/web']);
  t.deepEqual(waits(made, 'shop/api'), []);
  // Another version is another start.
  made.observeAll();
  made.observe(of('shop/db'), { ready: false });
  made.apply({
    ...chain(),
    workloads: { ...chain().workloads, api: chain('2').workloads.api as WorkloadSpec },
  });
  t.deepEqual(waits(made, 'shop/api'), ['shop/db: 0 of 1 ready']);
  t.is(ofKind(made, 'rollout.began').length, 0);
  // Meanwhile its copies are made again as they were.
  made.observeAll('failed', of('shop/api'));
  made.nowMs += 20_000;
  made.state.changes.dirty.add('shop/api' as WorkloadKey);
  made.settle();
  const again = made.wanted().find(of('shop/api'));
  t.deepEqual(again?.run.process.command, ['api', '1']);
  made.observe(of('shop/db'), { ready: true });
  t.deepEqual(made.wanted().find(of('shop/api'))?.run.process.command, ['api', '2']);
});

test('an update of several goes in the order of their needs, each when the one before is done', (t) => {
  const made = running();
  made.apply(chain('2'));
  for (let step = 0; step < 12; step++) made.observeAll();
  const told = made.blocks
    .flat()
    .flatMap((event) =>
      event.kind === 'rollout.began' || event.kind === 'rollout.ended'
        ? [`${event.workload.slice(5)} ${event.kind.slice(8)}`]
        : [],
    );
  t.deepEqual(told, ['db began', 'db ended', 'api began', 'api ended', 'web began', 'web ended']);
});

test('a stack that is deleted ends in reverse, each when the one before has ended', (t) => {
  const made = running();
  made.command({ kind: 'delete', stack: 'shop', actor: ACTOR });
  t.deepEqual(standing(made), ['shop/api', 'shop/db']);
  // Whoever goes on with it knows no more than the ledger says.
  t.is(stateDigest(stateFromEntities(new Map(entitiesOf(made.state)))), stateDigest(made.state));
  made.observeAll('running', of('shop/web'));
  t.deepEqual(standing(made), ['shop/db']);
  made.observeAll('running', of('shop/api'));
  t.deepEqual(standing(made), []);
  made.observeAll();
  t.is(made.state.workloads.size, 0);
  t.is(made.state.stacks.size, 0);
});

test('who is wanted again without the need of what is deleted keeps it from ending no more', (t) => {
  const made = running(stack('shop', { db: workload({}) }));
  made.apply(stack('front', { web: needing(['shop/db']) }));
  for (let step = 0; step < 2; step++) made.observeAll();
  for (const name of ['front', 'shop'])
    made.command({ kind: 'delete', stack: name, actor: ACTOR, force: true });
  t.deepEqual(standing(made), ['shop/db'], 'web ends first');
  made.apply(stack('front', { web: workload({}) }));
  t.deepEqual(standing(made), ['front/web']);
});

test('nobody waits for the end of a copy on a node that is not heard of', (t) => {
  const made = running();
  const web = made.wanted().find(of('shop/web'));
  made.command({ kind: 'delete', stack: 'shop', actor: ACTOR });
  t.deepEqual(standing(made), ['shop/api', 'shop/db']);
  made.disconnect(web?.node as NodeId, 0);
  t.false(standing(made).includes('shop/api' as WorkloadKey));
});

const message = (reply: ControlReply) => (reply.kind === 'rejected' ? reply.message : reply.kind);

test('needs of other stacks may come later; circles are refused and named', (t) => {
  const made = cluster();
  made.apply(stack('shop', { web: needing(['infra/db']) }));
  t.deepEqual(waits(made, 'shop/web'), ['infra/db: there is no such workload yet']);
  const circle = made.apply(stack('infra', { db: needing(['infra/disk']), disk: needing(['shop/web']) }));
  t.is(
    message(circle),
    'needs go in a circle: infra/db -> infra/disk -> shop/web -> infra/db; take one of them out',
  );
  const lost = made.apply(stack('other', { web: needing(['other/dbx']) }));
  t.is(
    message(lost),
    'other/web needs other/dbx, which the stack does not have: add it, or take the need out',
  );
  made.apply(stack('infra', { db: workload() }));
  made.observeAll();
  t.deepEqual(standing(made), ['infra/db', 'shop/web']);
});

test('what others need is deleted only by force', (t) => {
  const made = cluster();
  made.apply(stack('infra', { db: workload() }));
  made.apply(stack('shop', { web: needing(['infra/db']) }));
  made.observeAll();
  const refused = made.command({ kind: 'delete', stack: 'infra', actor: ACTOR });
  t.is(message(refused), 'shop/web needs infra/db: delete that first, or `berth delete infra --force`');
  const without = made.apply(stack('infra', { cache: workload() }));
  t.is(
    message(without),
    'shop/web needs infra/db, and the stack would be without it: take the need out first',
  );
  t.is(message(made.command({ kind: 'delete', stack: 'infra', force: true, actor: ACTOR })), 'deleted');
  t.deepEqual(standing(made), ['shop/web'], 'what has begun goes on');
});
