// biome-ignore-all lint/suspicious/noTemplateCurlyInString: what agents fill in looks like that.
/** Runs of workloads that are dispatched: one for an id, with the spec of their time, counted, kept and forgotten. */
import {
  type ControlReply,
  type DispatchRule,
  decideControl,
  entitiesOf,
  LIMITS,
  listDispatches,
  listPlacements,
  matchesPattern,
  type NeedState,
  planStack,
  type ReplyOf,
  readPattern,
  type StackRecord,
  settleDispatches,
  stackStatus,
  stateDigest,
  stateFromEntities,
  type WorkloadKey,
  type WorkloadSpec,
} from '@berth/core';
import { createScheduler } from '@berth/scheduler';
import test, { type ExecutionContext } from 'ava';
import { ACTOR, ClusterFixture, LEASE_MS, stack, workload } from './cluster-fixture.js';

type Wish = NonNullable<Parameters<typeof workload>[0]>;

const RULE: DispatchRule = {
  params: { file: { required: true }, quality: { default: '80', pattern: '^[0-9]+$' } },
  ...{ input: 'optional', keep: 2, maxQueued: 4, replicas: 1 },
};

function resize(wish: Wish = {}, rule: Partial<DispatchRule> = {}): WorkloadSpec {
  const command = ['resize', '${param.file}', '-q${param.quality}', '$${param.file}'];
  const spec = workload({ kind: 'batch', command, ...wish });
  return { ...spec, replicas: 0, dispatch: { ...RULE, ...rule } };
}

const PARENT = 'shop/resize' as WorkloadKey;
const run = (id: string) => `shop/resize@${id}` as WorkloadKey;
const of = (id: string) => (placement: { readonly workload: string }) => placement.workload === run(id);

function cluster(spec = resize(), ...nodes: string[]): ClusterFixture {
  const made = new ClusterFixture();
  made.join(...(nodes.length > 0 ? nodes : ['a', 'b']));
  made.apply(stack('shop', { resize: spec }));
  return made;
}

type Ask = { readonly id?: string; readonly params?: Record<string, string>; readonly input?: string };

function dispatch(made: ClusterFixture, ask: Ask = {}): ControlReply {
  const { params = { file: 'a.jpg' }, ...rest } = ask;
  return made.command({ kind: 'dispatch', workload: PARENT, params, ...rest, actor: ACTOR });
}

function dispatched(made: ClusterFixture, ask: Ask = {}): ReplyOf['dispatch'] {
  const reply = dispatch(made, ask);
  if (reply.kind !== 'dispatched') throw new Error(JSON.stringify(reply));
  return reply;
}

function refused(t: ExecutionContext, reply: ControlReply, code: string, words: RegExp): void {
  t.like(reply, { kind: 'rejected', code });
  t.regex('message' in reply ? reply.message : '', words);
}

const states = (made: ClusterFixture) =>
  Object.fromEntries(listDispatches(made.state, PARENT).map(({ id, state }) => [id, state]));

const status = (made: ClusterFixture) =>
  stackStatus(made.state, made.state.stacks.get('shop') as StackRecord);

/** What the ledger and a checkpoint give is what there is. */
function sameAgain(t: ExecutionContext, made: ClusterFixture): void {
  const restored = stateFromEntities(
    new Map([...entitiesOf(made.state)].map(([key, value]) => [key, JSON.parse(JSON.stringify(value))])),
  );
  t.is(stateDigest(restored), stateDigest(made.state));
  const runs = (state: typeof restored) => [...state.dispatches.of(PARENT)].sort();
  t.deepEqual(runs(restored), runs(made.state));
  t.is(restored.dispatches.inputBytes, made.state.dispatches.inputBytes);
}

test('a dispatch makes a run with parameters and input; the workload itself has no copies', (t) => {
  const made = cluster();
  t.is(made.wanted().length, 0);
  t.true(status(made).settled);
  const input = Buffer.from('${secret.db} \0').toString('base64');
  const reply = dispatched(made, { params: { file: 'a ${node.id}.jpg' }, input });
  t.like(reply, { parent: PARENT, created: true });
  const [copy] = made.wanted();
  t.is(copy?.workload, reply.workload);
  t.deepEqual(copy?.run.process.command, ['resize', 'a $${node.id}.jpg', '-q80', '$${param.file}']);
  t.like(copy?.run.process.env, {
    BERTH_PARAM_FILE: 'a $${node.id}.jpg',
    BERTH_PARAM_QUALITY: '80',
    BERTH_DISPATCH_ID: reply.id,
    BERTH_INPUT: '${files}/dispatch-input',
  });
  t.like(copy?.run.files?.['dispatch-input'], { content: input, base64: true });
  made.observeAll('running');
  t.deepEqual(states(made), { [reply.id]: 'running' });
  made.observeAll('completed');
  t.deepEqual(states(made), { [reply.id]: 'completed' });
  t.like(status(made).workloads[0], { wanted: 0, runs: { completed: 1, running: 0, waiting: 0 } });
  t.is(status(made).workloads.length, 1, 'runs stand below their workload');
  t.like(listDispatches(made.state, reply.workload)[0], {
    params: { file: 'a ${node.id}.jpg', quality: '80' },
    inputBytes: 14,
  });
  sameAgain(t, made);
  // What only this run runs goes with it: nothing of it is left in checkpoints.
  t.false([...entitiesOf(made.state)].some(([key]) => key.startsWith('run:')));
});

