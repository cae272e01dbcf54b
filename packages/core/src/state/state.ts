/**
 * The materialised state: what replaying the ledger gives. Owned by the coordinator's loop and changed in place, by
 * `apply` only (apply.ts); everybody else gets a read-only view within one turn of the loop.
 */
import type { AgentUpdate } from '../agent-updates/agent-update.js';
import { canonicalJson, fingerprint } from '../basics/fingerprint.js';
import type {
  NodeId,
  NominationId,
  PlacementId,
  ReservationId,
  VolumeId,
  WorkloadKey,
} from '../basics/ids.js';
import type { SecretRecord } from '../configuration/secrets.js';
import type { DispatchRecord } from '../dispatches/dispatch-rule.js';
import type { Failures } from '../failures/failures.js';
import type { JoinTokenRecord, NodeIdentity } from '../identity/node-identity.js';
import type { UserRecord } from '../identity/users.js';
import type {
  Actor,
  Connection,
  DrainOrder,
  Eligibility,
  NodeInfo,
  Nomination,
  Placement,
  PlacementCause,
  Preemptor,
  Reservation,
  StackSpec,
  UnmetNeed,
  WorkloadSpec,
} from '../model/model.js';
import type { RejectCount } from '../model/scheduling.js';
import type { TaintTimes } from '../model/taints.js';
import { copyLoad, type NodeLoad } from '../resources/capacity.js';
import type { HealthyVersion, PastRollout, Rollout } from '../rollouts/rollout-record.js';
import type { RemovedVolume, VolumeRecord } from '../volumes/volume-record.js';
import { AssignmentDigest } from './assignment-digest.js';
import { Consumers } from './consumers.js';
import { Dependants } from './dependants.js';
import { Dispatches } from './dispatches.js';
import { NodeLog } from './node-log.js';

export type NodeRecord = {
  info: NodeInfo;
  /** The agent's data folder that registered under this name. */
  instance: string;
  connection: Connection;
  connectionSinceMs: number;
  eligibility: Eligibility;
  /** While it is draining; absent when it was begun by an earlier version. */
  drain?: DrainOrder;
  /** When it got those of its taints that evict. Absent when it has none. */
  taintedAtMs?: TaintTimes;
  readonly load: NodeLoad;
  /** Its assignment: every placement on it that has not reached a terminal phase. */
  readonly placements: Map<PlacementId, Placement>;
  /** Goes up with every change of the assignment. */
  assignmentVersion: number;
  readonly digest: AssignmentDigest;
  /** Highest status sequence of `instance` that the ledger has. */
  statusSequence: number;
};

export type StackRecord = {
  readonly name: string;
  version: number;
  spec: StackSpec;
  specHash: string;
  appliedAtMs: number;
  actor: Actor;
  /** Oldest first, the current one last; at most LIMITS.stackVersionsKept. */
  versions: readonly KeptVersion[];
  /** Deleted stacks stay until their last placement is gone. */
  deleted: boolean;
  /** Its workloads, and those that an earlier version had as long as they still have placements; no runs of them. */
  readonly workloads: Set<WorkloadKey>;
};

export type KeptVersion = {
  readonly version: number;
  readonly atMs: number;
  readonly actor: Actor;
  readonly spec: StackSpec;
};

export type WorkloadRecord = {
  readonly key: WorkloadKey;
  spec: WorkloadSpec;
  /** Stack version that changed `spec` last. */
  version: number;
  /** Fingerprint of `spec.run`: placements with another one are outdated. */
  runHash: string;
  /** The last generation given to a placement of this workload. */
  generation: number;
  /** Live ones, and those that completed or failed while they were wanted. */
  readonly placements: Map<PlacementId, Placement>;
  /** How many of `placements` have another run hash. */
  outdated: number;
  blocked?: Blocked;
  /** The last time that copies of it were preempted. */
  preempted?: Preemption;
  /** Why replicas that had a copy are without one, until all have one again. */
  refill?: PlacementCause;
  deleted: boolean;
  /** Of a workload that needs others: fingerprint of the run with which copies of it began last, or went on and then ended. */
  begun?: string;
  /** What it needs and is not there. */
  waiting?: Waiting;
  /** Of replicas whose last copies failed on their nodes. */
  failures?: Failures;
  /** The last one that began. */
  rollout?: Rollout;
  /** Those before it, oldest first; at most LIMITS.rolloutsKept. */
  pastRollouts?: readonly PastRollout[];
  healthy?: HealthyVersion;
  /** Before `healthy`. */
  healthyBefore?: HealthyVersion;
  /** Of one run of a workload that is dispatched. */
  dispatched?: DispatchRecord;
};

