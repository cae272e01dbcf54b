/** What readers are shown. Plain copies, safe to keep; the stable fields of `--json`. */
import type { AgentBuild } from '../agent-updates/agent-build.js';
import type { NodeId, PlacementId, WorkloadKey } from '../basics/ids.js';
import type { DispatchCounts } from '../dispatches/runs.js';
import type { FailureView } from '../failures/failure-views.js';
import type { EndpointsChange, Usage } from '../fleet/messages.js';
import type {
  CertificateRecord,
  JoinTokenRecord,
  NodeProfile,
  RefusedClaims,
  Standing,
} from '../identity/node-identity.js';
import type {
  Actor,
  Claim,
  Connection,
  DesiredPhase,
  Device,
  DrainOrder,
  Eligibility,
  Endpoint,
  ObservedPhase,
  PlacementCause,
  Preemptor,
  StackSpec,
  Taint,
  WorkloadKind,
} from '../model/model.js';
import type { NodeVerdict, RejectCount, ScoreTerm } from '../model/scheduling.js';
import type { NeedView } from '../needs/needs.js';
import type { Silence } from '../reconcile/silence.js';
import type { PastRollout, RolloutOutcome } from '../rollouts/rollout-record.js';
import type { VolumeView } from '../volumes/volume-record.js';
import type { NearestMiss } from './nearest-miss.js';

export type ClusterInfo = {
  readonly ledgerId: string;
  /** The smallest index that is kept. */
  readonly oldest: number;
  readonly index: number;
  readonly epoch: number;
  readonly leader: string;
  readonly version: string;
  readonly nodes: { readonly total: number; readonly up: number };
  readonly stacks: number;
  readonly placements: { readonly total: number; readonly running: number };
  readonly blockedWorkloads: number;
};

/** One coordinator, as the one that was asked knows it. */
export type CoordinatorView = {
  readonly name: string;
  readonly role: 'leader' | 'follower' | 'leaving';
  readonly epoch: number;
  /** The last block that it has applied. */
  readonly index: number;
  /** Blocks behind the furthest one. */
  readonly lag: number;
  /** "host:port" of its control listener; empty where nobody else has to know. */
  readonly control: string;
  /** "host:port" where it takes agents; absent where nobody else has to know. */
  readonly fleet?: string;
  readonly version: string;
  /** Index of the last checkpoint on its disk; absent where nobody else has to know. */
  readonly checkpoint?: number;
  /** Of the NATS server that it is connected to; absent without one. */
  readonly natsVersion?: string;
  /** Milliseconds since it was heard; 0 for the one that answers. */
  readonly heardAgoMs: number;
};

/** What a coordinator finds around it; what it has not, e.g. NATS, is absent. */
export type Surroundings = {
  /** The folder that it writes to, and the disk of it. */
  readonly data?: { readonly folder: string; readonly freeMiB: number; readonly totalMiB: number };
  readonly ledger?: {
    readonly store: string;
    /** Why not, or undefined. */
    readonly unreachable?: string;
    /** Servers that hold each block. */
    readonly replicas?: number;
  };
  readonly nats?: {
    readonly version: string;
    readonly verdict: 'fine' | 'warn' | 'refuse';
    /** What is wrong with this version; empty when fine. */
    readonly words: string;
  };
};

/** A coordinator on itself, for `berth doctor`. */
export type Diagnosis = Surroundings & {
  readonly version: string;
  /** Of Node.js, e.g. "v20.20.0". */
  readonly nodeVersion: string;
  /** Its wall clock as it answered. */
  readonly wallMs: number;
  readonly index: number;
  readonly ageMs: number;
};

export type ResourceUse = {
  readonly name: string;
  readonly total: number;
  readonly reserved: number;
  readonly allocationRatio: number;
  readonly capacity: number;
  readonly held: number;
  /** What one claim may take at a time, where the node says so. */
  readonly min?: number;
  readonly max?: number;
  readonly step?: number;
};

/** What is left on a node that is being emptied, and what each waits for. */
export type DrainView = Partial<DrainOrder> & {
  readonly left: readonly { readonly placement: PlacementId; readonly waitsFor: string }[];
};

export type NodeSummary = {
  readonly id: NodeId;
  readonly site: string;
  readonly region: string;
  readonly address: string;
  readonly arch: string;
  readonly os: string;
  readonly connection: Connection;
  readonly connectionSinceMs: number;
  readonly eligibility: Eligibility;
  readonly labels: Readonly<Record<string, string>>;
  readonly taints: readonly Taint[];
  readonly attributes: Readonly<Record<string, string>>;
  readonly resources: readonly ResourceUse[];
  readonly ports: { readonly first: number; readonly last: number; readonly held: number };
  /** `held` in thousandths of the device. */
  readonly devices: readonly (Device & { readonly held: number })[];
  readonly placements: number;
  /** While it is draining. */
  readonly drain?: DrainView;
  /** Of an hour, in thousandths of the operator's currency unit; 0 = free, or not known. */
  readonly costMillisPerHour: number;
  /** Measured by the node, when it said so. */
  readonly usage?: Usage;
  /** Of a node that is disconnected: since when, and why, as far as its neighbours can tell. */
  readonly silence?: Silence;
  /** Of nodes that were enrolled. */
  readonly identity?: IdentityView;
  /** Absent where the agent does not say. */
  readonly agent?: AgentBuild;
};

