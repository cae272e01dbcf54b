/** Records as they are when they come into the state. */
import type { WorkloadKey } from '../basics/ids.js';
import type { WorkloadRecord } from './state.js';

export function newWorkload(
  key: WorkloadKey,
  spec: WorkloadRecord['spec'],
  generation: number,
): WorkloadRecord {
  return {
    key,
    spec,
    version: 0,
    runHash: '',
    generation,
    placements: new Map(),
    outdated: 0,
    deleted: false,
  };
}

/** Placements that run what is not wanted any more. */
export function countOutdated(workload: WorkloadRecord): number {
  let outdated = 0;
  for (const placement of workload.placements.values())
    if (placement.runHash !== workload.runHash) outdated++;
  return outdated;
}
