/** A node of one site that lies over gRPC: a client of this test on the real transport, from behind that site's router. */
import { connect } from '@berth/client';
import { nodeId } from '@berth/core';
import type { Credentials } from '@berth/identity';
import { systemClock } from '@berth/runtime';
import { inventory } from '../builders/node.js';
import { helloOf, joinBy, linkBy, renewBy } from '../identity/hosts.js';
import { recorded } from '../identity/records.js';
import type { Checks } from './checks.js';
import type { Lab } from './lab.js';

const ACTOR = { name: 'admin' };

export async function hostileScene(lab: Lab, checks: Checks): Promise<void> {
  checks.scene('hostile, gRPC');
  const doors = { fleet: await lab.from('s2', 'fleet'), enrol: await lab.from('s2', 'enrol') };
  const profile = ['--site', 'south', '--label', 'tier=silver', '--taint', 'only=batch'];
  const token = await lab.token(...profile, '--ceiling', 'cpu=2000m');
  const evil = await joinBy(doors, token, { node: 'evil' });
  const { node: before } = await lab.client.getNode('n1');

  const claimant = linkBy(doors, evil, 'n1');
  await claimant.up();
  claimant.link.send(helloOf('n1', { process: 'start-evil' }));
  const refused = await claimant.message(({ kind }) => kind === 'refused');
  checks.matches(
    'claims the id of n1: refused',
    refused?.kind === 'refused' ? refused.message : '',
    /link of "evil" carries a hello of "n1"/,
  );
  const claim = await lab.event('node.claim-refused', ({ node }) => node === 'evil');
  checks.is('claims the id of n1: in the ledger', claim.detail, 'it said that it is node "n1"');
  await checks.fails(
    'renews a certificate of n1',
    renewBy(doors, evil, 'n1'),
    /is for berth:\/\/node\/n1, not for/,
  );

  const lies = {
    ...{ site: 'north', labels: { tier: 'gold' }, taints: [], costMillisPerHour: 1 },
    inventory: inventory({ cpu: 640_000 }),
  };
  const liar = linkBy(doors, evil, 'evil');
  await liar.up();
  liar.link.send(helloOf('evil', { info: lies }));
  await liar.message(({ kind }) => kind === 'welcome');
  const { node } = await lab.client.getNode('evil');
  checks.is('moves to another site: it does not', node.site, 'south');
  checks.is('relabels itself: its labels stay', node.labels, { tier: 'silver' });
  checks.is(
    'untaints itself: its taint stays',
    node.taints.map(({ key, value }) => `${key}=${value}`),
    ['only=batch'],
  );
  checks.is(
    'offers 640 cores: 2 are believed',
    node.resources.find(({ name }) => name === 'cpu')?.capacity,
    2_000,
  );
  await lab.event('node.claim-refused', (it) => it.node === 'evil' && it.claim === 'inventory');
  await lab.event('node.claim-refused', (it) => it.node === 'evil' && it.claim === 'profile');
  checks.true('both lies are in the ledger', true);

  await controlApi(lab, checks, evil);
  liar.link.close();
  const { node: after } = await lab.client.getNode('n1');
  checks.is(
    'n1 is what it was',
    { ...after, usage: undefined, heardMs: 0 },
    { ...before, usage: undefined, heardMs: 0 },
  );
  const { stdout } = await lab.berth('node', 'show', 'evil');
  checks.matches(
    '`node show` says what was not believed',
    stdout,
    /not believed|it said that it is node "n1"/,
  );
}

/** With the certificate of a node nothing of it is open. */
async function controlApi(lab: Lab, checks: Checks, evil: Credentials): Promise<void> {
  const client = connect({
    address: await lab.from('s2', 'control'),
    clock: systemClock(),
    identity: () => evil,
  });
  const source = JSON.stringify({ stack: 'evil', workloads: { w: { process: { command: ['true'] } } } });
  const asked: readonly [what: string, ask: () => Promise<unknown>][] = [
    ['reads the nodes', () => client.listNodes()],
    ['deletes itself', () => client.removeNode({ node: 'evil', actor: ACTOR })],
    ['deletes n1', () => client.removeNode({ node: 'n1', actor: ACTOR })],
    ['untaints itself', () => client.setProfile({ node: nodeId('evil'), profile: PROFILE, actor: ACTOR })],
    ['revokes n1', () => client.revokeNode({ node: nodeId('n1'), reason: '', actor: ACTOR })],
    ['applies a stack', () => client.apply({ source, actor: ACTOR })],
  ];
  try {
    for (const [what, ask] of asked)
      await checks.fails(`control API: ${what}`, ask(), /has no business here/);
  } finally {
    client.close();
  }
  const { nodes } = await lab.client.listNodes();
  checks.is('no node is gone', nodes.map(({ id }) => String(id)).sort(), ['evil', 'n1', 'n2', 's1', 's2']);
  const claims = await recorded(lab, 'node.claim-refused');
  checks.true(
    'that it tried the control API is in the ledger',
    claims.some(({ node, detail }) => node === 'evil' && detail.includes('control API')),
    JSON.stringify(claims),
  );
}

const PROFILE = { site: 'south', region: 'default', labels: {}, taints: [], costMillisPerHour: 0 };
