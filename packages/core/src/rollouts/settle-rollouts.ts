/**
 * What becomes of the rollout of a workload each time it is settled: it begins when wanted copies run something else than
 * what is wanted, counts who became healthy, and ends. Whatever time is asked for stands in the state.
 */
import { canonicalJson } from '../basics/fingerprint.js';
import { splitWorkloadKey } from '../basics/ids.js';
import type { Turn } from '../control/turn.js';
import { failureOf, givenUp, givenUpText } from '../failures/failures.js';
import type { Actor, Placement, StackSpec } from '../model/model.js';
import { REJECT_REASONS } from '../model/scheduling.js';
import type { WorkloadRecord } from '../state/state.js';
import type { HealthyVersion, Rollout, RolloutEnd } from './rollout-record.js';
import {
  availableAtMs,
  countHealthy,
  hasOutdated,
  healthyForMs,
  newCopies,
  openRollout,
  replicasOf,
  waitsForPromotion,
} from './rollouts.js';

export const COORDINATOR: Actor = { name: 'coordinator' };

/** Returns when time alone will ask for something. */
export function settleRollout(turn: Turn, workload: WorkloadRecord): number | undefined {
  if (workload.deleted || workload.spec.run.kind === 'batch') return undefined;
  begin(turn, workload);
  const rollout = openRollout(workload);
  if (!rollout) return undefined;
  const { nowMs } = turn;
  const healthy = countHealthy(workload, nowMs);
  if (healthy > rollout.healthy) emitTurn(turn, workload, rollout, 'progressed', healthy);
  if (healthy === replicasOf(workload) && !hasOutdated(workload)) {
    end(turn, workload, { outcome: 'done', reason: '' });
    return undefined;
  }
  const lost = whyGivenUp(workload, nowMs);
  if (lost !== undefined) {
    fail(turn, workload, lost);
    return settleRollout(turn, workload);
  }
  const comes = nextHealthyMs(workload, nowMs);
  if (waitsForPromotion(workload, nowMs)) {
    if (!workload.spec.update.autoPromote || rollout.paused) return comes;
    const forMs = healthyForMs(workload);
    const reason = `canaries healthy${forMs > 0 ? ` for ${forMs / 1000}s` : ''}`;
    emitTurn(turn, workload, rollout, 'promoted', healthy, { ...COORDINATOR, reason });
    return earlier(comes, deadlineMs(workload));
  }
  const deadline = deadlineMs(workload);
  if (deadline === undefined || nowMs < deadline) return earlier(comes, deadline);
  fail(turn, workload, whyNotHealthy(workload, nowMs));
  // What takes it back begins at once; it does not revert again.
  return settleRollout(turn, workload);
}

function begin(turn: Turn, workload: WorkloadRecord): void {
  const { rollout, runHash } = workload;
  const outdated = hasOutdated(workload);
  if (!outdated) {
    const overtaken = rollout && !rollout.ended && rollout.runHash !== runHash;
    if (overtaken) end(turn, workload, { outcome: 'superseded', reason: 'another version came' });
    return;
  }
  const same = rollout?.runHash === runHash;
  if (same && !rollout.ended) return;
  if (same && rollout.ended?.outcome === 'failed' && rollout.ended.atVersion === workload.version) return;
  const reverts = rollout?.ended?.nextVersion === workload.version;
  turn.emit({
    kind: 'rollout.began',
    workload: workload.key,
    version: workload.version,
    canaries: reverts ? 0 : (workload.spec.update.canaries ?? 0),
    ...(reverts && rollout && { revertOf: rollout.version }),
    atMs: turn.nowMs,
  });
}

/** When the next of the new copies has been ready for long enough. */
function nextHealthyMs(workload: WorkloadRecord, nowMs: number): number | undefined {
  let next: number | undefined;
  for (const copy of newCopies(workload, nowMs).values()) {
    const atMs = availableAtMs(workload, copy);
    if (copy.ready && atMs > nowMs) next = earlier(next, atMs);
  }
  return next;
}

export function deadlineMs(workload: WorkloadRecord): number | undefined {
  const { progressDeadlineMs } = workload.spec.update;
  const rollout = openRollout(workload);
  if (!rollout || rollout.paused || progressDeadlineMs === undefined) return undefined;
  return rollout.progressAtMs + progressDeadlineMs;
}

