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
export { openRecord, sealRecord } from './record.js';
export { SlotFile, syncFolder } from './slot-file.js';
export {
  type Checkpoint,
  type CheckpointWrite,
  EMPTY_HEAD,
  type Head,
  type LedgerStore,
  type StoredBlock,
} from './store.js';
