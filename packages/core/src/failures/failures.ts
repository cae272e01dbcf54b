/**
 * Replicas whose copies failed on their nodes: what the ledger knows of them, and what follows.
 *
 * Invariants: 1. only a copy that its agent says has failed counts: silence, drains, preemption and updates are no failures;
 * 2. a copy that failed is placed again at most `moves` times in a row, after a pause that doubles with each; 3. the counts
 * follow from events alone, so that whoever leads next goes on with them; 4. another spec of the workload begins anew, and so
 * does somebody's word.
 */
import type { NodeId, WorkloadKey } from '../basics/ids.js';
import { backOffMs } from '../model/failure-rule.js';
import { isStanding, type Placement } from '../model/model.js';
import type { WorkloadRecord } from '../state/state.js';

export type Failure = {
  /** Copies in a row that failed on their nodes. */
  readonly count: number;
  /** Of the run that failed. */
  readonly runHash: string;
  /** Where, the last one last. A node that comes for the second time begins a new round: so all are tried in turn. */
  readonly nodes: readonly NodeId[];
  /** How the last one ended. */
  readonly reason: string;
  /** The coordinator's clock, when it learned of that. */
  readonly atMs: number;
  /** It is not placed any more. */
  readonly gaveUp?: true;
};

/** By replica. */
export type Failures = Readonly<Record<number, Failure>>;

type Copy = Pick<Placement, 'replica' | 'runHash'>;

export function failureOf({ failures }: WorkloadRecord, { replica, runHash }: Copy): Failure | undefined {
  const failure = failures?.[replica];
  return failure?.runHash === runHash ? failure : undefined;
}

/** It has been placed again as often as it may. */
export function isUsedUp({ run }: Pick<Placement, 'run'>, { count }: Failure): boolean {
  return run.failure.moves !== undefined && count > run.failure.moves;
}

/** When a copy that failed is placed again. One of which no failure is known any more begins anew. */
export function placedAgainAtMs(
  { run, changedAtMs }: Pick<Placement, 'run' | 'changedAtMs'>,
  failure: Failure | undefined,
): number {
  return failure
    ? failure.atMs + backOffMs(run.failure, failure.count)
    : changedAtMs + backOffMs(run.failure, 1);
}

/** Where copies of the workload failed lately: the last choice for the next ones. */
export function failedNodes({ failures }: WorkloadRecord): ReadonlySet<NodeId> {
  const nodes = new Set<NodeId>();
  for (const failure of Object.values(failures ?? {})) for (const node of failure.nodes) nodes.add(node);
  return nodes;
}

/** Copies that failed and are not given up yet, although they were placed again as often as they may. */
export function usedUpCopies(
  workload: WorkloadRecord,
): { readonly copy: Placement; readonly failure: Failure }[] {
  if (!workload.failures) return [];
  const found: { copy: Placement; failure: Failure }[] = [];
  for (const copy of workload.placements.values()) {
    if (!isStanding(copy) || copy.observed !== 'failed') continue;
    const failure = failureOf(workload, copy);
    if (failure && !failure.gaveUp && isUsedUp(copy, failure)) found.push({ copy, failure });
  }
  return found;
}

/** Some copy failed, and is not placed again yet. */
export function hasFailed({ placements }: WorkloadRecord): boolean {
  for (const copy of placements.values()) if (isStanding(copy) && copy.observed === 'failed') return true;
  return false;
}

export type GivenUp = { readonly moves: number; readonly node: NodeId; readonly reason: string };

export function givenUp({ count, nodes, reason }: Failure): GivenUp {
  return { moves: count - 1, node: nodes.at(-1) as NodeId, reason };
}

/** "given up after 3 moves: exited with code 2 (last on n3)". */
export function givenUpText({ moves, node, reason }: GivenUp): string {
  if (moves === 0) return `given up: ${reason} (on ${node})`;
  return `given up after ${moves} ${moves === 1 ? 'move' : 'moves'}: ${reason} (last on ${node})`;
}

/** What to do about it. */
export function retryAdvice(key: WorkloadKey): string {
  return `start again with \`berth retry ${key}\``;
}
