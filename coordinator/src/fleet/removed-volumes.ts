/**
 * Tells a node which volumes it is to delete: with each removal, each hello and each heartbeat, until it says that it has.
 * Either word may be lost.
 */
import { type ClusterState, type NodeId, removedOn } from '@berth/core';
import type { FleetLink } from '@berth/transport';
import type { Loop } from '../loop.js';

/** Durable state only. Agents that know nothing of volumes have none. */
export function tellRemoved(state: ClusterState, link: FleetLink | undefined, node: NodeId): void {
  const volumes = removedOn(state, node);
  if (volumes.length > 0) link?.send({ kind: 'volumes-removed', epoch: state.epoch, volumes });
}

export function tellRemovedAgain(loop: Pick<Loop, 'read'>, link: FleetLink): void {
  // A loop that has ended tells nobody anything.
  loop.read((state) => tellRemoved(state, link, link.node)).catch(() => undefined);
}
