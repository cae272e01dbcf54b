/** What `apply` does for workloads that wait for room, and for those that had to make it. */

import { canonicalJson } from '../basics/fingerprint.js';
import { type PlacementId, parsePlacementId, type WorkloadKey } from '../basics/ids.js';
import type { Placement, Preemptor } from '../model/model.js';
import type { LedgerEvent } from './events.js';
import type { ClusterState, WorkloadRecord } from './state.js';

type EventOf<Kind extends LedgerEvent['kind']> = Extract<LedgerEvent, { kind: Kind }>;

export function applyBlocked(state: ClusterState, event: EventOf<'workload.blocked'>): void {
  const workload = state.workloads.get(event.workload);
  if (!workload) return;
  const { missing, reasons, overdue, atMs } = event;
  workload.blocked = { missing, reasons, overdue, sinceMs: workload.blocked?.sinceMs ?? atMs };
  state.changes.entities.workload.add(event.workload);
}

export function applyUnblocked(state: ClusterState, key: WorkloadKey): void {
  const workload = state.workloads.get(key);
  if (!workload) return;
  delete workload.blocked;
  state.changes.entities.workload.add(key);
}

/** Another wish, or another try of a gang that gave up, has not waited yet. */
export function forgetWaiting(workload: WorkloadRecord, spec: WorkloadRecord['spec']): void {
  const isOther = canonicalJson(workload.spec) !== canonicalJson(spec);
  if (isOther || workload.blocked?.overdue) delete workload.blocked;
  if (!isOther) return;
  delete workload.preempted;
  delete workload.refill;
  delete workload.failures;
}

/** `placements` are of one workload. */
export function recordPreempted(
  state: ClusterState,
  placements: readonly PlacementId[],
  by: Preemptor,
): void {
  const [first] = placements;
  const key = first && parsePlacementId(first)?.workload;
  const workload = key && state.workloads.get(key);
  if (workload) workload.preempted = { ...by, copies: placements.length };
}

export function toRefill(state: ClusterState, key: WorkloadKey, cause: Placement['cause']): void {
  const workload = state.workloads.get(key);
  if (!workload) return;
  workload.refill = cause;
  state.changes.entities.workload.add(key);
}
