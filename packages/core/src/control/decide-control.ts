/** Decides what people and programs ask for. A "no" says what, why, and what to do. */

import { decideAgentUpdate } from '../agent-updates/decide-agent-update.js';
import { assertNever } from '../basics/assert.js';
import type { ErrorCode } from '../basics/errors.js';
import { canonicalJson } from '../basics/fingerprint.js';
import { type ReservationId, splitWorkloadKey, type WorkloadKey, workloadKey } from '../basics/ids.js';
import { LIMITS } from '../basics/limits.js';
import { parseLocation } from '../basics/location.js';
import { pinSecrets, removeSecret, setSecret } from '../configuration/secrets.js';
import { decideDispatch, decideStopDispatch } from '../dispatches/decide-dispatch.js';
import { decideRetry } from '../failures/decide-retry.js';
import {
  createToken,
  readmitNode,
  redeemToken,
  renewCertificate,
  revokeNode,
  revokeToken,
  setProfile,
} from '../identity/decide-identity.js';
import { createUserToken, removeUser, revokeUserToken, setUser } from '../identity/decide-users.js';
import type { Reservation, StackSpec } from '../model/model.js';
import { neededByOthers, wrongNeeds } from '../needs/needs-admission.js';
import { hasGivenUp, wrongGang } from '../placing/gangs.js';
import { settleStack, settleWorkload } from '../placing/settle-workloads.js';
import { claimRejects } from '../resources/capacity.js';
import { wrongCores } from '../resources/cores.js';
import { isDeviceWish } from '../resources/device-shares.js';
import { decideRollout } from '../rollouts/decide-rollout.js';
import { standingRollout } from '../rollouts/rollouts.js';
import type { HeldReservation } from '../state/events.js';
import { runsOf } from '../state/leaving-workloads.js';
import { type StackRecord, stackHash } from '../state/state.js';
import { keptVolumes, removeVolume, wrongVolumes } from '../volumes/decide-volumes.js';
import type {
  Applied,
  ApplyCommand,
  ConfirmCommand,
  Confirmed,
  ControlCommand,
  ControlReply,
  DeleteCommand,
  Deleted,
  EligibilitySet,
  NodeRemoved,
  PlaceCommand,
  Placed,
  PlaceWish,
  Rejected,
  ReleaseCommand,
  Released,
  RemoveNodeCommand,
  SetEligibilityCommand,
  WishResult,
} from './commands.js';
import { decideExec } from './decide-exec.js';
import { decideMove } from './decide-move.js';
import type { Turn } from './turn.js';

export function decideControl(turn: Turn, command: ControlCommand): ControlReply {
  switch (command.kind) {
    case 'apply':
      return applyStack(turn, command);
    case 'delete':
      return deleteStack(turn, command);
    case 'set-eligibility':
      return setEligibility(turn, command);
    case 'remove-node':
      return removeNode(turn, command);
    case 'place':
      return place(turn, command);
    case 'confirm':
      return confirm(turn, command);
    case 'release':
      return release(turn, command);
    case 'dispatch':
      return decideDispatch(turn, command);
    case 'stop-dispatch':
      return decideStopDispatch(turn, command);
    case 'exec':
      return decideExec(turn, command);
    case 'move':
      return decideMove(turn, command);
    case 'rollout':
      return decideRollout(turn, command);
    case 'retry':
      return decideRetry(turn, command);
    case 'update-agents':
      return decideAgentUpdate(turn, command);
    case 'set-secret':
      return setSecret(turn, command);
    case 'remove-secret':
      return removeSecret(turn, command);
    case 'remove-volume':
      return removeVolume(turn, command);
    case 'create-token':
      return createToken(turn, command);
    case 'revoke-token':
      return revokeToken(turn, command);
    case 'redeem-token':
      return redeemToken(turn, command);
    case 'renew-certificate':
      return renewCertificate(turn, command);
    case 'revoke-node':
      return revokeNode(turn, command);
    case 'readmit-node':
      return readmitNode(turn, command);
    case 'set-profile':
      return setProfile(turn, command);
    case 'set-user':
      return setUser(turn, command);
    case 'remove-user':
      return removeUser(turn, command);
    case 'create-user-token':
      return createUserToken(turn, command);
    case 'revoke-user-token':
      return revokeUserToken(turn, command);
    default:
      return assertNever(command);
  }
}

