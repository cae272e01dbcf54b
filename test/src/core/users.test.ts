/** Who may do what with which stacks, by the rules alone: no certificate, no socket. */
import {
  apply,
  type ControlCommand,
  emptyState,
  entitiesOf,
  fitsPattern,
  type Grant,
  type LedgerEvent,
  LIMITS,
  maySee,
  nodeId,
  placementId,
  type Requester,
  seenOf,
  stateDigest,
  stateFromEntities,
  USER_TTL_MS_MAX,
  type UserProof,
  whyMayNot,
  whyUserDoesNotCount,
  workloadKey,
} from '@berth/core';
import test from 'ava';
import fc from 'fast-check';
import { ACTOR, ClusterFixture } from './cluster-fixture.js';

const DAY_MS = 86_400_000;
const ADMIN = { name: 'root', kind: 'user' } as const;
const hash = (number: number) => number.toString(16).padStart(64, '0');
const set = (name: string, grants: readonly Grant[], isNew = true, ttlMs?: number): ControlCommand => ({
  ...{ kind: 'set-user', name, grants, isNew, actor: ADMIN },
  ...(ttlMs !== undefined && { ttlMs }),
});
const remove = (name: string, actor: typeof ADMIN = ADMIN): ControlCommand => ({
  ...{ kind: 'remove-user', name, reason: 'left', actor },
});
const token = (name: string, number: number, ttlMs = DAY_MS): ControlCommand => ({
  ...{ kind: 'create-user-token', name, hash: hash(number), ttlMs, actor: ADMIN },
});
const OPERATOR: readonly Grant[] = [{ role: 'operator', stacks: 'shops-*' }];

function message(reply: ReturnType<ClusterFixture['command']>): string {
  return reply.kind === 'rejected' ? `${reply.code}: ${reply.message}` : reply.kind;
}

function why(cluster: ClusterFixture, name: string, proof: UserProof): string | undefined {
  return whyUserDoesNotCount(cluster.state.users.get(name), name, proof, cluster.nowMs);
}

test('a pattern fits what a regular expression of the same meaning fits', (t) => {
  const letters = fc.constantFrom('a', 'b', '-');
  const text = fc.string({ unit: letters, maxLength: 8 });
  const pattern = fc.string({ unit: fc.constantFrom('a', 'b', '-', '*'), maxLength: 6 });
  fc.assert(
    fc.property(pattern, text, (one, name) => {
      const same = new RegExp(`^${one.replaceAll('*', '.*')}$`).test(name);
      return fitsPattern(one, name) === same;
    }),
    { numRuns: 2_000 },
  );
  t.false(fitsPattern('shops-*', 'shop'));
  t.true(fitsPattern('shops-*', 'shops-'));
  // Many stars cost no more than a walk along the name.
  t.false(fitsPattern(`${'a*'.repeat(30)}b`, 'a'.repeat(63)));
});

test('a role counts for the stacks that it is for, and not one more', (t) => {
  const eve: Requester = {
    ...{ kind: 'user', name: 'eve' },
    grants: [...OPERATOR, { role: 'viewer', stacks: 'bank' }],
  };
  const may = (action: Parameters<typeof whyMayNot>[1], about?: Parameters<typeof whyMayNot>[2]) =>
    whyMayNot(eve, action, about) === undefined;
  t.true(may('apply', { stacks: ['shops-web'] }));
  t.true(may('place', { stacks: ['shops-web', 'shops-db'] }));
  t.false(may('place', { stacks: ['shops-web', 'bank'] }), 'all of them have to be');
  t.false(may('apply', { stacks: ['bank'] }), 'a viewer there');
  t.true(may('read', { stacks: ['bank'] }));
  t.false(may('read', { stacks: ['other'] }));
  t.true(may('read', 'his part'));
  t.false(may('read', 'cluster'));
  t.false(may('set-eligibility', 'cluster'));
  t.false(may('set-user', 'cluster'));
  t.false(may('redeem-token', 'his part'));
  t.regex(
    whyMayNot(eve, 'apply', { stacks: ['bank'] }) ?? '',
    /^user "eve" is no operator of "bank", and apply needs that: an admin gives it with `berth user set eve --role operator --stacks bank`$/,
  );
  const sees = maySee(eve);
  t.deepEqual(
    ['shops-web', 'bank', 'other'].map((stack) => sees?.(stack)),
    [true, true, false],
  );
  t.is(maySee({ kind: 'user', name: 'v' }), undefined, 'a certificate is for the whole cluster');
});

