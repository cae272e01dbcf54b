/**
 * Users of the ledger on the real listener of a real coordinator, one for all tests here: what each call leaves in the
 * ledger, whom it is refused to, and how fast somebody is out.
 */
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { stat, writeFile } from 'node:fs/promises';
import { connect as connectHttp2 } from 'node:http2';
import { join } from 'node:path';
import { type BerthClient, type ClientIdentity, connect, tokenIdentity } from '@berth/client';
import {
  type Actor,
  BerthError,
  type Grant,
  type LedgerEvent,
  nodeId,
  subjectsOf,
  volumeId,
} from '@berth/core';
import { Authority, formatUserToken } from '@berth/identity';
import { secureBytes, systemClock } from '@berth/runtime';
import { CONTROL_CALLS, type ControlCall, loadGrpc } from '@berth/transport/testing';
import anyTest, { type ExecutionContext, type TestFn } from 'ava';
import { Cluster, type Finished, berth as run } from '../e2e/cluster.js';
import { sleepers } from '../e2e/stacks.js';

const clock = systemClock();
const HOUR_MS = 3_600_000;
/** What a client says of itself: it must never stand in the ledger. */
const LIE: Actor = { name: 'somebody-else' };

type Scene = { readonly cluster: Cluster; readonly authority: Authority; readonly root: BerthClient };
const test = anyTest as TestFn<Scene>;
const undo: (() => Promise<void>)[] = [];

test.before(async (t) => {
  const cluster = await Cluster.open({ teardown: (run) => void undo.push(async () => void (await run())) });
  const folder = join(cluster.folder, 'authority');
  await cluster.coordinator('--authority', folder);
  const authority = await Authority.open(folder, { nowMs: () => clock.nowMs(), secureBytes });
  const root = client(
    cluster,
    await authority.credentials({ kind: 'user', name: 'root', role: 'admin' }, HOUR_MS),
  );
  t.context = { cluster, authority, root };
  await cluster.join('n1');
});

test.after.always(async () => {
  for (const run of undo.reverse()) await run();
});

function client(cluster: Cluster, identity: ClientIdentity): BerthClient {
  const connected = connect({ address: cluster.control, clock, identity: () => identity, timeoutMs: 60_000 });
  undo.push(async () => connected.close());
  return connected;
}

/** A user with these grants, and its token. */
async function user({ cluster, root }: Scene, name: string, grants: readonly Grant[]) {
  await root.setUser({ name, grants, isNew: true, actor: LIE });
  return { ...(await token({ cluster, root }, name)), name };
}

async function token({ cluster, root }: Pick<Scene, 'cluster' | 'root'>, name: string) {
  const secret = Buffer.from(secureBytes(20)).toString('hex');
  const hash = createHash('sha256').update(secret).digest('hex');
  const made = await root.createUserToken({ name, hash, ttlMs: HOUR_MS, actor: LIE });
  const text = formatUserToken({ user: name, id: made.id, secret, authority: made.authority });
  const identity = await tokenIdentity(text, { address: cluster.control, clock });
  return { id: made.id, text, identity, client: client(cluster, identity) };
}

async function refusal(t: ExecutionContext<Scene>, asked: Promise<unknown>, words: RegExp): Promise<void> {
  const error = await t.throwsAsync(asked, { instanceOf: BerthError });
  t.is(error?.code, 'refused', error?.message);
  t.regex(error?.message ?? '', words);
}

const stackFile = (name: string) => JSON.stringify(sleepers(name, 1));
const FAILS = JSON.stringify({
  stack: 'fails',
  workloads: { job: { kind: 'batch', process: { command: ['false'] }, failure: { restarts: 0 } } },
});
const TASKS = JSON.stringify({
  stack: 'tasks',
  workloads: { task: { kind: 'batch', process: { command: ['sleep', '60'] }, dispatch: {} } },
});
const PROFILE = { site: 's1', region: 'r1', labels: {}, taints: [] };
const NEW_HASH = () => Buffer.from(secureBytes(32)).toString('hex');
const WISH = {
  resources: { quantities: { cpu: 1, memory: 1 }, ports: {}, devices: {} },
  rules: { require: [], prefer: [], tolerate: [] },
  ...{ count: 1, ttlMs: 60_000, holder: 'walk' },
} as unknown as Parameters<BerthClient['place']>[0]['wishes'][number];

