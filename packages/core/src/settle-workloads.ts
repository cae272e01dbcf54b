/** Brings what is placed in line with what is wanted: reconcile -> scheduler -> events, workload by workload. */
import { claimRejects, copyLoad, hold, type NodeLoad, type ReadonlyNodeLoad } from './capacity.js';
import type { WorkloadOutcome } from './commands.js';
import { holdsDevices } from './device-fit.js';
import { type NodeId, type PlacementId, placementId, type WorkloadKey } from './ids.js';
import { LIMITS } from './limits.js';
import type { Actor, Claim, PlacementCause } from './model.js';
import { type ReconcilePlan, reconcile } from './reconcile.js';
import type { Choice, PlaceOutcome, RejectCount } from './scheduling.js';
import type { WorkloadRecord } from './state.js';
import type { Turn } from './turn.js';

/** Settles every workload that this turn, or the one before, left in doubt. */
export function settleDirty(turn: Turn): void {
  const { changes, workloads } = turn.state;
  if (changes.roomMade) {
    changes.roomMade = false;
    for (const workload of workloads.values()) if (workload.blocked) changes.dirty.add(workload.key);
  }
  for (const key of [...changes.dirty]) settleWorkload(turn, key);
}

/** Settles one workload, and says what that took. */
export function settleWorkload(turn: Turn, key: WorkloadKey): WorkloadOutcome {
  const { state } = turn;
  state.changes.dirty.delete(key);
  const workload = state.workloads.get(key);
  if (!workload) {
    turn.wakes.set(key, undefined);
    return { workload: key, wanted: 0, placed: [], stopped: [], missing: 0, rejects: [] };
  }
  const plan = reconcile(state, workload, turn.moment);
  turn.wakes.set(key, plan.wakeAtMs);
  const stopped = stop(turn, plan);
  const { placed, missing, rejects } = place(turn, workload, plan);
  if (state.workloads.has(key)) recordBlocked(turn, workload, missing, rejects);
  // What was just done marked this workload again. It needs another look only for the rows over the bound.
  if (plan.place.length <= LIMITS.placementsPerPass) state.changes.dirty.delete(key);
  else state.changes.dirty.add(key);
  return { workload: key, wanted: wantedCopies(workload, plan), placed, stopped, missing, rejects };
}

function stop(turn: Turn, plan: ReconcilePlan): PlacementId[] {
  const byCause = new Map<PlacementCause, PlacementId[]>();
  for (const { placement, cause } of plan.stop) {
    const ids = byCause.get(cause);
    if (ids) ids.push(placement);
    else byCause.set(cause, [placement]);
  }
  for (const [cause, placements] of byCause) turn.emit({ kind: 'placements.stopped', placements, cause });
  return plan.stop.map((ended) => ended.placement);
}

type Placing = {
  readonly placed: PlacementId[];
  readonly missing: number;
  readonly rejects: readonly RejectCount[];
};

function place(turn: Turn, workload: WorkloadRecord, plan: ReconcilePlan): Placing {
  const rows = plan.place.slice(0, LIMITS.placementsPerPass);
  if (rows.length === 0) return { placed: [], missing: 0, rejects: [] };
  const { spec } = workload;
  const outcome = turn.scheduler.place({
    workload: workload.key,
    resources: spec.run.resources,
    rules: plan.onlyNodes ? { ...spec.placement, apart: { by: 'node', from: [] } } : spec.placement,
    count: rows.length,
    ...(plan.onlyNodes && { onlyNodes: plan.onlyNodes }),
  });
  const choices = acceptable(turn, outcome.choices);
  const placed = record(turn, workload, rows, choices);
  return { placed, ...missingOf(outcome, rows.length - choices.length, plan.onlyNodes !== undefined) };
}

/** The writer's own check of what the scheduler chose, against the state as it is now. Same fit function. */
function acceptable(turn: Turn, choices: readonly Choice[]): Choice[] {
  if (!turn.checkCapacity) return [...choices];
  const tried = new Map<NodeId, Tried>();
  return choices.filter((choice) => {
    const node = turn.state.nodes.get(choice.node);
    if (!node) return false;
    const before = tried.get(choice.node);
    const load = before ? withFirst(before, node.load) : node.load;
    if (claimRejects(load, choice.claim).length > 0) return false;
    if (before?.load) hold(before.load, choice.claim);
    else tried.set(choice.node, { first: choice.claim });
    return true;
  });
}