function reject(code: ErrorCode, message: string): Rejected {
  return { kind: 'rejected', code, message };
}

// ---- stacks ----------------------------------------------------------------------------------------------------------

function applyStack(turn: Turn, command: ApplyCommand): Applied | Rejected {
  const { expectVersion } = command;
  const spec = pinSecrets(turn.state, command.spec);
  if (typeof spec === 'string') return reject('not_found', spec);
  const known = turn.state.stacks.get(spec.stack);
  const current = liveVersion(known);
  if (expectVersion !== undefined && expectVersion !== current)
    return versionMoved(spec.stack, expectVersion, known);
  if (known && !known.deleted && known.specHash === stackHash(spec) && !hasGivenUpSome(turn, known)) {
    return { kind: 'applied', stack: spec.stack, version: known.version, changed: false, workloads: [] };
  }
  const { state } = turn;
  const wrong =
    wrongGang(spec) ?? wrongVolumes(state, spec) ?? wrongNeeds(state, spec) ?? wrongExpression(turn, spec);
  if (wrong) return reject('invalid_request', wrong);
  const gone = [...(known?.workloads ?? [])].filter(
    (key) => !Object.hasOwn(spec.workloads, splitWorkloadKey(key).workload),
  );
  const needed = neededByOthers(turn.state, spec.stack, gone);
  if (needed)
    return reject('conflict', `${needed}, and the stack would be without it: take the need out first`);
  const version = (known?.version ?? turn.state.versionFloor) + 1;
  // In the order that the ledger keeps it in: whoever replays it walks the workloads in the same order.
  const kept = JSON.parse(canonicalJson(spec)) as StackSpec;
  const { actor } = command;
  turn.emit({ kind: 'stack.applied', stack: spec.stack, version, spec: kept, actor, atMs: turn.nowMs });
  const affected = [...(turn.state.stacks.get(spec.stack)?.workloads ?? [])];
  const ending = affected.flatMap((key) => runsOf(turn.state, key)).filter((run) => run.deleted);
  const workloads = settleStack(turn, [...affected, ...ending.map(({ key }) => key)]);
  return { kind: 'applied', stack: spec.stack, version, changed: true, workloads };
}

/** Applying a stack again is how a gang that gave up, and a rollout that failed, get another try. */
function hasGivenUpSome({ state }: Turn, { workloads }: StackRecord): boolean {
  for (const key of workloads) {
    const workload = state.workloads.get(key);
    if (workload && (hasGivenUp(workload) || standingRollout(workload)?.ended)) return true;
  }
  return false;
}

function liveVersion(record: StackRecord | undefined): number {
  return record && !record.deleted ? record.version : 0;
}

function versionMoved(stack: string, expected: number, record: StackRecord | undefined): Rejected {
  const now = liveVersion(record);
  const is = now === 0 ? 'does not exist' : `is at version ${now} (applied by ${record?.actor.name})`;
  const advice = `look at \`berth status ${stack}\` and try again`;
  return reject('conflict', `stack "${stack}" ${is}, not at version ${expected}: ${advice}`);
}

function wrongExpression(turn: Turn, spec: StackSpec): string | undefined {
  for (const [name, workload] of Object.entries(spec.workloads)) {
    const expressions = [
      ...workload.placement.require,
      ...workload.placement.prefer.map((rule) => rule.when),
    ];
    for (const expression of expressions) {
      const wrong = turn.scheduler.checkExpression(expression);
      if (wrong) return `workload "${name}", expression "${expression}": ${wrong}`;
    }
  }
  return undefined;
}