/** Since when without a break. */
export type Waiting = { readonly needs: readonly UnmetNeed[]; readonly sinceMs: number };

/** Copies that had to end, and for whom. */
export type Preemption = Preemptor & { readonly copies: number };

/** Copies that find no room, and since when without a break. */
export type Blocked = {
  readonly missing: number;
  readonly reasons: readonly RejectCount[];
  readonly sinceMs: number;
  /** A gang that did not find room in time. */
  readonly overdue: boolean;
};

/** By kind, under their own ids: a key of its own for each would cost more than all else that `apply` does for one. */
export type ChangedEntities = {
  readonly node: Set<NodeId>;
  readonly stack: Set<string>;
  readonly workload: Set<WorkloadKey>;
  readonly placement: Set<PlacementId>;
  readonly reservation: Set<ReservationId>;
  readonly nomination: Set<NominationId>;
  /** By the hash of its secret. */
  readonly token: Set<string>;
  readonly identity: Set<NodeId>;
  readonly secret: Set<string>;
  readonly user: Set<string>;
  readonly volume: Set<VolumeId>;
  readonly removedVolume: Set<string>;
};

/** What `apply` touched since the loop last looked. Not part of the state: never stored, never compared. */
export type Changes = {
  /** Workloads whose placements may have to change. */
  readonly dirty: Set<WorkloadKey>;
  /** Nodes whose assignment changed, with the placements that did. */
  readonly assignments: Map<NodeId, Set<PlacementId>>;
  /** What was changed, added or removed since the last checkpoint. */
  readonly entities: ChangedEntities;
  /** Nodes whose sessions or certificates may not count any more. */
  readonly standings: Set<NodeId>;
  /** Workloads whose ready endpoints may be others now. */
  readonly endpoints: Set<WorkloadKey>;
  /** Nodes that have volumes to delete. */
  readonly volumes: Set<NodeId>;
  /** Something was freed or joined: blocked workloads may fit now. */
  roomMade: boolean;
  /** Nodes may have to be told of another version of the agent. */
  agents: boolean;
};

export type ClusterState = {
  /** Of the last applied block. */
  index: number;
  epoch: number;
  leader: string;
  /** Generations of workloads that were forgotten end here, so that no placement id is ever given twice. */
  generationFloor: number;
  /** The same for versions of stacks. */
  versionFloor: number;
  /** The latest time that any event says, milliseconds since the epoch. No leader decides at an earlier one. */
  latestMs: number;
  readonly nodes: Map<NodeId, NodeRecord>;
  readonly stacks: Map<string, StackRecord>;
  readonly workloads: Map<WorkloadKey, WorkloadRecord>;
  readonly placements: Map<PlacementId, Placement>;
  readonly reservations: Map<ReservationId, Reservation>;
  readonly nominations: Map<NominationId, Nomination>;
  /** SHA-256 of the certificates of the authority; none where nobody has to prove who he is. */
  authority: readonly string[];
  /** By hash. Spent ones, and those that ran out, stay for a day. */
  readonly tokens: Map<string, JoinTokenRecord>;
  /** Of nodes that were ever enrolled, also after they were removed. */
  readonly identities: Map<NodeId, NodeIdentity>;
  /** The last one that began. */
  agentUpdate?: AgentUpdate;
  readonly secrets: Map<string, SecretRecord>;
  /** By name; also those that were removed, as long as a certificate of theirs may be in its time. */
  readonly users: Map<string, UserRecord>;
  readonly volumes: Map<VolumeId, VolumeRecord>;
  /** By id and number (removedKey). */
  readonly removedVolumes: Map<string, RemovedVolume>;
  /** The last number that a volume was bound with. */
  volumeNumber: number;
  readonly changes: Changes;
  /** What the scheduler catches up from. Like `changes`, not part of the state. */
  readonly nodeLog: NodeLog;
  /** Who wants to know the endpoints of whom. Derived: not part of the state either. */
  readonly consumers: Consumers;
  /** Who needs whom. Derived. */
  readonly dependants: Dependants;
  /** Which workloads are runs of which. Derived. */
  readonly dispatches: Dispatches;
};

