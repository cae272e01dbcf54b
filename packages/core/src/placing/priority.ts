/** Which workloads come first when room is short. */
import type { WorkloadSpec } from '../model/model.js';
import type { WorkloadRecord } from '../state/state.js';

/** 0 to this; the range and its middle are Nomad's, so that figures carry over. */
export const PRIORITY_MAX = 100;
/** Of a workload that names none. */
export const DEFAULT_PRIORITY = 50;

export function priorityOf(spec: Pick<WorkloadSpec, 'priority'>): number {
  return spec.priority ?? DEFAULT_PRIORITY;
}

/**
 * The higher priority first; of equal ones whoever has waited longer, and last those that do not wait. Sorting is stable:
 * what is still equal stays in the order in which it came up.
 */
export function bySettleOrder(a: WorkloadRecord, b: WorkloadRecord): number {
  return priorityOf(b.spec) - priorityOf(a.spec) || waitsSince(a) - waitsSince(b);
}

/** Finite, so that two that do not wait can be subtracted. */
function waitsSince({ blocked }: WorkloadRecord): number {
  return blocked?.sinceMs ?? Number.MAX_SAFE_INTEGER;
}
