/** What `apply` does for rollouts. */

import { LIMITS } from '../basics/limits.js';
import { runHashOf } from '../configuration/files.js';
import { wakeAround } from '../needs/needs.js';
import type { RolloutBegan, RolloutEnded, RolloutTurned } from '../state/events.js';
import type { ClusterState, WorkloadRecord } from '../state/state.js';
import type { EarlierRun, PastRollout, Rollout } from './rollout-record.js';
import { earlierRun } from './rollouts.js';

export function applyRollout(state: ClusterState, event: RolloutBegan | RolloutTurned | RolloutEnded): void {
  switch (event.kind) {
    case 'rollout.began':
      applyBegan(state, event);
      return;
    case 'rollout.turned':
      applyTurned(state, event);
      return;
    case 'rollout.ended':
      applyEnded(state, event);
      return;
  }
}

function applyBegan(state: ClusterState, event: RolloutBegan): void {
  const workload = state.workloads.get(event.workload);
  if (!workload) return;
  if (workload.rollout) remember(workload, event.atMs);
  const from = earlierRun(workload);
  workload.rollout = {
    version: event.version,
    runHash: workload.runHash,
    ...(from && { from }),
    canaries: event.canaries,
    ...(event.revertOf !== undefined && { revertOf: event.revertOf }),
    beganAtMs: event.atMs,
    promoted: false,
    paused: false,
    healthy: 0,
    progressAtMs: event.atMs,
  };
  touched(state, workload);
}

function applyTurned(state: ClusterState, event: RolloutTurned): void {
  const workload = state.workloads.get(event.workload);
  const rollout = workload?.rollout;
  if (!workload || !rollout || rollout.version !== event.version) return;
  workload.rollout = turned(rollout, event);
  // Another try begins anew, also for copies that were given up.
  if (event.turn === 'resumed') delete workload.failures;
  touched(state, workload);
}

function turned(rollout: Rollout, { turn, healthy, atMs }: RolloutTurned): Rollout {
  switch (turn) {
    case 'progressed':
      return { ...rollout, healthy, progressAtMs: atMs };
    case 'paused':
      return { ...rollout, paused: true };
    case 'promoted':
      return { ...rollout, promoted: true, progressAtMs: atMs };
    case 'resumed': {
      // One that failed gets another try.
      const { ended: _ended, ...open } = rollout;
      return { ...open, paused: false, progressAtMs: atMs };
    }
  }
}

function applyEnded(state: ClusterState, event: RolloutEnded): void {
  const workload = state.workloads.get(event.workload);
  const rollout = workload?.rollout;
  if (!workload || !rollout || rollout.version !== event.version) return;
  const { outcome, reason, nextVersion, actor, atMs } = event;
  const { from, ...rest } = rollout;
  const holds = outcome === 'failed' && from !== undefined;
  workload.rollout = {
    ...rest,
    ...(holds && { from }),
    ended: {
      ...{ outcome, reason, atMs, atVersion: workload.version },
      ...(nextVersion !== undefined && { nextVersion }),
      ...(actor && { actor }),
    },
  };
  if (outcome === 'done') isHealthy(workload);
  touched(state, workload);
  wakeAround(state, workload.key);
}

/** Before a workload gets another spec: the one that it has was healthy, when its copies are ready now. */
export function noteHealthy(workload: WorkloadRecord): void {
  const { rollout, runHash, spec, placements } = workload;
  if (runHash === '' || workload.deleted || spec.run.kind === 'batch') return;
  if (rollout?.runHash === runHash && rollout.ended?.outcome !== 'done') return;
  let ready = 0;
  for (const copy of placements.values()) {
    if (copy.desired === 'running' && copy.ready && copy.runHash === runHash) ready++;
  }
  if (ready < Math.max(1, spec.replicas - spec.update.maxUnavailable)) return;
  isHealthy(workload);
}

/** The one before it is kept while it runs something else. */
function isHealthy(workload: WorkloadRecord): void {
  const { healthy, runHash, version, spec } = workload;
  if (healthy && runHashOf(healthy.spec.run) !== runHash) workload.healthyBefore = healthy;
  workload.healthy = { version, spec };
}

/** Which run a placement of this version is of; undefined for the one of now. */
export function earlierRunOf(workload: WorkloadRecord, of: number): EarlierRun | undefined {
  const { rollout, version } = workload;
  if (of === version) return undefined;
  if (rollout?.from?.version === of) return rollout.from;
  // It waits for what it needs: its rollout has not begun.
  const earlier = workload.spec.needs && earlierRun(workload);
  return earlier?.version === of ? earlier : undefined;
}

const SUPERSEDED = { outcome: 'superseded', reason: 'another version came' } as const;

function remember(workload: WorkloadRecord, atMs: number): void {
  if (workload.rollout) workload.pastRollouts = withLast(workload, atMs);
}

/** Those before another one: the last one, too, which that one ends if nothing else has. */
export function withLast({ rollout, pastRollouts = [] }: WorkloadRecord, atMs: number): PastRollout[] {
  if (!rollout) return [...pastRollouts];
  const { from: _from, ...past } = rollout;
  const ended = past.ended ?? { ...SUPERSEDED, atVersion: past.version, atMs };
  return [...pastRollouts, { ...past, ended }].slice(-LIMITS.rolloutsKept);
}

function touched(state: ClusterState, { key }: WorkloadRecord): void {
  state.changes.entities.workload.add(key);
  state.changes.dirty.add(key);
}
