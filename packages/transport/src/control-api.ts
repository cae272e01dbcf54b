/**
 * The control API: implemented by the coordinator, carried by gRPC, consumed by the CLI and users' programs. Every
 * method throws BerthError with a code for what went wrong; a "no" of the rules is a BerthError too at this border.
 * Reads carry the ledger index that they show.
 */
import type {
  Actor,
  ActorKind,
  AgentsUpdated,
  AgentUpdateView,
  Applied,
  Block,
  ClusterInfo,
  Confirmed,
  CoordinatorView,
  CreateTokenCommand,
  CreateUserTokenCommand,
  Deleted,
  Diagnosis,
  Dispatched,
  DispatchStopped,
  DispatchView,
  Eligibility,
  EligibilitySet,
  EndpointsItem,
  EndpointsView,
  ExecWish,
  Grant,
  LedgerCheck,
  LogWish,
  MoveBegun,
  NodeReadmitted,
  NodeRemoved,
  NodeRevoked,
  NodeSummary,
  Placed,
  PlacementView,
  PlaceWish,
  PlanView,
  ProfileSet,
  ReadmitNodeCommand,
  RebalanceBudget,
  RebalanceView,
  RedeemTokenCommand,
  Released,
  RemoveSecretCommand,
  RemoveUserCommand,
  RemoveVolumeCommand,
  RenewCertificateCommand,
  Renewed,
  Reservation,
  Retried,
  RevokeNodeCommand,
  RevokeTokenCommand,
  RevokeUserTokenCommand,
  RolloutAction,
  RolloutChanged,
  RolloutView,
  SecretRemoved,
  SecretSet,
  SecretView,
  SetProfileCommand,
  SetUserCommand,
  StackStatus,
  TerminalSize,
  TokenCreated,
  TokenRedeemed,
  TokenRevoked,
  TokenView,
  UpdateAgentsCommand,
  UserRemoved,
  UserSet,
  UserTokenCreated,
  UserTokenRevoked,
  UserView,
  VolumeRemoved,
  VolumesView,
  WhyView,
} from '@berth/core';

/** Stack text in YAML or JSON, at most LIMITS.stackFileBytes; parsed and checked by the coordinator. */
export type ApplyRequest = {
  readonly source: string;
  readonly expectVersion?: number;
  readonly actor: Actor;
};

export type TokenMade = TokenCreated & {
  /** SHA-256 of the authority's certificate, lower-case hex. */
  readonly authority: string;
  /** "host:port" where hosts join. */
  readonly enrol: string;
  /** SHA-256 of the script that is at /install there, lower-case hex; absent: there is none. */
  readonly installer?: string;
};

export type UpdateAgentsRequest = Omit<UpdateAgentsCommand, 'kind' | 'to'> & { readonly version?: string };
export type UserTokenMade = UserTokenCreated & {
  /** SHA-256 of the authority's certificate, lower-case hex. */
  readonly authority: string;
};

/** Who somebody is for a coordinator; without a name where nobody has to say. */
export type Myself = {
  readonly kind?: ActorKind;
  readonly name?: string;
  readonly grants: readonly Grant[];
};

export type PlacementFilter = { readonly stack?: string; readonly workload?: string; readonly node?: string };

/** A part of what a placement wrote; `at`: position of its first byte in all that the placement has ever written. */
export type LogOutput = { readonly data: Uint8Array; readonly at: number };

/** What goes into a command. */
export type ExecIn =
  | { readonly kind: 'input'; readonly data: Uint8Array }
  | { readonly kind: 'end' }
  | { readonly kind: 'resize'; readonly size: TerminalSize };

/** What comes out of a command; the exit code is the last. */
export type ExecOut =
  | { readonly kind: 'output'; readonly data: Uint8Array; readonly isError: boolean }
  | { readonly kind: 'exit'; readonly exitCode: number };

/** A block, and the hash of its bytes. */
export type ChainedBlock = { readonly block: Block; readonly hash: string };

export type WatchItem =
  | ({ readonly kind: 'block' } & ChainedBlock)
  /** The reader asked for, or fell behind to, blocks that are not kept; ends the watch. */
  | { readonly kind: 'too-old'; readonly oldest: number };

/** What a read shows. */
export type Shown = {
  /** All blocks up to this one, and nothing else. */
  readonly index: number;
  /**
   * Milliseconds since the coordinator that answers knew last that this is all there is. Of a follower: since it heard a
   * leader name an index that it had applied by now, so the time that the announcement travelled is left out. Of a leader:
   * since it began the last append that was acknowledged, or heard another coordinator that follows it. 0 where there is
   * one coordinator. Only a linearizable read is proof: who is cut off together with an old leader believes that one.
   */
  readonly ageMs: number;
};

