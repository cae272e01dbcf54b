/** Brings what is placed in line with what is wanted: reconcile -> scheduler -> events, workload by workload. */

import { type NodeId, type PlacementId, placementId, type WorkloadKey } from '../basics/ids.js';
import { LIMITS } from '../basics/limits.js';
import type { WorkloadOutcome } from '../control/commands.js';
import type { Turn } from '../control/turn.js';
import { failedNodes } from '../failures/failures.js';
import { settleFailures } from '../failures/settle-failures.js';
import type { Actor, Claim, Nomination, PlacementCause } from '../model/model.js';
import type { Choice, PlaceOutcome, PlaceRequest, RejectCount } from '../model/scheduling.js';
import { keepsVolumes } from '../model/volumes.js';
import { needViews } from '../needs/needs.js';
import { settleNeeds } from '../needs/settle-needs.js';
import { reconcile } from '../reconcile/reconcile.js';
import { reconcileLacking } from '../reconcile/reconcile-daemon.js';
import type { PlanRow, ReconcilePlan } from '../reconcile/reconcile-draft.js';
import { whoMakesWay } from '../reconcile/update-room.js';
import { claimRejects, copyLoad, hold, type NodeLoad, type ReadonlyNodeLoad } from '../resources/capacity.js';
import { holdsDevices } from '../resources/device-fit.js';
import type { EarlierRun } from '../rollouts/rollout-record.js';
import { settleRollout } from '../rollouts/settle-rollouts.js';
import type { WorkloadRecord } from '../state/state.js';
import { groupsOf, volumeRejects, withDisk } from '../volumes/volumes.js';
import { gangDeadlineMs, hasGivenUp, isOverdue, mayBeginWith, neededNow } from './gangs.js';
import { nominationWakeMs, pendingRoom } from './pending-room.js';
import { placementRules } from './placement-rules.js';
import { preempt } from './preemption.js';
import { bySettleOrder, priorityOf } from './priority.js';
import { settleSizes } from './resizing.js';

/** Settles every workload that this turn, or the one before, left in doubt. */
export function settleDirty(turn: Turn): void {
  const { changes, workloads } = turn.state;
  if (changes.roomMade) {
    changes.roomMade = false;
    for (const workload of workloads.values()) if (workload.blocked) changes.dirty.add(workload.key);
  }
  for (const key of inSettleOrder(turn, changes.dirty)) settleWorkload(turn, key);
}

/**
 * Settles the workloads of a stack now, because somebody waits for the answer. Room that this turn has made goes to
 * waiting workloads of higher priority first. In the order of `keys`.
 */
export function settleStack(turn: Turn, keys: readonly WorkloadKey[]): WorkloadOutcome[] {
  const outcomes = new Map<WorkloadKey, WorkloadOutcome>();
  for (const key of inSettleOrder(turn, keys)) {
    const workload = turn.state.workloads.get(key);
    if (workload && turn.state.changes.roomMade) settleAbove(turn, priorityOf(workload.spec));
    outcomes.set(key, settleWorkload(turn, key));
  }
  return keys.map((key) => outcomes.get(key) as WorkloadOutcome);
}

function settleAbove(turn: Turn, priority: number): void {
  const above: WorkloadKey[] = [];
  for (const { key, blocked, spec } of turn.state.workloads.values()) {
    if (blocked && priorityOf(spec) > priority) above.push(key);
  }
  for (const key of inSettleOrder(turn, above)) settleWorkload(turn, key);
}

/** Those that are gone come first: they take nothing. */
function inSettleOrder({ state }: Turn, keys: Iterable<WorkloadKey>): WorkloadKey[] {
  const gone: WorkloadKey[] = [];
  const known: WorkloadRecord[] = [];
  for (const key of keys) {
    const workload = state.workloads.get(key);
    if (workload) known.push(workload);
    else gone.push(key);
  }
  return [...gone, ...known.sort(bySettleOrder).map(({ key }) => key)];
}

