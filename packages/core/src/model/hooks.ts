/**
 * Hooks are runs of their own of a placement, by the same driver and with attempt numbers of their own: so whatever holds for
 * runs (at most one at a time, in-doubt starts, limits, user, image) holds for them.
 */
import { type AfterEnd, afterEnd, type End, type RunRecord } from '../fleet/converge.js';
import type { Hook, HookName, RunSpec } from './model.js';

/** What runs for a hook: its command in place of the workload's, without checks. */
export function hookRun({ health: _health, ...run }: RunSpec, name: HookName, { command }: Hook): RunSpec {
  const { container, process } = run;
  const { args: _args, ...image } = container ?? {};
  return {
    ...run,
    process: { ...process, command, env: { ...process.env, BERTH_HOOK: name } },
    ...(container && { container: { ...image, image: container.image } as typeof container }),
  };
}

export type AfterRun =
  /** The change of the record, and how long the next start waits; undefined: there is none. */
  | { readonly change: Partial<RunRecord>; readonly delayMs?: number }
  | { readonly change: Partial<RunRecord>; readonly now: true };

/** What follows from the end of whatever ran: the workload, or a hook. `ran`: it was started at all. */
export function afterRun(record: RunRecord, how: End, random: number, ran: boolean): AfterRun {
  const { hook, run } = record;
  if (hook === 'afterStop') return afterStopped(record, how, random);
  // A due time has so many runs and no more: also one that was cut off by its host is one of them.
  const end = run.schedule && ran ? { ...how, hostRestarted: false } : how;
  if (hook === 'beforeStart') {
    if (end.exitCode === 0 && end.stopped === undefined)
      return { change: { prepared: true, message: run.schedule ? record.message : '' }, now: true };
    const message = `beforeStart: ${end.message}`;
    return split(afterEnd(record, { ...end, message }, random));
  }
  const after = afterEnd(record, end, random);
  // Behind the fence, another copy may run by now.
  const isDue = run.hooks?.afterStop !== undefined && ran && end.stopped !== 'fenced';
  if (!isDue) return split(after);
  const { phase, delayMs: _delayMs, ...told } = after;
  // What comes due while the hook runs is dealt with by the record itself.
  const { timetable: _timetable, ...ending } = after;
  const goesOn = phase === 'restarting' || phase === 'scheduled';
  return { change: { ...told, phase: goesOn ? phase : 'stopping', ending }, now: true };
}

/** Whatever came of it. One that its host cut off is done again. */
function afterStopped(record: RunRecord, end: End, random: number): AfterRun {
  const { ending } = record;
  if (!ending || end.hostRestarted) return { change: {}, now: true };
  const after = end.stopped === 'fenced' ? split(afterEnd(record, end, random)) : split(ending);
  return { ...after, change: { ...after.change, ending: undefined } };
}

function split({ delayMs, ...change }: AfterEnd): AfterRun {
  return { change, ...(delayMs !== undefined && { delayMs }) };
}
