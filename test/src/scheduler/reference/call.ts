import type { ClusterView, NodeView, PlaceRequest, ReadonlyNodeLoad } from '@berth/core';
import type { Copies } from './copies.js';
import type { Expressions } from './scheduler.js';

/** What filters and scores of one call may look at. */
export type Call = {
  readonly view: ClusterView;
  readonly request: PlaceRequest;
  readonly expressions: Expressions;
  /** Where copies are, with the picks of this call. */
  readonly copies: Copies;
  /** False: nodes are filled beyond what they have. Only for a test that proves that the check matters. */
  readonly capacityCheck: boolean;
};

/** A node as it would be after the picks of this call. */
export type Examined = { readonly node: NodeView; readonly load: ReadonlyNodeLoad };
