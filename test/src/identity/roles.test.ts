/** Every call of the control API, by everybody who could make it, on the real listener of a real coordinator. */
import { X509Certificate } from 'node:crypto';
import { join } from 'node:path';
import { connect } from '@berth/client';
import { BerthError, ROLES, type Role, whyMayNot } from '@berth/core';
import { Authority, type Credentials, readIdentity, readPeer, requestCertificate } from '@berth/identity';
import { secureBytes, systemClock } from '@berth/runtime';
import { CONTROL_CALLS, type ControlCall, loadGrpc } from '@berth/transport/testing';
import { Metadata, status } from '@grpc/grpc-js';
import test from 'ava';
import { Cluster } from '../e2e/cluster.js';
import { sleepers } from '../e2e/stacks.js';
import { happens } from './records.js';

const clock = systemClock();
const HOUR_MS = 3_600_000;

/** Written out once more, by hand: what the documentation says. */
const VIEWER: readonly ControlCall[] = [
  ...(['Info', 'Plan', 'ListStacks', 'GetStack', 'ListNodes', 'GetNode', 'ListPlacements'] as const),
  ...(['GetPlacement', 'ListReservations', 'ListCoordinators', 'ListEndpoints', 'Why', 'Rebalance'] as const),
  ...(['Diagnose', 'ReadIndex', 'VerifyLedger', 'Watch', 'WatchEndpoints', 'ListRollouts'] as const),
  'WhoAmI',
  ...(['GetAgentUpdate', 'ListSecrets', 'ListVolumes', 'ListDispatches'] as const),
];
const OPERATOR: readonly ControlCall[] = [
  ...VIEWER,
  ...(['Logs', 'Exec', 'ReadLedger', 'ReadCheckpoint', 'ListTokens', 'Apply', 'DeleteStack'] as const),
  ...(['SetEligibility', 'Place', 'Confirm', 'Release', 'Move', 'Rollout', 'Retry'] as const),
  ...(['SetSecret', 'RemoveSecret', 'Dispatch', 'StopDispatch'] as const),
];
const ADMIN: readonly ControlCall[] = [
  ...OPERATOR,
  ...(['RemoveNode', 'CreateToken', 'RevokeToken', 'RevokeNode', 'ReadmitNode', 'SetProfile'] as const),
  ...(['ListUsers', 'SetUser', 'RemoveUser', 'CreateUserToken', 'RevokeUserToken'] as const),
  ...(['UpdateAgents', 'RemoveVolume'] as const),
];
const COORDINATOR: readonly ControlCall[] = [...ADMIN, 'RedeemToken', 'RenewCertificate'];
const MAY: Readonly<Record<string, readonly ControlCall[]>> = {
  ...{ nobody: [], node: [], 'user without a role': VIEWER },
  ...{ viewer: VIEWER, operator: OPERATOR, admin: ADMIN, coordinator: COORDINATOR },
};

/** "let in" whatever the answer to an empty request is. */
async function verdict(address: string, who: Credentials | undefined, name: ControlCall): Promise<string> {
  const { library, proto } = await loadGrpc();
  const pem = (text?: string) => (text === undefined ? null : Buffer.from(text));
  const credentials = library.credentials.createSsl(
    ...([pem(who?.authority), pem(who?.key), pem(who?.certificate)] as const),
    { checkServerIdentity: () => undefined, rejectUnauthorized: who !== undefined },
  );
  const client = new proto.berth.control.v1.ControlService(address, credentials);
  const { path, requestSerialize, responseStream } = proto.berth.control.v1.ControlService.service[name];
  const send = requestSerialize as (value: object) => Buffer;
  const receive = (bytes: Buffer) => bytes;
  const options = { deadline: clock.nowMs() + 60_000 };
  try {
    return await new Promise<string>((resolve) => {
      const seen = (code: status | undefined, details: string) =>
        resolve(code === status.PERMISSION_DENIED ? details : code === status.UNAVAILABLE ? 'cut' : 'let in');
      if (!responseStream) {
        const done = (error: { code: status; details: string } | null) =>
          seen(error?.code, error?.details ?? '');
        client.makeUnaryRequest(path, send, receive, {}, new Metadata(), options, done);
        return;
      }
      const call = client.makeServerStreamRequest(
        path,
        send,
        receive,
        { fromIndex: 1 },
        new Metadata(),
        options,
      );
      call.on('error', (error: { code: status; details: string }) => seen(error.code, error.details));
      call.on('data', () => {
        seen(undefined, '');
        call.cancel();
      });
      call.on('end', () => seen(undefined, ''));
    });
  } finally {
    client.close();
  }
}