export function emptyState(): ClusterState {
  return {
    index: 0,
    epoch: 0,
    leader: '',
    generationFloor: 0,
    versionFloor: 0,
    latestMs: 0,
    nodes: new Map(),
    stacks: new Map(),
    workloads: new Map(),
    placements: new Map(),
    reservations: new Map(),
    nominations: new Map(),
    authority: [],
    tokens: new Map(),
    identities: new Map(),
    secrets: new Map(),
    users: new Map(),
    volumes: new Map(),
    removedVolumes: new Map(),
    volumeNumber: 0,
    changes: noChanges(),
    nodeLog: new NodeLog(),
    consumers: new Consumers(),
    dependants: new Dependants(),
    dispatches: new Dispatches(),
  };
}

export function noChanges(): Changes {
  const entities: ChangedEntities = {
    node: new Set(),
    stack: new Set(),
    workload: new Set(),
    placement: new Set(),
    reservation: new Set(),
    nomination: new Set(),
    token: new Set(),
    identity: new Set(),
    secret: new Set(),
    user: new Set(),
    volume: new Set(),
    removedVolume: new Set(),
  };
  return {
    ...{ dirty: new Set(), assignments: new Map(), entities, standings: new Set(), endpoints: new Set() },
    volumes: new Set(),
    roomMade: false,
    agents: false,
  };
}

/** Fingerprint by which an unchanged apply is recognised. */
export function stackHash(spec: StackSpec): string {
  return fingerprint(canonicalJson(spec));
}

/**
 * A state to try an apply of `stack` on: nodes, loads, nominations and the workloads that may change, with their
 * placements, are copies; the rest is shared and only read. What a plan shows is found by the same code that later does it.
 */
export function forkState(
  state: ClusterState,
  stack: string,
  mayChange: (workload: WorkloadRecord) => boolean,
): ClusterState {
  const fork: ClusterState = {
    ...state,
    nodes: new Map(),
    stacks: new Map(state.stacks),
    workloads: new Map(state.workloads),
    placements: new Map(state.placements),
    reservations: new Map(state.reservations),
    volumes: new Map(state.volumes),
    removedVolumes: new Map(state.removedVolumes),
    nominations: new Map([...state.nominations].map(([id, nomination]) => [id, { ...nomination }])),
    changes: noChanges(),
    nodeLog: new NodeLog(),
    // Nobody is told of a fork.
    consumers: new Consumers(),
    dependants: state.dependants.copy(),
    dispatches: state.dispatches.copy(),
  };
  for (const [id, node] of state.nodes) {
    const digest = new AssignmentDigest();
    fork.nodes.set(id, { ...node, load: copyLoad(node.load), placements: new Map(node.placements), digest });
  }
  const record = state.stacks.get(stack);
  if (record) fork.stacks.set(stack, { ...record, workloads: new Set(record.workloads) });
  for (const [key, workload] of state.workloads) {
    if (!mayChange(workload)) continue;
    const placements = new Map<PlacementId, Placement>();
    for (const [id, placement] of workload.placements) {
      const copy = { ...placement };
      placements.set(id, copy);
      fork.placements.set(id, copy);
      const node = fork.nodes.get(copy.node);
      if (node?.placements.has(id)) node.placements.set(id, copy);
    }
    fork.workloads.set(key, { ...workload, placements });
  }
  return fork;
}
