/**
 * Applies one fact. Total and deterministic: an event of the ledger is a fact and is never refused; what it names and
 * is not there (any more) is skipped.
 *
 * Invariants: 1. the state after replaying the ledger equals the live state; 2. a placement holds its claim from
 * `placements.made` until a terminal phase is observed or its node is removed; 3. phases, generations, versions, epochs
 * and status sequences never go back.
 */
import { applyAgentUpdate } from '../agent-updates/apply-agent-update.js';
import { canonicalJson } from '../basics/fingerprint.js';
import {
  dispatchKey,
  type NodeId,
  type PlacementId,
  placementId,
  splitWorkloadKey,
  type WorkloadKey,
  workloadKey,
} from '../basics/ids.js';
import { LIMITS } from '../basics/limits.js';
import { liveHashOf, runHashOf } from '../configuration/files.js';
import { applySecret } from '../configuration/secrets.js';
import { applyDispatched, applyDispatchStopped } from '../dispatches/apply-dispatches.js';
import { applyFailures, FailureNotes, forgetFailures } from '../failures/apply-failures.js';
import { applyIdentity, revokeRemoved } from '../identity/apply-identity.js';
import { applyUser } from '../identity/apply-users.js';
import { isStanding, isTerminal, PHASE_RANK, type Placement, type PlacementStatus } from '../model/model.js';
import { applyWaiting, noteBegun } from '../needs/apply-needs.js';
import { wakeAround } from '../needs/needs.js';
import { applyConfirmed, applyHeld, applyReleased } from '../placing/apply-reservations.js';
import { standingCopies } from '../placing/gangs.js';
import {
  applyNominated,
  applyNominationEnded,
  fillNominations,
  nominationsOn,
} from '../placing/nominations.js';
import { priorityOf } from '../placing/priority.js';
import { hold, release } from '../resources/capacity.js';
import { NO_DEVICES } from '../resources/device-shares.js';
import { applyRollout, earlierRunOf, noteHealthy } from '../rollouts/apply-rollouts.js';
import { applyVolume, bindVolumes, forgetRemovedOn } from '../volumes/apply-volumes.js';
import { applyAside } from './apply-aside.js';
import { applyMisfit, applyResized, changeInPlace, tellNodes } from './apply-in-place.js';
import { applyConnection, applyEligibility, applyRegistered } from './apply-nodes.js';
import { needsLook, noteReady, noteRuns } from './apply-readiness.js';
import { applyRecovered } from './apply-recovered.js';
import { applyBlocked, applyUnblocked, forgetWaiting, recordPreempted, toRefill } from './apply-waiting.js';
import { assignmentChanged } from './assignment-changed.js';
import type { LedgerEvent, PlacementsMade, PlacementsObserved } from './events.js';
import {
  deleteWorkload,
  forgetStackIfGone,
  forgetWorkloadIfGone,
  runsOf,
  workloadChanged,
  workloadsOf,
} from './leaving-workloads.js';
import { countOutdated, newWorkload } from './new-records.js';
import {
  type ClusterState,
  type NodeRecord,
  type StackRecord,
  stackHash,
  type WorkloadRecord,
} from './state.js';

/** The block that an event stands in. */
export type At = { readonly index: number };

