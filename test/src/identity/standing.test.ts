/** Who is out, and who comes back: revoked nodes, copied keys, certificates that are renewed. On real processes and sockets. */
import { copyFile, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { BerthError, nodeId } from '@berth/core';
import { peerOf, readIdentity } from '@berth/identity';
import test, { type ExecutionContext } from 'ava';
import { Cluster } from '../e2e/cluster.js';
import { helloOf, joinBy, linkBy, renewBy } from './hosts.js';
import { happens, recorded } from './records.js';

async function secured(t: ExecutionContext, ...flags: string[]): Promise<Cluster> {
  const cluster = await Cluster.open(t);
  await cluster.coordinator('--authority', join(cluster.folder, 'authority'), ...flags);
  return cluster;
}

const WORK = { stack: 's', workloads: { w: { process: { command: ['sleep', '600'] } } } };

/** What a thief has: the file with the key. */
async function steal(cluster: Cluster, from: string, to: string): Promise<void> {
  await mkdir(cluster.dataOf(to), { recursive: true });
  await copyFile(join(cluster.dataOf(from), 'identity.json'), join(cluster.dataOf(to), 'identity.json'));
}

async function standing(cluster: Cluster, node: string) {
  return (await cluster.client.getNode(node)).node.identity?.standing;
}

test('a revoked node is out at once, stays out, and its copies stay as they are', async (t) => {
  const cluster = await secured(t);
  const agent = await cluster.join('n1');
  await cluster.apply(WORK);
  await cluster.running('s', 1);
  const asked = performance.now();
  const { stdout } = await cluster.berth('node', 'revoke', 'n1', '--reason', 'stolen');
  t.is(stdout, 'node n1: out\n');
  while (!/refused this agent/.test(agent.stderr())) await delay(20);
  t.log(`out after ${Math.round(performance.now() - asked)} ms, the command included`);
  t.regex(agent.stderr(), /was revoked \(stolen\): join again with a new token/);
  t.is(await standing(cluster, 'n1'), 'revoked');
  t.is((await cluster.client.getNode('n1')).node.connection, 'disconnected');
  const [copy] = await cluster.placements('s');
  t.is(copy?.desired, 'running');
  t.regex((await cluster.berth('node', 'ls')).stdout, /n1 +site-n1 +revoked/);

  // Not with another start of the same agent either, nor after the coordinator has begun anew.
  await cluster.killCoordinator();
  await cluster.coordinator('--authority', join(cluster.folder, 'authority'));
  const held = await readIdentity(join(cluster.dataOf('n1'), 'identity.json'));
  const side = linkBy(cluster, held, 'n1');
  await side.up();
  side.link.send(helloOf('n1'));
  const refused = await side.message(({ kind }) => kind === 'refused');
  t.regex(refused?.kind === 'refused' ? refused.message : '', /was revoked/);
  await t.throwsAsync(held ? renewBy(cluster, held, 'n1') : Promise.resolve(), { message: /was revoked/ });

  // With a new token it is a node again.
  await cluster.killAgent('n1');
  await cluster.join('n1');
  t.is(await standing(cluster, 'n1'), 'enrolled');
});

test('a copied key, used in two places: both are out until an operator has enrolled the node again', async (t) => {
  const cluster = await secured(t);
  const honest = await cluster.join('n1');
  await cluster.apply(WORK);
  const [before] = await cluster.running('s', 1);
  await steal(cluster, 'n1', 'thief');
  const side = linkBy(cluster, await readIdentity(join(cluster.dataOf('thief'), 'identity.json')), 'n1');
  await side.up();
  side.link.send(helloOf('n1', { process: 'of-the-thief' }));
  const { reason } = await happens(cluster, 'node.quarantined');
  t.is(reason, 'two agents with this identity are connected at once');
  const refused = await side.message(({ kind }) => kind === 'refused');
  t.regex(refused?.kind === 'refused' ? refused.message : '', /is in quarantine/);
  while (!/is in quarantine/.test(honest.stderr())) await delay(20);
  t.regex((await cluster.berth('node', 'ls')).stdout, /n1 +site-n1 +quarantined/);
  t.regex((await cluster.berth('node', 'show', 'n1')).stdout, /identity +quarantined: two agents/);
  t.regex((await cluster.berth('events')).stdout, /node n1 is in quarantine: two agents/);

  // Nothing new is placed there, and what is there is not touched.
  await cluster.client.apply({
    source: JSON.stringify({ ...WORK, stack: 'more' }),
    actor: { name: 'test' },
  });
  t.deepEqual(await cluster.placements('more'), []);
  t.like((await cluster.placements('s'))[0], { id: before?.id, desired: 'running' });

  // Letting it back in with the key that both hold would let both back in.
  const early = await cluster.berth('node', 'readmit', 'n1');
  t.is(early.code, 4);
  t.regex(early.stderr, /both copies of node "n1" hold its old key: enrol it again first/);
  await cluster.killAgent('n1');
  const held = await readIdentity(join(cluster.dataOf('thief'), 'identity.json'));
  const again = cluster.join('n1');
  while ((await recorded(cluster, 'node.enrolled')).length < 2) await delay(50);
  t.is(await standing(cluster, 'n1'), 'quarantined');
  t.is((await cluster.berth('node', 'readmit', 'n1')).code, 0);
  t.like(await happens(cluster, 'node.readmitted'), { actor: { name: 'admin', kind: 'user' } });
  await again;
  await cluster.running('s', 1);
  t.is(await standing(cluster, 'n1'), 'enrolled');
  const late = linkBy(cluster, held, 'n1');
  await late.up();
  late.link.send(helloOf('n1', { process: 'of-the-thief' }));
  const still = await late.message(({ kind }) => kind === 'refused');
  t.regex(still?.kind === 'refused' ? still.message : '', /does not count any more/);
});

test('taking turns is found out too, also when they never meet', async (t) => {
  const cluster = await secured(t);
  const credentials = await joinBy(cluster, await cluster.token('--node', 'n1'), { node: 'n1' });
  const visit = async (process: string) => {
    const side = linkBy(cluster, credentials, 'n1');
    await side.up();
    side.link.send(helloOf('n1', { process }));
    const answer = await side.message(({ kind }) => kind === 'welcome' || kind === 'refused');
    side.link.close();
    // The coordinator has seen it go.
    await delay(300);
    return answer?.kind;
  };
  t.is(await visit('a'), 'welcome');
  t.is(await visit('a'), 'welcome');
  t.is(await visit('b'), 'welcome');
  t.is(await visit('a'), 'refused');
  t.regex((await happens(cluster, 'node.quarantined')).reason, /take turns/);
});

test('an agent that is started again, or whose old link hangs, is no twin', async (t) => {
  const cluster = await secured(t);
  await cluster.join('n1');
  await cluster.apply(WORK);
  const [before] = await cluster.running('s', 1);
  for (let round = 0; round < 2; round++) {
    await cluster.killAgent('n1');
    await cluster.join('n1', await cluster.token('--node', 'n1'));
  }
  t.is((await recorded(cluster, 'node.quarantined')).length, 0);
  // One that is there and does not answer: its host went away without a word.
  const held = await readIdentity(join(cluster.dataOf('n1'), 'identity.json'));
  await cluster.killAgent('n1');
  const hanging = linkBy(cluster, held, 'n1');
  await hanging.up();
  hanging.link.send(helloOf('n1', { process: 'hangs', info: { site: 'site-n1' } }));
  await hanging.message(({ kind }) => kind === 'welcome');
  const next = linkBy(cluster, held, 'n1');
  await next.up();
  next.link.send(helloOf('n1', { process: 'next' }));
  t.is((await next.message(({ kind }) => kind === 'welcome' || kind === 'refused'))?.kind, 'welcome');
  t.is(hanging.messages().filter(({ kind }) => kind === 'challenge').length, 1);
  t.is((await recorded(cluster, 'node.quarantined')).length, 0);
  t.is((await cluster.placements('s'))[0]?.id, before?.id);
});

test('certificates are renewed at half of their time, with the agent never out', async (t) => {
  const cluster = await secured(t, '--certificate-validity', '20s');
  await cluster.join('n1');
  const serial = async () => (await readIdentity(join(cluster.dataOf('n1'), 'identity.json')))?.peer.serial;
  const first = await serial();
  const renewed = await happens(cluster, 'certificate.renewed');
  t.is(renewed.used, first ?? '');
  await happens(cluster, 'certificate.renewed', ({ used }) => used === renewed.certificate.serial);
  // The first certificate has run out by now, and the session that began with it has ended; the next one uses the new one.
  await delay(12_000);
  const { node } = await cluster.client.getNode('n1');
  t.is(node.connection, 'up');
  t.true((node.identity?.certificates.length ?? 9) <= 8);
  t.is((await recorded(cluster, 'node.quarantined')).length, 0);
});

test('with a certificate that ran out a node may renew it, and nothing else', async (t) => {
  const cluster = await secured(t, '--certificate-validity', '2s');
  const old = await joinBy(cluster, await cluster.token('--node', 'n1'), { node: 'n1' });
  await delay(3_500);
  const side = linkBy(cluster, old, 'n1');
  await t.throwsAsync(side.up());
  await t.throwsAsync(joinBy(cluster, await cluster.token('--node', 'n2'), { node: 'n2', asks: 'n1' }), {
    instanceOf: BerthError,
  });
  const fresh = await renewBy(cluster, old, 'n1');
  t.not(peerOf(fresh).serial, peerOf(old).serial);
  const again = linkBy(cluster, fresh, 'n1');
  await again.up();
  again.link.send(helloOf('n1'));
  t.is((await again.message(({ kind }) => kind === 'welcome' || kind === 'refused'))?.kind, 'welcome');
  // For nobody else.
  await t.throwsAsync(renewBy(cluster, fresh, 'n2'), {
    message: /is for berth:\/\/node\/n2, not for berth:\/\/node\/n1/,
  });
  // Nor with one that was taken from the list.
  const { node } = await cluster.client.getNode('n1');
  const { serial } = peerOf(fresh);
  t.true(node.identity?.certificates.some((certificate) => certificate.serial === serial));
  await cluster.client.revokeNode({ node: nodeId('n1'), serial, reason: '', actor: { name: 'test' } });
  await again.down();
  await t.throwsAsync(renewBy(cluster, fresh, 'n1'), { message: /does not count any more/ });
});
