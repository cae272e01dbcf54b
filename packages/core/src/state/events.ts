/** Facts of the ledger, past tense. Everything non-deterministic is chosen before the append and stored here. */
import type { AgentArchives, AgentUpdateOutcome } from '../agent-updates/agent-update.js';
import type {
  NodeId,
  NominationId,
  PlacementId,
  ReservationId,
  VolumeId,
  WorkloadKey,
} from '../basics/ids.js';
import type { GivenUp } from '../failures/failures.js';
import type {
  Actor,
  Claim,
  Connection,
  DrainOrder,
  Eligibility,
  NodeInfo,
  PlacementCause,
  PlacementStatus,
  Preemptor,
  StackSpec,
  UnmetNeed,
} from '../model/model.js';
import type { RejectCount } from '../model/scheduling.js';
import type { RolloutOutcome } from '../rollouts/rollout-record.js';
import type { NumberedVolume } from '../volumes/volume-record.js';
import type { IdentityEvent, UserEvent } from './identity-events.js';

export type { IdentityEvent, NewToken, UserEvent } from './identity-events.js';

export type LedgerEvent =
  | SecretEvent
  | { readonly kind: 'leader.claimed'; readonly epoch: number; readonly leader: string }
  | LedgerRecovered
  | {
      readonly kind: 'node.registered';
      readonly node: NodeInfo;
      readonly instance: string;
      readonly atMs: number;
    }
  | {
      readonly kind: 'node.connection-changed';
      readonly node: NodeId;
      readonly connection: Connection;
      readonly atMs: number;
    }
  | {
      readonly kind: 'node.eligibility-changed';
      readonly node: NodeId;
      readonly eligibility: Eligibility;
      /** With "draining". */
      readonly drain?: DrainOrder;
      readonly actor: Actor;
    }
  | { readonly kind: 'node.removed'; readonly node: NodeId; readonly actor: Actor }
  | {
      readonly kind: 'stack.applied';
      readonly stack: string;
      readonly version: number;
      readonly spec: StackSpec;
      readonly actor: Actor;
      readonly atMs: number;
    }
  | { readonly kind: 'stack.deleted'; readonly stack: string; readonly actor: Actor }
  | PlacementsMade
  | {
      readonly kind: 'placements.stopped';
      readonly placements: readonly PlacementId[];
      readonly cause: PlacementCause;
      /** With cause "preempted". */
      readonly by?: Preemptor;
    }
  /** Their nodes are silent: they count no more, and others may stand in for them. */
  | { readonly kind: 'placements.set-aside'; readonly placements: readonly PlacementId[] }
  /** Their nodes are back, and they were kept. */
  | { readonly kind: 'placements.taken-back'; readonly placements: readonly PlacementId[] }
  | PlacementsObserved
  | PlacementsResized
  | {
      readonly kind: 'workload.blocked';
      readonly workload: WorkloadKey;
      readonly missing: number;
      readonly reasons: readonly RejectCount[];
      /** A gang that did not find room in time. */
      readonly overdue: boolean;
      readonly atMs: number;
    }
  | { readonly kind: 'workload.unblocked'; readonly workload: WorkloadKey }
  | ExecBegan
  | DispatchEvent
  | {
      readonly kind: 'workload.waiting';
      readonly workload: WorkloadKey;
      /** What it needs and is not there, by kind: counts that change are no news. */
      readonly needs: readonly UnmetNeed[];
      readonly atMs: number;
    }
  /** What it needs is there, or is needed no more: its copies may begin. */
  | { readonly kind: 'workload.needs-met'; readonly workload: WorkloadKey; readonly atMs: number }
  | WorkloadGaveUp
  | WorkloadRetried
  | RolloutBegan
  | RolloutTurned
  | RolloutEnded
  | NominationMade
  | {
      readonly kind: 'nomination.ended';
      readonly nomination: NominationId;
      readonly workload: WorkloadKey;
      readonly node: NodeId;
      /** taken: the room is free, and the workload's. expired: it was not freed in time. withdrawn: nobody wants it. */
      readonly outcome: NominationOutcome;
    }
  | {
      readonly kind: 'reservations.held';
      readonly reservations: readonly HeldReservation[];
      readonly actor: Actor;
      readonly atMs: number;
    }
  | { readonly kind: 'reservation.confirmed'; readonly reservation: ReservationId; readonly actor: Actor }
  | {
      readonly kind: 'reservation.released';
      readonly reservation: ReservationId;
      readonly expired: boolean;
      readonly actor: Actor;
    }
  | AgentUpdateEvent
  | IdentityEvent
  | UserEvent
  | VolumeEvent;

