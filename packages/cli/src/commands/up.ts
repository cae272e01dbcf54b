/** `berth up`: a whole cluster on this machine, for a first look and for development. */
import { join } from 'node:path';
import type { BerthClient } from '@berth/client';
import { BerthError } from '@berth/core';
import type { Effects, Program } from '../effects.js';
import { paint } from '../render.js';
import { settle } from '../settle.js';
import { blockLines } from './events.js';
import { nodeTable } from './node.js';
import { placementTable } from './status.js';

export type UpOptions = {
  readonly agents: number;
  readonly data: string;
  readonly control: string;
  readonly fleet: string;
  /** Stack files to apply; none to start empty. */
  readonly files: readonly string[];
};

const SITES = ['harbour', 'market', 'airport'];
const PORTS_PER_AGENT = 1_000;
const FIRST_PORT = 20_000;
const SETTLE_MS = 120_000;

export async function up(options: UpOptions, effects: Effects): Promise<void> {
  const programs: Program[] = [];
  try {
    effects.out(`starting a coordinator and ${options.agents} agents; everything stays in ${options.data}\n`);
    const coordinator = startCoordinator(options, effects);
    programs.push(coordinator);
    const { control, fleet } = await coordinator.ready;
    await effects.saveContext(control as string);
    for (let at = 0; at < options.agents; at++)
      programs.push(startAgent(at, fleet as string, options, effects));
    await Promise.all(programs.map((program) => program.ready));
    const client = effects.connect(control as string);
    try {
      await applyAll(client, options, effects);
      await show(client, control as string, options, effects);
      await stayUp(client, programs, effects);
    } finally {
      client.close();
    }
  } finally {
    await stopAll(programs, effects);
  }
}

function startCoordinator(options: UpOptions, effects: Effects): Program {
  const { data, control, fleet } = options;
  return effects.start('coordinator', [
    '--data',
    data,
    '--control',
    control,
    '--fleet',
    fleet,
    '--log-level',
    'warn',
  ]);
}

function startAgent(at: number, fleet: string, options: UpOptions, effects: Effects): Program {
  const first = FIRST_PORT + at * PORTS_PER_AGENT;
  const node = `node-${at + 1}`;
  return effects.start('agent', [
    ...['--data', join(options.data, node), '--coordinator', fleet, '--node', node],
    ...['--site', SITES[at] ?? `site-${at + 1}`, '--label', `tier=${at === 0 ? 'gold' : 'silver'}`],
    ...['--ports', `${first}-${first + PORTS_PER_AGENT - 1}`, '--share', String(options.agents)],
    ...['--stop-workloads-on-exit', '--log-level', 'error'],
  ]);
}

async function applyAll(client: BerthClient, options: UpOptions, effects: Effects): Promise<void> {
  for (const file of options.files) {
    const source = await effects.readFile(file);
    const { stack, version, changed } = await client.apply({ source, actor: { name: effects.userName } });
    effects.out(`stack ${stack}: ${changed ? 'applied' : 'already there'}, version ${version}\n`);
    await settle(client, stack, { timeout: SETTLE_MS }, effects);
  }
}

async function show(
  client: BerthClient,
  control: string,
  options: UpOptions,
  effects: Effects,
): Promise<void> {
  const [{ nodes }, { placements }] = await Promise.all([client.listNodes(), client.listPlacements({})]);
  effects.out(`\n${nodeTable(nodes, effects)}`);
  if (placements.length > 0) effects.out(`\n${placementTable(placements, effects)}`);
  const [first] = placements.filter((placement) => Object.keys(placement.endpoints).length > 0);
  const url = first && Object.values(first.endpoints)[0];
  effects.out(`\nup on ${control}. In another terminal:\n`);
  const berth = 'npx berth';
  const hints = [
    url && `curl http://${url}/`,
    `${berth} status`,
    `${berth} why ${placements[0]?.workload ?? 'STACK/WORKLOAD'}`,
  ];
  for (const hint of hints) if (hint) effects.out(`  ${paint(effects, 'cyan', hint)}\n`);
  if (options.files.length === 0)
    effects.out(`  ${paint(effects, 'cyan', `${berth} apply examples/demo.yaml`)}\n`);
  effects.out('Ctrl-C stops everything. The state is kept for the next time.\n\n');
}

/** Tells what happens until Ctrl-C, or until a program ends by itself. */
async function stayUp(client: BerthClient, programs: readonly Program[], effects: Effects): Promise<void> {
  const abort = new AbortController();
  effects.signal.addEventListener('abort', () => abort.abort());
  if (effects.signal.aborted) return;
  let died: number | undefined;
  for (const program of programs) {
    void program.ended.then((code) => {
      died ??= code;
      abort.abort();
    });
  }
  for await (const item of client.watch({ fromIndex: 0 }, abort.signal)) {
    if (item.kind === 'block') effects.out(blockLines(item.block, effects));
  }
  if (effects.signal.aborted) return;
  throw new BerthError(
    'internal',
    `a program ended by itself with code ${died ?? 'unknown'}: its last words stand above`,
  );
}

/** Agents first, so that they stop their workloads while everything is there; then the coordinator. */
async function stopAll(programs: readonly Program[], effects: Effects): Promise<void> {
  if (programs.length > 0) effects.out('\nstopping\n');
  const [coordinator, ...agents] = programs;
  for (const agent of agents) agent.stop();
  await Promise.all(agents.map((agent) => agent.ended));
  coordinator?.stop();
  await coordinator?.ended;
}
