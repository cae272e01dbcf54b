/** What others are told of an entry of the journal: the coordinator, and the driver. */
import { afterRun, BerthError, beginHealth, type End, hookRun, type RunSpec } from '@berth/core';
import type { StartRequest, StopOptions } from '../drivers/driver.js';
import type { JournalRecord, StatusDetail } from '../journal/journal.js';

export function stopOptions(record: JournalRecord): StopOptions {
  const { stopSignal, graceMs } = record.run.process;
  return { signal: stopSignal, graceMs };
}

export function startRequest(record: JournalRecord): StartRequest {
  const { assigned, attempt, hook: name } = record;
  const whole = dueRun(record);
  const hook = name && whole.hooks?.[name];
  const run = name && hook ? hookRun(whole, name, hook) : whole;
  const { id: placement, workload, replica, generation, claim, volumes } = assigned;
  const mark = name ? { mark: `berth: ${name}` } : {};
  const keeping = volumes && { volumeNumbers: volumes };
  return { placement, workload, replica, generation, run, claim, attempt, ...mark, ...keeping };
}

/** A run on a schedule is told which due time it is for. */
function dueRun({ run, timetable }: JournalRecord): RunSpec {
  const dueMs = run.schedule && timetable?.lastMs;
  if (dueMs === undefined) return run;
  const { process } = run;
  return {
    ...run,
    process: { ...process, env: { ...process.env, BERTH_DUE: new Date(dueMs).toISOString() } },
  };
}

export function statusOf(record: JournalRecord): StatusDetail {
  const { assigned, run, phase, restarts, exitCode, message, changedAtMs, health, timetable } = record;
  const { sequence, statusesDropped, misfit } = record;
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
    ...(misfit !== undefined && phase === 'running' && { misfit }),
    ...(isChecked && { ready: health?.ready ?? false }),
    ...(isChecked && health?.unready && { unready: health.unready }),
    ...(timetable?.lastMs !== undefined && { lastRunAtMs: timetable.lastMs }),
    ...(timetable?.nextMs !== undefined && { nextRunAtMs: timetable.nextMs }),
  };
}

/** Of a run that just began: its checks know nothing yet. */
export function withHealth(record: JournalRecord): JournalRecord {
  const { health: rule } = record.run;
  if (!rule || record.health || record.hook) return record;
  const { started, ready, unready } = beginHealth(rule);
  return { ...record, health: { started, ready, unready } };
}

/** Why a start came to nothing. What cannot be reached just now is no fault of the workload. */
export function failedStart(thrown: unknown): Pick<End, 'message' | 'hostRestarted'> {
  const { code, message } = BerthError.from(thrown);
  return { message, ...(code === 'unreachable' && { hostRestarted: true }) };
}

/** Its run was stopped together with its agent. The next agent does the hook after the run, and all of one that was cut off. */
export function stoppedWithAgent(record: JournalRecord): Partial<JournalRecord> {
  const { phase, restarts, failures, run, hook } = record;
  if (hook === 'afterStop') return {};
  const message = 'stopped with its agent';
  const isEnding = phase === 'stopping';
  // It was one of the runs that its due time has.
  if (run.schedule && !isEnding)
    return { ...afterRun(record, { message, ranMs: 0 }, 0, true).change, prepared: undefined };
  const then: Partial<JournalRecord> = isEnding ? { phase: 'stopped' } : { phase: 'restarting', message };
  if (hook || !run.hooks?.afterStop) return then;
  const after = { restarts, failures, message, ...(!isEnding && { delayMs: 0 }) };
  return {
    ...(!isEnding && then),
    prepared: undefined,
    ending: { ...after, phase: isEnding ? 'stopped' : 'restarting' },
  };
}
