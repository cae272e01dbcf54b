/** What people are told of a copy on a schedule, in the time zone of the schedule. */
import { formatDuration } from '../basics/durations.js';
import { LIMITS } from '../basics/limits.js';
import type { Schedule } from '../model/schedule.js';

/** "2026-12-03 03:00", with seconds only where there are some. */
export function timeText(atMs: number, timeZone: string): string {
  const found = partsOf(atMs, timeZone);
  // Whoever reads it may know fewer zones than whoever wrote it.
  if (!found) return `${timeText(atMs, 'UTC')} UTC`;
  const parts = new Map(found.map(({ type, value }) => [type, value]));
  const part = (type: Intl.DateTimeFormatPartTypes) => parts.get(type) ?? '';
  const seconds = part('second') === '00' ? '' : `:${part('second')}`;
  return `${part('year')}-${part('month')}-${part('day')} ${part('hour')}:${part('minute')}${seconds}`;
}

function partsOf(atMs: number, timeZone: string): Intl.DateTimeFormatPart[] | undefined {
  const twoDigits = { month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit' } as const;
  const format = { ...twoDigits, year: 'numeric', second: '2-digit', hourCycle: 'h23' } as const;
  try {
    return new Intl.DateTimeFormat('en-GB', { ...format, timeZone }).formatToParts(atMs);
  } catch {
    return undefined;
  }
}

export function runText(dueMs: number, { timeZone }: Schedule): string {
  return `run of ${timeText(dueMs, timeZone)} ${timeZone}`;
}

/** "next 2026-12-03 03:00 Europe/Berlin". */
export function nextText(nextMs: number | undefined, { timeZone }: Schedule): string {
  return nextMs === undefined ? 'no other one is due' : `next ${timeText(nextMs, timeZone)} ${timeZone}`;
}

/** "completed in 12s". */
export function lastedText(ranMs: number): string {
  return formatDuration(ranMs < 1000 ? Math.round(ranMs) : Math.round(ranMs / 1000) * 1000);
}

export function leftOutText(count: number): string {
  return `${runs(count)} left out: the one before was still running`;
}

export function missedText(count: number, lastMs: number, { timeZone }: Schedule): string {
  const last = `${count === 1 ? '' : 'the last one '}due ${timeText(lastMs, timeZone)}`;
  return `${runs(count)} missed, ${last}`;
}

export function missedBeforeText(count: number): string {
  return `${runs(count)} before it missed`;
}

function runs(count: number): string {
  const more = count >= LIMITS.dueTimesCounted ? ' or more' : '';
  return `${count}${more} ${count === 1 ? 'run' : 'runs'}`;
}