export type IdentityView = {
  readonly standing: Standing;
  readonly reason: string;
  readonly sinceMs: number;
  /** Those that count, oldest first. */
  readonly certificates: readonly CertificateRecord[];
  readonly profile: NodeProfile;
  /** What it claimed last and was not believed. */
  readonly refused: RefusedClaims;
};

export type TokenView = Omit<JoinTokenRecord, 'hash'> & { readonly state: 'open' | 'used' | 'expired' };

export type PlacementView = {
  readonly id: PlacementId;
  readonly workload: WorkloadKey;
  readonly replica: number;
  readonly generation: number;
  readonly version: number;
  readonly node: NodeId;
  readonly site: string;
  readonly desired: DesiredPhase;
  /** Its node was silent, and another copy stands in for it. */
  readonly aside?: true;
  readonly observed: ObservedPhase;
  readonly restarts: number;
  readonly exitCode?: number;
  readonly message: string;
  /** Changes that its node could not keep until it was heard again. */
  readonly statusesDropped?: number;
  readonly cause: PlacementCause;
  readonly stopCause?: PlacementCause;
  /** For whom it has to end, with stopCause "preempted". */
  readonly preemptedBy?: Preemptor;
  readonly claim: Claim;
  /** Of each of its volumes: the number that it was bound with. */
  readonly volumes?: Readonly<Record<string, number>>;
  /** Port name -> "host:port". */
  readonly endpoints: Readonly<Record<string, string>>;
  readonly createdAtMs: number;
  readonly changedAtMs: number;
  /** It runs, and its health checks, where it has some, say that it may be given work. */
  readonly ready: boolean;
  readonly readySinceMs: number;
  /** Why its checks say no; empty when they say yes, or nothing. */
  readonly unready: string;
  /** Why its limits could not be changed while it runs: it is replaced. */
  readonly misfit?: string;
  /** Of a copy on a schedule: the due time that was begun last, and the one that comes next. */
  readonly lastRunAtMs?: number;
  readonly nextRunAtMs?: number;
};

/** The ready endpoints of one workload. */
export type EndpointsView = {
  readonly workload: WorkloadKey;
  readonly index: number;
  readonly endpoints: readonly Endpoint[];
};

/** First everything, then what changed. `index` is the one of the ledger that it shows. */
export type EndpointsItem =
  | ({ readonly kind: 'snapshot' } & EndpointsView)
  | ({ readonly kind: 'delta'; readonly index: number } & EndpointsChange);

export type WorkloadStatus = {
  readonly workload: WorkloadKey;
  readonly kind: WorkloadKind;
  /** 0 to 100; the higher one is placed first. */
  readonly priority: number;
  readonly version: number;
  readonly wanted: number;
  /** Copies of the newest version, by observed phase. */
  readonly running: number;
  /** Of those that run, how many may be given work. */
  readonly ready: number;
  readonly starting: number;
  /** Copies on a schedule that wait for their next run. */
  readonly scheduled: number;
  readonly completed: number;
  readonly failed: number;
  /** Copies that are to end, of any version. */
  readonly stopping: number;
  /** Copies of older versions that still run. */
  readonly outdated: number;
  /** Copies on silent nodes that others stand in for. */
  readonly aside: number;
  /** Copies that no node has room for, and why. */
  readonly missing: number;
  readonly rejects: readonly RejectCount[];
  /** What has to be there before copies of this version begin; absent when they may. */
  readonly waitsFor?: readonly NeedView[];
  /** Of one that is deleted: those that need it and end before it. */
  readonly endsAfter?: readonly WorkloadKey[];
  readonly gang?: GangStatus;
  /** Copies that failed on their nodes and are not ready again; absent when there are none. */
  readonly failures?: readonly FailureView[];
  /** Of a batch on a schedule: when the next of its copies is due, as far as their agents have said. */
  readonly schedule?: { readonly cron: string; readonly timeZone: string; readonly nextRunAtMs?: number };
  /** Of one that is dispatched: how many of its runs are in which state. */
  readonly runs?: DispatchCounts;
};

/** rolling: copies are being replaced. waiting: its canaries are healthy, and nobody said that it may go on. */
export type RolloutState = 'rolling' | 'waiting' | 'paused' | RolloutOutcome;

