export { type Agent, type AgentDeps, startAgent } from './agent.js';
export type { Driver, Leftover, RunExit, RunHandle, StartRequest, StopOptions } from './drivers/driver.js';
export {
  type Journal,
  type JournalContents,
  type JournalMeta,
  type JournalRecord,
  type JournalWrite,
  MemoryJournalDisk,
  type StatusDetail,
} from './journal.js';
export { openLevelJournal } from './level-journal.js';
