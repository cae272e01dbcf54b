/** What others are told of an entry of the journal: the coordinator, and the driver. */
import { BerthError, beginHealth, type End } from '@berth/core';
import type { StartRequest, StopOptions } from './drivers/driver.js';
import type { JournalRecord, StatusDetail } from './journal.js';

export function stopOptions(record: JournalRecord): StopOptions {
  const { stopSignal, graceMs } = record.run.process;
  return { signal: stopSignal, graceMs };
}

export function startRequest({ assigned, run, attempt }: JournalRecord): StartRequest {
  const { id: placement, workload, replica, generation, claim } = assigned;
  return { placement, workload, replica, generation, run, claim, attempt };
}

export function statusOf(record: JournalRecord): StatusDetail {
  const { assigned, run, phase, restarts, exitCode, message, changedAtMs, health } = record;
  const { sequence, statusesDropped } = record;
  const isChecked = run.health !== undefined && phase === 'running';
  return {
    placement: assigned.id,
    phase,
    restarts,
    message,
    atMs: changedAtMs,
    sequence,
    ...(statusesDropped !== undefined && { dropped: statusesDropped }),
    ...(exitCode !== undefined && { exitCode }),
    ...(isChecked && { ready: health?.ready ?? false }),
    ...(isChecked && health?.unready && { unready: health.unready }),
  };
}

/** Of a run that just began: its checks know nothing yet. */
export function withHealth(record: JournalRecord): JournalRecord {
  const { health: rule } = record.run;
  if (!rule || record.health) return record;
  const { started, ready, unready } = beginHealth(rule);
  return { ...record, health: { started, ready, unready } };
}

/** Why a start came to nothing. What cannot be reached just now is no fault of the workload. */
export function failedStart(thrown: unknown): Pick<End, 'message' | 'hostRestarted'> {
  const { code, message } = BerthError.from(thrown);
  return { message, ...(code === 'unreachable' && { hostRestarted: true }) };
}
