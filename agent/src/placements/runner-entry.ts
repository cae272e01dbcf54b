/** What the runner knows of one placement: its record in the journal, and what no journal has. */
import {
  type AssignedPlacement,
  hookOf,
  type ProcessState,
  type RunSpec,
  type StopReason,
} from '@berth/core';
import type { JournalRecord } from '../journal/journal.js';

export type Entry = {
  record: JournalRecord;
  /** The last state of `record` that the journal has: all that anybody outside hears of. */
  saved: JournalRecord | undefined;
  process: ProcessState;
  /** Why we are stopping it, while we are. */
  stopping: StopReason | undefined;
  /** With "unhealthy": what its checks said. */
  unhealthy: string | undefined;
  pumping: boolean;
  again: boolean;
  cancelWake: () => void;
  /** Gives up waiting for what a start needs. */
  cancelPrepare: () => void;
  fencedUntilMs: number;
};

export function newEntry(record: JournalRecord): Entry {
  return {
    record,
    saved: undefined,
    process: { kind: 'none', startAtMs: 0 },
    stopping: undefined,
    unhealthy: undefined,
    pumping: false,
    again: false,
    cancelWake: () => {},
    cancelPrepare: () => {},
    fencedUntilMs: 0,
  };
}

/** Of a placement that was just assigned. */
export function firstRecord(
  assigned: AssignedPlacement,
  run: RunSpec,
  { order, nowMs }: { readonly order: number; readonly nowMs: number },
): JournalRecord {
  return {
    ...{ assigned, run, order, dropped: false, phase: 'assigned', attempt: -1 },
    ...{ restarts: 0, failures: 0, message: '', changedAtMs: Math.round(nowMs), sequence: 0 },
  };
}

/** Whether this attempt runs, the driver knows. */
export function inDoubt(record: JournalRecord, attempt: number): JournalRecord {
  return { ...record, attempt, inDoubt: true, hook: hookOf(record.run, attempt) };
}
