/** What `apply` does when a workload is wanted no more, and when nothing of it is left. */
import { parseDispatchKey, splitWorkloadKey, type WorkloadKey } from '../basics/ids.js';
import { wakeAround } from '../needs/needs.js';
import { applyNominationEnded, nominationsOf } from '../placing/nominations.js';
import type { ClusterState, WorkloadRecord } from './state.js';

export function deleteWorkload(state: ClusterState, workload: WorkloadRecord): void {
  workload.deleted = true;
  delete workload.blocked;
  delete workload.begun;
  delete workload.waiting;
  delete workload.failures;
  for (const nomination of nominationsOf(state, workload.key)) applyNominationEnded(state, nomination.id);
  workloadChanged(state, workload.key);
  for (const run of runsOf(state, workload.key)) deleteWorkload(state, run);
  forgetWorkloadIfGone(state, workload);
}

/** Of one that is dispatched. */
export function runsOf(state: ClusterState, parent: WorkloadKey): WorkloadRecord[] {
  return [...state.dispatches.of(parent)].flatMap((key) => state.workloads.get(key) ?? []);
}

export function workloadsOf(state: ClusterState, stack: string): WorkloadRecord[] {
  const found: WorkloadRecord[] = [];
  for (const key of state.stacks.get(stack)?.workloads ?? []) {
    const workload = state.workloads.get(key);
    if (workload) found.push(workload);
  }
  return found;
}

export function workloadChanged(state: ClusterState, key: WorkloadKey): void {
  state.changes.dirty.add(key);
  wakeAround(state, key);
  state.changes.entities.workload.add(key);
}

export function forgetWorkloadIfGone(state: ClusterState, workload: WorkloadRecord): void {
  if (!workload.deleted || workload.placements.size > 0) return;
  // Its runs go first: each of them would be nobody's.
  if (state.dispatches.of(workload.key).size > 0) return;
  wakeAround(state, workload.key);
  state.workloads.delete(workload.key);
  state.dependants.set(workload.key);
  state.generationFloor = Math.max(state.generationFloor, workload.generation);
  state.changes.entities.workload.add(workload.key);
  state.changes.dirty.delete(workload.key);
  const parent = parseDispatchKey(workload.key)?.parent;
  if (parent !== undefined) {
    state.dispatches.remove(workload.key);
    const owner = state.workloads.get(parent);
    if (owner) forgetWorkloadIfGone(state, owner);
    return;
  }
  const { stack } = splitWorkloadKey(workload.key);
  state.stacks.get(stack)?.workloads.delete(workload.key);
  state.changes.entities.stack.add(stack);
  forgetStackIfGone(state, stack);
}

export function forgetStackIfGone(state: ClusterState, stack: string): void {
  const record = state.stacks.get(stack);
  if (!record?.deleted || record.workloads.size > 0) return;
  state.stacks.delete(stack);
  state.versionFloor = Math.max(state.versionFloor, record.version);
  state.changes.entities.stack.add(stack);
}
