/** What becomes of a load on a cluster: a replay, watched. For `berth simulate`. */

import { type TracePolicy, tracePolicies } from './policies.js';
import { type Landed, Replay } from './replay.js';
import type { TraceNode, TraceTask } from './trace.js';
import { TraceModel } from './trace-model.js';

export type SimulationWish = {
  readonly nodes: readonly TraceNode[];
  readonly tasks: readonly TraceTask[];
  /** Rows of tasks in order of arrival. */
  readonly arrivals: ArrayLike<number>;
  readonly policy: TracePolicy;
  /** Tasks that are there before the first arrives; those of them that fit at all. */
  readonly held?: readonly TaskInPlace[];
  /** See {@link Replay}; 0 when it is not said. */
  readonly movesPerArrival?: number;
};

/** A task (its row) on a node (its row) and device slots of it. */
export type TaskInPlace = {
  readonly task: number;
  readonly node: number;
  readonly devices: readonly number[];
};

/** Shares of all there is, 0 to 1 (and above, for what was asked for). */
export type Shares = { readonly cpu: number; readonly memory: number; readonly devices: number };

export type Sample = { readonly arrivals: number; readonly asked: Shares; readonly allocated: Shares };

export type Simulation = {
  readonly policy: TracePolicy;
  readonly nodes: number;
  /** Tasks that were there before, and those that arrived and have a place, or none. */
  readonly held: number;
  readonly placed: number;
  readonly rejected: number;
  readonly asked: Shares;
  readonly allocated: Shares;
  /** Tasks that were moved to make room for others. */
  readonly moves: number;
  /** Nodes that hold something at the end. */
  readonly nodesUsed: number;
  /** At most {@link SAMPLES}, evenly over the arrivals; the last one is the end. */
  readonly samples: readonly Sample[];
  /** Those that were there, then by arrival: the task's row, and where it went. */
  readonly placements: readonly { readonly task: number; readonly landed: Landed | undefined }[];
};

const SAMPLES = 200;

export async function simulate({
  nodes,
  tasks,
  arrivals,
  policy,
  held = [],
  movesPerArrival = 0,
}: SimulationWish): Promise<Simulation> {
  const model = new TraceModel(nodes, tasks);
  const makePolicy = await tracePolicies(model, policy);
  const order = nodes.map((_, row) => row);
  const replay = new Replay(model, makePolicy(), order, movesPerArrival);
  const total = nodes.reduce(
    (sum, node) => add(sum, node.cpuMillis, node.memoryMiB, 1000 * node.devices),
    NOTHING,
  );
  let asked = NOTHING;
  let allocated = NOTHING;
  let placed = 0;
  for (const { task, node, devices: slots } of held) {
    const { cpuMillis, memoryMiB, devices, milli } = tasks[task] as TraceTask;
    replay.hold(task, node, slots);
    asked = add(asked, cpuMillis, memoryMiB, devices * milli);
    allocated = add(allocated, cpuMillis, memoryMiB, devices * milli);
  }
  const samples: Sample[] = [];
  const sample = (count: number) => {
    samples.push({ arrivals: count, asked: share(asked, total), allocated: share(allocated, total) });
  };
  if (arrivals.length === 0) sample(0);
  for (let at = 0; at < arrivals.length; at++) {
    const row = arrivals[at] as number;
    const { cpuMillis, memoryMiB, devices, milli } = tasks[row] as TraceTask;
    const landed = replay.arrive(row);
    asked = add(asked, cpuMillis, memoryMiB, devices * milli);
    if (landed) {
      placed++;
      allocated = add(allocated, cpuMillis, memoryMiB, devices * milli);
    }
    const isLast = at + 1 === arrivals.length;
    if (
      isLast ||
      Math.floor((at * SAMPLES) / arrivals.length) !== Math.floor(((at + 1) * SAMPLES) / arrivals.length)
    ) {
      sample(at + 1);
    }
  }
  return {
    policy,
    nodes: nodes.length,
    held: held.length,
    placed,
    rejected: arrivals.length - placed,
    asked: share(asked, total),
    allocated: share(allocated, total),
    moves: replay.moves,
    nodesUsed: new Set(replay.placements.flatMap((landed) => (landed ? [landed.node] : []))).size,
    samples,
    placements: replay.placements.map((landed, at) => {
      return { task: held[at]?.task ?? (arrivals[at - held.length] as number), landed };
    }),
  };
}

/**
 * How many nodes, empty at first, hold the whole load, with what was there coming first: the rows of the table in order,
 * from its first again after its last. Undefined when `most` do not. Placing is not monotonic in the nodes, so it is the smallest number that a search by halves finds.
 */
export async function nodesNeeded(wish: SimulationWish, most: number): Promise<number | undefined> {
  const arrivals = [...(wish.held ?? []).map(({ task }) => task), ...Array.from(wish.arrivals)];
  const holds = async (count: number) => {
    const nodes = Array.from({ length: count }, (_, at) => wish.nodes[at % wish.nodes.length] as TraceNode);
    return (await simulate({ ...wish, nodes, arrivals, held: [] })).rejected === 0;
  };
  if (wish.nodes.length === 0 || !(await holds(most))) return undefined;
  let tooFew = 0;
  let enough = most;
  while (enough - tooFew > 1) {
    const middle = Math.floor((tooFew + enough) / 2);
    if (await holds(middle)) enough = middle;
    else tooFew = middle;
  }
  return enough;
}

const NOTHING: Shares = { cpu: 0, memory: 0, devices: 0 };

function add(to: Shares, cpu: number, memory: number, devices: number): Shares {
  return { cpu: to.cpu + cpu, memory: to.memory + memory, devices: to.devices + devices };
}

function share(of: Shares, total: Shares): Shares {
  const part = (amount: number, all: number) => (all === 0 ? 0 : amount / all);
  return {
    cpu: part(of.cpu, total.cpu),
    memory: part(of.memory, total.memory),
    devices: part(of.devices, total.devices),
  };
}