test('each call, by each role, by a node, by a coordinator, and by nobody', async (t) => {
  const cluster = await Cluster.open(t);
  const folder = join(cluster.folder, 'authority');
  await cluster.coordinator('--authority', folder);
  const authority = await Authority.open(folder, { nowMs: () => clock.nowMs(), secureBytes });
  const made = (kind: 'user' | 'node' | 'coordinator', name: string, role?: Role) =>
    authority.credentials({ kind, name, ...(role && { role }) }, HOUR_MS);
  const who: Record<string, Credentials | undefined> = {
    nobody: undefined,
    node: await made('node', 'n1'),
    'user without a role': await made('user', 'eve'),
    coordinator: await made('coordinator', 'c2'),
  };
  for (const role of ROLES) who[role] = await made('user', `eve-${role}`, role);
  t.deepEqual(Object.keys(who).sort(), Object.keys(MAY).sort());
  const calls = CONTROL_CALLS;
  t.deepEqual([...calls].sort(), [...COORDINATOR].sort(), 'every call stands in a list above');
  for (const [name, credentials] of Object.entries(who)) {
    const verdicts = await Promise.all(calls.map((call) => verdict(cluster.control, credentials, call)));
    calls.forEach((call, at) => {
      const may = MAY[name]?.includes(call) ?? false;
      t.is(verdicts[at] === 'let in', may, `${name}: ${call}: ${verdicts[at]}`);
    });
  }
});

test('`berth user add` gives a role, and a refusal says which one is needed', async (t) => {
  const cluster = await Cluster.open(t);
  const folder = join(cluster.folder, 'authority');
  await cluster.coordinator('--authority', folder);
  const file = join(cluster.folder, 'eve.json');
  const add = ['user', 'add', 'eve', '--authority', folder];
  const made = await cluster.berth(...add, '--role', 'viewer', '--out', file, '--json');
  t.like(JSON.parse(made.stdout), { user: 'eve', role: 'viewer', file });
  const eve = await readIdentity(file);
  t.like(eve?.peer, { kind: 'user', name: 'eve', role: 'viewer' });
  t.is((await cluster.berth('status', '--identity', file)).code, 0);
  const refused = await cluster.berth('token', 'create', '--site', 'market', '--identity', file);
  t.is(refused.code, 1);
  t.regex(
    refused.stderr,
    /user "eve" is a viewer, and create-token needs the role admin: an admin gives it with `berth user add eve/,
  );
  // What is there is not written over, and no other role is made up.
  t.not((await cluster.berth(...add, '--role', 'admin', '--out', file)).code, 0);
  t.is((await cluster.berth(...add, '--role', 'root', '--out', `${file}2`)).code, 2);
});

test('a change of an operator stands in the ledger with its name', async (t) => {
  const cluster = await Cluster.open(t);
  const folder = join(cluster.folder, 'authority');
  await cluster.coordinator('--authority', folder);
  const authority = await Authority.open(folder, { nowMs: () => clock.nowMs(), secureBytes });
  const credentials = await authority.credentials({ kind: 'user', name: 'eve', role: 'operator' }, HOUR_MS);
  const client = connect({ address: cluster.control, clock, identity: () => credentials, timeoutMs: 60_000 });
  t.teardown(() => client.close());
  await client.apply({ source: JSON.stringify(sleepers('shop', 1)), actor: { name: 'admin' } });
  t.like(await happens(cluster, 'stack.applied'), { actor: { name: 'eve', kind: 'user' } });
  const error = await t.throwsAsync(client.removeNode({ node: 'n1', actor: { name: 'admin' } }), {
    instanceOf: BerthError,
  });
  t.is(error?.code, 'refused');
});

test('a request for a certificate cannot bring a role along', async (t) => {
  const cluster = await Cluster.open(t);
  const folder = join(cluster.folder, 'authority');
  await cluster.coordinator('--authority', folder);
  const authority = await Authority.open(folder, { nowMs: () => clock.nowMs(), secureBytes });
  const peer = { kind: 'user', name: 'eve' } as const;
  const { request } = requestCertificate({ ...peer, role: 'admin' });
  const certificate = await authority.issue(await authority.check(request), peer, authority.grant(HOUR_MS));
  t.is(readPeer(new X509Certificate(certificate))?.role, undefined);
  t.truthy(whyMayNot(peer, 'apply'));
});
