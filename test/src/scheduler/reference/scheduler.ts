/**
 * The scheduler as it was before it remembered anything: it looks at every node with every call. Kept to say what is right;
 * slow and simple on purpose, and never changed to suit the other. Expressions are predicates here.
 */
import type { ClusterView, NodeInfo, NodeView, PlaceOutcome, PlaceRequest } from '@berth/core';
import type { Call } from './call.js';
import { CopyCounts } from './copy-counts.js';
import { isOpen } from './filters.js';
import { Placing } from './placing.js';

export type Expressions = { readonly matches: (source: string, info: NodeInfo) => boolean };

export type Options = { readonly expressions: Expressions; readonly capacityCheck: boolean };

export function placeByReference(view: ClusterView, request: PlaceRequest, options: Options): PlaceOutcome {
  const copies = new CopyCounts(view, request);
  const call: Call = { view, request, copies, ...options };
  const open = asked(view, request).filter((node) => isOpen({ node, load: node.load }, call));
  copies.open(open.map(({ info }) => info));
  return new Placing(call, open).run();
}

function asked({ nodes }: ClusterView, { onlyNodes }: PlaceRequest): NodeView[] {
  if (!onlyNodes) return [...nodes.values()];
  return [...onlyNodes].flatMap((id) => nodes.get(id) ?? []);
}
