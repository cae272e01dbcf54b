/** What people and programs ask of the coordinator, and what it answers. Outcomes are values; only faults throw. */
import type { AgentArchives } from '../agent-updates/agent-update.js';
import type { AgentUpdateView } from '../agent-updates/agent-update-view.js';
import type { ErrorCode } from '../basics/errors.js';
import type { NodeId, PlacementId, ReservationId, VolumeId, WorkloadKey } from '../basics/ids.js';
import type { CertificateRecord, NodeProfile } from '../identity/node-identity.js';
import type { Grant } from '../identity/users.js';
import type {
  Actor,
  Eligibility,
  PlacementRules,
  Reservation,
  ResourceRequest,
  StackSpec,
} from '../model/model.js';
import type { RejectCount } from '../model/scheduling.js';
import type { NeedView } from '../needs/needs.js';

export type ApplyCommand = {
  readonly kind: 'apply';
  readonly spec: StackSpec;
  /** The version that the caller saw; 0 = "does not exist yet". Another one there is a conflict. */
  readonly expectVersion?: number;
  readonly actor: Actor;
};
export type DeleteCommand = {
  readonly kind: 'delete';
  readonly stack: string;
  readonly expectVersion?: number;
  /** Also when workloads of other stacks need some of it. */
  readonly force?: boolean;
  readonly actor: Actor;
};
export type SetEligibilityCommand = {
  readonly kind: 'set-eligibility';
  readonly node: NodeId;
  readonly eligibility: Eligibility;
  /** With "draining": it should be empty by then. */
  readonly deadlineMs?: number;
  /** With a deadline: what is there by then is stopped. */
  readonly force?: boolean;
  readonly actor: Actor;
};
/** Forgets a node that is gone for good; refused while it is connected. */
export type RemoveNodeCommand = {
  readonly kind: 'remove-node';
  readonly node: NodeId;
  readonly actor: Actor;
};
export type PlaceCommand = {
  readonly kind: 'place';
  readonly wishes: readonly PlaceWish[];
  readonly actor: Actor;
};
export type ConfirmCommand = {
  readonly kind: 'confirm';
  readonly reservation: ReservationId;
  readonly generation: number;
  readonly actor: Actor;
};
export type ReleaseCommand = {
  readonly kind: 'release';
  readonly reservation: ReservationId;
  readonly generation: number;
  readonly actor: Actor;
};

/** Capacity that a program asks for. All `count` or none. */
export type PlaceWish = {
  readonly resources: ResourceRequest;
  readonly rules: PlacementRules;
  readonly count: number;
  readonly ttlMs: number;
  readonly holder: string;
};

/** Makes a second copy on another node; the first one ends when that runs. */
export type MoveCommand = {
  readonly kind: 'move';
  readonly placement: PlacementId;
  readonly to: NodeId;
  readonly actor: Actor;
};

/** What a person says of a rollout. */
export const ROLLOUT_ACTIONS = ['promote', 'pause', 'resume', 'revert'] as const;
export type RolloutAction = (typeof ROLLOUT_ACTIONS)[number];

export type RolloutCommand = {
  readonly kind: 'rollout';
  /** "stack/workload", or a stack: all of its workloads that have a rollout which this is about. */
  readonly target: string;
  readonly action: RolloutAction;
  /** With "revert": the version of the stack to go back to; the last one that was healthy unless it is said. */
  readonly to?: number;
  readonly actor: Actor;
};

/** What failed is to be tried again, from the start. */
export type RetryCommand = {
  readonly kind: 'retry';
  /** "stack/workload", or a stack: all of its workloads of which a copy failed. */
  readonly target: string;
  readonly actor: Actor;
};

/** Makes a run of a workload that is dispatched; the same one again when its id is known already. */
export type DispatchCommand = {
  readonly kind: 'dispatch';
  readonly workload: WorkloadKey;
  readonly params: Readonly<Record<string, string>>;
  /** Base64. */
  readonly input?: string;
  /** Absent: one is made. */
  readonly id?: string;
  readonly actor: Actor;
};
export type StopDispatchCommand = {
  readonly kind: 'stop-dispatch';
  /** The run. */
  readonly workload: WorkloadKey;
  readonly actor: Actor;
};

