/** A certificate that was stolen, and a node that is revoked. */
import { cp, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { nodeId } from '@berth/core';
import { readIdentity } from '@berth/identity';
import { renewBy } from '../identity/hosts.js';
import { recorded } from '../identity/records.js';
import type { Checks } from './checks.js';
import type { Lab } from './lab.js';
import type { LabHost } from './lab-host.js';

/** An agent on another host with nothing but the file that it stole. */
const THIEF =
  '. /opt/berth/agent.conf; setsid "$node" /opt/berth/current/main.mjs --data /thief --peer-port 0 >> /thief.log 2>&1 &';

export async function stolenScene(lab: Lab, checks: Checks): Promise<void> {
  checks.scene('stolen certificate');
  const [honest, other] = [lab.host('n2'), lab.host('s1')];
  const before = await honest.workloads();
  await mkdir(join(other.root, 'thief'));
  await cp(join(honest.root, 'var/lib/berth/identity.json'), join(other.root, 'thief/identity.json'));
  await other.shell(THIEF);
  const { reason } = await lab.event('node.quarantined', ({ node }) => node === 'n2');
  checks.is('in the ledger, with why', reason, 'two agents with this identity are connected at once');
  for (const [who, log] of [
    ['the thief', () => other.read('thief.log')],
    ['the honest one', () => honest.agentLog()],
  ] as const) {
    await lab.until(`${who} is told`, async () => /is in quarantine/.test(await log()));
    checks.true(`${who} is out, and told why`, true);
  }
  checks.matches('`node ls` says so', (await lab.berth('node', 'ls')).stdout, /^n2 +north +quarantined/m);
  checks.matches(
    '`events` say so',
    (await lab.berth('events')).stdout,
    /node n2 is in quarantine: two agents/,
  );
  checks.is('the thief has no workloads', (await other.workloads()).size, 0);
  await back(lab, checks, honest);
  checks.is('its workloads were never touched', await honest.workloads(), before);
  await endThief(other);
  const refusals = (await other.read('thief.log')).length;
  await other.shell(THIEF);
  await lab.until('the thief is told again', async () =>
    /does not count any more/.test((await other.read('thief.log')).slice(refusals)),
  );
  checks.true('the stolen key opens nothing any more', true);
  checks.is('quarantined once', (await recorded(lab, 'node.quarantined')).length, 1);
  await endThief(other);
}

/** As docs/security.md says it. */
async function back(lab: Lab, checks: Checks, host: LabHost): Promise<void> {
  const line = await lab.line('--site', host.site, '--node', host.name);
  const installed = await host.shell(line);
  checks.matches(
    'its own host is enrolled again by a new line, which says what is left to do',
    installed.stderr,
    /^berth-agent: installed and started, but refused: .*in quarantine .*: `berth node readmit n2` lets it back in\n$/,
  );
  const readmitted = await lab.berth('node', 'readmit', host.name);
  checks.true('and it is readmitted', readmitted.code === 0, readmitted.stderr);
  // Who was refused comes again after up to half a minute by itself.
  await host.shell('/opt/berth/bin/berth-agent restart');
  await lab.until('it is back', async () => (await lab.client.getNode(host.name)).node.connection === 'up');
}

async function endThief(host: LabHost): Promise<void> {
  for (const { pid, command } of await host.processes())
    if (command.includes('/thief')) process.kill(pid, 'SIGKILL');
}

export async function revokedScene(lab: Lab, checks: Checks): Promise<void> {
  checks.scene('revoked node');
  const host = lab.host('s2');
  const askedMs = performance.now();
  await lab.client.revokeNode({ node: nodeId('s2'), reason: 'lost in a taxi', actor: { name: 'admin' } });
  checks.figure('asked to acknowledged', (performance.now() - askedMs) / 1000, 's');
  await lab.until('its session is over', async () => (await host.connections()).length === 0);
  checks.figure('asked to session ended', (performance.now() - askedMs) / 1000, 's');
  await lab.until('it is told', async () => /was revoked \(lost in a taxi\)/.test(await host.agentLog()));
  checks.figure('asked to the agent told', (performance.now() - askedMs) / 1000, 's');
  checks.true('its session is over, and its agent is told why', true);
  checks.is('it counts as gone', (await lab.client.getNode('s2')).node.connection, 'disconnected');
  const said = (await host.agentLog()).length;
  checks.is(
    'its supervisor starts it again',
    (await host.shell('/opt/berth/bin/berth-agent restart')).code,
    0,
  );
  await lab.until('it is refused', async () => /was revoked/.test((await host.agentLog()).slice(said)));
  checks.matches('it stays out', (await lab.berth('node', 'ls')).stdout, /^s2 +south +revoked/m);
  const held = await readIdentity(join(host.root, 'var/lib/berth/identity.json'));
  const doors = { enrol: await lab.from('s2', 'enrol') };
  if (held) await checks.fails('it renews its certificate', renewBy(doors, held, 's2'), /was revoked/);
}
