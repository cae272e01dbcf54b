import {
  type AgentBuild,
  type Eligibility,
  formatCost,
  formatDevices,
  formatQuantity,
  type IdentityView,
  type NodeSummary,
  pieceRange,
  type SilenceCause,
  WHOLE_DEVICE,
} from '@berth/core';
import { age } from '../age.js';
import { type CommonOptions, type Effects, printJson, sayWhenStale, withClient } from '../effects.js';
import { type Cell, table, use } from '../render.js';
import { lateText } from './drain.js';
import { clockTime } from './events.js';
import { placementTable } from './status.js';

const DRAIN_LINES = 20;

export async function listNodes(options: CommonOptions, effects: Effects): Promise<void> {
  await withClient(options, effects, async (client) => {
    const { nodes, ...shown } = await client.listNodes();
    sayWhenStale(shown, effects);
    if (printJson(options, effects, nodes)) return;
    effects.out(
      nodes.length > 0
        ? nodeTable(nodes, effects)
        : 'no nodes; `berth agent --help` tells how to start one\n',
    );
  });
}

export function nodeTable(nodes: readonly NodeSummary[], effects: Effects): string {
  const rows = nodes.map((node) => {
    const of = (name: string) => {
      const found = node.resources.find((resource) => resource.name === name);
      return found ? use(name, found.held, found.capacity) : '-';
    };
    return [
      node.id,
      node.site,
      stateCell(node, effects.clock.nowMs()),
      of('cpu'),
      of('memory'),
      of('disk'),
      String(node.placements),
    ];
  });
  return table(effects, ['NODE', 'SITE', 'STATE', 'CPU', 'MEMORY', 'DISK', 'RUNS'], rows, 0);
}

/** In few words. */
const SILENT: Readonly<Record<SilenceCause, string>> = {
  link: 'link down',
  node: 'dead',
  site: 'site cut off',
  unknown: 'silent',
};

function stateCell(node: NodeSummary, nowMs: number): Cell {
  const { standing = 'enrolled' } = node.identity ?? {};
  if (standing !== 'enrolled') return { text: standing, colour: 'red' };
  if (node.connection !== 'up') {
    const since = node.silence?.sinceMs ?? node.connectionSinceMs;
    return { text: `${SILENT[node.silence?.cause ?? 'unknown']} ${age(since, nowMs)}`, colour: 'red' };
  }
  return node.eligibility === 'eligible'
    ? { text: 'up', colour: 'green' }
    : { text: node.eligibility, colour: 'yellow' };
}

export async function showNode(id: string, options: CommonOptions, effects: Effects): Promise<void> {
  await withClient(options, effects, async (client) => {
    const [{ node, ...shown }, { placements }] = await Promise.all([
      client.getNode(id),
      client.listPlacements({ node: id }),
    ]);
    sayWhenStale(shown, effects);
    if (printJson(options, effects, { ...node, ...shown, running: placements })) return;
    const nowMs = effects.clock.nowMs();
    const facts: [string, string][] = [
      ['node', node.id],
      ['site', `${node.site}, region ${node.region}`],
      ['state', `${stateText(node, nowMs)}, ${node.eligibility}`],
      ['machine', `${node.os} ${node.arch}, reached at ${node.address}`],
      ['ports', `${node.ports.first}-${node.ports.last}, ${node.ports.held} held`],
    ];
    if (node.drain) {
      const { left, deadlineAtMs, force = false } = node.drain;
      const until =
        deadlineAtMs === undefined
          ? ''
          : `, by ${clockTime(deadlineAtMs)}${force ? ' at the latest' : ''}${lateText(deadlineAtMs, nowMs)}`;
      facts.push(['drain', left.length === 0 ? 'it is empty' : `${left.length} left${until}`]);
      for (const { placement, waitsFor } of left.slice(0, DRAIN_LINES))
        facts.push(['', `${placement}: ${waitsFor}`]);
    }
    if (node.costMillisPerHour > 0) facts.push(['costs', `${formatCost(node.costMillisPerHour)} an hour`]);
    if (node.identity) facts.push(...identityFacts(node.identity, nowMs));
    if (node.agent) facts.push(...agentFacts(node.agent));
    if (node.usage) {
      const { cpuMillis, memoryMiB, notes = [] } = node.usage;
      for (const note of notes) facts.push(['now', note]);
      facts.push([
        'uses now',
        `cpu ${formatQuantity('cpu', cpuMillis)}, memory ${formatQuantity('memory', memoryMiB)}`,
      ]);
    }
    for (const [name, value] of Object.entries(node.labels)) facts.push(['label', `${name}=${value}`]);
    for (const { key, value, effect } of node.taints)
      facts.push(['taint', `${key}=${value}${effect ? `, ${effect}s` : ''}`]);
    for (const device of node.devices)
      facts.push(['device', `${device.name} (${device.class})${heldPart(device.held)}`]);
    for (const [name, value] of Object.entries(node.attributes)) facts.push([name, value]);
    effects.out(facts.map(([name, value]) => `${name.padEnd(14)} ${value}\n`).join(''));
    effects.out(`\n${resourceTable(node.resources, effects)}`);
    if (placements.length > 0) effects.out(`\n${placementTable(placements, effects)}`);
  });
}

