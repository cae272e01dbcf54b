/**
 * Which agent each node is to run: a version that goes over the fleet in stages.
 *
 * Invariants: 1. which nodes are in a stage follows from their names alone, and a later stage has all of an earlier one;
 * 2. no other node is told of the version; 3. a version that failed on a node is not tried there again, unless a person
 * says so; 4. when a node fails, nobody else begins.
 */

import { hash53 } from '../basics/fingerprint.js';
import type { NodeId } from '../basics/ids.js';
import type { NodeInfo } from '../model/model.js';
import type { ClusterState, NodeRecord } from '../state/state.js';
import type { AgentBuild } from './agent-build.js';

/** What a host fetches. */
export type AgentArchive = {
  /** SHA-256, lower-case hex. */
  readonly digest: string;
  readonly bytes: number;
};

/** By platform, such as "linux-x64" or "linux-arm64-musl". */
export type AgentArchives = Readonly<Record<string, AgentArchive>>;

export type AgentUpdate = {
  readonly version: string;
  /** A version that failed on a node is tried there again only with a higher one. */
  readonly attempt: number;
  readonly archives: AgentArchives;
  /** Nodes of this one only. */
  readonly site?: string;
  readonly percent: number;
  /** Nodes whose rank is not above it are in the stage. */
  readonly threshold: number;
  /** Stages follow by themselves. */
  readonly auto: boolean;
  /** Who began it. */
  readonly actor: string;
  readonly beganAtMs: number;
  readonly stageAtMs: number;
  /** Nobody else begins. `by` is absent when it stopped by itself. */
  readonly held?: { readonly reason: string; readonly by?: string };
  /** Why, by node. */
  readonly failed: Readonly<Record<string, string>>;
  readonly ended?: { readonly outcome: AgentUpdateOutcome; readonly atMs: number };
};

/** done: nodes that were away get it when they are back. cancelled: nobody is told any more. */
export type AgentUpdateOutcome = 'done' | 'cancelled';

/** What a node is told. */
export type WantedAgent = AgentArchive & { readonly version: string; readonly attempt: number };

/** Where one node is. `fixed`: its agent cannot be updated from here. */
export type AgentProgress = 'updated' | 'updating' | 'waiting' | 'failed' | 'silent' | 'fixed';

/** Those that follow by themselves; the first is also where an update begins unless it is said. */
export const AGENT_STAGES = [10, 25, 50, 100] as const;

const RANK_SEED = 0x5eed;
const ALL = Number.MAX_SAFE_INTEGER;

/** The same nodes go first each time. */
export function rankOf(node: NodeId): number {
  return hash53(node, RANK_SEED);
}

/** Of those that can be updated so many, and at least one; chosen before it is recorded, so that who joins later changes nothing. */
export function thresholdFor(state: ClusterState, update: Scope, percent: number): number {
  if (percent >= 100) return ALL;
  const ranks: number[] = [];
  for (const { info } of state.nodes.values()) {
    if (inScope(info, update) && whyFixed(info, update) === undefined) ranks.push(rankOf(info.id));
  }
  ranks.sort((a, b) => a - b);
  const count = Math.max(1, Math.ceil((ranks.length * percent) / 100));
  return ranks[Math.min(count, ranks.length) - 1] ?? 0;
}

type Scope = Pick<AgentUpdate, 'site' | 'archives'>;

export function inScope({ site }: NodeInfo, update: Pick<AgentUpdate, 'site'>): boolean {
  return update.site === undefined || update.site === site;
}

/** Why this node cannot take part; undefined: it can. */
export function whyFixed(
  { agent }: NodeInfo,
  { archives }: Pick<AgentUpdate, 'archives'>,
): string | undefined {
  if (!agent) return 'its agent knows nothing of updates: run a new line of `berth token create` there once';
  if (agent.fixed !== undefined) return agent.fixed;
  if (agent.platform === undefined || !Object.hasOwn(archives, agent.platform)) {
    return `the coordinator had no archive for ${agent.platform ?? 'its platform'} when this began`;
  }
  return undefined;
}

/** Undefined: it may stay as it is. */
export function wantedAgent({ agentUpdate }: ClusterState, { info }: NodeRecord): WantedAgent | undefined {
  if (!agentUpdate || agentUpdate.held || agentUpdate.ended?.outcome === 'cancelled') return undefined;
  if (!inScope(info, agentUpdate) || whyFixed(info, agentUpdate) !== undefined) return undefined;
  if (rankOf(info.id) > agentUpdate.threshold || Object.hasOwn(agentUpdate.failed, info.id)) return undefined;
  const archive = archiveFor(info.agent, agentUpdate);
  if (!archive || archive.digest === info.agent?.digest) return undefined;
  return { version: agentUpdate.version, attempt: agentUpdate.attempt, ...archive };
}

function archiveFor(
  agent: AgentBuild | undefined,
  { archives }: Pick<AgentUpdate, 'archives'>,
): AgentArchive | undefined {
  return agent?.platform === undefined ? undefined : archives[agent.platform];
}

/** What the node says of its failure with this update; undefined: nothing. */
export function failureOf({ agent }: NodeInfo, update: AgentUpdate): string | undefined {
  const archive = archiveFor(agent, update);
  if (!archive || archive.digest === agent?.digest) return undefined;
  return agent?.failed?.find((one) => one.digest === archive.digest && one.attempt >= update.attempt)?.reason;
}

export function progressOf(
  node: NodeRecord,
  update: AgentUpdate,
): { readonly state: AgentProgress; readonly why?: string } {
  const { info } = node;
  const fixed = whyFixed(info, update);
  if (fixed !== undefined) return { state: 'fixed', why: fixed };
  const isNew = archiveFor(info.agent, update)?.digest === info.agent?.digest;
  const failure = isNew ? undefined : (update.failed[info.id] ?? failureOf(info, update));
  if (failure !== undefined) return { state: 'failed', why: failure };
  const isIn = rankOf(info.id) <= update.threshold;
  if (node.connection !== 'up') return { state: isIn || isNew ? 'silent' : 'waiting' };
  if (isNew) return { state: 'updated' };
  return { state: isIn && !update.held && !update.ended ? 'updating' : 'waiting' };
}

/**
 * Everybody of the stage runs it and is there, but for those that failed before a person said to go on, and those that
 * were away when the stage began. One that went away since may be a victim.
 */
export function isStageHealthy(state: ClusterState, update: AgentUpdate): boolean {
  let updated = 0;
  for (const node of state.nodes.values()) {
    if (!inScope(node.info, update) || rankOf(node.info.id) > update.threshold) continue;
    const { state: progress } = progressOf(node, update);
    if (progress === 'updated') updated++;
    else if (progress === 'updating' || progress === 'waiting') return false;
    else if (progress === 'silent' && node.connectionSinceMs >= update.stageAtMs) return false;
  }
  return updated > 0;
}

/** Whether it is worth looking at. */
export function isUnderWay(update: AgentUpdate | undefined): update is AgentUpdate {
  return update !== undefined && !update.held && !update.ended;
}
