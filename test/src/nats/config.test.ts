/** `berth nats config` on a real server: who may do what, proven by trying the rest. */
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { nodeId } from '@berth/core';
import { systemClock, systemRandom } from '@berth/runtime';
import { natsAgentCarrier, natsFleetCarrier } from '@berth/transport';
import { connectNats, encodeWord, fleetSubjects, NO_LINK } from '@berth/transport/testing';
import test, { type ExecutionContext } from 'ava';
import { AgentSide, FleetSide } from '../conformance/carrier-sides.js';
import { Journal } from '../conformance/journal.js';
import { type Finished, berth as run } from '../e2e/cluster.js';
import { type NatsServer, startConfiguredServer } from './servers.js';

const CLOCK = systemClock();
const RANDOM = systemRandom();

function berth(...args: string[]): Promise<Finished> {
  return run(['nats', ...args], process.env);
}

async function folderOf(t: ExecutionContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'berth-config-'));
  t.teardown(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

type Rig = { readonly server: NatsServer; readonly folder: string };

async function rig(t: ExecutionContext, ...flags: string[]): Promise<Rig> {
  let folder = '';
  const server = await startConfiguredServer(t, async (listen, own) => {
    folder = own;
    const { code, stdout, stderr } = await berth(
      ...[
        'config',
        '--out',
        own,
        '--listen',
        listen,
        '--cluster',
        'c',
        '--node',
        'a',
        '--node',
        'b',
        '--json',
      ],
      ...flags,
    );
    t.is(code, 0, stderr);
    return (JSON.parse(stdout) as { config: string }).config;
  });
  return { server, folder };
}

async function optionsOf({ server, folder }: Rig, user: string) {
  const secret = await readFile(join(folder, 'keys', `${user}.seed`), 'utf8');
  return { servers: [server.url], name: user, credentials: { secret } };
}

/** A connection as that user, with what the server forbade it. */
async function as(t: ExecutionContext, rig: Rig, user: string) {
  const forbidden = new Journal<string>();
  const wire = await connectNats(await optionsOf(rig, user), {
    onClosed: () => {},
    onForbidden: (why) => forbidden.add(why),
  });
  t.teardown(() => wire.close());
  return { wire, forbidden };
}

test('agents and coordinators do all that they need with what the file allows', async (t) => {
  const here = await rig(t, '--streams', await folderOf(t));
  const nats = await optionsOf(here, 'coordinator');
  const problems: string[] = [];
  const carrier = natsFleetCarrier({
    ...{ nats, cluster: 'c', clock: CLOCK, random: RANDOM },
    ...{ pingAfterMs: 200, pingTimeoutMs: 60_000 },
    onProblem: (why) => problems.push(why),
  });
  t.teardown(() => carrier.close());
  const fleet = new FleetSide(carrier);
  await fleet.listen();
  for (const node of ['a', 'b']) {
    const options = await optionsOf(here, `agent-${node}`);
    const own = natsAgentCarrier({
      nats: options,
      cluster: 'c',
      node: nodeId(node),
      clock: CLOCK,
      random: RANDOM,
    });
    t.teardown(() => own.close());
    const agent = new AgentSide(own, node);
    await agent.up();
    const link = await fleet.link(node);
    for (let sequence = 1; sequence <= 3; sequence++) {
      agent.link.send({ kind: 'status', sequence, statuses: [] });
      link.send({ kind: 'status-ack', epoch: 1, sequence });
    }
    await agent.message((at) => at.kind === 'status-ack' && at.sequence === 3);
    await own.close();
    t.truthy(await fleet.down(node));
  }
  t.deepEqual(problems, []);
});

test('an agent reaches nothing of another: not what it says, not what it hears, not the answers to it', async (t) => {
  const here = await rig(t);
  const { up, down, agentInbox, coordinatorInbox, anyUp, ledger } = fleetSubjects('c');
  const [a, b] = [nodeId('a'), nodeId('b')];
  const { wire, forbidden } = await as(t, here, 'agent-a');
  const subjects = [
    ...[up(b), down(a), down(b), `${agentInbox(b)}.x`, `${coordinatorInbox}.x`, ledger],
    ...['berth.coordinator.c.lead', '$JS.API.INFO', '$SYS.REQ.SERVER.PING', 'any'],
  ];
  for (const subject of subjects) {
    wire.publish(subject, new Uint8Array([1]));
    const why = `does not let this user publish to ${subject}:`;
    t.truthy(await forbidden.until((at) => at.includes(why)), subject);
  }
  const listened = [
    ...[up(a), up(b), anyUp, down(b), `${agentInbox(b)}.>`, `${agentInbox(b)}.x.1`, 'berth.inbox.>'],
    ...['berth.>', '_INBOX.>', '>', `${coordinatorInbox}.>`, ledger],
  ];
  for (const subject of listened) {
    wire.subscribe(subject, () => t.fail(`heard on ${subject}`));
    const why = `does not let this user subscribe to ${subject}:`;
    t.truthy(await forbidden.until((at) => at.includes(why)), subject);
  }
  // What it does have works, on the same connection.
  const before = forbidden.entries.length;
  const heard = new Journal<string>();
  wire.subscribe(down(a), ({ subject }) => heard.add(subject));
  wire.subscribe(`${agentInbox(a)}.x.*`, ({ isNoResponders }) => heard.add(String(isNoResponders)));
  wire.publish(up(a), encodeWord('open', NO_LINK), `${agentInbox(a)}.x.1`);
  t.is(await heard.until(() => true), 'true', 'nobody listens');
  t.is(forbidden.entries.length, before);
});

test('the answer to an agent is heard by that agent only, and a coordinator answers once', async (t) => {
  const here = await rig(t);
  const { up, agentInbox, anyUp } = fleetSubjects('c');
  const coordinator = await as(t, here, 'coordinator');
  const one = await as(t, here, 'agent-a');
  const other = await as(t, here, 'agent-b');
  coordinator.wire.subscribe(anyUp, ({ reply = '' }) => {
    for (const number of [1, 2]) coordinator.wire.publish(reply, new Uint8Array([number]));
  });
  await coordinator.wire.flush();
  const heard = new Journal<number>();
  one.wire.subscribe(`${agentInbox(nodeId('a'))}.x.*`, ({ data }) => heard.add(data[0] ?? 0));
  other.wire.subscribe(`${agentInbox(nodeId('a'))}.x.*`, () => t.fail('heard by the other'));
  await other.forbidden.until(() => true);
  one.wire.publish(up(nodeId('a')), new Uint8Array([9]), `${agentInbox(nodeId('a'))}.x.1`);
  await heard.until(() => true);
  t.regex(await coordinator.forbidden.until(() => true), /publish to berth\.inbox\.c\.agent\.a\.x\.1/);
  t.deepEqual(heard.entries, [1]);
});

test('who has no key of the file does not come in', async (t) => {
  const here = await rig(t);
  const handlers = { onClosed: () => {}, onForbidden: () => {} };
  const plain = { servers: [here.server.url], name: 'nobody' };
  await t.throwsAsync(connectNats(plain, handlers), { message: /it refuses these credentials/ });
  const folder = await folderOf(t);
  t.is((await berth('key', join(folder, 'own.seed'))).code, 0);
  const secret = await readFile(join(folder, 'own.seed'), 'utf8');
  await t.throwsAsync(connectNats({ ...plain, credentials: { secret } }, handlers), {
    message: /it refuses these credentials/,
  });
});

test('keys stay as they are when the file is written anew, and only their owner reads them', async (t) => {
  const out = await folderOf(t);
  const write = async (...flags: string[]) => {
    const { code, stdout, stderr } = await berth('config', '--out', out, '--json', ...flags);
    t.is(code, 0, stderr);
    return JSON.parse(stdout) as { agents: { node: string; publicKey: string; isNew: boolean }[] };
  };
  const before = await write('--node', 'a');
  const after = await write('--node', 'b', '--node', 'a');
  t.is(after.agents[1]?.publicKey, before.agents[0]?.publicKey);
  t.deepEqual(
    after.agents.map(({ isNew }) => isNew),
    [true, false],
  );
  t.is((await stat(join(out, 'keys', 'agent-a.seed'))).mode & 0o777, 0o600);
  t.is((await stat(join(out, 'keys'))).mode & 0o777, 0o700);
  const text = await readFile(join(out, 'nats.conf'), 'utf8');
  t.false(/\bSU[A-Z2-7]{56}/.test(text), 'no seed stands in the configuration');
  t.regex(text, /authorization \{ timeout: 15 \}/);
  t.false(/deny|no_auth_user|verify_and_map/.test(text));
});

test('a node may keep its seed to itself: the list of nodes holds the public key', async (t) => {
  const out = await folderOf(t);
  const { stdout } = await berth('key', join(out, 'own.seed'));
  await writeFile(join(out, 'nodes.txt'), `# shops\na ${stdout.trim()}\n\nb\n`);
  t.is((await berth('config', '--out', out, '--nodes', join(out, 'nodes.txt'))).code, 0);
  t.true((await readFile(join(out, 'nats.conf'), 'utf8')).includes(`nkey: ${stdout.trim()},`));
  await t.throwsAsync(stat(join(out, 'keys', 'agent-a.seed')));
  t.truthy(await stat(join(out, 'keys', 'agent-b.seed')));
});

for (const [what, flags, message] of [
  ['a name that is none', ['--node', 'Shop 1'], /--node "Shop 1" names no node/],
  ['a name twice', ['--node', 'a', '--node', 'a'], /node "a" is named twice/],
  ['a key that is none', ['--node', 'a UABC'], /"UABC" is no public key/],
  ['half of TLS', ['--node', 'a', '--tls-cert', 'x.pem'], /TLS needs both/],
  ['a cluster that is none', ['--node', 'a', '--cluster', 'a.b'], /"a\.b" is no name of a cluster/],
] as const) {
  test(`config refuses ${what}`, async (t) => {
    const { code, stderr } = await berth('config', '--out', await folderOf(t), ...flags);
    t.is(code, 2);
    t.regex(stderr, message);
    t.is(stderr.trim().split('\n').length, 1);
  });
}