/** Which version agents are to run. */
export type AgentUpdateEvent =
  | {
      readonly kind: 'agent-update.began';
      readonly version: string;
      readonly attempt: number;
      readonly archives: AgentArchives;
      readonly site?: string;
      readonly percent: number;
      readonly threshold: number;
      readonly auto: boolean;
      readonly actor: Actor;
      readonly atMs: number;
    }
  | AgentUpdateTurned
  | {
      /** It went back to the version before, or did not even begin with the new one. */
      readonly kind: 'agent-update.failed';
      readonly node: NodeId;
      readonly version: string;
      readonly digest: string;
      readonly reason: string;
      readonly atMs: number;
    }
  | {
      readonly kind: 'agent-update.ended';
      readonly outcome: AgentUpdateOutcome;
      /** Absent when it ended by itself. */
      readonly actor?: Actor;
      readonly atMs: number;
    };

export type AgentUpdateTurned = {
  readonly kind: 'agent-update.turned';
  /** stopped: by itself, because a node failed. */
  readonly turn: 'progressed' | 'paused' | 'resumed' | 'stopped';
  readonly percent: number;
  readonly threshold: number;
  readonly auto: boolean;
  readonly reason: string;
  /** Absent when it followed by itself. */
  readonly actor?: Actor;
  readonly atMs: number;
};

/** Who is who, and who is out. */
/** Somebody runs a command beside a copy. It changes nothing here: it is for whoever asks later who was in there. */
export type ExecBegan = {
  readonly kind: 'exec.began';
  readonly placement: PlacementId;
  readonly node: NodeId;
  readonly command: readonly string[];
  readonly terminal: boolean;
  readonly actor: Actor;
  readonly atMs: number;
};

/** Of runs of workloads that are dispatched. */
export type DispatchEvent =
  | {
      /** Its spec follows from that of its workload at this time, and from what was given (run-spec.ts). */
      readonly kind: 'workload.dispatched';
      /** The run: "stack/workload@id". */
      readonly workload: WorkloadKey;
      /** As they were given, without defaults. */
      readonly params: Readonly<Record<string, string>>;
      /** Base64. */
      readonly input?: string;
      readonly actor: Actor;
      readonly atMs: number;
    }
  /** Nobody wants the run any more. It is remembered like one that ended. */
  | {
      readonly kind: 'dispatch.stopped';
      readonly workload: WorkloadKey;
      readonly actor: Actor;
      readonly atMs: number;
    }
  /** Runs of one workload that ended are remembered no more. */
  | {
      readonly kind: 'dispatches.forgotten';
      /** Whose runs. */
      readonly workload: WorkloadKey;
      readonly ids: readonly string[];
      readonly atMs: number;
    };

/** Who may use the cluster. */
/** Copies of a workload are to run something else, from now on. */
export type RolloutBegan = {
  readonly kind: 'rollout.began';
  readonly workload: WorkloadKey;
  /** Of the stack. */
  readonly version: number;
  readonly canaries: number;
  /** It takes back this version. */
  readonly revertOf?: number;
  readonly atMs: number;
};

export type RolloutTurned = {
  readonly kind: 'rollout.turned';
  readonly workload: WorkloadKey;
  readonly version: number;
  readonly turn: 'progressed' | 'paused' | 'resumed' | 'promoted';
  /** Replicas that run the new version and can be counted on. */
  readonly healthy: number;
  /** Absent for progress. */
  readonly actor?: Actor;
  readonly atMs: number;
};

export type RolloutEnded = {
  readonly kind: 'rollout.ended';
  readonly workload: WorkloadKey;
  readonly version: number;
  readonly outcome: RolloutOutcome;
  readonly reason: string;
  /** With "reverted": the version of the stack that takes it back. */
  readonly nextVersion?: number;
  /** Absent when it ended by itself. */
  readonly actor?: Actor;
  readonly atMs: number;
};

/** Copies that failed as often as they may are not placed any more. */
export type WorkloadGaveUp = {
  readonly kind: 'workload.gave-up';
  readonly workload: WorkloadKey;
  readonly copies: readonly (GivenUp & { readonly replica: number })[];
  readonly atMs: number;
};

/** Somebody says that its copies that failed are to be tried again. */
export type WorkloadRetried = {
  readonly kind: 'workload.retried';
  readonly workload: WorkloadKey;
  readonly actor: Actor;
  readonly atMs: number;
};

