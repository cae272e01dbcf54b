/**
 * Every NATS subject of the fleet. All are exact but for the coordinator's one wildcard over agents and the inboxes, of which
 * each agent has its own: a shared one would show it the replies to others. The ones that every heartbeat carries are short.
 *
 * | subject | who publishes | who subscribes |
 * |---|---|---|
 * | bu.CLUSTER.NODE (up) | that agent | coordinators |
 * | bd.CLUSTER.NODE (down) | coordinators | that agent |
 * | berth.inbox.CLUSTER.agent.NODE.> | replies to that agent | that agent |
 * | berth.inbox.CLUSTER.coordinator.> | the server, when nobody listens | coordinators |
 * | berth.ledger.CLUSTER, berth.coordinator.CLUSTER.> | coordinators | coordinators; with a replicated ledger |
 */
import { BerthError, isName, type NodeId, nodeId } from '@berth/core';

export type FleetSubjects = {
  readonly up: (node: NodeId) => string;
  readonly down: (node: NodeId) => string;
  /** Matches every node's `up`. */
  readonly anyUp: string;
  /** Matches every node's `down`; for permissions only. */
  readonly anyDown: string;
  readonly agentInbox: (node: NodeId) => string;
  readonly coordinatorInbox: string;
  /** Of the stream that holds the blocks, where the ledger is replicated. */
  readonly ledger: string;
  /** Begins what coordinators tell each other. */
  readonly amongCoordinators: string;
  /** Whose `up` a subject is; undefined for any other. */
  readonly nodeOf: (subject: string) => NodeId | undefined;
};

/** A name for what shares one NATS with others; a DNS label, as node names are. Throws "invalid_request". */
export function fleetSubjects(cluster: string): FleetSubjects {
  if (!isName(cluster)) {
    const form = 'use a-z, 0-9 and inner dashes, at most 63';
    throw new BerthError('invalid_request', `"${cluster}" is no name of a cluster: ${form}`);
  }
  const ups = `bu.${cluster}.`;
  const downs = `bd.${cluster}.`;
  return {
    up: (node) => `${ups}${node}`,
    down: (node) => `${downs}${node}`,
    anyUp: `${ups}*`,
    anyDown: `${downs}*`,
    agentInbox: (node) => `berth.inbox.${cluster}.agent.${node}`,
    coordinatorInbox: `berth.inbox.${cluster}.coordinator`,
    ledger: `berth.ledger.${cluster}`,
    amongCoordinators: `berth.coordinator.${cluster}`,
    nodeOf: (subject) => {
      const name = subject.slice(ups.length);
      return isName(name) && subject.startsWith(ups) ? nodeId(name) : undefined;
    },
  };
}
