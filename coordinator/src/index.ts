export { type Coordinator, type CoordinatorDeps, startCoordinator } from './coordinator.js';
export { ExecStreams } from './fleet/exec-streams.js';
export { DEFAULT_TIMINGS, type Timings } from './fleet/fleet.js';
export { LogStreams } from './fleet/log-streams.js';
export { ToldAssignment } from './fleet/told-assignment.js';
export { checkpointParts, joinCheckpoint } from './ledger/checkpoint-parts.js';
export {
  type Confirmation,
  type LedgerRecovery,
  type LedgerRecoveryDeps,
  recoverLedger,
} from './ledger/ledger-recovery.js';
export { recoveryJson, recoveryReport } from './ledger/ledger-report.js';
export { migrate } from './ledger/migrate.js';
export { HISTORY_BLOCKS, heldByMajority } from './ledger/purging.js';
export { ELECTION_TIMINGS, type ElectionTimings } from './replica/election.js';
export { Replica, type ReplicaDeps } from './replica/replica.js';
