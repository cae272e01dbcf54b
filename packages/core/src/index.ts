export { type At, apply } from './apply.js';
export { AssertionError, assert, assertNever } from './assert.js';
export { AssignmentDigest, digestOf } from './assignment-digest.js';
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
} from './capacity.js';
export { changedEntities, entitiesOf, stateDigest, stateFromEntities } from './checkpoint.js';
export type { ClusterView, NodeView, WorkloadView } from './cluster-view.js';
export type {
  Applied,
  ApplyCommand,
  ConfirmCommand,
  Confirmed,
  ControlCommand,
  ControlReply,
  DeleteCommand,
  Deleted,
  EligibilitySet,
  MoveBegun,
  MoveCommand,
  NodeRemoved,
  PlaceCommand,
  Placed,
  PlaceWish,
  Rejected,
  ReleaseCommand,
  Released,
  RemoveNodeCommand,
  ReplyOf,
  RolloutAction,
  RolloutChanged,
  RolloutCommand,
  SetEligibilityCommand,
  WishResult,
  WorkloadOutcome,
} from './commands.js';
export { ROLLOUT_ACTIONS } from './commands.js';
export { Consumers } from './consumers.js';
export {
  type AfterEnd,
  afterEnd,
  type ConvergeTime,
  type End,
  FENCED,
  fenceAtMs,
  KEEP_ENDED_MS,
  nextStep,
  type ProcessState,
  type RunRecord,
  type Step,
  type StopReason,
  TIMED_OUT,
} from './converge.js';
export {
  CORE_CLASS,
  CORE_MILLIS,
  coreDevice,
  coresOf,
  cpuOfCores,
  selectsCores,
  wrongCores,
} from './cores.js';
export { formatCost, parseCost } from './costs.js';
export { decideControl } from './decide-control.js';
export { decideConnection, decideExpiry, decideHello, decideStatus } from './decide-fleet.js';
export { type HeldDevices, holdsDevices, matchesDevice } from './device-fit.js';
export { formatDevices, isDeviceWish, NO_DEVICES, parseDevices, WHOLE_DEVICE } from './device-shares.js';
export { DURATION_MS_MAX, formatDuration, parseDuration } from './durations.js';
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
} from './endpoints.js';
export { BerthError, ERROR_CODES, type ErrorCode, EXIT } from './errors.js';
export type {
  Block,
  HeldReservation,
  LedgerEvent,
  NominationMade,
  NominationOutcome,
  PlacementsMade,
  PlacementsObserved,
  RolloutBegan,
  RolloutEnded,
  RolloutTurned,
} from './events.js';
export type { Evictable, Eviction, EvictionSearch, Prospect, Prospects } from './eviction.js';
export { canonicalJson, fingerprint, hash53 } from './fingerprint.js';
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
} from './health.js';
export {
  isName,
  type NodeId,
  type NominationId,
  nodeId,
  type PlacementId,
  parsePlacementId,
  placementId,
  type ReservationId,
  splitWorkloadKey,
  type WorkloadKey,
  workloadKey,
} from './ids.js';
export { LIMITS } from './limits.js';
export { LOCATION_ATTRIBUTE, parseLocation } from './location.js';
export type {
  AgentMessage,
  AssignedPlacement,
  Assignment,
  CoordinatorMessage,
  EndpointsChange,
  EndpointsRequest,
  EndpointsUpdate,
  Heartbeat,
  HeartbeatAck,
  Hello,
  HelloRequest,
  LogCancel,
  LogChunk,
  LogRequest,
  Refused,
  ResyncRequest,
  StatusAck,
  StatusReport,
  Usage,
  Welcome,
} from './messages.js';
export {
  type Actor,
  type ApartRule,
  type Claim,
  type Connection,
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
  type Inventory,
  type InventoryAmount,
  isTerminal,
  listOf,
  type NearRule,
  type NodeInfo,
  type Nomination,
  type ObservedPhase,
  type OneOrMore,
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
  type RestartRule,
  type RunSpec,
  type SpreadRule,
  type StackSpec,
  type Taint,
  type Toleration,
  type UpdateRule,
  type WorkloadKind,
  type WorkloadSpec,
} from './model.js';
export { nearest } from './nearest.js';
export { type Lack, type NearestMiss, nearestMiss } from './nearest-miss.js';
export { NODE_LOG_LENGTH, NodeLog, type ReadonlyNodeLog } from './node-log.js';
export { isComplete, nominationsOf } from './nominations.js';
export { type BrokenPiece, pieceRange, pieceText, wrongPieceRule } from './pieces.js';
export type { Clock, Ids, Log, Random } from './ports.js';
export { DEFAULT_PRIORITY, PRIORITY_MAX, priorityOf } from './priority.js';
export {
  exactQuantity,
  formatQuantity,
  isStandardResource,
  parseQuantity,
  QUANTITY_MAX,
  type Quantities,
  STANDARD_UNITS,
  type StandardResource,
} from './quantities.js';
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
  nodeSummary,
  type PlacementQuery,
  placementToRead,
  placementView,
  planStack,
  stackStatus,
  why,
  workloadStatus,
} from './queries.js';
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
} from './rebalancing.js';
export {
  EXCLUSIVE_MARGIN_MS,
  givenUpAfterMs,
  type Moment,
  RETRY_FAILED_AFTER_MS,
  type ReconcilePlan,
  reconcile,
} from './reconcile.js';
export type {
  EarlierRun,
  HealthyVersion,
  PastRollout,
  Rollout,
  RolloutEnd,
  RolloutOutcome,
} from './rollout-record.js';
export { listRollouts } from './rollout-views.js';
export { countHealthy, holdOf, openRollout } from './rollouts.js';
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
} from './scheduling.js';
export { settleDirty, settleStack, settleWorkload } from './settle-workloads.js';
export {
  type Changes,
  type ClusterState,
  emptyState,
  forkState,
  type KeptVersion,
  type NodeRecord,
  noChanges,
  runHashOf,
  type StackRecord,
  stackHash,
  type WorkloadRecord,
} from './state.js';
export { evictionAtMs, type TaintTimes, taintName, toleratedMs } from './taints.js';
export { Turn } from './turn.js';
export type {
  Change,
  ClusterInfo,
  ComingRoom,
  CoordinatorView,
  Diagnosis,
  EndpointsItem,
  EndpointsView,
  GangStatus,
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
  WhyView,
  WorkloadPlan,
  WorkloadStatus,
} from './views.js';
