/**
 * Every NATS subject of the fleet. All are exact but for the coordinator's one wildcard over agents and the inboxes, of which
 * each agent has its own: a shared one would show it the replies to others.
 *
 * | subject | who publishes | who subscribes |
 * |---|---|---|
 * | berth.fleet.CLUSTER.agent.NODE.up | that agent | coordinators |
 * | berth.fleet.CLUSTER.agent.NODE.down | coordinators | that agent |
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
  const agents = `berth.fleet.${cluster}.agent`;
  return {
    up: (node) => `${agents}.${node}.up`,
    down: (node) => `${agents}.${node}.down`,
    anyUp: `${agents}.*.up`,
    anyDown: `${agents}.*.down`,
    agentInbox: (node) => `berth.inbox.${cluster}.agent.${node}`,
    coordinatorInbox: `berth.inbox.${cluster}.coordinator`,
    ledger: `berth.ledger.${cluster}`,
    amongCoordinators: `berth.coordinator.${cluster}`,
    nodeOf: (subject) => {
      const name = subject.slice(agents.length + 1, -'.up'.length);
      return isName(name) && subject === `${agents}.${name}.up` ? nodeId(name) : undefined;
    },
  };
}
