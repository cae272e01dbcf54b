/** Tells a node which volumes it is to delete, with each hello and each removal, until it says that it has. */
import { type ClusterState, type NodeId, removedOn } from '@berth/core';
import type { FleetLink } from '@berth/transport';

/** Durable state only. Agents that know nothing of volumes have none. */
export function tellRemoved(state: ClusterState, link: FleetLink | undefined, node: NodeId): void {
  const volumes = removedOn(state, node);
  if (volumes.length > 0) link?.send({ kind: 'volumes-removed', epoch: state.epoch, volumes });
}