/** Somebody is about to run a command beside a copy. */
export type ExecCommand = {
  readonly kind: 'exec';
  readonly placement: PlacementId;
  readonly command: readonly string[];
  readonly terminal: boolean;
  readonly actor: Actor;
};

export type CreateTokenCommand = {
  readonly kind: 'create-token';
  /** SHA-256 of a secret that the caller keeps, in hex. */
  readonly hash: string;
  readonly node?: NodeId;
  readonly profile: NodeProfile;
  readonly ttlMs: number;
  readonly actor: Actor;
};
export type RevokeTokenCommand = {
  readonly kind: 'revoke-token';
  readonly token: string;
  readonly actor: Actor;
};
/** Spends a token for a certificate that is about to be signed. */
export type RedeemTokenCommand = {
  readonly kind: 'redeem-token';
  readonly hash: string;
  readonly node: NodeId;
  /** Where the host believes to be; absent: wherever the token says. */
  readonly site?: string;
  readonly certificate: CertificateRecord;
};
export type RenewCertificateCommand = {
  readonly kind: 'renew-certificate';
  readonly node: NodeId;
  /** The one that proved who asks. */
  readonly used: CertificateRecord;
  readonly certificate: CertificateRecord;
};
export type RevokeNodeCommand = {
  readonly kind: 'revoke-node';
  readonly node: NodeId;
  /** Only this certificate. */
  readonly serial?: string;
  readonly reason: string;
  readonly actor: Actor;
};
export type ReadmitNodeCommand = {
  readonly kind: 'readmit-node';
  readonly node: NodeId;
  readonly actor: Actor;
};
export type SetProfileCommand = {
  readonly kind: 'set-profile';
  readonly node: NodeId;
  readonly profile: NodeProfile;
  readonly actor: Actor;
};

/** What a person says of agents' versions. */
export const AGENT_UPDATE_ACTIONS = ['begin', 'pause', 'resume', 'cancel'] as const;
export type AgentUpdateAction = (typeof AGENT_UPDATE_ACTIONS)[number];

export type UpdateAgentsCommand = {
  readonly kind: 'update-agents';
  readonly action: AgentUpdateAction;
  /** With "begin", as the rest. */
  readonly to?: { readonly version: string; readonly archives: AgentArchives };
  readonly percent?: number;
  /** Nodes of this one only. */
  readonly site?: string;
  /** Stages follow by themselves. */
  readonly auto?: boolean;
  /** Also where this very version has failed. */
  readonly again?: boolean;
  readonly actor: Actor;
};

export type SetSecretCommand = {
  readonly kind: 'set-secret';
  readonly name: string;
  /** A pattern: the stacks that may use it. Absent: as it is, of a new one all. */
  readonly stacks?: string;
  /** See SecretVersion. */
  readonly keyId: string;
  readonly sealed: string;
  readonly bytes: number;
  readonly actor: Actor;
};
/** Refused while a stack uses it. */
export type RemoveSecretCommand = {
  readonly kind: 'remove-secret';
  readonly name: string;
  readonly actor: Actor;
};

/** Refused while a copy uses it. */
export type RemoveVolumeCommand = {
  readonly kind: 'remove-volume';
  readonly volume: VolumeId;
  /** Also where its node cannot be told: what is there, a copy too, is given up. */
  readonly force?: boolean;
  readonly actor: Actor;
};

/** Makes a user, or changes one. */
export type SetUserCommand = {
  readonly kind: 'set-user';
  readonly name: string;
  /** Absent: as they are. */
  readonly grants?: readonly Grant[];
  /** From now; absent: as it is, and of a new one no end. */
  readonly ttlMs?: number;
  /** It must not be there yet; otherwise it must. */
  readonly isNew: boolean;
  readonly actor: Actor;
};
/** Also of one that is not listed: its certificates count no more. */
export type RemoveUserCommand = {
  readonly kind: 'remove-user';
  readonly name: string;
  readonly reason: string;
  readonly actor: Actor;
};
export type CreateUserTokenCommand = {
  readonly kind: 'create-user-token';
  readonly name: string;
  /** SHA-256 of a secret that the caller keeps, in hex. */
  readonly hash: string;
  readonly ttlMs: number;
  readonly actor: Actor;
};
export type RevokeUserTokenCommand = {
  readonly kind: 'revoke-user-token';
  /** Its id. */
  readonly token: string;
  readonly actor: Actor;
};

