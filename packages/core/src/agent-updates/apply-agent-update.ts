/** Facts about updates of agents. There is one at a time: a new one takes the place of the one before. */

import type { AgentUpdateEvent } from '../state/events.js';
import type { ClusterState } from '../state/state.js';
import type { AgentUpdate } from './agent-update.js';

export function applyAgentUpdate(state: ClusterState, event: AgentUpdateEvent): void {
  state.changes.agents = true;
  if (event.kind === 'agent-update.began') {
    const { kind: _kind, actor, atMs, ...wish } = event;
    state.agentUpdate = { ...wish, actor: actor.name, beganAtMs: atMs, stageAtMs: atMs, failed: {} };
    return;
  }
  const update = state.agentUpdate;
  if (update) state.agentUpdate = after(update, event);
}

function after(
  update: AgentUpdate,
  event: Exclude<AgentUpdateEvent, { kind: 'agent-update.began' }>,
): AgentUpdate {
  const { held: _held, ...free } = update;
  switch (event.kind) {
    case 'agent-update.turned': {
      const { turn, percent, threshold, auto, reason, actor, atMs } = event;
      if (turn === 'paused' || turn === 'stopped')
        return { ...update, held: { reason, ...(actor && { by: actor.name }) } };
      return {
        ...free,
        percent: Math.max(update.percent, percent),
        threshold: Math.max(update.threshold, threshold),
        auto,
        stageAtMs: atMs,
      };
    }
    case 'agent-update.failed':
      return { ...update, failed: { ...update.failed, [event.node]: event.reason } };
    case 'agent-update.ended':
      return { ...free, ended: { outcome: event.outcome, atMs: event.atMs } };
  }
}
