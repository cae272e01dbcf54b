/** What `apply` does for replicas whose copies fail. */
import type { WorkloadKey } from '../basics/ids.js';
import { LIMITS } from '../basics/limits.js';
import { isStanding, type Placement, type PlacementStatus } from '../model/model.js';
import { wakeAround } from '../needs/needs.js';
import type { WorkloadGaveUp, WorkloadRetried } from '../state/events.js';
import type { ClusterState, WorkloadRecord } from '../state/state.js';
import { type Failure, type Failures, failureOf } from './failures.js';

/** Of one event: whole fleets may fail at once, and the record of a workload is copied once. */
export class FailureNotes {
  readonly #state: ClusterState;
  readonly #atMs: number;
  readonly #changes = new Map<WorkloadKey, Map<number, Failure | undefined>>();

  constructor(state: ClusterState, atMs: number) {
    this.#state = state;
    this.#atMs = atMs;
  }

  /** What a status says, before it is taken in. */
  note(placement: Placement, status: PlacementStatus): void {
    const workload = this.#state.workloads.get(placement.workload);
    if (!workload || workload.deleted || !isStanding(placement)) return;
    const known = this.#known(workload, placement);
    const failure = known && this.#ranWell(placement, status) ? undefined : known;
    if (status.phase === 'failed') this.#change(placement, this.#next(placement, status, failure));
    else if (known && !failure) this.#change(placement, undefined);
  }

  #known(workload: WorkloadRecord, placement: Placement): Failure | undefined {
    const changes = this.#changes.get(workload.key);
    if (!changes?.has(placement.replica)) return failureOf(workload, placement);
    const changed = changes.get(placement.replica);
    return changed?.runHash === placement.runHash ? changed : undefined;
  }

  /**
   * A run has ended that was long enough. The clock of the node may have been set, and what is heard late tells nothing of
   * when it was: so both clocks have to say so.
   */
  #ranWell(placement: Placement, { phase, restarts, atMs: agentMs }: PlacementStatus): boolean {
    const { runSince, run } = placement;
    const isOver = runSince !== undefined && (phase !== 'running' || restarts > placement.restarts);
    if (isOver) delete placement.runSince;
    if (phase === 'running' && (isOver || !runSince)) placement.runSince = { atMs: this.#atMs, agentMs };
    if (!isOver) return false;
    const ranMs = Math.min(this.#atMs - runSince.atMs, agentMs - runSince.agentMs);
    return ranMs >= run.failure.resetAfterMs;
  }

  #next({ runHash, node }: Placement, status: PlacementStatus, before: Failure | undefined): Failure {
    const { message, exitCode } = status;
    const { count = 0, nodes = [] } = before ?? {};
    return {
      count: count + 1,
      runHash,
      nodes: nodes.includes(node) ? [node] : [...nodes, node].slice(-LIMITS.failedNodesKept),
      reason: message || (exitCode === undefined ? 'it failed' : `exited with code ${exitCode}`),
      atMs: this.#atMs,
    };
  }

  #change({ workload, replica }: Placement, failure: Failure | undefined): void {
    const changes = this.#changes.get(workload);
    if (changes) changes.set(replica, failure);
    else this.#changes.set(workload, new Map([[replica, failure]]));
  }

  /** Makes it so. */
  apply(): void {
    for (const [key, changes] of this.#changes) {
      const workload = this.#state.workloads.get(key);
      if (workload) setFailures(this.#state, workload, changes);
    }
  }
}

function setFailures(
  { changes: { entities } }: ClusterState,
  workload: WorkloadRecord,
  changes: Iterable<readonly [replica: number, failure: Failure | undefined]>,
): void {
  const failures: Record<number, Failure> = { ...workload.failures };
  for (const [replica, failure] of changes) {
    if (failure) failures[replica] = failure;
    else delete failures[replica];
  }
  if (Object.keys(failures).length > 0) workload.failures = failures satisfies Failures;
  else delete workload.failures;
  entities.workload.add(workload.key);
}

/** Of daemons: the numbers of their copies are given again. */
export function forgetFailures(
  state: ClusterState,
  workload: WorkloadRecord,
  replicas: readonly number[],
): void {
  if (!workload.failures) return;
  setFailures(
    state,
    workload,
    replicas.map((replica) => [replica, undefined] as const),
  );
}

export function applyFailures(state: ClusterState, event: WorkloadGaveUp | WorkloadRetried): void {
  const workload = state.workloads.get(event.workload);
  if (!workload) return;
  if (event.kind === 'workload.gave-up') {
    const changes = event.copies.flatMap(({ replica }) => {
      const failure = workload.failures?.[replica];
      return failure ? [[replica, { ...failure, gaveUp: true as const }] as const] : [];
    });
    setFailures(state, workload, changes);
    wakeAround(state, workload.key);
  } else {
    delete workload.failures;
    state.changes.entities.workload.add(workload.key);
  }
  state.changes.dirty.add(workload.key);
}