function earlier(a: number | undefined, b: number | undefined): number | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  return Math.min(a, b);
}

/** Of a new copy that comes no more. */
function whyGivenUp(workload: WorkloadRecord, nowMs: number): string | undefined {
  if (!workload.failures) return undefined;
  for (const copy of newCopies(workload, nowMs).values()) {
    const failure = copy.observed === 'failed' ? failureOf(workload, copy) : undefined;
    if (failure?.gaveUp) return `${copy.id} ${givenUpText(givenUp(failure))}`;
  }
  return undefined;
}

function whyNotHealthy(workload: WorkloadRecord, nowMs: number): string {
  const seconds = (workload.spec.update.progressDeadlineMs ?? 0) / 1000;
  const late = `no progress for ${seconds}s`;
  const waits = waitsFor(workload, nowMs);
  return waits === '' ? late : `${late}: ${waits}`;
}

/** What keeps a rollout from going on, for people; empty when nothing is known to. */
export function waitsFor(workload: WorkloadRecord, nowMs: number): string {
  const bad = [...newCopies(workload, nowMs).values()].find((copy) => !copy.ready);
  if (bad) return `${bad.id} ${stateOf(bad)}`;
  const [reason] = workload.blocked?.reasons ?? [];
  if (reason) return `no room: ${reason.nodes}x ${REJECT_REASONS[reason.reason]} ${reason.subject}`.trim();
  return '';
}

function stateOf({ observed, unready, message }: Placement): string {
  const why = unready || message;
  return `is ${observed === 'running' ? 'not ready' : observed}${why ? ` (${why})` : ''}`;
}

function fail(turn: Turn, workload: WorkloadRecord, reason: string): void {
  const { rollout, healthy } = workload;
  const back = workload.spec.update.autoRevert && rollout?.from && rollout.revertOf === undefined;
  if (!back || !healthy) {
    end(turn, workload, { outcome: 'failed', reason });
    return;
  }
  revert(turn, workload, healthy, { ...COORDINATOR, reason });
}

/** Applies the spec that this workload had in an earlier version again; the rest of its stack stays as it is. */
export function revert(
  turn: Turn,
  workload: WorkloadRecord,
  to: HealthyVersion,
  { name: who, reason = `reverted by ${who}` }: Actor,
): void {
  const { rollout, key } = workload;
  const { stack, workload: name } = splitWorkloadKey(key);
  const record = turn.state.stacks.get(stack);
  if (!record) return;
  const nextVersion = record.version + 1;
  const taken = rollout && rollout.runHash === workload.runHash ? rollout.version : workload.version;
  if (rollout && rollout.runHash === workload.runHash) {
    const actor = who === COORDINATOR.name ? {} : { actor: { name: who } };
    end(turn, workload, { outcome: 'reverted', reason, nextVersion, ...actor });
  }
  // What it needs stays as it is now: what it needed then may be gone, or need it by now.
  const { needs: _needs, ...earlierSpec } = to.spec;
  const { needs } = workload.spec;
  const workloads = { ...record.spec.workloads, [name]: { ...earlierSpec, ...(needs && { needs }) } };
  // In the order that the ledger keeps it in.
  const spec = JSON.parse(canonicalJson({ ...record.spec, workloads })) as StackSpec;
  const why = `${key} version ${taken} back to version ${to.version}: ${reason}`;
  const actor = { name: who, reason: why };
  turn.emit({ kind: 'stack.applied', stack, version: nextVersion, spec, actor, atMs: turn.nowMs });
}

type Ending = Omit<RolloutEnd, 'atMs' | 'atVersion'>;

function end(turn: Turn, workload: WorkloadRecord, ending: Ending): void {
  const version = workload.rollout?.version as number;
  turn.emit({ kind: 'rollout.ended', workload: workload.key, version, ...ending, atMs: turn.nowMs });
}

export function emitTurn(
  turn: Turn,
  workload: WorkloadRecord,
  { version }: Rollout,
  what: 'progressed' | 'paused' | 'resumed' | 'promoted',
  healthy: number,
  actor?: Actor,
): void {
  const { key } = workload;
  turn.emit({
    kind: 'rollout.turned',
    workload: key,
    version,
    turn: what,
    healthy,
    ...(actor && { actor }),
    atMs: turn.nowMs,
  });
}