/** Settles one workload, and says what that took. */
export function settleWorkload(turn: Turn, key: WorkloadKey): WorkloadOutcome {
  const { state } = turn;
  state.changes.dirty.delete(key);
  const workload = state.workloads.get(key);
  if (!workload) {
    turn.wakes.set(key, undefined);
    return { workload: key, wanted: 0, placed: [], stopped: [], preempted: [], missing: 0, rejects: [] };
  }
  const wasBlocked = workload.blocked !== undefined;
  const resized = settleSizes(turn, workload);
  const waitsFor = settleNeeds(turn, workload);
  settleFailures(turn, workload);
  // A rollout begins when it may: what is waited for is no lack of progress.
  const rolloutWakeMs = waitsFor.length > 0 ? undefined : settleRollout(turn, workload);
  const filled = fillNodes(turn, workload);
  const plan = reconcile(state, workload, turn.moment);
  const stopped = stop(turn, plan);
  if (plan.setAside.length > 0) turn.emit({ kind: 'placements.set-aside', placements: plan.setAside });
  if (plan.takeBack.length > 0) turn.emit({ kind: 'placements.taken-back', placements: plan.takeBack });
  // Room that was made for a canary is not for copies of the version before.
  const now = place(turn, workload, plan);
  const kept = placeEarlier(turn, workload, plan);
  const preempted = [...filled.preempted, ...now.preempted];
  const way = now.missing > 0 ? whoMakesWay(state, workload, turn.moment) : undefined;
  if (way) turn.emit({ kind: 'placements.stopped', placements: [way.id], cause: 'updated' });
  const placed = [...filled.placed, ...kept.placed, ...now.placed];
  const missing = kept.missing + now.missing;
  const rejects = now.missing > 0 ? now.rejects : kept.rejects;
  if (state.workloads.has(key)) recordBlocked(turn, workload, missing, rejects);
  turn.wakes.set(
    key,
    earliest(plan.wakeAtMs, rolloutWakeMs, gangDeadlineMs(workload), nominationWakeMs(turn, workload)),
  );
  // What was just done marked this workload again. It needs another look only for the rows over the bound, where an update
  // has just found no room beside what runs: now it may stop first; where somebody made way; and where the last copy of a
  // gang has just ended under a hold: now it begins as a whole, which was not what was planned.
  const isStuck = !wasBlocked && missing > 0 && workload.outdated > 0;
  const beginsAnew = plan.earlier !== undefined && stopped.length > 0 && neededNow(workload) > 1;
  const isSettled = !isStuck && !beginsAnew && !way;
  if (plan.place.length <= LIMITS.placementsPerPass && isSettled) state.changes.dirty.delete(key);
  else state.changes.dirty.add(key);
  return {
    workload: key,
    wanted: wantedCopies(workload, plan),
    placed,
    stopped: way ? [...stopped, way.id] : stopped,
    ...(resized.length > 0 && { resized }),
    preempted,
    missing,
    rejects,
    ...(waitsFor.length > 0 && { waitsFor: needViews(state, waitsFor) }),
  };
}

function earliest(...times: readonly (number | undefined)[]): number | undefined {
  const known = times.filter((time) => time !== undefined);
  return known.length === 0 ? undefined : Math.min(...known);
}

/** Before an update of a daemon takes copies out of service. */
function fillNodes(turn: Turn, workload: WorkloadRecord): Pick<Placing, 'placed' | 'preempted'> {
  const { spec, deleted, outdated } = workload;
  if (deleted || outdated === 0 || spec.run.kind !== 'daemon') return { placed: [], preempted: [] };
  const plan = reconcileLacking(turn.state, workload, turn.moment);
  const { placed, preempted } = place(turn, workload, plan);
  return { placed: [...placed, ...placeEarlier(turn, workload, plan).placed], preempted };
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
  readonly preempted: PlacementId[];
  readonly missing: number;
  readonly rejects: readonly RejectCount[];
};

