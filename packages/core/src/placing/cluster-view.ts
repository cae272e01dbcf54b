import type { NodeId, PlacementId, WorkloadKey } from '../basics/ids.js';
import type { Connection, DesiredPhase, Eligibility, NodeInfo } from '../model/model.js';
import type { ReadonlyNodeLoad } from '../resources/capacity.js';
import type { ReadonlyNodeLog } from '../state/node-log.js';

/** What the packing engine may see of the cluster. The live state satisfies it; so does any fixture of a test. */
export interface ClusterView {
  readonly nodes: ReadonlyMap<NodeId, NodeView>;
  readonly workloads: ReadonlyMap<WorkloadKey, WorkloadView>;
  /** Everything above that changed. A view without one is looked at as a whole with every call. */
  readonly nodeLog?: ReadonlyNodeLog;
}

export type NodeView = {
  /** Replaced as a whole when it changes: engines may cache what they derive from it by identity. */
  readonly info: NodeInfo;
  readonly connection: Connection;
  readonly eligibility: Eligibility;
  readonly load: ReadonlyNodeLoad;
};

/** Counts where `isStanding`. */
export type CopyView = { readonly node: NodeId; readonly desired: DesiredPhase; readonly aside?: true };

export type WorkloadView = {
  readonly placements: ReadonlyMap<PlacementId, CopyView>;
};
