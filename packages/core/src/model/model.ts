/** The nouns of Berth (design words: node, inventory, workload, stack, placement, reservation). Readonly data. */
import type { AgentBuild } from '../agent-updates/agent-build.js';
import type { NodeId, NominationId, PlacementId, ReservationId, WorkloadKey } from '../basics/ids.js';
import type { Quantities } from '../basics/quantities.js';
import type { FileSpec } from '../configuration/files.js';
import type { DispatchRule } from '../dispatches/dispatch-rule.js';
import type { ContainerSpec } from './container.js';
import type { FailureRule } from './failure-rule.js';
import type { IsolationLevel } from './isolation.js';
import type { DesiredPhase, ObservedPhase } from './phases.js';
import type { Schedule } from './schedule.js';
import type { VolumeUse } from './volumes.js';

export { type DesiredPhase, isTerminal, type ObservedPhase, PHASE_RANK } from './phases.js';

// ---- What people declare ------------------------------------------------------------------------------------------

export type StackSpec = {
  readonly stack: string;
  readonly workloads: Readonly<Record<string, WorkloadSpec>>;
};

export type WorkloadKind = 'service' | 'batch' | 'daemon';

export type WorkloadSpec = {
  readonly kind: WorkloadKind;
  /** Wanted copies; a daemon has one per matching node and says 0 here. */
  readonly replicas: number;
  readonly run: RunSpec;
  readonly placement: PlacementRules;
  readonly disconnect: DisconnectRule;
  readonly update: UpdateRule;
  /** 0 to 100: of workloads that wait for room, the higher one is placed first. Absent: see priority.ts. */
  readonly priority?: number;
  /** Where only room is lacking, copies of lower priority end for it. Absent: none does. */
  readonly preempt?: boolean;
  /** Its copies begin together or not at all. */
  readonly gang?: GangRule;
  /** What has to be there before copies of a version begin (needs.ts). Not a part of the run: no copy is replaced for it. */
  readonly needs?: readonly Need[];
  /** It has no copies by itself (`replicas` is 0): each call makes a run, which is a workload of its own. */
  readonly dispatch?: DispatchRule;
};

export const NEED_STATES = ['ready', 'running', 'completed'] as const;
export type NeedState = (typeof NEED_STATES)[number];

/** `until`: what it has to be. Absent: of a batch completed, of all others ready. */
export type Need = { readonly workload: WorkloadKey; readonly until?: NeedState };

/** absent: there is no such workload. few: too few copies are as asked. updating: it is on the way to another version. */
export const NEED_LACKS = ['absent', 'few', 'updating', 'failed', 'endless'] as const;
/** failed: a batch that did not complete. endless: asked to complete, and no batch. */
export type NeedLack = (typeof NEED_LACKS)[number];

export type UnmetNeed = {
  readonly workload: WorkloadKey;
  readonly until: NeedState;
  readonly lack: NeedLack;
};

export type GangRule = {
  /** So many copies are enough to begin. Absent: all. */
  readonly min?: number;
  /** Having waited this long for room, a batch has failed, and a service is overdue and waits on. */
  readonly timeoutMs: number;
};

/** What an agent needs to run one copy. A change here replaces running copies, but for what files.ts tells apart. */
export type RunSpec = {
  readonly kind: WorkloadKind;
  readonly process: ProcessSpec;
  /** The process runs in a container. Absent: as a process of the node. */
  readonly container?: ContainerSpec;
  readonly resources: ResourceRequest;
  readonly failure: FailureRule;
  /** Batch only: how long one try may take (0 = no limit). */
  readonly batch: { readonly timeoutMs: number };
  /** Exclusive workloads are stopped by the agent itself after this long without the coordinator; else undefined. */
  readonly exclusiveAfterMs?: number;
  /** Absent: a copy is ready as soon as it runs. */
  readonly health?: HealthRule;
  /** Between leaving the endpoints and the stop signal. Absent: 0. */
  readonly shutdownDelayMs?: number;
  /** Workloads whose ready endpoints it is told, in a file that is kept current. */
  readonly upstreams?: readonly WorkloadKey[];
  /** Path below its folder of files -> what its agent writes there. */
  readonly files?: Readonly<Record<string, FileSpec>>;
  /** Name of each secret that it uses -> version; 0 = the newest, as long as nobody has chosen one (secrets.ts). */
  readonly secrets?: Readonly<Record<string, number>>;
  /** Commands on its node around each of its runs (hooks.ts). */
  readonly hooks?: Readonly<Partial<Record<HookName, Hook>>>;
  readonly volumes?: readonly VolumeUse[];
  /** Batch only: it runs at these times, again and again. */
  readonly schedule?: Schedule;
};

