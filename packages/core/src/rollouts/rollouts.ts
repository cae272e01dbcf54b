/** What follows from a rollout and the copies that are there: how far it may go, and how far it came. */

import { runHashOf } from '../configuration/files.js';
import type { Placement } from '../model/model.js';
import type { WorkloadRecord } from '../state/state.js';
import type { EarlierRun, Rollout } from './rollout-record.js';

/** What a copy has to be ready for, before the rollout counts on it. */
export function healthyForMs({ spec }: WorkloadRecord): number {
  return spec.update.healthyForMs ?? 0;
}

/** The rollout that is under way, or that has failed and holds what there is. */
export function standingRollout({ rollout, runHash }: WorkloadRecord): Rollout | undefined {
  if (!rollout || rollout.runHash !== runHash) return undefined;
  const { ended } = rollout;
  return !ended || ended.outcome === 'failed' ? rollout : undefined;
}

export function openRollout(workload: WorkloadRecord): Rollout | undefined {
  const rollout = standingRollout(workload);
  return rollout?.ended ? undefined : rollout;
}

/** A copy may be counted on: ready, and when it is new, for long enough; or it waits for its next due time. */
export function isAvailable(workload: WorkloadRecord, copy: Placement, nowMs: number): boolean {
  if (copy.observed === 'scheduled') return true;
  return copy.ready && nowMs >= availableAtMs(workload, copy);
}

/** Of a copy that is ready. */
export function availableAtMs(workload: WorkloadRecord, copy: Placement): number {
  const isNew = copy.runHash === workload.runHash && openRollout(workload) !== undefined;
  return isNew ? copy.readySinceMs + healthyForMs(workload) : copy.readySinceMs;
}

/** Wanted copies that run what is wanted now, one for each replica: the first is taken that can be counted on. */
export function newCopies(workload: WorkloadRecord, nowMs: number): Map<number, Placement> {
  const found = new Map<number, Placement>();
  for (const copy of workload.placements.values()) {
    if (copy.desired !== 'running' || copy.runHash !== workload.runHash) continue;
    const known = found.get(copy.replica);
    if (!known || (!isAvailable(workload, known, nowMs) && isAvailable(workload, copy, nowMs))) {
      found.set(copy.replica, copy);
    }
  }
  return found;
}

/** Whether some wanted copy runs something else than what is wanted now. */
export function hasOutdated(workload: WorkloadRecord): boolean {
  if (workload.outdated === 0) return false;
  for (const { desired, runHash } of workload.placements.values()) {
    if (desired === 'running' && runHash !== workload.runHash) return true;
  }
  return false;
}

/** How many replicas a rollout has to bring: a daemon has one on each of its nodes. */
export function replicasOf(workload: WorkloadRecord): number {
  if (workload.spec.run.kind !== 'daemon') return workload.spec.replicas;
  const replicas = new Set<number>();
  for (const { desired, replica } of workload.placements.values()) {
    if (desired === 'running') replicas.add(replica);
  }
  return replicas.size;
}

/** Where a rollout may not go on by itself: how many replicas may run the new version, and what the others run. */
export type Hold = { readonly most: number; readonly earlier?: EarlierRun };

/** Undefined where an update goes on as far as its rule allows. */
export function holdOf(workload: WorkloadRecord): Hold | undefined {
  const rollout = standingRollout(workload);
  if (!rollout) return undefined;
  const earlier = rollout.from && { earlier: rollout.from };
  if (rollout.ended || rollout.paused) return { most: 0, ...earlier };
  if (rollout.canaries > 0 && !rollout.promoted) return { most: rollout.canaries, ...earlier };
  return undefined;
}

/** What was seen healthy last, where that is another run than what is wanted. */
export function earlierRun({ healthy, runHash }: WorkloadRecord): EarlierRun | undefined {
  if (!healthy) return undefined;
  const hash = runHashOf(healthy.spec.run);
  return hash === runHash ? undefined : { version: healthy.version, runHash: hash, run: healthy.spec.run };
}

/** What it needs is not there: whatever runs stays, and is made again in the version that was healthy. */
export function heldByNeeds(workload: WorkloadRecord): Hold {
  const earlier = earlierRun(workload);
  return { most: 0, ...(earlier && { earlier }) };
}

/** Canaries that are there and healthy: it waits for somebody's word. */
export function waitsForPromotion(workload: WorkloadRecord, nowMs: number): boolean {
  const rollout = openRollout(workload);
  if (!rollout || rollout.promoted || rollout.canaries === 0) return false;
  return countHealthy(workload, nowMs) >= Math.min(rollout.canaries, replicasOf(workload));
}

export function countHealthy(workload: WorkloadRecord, nowMs: number): number {
  let healthy = 0;
  for (const copy of newCopies(workload, nowMs).values()) if (isAvailable(workload, copy, nowMs)) healthy++;
  return healthy;
}
