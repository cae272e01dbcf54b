/** What an apply would do, and why copies are where they are, or are not. */
import { BerthError } from '../basics/errors.js';
import { canonicalJson } from '../basics/fingerprint.js';
import { type NodeId, parsePlacementId } from '../basics/ids.js';
import type { ReplyOf } from '../control/commands.js';
import { decideControl } from '../control/decide-control.js';
import { Turn } from '../control/turn.js';
import { failureViews } from '../failures/failure-views.js';
import type { Actor, Placement, StackSpec } from '../model/model.js';
import type { PlaceRequest, Scheduler } from '../model/scheduling.js';
import { keepsVolumes } from '../model/volumes.js';
import { neighbourViews } from '../needs/needs.js';
import { nominationsOf } from '../placing/nominations.js';
import { placementRules } from '../placing/placement-rules.js';
import { priorityOf } from '../placing/priority.js';
import type { Moment } from '../reconcile/reconcile-draft.js';
import { type ClusterState, forkState, type WorkloadRecord } from '../state/state.js';
import {
  groupsOf,
  heldBack,
  lackingReplicas,
  type VolumeGroup,
  verdictWith,
  volumeRejects,
  withDisk,
} from '../volumes/volumes.js';
import { nearestMiss } from './nearest-miss.js';
import { findNode, findPlacement, findWorkload, placementView, workloadStatus } from './queries.js';
import type { Change, ComingRoom, PlanView, PreemptionView, WhyView, WorkloadPlan } from './views.js';

/** What an apply of `spec` would do: the same decision, on a fork of the state. */
export function planStack(
  state: ClusterState,
  spec: StackSpec,
  at: { readonly moment: Moment; readonly index: number },
  createScheduler: (fork: ClusterState) => Scheduler,
): PlanView {
  const record = state.stacks.get(spec.stack);
  const live = record && !record.deleted ? record : undefined;
  const fork = forkState(state, spec.stack, mayChange(state, spec));
  const turn = new Turn({
    state: fork,
    scheduler: createScheduler(fork),
    moment: at.moment,
    index: at.index,
  });
  const reply = decideControl(turn, { kind: 'apply', spec, actor: PLANNER });
  if (reply.kind === 'rejected') throw new BerthError(reply.code, reply.message);
  const applied = reply as ReplyOf['apply'];
  return {
    stack: spec.stack,
    fromVersion: live?.version ?? 0,
    index: state.index,
    changed: applied.changed,
    changes: applied.changed ? diff('', live?.spec, spec) : [],
    workloads: applied.workloads.map((outcome): WorkloadPlan => {
      const known = state.workloads.has(outcome.workload);
      const changes = outcome.placed.length + outcome.stopped.length + outcome.missing;
      const touched = changes > 0 || outcome.waitsFor !== undefined || outcome.resized !== undefined;
      const gone = fork.workloads.get(outcome.workload)?.deleted ?? true;
      return {
        workload: outcome.workload,
        action: gone ? 'delete' : !known ? 'create' : touched ? 'update' : 'none',
        place: outcome.placed.map((id) => {
          const placement = fork.placements.get(id) as Placement;
          return { replica: placement.replica, node: placement.node };
        }),
        stop: outcome.stopped,
        ...(outcome.resized && { resize: outcome.resized }),
        preempt: outcome.preempted,
        outdated: wantedOutdated(fork.workloads.get(outcome.workload)),
        missing: outcome.missing,
        rejects: outcome.rejects,
        ...(outcome.waitsFor && { waitsFor: outcome.waitsFor }),
      };
    }),
  };
}

/** Its own workloads, whoever waits and may get room, and whoever has to end for them. */
function mayChange(
  state: ClusterState,
  { stack, workloads }: StackSpec,
): (workload: WorkloadRecord) => boolean {
  const asking = Object.values(workloads);
  for (const { blocked, spec } of state.workloads.values()) if (blocked) asking.push(spec);
  const above = Math.max(-1, ...asking.map((spec) => (spec.preempt ? priorityOf(spec) : -1)));
  return ({ key, blocked, spec }) =>
    key.startsWith(`${stack}/`) || blocked !== undefined || priorityOf(spec) < above;
}