export function apply(state: ClusterState, event: LedgerEvent, at: At): void {
  if ('atMs' in event) state.latestMs = Math.max(state.latestMs, event.atMs);
  switch (event.kind) {
    case 'leader.claimed':
      state.epoch = Math.max(state.epoch, event.epoch);
      state.leader = event.leader;
      return;
    case 'ledger.recovered':
      applyRecovered(state, event);
      return;
    case 'node.registered':
      applyRegistered(state, event);
      return;
    case 'node.connection-changed':
      applyConnection(state, event);
      return;
    case 'node.eligibility-changed':
      applyEligibility(state, event);
      return;
    case 'node.removed':
      applyNodeRemoved(state, event.node);
      revokeRemoved(state, event);
      return;
    case 'stack.applied':
      applyStack(state, event);
      return;
    case 'stack.deleted':
      applyStackDeleted(state, event.stack);
      return;
    case 'placements.made':
      applyMade(state, event);
      return;
    case 'placements.stopped':
      for (const id of event.placements) applyStopped(state, id, event);
      if (event.by) recordPreempted(state, event.placements, event.by);
      return;
    case 'placements.set-aside':
      for (const id of event.placements) applyAside(state, id, true);
      return;
    case 'placements.taken-back':
      for (const id of event.placements) applyAside(state, id, false);
      return;
    case 'placements.observed':
      applyObserved(state, event);
      return;
    case 'placements.resized':
      applyResized(state, event);
      return;
    case 'workload.blocked':
      applyBlocked(state, event);
      return;
    case 'workload.unblocked':
      applyUnblocked(state, event.workload);
      return;
    case 'exec.began':
      return;
    case 'workload.dispatched':
      applyDispatched(state, event);
      return;
    case 'dispatch.stopped':
      applyDispatchStopped(state, event);
      return;
    case 'dispatches.forgotten':
      for (const id of event.ids) applyForgotten(state, dispatchKey(event.workload, id));
      return;
    case 'workload.waiting':
    case 'workload.needs-met':
      applyWaiting(state, event);
      return;
    case 'workload.gave-up':
    case 'workload.retried':
      applyFailures(state, event);
      return;
    case 'rollout.began':
    case 'rollout.turned':
    case 'rollout.ended':
      applyRollout(state, event);
      return;
    case 'agent-update.began':
    case 'agent-update.turned':
    case 'agent-update.failed':
    case 'agent-update.ended':
      applyAgentUpdate(state, event);
      return;
    case 'nomination.made':
      applyNominated(state, event, at.index);
      return;
    case 'nomination.ended':
      applyNominationEnded(state, event.nomination, event.outcome);
      return;
    case 'reservations.held':
      applyHeld(state, event, at);
      return;
    case 'reservation.confirmed':
      applyConfirmed(state, event, at);
      return;
    case 'reservation.released':
      applyReleased(state, event);
      return;
    case 'secret.set':
    case 'secret.removed':
      applySecret(state, event);
      return;
    case 'user.set':
    case 'user.removed':
    case 'user.token-created':
    case 'user.token-revoked':
      applyUser(state, event);
      return;
    case 'volume.removed':
    case 'volumes.deleted':
      applyVolume(state, event);
      return;
    default:
      applyIdentity(state, event);
  }
}

type EventOf<Kind extends LedgerEvent['kind']> = Extract<LedgerEvent, { kind: Kind }>;

// ---- nodes -----------------------------------------------------------------------------------------------------------

function applyNodeRemoved(state: ClusterState, id: NodeId): void {
  const node = state.nodes.get(id);
  if (!node) return;
  for (const placement of [...node.placements.values()]) {
    noteBegun(state, placement);
    forgetPlacement(state, placement);
    state.changes.dirty.add(placement.workload);
  }
  for (const reservation of [...state.reservations.values()]) {
    if (reservation.node !== id) continue;
    state.reservations.delete(reservation.id);
    state.changes.entities.reservation.add(reservation.id);
  }
  for (const nomination of nominationsOn(state, id)) applyNominationEnded(state, nomination.id);
  forgetRemovedOn(state, id);
  state.nodes.delete(id);
  state.nodeLog.changed(id);
  state.changes.entities.node.add(id);
}

// ---- stacks ----------------------------------------------------------------------------------------------------------

function applyStack(state: ClusterState, event: EventOf<'stack.applied'>): void {
  const known = state.stacks.get(event.stack);
  const kept = { version: event.version, atMs: event.atMs, actor: event.actor, spec: event.spec };
  const record: StackRecord = {
    name: event.stack,
    version: event.version,
    spec: event.spec,
    specHash: stackHash(event.spec),
    appliedAtMs: event.atMs,
    actor: event.actor,
    versions: [...(known?.versions ?? []), kept].slice(-LIMITS.stackVersionsKept),
    deleted: false,
    workloads: known?.workloads ?? new Set(),
  };
  state.stacks.set(event.stack, record);
  state.changes.entities.stack.add(event.stack);
  for (const [name, spec] of Object.entries(event.spec.workloads)) {
    const key = workloadKey(event.stack, name);
    const runHash = runHashOf(spec.run);
    const workload = state.workloads.get(key) ?? newWorkload(key, spec, state.generationFloor);
    noteHealthy(workload);
    forgetWaiting(workload, spec);
    // Who ended only after it does not wait for it any more.
    wakeAround(state, key);
    const reranked =
      priorityOf(workload.spec) !== priorityOf(spec) ||
      canonicalJson(workload.spec.needs ?? []) !== canonicalJson(spec.needs ?? []);
    Object.assign(workload, { spec, version: event.version, runHash, deleted: false });
    workload.outdated = countOutdated(workload);
    changeInPlace(state, workload);
    state.workloads.set(key, workload);
    record.workloads.add(key);
    state.dependants.set(key, spec.needs);
    workloadChanged(state, key);
    if (reranked) tellNodes(state, workload);
    if (!spec.dispatch) for (const run of runsOf(state, key)) deleteWorkload(state, run);
  }
  for (const workload of workloadsOf(state, event.stack)) {
    const name = workload.key.slice(event.stack.length + 1);
    if (!Object.hasOwn(event.spec.workloads, name)) deleteWorkload(state, workload);
  }
}

