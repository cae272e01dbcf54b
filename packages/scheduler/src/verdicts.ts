/** What every node says to a request: the answer to "why here?", "why not there?" and "why nowhere?". */
import type {
  ClusterView,
  NodeVerdict,
  NodeView,
  PlaceRequest,
  ReadonlyNodeLoad,
  Reject,
  RejectCount,
} from '@berth/core';
import type { Call, Examined } from './call.js';
import { FILTERS } from './filters.js';
import { RejectCounts } from './reject-counts.js';
import { scoreTerms } from './scores.js';

/** Filters and scores together: every "no" of a node, or what its score is made of. */
export function verdictOf(examined: Examined, call: Call): NodeVerdict {
  const node = examined.node.info.id;
  const rejects = FILTERS.flatMap((filter) => filter(examined, call));
  if (rejects.length > 0) return { node, fits: false, rejects };
  const terms = scoreTerms(examined, call);
  return { node, fits: true, score: terms.reduce((sum, term) => sum + term.score, 0), terms };
}

/** Best first; ties, and nodes that do not fit, by id. */
export function verdicts(call: Call): NodeVerdict[] {
  return [...call.view.nodes.values()]
    .map((node) => verdictOf({ node, load: node.load }, call))
    .sort((a, b) => rank(b) - rank(a) || (a.node < b.node ? -1 : 1));
}

function rank(verdict: NodeVerdict): number {
  return verdict.fits ? verdict.score : -1;
}

/** How many nodes said no for which reason, each counted once, under its first; the most frequent first. */
export function countRejects(call: Call, loads: ReadonlyMap<NodeView, ReadonlyNodeLoad>): RejectCount[] {
  const { view, request } = call;
  const counts = new RejectCounts();
  const asked = askedNodes(view, request);
  for (const node of asked) {
    const first = firstReject(FILTERS, { node, load: loads.get(node) ?? node.load }, call);
    if (first) counts.add(first, 1);
  }
  counts.add({ reason: 'excluded', subject: '' }, view.nodes.size - asked.length);
  return counts.sorted();
}

/** The nodes that a request may mean: a daemon's call for one new node does not look at all others. */
export function askedNodes({ nodes }: ClusterView, { onlyNodes }: PlaceRequest): NodeView[] {
  if (!onlyNodes) return [...nodes.values()];
  return [...onlyNodes].flatMap((id) => nodes.get(id) ?? []);
}

/** The first "no" that one of the filters has. */
export function firstReject<Asked>(
  filters: readonly ((examined: Examined, call: Asked) => readonly Reject[])[],
  examined: Examined,
  call: Asked,
): Reject | undefined {
  for (const filter of filters) {
    const [first] = filter(examined, call);
    if (first) return first;
  }
  return undefined;
}