export const HOOK_NAMES = ['beforeStart', 'afterStop'] as const;
export type HookName = (typeof HOOK_NAMES)[number];

export type Hook = { readonly command: readonly string[]; readonly timeoutMs: number };

/**
 * start: has it come up; until it has, the others are not asked. ready: may it be given work; until it may, it is no
 * endpoint. live: is it of any use; when it is not, it is started again.
 */
export const HEALTH_MEANINGS = ['start', 'ready', 'live'] as const;
export type HealthMeaning = (typeof HEALTH_MEANINGS)[number];

export type HealthRule = Readonly<Partial<Record<HealthMeaning, HealthCheck>>>;

export type HealthCheck = {
  readonly probe: Probe;
  /** From the end of one check to the next. */
  readonly intervalMs: number;
  readonly timeoutMs: number;
  /** So many in a row are needed to count as failed, and as passed. */
  readonly failures: number;
  readonly successes: number;
  /** After the run began, failed checks count for nothing that long. */
  readonly graceMs: number;
};

/** Ports by name. http passes with a status of 200 to 399, exec with exit code 0, grpc (grpc.health.v1) with SERVING. */
export type Probe =
  | { readonly kind: 'http'; readonly port: string; readonly path: string }
  | { readonly kind: 'tcp'; readonly port: string }
  | { readonly kind: 'grpc'; readonly port: string; readonly service: string }
  | { readonly kind: 'exec'; readonly command: readonly string[] };

export type ProcessSpec = {
  /** Program and arguments, no shell; empty in a container only: the image's own. `${port.NAME}`, `${node.id}`, `${node.site}`, `${replica}` are filled in. */
  readonly command: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** Working directory on the node; undefined = a private folder of the placement. */
  readonly workingDirectory?: string;
  readonly stopSignal: string;
  /** Between the stop signal and SIGKILL. */
  readonly graceMs: number;
  /** How far it is kept apart at the least; undefined = as the node does by itself. */
  readonly isolation?: IsolationLevel;
};

export type ResourceRequest = {
  readonly quantities: Quantities;
  /** Port name -> a fixed port number, or "auto" for one from the node's range. */
  readonly ports: Readonly<Record<string, 'auto' | number>>;
  /**
   * Device name, class, or class/model -> thousandths of one device. 1000 is one whole device, below 1000 a share of ONE
   * device; above 1000 only multiples of 1000: that many whole ones, which nobody else holds. Cores (cores.ts) are devices
   * of class "core", held whole; `quantities.cpu` is to hold 1000 for each.
   */
  readonly devices: Readonly<Record<string, number>>;
};

export type PlacementRules = {
  /** CEL over `node`; every one must be true. */
  readonly require: readonly string[];
  readonly prefer: readonly { readonly when: string; readonly weight: number }[];
  readonly spread?: OneOrMore<SpreadRule>;
  readonly distinct?: OneOrMore<DistinctRule>;
  readonly apart?: OneOrMore<ApartRule>;
  readonly near?: OneOrMore<NearRule>;
  readonly tolerate: readonly Toleration[];
  /** How nodes rank that may take a copy: weights, of which only the ratios count. Absent = `pack` alone. */
  readonly policy?: Readonly<Partial<Record<PlacementPolicy, number>>>;
  /** What `latency` measures from. */
  readonly closeTo?: Place;
};

