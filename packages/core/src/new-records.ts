/** Records as they are when they come into the state. */
import { AssignmentDigest } from './assignment-digest.js';
import { emptyLoad } from './capacity.js';
import type { LedgerEvent } from './events.js';
import type { WorkloadKey } from './ids.js';
import type { NodeRecord, WorkloadRecord } from './state.js';

export function newNode(event: Extract<LedgerEvent, { kind: 'node.registered' }>): NodeRecord {
  return {
    info: event.node,
    instance: event.instance,
    connection: 'up',
    connectionSinceMs: event.atMs,
    eligibility: 'eligible',
    load: emptyLoad(event.node.inventory),
    placements: new Map(),
    assignmentVersion: 0,
    digest: new AssignmentDigest(),
    statusSequence: 0,
  };
}

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