function applyStackDeleted(state: ClusterState, stack: string): void {
  const record = state.stacks.get(stack);
  if (!record) return;
  record.deleted = true;
  state.changes.entities.stack.add(stack);
  for (const workload of workloadsOf(state, stack)) deleteWorkload(state, workload);
  forgetStackIfGone(state, stack);
}

// ---- placements ------------------------------------------------------------------------------------------------------

function applyMade(state: ClusterState, event: PlacementsMade): void {
  const workload = state.workloads.get(event.workload);
  if (!workload) return;
  const { run, runHash } = earlierRunOf(workload, event.version) ?? {
    run: workload.spec.run,
    runHash: workload.runHash,
  };
  const made = { run, runHash, liveHash: liveHashOf(run) };
  for (let row = 0; row < event.replicas.length; row++) makePlacement(state, workload, event, row, made);
  workload.generation = Math.max(workload.generation, event.firstGeneration + event.replicas.length - 1);
  if (workload.spec.run.kind === 'daemon') forgetFailures(state, workload, event.replicas);
  if (workload.spec.needs && !earlierRunOf(workload, event.version)) workload.begun = workload.runHash;
  if (workload.refill && standingCopies(workload) >= workload.spec.replicas) delete workload.refill;
  state.changes.entities.workload.add(workload.key);
  wakeNeighbours(state, workload.key);
}

function makePlacement(
  state: ClusterState,
  workload: WorkloadRecord,
  event: PlacementsMade,
  row: number,
  made: Pick<Placement, 'run' | 'runHash'> & { readonly liveHash: string },
): void {
  const node = state.nodes.get(event.nodes[row] as NodeId);
  if (!node) return;
  const replica = event.replicas[row] as number;
  const generation = event.firstGeneration + row;
  const ports: Record<string, number> = {};
  const { portNames } = event;
  for (let column = 0; column < portNames.length; column++)
    ports[portNames[column] as string] = event.ports[row * portNames.length + column] as number;
  const { run, runHash } = made;
  const placement: Placement = {
    id: placementId(workload.key, replica, generation),
    workload: workload.key,
    replica,
    generation,
    version: event.version,
    ...made,
    node: node.info.id,
    claim: { quantities: run.resources.quantities, ports, devices: event.devices[row] ?? NO_DEVICES },
    ...bindVolumes(state, node, { workload: workload.key, replica, run, createdAtMs: event.atMs }),
    cause: event.cause,
    createdAtMs: event.atMs,
    desired: 'running',
    observed: 'assigned',
    restarts: 0,
    message: '',
    changedAtMs: event.atMs,
    ready: false,
    readySinceMs: event.atMs,
    unready: '',
  };
  state.placements.set(placement.id, placement);
  workload.placements.set(placement.id, placement);
  if (runHash !== workload.runHash) workload.outdated++;
  node.placements.set(placement.id, placement);
  hold(node.load, placement.claim);
  state.nodeLog.counted(node.info.id, workload.key, 1);
  node.digest.toggle(placement.id, 'running');
  state.consumers.count(node.info.id, run, 1);
  assignmentChanged(state, node, placement);
}

/** A workload that waits to be near another one of its stack looks again. */
function wakeNeighbours(state: ClusterState, key: WorkloadKey): void {
  for (const other of workloadsOf(state, splitWorkloadKey(key).stack)) {
    if (other.blocked && other.spec.placement.near) state.changes.dirty.add(other.key);
  }
}

/** A run that ended: what is left of it are copies that no node holds any more. */
function applyForgotten(state: ClusterState, key: WorkloadKey): void {
  const run = state.workloads.get(key);
  if (!run?.dispatched) return;
  deleteWorkload(state, run);
  for (const placement of [...run.placements.values()])
    if (isTerminal(placement.observed)) forgetPlacement(state, placement);
}