export type RolloutView = PastRollout & {
  readonly workload: WorkloadKey;
  readonly state: RolloutState;
  /** Replicas that run the new version and can be counted on now, and how many there are to be. */
  readonly healthyNow: number;
  readonly replicas: number;
  /** Why those that do not count do not; empty when all do. */
  readonly waitsFor: string;
  /** When it fails unless something becomes healthy. Wall clock. */
  readonly deadlineAtMs?: number;
  /** The last version whose copies were seen ready. */
  readonly healthyVersion?: number;
  /** Oldest first. */
  readonly past: readonly PastRollout[];
};

export type GangStatus = {
  /** So many copies begin together, or none. */
  readonly min: number;
  /** Of the longest wait for room that is in order. */
  readonly timeoutMs: number;
  /** Since when it waits to begin; absent when it does not. */
  readonly waitsSinceMs?: number;
  /** It has waited longer than that: as a batch it has failed, as a service it waits on. */
  readonly overdue: boolean;
};

export type StackVersion = { readonly version: number; readonly atMs: number; readonly actor: Actor };

export type StackStatus = {
  readonly stack: string;
  readonly version: number;
  /** On its way out: it stays listed until its last placement has ended. */
  readonly deleted: boolean;
  readonly spec: StackSpec;
  readonly versions: readonly StackVersion[];
  readonly workloads: readonly WorkloadStatus[];
  /** What its placements hold costs an hour (costs.ts), in whole thousandths of the operator's currency unit. */
  readonly costMillisPerHour: number;
  /** Everything wanted runs and is ready (or, for batches, has completed or is on its schedule), and nothing else does. */
  readonly settled: boolean;
};

/** One difference between the stack as it is and as it would be; `path` such as "workloads.web.run.process.command". */
export type Change = { readonly path: string; readonly before?: unknown; readonly after?: unknown };

export type PlannedPlacement = {
  readonly replica: number;
  readonly node: NodeId;
};

export type WorkloadPlan = {
  readonly workload: WorkloadKey;
  readonly action: 'create' | 'update' | 'delete' | 'none';
  /** The first step: what is placed and stopped at once. */
  readonly place: readonly PlannedPlacement[];
  readonly stop: readonly PlacementId[];
  /** Copies that go on with other amounts of cpu and memory; absent when there are none. */
  readonly resize?: readonly PlacementId[];
  /** Copies of other workloads that end for it. */
  readonly preempt: readonly PlacementId[];
  /** Copies that are updated after that, `update.maxUnavailable` at a time. */
  readonly outdated: number;
  readonly missing: number;
  readonly rejects: readonly RejectCount[];
  /** What has to be there before its copies begin; absent when they may. */
  readonly waitsFor?: readonly NeedView[];
};

export type PlanView = {
  readonly stack: string;
  /** 0 when the stack does not exist. */
  readonly fromVersion: number;
  /** Index of the state that the plan was made on. */
  readonly index: number;
  readonly changed: boolean;
  readonly changes: readonly Change[];
  readonly workloads: readonly WorkloadPlan[];
};

export type ComingRoom = { readonly node: NodeId; readonly waitsFor: readonly PlacementId[] };

/** `copies` of `victim` had to end. */
export type PreemptionView = Preemptor & { readonly victim: WorkloadKey; readonly copies: number };

/** Why a workload's copies are where they are, and why not elsewhere, from the state of now. */
export type WhyView = {
  readonly workload: WorkloadKey;
  readonly wanted: number;
  readonly missing: number;
  readonly rejects: readonly RejectCount[];
  readonly placements: readonly PlacementView[];
  /** What has to be there before copies of its version begin; absent when they may. */
  readonly waitsFor?: readonly NeedView[];
  /** Of one that is deleted: those that need it and end before it. */
  readonly endsAfter?: readonly WorkloadKey[];
  /** Copies that failed on their nodes and are not ready again; absent when there are none. */
  readonly failures?: readonly FailureView[];
  /** Room that is being freed for it, and what has to end for that. */
  readonly comingRoom: readonly ComingRoom[];
  /** Who was preempted last, of the workload itself and by it. */
  readonly preemptions: readonly PreemptionView[];
  /** Where one more copy could go: every node's verdict, best first; only the asked one when a node was named. */
  readonly verdicts: readonly NodeVerdict[];
  /** Of a gang that waits to begin; `placeable`: for how many copies there is room now. */
  readonly gang?: GangStatus & { readonly placeable: number };
  /** When no node fits: the one that comes closest, of those that only lack room. */
  readonly nearest?: NearestMiss;
  /** Of replicas that wait: the volumes that hold them where they are. Absent: none does. */
  readonly heldBy?: readonly VolumeView[];
};

export type { ScoreTerm };

export type LedgerCheck = {
  readonly ok: boolean;
  readonly ledgerId: string;
  readonly firstIndex: number;
  readonly lastIndex: number;
  readonly blocks: number;
  readonly hash: string;
  /** What is wrong and at which index, or that all is well. */
  readonly message: string;
};
