/** What readers are shown of copies that fail. */
import type { WorkloadKey } from '../basics/ids.js';
import { LIMITS } from '../basics/limits.js';
import { isStanding, type Placement } from '../model/model.js';
import type { WorkloadRecord } from '../state/state.js';
import {
  type Failure,
  failureOf,
  type GivenUp,
  givenUp,
  givenUpText,
  placedAgainAtMs,
  retryAdvice,
} from './failures.js';

export type FailureView = GivenUp & {
  readonly replica: number;
  /** When the coordinator learned of the last failure. */
  readonly atMs: number;
  readonly gaveUp: boolean;
  /** When it is placed again; absent when it is, or is not any more. Wall clock. */
  readonly againAtMs?: number;
  /** A line for people. */
  readonly why: string;
};

/** Of replicas that failed and are not ready again; at most LIMITS.failuresShown, by replica. */
export function failureViews(workload: WorkloadRecord): { readonly failures?: readonly FailureView[] } {
  if (!workload.failures || workload.deleted) return {};
  const found = new Map<number, FailureView>();
  for (const copy of workload.placements.values()) {
    const failure = isStanding(copy) && !copy.ready ? failureOf(workload, copy) : undefined;
    if (failure) found.set(copy.replica, failureView(workload.key, copy, failure));
  }
  const failures = [...found.values()].sort((a, b) => a.replica - b.replica);
  return failures.length > 0 ? { failures: failures.slice(0, LIMITS.failuresShown) } : {};
}

function failureView(key: WorkloadKey, copy: Placement, failure: Failure): FailureView {
  const about = givenUp(failure);
  const gaveUp = failure.gaveUp === true;
  const waits = copy.observed === 'failed' && !gaveUp;
  return {
    ...about,
    replica: copy.replica,
    atMs: failure.atMs,
    gaveUp,
    ...(waits && { againAtMs: placedAgainAtMs(copy, failure) }),
    why: gaveUp ? `${copy.id} ${givenUpText(about)}; ${retryAdvice(key)}` : failingText(copy, about, waits),
  };
}

function failingText({ id }: Placement, { moves, node, reason }: GivenUp, waits: boolean): string {
  const before = moves === 0 ? '' : `, after ${moves} ${moves === 1 ? 'move' : 'moves'}`;
  const failed = `failed on ${node}${before}: ${reason}`;
  return waits ? `${id} ${failed}; it is placed again after a pause` : `${id} comes after one that ${failed}`;
}