/** "link down since 12:03:10 (14m): reached by n2 (5s ago)". */
function stateText({ connection, connectionSinceMs, silence, site }: NodeSummary, nowMs: number): string {
  if (!silence) return `${connection} for ${age(connectionSinceMs, nowMs)}`;
  const since = `since ${clockTime(silence.sinceMs)} (${age(silence.sinceMs, nowMs)})`;
  const words = silence.peers
    .map(({ node, agoMs }) => `${node} (${age(nowMs - agoMs, nowMs)} ago)`)
    .join(', ');
  switch (silence.cause) {
    case 'link':
      return `link down ${since}: reached by ${words}`;
    case 'node':
      return `dead or powered off, silent ${since}: not reached by ${words}`;
    case 'site':
      return `cut off with its whole site ${since}: nothing is heard of "${site}"`;
    case 'unknown':
      return `silent ${since}: ${silence.others === 0 ? 'no other node of its site could look' : 'no word of its site yet'}`;
  }
}

function identityFacts(identity: IdentityView, nowMs: number): [string, string][] {
  const { standing, reason, certificates, profile, refused } = identity;
  const facts: [string, string][] = [['identity', reason === '' ? standing : `${standing}: ${reason}`]];
  for (const { serial, notAfterMs } of certificates) {
    const left = notAfterMs > nowMs ? `${age(nowMs, notAfterMs)} left` : 'ran out';
    facts.push(['certificate', `${serial}, ${left}`]);
  }
  for (const [name, most] of Object.entries(profile.ceiling ?? {}))
    facts.push(['ceiling', `${name} ${formatQuantity(name, most)}`]);
  for (const [claim, { detail }] of Object.entries(refused))
    facts.push(['not believed', `${claim}: ${detail}`]);
  return facts;
}

function agentFacts({ version, fixed, failed = [] }: AgentBuild): [string, string][] {
  const facts: [string, string][] = [['agent', version]];
  if (fixed !== undefined) facts.push(['no updates', fixed]);
  for (const one of failed) facts.push(['gave up', `agent ${one.version}: ${one.reason}`]);
  return facts;
}

/** The last column only where a claim may not take just any amount. */
function resourceTable(resources: NodeSummary['resources'], effects: Effects): string {
  const pieces = resources.map((resource) => pieceRange(resource.name, resource));
  const withPieces = pieces.some((text) => text !== '');
  const rows = resources.map(({ name, total, reserved, capacity, held }, at) => [
    name,
    ...[total, reserved, held, capacity - held].map((amount) => formatQuantity(name, amount)),
    ...(withPieces ? [pieces[at] ?? ''] : []),
  ]);
  const header = ['RESOURCE', 'TOTAL', 'RESERVED', 'HELD', 'FREE', ...(withPieces ? ['IN ONE PIECE'] : [])];
  return table(effects, header, rows);
}

function heldPart(thousandths: number): string {
  if (thousandths === 0) return '';
  return thousandths === WHOLE_DEVICE ? ', held' : `, ${formatDevices(thousandths)} of 1 held`;
}

export async function setEligibility(
  node: string,
  eligibility: Eligibility,
  options: CommonOptions,
  effects: Effects,
): Promise<void> {
  await withClient(options, effects, async (client) => {
    const set = await client.setEligibility({ node, eligibility, actor: { name: effects.userName } });
    if (!printJson(options, effects, set)) effects.out(`node ${node}: ${eligibility}\n`);
  });
}

export async function removeNode(node: string, options: CommonOptions, effects: Effects): Promise<void> {
  await withClient(options, effects, async (client) => {
    const removed = await client.removeNode({ node, actor: { name: effects.userName } });
    if (!printJson(options, effects, removed)) effects.out(`node ${node}: removed\n`);
  });
}
