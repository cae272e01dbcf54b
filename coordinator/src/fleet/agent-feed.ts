/**
 * Tells nodes which agent they are to run, and looks how the stage of an update fares. What a node was told is known by
 * session: a new one is told again.
 *
 * Invariants: 1. only agents that say that they can update themselves are told: others would not know the message; 2. only
 * of archives that this coordinator hands out; 3. a stage is healthy when it was so without a break for as long as a lease:
 * who fell silent meanwhile would be known.
 */
import {
  type AgentUpdate,
  type Clock,
  type ClusterState,
  isStageHealthy,
  isUnderWay,
  LIMITS,
  type NodeId,
  wantedAgent,
} from '@berth/core';
import type { FleetLink } from '@berth/transport';

/** What one download takes of a coordinator, and some room beside it. */
const FETCH_MS = 50;

export type AgentFeedDeps = {
  readonly state: ClusterState;
  readonly clock: Clock;
  readonly leaseMs: number;
  /** Whether this coordinator hands out the archive with this digest. */
  readonly handsOut: (digest: string) => boolean;
};

export class AgentFeed {
  readonly #deps: AgentFeedDeps;
  /** What a link was told last; nothing is '': a node that starts stays as it is. */
  readonly #told = new WeakMap<FleetLink, string>();
  #healthy: { readonly update: AgentUpdate; readonly sinceMs: number } | undefined;

  constructor(deps: AgentFeedDeps) {
    this.#deps = deps;
  }

  /** Durable state only. */
  tell(link: FleetLink, id: NodeId): void {
    const { state, handsOut } = this.#deps;
    const node = state.nodes.get(id);
    const { agent } = node?.info ?? {};
    if (!node || !agent || agent.fixed !== undefined) return;
    const found = wantedAgent(state, node);
    const wanted = found && handsOut(found.digest) ? found : undefined;
    const key = wanted ? `${wanted.digest} ${wanted.attempt}` : '';
    if (key === (this.#told.get(link) ?? '')) return;
    const spreadMs = Math.round(Math.min(LIMITS.spreadMs, state.nodes.size * FETCH_MS));
    const sent = link.send({
      kind: 'agent-version',
      epoch: state.epoch,
      ...(wanted && { wanted }),
      spreadMs,
    });
    if (sent) this.#told.set(link, key);
  }

  /** A link over which the node said hello anew may have lost what it was told. */
  forget(link: FleetLink): void {
    this.#told.delete(link);
  }

  /** Whether the stage has been healthy for long enough, and something may follow from it. */
  look(): boolean {
    const { state, clock, leaseMs } = this.#deps;
    const update = state.agentUpdate;
    if (!isUnderWay(update) || !isStageHealthy(state, update)) {
      this.#healthy = undefined;
      return false;
    }
    const nowMs = clock.monotonicMs();
    if (this.#healthy?.update !== update) this.#healthy = { update, sinceMs: nowMs };
    return nowMs - this.#healthy.sinceMs >= leaseMs;
  }
}
