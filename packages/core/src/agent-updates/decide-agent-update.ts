/** Decides what people ask of agents' versions, and what follows from how nodes fare with them. */

import { assert } from '../basics/assert.js';
import type { ErrorCode } from '../basics/errors.js';
import { canonicalJson } from '../basics/fingerprint.js';
import type { NodeId } from '../basics/ids.js';
import type { AgentsUpdated, Rejected, UpdateAgentsCommand } from '../control/commands.js';
import type { Turn } from '../control/turn.js';
import type { Actor } from '../model/model.js';
import type { AgentUpdateTurned } from '../state/events.js';
import {
  AGENT_STAGES,
  type AgentUpdate,
  failureOf,
  inScope,
  isStageHealthy,
  isUnderWay,
  thresholdFor,
} from './agent-update.js';
import { agentUpdateView } from './agent-update-view.js';

const LOOK = '`berth agent update status` shows where it is';

export function decideAgentUpdate(turn: Turn, command: UpdateAgentsCommand): AgentsUpdated | Rejected {
  const { action } = command;
  const wrong = action === 'begin' ? begin(turn, command) : say(turn, action, command.actor);
  if (wrong) return wrong;
  const update = agentUpdateView(turn.state);
  assert(update, 'there is an update of agents after one was begun');
  return { kind: 'agents-updated', action, update };
}

function begin(turn: Turn, command: UpdateAgentsCommand): Rejected | undefined {
  const { to, percent, site, again = false, actor } = command;
  if (!to) return no('invalid_request', 'which version of the agent is missing: say it with --to');
  if (percent !== undefined && !(Number.isSafeInteger(percent) && percent >= 1 && percent <= 100))
    return no('invalid_request', `percent must be 1 to 100, not ${percent}`);
  const sites = new Set([...turn.state.nodes.values()].map(({ info }) => info.site));
  if (site !== undefined && !sites.has(site))
    return no('not_found', `no node is at site "${site}": \`berth node ls\` lists them`);
  const known = turn.state.agentUpdate;
  const same =
    known && known.version === to.version && canonicalJson(known.archives) === canonicalJson(to.archives);
  if (known && same && !again && known.site === site && known.ended?.outcome !== 'cancelled') {
    return goOn(turn, known, command);
  }
  const first = percent ?? AGENT_STAGES[0];
  turn.emit({
    kind: 'agent-update.began',
    version: to.version,
    // Above that of all before it: what failed then is tried again.
    attempt: again ? Math.max(turn.nowMs, (known?.attempt ?? 0) + 1) : 0,
    archives: to.archives,
    ...(site !== undefined && { site }),
    percent: first,
    threshold: thresholdFor(
      turn.state,
      { archives: to.archives, ...(site !== undefined && { site }) },
      first,
    ),
    auto: command.auto ?? false,
    actor,
    atMs: turn.nowMs,
  });
  // Some may have failed with it before, and remember.
  for (const node of turn.state.nodes.keys()) noteAgentOf(turn, node);
  return undefined;
}

/** The same wish again is a larger part of it. */
function goOn(
  turn: Turn,
  update: AgentUpdate,
  { percent, auto, actor }: UpdateAgentsCommand,
): Rejected | undefined {
  if (percent !== undefined && percent < update.percent) {
    const cure = 'name the version before to go back';
    return no('conflict', `${update.percent} % were told already, and that only grows: ${cure}`);
  }
  if (update.ended) return no('conflict', `version ${update.version} is everywhere already: ${LOOK}`);
  if (update.held)
    return no('conflict', `the update is held (${update.held.reason}): \`berth agent update resume\``);
  const next = percent ?? update.percent;
  const grown = next > update.percent || (auto ?? update.auto) !== update.auto;
  if (grown) emit(turn, update, { turn: 'progressed', percent: next, auto: auto ?? update.auto, actor });
  return undefined;
}

function say(turn: Turn, action: 'pause' | 'resume' | 'cancel', actor: Actor): Rejected | undefined {
  const update = turn.state.agentUpdate;
  if (!update || update.ended) return no('conflict', `no update of agents is under way: ${LOOK}`);
  if (action === 'cancel') {
    turn.emit({ kind: 'agent-update.ended', outcome: 'cancelled', actor, atMs: turn.nowMs });
  } else if (action === 'pause') {
    if (update.held) return no('conflict', `the update is held already (${update.held.reason})`);
    emit(turn, update, { turn: 'paused', reason: actor.reason ?? `paused by ${actor.name}`, actor });
  } else {
    if (!update.held) return no('conflict', `the update is not held: ${LOOK}`);
    emit(turn, update, { turn: 'resumed', actor });
  }
  return undefined;
}

/** A node has said what its agent is. */
export function noteAgentOf(turn: Turn, id: NodeId): void {
  const update = turn.state.agentUpdate;
  const info = turn.state.nodes.get(id)?.info;
  if (!update || update.ended?.outcome === 'cancelled' || !info || !inScope(info, update)) return;
  const reason = failureOf(info, update);
  if (reason === undefined || Object.hasOwn(update.failed, id)) return;
  const digest = update.archives[info.agent?.platform ?? '']?.digest ?? '';
  turn.emit({
    kind: 'agent-update.failed',
    node: id,
    version: update.version,
    digest,
    reason,
    atMs: turn.nowMs,
  });
  if (isUnderWay(update)) emit(turn, update, { turn: 'stopped', reason: `${id}: ${reason}` });
}

/** `soaked`: the stage has been healthy for long enough. */
export function settleAgentUpdate(turn: Turn, soaked: boolean): void {
  const { state } = turn;
  const update = state.agentUpdate;
  if (!soaked || !isUnderWay(update) || !isStageHealthy(state, update)) return;
  if (update.percent >= 100) {
    turn.emit({ kind: 'agent-update.ended', outcome: 'done', atMs: turn.nowMs });
  } else if (update.auto) {
    const percent = AGENT_STAGES.find((stage) => stage > update.percent) ?? 100;
    emit(turn, update, { turn: 'progressed', percent });
  }
}

function emit(
  turn: Turn,
  update: AgentUpdate,
  { percent = update.percent, ...what }: Partial<AgentUpdateTurned> & Pick<AgentUpdateTurned, 'turn'>,
): void {
  const threshold =
    percent > update.percent
      ? Math.max(update.threshold, thresholdFor(turn.state, update, percent))
      : update.threshold;
  const stage = { percent, threshold, auto: update.auto, reason: '' };
  turn.emit({ ...stage, ...what, kind: 'agent-update.turned', atMs: turn.nowMs });
}

function no(code: ErrorCode, message: string): Rejected {
  return { kind: 'rejected', code, message };
}