test('a user comes, changes, goes, and comes again', (t) => {
  const cluster = new ClusterFixture();
  t.is(cluster.command(set('eve', OPERATOR)).kind, 'user-set');
  t.regex(message(cluster.command(set('eve', OPERATOR))), /^conflict: there is a user "eve" already/);
  t.regex(message(cluster.command(set('bob', OPERATOR, false))), /^not_found: there is no user "bob"/);
  const before = cluster.blocks.flat().length;
  t.is(cluster.command(set('eve', OPERATOR, false)).kind, 'user-set');
  t.is(cluster.blocks.flat().length, before, 'nothing changed');
  t.regex(
    message(cluster.command(set('eve', [{ role: 'admin', stacks: 'a*' }], false))),
    /^invalid_request: an admin is one of the whole cluster/,
  );
  t.regex(
    message(cluster.command(set('eve', [{ role: 'viewer', stacks: 'A b' }], false))),
    /^invalid_request/,
  );
  t.regex(message(cluster.command(set('a/b', OPERATOR))), /^invalid_request/);
  t.regex(message(cluster.command(remove('root'))), /^conflict: you are "root"/);
  t.regex(
    message(cluster.command({ ...set('root', OPERATOR), kind: 'set-user' } as ControlCommand)),
    /^conflict: you are "root"/,
  );
  const made = cluster.command(token('eve', 1));
  const id = made.kind === 'user-token-created' ? made.id : '';
  const old = { kind: 'certificate', madeAtMs: cluster.nowMs } as const;
  t.is(why(cluster, 'eve', { kind: 'token', id }), undefined);
  t.is(why(cluster, 'eve', old), undefined);
  t.is(cluster.command(remove('eve')).kind, 'user-removed');
  t.regex(why(cluster, 'eve', { kind: 'token', id }) ?? '', /was removed \(left\)/);
  t.regex(why(cluster, 'eve', old) ?? '', /was removed/);
  cluster.nowMs += 1_000;
  t.is(cluster.command(set('eve', OPERATOR)).kind, 'user-set');
  t.regex(why(cluster, 'eve', { kind: 'token', id }) ?? '', /was revoked/, 'old tokens stay out');
  t.regex(why(cluster, 'eve', old) ?? '', /was revoked/, 'and old certificates');
  t.is(why(cluster, 'eve', { kind: 'certificate', madeAtMs: cluster.nowMs }), undefined);
  // Somebody whom only a certificate knew.
  t.is(cluster.command(remove('ghost')).kind, 'user-removed');
  t.regex(why(cluster, 'ghost', { kind: 'certificate', madeAtMs: cluster.nowMs }) ?? '', /was removed/);
  t.is(why(cluster, 'nobody', old), undefined, 'its certificate says who it is');
});

test('tokens and users have an end, and bounds', (t) => {
  const cluster = new ClusterFixture();
  cluster.command(set('eve', OPERATOR, true, 10 * DAY_MS));
  const made = cluster.command(token('eve', 1));
  const id = made.kind === 'user-token-created' ? made.id : '';
  cluster.nowMs += DAY_MS;
  t.regex(why(cluster, 'eve', { kind: 'token', id }) ?? '', /has run out/);
  cluster.nowMs += 9 * DAY_MS;
  t.regex(why(cluster, 'eve', { kind: 'certificate', madeAtMs: 0 }) ?? '', /the time of user "eve" is over/);
  cluster.command(set('eve', OPERATOR, false, DAY_MS));
  for (let number = 0; number < LIMITS.tokensPerUser; number++)
    t.is(cluster.command(token('eve', 10 + number)).kind, 'user-token-created');
  t.regex(message(cluster.command(token('eve', 99))), /^overloaded: user "eve" has 16 tokens/);
  t.regex(
    message(cluster.command(token('eve', 99, USER_TTL_MS_MAX + 1))),
    /^invalid_request: a time to live/,
  );
  t.regex(message(cluster.command(token('bob', 99))), /^not_found/);
  const [first] = cluster.state.users.get('eve')?.tokens ?? [];
  t.is(
    cluster.command({ kind: 'revoke-user-token', token: first?.id ?? '', actor: ACTOR }).kind,
    'user-token-revoked',
  );
  t.is(cluster.command(token('eve', 99)).kind, 'user-token-created');
  const grants = Array.from({ length: LIMITS.grantsPerUser + 1 }, () => OPERATOR[0] as Grant);
  t.regex(message(cluster.command(set('many', grants))), /^invalid_request: a user has at most/);
});

test('replay and checkpoint give the same users', (t) => {
  const cluster = new ClusterFixture();
  cluster.command(set('eve', OPERATOR));
  cluster.command(token('eve', 1));
  cluster.command(set('bob', OPERATOR));
  cluster.command(remove('bob'));
  const replayed = emptyState();
  for (const event of cluster.blocks.flat()) apply(replayed, event, { index: 1 });
  t.deepEqual(replayed.users, cluster.state.users);
  const restored = stateFromEntities(new Map(entitiesOf(cluster.state)));
  t.is(stateDigest(restored), stateDigest(cluster.state));
  t.deepEqual(restored.users, cluster.state.users);
});

test('of a block, a user of some stacks sees what is about these, and about nodes', (t) => {
  const id = (stack: string) => placementId(workloadKey(stack, 'web'), 0, 1);
  const node = nodeId('n1');
  const events: readonly LedgerEvent[] = [
    { kind: 'placements.set-aside', placements: [id('mine'), id('yours')] },
    { kind: 'placements.set-aside', placements: [id('yours')] },
    { kind: 'stack.deleted', stack: 'mine', actor: ACTOR },
    { kind: 'stack.deleted', stack: 'yours', actor: ACTOR },
    { kind: 'node.removed', node, actor: ACTOR },
    { kind: 'user.removed', name: 'bob', reason: '', actor: ACTOR, atMs: 0 },
  ];
  const block = {
    ledgerId: 'l',
    index: 1,
    epoch: 1,
    leader: 'c',
    recordId: 'r',
    timeMs: 0,
    previousHash: '',
    events,
  };
  t.deepEqual(seenOf(block, (stack) => stack === 'mine').events, [
    { kind: 'placements.set-aside', placements: [id('mine')] },
    { kind: 'stack.deleted', stack: 'mine', actor: ACTOR },
    { kind: 'node.removed', node, actor: ACTOR },
  ]);
});
