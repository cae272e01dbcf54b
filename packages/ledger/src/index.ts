export type { AppendStep, UnsafeAppends } from './jetstream/append.js';
export type {
  BlockStream,
  Got,
  Looked,
  Published,
  RecoverableStream,
  StreamConfig,
  StreamRecord,
  StreamState,
} from './jetstream/block-stream.js';
export { type JetStreamStoreDeps, openJetStreamStore } from './jetstream/jetstream-store.js';
export { connectNatsStream } from './jetstream/load-nats-stream.js';
export type { BlockRange, LocalBlocks } from './jetstream/local-blocks.js';
export { type LocalRecords, openLocalRecords } from './jetstream/local-records.js';
export type { NatsStreamOptions } from './jetstream/nats-stream.js';
export {
  DEFAULT_MAX_BYTES,
  deviations,
  judgeServerVersion,
  type StreamSettings,
  streamConfig,
  type VersionVerdict,
} from './jetstream/settings.js';
export {
  type BlockCodec,
  type ChainedBlock,
  Ledger,
  type LedgerDeps,
  openLedger,
  type WatchedBlock,
} from './ledger.js';
export { openLevelStore } from './level-store.js';
export { MemoryDisk, type MemoryDiskOptions } from './memory-store.js';
export type { Noted } from './noted-head.js';
export { openRecord, sealRecord } from './record.js';
export { type CarriedOut, type CarryOutDeps, carryOut } from './recovery/carry-out.js';
export type { Line } from './recovery/line.js';
export { isNothingToDo, planRecovery, type RecoveryPlan } from './recovery/plan.js';
export type { Strand } from './recovery/strand.js';
export {
  type CopySurvey,
  OpenCopy,
  STREAM,
  type StreamSurvey,
  type Survey,
  type SurveyDeps,
  surveyStream,
} from './recovery/survey.js';
export { SlotFile, syncFolder } from './slot-file.js';
export {
  type Checkpoint,
  type CheckpointWrite,
  EMPTY_HEAD,
  type Head,
  type LedgerStore,
  type StoredBlock,
} from './store.js';