test('one id is one run: the same again, or refused', (t) => {
  const made = cluster();
  t.like(dispatched(made, { id: 'order-7' }), { workload: run('order-7'), created: true });
  const before = made.blocks.flat().length;
  t.like(dispatched(made, { id: 'order-7' }), { workload: run('order-7'), created: false });
  t.is(made.blocks.flat().length, before, 'nothing is decided');
  refused(t, dispatch(made, { id: 'order-7', params: { file: 'b.jpg' } }), 'conflict', /with other params/);
  refused(t, dispatch(made, { id: 'order-7', input: 'AAAA' }), 'conflict', /with other input/);
  // Also when the defaults are others by now, and after its end.
  made.apply(
    stack('shop', { resize: resize({}, { params: { ...RULE.params, quality: { default: '90' } } }) }),
  );
  made.observeAll('completed');
  t.false(dispatched(made, { id: 'order-7' }).created);
  const first = dispatched(made);
  const second = dispatched(made);
  t.not(first.id, second.id);
  // What the coordinator would make up is taken already.
  const ids = made.turn((turn) => {
    const ask = (id: { id?: string }) =>
      decideControl(turn, { kind: 'dispatch', workload: PARENT, params: { file: 'a' }, ...id, actor: ACTOR });
    return [ask({ id: `d-${turn.index}-1` }), ask({})].map((reply) => 'id' in reply && reply.id);
  });
  t.not(ids[0], ids[1]);
});

test('what is asked wrongly is refused, with what to do', (t) => {
  const made = cluster();
  const params = (given: Record<string, string>) => dispatch(made, { params: given });
  refused(t, params({}), 'invalid_request', /needs parameter "file": --param file=VALUE/);
  refused(t, params({ file: 'a', fiel: 'b' }), 'invalid_request', /did you mean file\?/);
  refused(t, params({ file: 'a', quality: 'high' }), 'invalid_request', /must match \^\[0-9\]\+\$/);
  refused(t, params({ file: 'a\0' }), 'invalid_request', /NUL/);
  refused(t, params({ file: 'a'.repeat(LIMITS.paramChars + 1) }), 'invalid_request', /longer than/);
  refused(t, dispatch(made, { id: 'Order 7' }), 'invalid_request', /no id of a run: use 1 to 40/);
  refused(t, dispatch(made, { id: 'a'.repeat(LIMITS.dispatchIdChars + 1) }), 'invalid_request', /no id/);
  const large = Buffer.alloc(LIMITS.dispatchInputBytes + 1).toString('base64');
  refused(t, dispatch(made, { input: large }), 'invalid_request', /over 64 KiB/);
  const other = (key: string) =>
    made.command({ kind: 'dispatch', workload: key as WorkloadKey, params: {}, actor: ACTOR });
  refused(t, other('shop/nothing'), 'not_found', /`berth status` lists them/);
  const { workload: known } = dispatched(made);
  refused(t, other(known), 'invalid_request', /is a run: dispatch shop\/resize/);
  made.apply(stack('shop', { resize: workload({ kind: 'batch' }), web: workload() }));
  refused(t, other('shop/web'), 'invalid_request', /runs by itself/);

  const picky = cluster(resize({}, { input: 'required' }));
  refused(t, dispatch(picky), 'invalid_request', /needs input/);
  refused(
    t,
    dispatch(cluster(resize({}, { input: 'none' })), { input: 'AAAA' }),
    'invalid_request',
    /takes no input/,
  );
  const joins = cluster(resize({ command: ['x', '${param.file}{node.id}'] }));
  refused(t, dispatch(joins, { params: { file: 'a$' } }), 'invalid_request', /ends with \$/);
});