export type UserCommand =
  | SetUserCommand
  | RemoveUserCommand
  | CreateUserTokenCommand
  | RevokeUserTokenCommand;

export type IdentityCommand =
  | CreateTokenCommand
  | RevokeTokenCommand
  | RedeemTokenCommand
  | RenewCertificateCommand
  | RevokeNodeCommand
  | ReadmitNodeCommand
  | SetProfileCommand;

export type ControlCommand =
  | ApplyCommand
  | DeleteCommand
  | SetEligibilityCommand
  | RemoveNodeCommand
  | PlaceCommand
  | DispatchCommand
  | StopDispatchCommand
  | ExecCommand
  | ConfirmCommand
  | ReleaseCommand
  | MoveCommand
  | RolloutCommand
  | RetryCommand
  | UpdateAgentsCommand
  | SetSecretCommand
  | RemoveSecretCommand
  | RemoveVolumeCommand
  | IdentityCommand
  | UserCommand;

export type WorkloadOutcome = {
  readonly workload: WorkloadKey;
  readonly wanted: number;
  readonly placed: readonly PlacementId[];
  readonly stopped: readonly PlacementId[];
  /** Copies that go on with other amounts of cpu and memory; absent when there are none. */
  readonly resized?: readonly PlacementId[];
  /** Copies of other workloads that end for it. */
  readonly preempted: readonly PlacementId[];
  readonly missing: number;
  readonly rejects: readonly RejectCount[];
  /** What has to be there before its copies begin; absent when they may. */
  readonly waitsFor?: readonly NeedView[];
};

export type Applied = {
  readonly kind: 'applied';
  readonly stack: string;
  readonly version: number;
  /** False when the stack already said exactly this. */
  readonly changed: boolean;
  readonly workloads: readonly WorkloadOutcome[];
};
/** `stopped`: copies that end, now or after those that need them. */
export type Deleted = {
  readonly kind: 'deleted';
  readonly stack: string;
  readonly stopped: number;
  /** Its volumes, which stay where they are. */
  readonly kept: readonly KeptVolume[];
};
export type KeptVolume = { readonly volume: VolumeId; readonly node: NodeId };
export type EligibilitySet = {
  readonly kind: 'eligibility-set';
  readonly node: NodeId;
  readonly eligibility: Eligibility;
};
export type NodeRemoved = { readonly kind: 'node-removed'; readonly node: NodeId };
export type Placed = { readonly kind: 'placed'; readonly results: readonly WishResult[] };
export type WishResult =
  | { readonly reservations: readonly Readonly<Reservation>[] }
  | { readonly missing: number; readonly rejects: readonly RejectCount[] };