function deleteStack(turn: Turn, command: DeleteCommand): Deleted | Rejected {
  const { stack, expectVersion } = command;
  const known = turn.state.stacks.get(stack);
  if (!known || known.deleted) {
    return reject('not_found', `there is no stack "${stack}": \`berth status\` lists them`);
  }
  if (expectVersion !== undefined && expectVersion !== known.version)
    return versionMoved(stack, expectVersion, known);
  const keys = Object.keys(known.spec.workloads).map((name) => workloadKey(stack, name));
  const needed = command.force ? undefined : neededByOthers(turn.state, stack, keys);
  if (needed) return reject('conflict', `${needed}: delete that first, or \`berth delete ${stack} --force\``);
  const all = keys.flatMap((key) => [key, ...turn.state.dispatches.of(key)]);
  const stopped = all.reduce((sum, key) => sum + wantedCopies(turn, key), 0);
  turn.emit({ kind: 'stack.deleted', stack, actor: command.actor });
  for (const key of all) settleWorkload(turn, key);
  const kept = keptVolumes(turn.state, stack).map(({ id: volume, node }) => ({ volume, node }));
  return { kind: 'deleted', stack, stopped, kept };
}

function wantedCopies({ state }: Turn, key: WorkloadKey): number {
  let wanted = 0;
  for (const { desired } of state.workloads.get(key)?.placements.values() ?? [])
    if (desired === 'running') wanted++;
  return wanted;
}

// ---- nodes -----------------------------------------------------------------------------------------------------------

function setEligibility(turn: Turn, command: SetEligibilityCommand): EligibilitySet | Rejected {
  const { node, eligibility, deadlineMs, force = false, actor } = command;
  const known = turn.state.nodes.get(node);
  if (!known) return noSuchNode(node);
  const isDrain = eligibility === 'draining';
  if (!isDrain && (deadlineMs !== undefined || force))
    return reject('invalid_request', 'a deadline is for a drain only: leave it out');
  if (force && deadlineMs === undefined)
    return reject('invalid_request', 'a drain that stops what is left needs a deadline, e.g. 10m');
  if (deadlineMs !== undefined && !(deadlineMs >= 1000 && deadlineMs <= LIMITS.drainMsMax))
    return reject(
      'invalid_request',
      `a deadline is 1s to ${LIMITS.drainMsMax / 3_600_000}h, not ${deadlineMs} ms`,
    );
  if (known.eligibility !== eligibility || deadlineMs !== undefined) {
    const sinceMs = known.drain?.sinceMs ?? turn.nowMs;
    const deadline = deadlineMs === undefined ? {} : { deadlineAtMs: turn.nowMs + deadlineMs };
    const drain = isDrain && { drain: { sinceMs, ...deadline, force } };
    turn.emit({ kind: 'node.eligibility-changed', node, eligibility, ...drain, actor });
  }
  return { kind: 'eligibility-set', node, eligibility };
}

function removeNode(turn: Turn, command: RemoveNodeCommand): NodeRemoved | Rejected {
  const known = turn.state.nodes.get(command.node);
  if (!known) return noSuchNode(command.node);
  if (known.connection === 'up') {
    return reject('conflict', `node "${command.node}" is connected: stop its agent first, then remove it`);
  }
  turn.emit({ kind: 'node.removed', node: command.node, actor: command.actor });
  return { kind: 'node-removed', node: command.node };
}

function noSuchNode(node: string): Rejected {
  return reject('not_found', `there is no node "${node}": \`berth node ls\` lists them`);
}

// ---- reservations ----------------------------------------------------------------------------------------------------

function place(turn: Turn, command: PlaceCommand): Placed | Rejected {
  for (const wish of command.wishes) {
    const wrong = wrongWish(turn, wish);
    if (wrong) return reject('invalid_request', wrong);
  }
  const results: WishResult[] = [];
  for (const wish of command.wishes) results.push(grant(turn, wish, command));
  return { kind: 'placed', results };
}

