/** What every node says to a request that found no room. */
import type { NodeView, ReadonlyNodeLoad, Reject, RejectCount } from '@berth/core';
import type { Call, Examined } from './call.js';
import { FILTERS } from './filters.js';

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
