/** Decides what follows from what agents say, from their silence, and from time. */
import { noteAgentOf } from '../agent-updates/decide-agent-update.js';
import { canonicalJson } from '../basics/fingerprint.js';
import type { NodeId } from '../basics/ids.js';
import { LIMITS } from '../basics/limits.js';
import type { Turn } from '../control/turn.js';
import { decideRefusedClaim } from '../identity/decide-identity.js';
import { believe } from '../identity/node-identity.js';
import type { Actor, NodeInfo, PlacementStatus } from '../model/model.js';
import type { Hello, StatusReport } from './messages.js';

const COORDINATOR: Actor = { name: 'coordinator' };

/** A node said hello: recorded when it is new, changed, or was away. Reconnecting alone writes nothing. */
export function decideHello(turn: Turn, hello: Hello): void {
  if (isOut(turn, hello.node.id)) return;
  const known = turn.state.nodes.get(hello.node.id);
  const node = believed(turn, hello);
  const same =
    known?.connection === 'up' &&
    known.instance === hello.instance &&
    canonicalJson(known.info) === canonicalJson(node);
  if (same) return;
  turn.emit({ kind: 'node.registered', node, instance: hello.instance, atMs: turn.nowMs });
  noteAgentOf(turn, node.id);
}

/** Revoked, or in quarantine: what it said shortly before that and is decided after it makes it no member again. */
function isOut({ state }: Turn, node: NodeId): boolean {
  const identity = state.identities.get(node);
  return identity !== undefined && identity.standing !== 'enrolled';
}

/** An enrolled node is what the operator says; of its own words only those that are its own to say are taken. */
function believed(turn: Turn, { node }: Hello): NodeInfo {
  const identity = turn.state.identities.get(node.id);
  if (!identity) return node;
  const { info, refused } = believe(node, identity);
  for (const { claim, detail } of refused) decideRefusedClaim(turn, node.id, claim, detail);
  return info;
}

/** Status that the ledger does not have yet. Returns the sequence to acknowledge. */
export function decideStatus(turn: Turn, node: NodeId, report: StatusReport): number {
  const known = turn.state.nodes.get(node);
  if (!known) return 0;
  if (report.sequence <= known.statusSequence) return known.statusSequence;
  // A report whose acknowledgement was lost comes again, with what has been added since.
  const isNew = ({ sequence = report.sequence }: PlacementStatus) => sequence > known.statusSequence;
  const statuses = report.statuses.slice(0, LIMITS.statusesPerReport).filter(isNew);
  turn.emit({ kind: 'placements.observed', node, sequence: report.sequence, statuses, atMs: turn.nowMs });
  return report.sequence;
}

/** The node's lease ended, or it was heard of again. */
export function decideConnection(turn: Turn, node: NodeId, connection: 'up' | 'disconnected'): void {
  const known = turn.state.nodes.get(node);
  if (!known || known.connection === connection) return;
  if (connection === 'up' && isOut(turn, node)) return;
  turn.emit({ kind: 'node.connection-changed', node, connection, atMs: turn.nowMs });
}

/** Ends reservations whose time to live is over. */
export function decideExpiry(turn: Turn): void {
  for (const reservation of [...turn.state.reservations.values()]) {
    if (reservation.expiresAtMs === undefined || reservation.expiresAtMs > turn.nowMs) continue;
    turn.emit({
      kind: 'reservation.released',
      reservation: reservation.id,
      expired: true,
      actor: COORDINATOR,
    });
  }
}