function applyStopped(
  state: ClusterState,
  id: PlacementId,
  { cause, by }: EventOf<'placements.stopped'>,
): void {
  const placement = state.placements.get(id);
  if (!placement || placement.desired === 'stopped') return;
  noteBegun(state, placement);
  placement.stopCause = cause;
  if (by) placement.preemptedBy = by;
  if (cause === 'regrouped' || cause === 'preempted') toRefill(state, placement.workload, cause);
  const node = state.nodes.get(placement.node);
  if (isTerminal(placement.observed) || !node) {
    forgetPlacement(state, placement);
    return;
  }
  node.digest.toggle(id, 'running');
  if (isStanding(placement)) state.nodeLog.counted(placement.node, placement.workload, -1);
  placement.desired = 'stopped';
  delete placement.aside;
  if (placement.ready) state.changes.endpoints.add(placement.workload);
  node.digest.toggle(id, 'stopped');
  assignmentChanged(state, node, placement);
  state.changes.dirty.add(placement.workload);
  // Of a daemon, fewer copies are enough now.
  wakeAround(state, placement.workload);
}

function applyObserved(state: ClusterState, event: PlacementsObserved): void {
  const node = state.nodes.get(event.node);
  if (!node) return;
  node.statusSequence = Math.max(node.statusSequence, event.sequence);
  state.changes.entities.node.add(event.node);
  const failures = new FailureNotes(state, event.atMs);
  for (const status of event.statuses) {
    const placement = node.placements.get(status.placement);
    if (placement && PHASE_RANK[status.phase] >= PHASE_RANK[placement.observed]) {
      failures.note(placement, status);
      observe(state, node, placement, status, event.atMs);
    }
  }
  failures.apply();
}

function observe(
  state: ClusterState,
  node: NodeRecord,
  placement: Placement,
  status: PlacementStatus,
  atMs: number,
): void {
  const before = placement.observed;
  placement.observed = status.phase;
  placement.restarts = Math.max(placement.restarts, status.restarts);
  if (status.exitCode !== undefined) placement.exitCode = status.exitCode;
  placement.message = status.message;
  placement.changedAtMs = atMs;
  noteRuns(placement, status);
  if (status.dropped) placement.statusesDropped = (placement.statusesDropped ?? 0) + status.dropped;
  const turned = noteReady(state, placement, status, atMs);
  if (status.misfit !== undefined) applyMisfit(state, placement, status.misfit);
  state.changes.entities.placement.add(placement.id);
  if (turned || before !== status.phase) wakeAround(state, placement.workload);
  if (isTerminal(status.phase)) settle(state, node, placement);
  else if ((turned || before !== status.phase) && needsLook(state, placement))
    state.changes.dirty.add(placement.workload);
}

/** The node holds nothing for it any more. */
function settle(state: ClusterState, node: NodeRecord, placement: Placement): void {
  leaveNode(state, node, placement);
  state.changes.dirty.add(placement.workload);
  if (placement.desired === 'stopped') forgetPlacement(state, placement);
}

function leaveNode(state: ClusterState, node: NodeRecord, placement: Placement): void {
  if (!node.placements.delete(placement.id)) return;
  if (placement.ready) state.changes.endpoints.add(placement.workload);
  state.consumers.count(node.info.id, placement.run, -1);
  release(node.load, placement.claim);
  fillNominations(state, node.info.id);
  state.nodeLog.changed(node.info.id);
  node.digest.toggle(placement.id, placement.desired);
  assignmentChanged(state, node, placement);
  state.changes.roomMade = true;
  if (node.eligibility !== 'draining' && !node.taintedAtMs) return;
  // Daemons leave last: those that are left look again.
  for (const other of node.placements.values()) state.changes.dirty.add(other.workload);
}

function forgetPlacement(state: ClusterState, placement: Placement): void {
  const node = state.nodes.get(placement.node);
  if (node) leaveNode(state, node, placement);
  state.placements.delete(placement.id);
  state.changes.entities.placement.add(placement.id);
  const workload = state.workloads.get(placement.workload);
  if (!workload) return;
  wakeAround(state, workload.key);
  if (workload.placements.delete(placement.id)) {
    if (isStanding(placement)) state.nodeLog.counted(placement.node, workload.key, -1);
    if (placement.runHash !== workload.runHash) workload.outdated--;
  }
  forgetWorkloadIfGone(state, workload);
}
