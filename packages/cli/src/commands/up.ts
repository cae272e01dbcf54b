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
import { makeToken } from './token.js';
import { authorityFlags, startReplicated } from './up-replicated.js';

export type UpOptions = {
  /** 3, or 5 with `replicated`, when not said. */
  readonly agents?: number;
  /** Three coordinators over three nats-servers instead of one on its own disk. */
  readonly replicated: boolean;
  readonly natsPort: number;
  readonly data: string;
  readonly control: string;
  readonly fleet: string;
  /** Nobody has to prove who he is. */
  readonly insecure: boolean;
  /** Stack files to apply; none to start empty. */
  readonly files: readonly string[];
};

const SITES = ['harbour', 'market', 'airport'];
const PORTS_PER_AGENT = 1_000;
const FIRST_PORT = 20_000;
const SETTLE_MS = 120_000;
const JOIN_WITHIN_MS = 10 * 60_000;
const AGENTS = 3;
const REPLICATED_AGENTS = 5;

export async function up(options: UpOptions, effects: Effects): Promise<void> {
  const running: Running = { first: [], agents: [] };
  const agents = options.agents ?? (options.replicated ? REPLICATED_AGENTS : AGENTS);
  try {
    const what = options.replicated ? 'three nats-servers, three coordinators' : 'a coordinator';
    effects.out(`starting ${what} and ${agents} agents; everything stays in ${options.data}\n`);
    const { control, identity, flags } = await startCoordinators(options, effects, running);
    await effects.saveContext({ address: control, ...(identity !== undefined && { identity }) });
    const client = effects.connect(control);
    try {
      const wish = { ...options, address: control, agents };
      for (let at = 0; at < agents; at++)
        running.agents.push(await startAgent(client, at, flags, wish, effects));
      await Promise.all(running.agents.map((program) => program.ready));
      await applyAll(client, options, effects);
      await show(client, control, options, effects);
      await stayUp(client, running, effects);
    } finally {
      client.close();
    }
  } finally {
    await stopAll(running, effects);
  }
}

/** `first`: what was started before the agents, in layers; each layer needs the ones before it. */
type Running = { readonly first: Program[][]; readonly agents: Program[] };

type Started = {
  /** Where clients connect, and the file of who they are. */
  readonly control: string;
  readonly identity?: string;
  /** By which agents find the coordinators. */
  readonly flags: readonly string[];
};

async function startCoordinators(options: UpOptions, effects: Effects, running: Running): Promise<Started> {
  const [servers, coordinators]: [Program[], Program[]] = [[], []];
  running.first.push(servers, coordinators);
  if (!options.replicated) {
    const coordinator = startCoordinator(options, effects);
    coordinators.push(coordinator);
    const { control, fleet, enrol, identity } = (await coordinator.ready) as Readonly<Record<string, string>>;
    return {
      control: control ?? '',
      flags: ['--coordinator', enrol ?? fleet ?? ''],
      ...(identity !== undefined && { identity }),
    };
  }
  const layers = new Map<'nats' | 'coordinator', Program[]>([
    ['nats', servers],
    ['coordinator', coordinators],
  ]);
  const started = await startReplicated(options, effects, (kind, program) => layers.get(kind)?.push(program));
  const { control, identity, enrol = options.fleet, natsFlags } = started;
  return {
    control,
    flags: ['--coordinator', enrol, ...natsFlags],
    ...(identity !== undefined && { identity }),
  };
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
    ...authorityFlags(options),
    '--log-level',
    'warn',
  ]);
}

/** Each joins once, with a token of its own. */
async function startAgent(
  client: BerthClient,
  at: number,
  flags: readonly string[],
  options: UpOptions & { readonly agents: number; readonly address: string },
  effects: Effects,
): Promise<Program> {
  const first = FIRST_PORT + at * PORTS_PER_AGENT;
  const node = `node-${at + 1}`;
  const data = join(options.data, node);
  const site = SITES[at] ?? `site-${at + 1}`;
  const label = [`tier=${at === 0 ? 'gold' : 'silver'}`];
  const wish = { node, site, label, ttl: JOIN_WITHIN_MS, address: options.address };
  const joins = !options.insecure && !(await hasJoined(data, effects));
  const who = options.insecure
    ? ['--site', site, ...label.flatMap((text) => ['--label', text])]
    : joins
      ? ['--join', (await makeToken(client, wish, effects)).token]
      : [];
  return effects.start('agent', [
    ...['--data', data, ...flags, '--node', node, ...who],
    ...['--ports', `${first}-${first + PORTS_PER_AGENT - 1}`, '--share', String(options.agents)],
    ...['--stop-workloads-on-exit', '--log-level', 'error'],
  ]);
}

async function hasJoined(data: string, effects: Effects): Promise<boolean> {
  return effects.readFile(join(data, 'identity.json')).then(
    () => true,
    () => false,
  );
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

/** Tells what happens until Ctrl-C, or until a program ends by itself that the others cannot do without. */
async function stayUp(client: BerthClient, { first, agents }: Running, effects: Effects): Promise<void> {
  const abort = new AbortController();
  effects.signal.addEventListener('abort', () => abort.abort());
  if (effects.signal.aborted) return;
  let died: number | undefined;
  const end = (code: number) => {
    died ??= code;
    abort.abort();
  };
  for (const agent of agents) void agent.ended.then(end);
  for (const layer of first) {
    // Of three one may end; of one, none.
    let spare = (layer.length - 1) >> 1;
    for (const program of layer) {
      void program.ended.then((code) => {
        if (effects.signal.aborted) return;
        if (spare-- > 0)
          effects.err(`berth: one of ${layer.length} ended with code ${code}: the others go on\n`);
        else end(code);
      });
    }
  }
  await tell(client, abort.signal, effects);
  if (effects.signal.aborted) return;
  throw new BerthError(
    'internal',
    `a program ended by itself with code ${died ?? 'unknown'}: its last words stand above`,
  );
}

const TRY_AGAIN_MS = 500;

/** Goes on where it was when the coordinator that told it is gone and another one answers. */
async function tell(client: BerthClient, signal: AbortSignal, effects: Effects): Promise<void> {
  for (let fromIndex = 0; !signal.aborted; ) {
    try {
      for await (const item of client.watch({ fromIndex }, signal)) {
        if (item.kind !== 'block') continue;
        effects.out(blockLines(item.block, effects));
        fromIndex = item.block.index + 1;
      }
    } catch (thrown) {
      const { code } = BerthError.from(thrown);
      if (code !== 'unreachable' && code !== 'shutting_down') throw thrown;
    }
    await new Promise<void>((resolve) => effects.clock.schedule(TRY_AGAIN_MS, resolve));
  }
}

/** Agents first, so that they stop their workloads while everything is there; then what they rest on, the last layer first. */
async function stopAll({ first, agents }: Running, effects: Effects): Promise<void> {
  if (first.length > 0) effects.out('\nstopping\n');
  for (const layer of [agents, ...[...first].reverse()]) {
    for (const program of layer) program.stop();
    await Promise.all(layer.map((program) => program.ended));
  }
}
