import type { ClusterView, NodeView, PlaceRequest, ReadonlyNodeLoad } from '@berth/core';
import type { CopyCounts } from './copy-counts.js';
import type { Expressions } from './expressions.js';
import type { Ranker } from './ranking/ranker.js';

/** What may be asked of one node by itself, wherever copies are. */
export type NodeQuestion = {
  readonly request: PlaceRequest;
  readonly expressions: Expressions;
  readonly ranker: Ranker;
  /** False: nodes are filled beyond what they have. Only for a test that proves that the check matters. */
  readonly capacityCheck: boolean;
};

/** What filters and scores of one call may look at. */
export type Call = NodeQuestion & {
  readonly view: ClusterView;
  /** Where copies are, with the picks of this call. */
  readonly copies: CopyCounts;
};

/** A node as it would be after the picks of this call. */
export type Examined = { readonly node: NodeView; readonly load: ReadonlyNodeLoad };
