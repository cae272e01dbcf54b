/** The openb trace on a cluster that is so many times larger: what one decision of the packing engine costs. */
import { Replay, TraceModel, type TraceNode, tracePolicies } from '@berth/scheduler';
import { type Figure, figuresOf, percentile } from '../report.js';
import type { OpenbFolder } from './openb.js';

const WORKLOAD = 'default';
const SEED = 42;
/** Millicores; then a MiB more is taken. */
const TAKEN_MOST = 997;

/**
 * Tasks arrive in the order of the trace, again from its start, until all devices are asked for. With `distinct`, a little
 * is taken of each node beforehand, so that no two have the same amounts free.
 */
export async function inflatedFigures(
  folder: OpenbFolder,
  nodeCount: number,
  { distinct = false }: { readonly distinct?: boolean } = {},
): Promise<Figure[]> {
  const trace = folder.model(WORKLOAD);
  const sequence = folder.sequence(WORKLOAD, SEED, trace.nodes.length);
  if (!sequence) return [];
  const nodes = Array.from(
    { length: nodeCount },
    (_, at) => trace.nodes[sequence.order[at % trace.nodes.length] as number] as TraceNode,
  );
  const model = new TraceModel(nodes, trace.tasks);
  const make = await tracePolicies(model, 'pack');
  const order = Uint32Array.from(nodes.keys());
  const replay = new Replay(model, make(), order);
  if (distinct) makeDistinct(replay);
  const tookMs: number[] = [];
  const started = performance.now();
  let before = started;
  for (let at = 0; replay.arrivedMilli < model.totalMilli; at++) {
    replay.arrive(sequence.arrivals[at % sequence.arrivals.length] as number);
    const now = performance.now();
    tookMs.push(now - before);
    before = now;
  }
  const seconds = (before - started) / 1000;
  const figure = figuresOf(
    `packing engine, openb's mix on ${nodeCount.toLocaleString('en')} nodes${distinct ? ', no two alike' : ''}, ${tookMs.length} tasks`,
  );
  return [
    figure(
      'placements, one thread',
      tookMs.length / seconds,
      '/s',
      nodeCount > 10_000 ? '>= 50,000' : '>= 100,000',
    ),
    figure('one decision, p50', 1000 * percentile(tookMs, 0.5), 'us'),
    figure('one decision, p99', 1000 * percentile(tookMs, 0.99), 'us', '< 1,000'),
    figure('tables of the engine', replay.packing.bytes / 2 ** 20, 'MiB', '<= 200'),
    figure('devices allocated', (100 * replay.allocatedMilli) / model.totalMilli, '%'),
  ];
}

function makeDistinct({ model, packing }: Replay): void {
  const levels = new Uint16Array(model.slots);
  for (let rank = 0; rank < packing.nodes; rank++) {
    const kind = packing.kindOf(rank);
    const { cpuMillis, memoryMiB, devices } = model.kinds[kind] as TraceNode;
    levels.fill(0).fill(1_000, 0, devices);
    const taken = [rank % TAKEN_MOST, Math.floor(rank / TAKEN_MOST)] as const;
    packing.setNode(rank, kind, Float64Array.of(cpuMillis - taken[0], memoryMiB - taken[1]), levels);
  }
}
