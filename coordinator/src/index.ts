export { checkpointParts, joinCheckpoint } from './checkpoint-parts.js';
export { type Coordinator, type CoordinatorDeps, startCoordinator } from './coordinator.js';
export { ELECTION_TIMINGS, type ElectionTimings } from './election.js';
export { ExecStreams } from './exec-streams.js';
export { DEFAULT_TIMINGS, type Timings } from './fleet.js';
export {
  type Confirmation,
  type LedgerRecovery,
  type LedgerRecoveryDeps,
  recoverLedger,
} from './ledger-recovery.js';
export { recoveryJson, recoveryReport } from './ledger-report.js';
export { LogStreams } from './log-streams.js';
export { migrate } from './migrate.js';
export { HISTORY_BLOCKS, heldByMajority } from './purging.js';
export { Replica, type ReplicaDeps } from './replica.js';