/**
 * pack: take the least of what the cluster can still serve. spread: the emptiest node. cost: the cheapest one. latency: the
 * one closest to `closeTo`.
 */
export const PLACEMENT_POLICIES = ['pack', 'spread', 'cost', 'latency'] as const;
export type PlacementPolicy = (typeof PLACEMENT_POLICIES)[number];

/** As much of it as is known. `location` is "latitude,longitude" in degrees. */
export type Place = { readonly site?: string; readonly region?: string; readonly location?: string };

/** One rule, or several that hold at once. {@link listOf} makes a list of it. */
export type OneOrMore<Rule> = Rule | readonly Rule[];

/**
 * Rules about copies. `by` is what nodes share: "site", "region", "node" or the key of a label. A rule with a `weight` (1 to
 * 100, as `prefer` has it) is a preference, the others are demands: a node without a value of `by` is refused.
 */
export type SpreadRule =
  /** Copies per value of `by` differ by at most `maxSkew`. */
  | { readonly by: string; readonly maxSkew: number }
  /** Evenly, or by the wanted share per value in percent; values that `targets` does not name have none. */
  | { readonly by: string; readonly weight: number; readonly targets?: Readonly<Record<string, number>> };

/** At most `limit` copies of the workload per value of `by`. */
export type DistinctRule = { readonly by: string; readonly limit: number };

/** No copy shares a value of `by` with copies of the workloads `from`, nor, but for `own: false`, with another of its own. */
export type ApartRule = {
  readonly by: string;
  readonly from: readonly string[];
  readonly own?: boolean;
  readonly weight?: number;
};

/**
 * Shares a value of `by` with a copy that is to run of a workload of the stack: another one, or its own; of its own the first
 * copy goes anywhere.
 */
export type NearRule = { readonly workload: string; readonly by: string; readonly weight?: number };

export function listOf<Rule>(rules: OneOrMore<Rule> | undefined): readonly Rule[] {
  if (rules === undefined) return [];
  return isList(rules) ? rules : [rules];
}

function isList<Rule>(rules: OneOrMore<Rule>): rules is readonly Rule[] {
  return Array.isArray(rules);
}

/** `value`: any, when not said. `forMs`: how long running copies stay beside a taint that evicts; for ever, when not said. */
export type Toleration = { readonly key: string; readonly value?: string; readonly forMs?: number };

/** What follows when a node's lease ends (design section 5). `afterMs` counts from the end of the lease. */
export type DisconnectRule = {
  readonly policy: 'keep' | 'replace' | 'exclusive';
  readonly afterMs: number;
  /** With `replace`: which copy stays when the node is back (returned-copies.ts). Absent: keep-better. */
  readonly onReturn?: OnReturn;
};

export const ON_RETURN = ['keep-better', 'keep-original', 'keep-replacement'] as const;
export type OnReturn = (typeof ON_RETURN)[number];
export const DEFAULT_ON_RETURN: OnReturn = 'keep-better';

/** How copies get a new run. Without surge and canaries: one after the other, each stopped before its replacement starts. */
export type UpdateRule = {
  /** Replicas that an update may take out of service at a time. */
  readonly maxUnavailable: number;
  /** Copies beside those that are to end, started before these are stopped. Absent: 0. */
  readonly maxSurge?: number;
  /** So many replicas first; the others when somebody says so. Absent: 0. */
  readonly canaries?: number;
  /** Goes on by itself when the canaries are healthy. */
  readonly autoPromote?: boolean;
  /** When it fails, the last version that was healthy is applied again. */
  readonly autoRevert?: boolean;
  /** A new copy counts when it has been ready for so long. Absent: 0. */
  readonly healthyForMs?: number;
  /** It has failed when for so long no more replicas became healthy. Absent: it waits for ever. */
  readonly progressDeadlineMs?: number;
};

// ---- What agents offer ---------------------------------------------------------------------------------------------

