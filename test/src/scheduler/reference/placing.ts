/** One call of `place`: for each copy, all nodes are looked at again. */
import {
  type Choice,
  claimFor,
  copyLoad,
  emptyLoad,
  hold,
  type NodeLoad,
  type NodeView,
  type PlaceOutcome,
} from '@berth/core';
import type { Call } from './call.js';
import { FILTERS, isOpen } from './filters.js';
import { scoreOf } from './scores.js';
import { countRejects } from './verdicts.js';

export function placeAll(call: Call, asked: readonly NodeView[]): PlaceOutcome {
  const { request, copies, capacityCheck } = call;
  const loads = new Map<NodeView, NodeLoad>();
  const choices: Choice[] = [];
  for (;;) {
    copies.open = asked.filter((node) => isOpen({ node, load: node.load }, call)).map(({ info }) => info);
    if (choices.length === request.count) break;
    const found = asked
      .map((node) => ({ node, load: loads.get(node) ?? node.load }))
      .filter((examined) => FILTERS.every((filter) => filter(examined, call).length === 0))
      .map((examined) => ({ ...examined, score: scoreOf(examined, call) }))
      .sort((a, b) => b.score - a.score || (a.node.info.id < b.node.info.id ? -1 : 1));
    const [best] = found;
    if (!best) break;
    const claimed = claimFor(capacityCheck ? best.load : emptyLoad(best.load.inventory), request.resources);
    if (!('claim' in claimed)) throw new Error('a node without room passed the filters');
    const load = copyLoad(best.load);
    hold(load, claimed.claim);
    loads.set(best.node, load);
    copies.pick(best.node.info);
    choices.push({ node: best.node.info.id, claim: claimed.claim, score: best.score });
  }
  const missing = request.count - choices.length;
  return { choices, missing, rejects: missing > 0 ? countRejects(call, loads) : [] };
}