/** Copies that run what is not wanted any more and are not being stopped yet. */
function wantedOutdated(workload: WorkloadRecord | undefined): number {
  let count = 0;
  for (const placement of workload?.placements.values() ?? []) {
    if (placement.desired === 'running' && placement.runHash !== workload?.runHash) count++;
  }
  return count;
}

const PLANNER: Actor = { name: 'plan' };

/** Leaves that differ, by path. Lists are compared as a whole. */
function diff(path: string, before: unknown, after: unknown): Change[] {
  if (canonicalJson(before ?? null) === canonicalJson(after ?? null)) return [];
  if (!isRecord(before) || !isRecord(after)) {
    return [{ path, ...(before !== undefined && { before }), ...(after !== undefined && { after }) }];
  }
  const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
  return keys.flatMap((key) => diff(path === '' ? key : `${path}.${key}`, before[key], after[key]));
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function why(state: ClusterState, scheduler: Scheduler, target: string, node?: string): WhyView {
  const parsed = parsePlacementId(target);
  if (parsed) findPlacement(state, target);
  const workload = findWorkload(state, parsed?.workload ?? target);
  if (node !== undefined) findNode(state, node);
  const placements = [...workload.placements.values()].filter(
    (placement) => !parsed || placement.id === target,
  );
  const { spec } = workload;
  // Never for one node only: what spread allows there depends on the domains of all others.
  const request: PlaceRequest = {
    workload: workload.key,
    resources: spec.run.resources,
    rules: placementRules(spec),
    wanted: spec.replicas,
    count: 1,
  };
  const next = nextGroup(state, workload);
  const asked = next ? { ...request, resources: withDisk(request.resources, next.diskMiB) } : request;
  const only = next?.onlyNodes && { onlyNodes: next.onlyNodes };
  const verdicts = scheduler
    .explain({ ...asked, ...only })
    .map((verdict) => verdictWith(state, next, verdict));
  const { wanted, gang } = workloadStatus(state, workload);
  const nearest = nearestMiss(verdicts);
  const waits = gang?.waitsSinceMs !== undefined;
  const outcome = workload.blocked && scheduler.place({ ...asked, ...only, count: waits ? wanted : 1 });
  const heldBy = heldBack(state, workload);
  return {
    workload: workload.key,
    wanted,
    missing: workload.blocked?.missing ?? 0,
    rejects: outcome && next ? volumeRejects(state, next, outcome.rejects) : (outcome?.rejects ?? []),
    placements: placements.map((placement) => placementView(state, placement)),
    ...neighbourViews(state, workload),
    ...failureViews(workload),
    verdicts: node === undefined ? verdicts : verdicts.filter((verdict) => verdict.node === node),
    comingRoom: nominationsOf(state, workload.key).map(({ node: on }) => comingRoom(state, on)),
    preemptions: preemptionsAbout(state, workload),
    ...(gang && outcome && waits && { gang: { ...gang, placeable: outcome.choices.length } }),
    ...(nearest && { nearest }),
    ...(heldBy.length > 0 && { heldBy }),
  };
}

/** Of a workload with volumes: of which replica one more copy would be, and what its volumes say. */
function nextGroup(
  state: ClusterState,
  workload: WorkloadRecord,
): VolumeGroup<{ readonly replica: number }> | undefined {
  const { run, replicas } = workload.spec;
  if (!keepsVolumes(run)) return undefined;
  const [replica = replicas] = lackingReplicas(workload);
  return groupsOf(state, workload.key, run, [{ replica }])[0];
}

function comingRoom(state: ClusterState, node: NodeId): ComingRoom {
  const placements = [...(state.nodes.get(node)?.placements.values() ?? [])];
  return { node, waitsFor: placements.filter(({ desired }) => desired === 'stopped').map(({ id }) => id) };
}

function preemptionsAbout(state: ClusterState, { key }: WorkloadRecord): PreemptionView[] {
  const found: PreemptionView[] = [];
  for (const { key: victim, preempted } of state.workloads.values()) {
    if (preempted && (victim === key || preempted.workload === key)) found.push({ victim, ...preempted });
  }
  return found;
}
