/** `berth simulate`: what becomes of a load on a cluster, without a cluster. */
import { BerthError } from '@berth/core';
import {
  nodesNeeded,
  readTraceNodes,
  readTraceTasks,
  simulate as run,
  type Shares,
  type Simulation,
  type SimulationWish,
  type TraceNode,
  type TracePolicy,
} from '@berth/scheduler';
import { type CommonOptions, type Effects, printJson, withClient } from '../effects.js';
import { type LiveSnapshot, liveSnapshot } from '../live-snapshot.js';
import { packingPicture } from '../packing-picture.js';
import { table } from '../render.js';

export type SimulateOptions = CommonOptions & {
  /** Files; the node table may also be the live cluster, with what is placed on it. */
  readonly nodes?: string;
  readonly live?: boolean;
  /** With `live`: what is placed does not stay where it is, but comes anew. */
  readonly repack?: boolean;
  readonly tasks?: string;
  readonly arrivals?: string;
  readonly addNodes?: string;
  /** Rows: "3,7,20-40"; names of nodes when they are the live ones. */
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
  const wish = { ...(await scenarioOf(options, effects)), movesPerArrival: options.moves / 100 };
  const { nodes } = wish;
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

/** The cluster, with what stays where it is, and what comes: first what lost its node, then the table of tasks. */
async function scenarioOf(options: SimulateOptions, effects: Effects): Promise<SimulationWish> {
  const { live = false, repack = false, policy } = options;
  if ((options.nodes === undefined) === !live) {
    throw new BerthError(
      'invalid_request',
      'say which nodes: --nodes FILE, or --live for those of the cluster',
    );
  }
  if (!live && (options.tasks === undefined || repack)) {
    const why = repack ? '--repack is for --live' : 'say what comes: --tasks FILE';
    throw new BerthError('invalid_request', `${why}; only a live cluster holds something already`);
  }
  const { names, ...given } = live
    ? await withClient(options, effects, liveSnapshot)
    : await tableOf(options, effects);
  const gone = removedRows(options.removeNodes ?? '', given.nodes.length, names);
  const kept = [...given.nodes.keys()].filter((row) => !gone.has(row));
  const added = options.addNodes === undefined ? [] : await readNodes(options.addNodes, effects);
  const nodes = [...kept.map((row) => given.nodes[row] as TraceNode), ...added];
  if (nodes.length === 0) throw new BerthError('invalid_request', 'no nodes are left to simulate');
  const held = repack ? [] : given.held.filter(({ node }) => !gone.has(node));
  const stays = new Set(held.map(({ task }) => task));
  const first = given.tasks.length;
  const more =
    options.tasks === undefined ? [] : readTraceTasks(await effects.readFile(options.tasks), options.tasks);
  const arrivals = [
    ...[...given.tasks.keys()].filter((task) => !stays.has(task)),
    ...(await arrivalsOf(options, more.length, effects)).map((row) => first + row),
  ];
  return {
    nodes,
    tasks: [...given.tasks, ...more],
    held: held.map((task) => ({ ...task, node: kept.indexOf(task.node) })),
    arrivals,
    policy,
  };
}

async function tableOf({ nodes = '' }: SimulateOptions, effects: Effects): Promise<LiveSnapshot> {
  return { names: [], nodes: await readNodes(nodes, effects), tasks: [], held: [] };
}

async function readNodes(file: string, effects: Effects): Promise<TraceNode[]> {
  return readTraceNodes(await effects.readFile(file), file);
}

function removedRows(text: string, rows: number, names: readonly string[]): ReadonlySet<number> {
  if (names.length === 0) return rowsOf(text, rows);
  const chosen = text.split(',').filter(Boolean);
  const unknown = chosen.find((name) => !names.includes(name));
  if (unknown !== undefined) {
    throw new BerthError(
      'not_found',
      `--remove-nodes "${unknown}": there is no such open node: \`berth node ls\``,
    );
  }
  return new Set(chosen.map((name) => names.indexOf(name)));
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
  const { policy, nodes, nodesUsed, held, placed, rejected, moves, asked, allocated } = simulation;
  const percent = (share: number) => `${(100 * share).toFixed(1)} %`;
  const rows = (['cpu', 'memory', 'devices'] as const satisfies readonly (keyof Shares)[]).map((name) => [
    name,
    percent(asked[name]),
    percent(allocated[name]),
  ]);
  return (
    `${held + placed + rejected} tasks on ${nodes} nodes by "${policy}": ${held > 0 ? `${held} stay, ` : ''}` +
    `${placed} placed, ${rejected} without a place, ` +
    `${nodesUsed} nodes used${moves > 0 ? `, ${moves} moved` : ''}\n\n${table(effects, ['OF ALL', 'ASKED FOR', 'ALLOCATED'], rows)}`
  );
}
