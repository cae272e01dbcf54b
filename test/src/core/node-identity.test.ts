/** Who may join and who stays, by the rules alone: no clock, no certificate, no socket. */
import {
  apply,
  type CertificateRecord,
  type ControlCommand,
  decideConnection,
  decideHello,
  decideQuarantine,
  decideRefusedClaim,
  emptyState,
  entitiesOf,
  LIMITS,
  type NodeProfile,
  nodeId,
  RENEW_GRACE_MS,
  stateDigest,
  stateFromEntities,
  whyNotTrusted,
} from '@berth/core';
import test from 'ava';
import fc from 'fast-check';
import { ACTOR, ClusterFixture, nodeInfo, stack, workload } from './cluster-fixture.js';

const PROFILE: NodeProfile = { site: 'market', region: 'r1', labels: {}, taints: [] };
const hash = (number: number) => number.toString(16).padStart(64, '0');
const DAY_MS = 24 * 60 * 60 * 1000;

function certificate(serial: string, notAfterMs = 2_000_000): CertificateRecord {
  return { serial, notAfterMs };
}

function create(number: number, node?: string, ttlMs = 600_000): ControlCommand {
  const bound = node !== undefined && { node: nodeId(node) };
  return { kind: 'create-token', hash: hash(number), profile: PROFILE, ttlMs, actor: ACTOR, ...bound };
}

function redeem(number: number, node: string, serial = `5${number}`): ControlCommand {
  return { kind: 'redeem-token', hash: hash(number), node: nodeId(node), certificate: certificate(serial) };
}

function renew(node: string, used: CertificateRecord, serial: string): ControlCommand {
  return {
    kind: 'renew-certificate',
    node: nodeId(node),
    used,
    certificate: certificate(serial, used.notAfterMs + DAY_MS),
  };
}

const REVOKE: ControlCommand = { kind: 'revoke-node', node: nodeId('a'), reason: 'lost', actor: ACTOR };
const HELLO = {
  kind: 'hello',
  instance: 'another',
  maxEpoch: 0,
  assignmentVersion: 0,
  assignmentDigest: '0',
} as const;

function message(reply: ReturnType<ClusterFixture['command']>): string {
  return reply.kind === 'rejected' ? `${reply.code}: ${reply.message}` : reply.kind;
}

test('a token is spent by the first, and remembered for a day to say so', (t) => {
  const cluster = new ClusterFixture();
  t.is(cluster.command(create(1)).kind, 'token-created');
  t.is(cluster.command(redeem(1, 'a')).kind, 'token-redeemed');
  t.regex(
    message(cluster.command(redeem(1, 'b'))),
    /refused: join token t-1-1 has been used already, by node "a"/,
  );
  cluster.nowMs += 2 * DAY_MS;
  cluster.command(create(2));
  t.regex(message(cluster.command(redeem(1, 'b'))), /is not known here/);
  t.is(cluster.state.tokens.size, 1);
});

test('a certificate is renewed within thirty days of its end, and not a moment later', (t) => {
  const cluster = new ClusterFixture();
  cluster.command(create(1));
  cluster.command(redeem(1, 'a', '51'));
  const old = certificate('51');
  cluster.nowMs = old.notAfterMs + RENEW_GRACE_MS - 1;
  t.is(cluster.command(renew('a', old, '52')).kind, 'renewed');
  cluster.nowMs++;
  t.regex(
    message(cluster.command(renew('a', old, '53'))),
    /refused: the certificate of node "a" has run out/,
  );
  t.regex(message(cluster.command(renew('b', old, '53'))), /is not enrolled here/);
  t.regex(
    message(cluster.command(renew('a', certificate('99', 9e12), '53'))),
    /certificate 99 of node "a" does not count/,
  );
});

test('an answer that is lost locks nobody out, however often', (t) => {
  const cluster = new ClusterFixture();
  cluster.command(create(1));
  cluster.command(redeem(1, 'a', '51'));
  for (let lost = 0; lost < 40; lost++) {
    t.is(cluster.command(renew('a', certificate('51'), `6${lost}`)).kind, 'renewed');
    const held = cluster.state.identities.get(nodeId('a'))?.certificates ?? [];
    t.true(held.length <= LIMITS.certificatesPerNode);
    t.true(held.some(({ serial }) => serial === '51') && held.some(({ serial }) => serial === `6${lost}`));
  }
});

