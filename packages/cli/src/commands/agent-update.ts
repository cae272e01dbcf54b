/** `berth agent update`: another version of the agent for all nodes, a part of them first. */
import {
  type AgentProgress,
  type AgentUpdateEvent,
  type AgentUpdateView,
  assertNever,
  BerthError,
} from '@berth/core';
import { Command } from 'commander';
import { age } from '../age.js';
import {
  type CommonOptions,
  type Effects,
  printJson,
  type ReadOptions,
  sayWhenStale,
  withClient,
} from '../effects.js';
import { command, count, reading } from '../program-parts.js';
import { type Cell, type Colour, table } from '../render.js';

export type AgentUpdateOptions = ReadOptions & {
  readonly to?: string;
  readonly percent?: number;
  readonly site?: string;
  /** Undefined: as it was. */
  readonly auto?: boolean;
  readonly again?: boolean;
  readonly reason?: string;
};

const ACTIONS = ['begin', 'status', 'pause', 'resume', 'cancel'] as const;
type Action = (typeof ACTIONS)[number];

const NODE_LINES = 20;

/** Flags of `agent` are the program's; those of `agent update` are ours. */
export async function agentUpdateOf(
  program: Command,
  args: readonly string[],
  effects: Effects,
): Promise<void> {
  const what = 'give agents another version, a part of them first';
  const update = reading(
    command(new Command('berth agent'), 'update', what, 'berth agent update --to 0.2.0 --percent 10'),
  );
  update
    .addArgument(program.createArgument('[action]', 'begin unless said').choices(ACTIONS))
    .option('--to <version>', 'the one that new hosts get, unless said')
    .option('--percent <n>', 'of the nodes, 10 at first; again with more goes on', count)
    .option('--site <site>', 'nodes of this site only')
    .option('--auto', '10, 25, 50, 100 %: each when the one before is healthy')
    .option('--no-auto', 'wait for a person after each stage')
    .option('--again', 'also on nodes where this very version has failed')
    .option('--reason <text>', 'why, for the ledger')
    // Without this, --no-auto makes --auto the default.
    .setOptionValue('auto', undefined);
  update
    .copyInheritedSettings(program)
    .action((action: Action | undefined, options: AgentUpdateOptions) =>
      agentUpdate(action ?? 'begin', options, effects),
    );
  await update.parseAsync([...args], { from: 'user' });
}

export async function agentUpdate(
  action: Action,
  options: AgentUpdateOptions,
  effects: Effects,
): Promise<void> {
  await withClient(options, effects, async (client) => {
    if (action === 'status') {
      const { update, ...shown } = await client.getAgentUpdate();
      sayWhenStale(shown, effects);
      show(update, options, effects);
      return;
    }
    const { to, percent, site, auto, again, reason } = options;
    const isBegin = action === 'begin';
    if (!isBegin && [to, percent, site, auto, again].some((option) => option !== undefined))
      throw new BerthError('invalid_request', `${action} takes none of the flags of \`berth agent update\``);
    const { update } = await client.updateAgents({
      ...{ action, actor: { name: effects.userName, ...(reason !== undefined && { reason }) } },
      ...(to !== undefined && { version: to }),
      ...(percent !== undefined && { percent }),
      ...(site !== undefined && { site }),
      ...(auto !== undefined && { auto }),
      ...(again !== undefined && { again }),
    });
    show(update, options, effects);
  });
}

function show(update: AgentUpdateView | undefined, options: CommonOptions, effects: Effects): void {
  if (printJson(options, effects, update ?? null)) return;
  effects.out(
    update
      ? text(update, effects)
      : 'no update of agents yet: `berth agent update` gives them another version\n',
  );
}

function text(update: AgentUpdateView, effects: Effects): string {
  const { version, percent, site, state, counts, nodes, beganAtMs, actor } = update;
  const where = site === undefined ? '' : ` of site ${site}`;
  const since = age(beganAtMs, effects.clock.nowMs());
  const numbers = (Object.keys(counts) as AgentProgress[])
    .filter((name) => counts[name] > 0)
    .map((name) => `${counts[name]} ${name}`);
  const head = `agents${where}: version ${version}, ${percent} %, ${state}, begun ${since} ago by ${actor}\n`;
  const told = nodes.filter((node) => node.state !== 'waiting' && node.state !== 'updated');
  const rows = told
    .slice(0, NODE_LINES)
    .map((node): Cell[] => [
      node.node,
      node.version ?? '-',
      { text: node.state, colour: COLOURS[node.state] },
      node.why ?? '',
    ]);
  const more = told.length > rows.length ? `and ${told.length - rows.length} more: --json has all\n` : '';
  const lines = rows.length > 0 ? `\n${table(effects, ['NODE', 'RUNS', 'STATE', 'WHY'], rows)}${more}` : '';
  return `${head}${numbers.join(', ') || 'no nodes'}\n${nextLine(update)}${lines}`;
}

const COLOURS: Readonly<Record<AgentProgress, Colour>> = {
  updated: 'green',
  updating: 'cyan',
  waiting: 'dim',
  failed: 'red',
  silent: 'yellow',
  fixed: 'yellow',
};

function nextLine({ state, held, percent }: AgentUpdateView): string {
  switch (state) {
    case 'rolling':
    case 'done':
    case 'cancelled':
      return '';
    case 'waiting':
      return `next: berth agent update --percent ${Math.min(100, percent * 2)}\n`;
    case 'paused':
    case 'stopped':
      return `held: ${held?.reason}\nnext: berth agent update resume, or cancel\n`;
    default:
      return assertNever(state);
  }
}

/** For `berth events`. */
export function agentUpdateLines(event: AgentUpdateEvent): string[] {
  switch (event.kind) {
    case 'agent-update.began': {
      const { version, percent, site, auto, actor } = event;
      const where = site === undefined ? 'nodes' : `nodes of site ${site}`;
      const how = auto ? ', then more by itself' : '';
      const why = actor.reason === undefined ? '' : `: ${actor.reason}`;
      return [`agents: version ${version} for ${percent} % of the ${where}${how}, by ${actor.name}${why}`];
    }
    case 'agent-update.turned': {
      const { turn, percent, reason, actor } = event;
      const who = actor ? `, by ${actor.name}` : '';
      const what = turn === 'progressed' ? `update goes on to ${percent} %` : `update ${turn}`;
      return [`agents: ${what}${who}${reason === '' ? '' : `: ${reason}`}`];
    }
    case 'agent-update.failed':
      return [`node ${event.node} gave version ${event.version} of the agent up: ${event.reason}`];
    case 'agent-update.ended':
      return [`agents: update ${event.outcome}${event.actor ? `, by ${event.actor.name}` : ''}`];
    default:
      return assertNever(event);
  }
}
