/** `berth simulate`: what becomes of a load on a cluster, without a cluster. */
import { BerthError } from '@berth/core';
import {
  nodesNeeded,
  readTraceNodes,
  readTraceTasks,
  simulate as run,
  type Shares,
  type Simulation,
  type TraceNode,
  type TracePolicy,
} from '@berth/scheduler';
import { type CommonOptions, type Effects, printJson, withClient } from '../effects.js';
import { packingPicture } from '../packing-picture.js';
import { table } from '../render.js';

export type SimulateOptions = CommonOptions & {
  /** Files; the node table may also be what the live cluster has free now. */
  readonly nodes?: string;
  readonly live?: boolean;
  readonly tasks: string;
  readonly arrivals?: string;
  readonly addNodes?: string;
  /** Rows: "3,7,20-40". */
  readonly removeNodes?: string;
  readonly policy: TracePolicy;
  /** Tasks that may be moved for others, in percent of those that arrived. */
  readonly moves: number;
  readonly howMany?: boolean;
  readonly out?: string;
  readonly picture?: string;
};

/** As many times the table's nodes are tried for --how-many. */
const GROWTH_MAX = 64;

export async function simulate(options: SimulateOptions, effects: Effects): Promise<void> {
  const nodes = await nodesOf(options, effects);
  const tasks = readTraceTasks(await effects.readFile(options.tasks), options.tasks);
  const arrivals = await arrivalsOf(options, tasks.length, effects);
  const movesPerArrival = options.moves / 100;
  const wish = { nodes, tasks, arrivals, policy: options.policy, movesPerArrival };
  const simulation = await run(wish);
  if (options.out !== undefined) await effects.writeFile(options.out, placementsCsv(simulation));
  if (options.picture !== undefined) await effects.writeFile(options.picture, packingPicture(simulation));
  const needed = options.howMany ? await nodesNeeded(wish, GROWTH_MAX * nodes.length) : undefined;
  const { placements: _placements, ...summary } = simulation;
  const report = { ...summary, ...(options.howMany && { nodesNeeded: needed ?? null }) };
  if (printJson(options, effects, report)) return;
  effects.out(textOf(simulation, effects));
  if (options.howMany) effects.out(neededText(needed, nodes.length));
}

function neededText(needed: number | undefined, nodes: number): string {
  if (needed === undefined) return `no number of such nodes up to ${GROWTH_MAX * nodes} holds all of it\n`;
  return `all of it needs ${needed} such nodes (there are ${nodes})\n`;
}

async function nodesOf(options: SimulateOptions, effects: Effects): Promise<readonly TraceNode[]> {
  const read = async (file: string) => readTraceNodes(await effects.readFile(file), file);
  if ((options.nodes === undefined) === !options.live) {
    throw new BerthError(
      'invalid_request',
      'say which nodes: --nodes FILE, or --live for those of the cluster',
    );
  }
  const given = options.nodes === undefined ? await liveNodes(options, effects) : await read(options.nodes);
  const gone = rowsOf(options.removeNodes ?? '', given.length);
  const added = options.addNodes === undefined ? [] : await read(options.addNodes);
  const nodes = [...given.filter((_, row) => !gone.has(row)), ...added];
  if (nodes.length === 0) throw new BerthError('invalid_request', 'no nodes are left to simulate');
  return nodes;
}

/** What nodes that are open have free; their devices by the model that most of them have. */
function liveNodes(options: SimulateOptions, effects: Effects): Promise<TraceNode[]> {
  return withClient(options, effects, async (client) => {
    const { nodes } = await client.listNodes();
    const open = nodes.filter((node) => node.connection === 'up' && node.eligibility === 'eligible');
    return open.map(({ resources, devices }) => {
      const free = (name: string) => {
        const use = resources.find((each) => each.name === name);
        return use ? Math.max(0, use.capacity - use.held) : 0;
      };
      const idle = devices.filter((device) => !device.held);
      return {
        cpuMillis: free('cpu'),
        memoryMiB: free('memory'),
        devices: idle.length,
        model: idle[0]?.model ?? '',
      };
    });
  });
}

function rowsOf(text: string, rows: number): ReadonlySet<number> {
  const chosen = new Set<number>();
  for (const part of text.split(',').filter(Boolean)) {
    const [, first = '', last = first] = /^(\d+)(?:-(\d+))?$/.exec(part.trim()) ?? [];
    if (first === '' || Number(last) >= rows || Number(first) > Number(last)) {
      const form = `write rows from 0 to ${rows - 1}, e.g. 3,7,20-40`;
      throw new BerthError('invalid_request', `--remove-nodes "${part}": ${form}`);
    }
    for (let row = Number(first); row <= Number(last); row++) chosen.add(row);
  }
  return chosen;
}

/** One row number of the task table a line; without a file, the table in its own order. */
async function arrivalsOf(
  { arrivals: file }: SimulateOptions,
  tasks: number,
  effects: Effects,
): Promise<readonly number[]> {
  if (file === undefined) return Array.from({ length: tasks }, (_, row) => row);
  const lines = (await effects.readFile(file)).split(/\r?\n/);
  return lines.flatMap((line, at) => {
    if (line.trim() === '') return [];
    const row = /^\d+$/.test(line.trim()) ? Number(line) : Number.NaN;
    if (row < tasks) return [row];
    const form = `write one row of the task table, 0 to ${tasks - 1}, a line`;
    throw new BerthError('invalid_request', `${file}, line ${at + 1}: "${line.trim()}": ${form}`);
  });
}

function placementsCsv({ placements }: Simulation): string {
  const lines = placements.map(({ task, landed }, arrival) =>
    [arrival, task, landed?.node ?? '', landed?.devices.join('|') ?? ''].join(','),
  );
  return `arrival,task,node,devices\n${lines.join('\n')}\n`;
}

function textOf(simulation: Simulation, effects: Effects): string {
  const { policy, nodes, nodesUsed, placed, rejected, moves, asked, allocated } = simulation;
  const percent = (share: number) => `${(100 * share).toFixed(1)} %`;
  const rows = (['cpu', 'memory', 'devices'] as const satisfies readonly (keyof Shares)[]).map((name) => [
    name,
    percent(asked[name]),
    percent(allocated[name]),
  ]);
  return (
    `${placed + rejected} tasks on ${nodes} nodes by "${policy}": ${placed} placed, ${rejected} without a place, ` +
    `${nodesUsed} nodes used${moves > 0 ? `, ${moves} moved` : ''}\n\n${table(effects, ['OF ALL', 'ASKED FOR', 'ALLOCATED'], rows)}`
  );
}