export type Inventory = {
  readonly resources: Readonly<Record<string, InventoryAmount>>;
  /** Ports that `auto` is served from, both ends included. */
  readonly ports: { readonly first: number; readonly last: number };
  readonly devices: readonly Device[];
};

/** Capacity is floor((total - reserved) * allocationRatio). */
export type InventoryAmount = {
  readonly total: number;
  readonly reserved: number;
  readonly allocationRatio: number;
  /** What one claim may take at a time (pieces.ts): from 1; absent = anything. */
  readonly min?: number;
  readonly max?: number;
  readonly step?: number;
};

export type Device = { readonly name: string; readonly class: string; readonly model: string };

/** Keeps copies away that do not tolerate it. `evict`: those that are there already have to leave, too. */
export type Taint = { readonly key: string; readonly value: string; readonly effect?: 'evict' };

/** What a node says of itself when it registers. */
export type NodeInfo = {
  readonly id: NodeId;
  /** Where clients reach ports of this node. */
  readonly address: string;
  readonly site: string;
  readonly region: string;
  readonly arch: string;
  readonly os: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly taints: readonly Taint[];
  /** Facts found by the probe: "kernel", "cpu.model", "cgroups", "isolation", "agent.version", ... */
  readonly attributes: Readonly<Record<string, string>>;
  readonly inventory: Inventory;
  /** What an hour of this node costs, in thousandths of the operator's currency unit; absent = free, or not known. */
  readonly costMillisPerHour?: number;
  /** Absent from agents that do not know of updates. */
  readonly agent?: AgentBuild;
};

export type Eligibility = 'eligible' | 'cordoned' | 'draining';
/** How a node is emptied. Wall clock. */
export type DrainOrder = {
  readonly sinceMs: number;
  /** By when it should be empty. */
  readonly deadlineAtMs?: number;
  /** What is there by then is stopped, whether it has found another place or not. */
  readonly force: boolean;
};
export type Connection = 'up' | 'disconnected';

// ---- What the ledger records ---------------------------------------------------------------------------------------

/** What one placement or reservation holds on its node. */
export type Claim = {
  readonly quantities: Quantities;
  readonly ports: Readonly<Record<string, number>>;
  /** Name of a device of the node -> thousandths of it, 1 to 1000. */
  readonly devices: Readonly<Record<string, number>>;
};

/** Wanted, and counted as a copy: not one that is set aside. */
export function isStanding({ desired, aside }: Pick<Placement, 'desired' | 'aside'>): boolean {
  return desired === 'running' && !aside;
}

/** Why the coordinator made or ended a placement. */
export type PlacementCause =
  | 'applied'
  | 'updated'
  | 'scaled'
  | 'replaced'
  | 'drained'
  | 'evicted'
  | 'rescheduled'
  /** A batch gang lost a member, and begins anew as a whole. */
  | 'regrouped'
  /** A workload of higher priority took its room. */
  | 'preempted'
  | 'deleted'
  | 'node-removed'
  /** The node of the copy that it stood in for is back, and that copy was kept. */
  | 'returned'
  | 'rebalanced';

/** One agent's word on one placement. */
export type PlacementStatus = {
  readonly placement: PlacementId;
  readonly phase: ObservedPhase;
  /** Times the agent has started it again. */
  readonly restarts: number;
  /** Of the last run that ended: exit code, or 128 + signal. */
  readonly exitCode?: number;
  /** One line for people, e.g. "killed: out of memory". */
  readonly message: string;
  /** The agent's wall clock. */
  readonly atMs: number;
  /** The agent's running number of this change. */
  readonly sequence?: number;
  /** So many older ones of this placement, after the one told before, were too many to keep while nobody listened. */
  readonly dropped?: number;
  /** Of a copy that runs and has health checks; absent = as soon as it runs. */
  readonly ready?: boolean;
  /** Why it is not ready. */
  readonly unready?: string;
  /** Its limits were to change while it runs, and could not: why. */
  readonly misfit?: string;
  /** Of a copy on a schedule: the due time that was begun last, and the one that comes next. Wall clock. */
  readonly lastRunAtMs?: number;
  readonly nextRunAtMs?: number;
};