export type Confirmed = { readonly kind: 'confirmed'; readonly reservation: Readonly<Reservation> };
export type Released = { readonly kind: 'released'; readonly reservation: ReservationId };
/** `replacement` is the second copy. */
export type MoveBegun = {
  readonly kind: 'move-begun';
  readonly placement: PlacementId;
  readonly replacement: PlacementId;
  readonly to: NodeId;
};
/** `created`: false when the id was known, and asked for the same. */
export type Dispatched = {
  readonly kind: 'dispatched';
  /** The run: "stack/workload@id". */
  readonly workload: WorkloadKey;
  readonly parent: WorkloadKey;
  readonly id: string;
  readonly created: boolean;
};
export type DispatchStopped = { readonly kind: 'dispatch-stopped'; readonly workload: WorkloadKey };
/** The workloads that it is about, never none. */
export type RolloutChanged = {
  readonly kind: 'rollout-changed';
  readonly action: RolloutAction;
  readonly workloads: readonly WorkloadKey[];
};
/** The workloads that it is about, never none. */
export type Retried = { readonly kind: 'retried'; readonly workloads: readonly WorkloadKey[] };
export type AgentsUpdated = {
  readonly kind: 'agents-updated';
  readonly action: AgentUpdateAction;
  readonly update: AgentUpdateView;
};
export type TokenCreated = {
  readonly kind: 'token-created';
  readonly id: string;
  readonly expiresAtMs: number;
};
export type TokenRevoked = { readonly kind: 'token-revoked'; readonly token: string };
export type TokenRedeemed = {
  readonly kind: 'token-redeemed';
  readonly node: NodeId;
  readonly profile: NodeProfile;
};
export type Renewed = { readonly kind: 'renewed'; readonly node: NodeId; readonly profile: NodeProfile };
export type NodeRevoked = { readonly kind: 'node-revoked'; readonly node: NodeId; readonly serial?: string };
export type NodeReadmitted = { readonly kind: 'node-readmitted'; readonly node: NodeId };
export type ProfileSet = {
  readonly kind: 'profile-set';
  readonly node: NodeId;
  readonly profile: NodeProfile;
};
export type SecretSet = {
  readonly kind: 'secret-set';
  readonly name: string;
  readonly version: number;
  /** Workloads that get it. */
  readonly usedBy: readonly WorkloadKey[];
};
export type SecretRemoved = { readonly kind: 'secret-removed'; readonly name: string };
/** `deleted`: when its node deletes what is there; later: when it is back. never: it is not in the cluster any more. */
export type VolumeRemoved = {
  readonly kind: 'volume-removed';
  readonly volume: VolumeId;
  readonly node: NodeId;
  readonly deleted: VolumeDeletion;
};
export const VOLUME_DELETIONS = ['now', 'later', 'never'] as const;
export type VolumeDeletion = (typeof VOLUME_DELETIONS)[number];
export type UserSet = {
  readonly kind: 'user-set';
  readonly name: string;
  readonly grants: readonly Grant[];
  readonly expiresAtMs?: number;
};
export type UserRemoved = { readonly kind: 'user-removed'; readonly name: string };
export type UserTokenCreated = {
  readonly kind: 'user-token-created';
  readonly name: string;
  readonly id: string;
  readonly expiresAtMs: number;
};
export type UserTokenRevoked = {
  readonly kind: 'user-token-revoked';
  readonly name: string;
  readonly token: string;
};
/** A "no" of the rules: `message` says what and what to do. */
export type Rejected = { readonly kind: 'rejected'; readonly code: ErrorCode; readonly message: string };

/** It is in the ledger, and may run. */
export type ExecAllowed = {
  readonly kind: 'exec-allowed';
  readonly placement: PlacementId;
  readonly node: NodeId;
};

export type ReplyOf = {
  readonly apply: Applied;
  readonly delete: Deleted;
  readonly 'set-eligibility': EligibilitySet;
  readonly 'remove-node': NodeRemoved;
  readonly place: Placed;
  readonly confirm: Confirmed;
  readonly release: Released;
  readonly move: MoveBegun;
  readonly dispatch: Dispatched;
  readonly 'stop-dispatch': DispatchStopped;
  readonly exec: ExecAllowed;
  readonly rollout: RolloutChanged;
  readonly retry: Retried;
  readonly 'update-agents': AgentsUpdated;
  readonly 'create-token': TokenCreated;
  readonly 'revoke-token': TokenRevoked;
  readonly 'redeem-token': TokenRedeemed;
  readonly 'renew-certificate': Renewed;
  readonly 'revoke-node': NodeRevoked;
  readonly 'readmit-node': NodeReadmitted;
  readonly 'set-profile': ProfileSet;
  readonly 'set-secret': SecretSet;
  readonly 'remove-secret': SecretRemoved;
  readonly 'remove-volume': VolumeRemoved;
  readonly 'set-user': UserSet;
  readonly 'remove-user': UserRemoved;
  readonly 'create-user-token': UserTokenCreated;
  readonly 'revoke-user-token': UserTokenRevoked;
};
export type ControlReply = ReplyOf[keyof ReplyOf] | Rejected;
