/**
 * A scheduler that remembers nothing: for every copy it looks at every node, and counts every copy that there is. It says what
 * is right; slow and simple on purpose. Expressions are predicates here.
 */
import type { ClusterView, NodeInfo, NodeView, PlaceOutcome, PlaceRequest } from '@berth/core';
import type { Call } from './call.js';
import { Copies } from './copies.js';
import { placeAll } from './placing.js';

export type Expressions = { readonly matches: (source: string, info: NodeInfo) => boolean };

export type Options = { readonly expressions: Expressions; readonly capacityCheck: boolean };

export function placeByReference(view: ClusterView, request: PlaceRequest, options: Options): PlaceOutcome {
  const call: Call = { view, request, copies: new Copies(view, request.workload), ...options };
  return placeAll(call, asked(view, request));
}

function asked({ nodes }: ClusterView, { onlyNodes }: PlaceRequest): NodeView[] {
  if (!onlyNodes) return [...nodes.values()];
  return [...onlyNodes].flatMap((id) => nodes.get(id) ?? []);
}