test('a node in quarantine gets nothing new, keeps what it has, and is let in with a new key only', (t) => {
  const cluster = new ClusterFixture();
  cluster.command(create(1));
  cluster.command(redeem(1, 'a'));
  cluster.join(nodeInfo('a'));
  cluster.apply(stack('s', { w: workload() }));
  cluster.observeAll();
  const [copy] = cluster.wanted();
  cluster.turn((turn) => decideQuarantine(turn, nodeId('a'), 'seen twice'));
  cluster.settle();
  cluster.apply(stack('more', { w: workload() }));
  t.deepEqual(
    cluster.wanted().map(({ id }) => id),
    [copy?.id],
  );
  t.regex(
    message(cluster.command({ kind: 'readmit-node', node: nodeId('a'), actor: ACTOR })),
    /conflict: both copies/,
  );
  cluster.command(create(2, 'a'));
  t.is(cluster.command(redeem(2, 'a')).kind, 'token-redeemed');
  const again = cluster.state.identities.get(nodeId('a'));
  t.is(again?.standing, 'quarantined');
  const why = whyNotTrusted(again, nodeId('a'), certificate('52'), 0);
  t.regex(why ?? '', /in quarantine \(seen twice\): `berth node readmit a` lets it back in$/);
  t.is(cluster.command({ kind: 'readmit-node', node: nodeId('a'), actor: ACTOR }).kind, 'node-readmitted');
  t.is(cluster.state.identities.get(nodeId('a'))?.standing, 'enrolled');
});

test('what a node said just before it was shut out, and is decided just after, does not bring it back', (t) => {
  for (const [standing, out] of [
    ['revoked', (cluster) => void cluster.command(REVOKE)],
    ['quarantined', (cluster) => cluster.turn((turn) => decideQuarantine(turn, nodeId('a'), 'seen twice'))],
  ] as const satisfies [string, (cluster: ClusterFixture) => void][]) {
    const cluster = new ClusterFixture();
    cluster.command(create(1));
    cluster.command(redeem(1, 'a'));
    cluster.join(nodeInfo('a'));
    out(cluster);
    cluster.turn((turn) => decideConnection(turn, nodeId('a'), 'up'));
    cluster.turn((turn) => decideHello(turn, { ...HELLO, node: nodeInfo('a') }));
    t.is(cluster.state.nodes.get(nodeId('a'))?.connection, 'disconnected', standing);
    cluster.apply(stack('s', { w: workload() }));
    cluster.settle();
    t.deepEqual(cluster.wanted(), [], standing);
    const { identities } = cluster.state;
    t.regex(
      whyNotTrusted(identities.get(nodeId('a')), nodeId('a'), certificate('51'), 0) ?? '',
      standing === 'revoked' ? /was revoked/ : /enrol it again, then `berth node readmit a`$/,
    );
  }
});

test('a removed node is revoked, and its name is free for a token of its own only', (t) => {
  const cluster = new ClusterFixture();
  cluster.command(create(1));
  cluster.command(redeem(1, 'a', '51'));
  cluster.join(nodeInfo('a'));
  cluster.disconnect('a', 60_000);
  cluster.command({ kind: 'remove-node', node: nodeId('a'), actor: ACTOR });
  t.is(cluster.state.identities.get(nodeId('a'))?.standing, 'revoked');
  t.regex(message(cluster.command(renew('a', certificate('51'), '52'))), /was revoked \(it was removed\)/);
  cluster.command(create(2));
  t.regex(message(cluster.command(redeem(2, 'a'))), /there is a node "a" already/);
  cluster.command(create(3, 'a'));
  t.is(cluster.command(redeem(3, 'a')).kind, 'token-redeemed');
  t.is(cluster.state.identities.get(nodeId('a'))?.standing, 'enrolled');
});

