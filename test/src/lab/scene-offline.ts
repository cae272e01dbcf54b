/** A site is cut off, its hosts are switched off and on, and it stays cut off: the work goes on, and nobody disturbs it later. */
import type { LedgerEvent, PlacementView } from '@berth/core';
import { Diary, type Started } from '../e2e/diary.js';
import { isAlive } from '../e2e/processes.js';
import { recorded } from '../identity/records.js';
import type { Checks } from './checks.js';
import type { Lab } from './lab.js';
import { type LabHost, pause } from './lab-host.js';

const COPIES = 10;
const SITE = 'north';

export type OfflineOptions = {
  /** From the cut to its end, at least. */
  readonly cutMs: number;
  readonly say: (text: string) => void;
};

export async function offlineScene(lab: Lab, checks: Checks, { cutMs, say }: OfflineOptions): Promise<void> {
  checks.scene('offline');
  const hosts = lab.hosts(SITE);
  await apply(lab, 'work', hosts, COPIES);
  const before = await running(lab, 'work', hosts.length * COPIES);
  for (const host of hosts) await started(lab, host, COPIES);

  const cutAtMs = Date.now();
  await lab.cut(SITE);
  await lab.until('the coordinator misses the site', async () =>
    (await connections(lab, hosts)).every((it) => it === 'disconnected'),
  );
  say(`${SITE} is cut off; its hosts are switched off`);
  const were = (await Promise.all(hosts.map((host) => host.processes()))).flat();
  await Promise.all(hosts.map((host) => host.powerOff()));
  const left = await Promise.all(were.map(({ pid }) => isAlive(pid)));
  checks.is('nothing runs on hosts that are off', [were.length > 20, left.includes(true)], [true, false]);
  for (const host of hosts) {
    await host.powerOn();
    const startedMs = Date.now();
    const begun = await host.startAgent();
    checks.is(`${host.name}: its supervisor starts`, begun.code, 0);
    const starts = (await started(lab, host, 2 * COPIES)).slice(COPIES);
    const tookMs = Math.max(...starts.map(({ atMs }) => atMs)) - startedMs;
    checks.figure(`${host.name}: agent started to ${COPIES} workloads running`, tookMs / 1000, 's');
    checks.is(
      `${host.name}: the same copies run again, each once`,
      starts.map(({ placement }) => placement).sort(),
      before
        .filter(({ node }) => node === host.name)
        .map(({ id }) => String(id))
        .sort(),
    );
  }
  await lab.until('all of them have become what they are', async () =>
    (await Promise.all(hosts.map(sleepersOf))).every((count) => count === COPIES),
  );
  const settled = await processesOf(hosts);
  while (Date.now() - cutAtMs < cutMs) await pause(Math.min(1_000, cutMs));
  checks.is('still cut off', await connections(lab, hosts), ['disconnected', 'disconnected']);
  // Without what a start leaves behind for a moment.
  const offline = new Map([...(await processesOf(hosts))].filter(([key, at]) => settled.get(key) === at));
  checks.true(
    'while cut off: as many workloads as before',
    offline.size >= hosts.length * COPIES,
    offline.size,
  );

  say('the cut ends');
  const healedMs = Date.now();
  await lab.heal(SITE);
  await lab.until('the site is back', async () => (await connections(lab, hosts)).every((it) => it === 'up'));
  checks.figure('cut ended to both nodes up', (Date.now() - healedMs) / 1000, 's');
  const after = await running(lab, 'work', hosts.length * COPIES, 1);
  checks.is('the same placements', after.map(({ id }) => id).sort(), before.map(({ id }) => id).sort());
  // What comes later on the same way has been told, done and reported: so has all that came before it.
  await apply(lab, 'later', hosts, 1);
  await running(lab, 'later', hosts.length);
  const now = await processesOf(hosts);
  checks.is(
    'not one healthy process was ended or started again',
    [...offline].filter(([key, start]) => now.get(key) !== start),
    [],
  );
  for (const host of hosts)
    checks.is(`${host.name}: starts in all`, (await diaryOf(host).starts()).length, 2 * COPIES);
  const { code, stdout } = await lab.berth('ledger', 'verify');
  checks.true('the ledger is in order', code === 0, stdout);
  await statusesComplete(lab, checks, hosts);
}

function diaryOf(host: LabHost): Diary {
  return new Diary(`${host.root}/diary`, '/diary');
}

/** What its workloads have written down, as soon as it is that much. */
async function started(lab: Lab, host: LabHost, count: number): Promise<Started[]> {
  await lab.until(
    `${count} starts on ${host.name}`,
    async () => (await diaryOf(host).starts()).length >= count,
  );
  return diaryOf(host).starts();
}

async function apply(lab: Lab, stack: string, hosts: readonly LabHost[], replicas: number): Promise<void> {
  const command =
    stack === 'work' ? new Diary('', '/diary').command('exec sleep 1000000') : ['sleep', '1000000'];
  const workloads = Object.fromEntries(
    hosts.map(({ name }) => [
      `on-${name}`,
      {
        ...{ kind: 'service', replicas, process: { command, grace: '1s' } },
        resources: { cpu: '1m', memory: '4Mi' },
        placement: { require: [`node.id == '${name}'`] },
      },
    ]),
  );
  await lab.client.apply({ source: JSON.stringify({ stack, workloads }), actor: { name: 'lab' } });
}

async function running(
  lab: Lab,
  stack: string,
  count: number,
  restarts = 0,
): Promise<readonly PlacementView[]> {
  let placements: readonly PlacementView[] = [];
  await lab.until(`${count} copies of ${stack} run`, async () => {
    placements = (await lab.client.listPlacements({ stack })).placements;
    return placements.filter((it) => it.observed === 'running' && it.restarts >= restarts).length === count;
  });
  return placements;
}

async function connections(lab: Lab, hosts: readonly LabHost[]): Promise<string[]> {
  const { nodes } = await lab.client.listNodes();
  return hosts.map(({ name }) => nodes.find(({ id }) => id === name)?.connection ?? '');
}

async function sleepersOf(host: LabHost): Promise<number> {
  const commands = (await host.processes()).map(({ command }) => command);
  return commands.filter((command) => command === ['sleep', '1000000', ''].join('\0')).length;
}

async function processesOf(hosts: readonly LabHost[]): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  for (const host of hosts) for (const [key, start] of await host.workloads()) found.set(key, start);
  return found;
}

type Observed = Extract<LedgerEvent, { readonly kind: 'placements.observed' }>;

/** Each node's changes are numbered from one: all are there, once, in their order, and where some are not, their count is. */
async function statusesComplete(lab: Lab, checks: Checks, hosts: readonly LabHost[]): Promise<void> {
  const events: Observed[] = await recorded(lab, 'placements.observed');
  for (const { name } of hosts) {
    const statuses = events.filter(({ node }) => node === name).flatMap((it) => it.statuses);
    let next = 1;
    const gaps: string[] = [];
    for (const { sequence = 0, dropped = 0 } of statuses) {
      next += dropped;
      if (sequence !== next) gaps.push(`${sequence} instead of ${next}`);
      next = sequence + 1;
    }
    checks.is(`${name}: statuses are complete`, gaps, []);
    checks.true(`${name}: the reboot is told`, JSON.stringify(statuses).includes('the host was restarted'));
  }
}