/** A checkpoint as it travels: `about` first, then all entities, in the order that the digest is over. */
export type CheckpointPart =
  | {
      readonly kind: 'about';
      readonly ledgerId: string;
      readonly index: number;
      readonly epoch: number;
      readonly hash: string;
      readonly count: number;
      readonly digest: string;
    }
  | { readonly kind: 'entities'; readonly entities: readonly (readonly [key: string, value: Uint8Array])[] };

export interface ControlApi {
  info(): Promise<ClusterInfo & Shown>;
  /** Every coordinator that is known, by name; one where the ledger is not replicated. */
  listCoordinators(): Promise<readonly CoordinatorView[]>;
  /** The coordinator that is asked on itself and what is around it. */
  diagnose(): Promise<Diagnosis>;
  /**
   * Of the leader only: its index, after an append that it began for this call was acknowledged. What had been
   * acknowledged before the call, by whichever leader, is at or below it. Throws "not_leader".
   */
  readIndex(): Promise<{ readonly index: number }>;
  apply(request: ApplyRequest): Promise<Applied>;
  plan(request: { readonly source: string }): Promise<PlanView & Shown>;
  deleteStack(request: {
    readonly stack: string;
    readonly expectVersion?: number;
    /** Also when workloads of other stacks need some of it. */
    readonly force?: boolean;
    readonly actor: Actor;
  }): Promise<Deleted>;
  listStacks(): Promise<Shown & { readonly stacks: readonly StackStatus[] }>;
  getStack(stack: string): Promise<Shown & { readonly stack: StackStatus }>;
  listNodes(): Promise<Shown & { readonly nodes: readonly NodeSummary[] }>;
  getNode(node: string): Promise<Shown & { readonly node: NodeSummary }>;
  setEligibility(request: {
    readonly node: string;
    readonly eligibility: Eligibility;
    /** With "draining": it should be empty by then; with `force`, what is left by then is stopped. */
    readonly deadlineMs?: number;
    readonly force?: boolean;
    readonly actor: Actor;
  }): Promise<EligibilitySet>;
  removeNode(request: { readonly node: string; readonly actor: Actor }): Promise<NodeRemoved>;
  listPlacements(filter: PlacementFilter): Promise<Shown & { readonly placements: readonly PlacementView[] }>;
  getPlacement(id: string): Promise<Shown & { readonly placement: PlacementView }>;
  place(request: { readonly wishes: readonly PlaceWish[]; readonly actor: Actor }): Promise<Placed>;
  confirm(request: {
    readonly reservation: string;
    readonly generation: number;
    readonly actor: Actor;
  }): Promise<Confirmed>;
  release(request: {
    readonly reservation: string;
    readonly generation: number;
    readonly actor: Actor;
  }): Promise<Released>;
  listReservations(): Promise<Shown & { readonly reservations: readonly Readonly<Reservation>[] }>;
  /** `target` is "stack/workload" or a placement id; `node` asks about one node only ("why not there"). */
  why(request: { readonly target: string; readonly node?: string }): Promise<WhyView & Shown>;
  /** A plan of moves (see docs/rebalance.md); nothing is moved by it. */
  rebalance(request: RebalanceBudget): Promise<RebalanceView & Shown>;
  /** Makes a second copy on another node; `conflict` when that cannot be any more. The first ends when the second runs. */
  move(request: {
    readonly placement: string;
    readonly to: string;
    readonly actor: Actor;
  }): Promise<MoveBegun>;
  /** What a person says of the rollouts of "stack/workload" or of a stack; `conflict` when there is nothing of the kind. */
  rollout(request: {
    readonly target: string;
    readonly action: RolloutAction;
    readonly to?: number;
    readonly actor: Actor;
  }): Promise<RolloutChanged>;
  /**
   * Copies of "stack/workload", or of a stack, that failed are to be tried again, from the start; `conflict` when none has.
   */
  retry(request: { readonly target: string; readonly actor: Actor }): Promise<Retried>;
  /** The last rollout of "stack/workload", of each workload of a stack, or of all, and those before it. */
  listRollouts(request: {
    readonly target?: string;
  }): Promise<Shown & { readonly rollouts: readonly RolloutView[] }>;
  /**
   * Makes a run of a workload that has `dispatch`. With an id, asking again is safe: the same run is answered, `conflict` when
   * it was made with other params or another input. "overloaded" when too many runs have not ended.
   */
  dispatch(request: {
    /** "stack/workload". */
    readonly workload: string;
    readonly params: Readonly<Record<string, string>>;
    /** At most LIMITS.dispatchInputBytes. */
    readonly input?: Uint8Array;
    readonly id?: string;
    readonly actor: Actor;
  }): Promise<Dispatched>;
  /** The runs of "stack/workload" that are remembered, the newest first; or the one run "stack/workload@id". */
  listDispatches(target: string): Promise<Shown & { readonly dispatches: readonly DispatchView[] }>;
  /** Ends a run; `conflict` when it has ended by itself. */
  stopDispatch(request: { readonly workload: string; readonly actor: Actor }): Promise<DispatchStopped>;
  /** Which version agents are to run. With "begin": of those that the coordinator hands out, the one that new hosts get unless said. */
  updateAgents(request: UpdateAgentsRequest): Promise<AgentsUpdated>;
  /** The last update of agents; none: there never was one. */
  getAgentUpdate(): Promise<Shown & { readonly update?: AgentUpdateView }>;
  /** The caller keeps the secret: only its hash is sent. The answer's `authority` is the other half of the token. */
  createToken(request: Omit<CreateTokenCommand, 'kind'>): Promise<TokenMade>;
  /** The value travels to the coordinator and no further; nobody can read it back. Throws "invalid_request". */
  setSecret(request: {
    readonly name: string;
    /** A pattern: the stacks that may use it. Absent: as it is, of a new one all. */
    readonly stacks?: string;
    readonly value: Uint8Array;
    readonly actor: Actor;
  }): Promise<SecretSet>;
  listSecrets(): Promise<Shown & { readonly secrets: readonly SecretView[] }>;
  /** Throws "not_found", or "conflict" while a stack uses it. */
  removeSecret(request: Omit<RemoveSecretCommand, 'kind'>): Promise<SecretRemoved>;
  /** Of one stack, or of all. */
  listVolumes(request: { readonly stack?: string }): Promise<VolumesView & Shown>;
  /** Its data is deleted. Throws "not_found", or "conflict" while a copy uses it or its node is away. */
  removeVolume(request: Omit<RemoveVolumeCommand, 'kind'>): Promise<VolumeRemoved>;
  listTokens(): Promise<{ readonly index: number; readonly tokens: readonly TokenView[] }>;
  revokeToken(request: Omit<RevokeTokenCommand, 'kind'>): Promise<TokenRevoked>;
  /** Ends its sessions, and what it holds opens nothing any more. */
  revokeNode(request: Omit<RevokeNodeCommand, 'kind'>): Promise<NodeRevoked>;
  readmitNode(request: Omit<ReadmitNodeCommand, 'kind'>): Promise<NodeReadmitted>;
  setProfile(request: Omit<SetProfileCommand, 'kind'>): Promise<ProfileSet>;
  /** By name, with those that were removed. */
  listUsers(): Promise<{ readonly index: number; readonly users: readonly UserView[] }>;
  setUser(request: Omit<SetUserCommand, 'kind'>): Promise<UserSet>;
  /** Its sessions end within seconds, and what it holds opens nothing any more. */
  removeUser(request: Omit<RemoveUserCommand, 'kind'>): Promise<UserRemoved>;
  /** The caller keeps the secret, as with join tokens. */
  createUserToken(request: Omit<CreateUserTokenCommand, 'kind'>): Promise<UserTokenMade>;
  revokeUserToken(request: Omit<RevokeUserTokenCommand, 'kind'>): Promise<UserTokenRevoked>;
  /** For coordinators only, as the next one: a host asks any of them, the leader decides. */
  redeemToken(request: Omit<RedeemTokenCommand, 'kind'>): Promise<TokenRedeemed>;
  renewCertificate(request: Omit<RenewCertificateCommand, 'kind'>): Promise<Renewed>;
  /** Every block from `fromIndex` on, once, in order, then new ones as they become durable. 0 = from now on. */
  watch(request: { readonly fromIndex: number }, signal: AbortSignal): AsyncIterable<WatchItem>;
  /** Blocks `from`..`to`, both included; ends at the head. */
  readLedger(
    request: { readonly from: number; readonly to: number },
    signal: AbortSignal,
  ): AsyncIterable<ChainedBlock>;
  verifyLedger(): Promise<LedgerCheck>;
  /** The ready endpoints of "stack/workload". */
  listEndpoints(workload: string): Promise<EndpointsView>;
  /**
   * All ready endpoints first, then what changed, in order. Changes that come faster than they are read are told together.
   * Goes on when the workload is deleted: then it has none. "overloaded" when there are too many watches.
   */
  watchEndpoints(request: { readonly workload: string }, signal: AbortSignal): AsyncIterable<EndpointsItem>;
  /** The last checkpoint on the disk of the one that is asked. Throws "not_found" when there is none. */
  readCheckpoint(signal: AbortSignal): AsyncIterable<CheckpointPart>;
  /**
   * Output of a placement, oldest first. The first item says where it begins, and may be empty: whoever is cut off goes on
   * with `from` behind the last item. What is kept no more is left out: then `at` jumps.
   */
  logs(request: { readonly placement: string } & LogWish, signal: AbortSignal): AsyncIterable<LogOutput>;
  /**
   * Runs a command beside a placement, as its workload is run. Leaving the loop, the signal, and any loss of a connection
   * on the way end the command.
   */
  exec(
    request: { readonly placement: string; readonly actor: Actor } & ExecWish,
    input: AsyncIterable<ExecIn>,
    signal: AbortSignal,
  ): AsyncIterable<ExecOut>;
}
