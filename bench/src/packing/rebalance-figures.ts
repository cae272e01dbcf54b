/**
 * What `berth rebalance` gains on a fragmented cluster, for how many moves; and how far its plans are from the most nodes
 * that so many moves can empty at all (a mixed-integer program, which need not care for the order of moves), on small ones.
 */
import { type ClusterState, rebalanceInput } from '@berth/core';
import { rebalance } from '@berth/scheduler';
import { type Figure, figuresOf, sum } from '../report.js';
import type { Run } from '../run.js';
import { fragmented } from './fragmented.js';
import { openSolver, type Program } from './solver.js';

const LARGE = { nodes: 200, workloads: 400, stay: 0.45 };
const BUDGETS = [5, 10, 25, 100];
const SMALL = { nodes: 5, workloads: 10, stay: 0.4 };
const SMALL_BUDGETS = [25, 100];
const INSTANCES = 100;

export async function rebalanceFigures({ small, note }: Run): Promise<Figure[]> {
  const large = small ? { ...LARGE, nodes: 10, workloads: 20 } : LARGE;
  const figures = onLarge(large, small ? [25] : BUDGETS, note);
  const instances = small ? 2 : INSTANCES;
  note(`  ${instances} clusters of ${SMALL.nodes} nodes against the optimum`);
  const solve = await openSolver();
  for (const percent of SMALL_BUDGETS) figures.push(...againstOptimum(solve, instances, percent));
  return figures;
}

function onLarge(shape: typeof LARGE, budgets: readonly number[], note: Run['note']): Figure[] {
  return budgets.flatMap((percent) => {
    note(`  ${shape.nodes} nodes, ${percent} % of the copies may move`);
    const state = fragmented({ seed: 42, ...shape });
    const started = performance.now();
    const { moves, before, after } = planned(state, percent);
    const tookMs = performance.now() - started;
    const figure = figuresOf(`rebalance, ${shape.nodes} fragmented nodes, budget ${percent} %`);
    return [
      figure('copies', state.placements.size, ''),
      figure('moves', moves.length, ''),
      figure('empty nodes, before', before.emptyNodes, ''),
      figure('empty nodes, after', after.emptyNodes, ''),
      figure('empty nodes, at most (by volume)', mostEmpty(state), ''),
      figure('most free cpu on a node, before', before.largestCpuMillis, 'm'),
      figure('most free cpu on a node, after', after.largestCpuMillis, 'm'),
      figure('typical copies that fit, before', before.typicalFit, ''),
      figure('typical copies that fit, after', after.typicalFit, ''),
      figure('planned in', tookMs, 'ms'),
    ];
  });
}

function planned(state: ClusterState, percent: number) {
  const plan = rebalance(rebalanceInput(state, { percent }));
  while (true) {
    const step = plan.next();
    if (step.done) return step.value;
  }
}

/** The largest nodes hold all there is, each full to the brim, in whichever resource needs the most of them. */
function mostEmpty({ nodes }: ClusterState): number {
  const all = [...nodes.values()];
  const needed = ['cpu', 'memory'].map((name) => {
    let left = sum(all.map(({ load }) => load.held[name] ?? 0));
    const sizes = all.map(({ load }) => load.capacity[name] ?? 0).sort((a, b) => b - a);
    return sizes.filter((size) => {
      const isNeeded = left > 0;
      left -= size;
      return isNeeded;
    }).length;
  });
  return all.length - Math.max(...needed);
}

function againstOptimum(solve: (program: Program) => number, instances: number, percent: number): Figure[] {
  let [planGain, bestGain, planMoves, same, worst] = [0, 0, 0, 0, 0];
  for (let seed = 1; seed <= instances; seed++) {
    const state = fragmented({ seed, ...SMALL });
    const { movesMax } = rebalanceInput(state, { percent });
    const { moves, before, after } = planned(state, percent);
    const best = solve(emptiest(state, movesMax));
    if (after.emptyNodes > best)
      throw new Error(`seed ${seed}: better than the optimum, so one of them is wrong`);
    planGain += after.emptyNodes - before.emptyNodes;
    bestGain += best - before.emptyNodes;
    planMoves += moves.length;
    if (after.emptyNodes === best) same++;
    worst = Math.max(worst, best - after.emptyNodes);
  }
  const figure = figuresOf(
    `rebalance against the optimum, ${instances} clusters of ${SMALL.nodes}, budget ${percent} %`,
  );
  return [
    figure('nodes emptied, a cluster', planGain / instances, ''),
    figure('nodes emptied at best', bestGain / instances, ''),
    figure('moves, a cluster', planMoves / instances, ''),
    figure('at the optimum', (100 * same) / instances, '%'),
    figure('nodes behind the optimum, at most', worst, ''),
  ];
}

/** a_c_n: copy c is on node n; e_n: node n is empty. */
function emptiest({ nodes, placements }: ClusterState, movesMax: number): Program {
  const all = [...nodes.values()];
  const copies = [...placements.values()].filter(({ desired }) => desired === 'running');
  const rows: string[] = [];
  const binaries = all.map((_, n) => `e_${n}`);
  const moved: string[] = [];
  copies.forEach((copy, c) => {
    const places = all.map((_, n) => `a_${c}_${n}`);
    binaries.push(...places);
    rows.push(`${places.join(' + ')} = 1`);
    all.forEach(({ info }, n) => {
      rows.push(`a_${c}_${n} + e_${n} <= 1`);
      if (info.id !== copy.node) moved.push(`a_${c}_${n}`);
    });
  });
  if (moved.length > 0) rows.push(`${moved.join(' + ')} <= ${movesMax}`);
  all.forEach(({ load }, n) => {
    for (const name of ['cpu', 'memory']) {
      const terms = copies.map(({ claim }, c) => `${claim.quantities[name] ?? 0} a_${c}_${n}`);
      if (terms.length > 0) rows.push(`${terms.join(' + ')} <= ${load.capacity[name]}`);
    }
  });
  return { maximize: all.map((_, n) => `e_${n}`), rows, binaries };
}
