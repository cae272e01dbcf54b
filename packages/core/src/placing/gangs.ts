/**
 * Gangs: workloads whose copies begin together or not at all.
 *
 * A gang that has not begun holds nothing while it waits, so that two of them cannot wait for each other. One that has
 * begun is kept up copy by copy; but a batch gang of which too few members are left ends as a whole and begins anew,
 * because what the others have computed is of no use without the one that is lost (docs/adr/0021).
 */
import { LIMITS } from '../basics/limits.js';
import { isStanding, type RunSpec, type StackSpec, type WorkloadSpec } from '../model/model.js';
import { keepsVolumes } from '../model/volumes.js';
import type { WorkloadRecord } from '../state/state.js';

/** So many copies have to begin together. Of a workload that is no gang, one. */
export function leastTogether({ gang, replicas }: WorkloadSpec): number {
  return gang ? Math.min(gang.min ?? replicas, replicas) : 1;
}

/** Copies that are wanted and there, whatever they do: with none, a gang has not begun. */
export function standingCopies(workload: WorkloadRecord): number {
  let standing = 0;
  for (const placement of workload.placements.values()) if (isStanding(placement)) standing++;
  return standing;
}

/** How many of the missing copies have to find room in one decision. */
export function neededNow(workload: WorkloadRecord): number {
  if (!workload.spec.gang) return 1;
  return standingCopies(workload) > 0 ? 1 : leastTogether(workload.spec);
}

/**
 * Whether the missing copies may begin with an earlier run. Copies with volumes are placed one after the other, each where
 * its data is: so several of them never begin as a whole.
 */
export function mayBeginWith(workload: WorkloadRecord, earlier: RunSpec): boolean {
  return neededNow(workload) === 1 || !keepsVolumes(earlier);
}

/** When a gang that waits to begin has waited too long; undefined when it does not wait, or is overdue. */
export function gangDeadlineMs({ spec, blocked }: WorkloadRecord): number | undefined {
  if (!spec.gang || !blocked || blocked.overdue) return undefined;
  return blocked.sinceMs + spec.gang.timeoutMs;
}

/** A gang that has not begun in time. `sinceMs`: when it began to wait. */
export function isOverdue(workload: WorkloadRecord, sinceMs: number, nowMs: number): boolean {
  const { gang } = workload.spec;
  return gang !== undefined && standingCopies(workload) === 0 && nowMs >= sinceMs + gang.timeoutMs;
}

/** An overdue batch gang has failed: it is not placed any more until the stack is applied again. */
export function hasGivenUp({ spec, blocked }: WorkloadRecord): boolean {
  return spec.run.kind === 'batch' && blocked?.overdue === true;
}

/** One line about the first gang that could never be placed in one decision. */
export function wrongGang({ workloads }: StackSpec): string | undefined {
  for (const [name, spec] of Object.entries(workloads)) {
    if (!spec.gang) continue;
    if (spec.run.kind === 'daemon') return `workload "${name}": a daemon is no gang: remove "gang"`;
    if (spec.replicas > LIMITS.placementsPerPass) {
      return (
        `workload "${name}": a gang has at most ${LIMITS.placementsPerPass} copies, not ${spec.replicas}: ` +
        'they are placed in one decision'
      );
    }
    if (spec.preempt && leastTogether(spec) > LIMITS.preemptionsPerPass) {
      return (
        `workload "${name}": a gang that preempts begins with at most ${LIMITS.preemptionsPerPass} copies, ` +
        `not ${leastTogether(spec)}: take out "preempt", or give the gang a smaller "min"`
      );
    }
  }
  return undefined;
}