test('over the bound of the queue it is refused until some have ended', (t) => {
  const made = cluster(resize({ cpu: 3_000 }), 'a');
  for (const id of ['1', '2', '3', '4']) dispatched(made, { id });
  t.deepEqual(states(made), { 1: 'running', 2: 'waiting', 3: 'waiting', 4: 'waiting' });
  refused(t, dispatch(made), 'overloaded', /has 4 runs that have not ended/);
  t.false(dispatched(made, { id: '4' }).created, 'who asks again is answered');
  made.observeAll('completed', of('1'));
  t.true(dispatched(made, { id: '5' }).created);
  t.is(states(made)['2'], 'running');
  const held = cluster(resize({}, { maxQueued: 10_000 }));
  const input = Buffer.alloc(LIMITS.dispatchInputBytes).toString('base64');
  const most = LIMITS.dispatchInputBytesHeld / LIMITS.dispatchInputBytes;
  held.state.dispatches.add('shop/other@x' as WorkloadKey, (most - 1) * LIMITS.dispatchInputBytes);
  dispatched(held, { input });
  refused(t, dispatch(held, { input: 'AAAA' }), 'overloaded', /over 32 MiB/);
});

test('the newest that ended are remembered, and none for longer than a day', (t) => {
  const made = cluster();
  const forget = () => {
    made.turn((turn) => settleDispatches(turn));
    made.settle();
  };
  for (const id of ['1', '2', '3', '4']) {
    dispatched(made, { id });
    made.nowMs += 1_000;
    made.observeAll(id === '2' ? 'failed' : 'completed');
  }
  forget();
  t.is(Object.keys(states(made)).length, 4, 'whoever follows them sees the end of all');
  made.nowMs += LIMITS.dispatchSeenMs;
  dispatched(made, { id: 'long' });
  made.observeAll('running');
  forget();
  t.deepEqual(states(made), { 3: 'completed', 4: 'completed', long: 'running' });
  t.is(listPlacements(made.state, {}).length, 3);
  sameAgain(t, made);
  const generation = made.state.placements.size > 0 ? made.wanted()[0]?.generation : 0;
  made.nowMs += LIMITS.dispatchKeptMs;
  forget();
  t.deepEqual(states(made), { long: 'running' }, 'what goes on is never forgotten');
  // The id is free again, and no placement id is given twice.
  dispatched(made, { id: '1' });
  const again = made.wanted().find(of('1'));
  t.true((again?.generation ?? 0) > (generation ?? 0));
});

test('a run goes on with the spec of its time; runs of what is gone end', (t) => {
  const made = cluster();
  dispatched(made, { id: '1' });
  made.observeAll('running');
  made.apply(stack('shop', { resize: resize({ command: ['resize2'] }) }));
  t.deepEqual(
    made.wanted().map(({ run: { process } }) => process.command[0]),
    ['resize'],
  );
  dispatched(made, { id: '2' });
  t.like(made.wanted().find(of('2'))?.run.process, { command: ['resize2'] });
  t.like(listDispatches(made.state, run('2'))[0], { version: 2 });

  // A plan says the same, and changes nothing.
  const at = { moment: { nowMs: made.nowMs, leaseMs: LEASE_MS, silentMs: () => 0 }, index: 99 };
  const digest = stateDigest(made.state);
  planStack(made.state, stack('shop', { web: workload() }), at, createScheduler);
  t.is(stateDigest(made.state), digest);
  t.is(made.state.dispatches.of(PARENT).size, 2);

  made.apply(stack('shop', { web: workload() }));
  t.deepEqual(
    made.wanted().map(({ workload: key }) => key),
    ['shop/web' as WorkloadKey],
  );
  refused(t, dispatch(made, { id: '1' }), 'not_found', /no workload/);
  // Before the last copy has ended the workload comes back: its old runs stay gone.
  made.apply(stack('shop', { resize: resize(), web: workload() }));
  refused(t, dispatch(made, { id: '1' }), 'conflict', /is ending/);
  made.observeAll('running');
  t.true(dispatched(made, { id: '1' }).created);
  made.command({ kind: 'delete', stack: 'shop', actor: ACTOR });
  made.observeAll('running');
  t.is(made.state.workloads.size, 0);
  t.is(made.state.stacks.size, 0);
  t.is(made.state.dispatches.of(PARENT).size, 0);
  sameAgain(t, made);
});

test('without "dispatch" a workload is an ordinary one again, and its runs end', (t) => {
  const made = cluster();
  dispatched(made, { id: '1' });
  made.observeAll('running');
  made.apply(stack('shop', { resize: workload({ kind: 'batch' }) }));
  t.deepEqual(
    made.wanted().map(({ workload: key }) => key),
    [PARENT],
  );
  made.observeAll('running');
  t.deepEqual([...made.state.workloads.keys()], [PARENT]);
});

