export { type Agent, type AgentDeps, startAgent } from './agent.js';
export type {
  Driver,
  ExecuteRequest,
  ExecuteResult,
  Leftover,
  RunExit,
  RunHandle,
  StartRequest,
  StopOptions,
} from './drivers/driver.js';
export type { EndpointsFile } from './endpoints/endpoint-book.js';
export { type EndpointFiles, endpointFolder, MemoryEndpointFiles } from './endpoints/endpoint-files.js';
export type { CheckedCopy, Checker } from './health/checker.js';
export {
  type Journal,
  type JournalContents,
  type JournalMeta,
  type JournalRecord,
  type JournalWrite,
  MemoryJournalDisk,
  type StatusDetail,
} from './journal/journal.js';
export { openLevelJournal } from './journal/level-journal.js';
