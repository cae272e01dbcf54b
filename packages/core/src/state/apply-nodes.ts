/** Facts about nodes, but for their removal. */

import type { NodeId } from '../basics/ids.js';
import { believe } from '../identity/node-identity.js';
import { noteTaints } from '../model/taints.js';
import { wakeAround } from '../needs/needs.js';
import { fillNominations } from '../placing/nominations.js';
import { changeInventory, emptyLoad } from '../resources/capacity.js';
import { holdVolumesOf } from '../volumes/apply-volumes.js';
import { endpointsOfNodeChanged } from './apply-readiness.js';
import { AssignmentDigest } from './assignment-digest.js';
import type { LedgerEvent } from './events.js';
import type { ClusterState, NodeRecord } from './state.js';

type EventOf<Kind extends LedgerEvent['kind']> = Extract<LedgerEvent, { kind: Kind }>;

export function applyRegistered(state: ClusterState, event: EventOf<'node.registered'>): void {
  const id = event.node.id;
  const known = state.nodes.get(id);
  if (known) {
    if (known.instance !== event.instance) known.statusSequence = 0;
    if (known.connection !== 'up') known.connectionSinceMs = event.atMs;
    known.info = event.node;
    known.instance = event.instance;
    known.connection = 'up';
    changeInventory(known.load, event.node.inventory);
    fillNominations(state, id);
    endpointsOfNodeChanged(state, known);
  } else {
    const node = newNode(event);
    state.nodes.set(id, node);
    holdVolumesOf(state, node);
  }
  noteTaints(state.nodes.get(id), event.node.taints, event.atMs);
  nodeChanged(state, id);
}

function newNode(event: EventOf<'node.registered'>): NodeRecord {
  return {
    info: event.node,
    instance: event.instance,
    connection: 'up',
    connectionSinceMs: event.atMs,
    eligibility: 'eligible',
    load: emptyLoad(event.node.inventory),
    placements: new Map(),
    assignmentVersion: 0,
    digest: new AssignmentDigest(),
    statusSequence: 0,
  };
}

export function applyConnection(state: ClusterState, event: EventOf<'node.connection-changed'>): void {
  const node = state.nodes.get(event.node);
  if (!node || node.connection === event.connection) return;
  node.connection = event.connection;
  node.connectionSinceMs = event.atMs;
  nodeChanged(state, event.node);
  endpointsOfNodeChanged(state, node);
}

/** It is talked to no more: nothing new is placed there from now on. What runs there follows the rules of silence. */
export function applyOut(
  state: ClusterState,
  { node, atMs }: { readonly node: NodeId; readonly atMs: number },
): void {
  applyConnection(state, { kind: 'node.connection-changed', node, connection: 'disconnected', atMs });
}

/** What the operator says counts at once, not from the agent's next word on. */
export function applyProfile(state: ClusterState, { node: id, atMs }: EventOf<'node.profile-changed'>): void {
  const node = state.nodes.get(id);
  const identity = state.identities.get(id);
  if (!node || !identity) return;
  node.info = believe(node.info, identity).info;
  changeInventory(node.load, node.info.inventory);
  fillNominations(state, id);
  noteTaints(node, node.info.taints, atMs);
  nodeChanged(state, id);
  endpointsOfNodeChanged(state, node);
}

export function applyEligibility(state: ClusterState, event: EventOf<'node.eligibility-changed'>): void {
  const node = state.nodes.get(event.node);
  if (!node) return;
  node.eligibility = event.eligibility;
  if (event.drain) node.drain = event.drain;
  else delete node.drain;
  nodeChanged(state, event.node);
}

/** Its own workloads, all daemons, and everything that waits for room may have something to do now. */
function nodeChanged(state: ClusterState, id: NodeId): void {
  const { changes } = state;
  changes.entities.node.add(id);
  changes.roomMade = true;
  state.nodeLog.changed(id);
  for (const { workload } of state.nodes.get(id)?.placements.values() ?? []) {
    changes.dirty.add(workload);
    wakeAround(state, workload);
  }
  for (const workload of state.workloads.values()) {
    if (workload.spec.run.kind === 'daemon') changes.dirty.add(workload.key);
  }
}