async function runTrue(client: BerthClient, placement: string): Promise<void> {
  const wish = { placement, command: ['true'], input: false, term: '', actor: LIE };
  const nothing = (async function* (): AsyncGenerator<never> {})();
  for await (const _ of client.exec(wish, nothing, new AbortController().signal));
}

type Change = {
  /** Does it, and says what it left in the ledger. */
  readonly run: (client: BerthClient, scene: Scene) => Promise<unknown>;
  readonly leaves: LedgerEvent['kind'];
};

/** In this order: each finds what the ones before have left. */
const CHANGES: Partial<Record<ControlCall, Change>> = {
  Apply: { run: (c) => c.apply({ source: stackFile('walk'), actor: LIE }), leaves: 'stack.applied' },
  Rollout: {
    run: async (c) => {
      const changed = stackFile('walk').replace('1000000', '1000001');
      await c.apply({ source: changed, actor: LIE });
      await c.rollout({ target: 'walk', action: 'pause', actor: LIE });
    },
    leaves: 'rollout.turned',
  },
  Retry: {
    run: async (c) => {
      await c.apply({ source: FAILS, actor: LIE });
      for (;;) {
        const [copy] = (await c.listPlacements({ stack: 'fails' })).placements;
        if (copy?.observed === 'failed') return c.retry({ target: 'fails/job', actor: LIE });
        await new Promise<void>((resolve) => clock.schedule(100, resolve));
      }
    },
    leaves: 'workload.retried',
  },
  Place: { run: (c) => c.place({ wishes: [WISH, WISH], actor: LIE }), leaves: 'reservations.held' },
  Confirm: {
    run: async (c) => {
      const [one] = (await c.listReservations()).reservations;
      return c.confirm({ reservation: one?.id ?? '', generation: one?.generation ?? 0, actor: LIE });
    },
    leaves: 'reservation.confirmed',
  },
  Release: {
    run: async (c) => {
      const [one] = (await c.listReservations()).reservations;
      return c.release({ reservation: one?.id ?? '', generation: one?.generation ?? 0, actor: LIE });
    },
    leaves: 'reservation.released',
  },
  Move: {
    run: async (c, { cluster }) => {
      await cluster.join('n2');
      await c.apply({ source: stackFile('moved'), actor: LIE });
      for (;;) {
        const [copy] = (await c.listPlacements({ stack: 'moved' })).placements;
        if (copy?.observed !== 'running') {
          await new Promise<void>((resolve) => clock.schedule(100, resolve));
          continue;
        }
        const to = copy.node === 'n1' ? 'n2' : 'n1';
        return c.move({ placement: copy.id, to, actor: LIE });
      }
    },
    leaves: 'placements.made',
  },
  Dispatch: {
    run: async (c) => {
      await c.apply({ source: TASKS, actor: LIE });
      return c.dispatch({ workload: 'tasks/task', params: {}, id: 'one', actor: LIE });
    },
    leaves: 'workload.dispatched',
  },
  StopDispatch: {
    run: (c) => c.stopDispatch({ workload: 'tasks/task@one', actor: LIE }),
    leaves: 'dispatch.stopped',
  },
  Exec: {
    run: async (c) => {
      // The move before it is over when one copy is left, which is not the first.
      for (;;) {
        const { placements } = await c.listPlacements({ stack: 'moved' });
        const [copy, ...others] = placements.filter(({ observed }) => observed === 'running');
        if (copy?.desired === 'running' && copy.id !== 'moved/sleeper/0.1' && others.length === 0)
          return runTrue(c, copy.id);
        await new Promise<void>((resolve) => clock.schedule(100, resolve));
      }
    },
    leaves: 'exec.began',
  },
  DeleteStack: { run: (c) => c.deleteStack({ stack: 'walk', actor: LIE }), leaves: 'stack.deleted' },
  SetEligibility: {
    run: (c) => c.setEligibility({ node: 'n1', eligibility: 'cordoned', actor: LIE }),
    leaves: 'node.eligibility-changed',
  },
  SetSecret: {
    run: (c) => c.setSecret({ name: 'walk', value: Buffer.from('hidden'), actor: LIE }),
    leaves: 'secret.set',
  },
  RemoveSecret: { run: (c) => c.removeSecret({ name: 'walk', actor: LIE }), leaves: 'secret.removed' },
  RemoveVolume: {
    run: async (c) => {
      const web = { process: { command: ['sleep', '600'] }, volumes: [{ volume: 'data' }] };
      const kept = { stack: 'kept', volumes: { data: {} }, workloads: { web } };
      await c.apply({ source: JSON.stringify(kept), actor: LIE });
      const { kept: volumes } = await c.deleteStack({ stack: 'kept', actor: LIE });
      for (;;) {
        const [volume] = (await c.listVolumes({ stack: 'kept' })).volumes;
        if (volume?.usedBy.length === 0)
          return c.removeVolume({ volume: volumes[0]?.volume ?? volume.volume, actor: LIE });
        await new Promise<void>((resolve) => clock.schedule(100, resolve));
      }
    },
    leaves: 'volume.removed',
  },
  UpdateAgents: {
    run: (c) => c.updateAgents({ action: 'begin', actor: LIE }),
    leaves: 'agent-update.began',
  },
  SetProfile: {
    run: (c) => c.setProfile({ node: nodeId('n1'), profile: PROFILE, actor: LIE }),
    leaves: 'node.profile-changed',
  },
  CreateToken: {
    run: (c) => c.createToken({ hash: NEW_HASH(), profile: PROFILE, ttlMs: 60_000, actor: LIE }),
    leaves: 'token.created',
  },
  RevokeToken: {
    run: async (c) => {
      const open = (await c.listTokens()).tokens.find(({ state }) => state === 'open');
      return c.revokeToken({ token: open?.id ?? '', actor: LIE });
    },
    leaves: 'token.revoked',
  },
  SetUser: {
    run: (c) => c.setUser({ name: 'w', grants: [{ role: 'viewer', stacks: '*' }], isNew: true, actor: LIE }),
    leaves: 'user.set',
  },
  CreateUserToken: {
    run: (c) => c.createUserToken({ name: 'w', hash: NEW_HASH(), ttlMs: 60_000, actor: LIE }),
    leaves: 'user.token-created',
  },
  RevokeUserToken: {
    run: async (c) => {
      const found = (await c.listUsers()).users.find(({ name }) => name === 'w');
      return c.revokeUserToken({ token: found?.tokens[0]?.id ?? '', actor: LIE });
    },
    leaves: 'user.token-revoked',
  },
  RemoveUser: { run: (c) => c.removeUser({ name: 'w', reason: '', actor: LIE }), leaves: 'user.removed' },
  // A quarantine would be much work here: whose name it leaves is in standing.test.ts.
  ReadmitNode: {
    run: async (c) => {
      const error = await c.readmitNode({ node: nodeId('n1'), actor: LIE }).catch(BerthError.from);
      if (!(error instanceof BerthError) || error.code !== 'conflict') throw error;
    },
    leaves: 'node.profile-changed',
  },
  RevokeNode: {
    run: (c) => c.revokeNode({ node: nodeId('n1'), reason: 'walk', actor: LIE }),
    leaves: 'node.revoked',
  },
  RemoveNode: {
    run: async (c) => {
      for (;;) {
        const { node } = await c.getNode('n1');
        if (node.connection !== 'up') return c.removeNode({ node: 'n1', actor: LIE });
        await new Promise<void>((resolve) => clock.schedule(100, resolve));
      }
    },
    leaves: 'node.removed',
  },
};
/** Of coordinators, for hosts: what they leave names who made the token. See enrolment.test.ts. */
const FOR_COORDINATORS: readonly ControlCall[] = ['RedeemToken', 'RenewCertificate'];
const READS: readonly ControlCall[] = [
  ...([
    'Info',
    'WhoAmI',
    'Plan',
    'ListStacks',
    'GetStack',
    'ListNodes',
    'GetNode',
    'ListPlacements',
  ] as const),
  ...([
    'GetPlacement',
    'ListReservations',
    'ListCoordinators',
    'ListEndpoints',
    'ListRollouts',
    'Why',
  ] as const),
  ...(['Rebalance', 'Diagnose', 'ReadIndex', 'VerifyLedger', 'Watch', 'WatchEndpoints', 'Logs'] as const),
  ...(['ReadLedger', 'ReadCheckpoint', 'ListTokens', 'ListUsers', 'ListSecrets', 'GetAgentUpdate'] as const),
  'ListVolumes',
  'ListDispatches',
];

