import type { BerthClient } from '@berth/client';
import { formatCost, type PlacementView, parseDispatchKey, type StackStatus } from '@berth/core';
import { type CommonOptions, type Effects, printJson, sayWhenStale, withClient } from '../effects.js';
import {
  endpoints,
  failureLines,
  kindText,
  needLines,
  paint,
  phaseCell,
  progressText,
  rejectLine,
  scheduleLines,
  table,
} from '../render.js';
import { showRun } from './dispatch.js';

export type StatusOptions = CommonOptions & {
  readonly watch?: boolean;
  /** Also the placements of runs that were dispatched. */
  readonly all?: boolean;
};

export async function status(
  stack: string | undefined,
  options: StatusOptions,
  effects: Effects,
): Promise<void> {
  await withClient(options, effects, async (client) => {
    let index = await show(client, stack, options, effects);
    if (!options.watch) return;
    for await (const _ of client.watch({ fromIndex: index + 1 }, effects.signal)) {
      if (effects.isTerminal) effects.out('\u001b[2J\u001b[H');
      index = await show(client, stack, options, effects);
    }
  });
}

async function show(
  client: BerthClient,
  stack: string | undefined,
  options: StatusOptions,
  effects: Effects,
): Promise<number> {
  if (stack === undefined) {
    const [info, { stacks, ...shown }] = await Promise.all([client.info(), client.listStacks()]);
    sayWhenStale(shown, effects);
    if (!printJson(options, effects, { info, stacks })) {
      const { nodes, placements, blockedWorkloads } = info;
      effects.out(
        `nodes ${nodes.up}/${nodes.total} up, placements ${placements.running}/${placements.total} running`,
      );
      effects.out(
        blockedWorkloads > 0 ? `, ${paint(effects, 'yellow', `${blockedWorkloads} workloads wait`)}\n` : '\n',
      );
      if (stacks.length > 0) effects.out(stackTable(stacks, effects));
      else effects.out('no stacks; `berth apply FILE` makes one\n');
    }
    return shown.index;
  }
  if (parseDispatchKey(stack)) return showRun(client, stack, options, effects);
  const [{ stack: found, ...shown }, listed] = await Promise.all([
    client.getStack(stack),
    client.listPlacements({ stack }),
  ]);
  const placements = listed.placements.filter(({ workload }) => options.all || !parseDispatchKey(workload));
  sayWhenStale(shown, effects);
  const notes = await nodeNotes(client, placements);
  if (!printJson(options, effects, { ...found, ...shown, placements, notes })) {
    effects.out(`stack ${found.stack}, version ${found.version}${found.deleted ? ', being deleted' : ''}\n`);
    if (found.costMillisPerHour > 0) effects.out(`  costs ${formatCost(found.costMillisPerHour)} an hour\n`);
    for (const workload of found.workloads) {
      effects.out(`  ${workload.workload} (${kindText(workload)}): ${progressText(workload)}\n`);
      for (const line of [...scheduleLines(workload), ...needLines(workload), ...failureLines(workload)])
        effects.out(`    ${line}\n`);
      for (const reject of workload.rejects) effects.out(`    ${rejectLine(reject)}\n`);
      for (const line of unreadyLines(workload.workload, placements)) effects.out(`    ${line}\n`);
    }
    if (placements.length > 0) effects.out(`\n${placementTable(placements, effects)}`);
    for (const { node, note } of notes) effects.out(`${node}: ${note}\n`);
  }
  return shown.index;
}

type NodeNote = { readonly node: string; readonly note: string };

/** What goes on at the nodes of these placements that no status says, such as how far a pull is. */
async function nodeNotes(client: BerthClient, placements: readonly PlacementView[]): Promise<NodeNote[]> {
  const unsettled = placements.filter(({ observed }) => observed !== 'completed' && observed !== 'stopped');
  const asked = new Set(unsettled.map(({ node }) => node));
  if (asked.size === 0) return [];
  const { nodes } = await client.listNodes();
  return nodes
    .filter(({ id }) => asked.has(id))
    .flatMap(({ id, usage }) => (usage?.notes ?? []).map((note) => ({ node: id, note })));
}

const UNREADY_LINES = 5;

/** "shop/web/0.1 is not ready: ready check: status 503 of /". */
function unreadyLines(workload: string, placements: readonly PlacementView[]): string[] {
  const found = placements.filter((placement) => placement.workload === workload && placement.unready !== '');
  const lines = found.slice(0, UNREADY_LINES).map(({ id, unready }) => `${id} is not ready: ${unready}`);
  return found.length > UNREADY_LINES ? [...lines, `and ${found.length - UNREADY_LINES} more`] : lines;
}

function stackTable(stacks: readonly StackStatus[], effects: Effects): string {
  const rows = stacks.map(({ stack, version, workloads, settled, deleted }) => {
    const state = deleted ? 'deleting' : settled ? 'settled' : 'settling';
    const colour = settled && !deleted ? ('green' as const) : ('yellow' as const);
    const about = workloads.map((workload) => `${workload.workload.split('/')[1]} ${progressText(workload)}`);
    return [stack, String(version), { text: state, colour }, about.join('; ')];
  });
  return table(effects, ['STACK', 'VERSION', 'STATE', 'WORKLOADS'], rows);
}

export function placementTable(placements: readonly PlacementView[], effects: Effects): string {
  const rows = placements.map((placement) => {
    // How the last run ended is of interest until the next one runs.
    const last = placement.observed === 'running' ? '' : placement.message;
    const about = [endpoints(placement), last].filter(Boolean).join(' ');
    return [placement.id, placement.node, placement.site, phaseCell(placement), about];
  });
  return table(effects, ['PLACEMENT', 'NODE', 'SITE', 'PHASE', 'ENDPOINT'], rows);
}
