/**
 * How far policies stay behind what can be reached at all: small random instances, solved to the optimum as a
 * mixed-integer program. The optimum knows all tasks beforehand and may turn any down; a policy takes one after the other.
 */
import {
  Replay,
  TRACE_POLICIES,
  TraceModel,
  type TraceNode,
  type TracePolicy,
  type TraceTask,
  tracePolicies,
} from '@berth/scheduler';
import { type Figure, figuresOf, sum } from '../report.js';
import type { Run } from '../run.js';
import { seeded } from '../seeded.js';
import { openSolver, type Program } from './solver.js';

const INSTANCES = 200;
const NODES = 3;
const TASKS = 16;
const MODELS = ['A', 'B'];
const SIZES = [100, 190, 250, 330, 460, 500, 700, 810, 1000];

type Instance = { readonly nodes: readonly TraceNode[]; readonly tasks: readonly TraceTask[] };

export async function exactGap({ small, note }: Run): Promise<Figure[]> {
  const instances = small ? 5 : INSTANCES;
  note(`  ${instances} instances of ${NODES} nodes and ${TASKS} tasks`);
  const solve = await openSolver();
  const gaps = new Map(TRACE_POLICIES.map((policy) => [policy, [] as number[]]));
  let solved = 0;
  let seed = 1;
  while (solved < instances) {
    const instance = randomInstance(seeded(seed++));
    const best = optimum(solve, instance);
    if (best === 0) continue;
    solved++;
    for (const [policy, found] of gaps) found.push(1 - (await placedMilli(instance, policy)) / best);
  }
  const figure = figuresOf(`packing against the optimum, ${instances} random instances of ${TASKS} tasks`);
  return [...gaps].flatMap(([policy, found]) => [
    figure(`${policy}: gap, mean`, (100 * sum(found)) / found.length, '%'),
    figure(`${policy}: gap, worst`, 100 * Math.max(...found), '%'),
    figure(`${policy}: at the optimum`, (100 * found.filter((gap) => gap < 1e-9).length) / found.length, '%'),
  ]);
}

async function placedMilli({ nodes, tasks }: Instance, policy: TracePolicy): Promise<number> {
  const model = new TraceModel(nodes, tasks);
  const make = await tracePolicies(model, policy);
  const replay = new Replay(
    model,
    make(),
    nodes.map((_, row) => row),
  );
  for (let row = 0; row < tasks.length; row++) replay.arrive(row);
  return replay.allocatedMilli;
}

/** Most thousandths that can be allocated. x_t_n_d: the task holds device d of node n; a_t_n: it is on node n. */
function optimum(solve: (program: Program) => number, { nodes, tasks }: Instance): number {
  const objective: string[] = [];
  const rows: string[] = [];
  const binaries: string[] = [];
  const inNode: string[][] = nodes.map(() => []);
  const memoryIn: string[][] = nodes.map(() => []);
  const onDevice: string[][][] = nodes.map(({ devices }) => Array.from({ length: devices }, () => []));
  tasks.forEach((task, t) => {
    const places: string[] = [];
    nodes.forEach((node, n) => {
      const allowed = task.models.length === 0 || task.models.includes(node.model);
      if (!allowed || task.devices > node.devices) return;
      const at = `a_${t}_${n}`;
      binaries.push(at);
      places.push(at);
      if (task.devices > 0) objective.push(`${task.devices * task.milli} ${at}`);
      if (task.cpuMillis > 0) inNode[n]?.push(`${task.cpuMillis} ${at}`);
      if (task.memoryMiB > 0) memoryIn[n]?.push(`${task.memoryMiB} ${at}`);
      if (task.devices === 0) return;
      const held = Array.from({ length: node.devices }, (_, d) => `x_${t}_${n}_${d}`);
      binaries.push(...held);
      held.forEach((x, d) => void onDevice[n]?.[d]?.push(`${task.milli} ${x}`));
      rows.push(`${held.join(' + ')} - ${task.devices} ${at} = 0`);
    });
    if (places.length > 0) rows.push(`${places.join(' + ')} <= 1`);
  });
  nodes.forEach((node, n) => {
    if (inNode[n]?.length) rows.push(`${inNode[n]?.join(' + ')} <= ${node.cpuMillis}`);
    if (memoryIn[n]?.length) rows.push(`${memoryIn[n]?.join(' + ')} <= ${node.memoryMiB}`);
    for (const terms of onDevice[n] ?? []) if (terms.length > 0) rows.push(`${terms.join(' + ')} <= 1000`);
  });
  if (objective.length === 0) return 0;
  return solve({ maximize: objective, rows, binaries });
}

function randomInstance(next: () => number): Instance {
  const among = (from: number, to: number) => from + Math.floor(next() * (to - from + 1));
  const one = <Item>(items: readonly Item[]) => items[among(0, items.length - 1)] as Item;
  return {
    nodes: Array.from({ length: NODES }, () => {
      const devices = one([1, 2, 2, 4]);
      return { devices, cpuMillis: 8_000 * devices, memoryMiB: 32_768 * devices, model: one(MODELS) };
    }),
    tasks: Array.from({ length: TASKS }, () => {
      const devices = one([0, 1, 1, 1, 1, 1, 2]);
      return {
        devices,
        milli: devices === 0 ? 0 : devices === 1 ? one(SIZES) : 1000,
        cpuMillis: 500 * among(1, 8) * Math.max(1, devices),
        memoryMiB: 1024 * among(1, 12),
        models: next() < 0.2 ? [one(MODELS)] : [],
      };
    }),
  };
}
