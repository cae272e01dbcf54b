export type { Checkpoint, CheckpointWrite, Head, LedgerStore, StoredBlock } from './store.js';