/** What the ledger holds behind an index. */
async function since({ root }: Scene, index: number): Promise<LedgerEvent[]> {
  const events: LedgerEvent[] = [];
  const { index: head } = await root.info();
  for await (const { block } of root.readLedger({ from: index + 1, to: head }, new AbortController().signal))
    events.push(...block.events);
  return events;
}

test.serial(
  'every call that changes something leaves the name of who proved it, and is refused to all others',
  async (t) => {
    const scene = t.context;
    const { proto } = await loadGrpc();
    // What is in the proto stands in one of the lists above: a new call has to be thought about.
    const { service } = proto.berth.control.v1.ControlService;
    const named = [...Object.keys(CHANGES), ...FOR_COORDINATORS, ...READS];
    t.deepEqual(Object.keys(service).sort(), named.sort());
    t.deepEqual([...CONTROL_CALLS].sort(), named.sort());

    const admin = await user(scene, 'ann', [{ role: 'admin', stacks: '*' }]);
    const others = {
      viewer: (await user(scene, 'vic', [{ role: 'viewer', stacks: '*' }])).client,
      'of other stacks': (await user(scene, 'tom', [{ role: 'operator', stacks: 'shops-*' }])).client,
      node: client(scene.cluster, await scene.authority.credentials({ kind: 'node', name: 'n1' }, HOUR_MS)),
    };
    for (const [call, { run, leaves }] of Object.entries(CHANGES)) {
      const { index } = await scene.root.info();
      await run(admin.client, scene);
      const actors = (await since(scene, index)).filter(({ kind }) => kind === leaves).map(subjectsOf);
      if (call === 'ReadmitNode') continue;
      t.true(actors.length > 0, `${call} leaves ${leaves}`);
      // What follows by itself meanwhile names nobody.
      const last = actors.findLast(({ actor }) => actor !== undefined)?.actor;
      t.like(last, { name: 'ann', kind: 'user' }, call);
    }
    // As the client library sends them, to a coordinator that would do them: nothing but the caller differs.
    const wishes: Partial<Record<ControlCall, (c: BerthClient) => Promise<unknown>>> = {
      Apply: (c) => c.apply({ source: stackFile('walk'), actor: LIE }),
      Rollout: (c) => c.rollout({ target: 'walk', action: 'pause', actor: LIE }),
      Retry: (c) => c.retry({ target: 'fails', actor: LIE }),
      Place: (c) => c.place({ wishes: [WISH], actor: LIE }),
      Confirm: (c) => c.confirm({ reservation: held, generation: 1, actor: LIE }),
      Release: (c) => c.release({ reservation: held, generation: 1, actor: LIE }),
      Move: (c) => c.move({ placement: 'moved/sleeper/0.1', to: 'n1', actor: LIE }),
      Dispatch: (c) => c.dispatch({ workload: 'tasks/task', params: {}, actor: LIE }),
      StopDispatch: (c) => c.stopDispatch({ workload: 'tasks/task@one', actor: LIE }),
      Exec: (c) => runTrue(c, 'moved/sleeper'),
      DeleteStack: (c) => c.deleteStack({ stack: 'moved', actor: LIE }),
      SetEligibility: (c) => c.setEligibility({ node: 'n2', eligibility: 'cordoned', actor: LIE }),
      SetSecret: (c) => c.setSecret({ name: 'walk', value: Buffer.from('hidden'), actor: LIE }),
      RemoveSecret: (c) => c.removeSecret({ name: 'walk', actor: LIE }),
      RemoveVolume: (c) => c.removeVolume({ volume: volumeId('kept', 'data', 0), actor: LIE }),
      UpdateAgents: (c) => c.updateAgents({ action: 'begin', actor: LIE }),
      SetProfile: (c) => c.setProfile({ node: nodeId('n2'), profile: PROFILE, actor: LIE }),
      CreateToken: (c) => c.createToken({ hash: NEW_HASH(), profile: PROFILE, ttlMs: 60_000, actor: LIE }),
      RevokeToken: (c) => c.revokeToken({ token: 't-1-1', actor: LIE }),
      SetUser: (c) =>
        c.setUser({ name: 'tom', grants: [{ role: 'admin', stacks: '*' }], isNew: false, actor: LIE }),
      CreateUserToken: (c) => c.createUserToken({ name: 'ann', hash: NEW_HASH(), ttlMs: 60_000, actor: LIE }),
      RevokeUserToken: (c) => c.revokeUserToken({ token: admin.id, actor: LIE }),
      RemoveUser: (c) => c.removeUser({ name: 'ann', reason: '', actor: LIE }),
      ReadmitNode: (c) => c.readmitNode({ node: nodeId('n2'), actor: LIE }),
      RevokeNode: (c) => c.revokeNode({ node: nodeId('n2'), reason: '', actor: LIE }),
      RemoveNode: (c) => c.removeNode({ node: 'n2', actor: LIE }),
    };
    t.deepEqual(Object.keys(wishes).sort(), Object.keys(CHANGES).sort());
    const { results } = await admin.client.place({ wishes: [WISH], actor: LIE });
    const [first] = results;
    const held = first && 'reservations' in first ? (first.reservations[0]?.id ?? '') : '';
    const { index } = await scene.root.info();
    for (const [who, asks] of Object.entries(others)) {
      for (const [call, wish] of Object.entries(wishes)) {
        const error = await t.throwsAsync(wish(asks), { instanceOf: BerthError }, `${who}: ${call}`);
        t.is(error?.code, 'refused', `${who}: ${call}: ${error?.message}`);
      }
    }
    const nobody = connect({
      address: scene.cluster.control,
      clock,
      timeoutMs: 5_000,
      identity: () => ({ authority: scene.authority.bundle }),
    });
    undo.push(async () => nobody.close());
    for (const [call, wish] of Object.entries(wishes)) {
      const error = await t.throwsAsync(wish(nobody), { instanceOf: BerthError }, call);
      t.is(error?.code, 'refused', `nobody: ${call}: ${error?.message}`);
    }
    t.deepEqual(
      (await since(scene, index)).filter((event) => 'actor' in event),
      [],
      'nothing of it is in the ledger',
    );
  },
);