test('a run that is stopped ends, is remembered, and its id stays taken', (t) => {
  const made = cluster(resize({ cpu: 3_000 }), 'a');
  dispatched(made, { id: '1' });
  dispatched(made, { id: '2' });
  made.observeAll('running');
  const stop = (id: string) => made.command({ kind: 'stop-dispatch', workload: run(id), actor: ACTOR });
  t.like(stop('2'), { kind: 'dispatch-stopped' });
  t.deepEqual(states(made), { 1: 'running', 2: 'stopped' }, 'one that waits has ended at once');
  stop('1');
  t.deepEqual(states(made), { 1: 'stopping', 2: 'stopped' });
  t.is(made.state.placements.values().next().value?.stopCause, 'deleted');
  made.observeAll('running');
  t.deepEqual(states(made), { 1: 'stopped', 2: 'stopped' });
  t.is(stop('1').kind, 'dispatch-stopped', 'once more says the same');
  t.false(dispatched(made, { id: '1' }).created);
  t.is(made.wanted().length, 0);
  dispatched(made, { id: '3' });
  made.observeAll('completed');
  refused(t, stop('3'), 'conflict', /has completed already/);
  refused(t, stop('4'), 'not_found', /berth dispatch ls shop\/resize/);
  refused(
    t,
    made.command({ kind: 'stop-dispatch', workload: PARENT, actor: ACTOR }),
    'invalid_request',
    /name one of its runs/,
  );
  sameAgain(t, made);
});

test('runs wait for what their workload needs, begin as gangs, and make room for higher ranks', (t) => {
  const made = new ClusterFixture();
  made.join('a');
  const needs = [{ workload: 'shop/db' as WorkloadKey, until: 'ready' as NeedState }];
  made.apply(
    stack('shop', {
      db: workload({ cpu: 500, priority: 95 }),
      resize: {
        ...resize({ cpu: 1_500, priority: 10, gang: { timeoutMs: 60_000 } }, { replicas: 2 }),
        needs,
      },
    }),
  );
  dispatched(made, { id: '1' });
  t.like(listDispatches(made.state, run('1'))[0], { state: 'waiting' });
  t.is(listDispatches(made.state, run('1'))[0]?.waitsFor?.[0]?.why, 'shop/db: 0 of 1 ready');
  t.is(status(made).workloads.find(({ workload: key }) => key === PARENT)?.waitsFor, undefined);
  made.observeAll('running');
  t.is(made.wanted().filter(of('1')).length, 2);
  made.observeAll('running');
  made.apply(stack('till', { till: workload({ cpu: 1_000, priority: 90, preempt: true }) }));
  made.observeAll('running');
  t.true(made.wanted().some(({ workload: key }) => key === 'till/till'));
  t.is(states(made)['1'], 'waiting');
  made.nowMs += 60_000;
  made.turn((turn) => turn.state.changes.dirty.add(run('1')));
  made.settle();
  t.like(listDispatches(made.state, run('1'))[0], {
    state: 'failed',
    message: 'no room for all its copies in time',
  });
});

test('nobody can wait for what is dispatched', (t) => {
  const made = cluster();
  const needs = [{ workload: PARENT }];
  made.apply(stack('other', { web: { ...workload(), needs } }));
  const { workloads } = stackStatus(made.state, made.state.stacks.get('other') as StackRecord);
  t.is(workloads[0]?.waitsFor?.[0]?.why, 'shop/resize: it is dispatched, and never completed as a whole');
});

const PATTERNS: readonly (readonly [pattern: string, yes: readonly string[], no: readonly string[]])[] = [
  ['^[0-9]+$', ['0', '80'], ['', 'x', '8x', '-1']],
  ['jpg|png', ['jpg', 'png'], ['jp', 'jpgpng', 'jpg|png']],
  ['[a-z]{2,3}-?\\d*', ['ab', 'abc-', 'ab12'], ['a', 'abcd', 'ab-x']],
  ['a.c', ['abc', 'a\nc', 'a😀c'], ['ac', 'abbc']],
  ['\\$\\{x\\}', ['${x}'], ['x']],
  ['\\w+(?!x)', [], []],
  ['(a+)+', [], []],
  ['[^/]+\\.jpe?g', ['a.jpg', 'b.jpeg'], ['a/b.jpg', 'ajpg']],
  ['', [''], ['a']],
];

test('patterns are matched as a whole, in one pass; what is more than that is none', (t) => {
  for (const [text, yes, no] of PATTERNS) {
    const pattern = readPattern(text);
    t.is(pattern === undefined, text.includes('('), text);
    if (!pattern) continue;
    for (const value of yes) t.true(matchesPattern(pattern, value), `${text} ${value}`);
    for (const value of no) t.false(matchesPattern(pattern, value), `${text} ${value}`);
  }
  // What makes others go through every way of dividing the value.
  const hard = readPattern('a*a*a*a*a*a*a*a*b');
  t.false(hard === undefined || matchesPattern(hard, 'a'.repeat(LIMITS.paramChars)));
  t.is(readPattern('[z-a]'), undefined);
  t.is(readPattern('a{3,2}'), undefined);
  t.is(readPattern('a{255}{255}'), undefined);
});
