/**
 * The packing engine: filters say which nodes are open, the fit function of the core which have room, scores which is best.
 *
 * Invariants: 1. nothing is chosen that the fit function of the core refuses; 2. choices of one call take each other
 * into account; 3. same cluster and request, same outcome: ties go to the smaller node id; 4. `explain` asks the same
 * filters, fit function and scores as `place`.
 */
import type { ClusterView, NodeView, PlaceRequest, Scheduler } from '@berth/core';
import type { Call } from './call.js';
import { CopyCounts } from './copy-counts.js';
import { Expressions } from './expressions.js';
import { isOpen } from './filters.js';
import { Placing } from './placing.js';
import { verdicts } from './verdicts.js';

export type SchedulerOptions = {
  /** False only where a test proves that the check matters: then nodes are filled beyond what they have. */
  readonly capacityCheck?: boolean;
};

/** A scheduler over a cluster that its owner may change between calls, never during one. */
export function createScheduler(view: ClusterView, options: SchedulerOptions = {}): Scheduler {
  const expressions = new Expressions();
  const begin = (request: PlaceRequest): { call: Call; open: NodeView[] } => {
    const copies = new CopyCounts(view, request);
    const call = { view, request, expressions, copies, capacityCheck: options.capacityCheck ?? true };
    const open = asked(view, request).filter((node) => isOpen({ node, load: node.load }, call));
    copies.open(open.map(({ info }) => info));
    return { call, open };
  };
  return {
    place: (request) => {
      const { call, open } = begin(request);
      return new Placing(call, open).run();
    },
    explain: (request) => verdicts(begin(request).call),
    checkExpression: (expression) => expressions.check(expression),
  };
}

/** The nodes that a request may mean: a daemon's call for one new node does not look at all others. */
function asked({ nodes }: ClusterView, { onlyNodes }: PlaceRequest): NodeView[] {
  if (!onlyNodes) return [...nodes.values()];
  return [...onlyNodes].flatMap((id) => nodes.get(id) ?? []);
}