test.serial('a user of some stacks sees and changes these, and no others', async (t) => {
  const scene = t.context;
  const tess = await user(scene, 'tess', [
    { role: 'operator', stacks: 'team-*' },
    { role: 'viewer', stacks: 'shared' },
  ]);
  for (const name of ['team-a', 'shared', 'secret'])
    await scene.root.apply({ source: stackFile(name), actor: LIE });
  const { client: c } = tess;
  t.deepEqual(await c.whoAmI(), {
    ...{ kind: 'user', name: 'tess' },
    grants: [
      { role: 'operator', stacks: 'team-*' },
      { role: 'viewer', stacks: 'shared' },
    ],
  });
  t.deepEqual((await c.listStacks()).stacks.map(({ stack }) => stack).sort(), ['shared', 'team-a']);
  t.deepEqual(
    (await c.listPlacements({})).placements.filter(({ workload }) => workload.startsWith('secret')),
    [],
  );
  await c.apply({ source: stackFile('team-b'), actor: LIE });
  await c.getStack('shared');
  await refusal(t, c.getStack('secret'), /user "tess" is no viewer of "secret"/);
  await refusal(t, c.apply({ source: stackFile('shared'), actor: LIE }), /no operator of "shared"/);
  await refusal(t, c.plan({ source: stackFile('secret') }), /no viewer of "secret"/);
  await refusal(t, c.why({ target: 'secret/sleeper' }), /no viewer of "secret"/);
  await refusal(t, c.rebalance({}), /about the whole cluster/);
  await refusal(t, c.verifyLedger(), /about the whole cluster/);
  // What it holds counts by the holder.
  const mine = await c.place({ wishes: [{ ...WISH, holder: 'team-camera' }], actor: LIE });
  const [held] = mine.results;
  t.true(held !== undefined && 'reservations' in held, JSON.stringify(mine));
  t.true((await c.listReservations()).reservations.every(({ holder }) => holder.startsWith('team-')));
  await refusal(t, c.place({ wishes: [WISH], actor: LIE }), /no operator of "walk"/);
  // The events of others stay with them.
  const abort = new AbortController();
  const { index } = await scene.root.info();
  const seen: LedgerEvent[] = [];
  for await (const item of c.watch({ fromIndex: 1 }, abort.signal)) {
    if (item.kind !== 'block') continue;
    seen.push(...item.block.events);
    if (item.block.index >= index) abort.abort();
  }
  t.true(seen.some((event) => event.kind === 'stack.applied' && event.stack === 'team-a'));
  t.notRegex(JSON.stringify(seen), /secret|berth-user/);
  t.false(seen.some(({ kind }) => kind.startsWith('user.')));
});