test('who claims something else each time fills the ledger no faster than once in ten minutes', (t) => {
  const cluster = new ClusterFixture();
  cluster.command(create(1));
  cluster.command(redeem(1, 'a'));
  const said = () => cluster.kinds().filter((kind) => kind === 'node.claim-refused').length;
  for (let time = 0; time < 100; time++) {
    cluster.turn((turn) => decideRefusedClaim(turn, nodeId('a'), 'identity', `it said that it is n${time}`));
    cluster.nowMs += 60_000;
  }
  t.is(said(), 10);
  cluster.nowMs += 3_600_000;
  cluster.turn((turn) => decideRefusedClaim(turn, nodeId('a'), 'identity', 'it said that it is n90'));
  t.is(said(), 10);
});

test('one token over the bound is refused', (t) => {
  const cluster = new ClusterFixture();
  for (let number = 0; number < LIMITS.joinTokens; number++) {
    cluster.turn((turn) =>
      turn.emit({
        kind: 'token.created',
        token: { id: `t${number}`, hash: hash(number), profile: PROFILE, expiresAtMs: cluster.nowMs + 1 },
        actor: ACTOR,
        atMs: cluster.nowMs,
      }),
    );
  }
  t.regex(message(cluster.command(create(99_999))), /overloaded: 10000 join tokens are open/);
  cluster.nowMs += 2;
  t.is(cluster.command(create(99_999)).kind, 'token-created');
});

const NAMES = fc.constantFrom('a', 'b', 'c');
const SERIALS = fc.constantFrom('51', '52', '61', '62');
const COMMANDS: fc.Arbitrary<ControlCommand> = fc.oneof(
  fc
    .tuple(fc.nat(5), fc.option(NAMES, { nil: undefined }), fc.integer({ min: 900, max: 5_000 }))
    .map(([number, node, ttl]) => create(number, node, ttl)),
  fc.tuple(fc.nat(5), NAMES, SERIALS).map(([number, node, serial]) => redeem(number, node, serial)),
  fc.tuple(NAMES, SERIALS, SERIALS).map(([node, used, serial]) => renew(node, certificate(used), serial)),
  fc.tuple(NAMES, fc.option(SERIALS, { nil: undefined })).map(
    ([node, serial]): ControlCommand => ({
      kind: 'revoke-node',
      node: nodeId(node),
      reason: '',
      actor: ACTOR,
      ...(serial !== undefined && { serial }),
    }),
  ),
  NAMES.map((node): ControlCommand => ({ kind: 'readmit-node', node: nodeId(node), actor: ACTOR })),
  NAMES.map(
    (node): ControlCommand => ({
      kind: 'set-profile',
      node: nodeId(node),
      profile: { ...PROFILE, site: node },
      actor: ACTOR,
    }),
  ),
);

test('whatever is asked in whatever order: each token counts once, and a replay or a checkpoint gives the same', (t) => {
  const round = fc.tuple(
    COMMANDS,
    fc.constantFrom(0, 500, 2_000),
    fc.option(NAMES, { nil: undefined, freq: 8 }),
  );
  fc.assert(
    fc.property(fc.array(round, { maxLength: 60 }), (rounds) => {
      const cluster = new ClusterFixture();
      for (const [command, laterMs, twice] of rounds) {
        cluster.nowMs += laterMs;
        if (twice) cluster.turn((turn) => decideQuarantine(turn, nodeId(twice), 'twice'));
        cluster.command(command);
        for (const { standing, certificates } of cluster.state.identities.values()) {
          if (standing === 'revoked' && certificates.length > 0)
            throw new Error('one that is out has a certificate');
        }
      }
      const events = cluster.blocks.flat();
      const spent = events.flatMap((event) => (event.kind === 'node.enrolled' ? [event.token] : []));
      if (new Set(spent).size !== spent.length) throw new Error('a token was spent twice');
      const replayed = emptyState();
      cluster.blocks.forEach((block, at) => {
        for (const event of block) apply(replayed, event, { index: at + 1 });
        replayed.index = at + 1;
      });
      const stored = new Map(
        [...entitiesOf(cluster.state)].map(([key, value]) => [key, JSON.parse(JSON.stringify(value))]),
      );
      const digests = [cluster.state, replayed, stateFromEntities(stored)].map(stateDigest);
      if (new Set(digests).size !== 1) throw new Error('another state');
    }),
    { numRuns: 300 },
  );
  t.pass();
});
