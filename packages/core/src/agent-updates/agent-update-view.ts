/** An update of agents as people see it. */

import type { NodeId } from '../basics/ids.js';
import type { ClusterState } from '../state/state.js';
import { type AgentProgress, type AgentUpdate, inScope, isStageHealthy, progressOf } from './agent-update.js';

export type AgentUpdateView = Omit<AgentUpdate, 'failed' | 'threshold'> & {
  /** paused: by a person. stopped: by itself, because a node failed. */
  readonly state: 'rolling' | 'waiting' | 'paused' | 'stopped' | 'done' | 'cancelled';
  readonly counts: Readonly<Record<AgentProgress, number>>;
  /** By name. */
  readonly nodes: readonly AgentOfNode[];
};

export type AgentOfNode = {
  readonly node: NodeId;
  readonly site: string;
  /** What it runs, as far as it says so. */
  readonly version?: string;
  readonly state: AgentProgress;
  readonly why?: string;
};

export function agentUpdateView(cluster: ClusterState): AgentUpdateView | undefined {
  const { agentUpdate: update } = cluster;
  if (!update) return undefined;
  const counts = { updated: 0, updating: 0, waiting: 0, failed: 0, silent: 0, fixed: 0 };
  const nodes: AgentOfNode[] = [];
  for (const node of cluster.nodes.values()) {
    if (!inScope(node.info, update)) continue;
    const { id, site, agent, attributes } = node.info;
    const version = agent?.version ?? attributes['agent.version'];
    const progress = progressOf(node, update);
    counts[progress.state]++;
    nodes.push({ node: id, site, ...(version !== undefined && { version }), ...progress });
  }
  nodes.sort((a, b) => (a.node < b.node ? -1 : 1));
  const { failed: _failed, threshold: _threshold, ...rest } = update;
  return { ...rest, state: stateOf(cluster, update), counts, nodes };
}

/** waiting: for a person, who says how many are next. */
function stateOf(cluster: ClusterState, update: AgentUpdate): AgentUpdateView['state'] {
  const { ended, held, percent, auto } = update;
  if (ended) return ended.outcome;
  if (held) return held.by === undefined ? 'stopped' : 'paused';
  return !auto && percent < 100 && isStageHealthy(cluster, update) ? 'waiting' : 'rolling';
}
