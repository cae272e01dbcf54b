/** What readers are shown of runs. */
import { BerthError } from '../basics/errors.js';
import { parseDispatchKey, type WorkloadKey } from '../basics/ids.js';
import type { Actor } from '../model/model.js';
import type { RejectCount } from '../model/scheduling.js';
import { type NeedView, neighbourViews } from '../needs/needs.js';
import type { ClusterState, WorkloadRecord } from '../state/state.js';
import { noSuchRun } from './decide-dispatch.js';
import { type DispatchState, endOf, stateOfRun } from './runs.js';

export type DispatchView = {
  /** "stack/workload@id": for logs, why, status, placements. */
  readonly workload: WorkloadKey;
  readonly parent: WorkloadKey;
  readonly id: string;
  readonly state: DispatchState;
  /** With defaults. */
  readonly params: Readonly<Record<string, string>>;
  /** Absent: none was given. */
  readonly inputBytes?: number;
  /** Of the stack, when it was dispatched. */
  readonly version: number;
  readonly actor: Actor;
  readonly dispatchedAtMs: number;
  /** When its first copy got a place that it still has; absent while it waits. */
  readonly startedAtMs?: number;
  readonly endedAtMs?: number;
  /** Of the copy that says how it ended. */
  readonly exitCode?: number;
  /** How it ended, or why it does not run; may be empty. */
  readonly message: string;
  readonly missing: number;
  readonly rejects: readonly RejectCount[];
  readonly waitsFor?: readonly NeedView[];
};

/** One run, or those of a workload, the newest first. Throws `not_found` and `invalid_request`. */
export function listDispatches(state: ClusterState, target: string): DispatchView[] {
  const named = parseDispatchKey(target);
  const found = state.workloads.get(target as WorkloadKey);
  if (named) {
    const view = found && dispatchView(state, found);
    if (!view) throw new BerthError('not_found', noSuchRun(target, named.parent));
    return [view];
  }
  if (!found) {
    const advice = target.includes('/')
      ? '`berth status` lists them'
      : 'a workload is named "stack/workload"';
    throw new BerthError('not_found', `there is no workload "${target}": ${advice}`);
  }
  const runs = [...state.dispatches.of(found.key)].flatMap((key) => state.workloads.get(key) ?? []);
  if (runs.length === 0 && !found.spec.dispatch)
    throw new BerthError('invalid_request', `${target} runs by itself: it is not dispatched`);
  const views = runs.flatMap((run) => dispatchView(state, run) ?? []);
  return views.sort((a, b) => b.dispatchedAtMs - a.dispatchedAtMs || (a.id < b.id ? -1 : 1));
}

function dispatchView(state: ClusterState, run: WorkloadRecord): DispatchView | undefined {
  const { key, dispatched, version, placements, blocked } = run;
  const named = parseDispatchKey(key);
  if (!dispatched || !named) return undefined;
  const { params, inputBytes, actor, atMs } = dispatched;
  const end = endOf(run);
  const { waitsFor } = neighbourViews(state, run);
  const began = [...placements.values()].map(({ createdAtMs }) => createdAtMs);
  return {
    ...{ workload: key, ...named, state: stateOfRun(run), params, version, actor, dispatchedAtMs: atMs },
    ...(inputBytes !== undefined && { inputBytes }),
    ...(began.length > 0 && { startedAtMs: Math.min(...began) }),
    ...(end && { endedAtMs: end.atMs }),
    ...(end?.exitCode !== undefined && { exitCode: end.exitCode }),
    message: end?.message ?? [...placements.values()].at(-1)?.message ?? '',
    missing: end ? 0 : (blocked?.missing ?? 0),
    rejects: end ? [] : (blocked?.reasons ?? []),
    ...(waitsFor && { waitsFor }),
  };
}
