/**
 * One call of `place` for few nodes: looks at all of them for each copy, with the eyes of `explain`. For many that would be too
 * much work; memory/ keeps them in order.
 */
import {
  type Choice,
  claimFor,
  copyLoad,
  emptyLoad,
  hold,
  type NodeLoad,
  type NodeVerdict,
  type NodeView,
  type PlaceOutcome,
} from '@berth/core';
import type { Call } from './call.js';
import { countRejects, verdictOf } from './verdicts.js';

type Best = { readonly node: NodeView; readonly score: number };

export function placeOnFew(call: Call, nodes: readonly NodeView[]): PlaceOutcome {
  const { request, copies } = call;
  const loads = new Map<NodeView, NodeLoad>();
  const choices: Choice[] = [];
  while (choices.length < request.count) {
    const best = bestOf(nodes, (node) => verdictOf({ node, load: loads.get(node) ?? node.load }, call));
    if (!best) break;
    const { node, score } = best;
    const load = loads.get(node) ?? copyLoad(node.load);
    const free = call.capacityCheck ? load : emptyLoad(load.inventory);
    const claimed = claimFor(free, request.resources, (selector) => call.ranker.level(selector, node, free));
    if (!('claim' in claimed)) break;
    choices.push({ node: node.info.id, claim: claimed.claim, score });
    hold(load, claimed.claim);
    loads.set(node, load);
    copies.picked(node.info);
  }
  const missing = request.count - choices.length;
  return { choices, missing, rejects: missing > 0 ? countRejects(call, loads) : [] };
}

/** The highest score; of equal ones the smaller id. */
function bestOf(nodes: readonly NodeView[], verdictOn: (node: NodeView) => NodeVerdict): Best | undefined {
  let best: Best | undefined;
  for (const node of nodes) {
    const verdict = verdictOn(node);
    if (!verdict.fits) continue;
    const { score } = verdict;
    const isBetter =
      !best || score > best.score || (score === best.score && node.info.id < best.node.info.id);
    if (isBetter) best = { node, score };
  }
  return best;
}
