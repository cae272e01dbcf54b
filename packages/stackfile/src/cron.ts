/** Cron expressions and time zones as people write them: what is wrong with one, and what to write instead. */
import { LIMITS, nearest } from '@berth/core';
import { Cron } from 'croner';
import { quote } from './issue.js';

export const HOW_CRON = 'write minute, hour, day, month and weekday, e.g. "0 3 * * *", or @daily';

const NAMES = /^@(yearly|annually|monthly|weekly|daily|midnight|hourly)$/i;
/** From any time on, what is ever due is due within some decades. */
const ANY_TIME_MS = Date.UTC(2026, 0, 1);

/** Undefined of one that is right. */
export function wrongCron(text: string): string | undefined {
  const trimmed = text.trim();
  const fields = trimmed.split(/\s+/).length;
  const isName = trimmed.startsWith('@');
  if (text.length > LIMITS.cronChars) return `must not be longer than ${LIMITS.cronChars} characters`;
  if (isName && !NAMES.test(trimmed)) return `${quote(text)} is no name of a schedule`;
  // More fields would name years, and a colon a single time.
  if (!isName && (fields < 5 || fields > 6 || trimmed.includes(':')))
    return `${quote(text)} is no cron expression`;
  try {
    const cron = new Cron(trimmed, { timezone: 'UTC', paused: true });
    return cron.nextRun(new Date(ANY_TIME_MS)) ? undefined : `${quote(text)} is never due`;
  } catch (thrown) {
    const why = thrown instanceof Error ? thrown.message.replace(/^Cron\w*: /, '') : String(thrown);
    return `${quote(text)} is no cron expression: ${why.charAt(0).toLowerCase()}${why.slice(1)}`;
  }
}

/** Undefined of one that is known here. By name only: what is a fixed distance from UTC knows no summer time. */
export function wrongTimeZone(
  name: string,
): { readonly message: string; readonly suggestion: string } | undefined {
  if (isTimeZone(name)) return undefined;
  const near = nearest(name, Intl.supportedValuesOf('timeZone'));
  const suggestion = near ? `did you mean ${near}?` : 'write e.g. Europe/Berlin, or UTC';
  return { message: `${quote(name)} is no time zone`, suggestion };
}

function isTimeZone(name: string): boolean {
  if (!/^[A-Za-z]/.test(name)) return false;
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}
