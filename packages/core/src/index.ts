export type { AgentBuild, FailedBuild } from './agent-updates/agent-build.js';
export {
  AGENT_STAGES,
  type AgentArchive,
  type AgentArchives,
  type AgentProgress,
  type AgentUpdate,
  type AgentUpdateOutcome,
  isStageHealthy,
  isUnderWay,
  rankOf,
  type WantedAgent,
  wantedAgent,
} from './agent-updates/agent-update.js';
export {
  type AgentOfNode,
  type AgentUpdateView,
  agentUpdateView,
} from './agent-updates/agent-update-view.js';
export { settleAgentUpdate } from './agent-updates/decide-agent-update.js';
export { AssertionError, assert, assertNever } from './basics/assert.js';
export { DURATION_MS_MAX, formatDuration, parseDuration } from './basics/durations.js';
export { BerthError, ERROR_CODES, type ErrorCode, EXIT } from './basics/errors.js';
export { canonicalJson, fingerprint, hash53 } from './basics/fingerprint.js';
export {
  dispatchKey,
  isName,
  isPlacementId,
  type NodeId,
  type NominationId,
  nodeId,
  type PlacementId,
  parseDispatchKey,
  parsePlacementId,
  parseVolumeId,
  placementId,
  type ReservationId,
  splitWorkloadKey,
  type VolumeId,
  volumeId,
  type WorkloadKey,
  workloadKey,
} from './basics/ids.js';
export { LIMITS } from './basics/limits.js';
export { LOCATION_ATTRIBUTE, parseLocation } from './basics/location.js';
export { nearest } from './basics/nearest.js';
export {
  exactQuantity,
  formatQuantity,
  isStandardResource,
  parseQuantity,
  QUANTITY_MAX,
  type Quantities,
  STANDARD_UNITS,
  type StandardResource,
} from './basics/quantities.js';
export {
  type FileSpec,
  isFilePath,
  isSecretName,
  liveHashOf,
  ON_FILE_CHANGE,
  type OnFileChange,
  runHashOf,
  runKeyOf,
} from './configuration/files.js';
export {
  listSecrets,
  pinSecrets,
  type SecretRecord,
  type SecretVersion,
  type SecretView,
  secretFor,
} from './configuration/secrets.js';
export type {
  AgentsUpdated,
  AgentUpdateAction,
  Applied,
  ApplyCommand,
  ConfirmCommand,
  Confirmed,
  ControlCommand,
  ControlReply,
  CreateTokenCommand,
  CreateUserTokenCommand,
  DeleteCommand,
  Deleted,
  DispatchCommand,
  Dispatched,
  DispatchStopped,
  EligibilitySet,
  IdentityCommand,
  KeptVolume,
  MoveBegun,
  MoveCommand,
  NodeReadmitted,
  NodeRemoved,
  NodeRevoked,
  PlaceCommand,
  Placed,
  PlaceWish,
  ProfileSet,
  ReadmitNodeCommand,
  RedeemTokenCommand,
  Rejected,
  ReleaseCommand,
  Released,
  RemoveNodeCommand,
  RemoveSecretCommand,
  RemoveUserCommand,
  RemoveVolumeCommand,
  RenewCertificateCommand,
  Renewed,
  ReplyOf,
  Retried,
  RetryCommand,
  RevokeNodeCommand,
  RevokeTokenCommand,
  RevokeUserTokenCommand,
  RolloutAction,
  RolloutChanged,
  RolloutCommand,
  SecretRemoved,
  SecretSet,
  SetEligibilityCommand,
  SetProfileCommand,
  SetSecretCommand,
  SetUserCommand,
  StopDispatchCommand,
  TokenCreated,
  TokenRedeemed,
  TokenRevoked,
  UpdateAgentsCommand,
  UserRemoved,
  UserSet,
  UserTokenCreated,
  UserTokenRevoked,
  VolumeDeletion,
  VolumeRemoved,
  WishResult,
  WorkloadOutcome,
} from './control/commands.js';
export { AGENT_UPDATE_ACTIONS, ROLLOUT_ACTIONS, VOLUME_DELETIONS } from './control/commands.js';
export { decideControl } from './control/decide-control.js';
export { Turn } from './control/turn.js';
export { isDispatchId, settleDispatches } from './dispatches/decide-dispatch.js';
export {
  DISPATCH_INPUTS,
  DISPATCH_VARIABLES,
  type DispatchInput,
  type DispatchParam,
  type DispatchRecord,
  type DispatchRule,
  INPUT_FILE,
  paramVariable,
} from './dispatches/dispatch-rule.js';
export { type DispatchView, listDispatches } from './dispatches/dispatch-views.js';
export { matchesPattern, type ParamPattern, readPattern } from './dispatches/param-pattern.js';
export { DISPATCH_STATES, type DispatchCounts, type DispatchState } from './dispatches/runs.js';
export type { FailureView } from './failures/failure-views.js';
export { type Failure, type Failures, type GivenUp, givenUpText } from './failures/failures.js';
export {
  AssignmentSizes,
  joinAssignment,
  type SplitAssignment,
  splitAssignment,
} from './fleet/assignment-pieces.js';
export {
  type AfterEnd,
  afterEnd,
  type ConvergeTime,
  type End,
  FENCED,
  fenceAtMs,
  hookOf,
  KEEP_ENDED_MS,
  nextStep,
  type ProcessState,
  type RunRecord,
  type Step,
  type StopReason,
  TIMED_OUT,
} from './fleet/converge.js';
export { decideConnection, decideExpiry, decideHello, decideStatus } from './fleet/decide-fleet.js';
export {
  afterChange,
  afterUpdate,
  byPlacement,
  changeOf,
  type Endpoints,
  type EndpointTable,
  endpointsDigest,
  endpointsOf,
  inOrder,
  nearestEndpoints,
} from './fleet/endpoints.js';
export type {
  AgentMessage,
  AgentVersion,
  AssignedPlacement,
  Assignment,
  Challenge,
  CoordinatorMessage,
  EndpointsChange,
  EndpointsRequest,
  EndpointsUpdate,
  ExecCancel,
  ExecEnd,
  ExecInput,
  ExecOutput,
  ExecRequest,
  ExecResize,
  ExecWish,
  Heartbeat,
  HeartbeatAck,
  Hello,
  HelloRequest,
  LogCancel,
  LogChunk,
  LogRequest,
  LogWish,
  PeerKey,
  PeerProbe,
  PeerReport,
  Presence,
  Refused,
  ResyncRequest,
  SecretGiven,
  SecretName,
  SecretsRequest,
  StatusAck,
  StatusReport,
  StreamCredit,
  TerminalSize,
  Usage,
  VolumesDeleted,
  VolumesRemoved,
  Welcome,
} from './fleet/messages.js';
export { byStartOrder, type Startable } from './fleet/start-order.js';
export { type Due, lookFromMs, type Timetable } from './fleet/timetable.js';
export { timeText } from './fleet/timetable-text.js';
export { decideAuthority, decideQuarantine, decideRefusedClaim } from './identity/decide-identity.js';
export {
  type Believed,
  believe,
  type CertificateRecord,
  clampInventory,
  type JoinTokenRecord,
  type NodeIdentity,
  type NodeProfile,
  RENEW_GRACE_MS,
  type RefusedClaim,
  type RefusedClaims,
  type Standing,
  whyNotTrusted,
} from './identity/node-identity.js';
export {
  type About,
  type Action,
  grantsOf,
  maySee,
  type Requester,
  whyMayNot,
} from './identity/roles.js';
export {
  fitsPattern,
  formatGrants,
  type Grant,
  isStackPattern,
  listUsers,
  ROLES,
  type Role,
  USER_TTL_MS_MAX,
  type UserProof,
  type UserRecord,
  type UserTokenRecord,
  type UserTokenView,
  type UserView,
  WHOLE_CLUSTER,
  whyUserDoesNotCount,
  wrongGrants,
} from './identity/users.js';
export {
  CONTAINER_ATTRIBUTE,
  CONTAINER_NETWORKS,
  CONTAINER_RULE,
  type ContainerMount,
  type ContainerNetwork,
  type ContainerPort,
  type ContainerSpec,
  type ContainerTmpfs,
  hasContainerEngine,
  PORT_PROTOCOLS,
  parseImage,
  withContainerRule,
} from './model/container.js';
export { backOffMs, type FailureRule } from './model/failure-rule.js';
export {
  activeChecks,
  afterCheck,
  beginHealth,
  type CheckGroup,
  type CheckOutcome,
  type HealthState,
  type HealthStep,
  type KnownHealth,
  UNREADY_AGAIN_MS,
  worthTelling,
} from './model/health.js';
export { type AfterRun, afterRun, hookRun } from './model/hooks.js';
export {
  ISOLATION_ATTRIBUTE,
  ISOLATION_LEVELS,
  type IsolationLevel,
  isolationAtLeast,
  isolationDemand,
  isolationOf,
} from './model/isolation.js';
export {
  ACTOR_KINDS,
  type Actor,
  type ActorKind,
  type ApartRule,
  type Claim,
  type Connection,
  DEFAULT_ON_RETURN,
  type DesiredPhase,
  type Device,
  type DisconnectRule,
  type DistinctRule,
  type DrainOrder,
  type Eligibility,
  type Endpoint,
  type GangRule,
  HEALTH_MEANINGS,
  type HealthCheck,
  type HealthMeaning,
  type HealthRule,
  HOOK_NAMES,
  type Hook,
  type HookName,
  type Inventory,
  type InventoryAmount,
  isStanding,
  isTerminal,
  listOf,
  NEED_LACKS,
  NEED_STATES,
  type NearRule,
  type Need,
  type NeedLack,
  type NeedState,
  type NodeInfo,
  type Nomination,
  type ObservedPhase,
  ON_RETURN,
  type OneOrMore,
  type OnReturn,
  PHASE_RANK,
  PLACEMENT_POLICIES,
  type Place,
  type Placement,
  type PlacementCause,
  type PlacementPolicy,
  type PlacementRules,
  type PlacementStatus,
  type Preemptor,
  type Probe,
  type ProcessSpec,
  type Reservation,
  type ResourceRequest,
  type RunSince,
  type RunSpec,
  type SpreadRule,
  type StackSpec,
  type Taint,
  type Toleration,
  type UnmetNeed,
  type UpdateRule,
  type WorkloadKind,
  type WorkloadSpec,
} from './model/model.js';
export type { Clock, Ids, Log, Random } from './model/ports.js';
export { CATCH_UPS, type CatchUp, OVERLAPS, type Overlap, type Schedule } from './model/schedule.js';
export {
  type Choice,
  type NodeVerdict,
  type PlaceOutcome,
  type PlaceRequest,
  REJECT_REASONS,
  type Reject,
  type RejectCount,
  type RejectReason,
  type Scheduler,
  type ScoreTerm,
} from './model/scheduling.js';
export { evictionAtMs, type TaintTimes, taintName, toleratedMs } from './model/taints.js';
export {
  keepsVolumes,
  offersSizedVolumes,
  SIZED_VOLUMES_ATTRIBUTE,
  SIZED_VOLUMES_RULE,
  type VolumeUse,
  volumeVariable,
} from './model/volumes.js';
export { hasBegun, leavingBefore, type NeedView, unmetNeeds } from './needs/needs.js';
export { cycleOf } from './needs/needs-admission.js';
export type { ClusterView, NodeView, WorkloadView } from './placing/cluster-view.js';
export type { Evictable, Eviction, EvictionSearch, Prospect, Prospects } from './placing/eviction.js';
export { isComplete, nominationsOf } from './placing/nominations.js';
export { DEFAULT_PRIORITY, PRIORITY_MAX, priorityOf } from './placing/priority.js';
export {
  type HeldCopy,
  type HoldingWorkload,
  type PackingFigures,
  type PlannedMove,
  type RebalanceBudget,
  type RebalanceInput,
  type RebalancePlan,
  type RebalanceView,
  rebalanceInput,
  whyNotMovable,
} from './placing/rebalancing.js';
export { settleDirty, settleStack, settleWorkload } from './placing/settle-workloads.js';
export { reconcile } from './reconcile/reconcile.js';
export {
  EXCLUSIVE_MARGIN_MS,
  givenUpAfterMs,
  type Moment,
  RETRY_STOPPED_AFTER_MS,
  type ReconcilePlan,
} from './reconcile/reconcile-draft.js';
export { type Comparable, type Kept, keptCopy, RETURN_SETTLE_MS } from './reconcile/returned-copies.js';
export {
  PEER_PORT_ATTRIBUTE,
  type PeerWord,
  type Silence,
  type SilenceCause,
  silenceOf,
} from './reconcile/silence.js';
export {
  amountOf,
  capacityOf,
  changeInventory,
  claimFor,
  claimRejects,
  copyLoad,
  emptyLoad,
  hold,
  type NodeLoad,
  quantitiesFit,
  quantityRejects,
  type ReadonlyNodeLoad,
  release,
} from './resources/capacity.js';
export {
  CORE_CLASS,
  CORE_MILLIS,
  coreDevice,
  coresOf,
  cpuOfCores,
  selectsCores,
  wrongCores,
} from './resources/cores.js';
export { formatCost, parseCost } from './resources/costs.js';
export { type HeldDevices, holdsDevices, matchesDevice } from './resources/device-fit.js';
export {
  formatDevices,
  isDeviceWish,
  NO_DEVICES,
  parseDevices,
  WHOLE_DEVICE,
} from './resources/device-shares.js';
export { type BrokenPiece, pieceRange, pieceText, wrongPieceRule } from './resources/pieces.js';
export type {
  EarlierRun,
  HealthyVersion,
  PastRollout,
  Rollout,
  RolloutEnd,
  RolloutOutcome,
} from './rollouts/rollout-record.js';
export { listRollouts } from './rollouts/rollout-views.js';
export { countHealthy, holdOf, openRollout } from './rollouts/rollouts.js';
export { type At, apply } from './state/apply.js';
export { AssignmentDigest, digestOf } from './state/assignment-digest.js';
export {
  changedEntities,
  entitiesOf,
  forgetChangedEntities,
  stateDigest,
  stateFromEntities,
} from './state/checkpoint.js';
export { Consumers } from './state/consumers.js';
export { type Subjects, seenOf, subjectsOf } from './state/event-subjects.js';
export type {
  AgentUpdateEvent,
  AgentUpdateTurned,
  Block,
  DispatchEvent,
  ExecBegan,
  HeldReservation,
  IdentityEvent,
  LedgerEvent,
  NewToken,
  NominationMade,
  NominationOutcome,
  PlacementsMade,
  PlacementsObserved,
  PlacementsResized,
  RolloutBegan,
  RolloutEnded,
  RolloutTurned,
  SecretEvent,
  UserEvent,
  VolumeEvent,
  WorkloadGaveUp,
  WorkloadRetried,
} from './state/events.js';
export { NODE_LOG_LENGTH, NodeLog, type ReadonlyNodeLog } from './state/node-log.js';
export {
  type Changes,
  type ClusterState,
  emptyState,
  forkState,
  type KeptVersion,
  type NodeRecord,
  noChanges,
  type StackRecord,
  stackHash,
  type WorkloadRecord,
} from './state/state.js';
export { type Lack, type NearestMiss, nearestMiss } from './views/nearest-miss.js';
export { planStack, why } from './views/plan-and-why.js';
export {
  clusterInfo,
  findNode,
  findPlacement,
  findStack,
  listEndpoints,
  listNodes,
  listPlacements,
  listReservations,
  listStacks,
  listTokens,
  nodeSummary,
  type Observations,
  type PlacementQuery,
  placementToRead,
  placementView,
  stackStatus,
  workloadStatus,
} from './views/queries.js';
export type {
  Change,
  ClusterInfo,
  ComingRoom,
  CoordinatorView,
  Diagnosis,
  EndpointsItem,
  EndpointsView,
  GangStatus,
  IdentityView,
  LedgerCheck,
  NodeSummary,
  PlacementView,
  PlannedPlacement,
  PlanView,
  PreemptionView,
  ResourceUse,
  RolloutState,
  RolloutView,
  StackStatus,
  StackVersion,
  Surroundings,
  TokenView,
  WhyView,
  WorkloadPlan,
  WorkloadStatus,
} from './views/views.js';
export { decideVolumesDeleted, removedOn } from './volumes/decide-volumes.js';
export type {
  NumberedVolume,
  RemovedVolume,
  VolumePlace,
  VolumeRecord,
  VolumesView,
  VolumeView,
} from './volumes/volume-record.js';
export { groupsOf, holdsVolumes, listVolumes, PLACE_WORDS } from './volumes/volumes.js';