function wrongWish(turn: Turn, wish: PlaceWish): string | undefined {
  if (!Number.isSafeInteger(wish.count) || wish.count < 1 || wish.count > LIMITS.placementsPerPass) {
    return `count must be 1 to ${LIMITS.placementsPerPass}, not ${wish.count}`;
  }
  if (!(wish.ttlMs >= 1000 && wish.ttlMs <= LIMITS.reservationTtlMsMax)) {
    return `time to live must be 1s to ${LIMITS.reservationTtlMsMax / 3_600_000}h, not ${wish.ttlMs} ms`;
  }
  for (const [name, amount] of Object.entries(wish.resources.quantities)) {
    if (!Number.isSafeInteger(amount) || amount < 0) return `${name} must be a whole number, not ${amount}`;
  }
  for (const [selector, thousandths] of Object.entries(wish.resources.devices)) {
    if (isDeviceWish(thousandths)) continue;
    return `device "${selector}" must be a share of one (1 to 999 thousandths) or a multiple of 1000, not ${thousandths}`;
  }
  const wrong = wrongCores(wish.resources);
  if (wrong) return wrong;
  const { spread, distinct, apart, near } = wish.rules;
  if (spread || distinct || apart || near) {
    return 'a reservation takes require, prefer and tolerate; spread, distinct, apart and near are for workloads of a stack';
  }
  const { policy, closeTo } = wish.rules;
  if ((policy?.latency ?? 0) > 0 && Object.keys(closeTo ?? {}).length === 0) {
    return 'policy latency needs closeTo: a site, region or location to measure from';
  }
  if (closeTo?.location !== undefined && !parseLocation(closeTo.location)) {
    return `location must be "latitude,longitude" in degrees, not "${closeTo.location}"`;
  }
  for (const expression of [...wish.rules.require, ...wish.rules.prefer.map((rule) => rule.when)]) {
    const wrong = turn.scheduler.checkExpression(expression);
    if (wrong) return `expression "${expression}": ${wrong}`;
  }
  return undefined;
}

function grant(turn: Turn, wish: PlaceWish, command: PlaceCommand): WishResult {
  const { choices, missing, rejects } = turn.scheduler.place(wish);
  const refused = turn.checkCapacity
    ? choices.filter((choice) => {
        const node = turn.state.nodes.get(choice.node);
        return !node || claimRejects(node.load, choice.claim).length > 0;
      }).length
    : 0;
  if (missing + refused > 0) return { missing: missing + refused, rejects };
  const expiresAtMs = turn.nowMs + wish.ttlMs;
  const reservations = choices.map((choice): HeldReservation => {
    const id = turn.uniqueName('r') as ReservationId;
    return { id, node: choice.node, claim: choice.claim, holder: wish.holder, expiresAtMs };
  });
  turn.emit({ kind: 'reservations.held', reservations, actor: command.actor, atMs: turn.nowMs });
  return {
    reservations: reservations.map(({ id }) => ({ ...(turn.state.reservations.get(id) as Reservation) })),
  };
}

function confirm(turn: Turn, command: ConfirmCommand): Confirmed | Rejected {
  const found = findReservation(turn, command);
  if ('kind' in found) return found;
  if (found.phase === 'held') {
    turn.emit({ kind: 'reservation.confirmed', reservation: found.id, actor: command.actor });
  }
  return { kind: 'confirmed', reservation: { ...found } };
}

function release(turn: Turn, command: ReleaseCommand): Released | Rejected {
  const found = findReservation(turn, command);
  if ('kind' in found) return found;
  turn.emit({ kind: 'reservation.released', reservation: found.id, expired: false, actor: command.actor });
  return { kind: 'released', reservation: found.id };
}

/** A stale generation is a conflict that names what moved. */
function findReservation(turn: Turn, command: ConfirmCommand | ReleaseCommand): Reservation | Rejected {
  const found = turn.state.reservations.get(command.reservation);
  if (!found) {
    return reject(
      'not_found',
      `there is no reservation "${command.reservation}": it was released, or its time to live ran out; place again`,
    );
  }
  if (found.generation !== command.generation) {
    return reject(
      'conflict',
      `reservation "${found.id}" is at generation ${found.generation} (${found.phase} since ledger index ` +
        `${found.changedAtIndex}), not ${command.generation}`,
    );
  }
  return found;
}