/** What a node takes of the choices. Its load is copied only when a second claim comes: a copy has every port in it. */
type Tried = { readonly first: Claim; load?: NodeLoad };

function withFirst(tried: Tried, live: ReadonlyNodeLoad): ReadonlyNodeLoad {
  if (!tried.load) {
    tried.load = copyLoad(live);
    hold(tried.load, tried.first);
  }
  return tried.load;
}

function record(
  turn: Turn,
  workload: WorkloadRecord,
  rows: readonly { readonly replica: number; readonly cause: PlacementCause }[],
  choices: readonly Choice[],
): PlacementId[] {
  const placed: PlacementId[] = [];
  // One event per run of rows with the same cause: nearly always one.
  for (let start = 0; start < choices.length; ) {
    const cause = rows[start]?.cause as PlacementCause;
    let end = start + 1;
    while (end < choices.length && rows[end]?.cause === cause) end++;
    const part = choices.slice(start, end);
    const replicas = rows.slice(start, end).map((row) => row.replica);
    placed.push(...makePlacements(turn, workload, cause, replicas, part));
    start = end;
  }
  return placed;
}

/** One event: row i is replica `replicas[i]` where `choices[i]` says. Returns the new placements. */
export function makePlacements(
  turn: Turn,
  workload: WorkloadRecord,
  cause: PlacementCause,
  replicas: readonly number[],
  choices: readonly Pick<Choice, 'node' | 'claim'>[],
  actor?: Actor,
): PlacementId[] {
  const portNames = Object.keys(workload.spec.run.resources.ports);
  const firstGeneration = workload.generation + 1;
  turn.emit({
    kind: 'placements.made',
    workload: workload.key,
    version: workload.version,
    cause,
    firstGeneration,
    replicas,
    nodes: choices.map((choice) => choice.node),
    portNames,
    ports: choices.flatMap((choice) => portNames.map((name) => choice.claim.ports[name] as number)),
    devices: choices.some((choice) => holdsDevices(choice.claim))
      ? choices.map((choice) => choice.claim.devices)
      : [],
    ...(actor && { actor }),
    atMs: turn.nowMs,
  });
  return replicas.map((replica, row) => placementId(workload.key, replica, firstGeneration + row));
}

/** For a daemon, a node that does not match is not a missing copy; a node without room is. */
function missingOf(
  outcome: PlaceOutcome,
  missing: number,
  daemon: boolean,
): Pick<Placing, 'missing' | 'rejects'> {
  if (missing === 0) return { missing: 0, rejects: [] };
  if (!daemon) return { missing, rejects: outcome.rejects };
  const rejects = outcome.rejects.filter((reject) => ROOM.has(reject.reason));
  return { missing: rejects.reduce((sum, reject) => sum + reject.nodes, 0), rejects };
}

const ROOM: ReadonlySet<RejectCount['reason']> = new Set(['resource', 'piece', 'port', 'device'] as const);

function recordBlocked(
  turn: Turn,
  workload: WorkloadRecord,
  missing: number,
  reasons: readonly RejectCount[],
): void {
  const { blocked, key } = workload;
  if (missing === 0) {
    if (blocked) turn.emit({ kind: 'workload.unblocked', workload: key });
    return;
  }
  if (blocked?.missing === missing && sameReasons(blocked.reasons, reasons)) return;
  turn.emit({ kind: 'workload.blocked', workload: key, missing, reasons });
}

/** Counts drift with every change of the fleet; the ledger records when the kinds of reasons change. */
function sameReasons(a: readonly RejectCount[], b: readonly RejectCount[]): boolean {
  const name = (reasons: readonly RejectCount[]) =>
    reasons
      .map((reason) => `${reason.reason} ${reason.subject}`)
      .sort()
      .join('\n');
  return name(a) === name(b);
}

function wantedCopies(workload: WorkloadRecord, plan: ReconcilePlan): number {
  if (workload.deleted) return 0;
  if (workload.spec.run.kind !== 'daemon') return workload.spec.replicas;
  let wanted = plan.place.length;
  for (const placement of workload.placements.values()) if (placement.desired === 'running') wanted++;
  return wanted;
}