function place(turn: Turn, workload: WorkloadRecord, plan: ReconcilePlan): Placing {
  if (keepsVolumes(workload.spec.run)) {
    // Of a version before, that may have preempted.
    pendingRoom(turn, workload, 0);
    return { ...placeBeside(turn, workload, plan.place), preempted: [] };
  }
  const rows = plan.place.slice(0, LIMITS.placementsPerPass);
  const pending = pendingRoom(turn, workload, rows.length);
  if (rows.length === 0) return { placed: [], preempted: [], missing: 0, rejects: [] };
  const { blocked } = workload;
  const isWaiting = neededNow(workload) > 1 ? pending.length > 0 : pending.length === rows.length;
  if (isWaiting || hasGivenUp(workload)) {
    return { placed: [], preempted: [], missing: rows.length, rejects: blocked?.reasons ?? [] };
  }
  const wish = requestFor(workload, workload.spec.run.resources, plan.onlyNodes, rows.length, pending);
  const first = placeApart(turn, workload, rows, wish);
  if (first.length === wish.count)
    return { placed: first, preempted: [], missing: pending.length, rejects: [] };
  const request = { ...wish, count: wish.count - first.length };
  const outcome = turn.scheduler.place(request);
  const accepted = acceptable(turn, outcome.choices);
  const choices = accepted.length < neededNow(workload) ? [] : accepted;
  const least = choices.length > 0 ? 1 : neededNow(workload);
  const placed = [...first, ...record(turn, workload, rows.slice(first.length), choices)];
  const { missing, rejects } = missingOf(
    outcome,
    request.count - choices.length,
    plan.onlyNodes !== undefined,
  );
  const preempted = missing === 0 ? [] : preempt(turn, workload, { ...request, count: missing }, least);
  return { placed, preempted, missing: missing + pending.length, rejects };
}

/** Where copies of the workload failed lately is the last choice. Returns those for which there is room elsewhere. */
function placeApart(
  turn: Turn,
  workload: WorkloadRecord,
  rows: ReconcilePlan['place'],
  request: PlaceRequest,
  earlier?: EarlierRun,
): PlacementId[] {
  const avoidNodes = failedNodes(workload);
  if (avoidNodes.size === 0 || request.onlyNodes) return [];
  const choices = acceptable(turn, turn.scheduler.place({ ...request, avoidNodes }).choices);
  return choices.length < neededNow(workload) ? [] : record(turn, workload, rows, choices, earlier);
}

/** Copies of the version before, where a rollout may not go on. They go where there is room; nobody ends for them. */
function placeEarlier(
  turn: Turn,
  workload: WorkloadRecord,
  { earlier }: ReconcilePlan,
): Pick<Placing, 'placed' | 'missing' | 'rejects'> {
  if (!earlier) return { placed: [], missing: 0, rejects: [] };
  const { run, onlyNodes } = earlier;
  // The last copy that stood has just ended.
  if (!mayBeginWith(workload, run.run)) return { placed: [], missing: earlier.place.length, rejects: [] };
  if (keepsVolumes(run.run)) return placeBeside(turn, workload, earlier.place, run);
  const rows = earlier.place.slice(0, LIMITS.placementsPerPass);
  const wish = requestFor(workload, run.run.resources, onlyNodes, rows.length, []);
  const first = placeApart(turn, workload, rows, wish, run);
  if (first.length === rows.length) return { placed: first, missing: 0, rejects: [] };
  const outcome = turn.scheduler.place({ ...wish, count: rows.length - first.length });
  const accepted = acceptable(turn, outcome.choices);
  const choices = accepted.length < neededNow(workload) ? [] : accepted;
  const placed = [...first, ...record(turn, workload, rows.slice(first.length), choices, run)];
  return { placed, ...missingOf(outcome, rows.length - placed.length, onlyNodes !== undefined) };
}

