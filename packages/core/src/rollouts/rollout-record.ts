/**
 * What the ledger knows of a rollout, the way of a service or a daemon from one run to another. All of it stands in the
 * state, so that whoever leads next goes on with it.
 */
import type { Actor, RunSpec, WorkloadSpec } from '../model/model.js';

/** reverted: the last version that was healthy is applied again. superseded: another version came before it was done. */
export type RolloutOutcome = 'done' | 'failed' | 'reverted' | 'superseded';

export type Rollout = {
  /** Of the stack, when it began. */
  readonly version: number;
  /** Of the run that it brings. */
  readonly runHash: string;
  /** What copies run where it has not come to yet; absent when no earlier version was seen healthy. */
  readonly from?: EarlierRun;
  /** So many replicas first, until somebody lets it go on. 0: none. */
  readonly canaries: number;
  /** It takes back this version, which failed: it has no canaries, and does not revert. */
  readonly revertOf?: number;
  readonly beganAtMs: number;
  readonly promoted: boolean;
  readonly paused: boolean;
  /** Most replicas that have been healthy at a time. */
  readonly healthy: number;
  /** What the deadline counts from. */
  readonly progressAtMs: number;
  readonly ended?: RolloutEnd;
};

export type RolloutEnd = {
  readonly outcome: RolloutOutcome;
  /** Empty when it is done. */
  readonly reason: string;
  /** With "reverted": the version of the stack that took it back. */
  readonly nextVersion?: number;
  /** Absent when it ended by itself. */
  readonly actor?: Actor;
  /** Version of the stack by then: applying it once more gives a rollout that failed another try. */
  readonly atVersion: number;
  readonly atMs: number;
};

export type EarlierRun = { readonly version: number; readonly runHash: string; readonly run: RunSpec };

/** The last version of a workload whose copies were seen ready. */
export type HealthyVersion = { readonly version: number; readonly spec: WorkloadSpec };

/** One that has ended, or is under way still, as it is kept for readers. */
export type PastRollout = Omit<Rollout, 'from'>;