export type Placement = {
  readonly id: PlacementId;
  readonly workload: WorkloadKey;
  readonly replica: number;
  readonly generation: number;
  /** Version of the stack that it was made for. */
  readonly version: number;
  /** Fingerprint of what of `run` a copy keeps for life. */
  runHash: string;
  /** Of what may change while it runs; absent in checkpoints of before. */
  liveHash?: string;
  run: RunSpec;
  readonly node: NodeId;
  claim: Claim;
  /** Of each of its volumes: the number that it was bound with. */
  readonly volumes?: Readonly<Record<string, number>>;
  readonly cause: PlacementCause;
  readonly createdAtMs: number;
  desired: DesiredPhase;
  /** Its node is silent and it counts no more, but it may run on: what becomes of it is judged when the node is back. */
  aside?: true;
  stopCause?: PlacementCause;
  preemptedBy?: Preemptor;
  observed: ObservedPhase;
  restarts: number;
  exitCode?: number;
  message: string;
  /** The coordinator's clock, when it learned of the last change. */
  changedAtMs: number;
  /** Changes of it that its node could not keep until it was heard again. */
  statusesDropped?: number;
  /** It runs, and its checks say that it may be given work. */
  ready: boolean;
  /** The coordinator's clock, when `ready` became what it is. */
  readySinceMs: number;
  /** Why its checks say no; empty when they say yes, or nothing. */
  unready: string;
  /** Why its limits could not be changed in place: it is replaced. */
  misfit?: string;
  /** Of a replica that has failed: since when it runs without a break (apply-failures.ts). */
  runSince?: RunSince;
  /** Of a copy on a schedule, as its agent said last. */
  lastRunAtMs?: number;
  nextRunAtMs?: number;
};

/** On the clock of the coordinator, when it learned of it, and on that of the agent. */
export type RunSince = { readonly atMs: number; readonly agentMs: number };

/** Where a ready copy is reached. */
export type Endpoint = {
  readonly placement: PlacementId;
  readonly node: NodeId;
  readonly site: string;
  /** Of the node. */
  readonly address: string;
  /** By name, at least one. */
  readonly ports: Readonly<Record<string, number>>;
  /** Wall clock of the coordinator. */
  readonly readySinceMs: number;
};

export type Reservation = {
  readonly id: ReservationId;
  readonly node: NodeId;
  readonly claim: Claim;
  /** Who holds it, for people and audits. */
  readonly holder: string;
  readonly createdAtMs: number;
  /** Goes up with every change; confirm and release name the one they saw. */
  generation: number;
  phase: 'held' | 'confirmed';
  /** Wall clock; undefined once confirmed. */
  expiresAtMs?: number;
  /** Index of the block that changed it last: what a stale caller is told. */
  changedAtIndex: number;
};

/** Room on a node that is being freed for one copy of a workload (nominations.ts). */
export type Nomination = {
  readonly id: NominationId;
  readonly workload: WorkloadKey;
  /** Of the run that it was made for. */
  readonly runHash: string;
  readonly node: NodeId;
  /** What the copy needs. */
  readonly claim: Claim;
  /** What of it is held by now. */
  held: Claim;
  /** Wall clock. */
  readonly expiresAtMs: number;
  /** Block that made it. */
  readonly madeAtIndex: number;
};

/** For whom a copy has to end. */
export type Preemptor = {
  readonly workload: WorkloadKey;
  readonly priority: number;
  /** Of the copy that ends. */
  readonly over: number;
};

/** Who asked, and why. Stands on every event that a person or program caused. */
export type Actor = {
  readonly name: string;
  /** Who vouches for the name: its certificate; absent where nobody has to prove who he is. */
  readonly kind?: ActorKind;
  readonly reason?: string;
};

export const ACTOR_KINDS = ['user', 'node', 'coordinator'] as const;
export type ActorKind = (typeof ACTOR_KINDS)[number];