test.serial('removed, revoked, run out: out at once, and open streams within seconds', async (t) => {
  const scene = t.context;
  const { cluster, root, authority } = scene;
  const rex = await user(scene, 'rex', [{ role: 'operator', stacks: '*' }]);
  const certificate = await authority.credentials({ kind: 'user', name: 'rex', role: 'admin' }, HOUR_MS);
  const byCertificate = client(cluster, certificate);
  t.like(await byCertificate.whoAmI(), { grants: [{ role: 'operator', stacks: '*' }] }, 'the ledger decides');
  const second = await token(scene, 'rex');
  const watches = [rex.client, second.client, byCertificate].map(async (c) => {
    for await (const _ of c.watch({ fromIndex: 0 }, new AbortController().signal));
  });
  await rex.client.info();
  await root.revokeUserToken({ token: rex.id, actor: LIE });
  await refusal(t, rex.client.info(), /opens nothing here/);
  await refusal(t, watches[0] as Promise<void>, /opens nothing here/);
  await second.client.info();
  // A secret that is nearly right, and one for another authority.
  const wrong = second.text.replace(/-([0-9a-f]{40})-/, `-${'0'.repeat(40)}-`);
  await refusal(
    t,
    client(cluster, await tokenIdentity(wrong, { address: cluster.control, clock })).info(),
    /opens nothing here/,
  );
  await refusal(
    t,
    tokenIdentity(second.text.replace(/[0-9a-f]{64}$/, 'a'.repeat(64)), { address: cluster.control, clock }),
    /does not belong to the authority/,
  );
  await root.removeUser({ name: 'rex', reason: 'left', actor: LIE });
  await refusal(t, second.client.info(), /opens nothing here/);
  await refusal(t, byCertificate.info(), /user "rex" was removed \(left\)/);
  await refusal(t, watches[1] as Promise<void>, /opens nothing here/);
  await refusal(t, watches[2] as Promise<void>, /was removed/);
  await refusal(t, client(cluster, certificate).info(), /was removed/);
  // Its own certificate is no way round: one of another authority is not even heard.
  const foreign = await Authority.open(join(cluster.folder, 'foreign'), {
    nowMs: () => clock.nowMs(),
    secureBytes,
  });
  const stranger = await foreign.credentials({ kind: 'user', name: 'root', role: 'admin' }, HOUR_MS);
  const error = await t.throwsAsync(client(cluster, { ...stranger, authority: authority.bundle }).info(), {
    instanceOf: BerthError,
  });
  t.is(error?.code, 'unreachable');
});

