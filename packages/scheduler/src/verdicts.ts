/** What every node says to a request: the answer to "why here?", "why not there?" and "why nowhere?". */
import type { NodeVerdict, NodeView, ReadonlyNodeLoad, Reject, RejectCount } from '@berth/core';
import type { Call, Examined } from './call.js';
import { FILTERS } from './filters.js';
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
  const counts = new Map<string, { -readonly [K in keyof RejectCount]: RejectCount[K] }>();
  for (const node of call.view.nodes.values()) {
    const first = firstReject({ node, load: loads.get(node) ?? node.load }, call);
    if (!first) continue;
    const { reason, subject } = first;
    const key = `${reason} ${subject}`;
    const known = counts.get(key);
    if (known) known.nodes++;
    else counts.set(key, { reason, subject, nodes: 1 });
  }
  return [...counts.entries()]
    .sort(([a, one], [b, two]) => two.nodes - one.nodes || (a < b ? -1 : 1))
    .map(([, reject]) => reject);
}

function firstReject(examined: Examined, call: Call): Reject | undefined {
  for (const filter of FILTERS) {
    const [first] = filter(examined, call);
    if (first) return first;
  }
  return undefined;
}
