/** What became of a run, from its placements. */
import type { WorkloadKey } from '../basics/ids.js';
import { isTerminal, type Placement } from '../model/model.js';
import { hasGivenUp, standingCopies } from '../placing/gangs.js';
import type { ClusterState, WorkloadRecord } from '../state/state.js';

/** waiting: for room, or for what it needs. stopping: somebody stopped it, and a copy has not ended yet. */
export const DISPATCH_STATES = ['waiting', 'running', 'stopping', 'completed', 'failed', 'stopped'] as const;
export type DispatchState = (typeof DISPATCH_STATES)[number];

export type DispatchEnd = {
  readonly state: Extract<DispatchState, 'completed' | 'failed' | 'stopped'>;
  readonly atMs: number;
  /** Of the copy that says how it ended: the first one that failed. */
  readonly exitCode?: number;
  readonly message: string;
};

/** Undefined while it goes on, and of what is no run. */
export function endOf(run: WorkloadRecord): DispatchEnd | undefined {
  const { dispatched, placements, spec, blocked } = run;
  if (!dispatched) return undefined;
  if (dispatched.stopped) {
    const { actor, atMs } = dispatched.stopped;
    return placements.size === 0
      ? { state: 'stopped', atMs, message: `stopped by ${actor.name}` }
      : undefined;
  }
  if (hasGivenUp(run)) {
    const atMs = (blocked?.sinceMs ?? 0) + (spec.gang?.timeoutMs ?? 0);
    return { state: 'failed', atMs, message: 'no room for all its copies in time' };
  }
  const copies = newestCopies(run);
  if (copies.length < spec.replicas || copies.some(({ observed }) => !isTerminal(observed))) return undefined;
  const told = copies.find(({ observed }) => observed !== 'completed') ?? copies[0];
  if (!told) return undefined;
  return {
    state: told.observed === 'completed' ? 'completed' : 'failed',
    atMs: Math.max(...copies.map(({ changedAtMs }) => changedAtMs)),
    ...(told.exitCode !== undefined && { exitCode: told.exitCode }),
    message: told.message,
  };
}

/** Of those that are wanted, one for each replica, in their order. */
function newestCopies({ placements }: WorkloadRecord): Placement[] {
  const newest = new Map<number, Placement>();
  for (const copy of placements.values()) {
    if (copy.desired !== 'running' || copy.aside) continue;
    const known = newest.get(copy.replica);
    if (!known || known.generation < copy.generation) newest.set(copy.replica, copy);
  }
  return [...newest.values()].sort((a, b) => a.replica - b.replica);
}

export function stateOfRun(run: WorkloadRecord): DispatchState {
  const end = endOf(run);
  if (end) return end.state;
  if (run.dispatched?.stopped || run.deleted) return 'stopping';
  return standingCopies(run) > 0 ? 'running' : 'waiting';
}

/** How many runs of a workload are in which state. */
export type DispatchCounts = Readonly<Record<DispatchState, number>>;

export function countRuns({ dispatches, workloads }: ClusterState, parent: WorkloadKey): DispatchCounts {
  const counts = { waiting: 0, running: 0, stopping: 0, completed: 0, failed: 0, stopped: 0 };
  for (const key of dispatches.of(parent)) {
    const run = workloads.get(key);
    if (run) counts[stateOfRun(run)]++;
  }
  return counts;
}

/** It has not ended, and so keeps others from being dispatched when there are too many. */
export function goesOn(run: WorkloadRecord): boolean {
  return endOf(run) === undefined;
}