/** Copies that have volumes: each where these are, and those that have none yet anywhere. Nobody ends for them. */
function placeBeside(
  turn: Turn,
  workload: WorkloadRecord,
  all: readonly PlanRow[],
  earlier?: EarlierRun,
): Pick<Placing, 'placed' | 'missing' | 'rejects'> {
  const { run } = earlier ?? workload.spec;
  const placed: PlacementId[] = [];
  const rejects: RejectCount[] = [];
  let missing = 0;
  const rows = all.slice(0, LIMITS.placementsPerPass);
  for (const group of groupsOf(turn.state, workload.key, run, rows)) {
    const resources = withDisk(run.resources, group.diskMiB);
    const request = requestFor(workload, resources, group.onlyNodes, group.rows.length, []);
    const outcome = turn.scheduler.place(request);
    const choices = acceptable(turn, outcome.choices);
    placed.push(...record(turn, workload, group.rows, choices, earlier));
    const lacking = group.rows.length - choices.length;
    if (lacking === 0) continue;
    missing += lacking;
    if (rejects.length < LIMITS.volumesShown)
      rejects.push(...volumeRejects(turn.state, group, outcome.rejects));
  }
  return { placed, missing, rejects };
}

/** For the copies that no room is being freed for. */
function requestFor(
  { key, spec }: WorkloadRecord,
  resources: PlaceRequest['resources'],
  onlyNodes: ReconcilePlan['onlyNodes'],
  rows: number,
  pending: readonly Nomination[],
): PlaceRequest {
  const request = {
    workload: key,
    resources,
    rules: placementRules(spec),
    wanted: spec.replicas,
    count: rows - pending.length,
  };
  if (!onlyNodes) return request;
  const nodes = new Set(onlyNodes);
  for (const { node } of pending) nodes.delete(node);
  return { ...request, onlyNodes: nodes };
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
  earlier?: EarlierRun,
): PlacementId[] {
  const placed: PlacementId[] = [];
  // One event per run of rows with the same cause: nearly always one.
  for (let start = 0; start < choices.length; ) {
    const cause = rows[start]?.cause as PlacementCause;
    let end = start + 1;
    while (end < choices.length && rows[end]?.cause === cause) end++;
    const part = choices.slice(start, end);
    const replicas = rows.slice(start, end).map((row) => row.replica);
    placed.push(...makePlacements(turn, workload, cause, replicas, part, earlier && { earlier }));
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
  { actor, earlier }: { readonly actor?: Actor; readonly earlier?: EarlierRun } = {},
): PlacementId[] {
  const { run, version } = earlier ?? { run: workload.spec.run, version: workload.version };
  const portNames = Object.keys(run.resources.ports);
  const firstGeneration = workload.generation + 1;
  turn.emit({
    kind: 'placements.made',
    workload: workload.key,
    version,
    cause,
    firstGeneration,
    replicas,
    nodes: choices.map((choice) => choice.node),
    portNames,
    ports: portColumn(portNames, choices),
    devices: choices.some((choice) => holdsDevices(choice.claim))
      ? choices.map((choice) => choice.claim.devices)
      : [],
    ...(actor && { actor }),
    atMs: turn.nowMs,
  });
  return replicas.map((replica, row) => placementId(workload.key, replica, firstGeneration + row));
}

function portColumn(names: readonly string[], choices: readonly Pick<Choice, 'claim'>[]): number[] {
  const ports: number[] = [];
  for (const { claim } of choices) for (const name of names) ports.push(claim.ports[name] as number);
  return ports;
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
  const { nowMs } = turn;
  const overdue = isOverdue(workload, blocked?.sinceMs ?? nowMs, nowMs);
  const same = blocked?.missing === missing && sameReasons(blocked.reasons, reasons);
  if (same && blocked.overdue === overdue) return;
  turn.emit({ kind: 'workload.blocked', workload: key, missing, reasons, overdue, atMs: nowMs });
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
  let wanted = plan.place.length + (plan.earlier?.place.length ?? 0);
  for (const placement of workload.placements.values()) if (placement.desired === 'running') wanted++;
  return wanted;
}