/** Columnar: row i is replica `replicas[i]` with generation `firstGeneration + i` on node `nodes[i]`. */
export type PlacementsMade = {
  readonly kind: 'placements.made';
  readonly workload: WorkloadKey;
  readonly version: number;
  readonly cause: PlacementCause;
  readonly firstGeneration: number;
  readonly replicas: readonly number[];
  readonly nodes: readonly NodeId[];
  /** Port names in the order of each row of `ports`. */
  readonly portNames: readonly string[];
  /** Rows x port names. */
  readonly ports: readonly number[];
  /** Per row, device name -> thousandths held; empty when the workload asks for none. */
  readonly devices: readonly Claim['devices'][];
  /** Who asked for exactly these; undefined where they follow from what was asked for before. */
  readonly actor?: Actor;
  readonly atMs: number;
};

/** Status of one node's placements, in the agent's order, up to its sequence number `sequence`. */
export type PlacementsObserved = {
  readonly kind: 'placements.observed';
  readonly node: NodeId;
  readonly sequence: number;
  readonly statuses: readonly PlacementStatus[];
  /** The coordinator's clock; the statuses carry the agent's. */
  readonly atMs: number;
};

/** Copies go on with the amounts of cpu and memory that their workload has by now. */
export type PlacementsResized = {
  readonly kind: 'placements.resized';
  readonly workload: WorkloadKey;
  readonly placements: readonly PlacementId[];
  readonly atMs: number;
};

export type NominationMade = {
  readonly kind: 'nomination.made';
  readonly id: NominationId;
  readonly workload: WorkloadKey;
  readonly node: NodeId;
  readonly claim: Claim;
  /** Wall clock. */
  readonly expiresAtMs: number;
};

export type NominationOutcome = 'taken' | 'expired' | 'withdrawn';

export type HeldReservation = {
  readonly id: ReservationId;
  readonly node: NodeId;
  readonly claim: Claim;
  readonly holder: string;
  /** Wall clock. */
  readonly expiresAtMs: number;
};

/** One durable append: what one decision pass found, SHA-256 chained (design section 4). */
export type Block = {
  readonly ledgerId: string;
  /** 1 for the first block, then without gaps. */
  readonly index: number;
  readonly epoch: number;
  readonly leader: string;
  /** Unique to this append: how its author recognises it after an unknown outcome. */
  readonly recordId: string;
  /** Wall clock of the author. */
  readonly timeMs: number;
  /** Lower-case hex SHA-256 of the previous block's bytes; 64 zeros for the first. */
  readonly previousHash: string;
  readonly events: readonly LedgerEvent[];
};

/**
 * Somebody made the ledger go on after its stream was lost or damaged (`berth ledger recover`). Nothing is lost when
 * `acknowledgedIndex` is `headIndex`, as far as could be known.
 */
export type LedgerRecovered = {
  readonly kind: 'ledger.recovered';
  /** The first block that the stream holds since then: 1, or what follows a checkpoint. */
  readonly firstIndex: number;
  /** The last block that was restored; this one follows it. */
  readonly headIndex: number;
  readonly headHash: string;
  /** The newest block that anybody was known to have acknowledged; those behind `headIndex` are given up. */
  readonly acknowledgedIndex: number;
  /** Above every epoch that may have been given out. */
  readonly epoch: number;
  /** Added to the generation of every workload: those of placements that are lost must not be given out again. */
  readonly generationsSkipped: number;
  readonly actor: Actor;
  readonly atMs: number;
};

/** `sealed`: base64; nobody who reads the ledger can open it. */
export type SecretEvent =
  | {
      readonly kind: 'secret.set';
      readonly name: string;
      /** A pattern: who may use it. */
      readonly stacks: string;
      readonly version: number;
      readonly keyId: string;
      readonly sealed: string;
      readonly bytes: number;
      readonly actor: Actor;
      readonly atMs: number;
    }
  | { readonly kind: 'secret.removed'; readonly name: string; readonly actor: Actor; readonly atMs: number };

/** That a volume was bound, the placement of its first copy says. */
export type VolumeEvent =
  /** Its replica may go anywhere, and its node is to delete what is there. */
  | {
      readonly kind: 'volume.removed';
      readonly volume: VolumeId;
      readonly number: number;
      readonly node: NodeId;
      /** The node was not there to be told. */
      readonly forced: boolean;
      readonly actor: Actor;
      readonly atMs: number;
    }
  | {
      readonly kind: 'volumes.deleted';
      readonly node: NodeId;
      readonly volumes: readonly NumberedVolume[];
      readonly atMs: number;
    };