test.serial('whoever shows neither a certificate nor a token hears no, and is cut off', async (t) => {
  const session = connectHttp2(`https://${t.context.cluster.control}`, {
    ...{ rejectUnauthorized: false, servername: 'coordinator.berth', minVersion: 'TLSv1.3' },
  });
  // Cut, so that it may end with an error.
  session.on('error', () => {});
  const closed = new Promise((resolve) => session.once('close', resolve));
  const call = session.request({
    ':method': 'POST',
    ':path': '/berth.control.v1.ControlService/Apply',
    'content-type': 'application/grpc',
    te: 'trailers',
    authorization: `Bearer root-u-1-1-${'0'.repeat(40)}`,
  });
  const answered = once(call, 'response');
  call.on('error', () => {});
  const pour = () => {
    if (!call.destroyed && !call.closed) call.write(Buffer.alloc(16 * 1024), (error) => error ?? pour());
  };
  pour();
  const [headers] = (await answered) as [Readonly<Record<string, unknown>>];
  t.is(headers['grpc-status'], '7');
  await closed;
});

test.serial('the command line: users, tokens, contexts, and whose doing it was', async (t) => {
  const { cluster } = t.context;
  const said = (finished: Finished) => {
    t.is(finished.code, 0, finished.stderr);
    return finished.stdout;
  };
  const admin = async (...args: string[]) => said(await cluster.berth(...args));
  /** As somebody else, of whom only the context says who. */
  const config = { HOME: cluster.folder, XDG_CONFIG_HOME: join(cluster.folder, 'ci') };
  const berth = (args: readonly string[], more: NodeJS.ProcessEnv = {}) =>
    run(args, { PATH: process.env.PATH, NO_COLOR: '1', ...config, ...more });

  t.regex(
    await admin('user', 'add', 'ci', '--role', 'operator', '--stacks', 'team-*'),
    /user ci: operator of team-\*/,
  );
  t.regex(await admin('user', 'ls'), /ci +operator of team-\* +active +0 +admin/);
  const made = JSON.parse(await admin('user', 'token', 'create', 'ci', '--ttl', '1h', '--json')) as {
    token: string;
    id: string;
  };
  const [fromVariable, loggedIn] = await Promise.all([
    berth(['events', '--actor', 'admin', '--json'], {
      BERTH_ADDRESS: cluster.control,
      BERTH_TOKEN: made.token,
    }),
    berth(['login', '--address', cluster.control, '--token', made.token, '--name', 'prod']),
  ]);
  t.regex(said(fromVariable), /node\.enrolled/);
  t.notRegex(said(fromVariable), /user\./);
  t.regex(said(loggedIn), /as ci \(context prod\)/);
  const { mode } = await stat(join(cluster.folder, 'ci', 'berth', 'context.json'));
  t.is(mode & 0o777, 0o600);
  const file = join(cluster.folder, 'team.json');
  await writeFile(file, stackFile('team-cli'));
  t.regex(said(await berth(['apply', file, '--reason', 'build 7'])), /team-cli/);
  const [shown, listed, mine, byStack, refused] = await Promise.all([
    berth(['context', 'show']),
    berth(['context', 'ls', '--json']),
    berth(['events', '--actor', 'ci']),
    cluster.berth('events', '--stack', 'team-cli'),
    berth(['user', 'ls']),
  ]);
  t.regex(said(shown), /\(context prod\)\nas +token of ci +\(context prod\)/);
  t.notRegex(said(shown) + said(listed), new RegExp(made.token.slice(-105, -65)));
  t.like(JSON.parse(said(listed)), [{ name: 'prod', as: 'token of ci', current: true }]);
  t.regex(said(mine), /stack team-cli version \d+ applied, by ci: build 7\n$/);
  t.regex(said(byStack), /stack team-cli version \d+ applied/);
  t.notRegex(said(byStack), /stack (?!team-cli)/);
  t.is(refused.code, 1);
  t.regex(refused.stderr, /user "ci" is an operator, and read-users needs the role admin/);
  t.regex(await admin('user', 'show', 'ci'), new RegExp(`${made.id} +open`));
  await admin('user', 'rm', 'ci', '--reason', 'test');
  t.regex((await berth(['status'])).stderr, /opens nothing here/);
  t.regex(said(await berth(['context', 'rm', 'prod'])), /forgotten/);
});
