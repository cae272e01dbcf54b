/** A time in which something may be done, again and again: "0 2 * * 6/3h Europe/Berlin", three hours from each Saturday at two. */
import { LIMITS, parseDuration } from '@berth/core';
import { Cron } from 'croner';
import { HOW_CRON, wrongCron, wrongTimeZone } from './cron.js';

export type Window = {
  readonly timeZone: string;
  /** Whether it is open, and until when; or when it opens. Wall clock. */
  readonly at: (nowMs: number) => { readonly isOpen: boolean; readonly untilMs: number };
};

const FORM = /^(.+)\/(\d[\d.]*[a-z]+)(?:\s+(\S+))?$/;
const HOW = 'write CRON/DURATION and a time zone, e.g. "0 2 * * 6/3h Europe/Berlin"';

/** Or what is wrong with it, and what to write. */
export function readWindow(text: string): Window | { readonly error: string } {
  const [, cron = '', length = '', timeZone = 'UTC'] = FORM.exec(text.trim()) ?? [];
  if (cron === '') return { error: `is no window; ${HOW}` };
  const wrong = wrongCron(cron);
  if (wrong) return { error: `${wrong}; ${HOW_CRON}` };
  const lengthMs = parseDuration(length);
  if (typeof lengthMs !== 'number') return lengthMs;
  if (lengthMs === 0 || lengthMs > LIMITS.windowMsMax) return { error: `is no window of ${length}; ${HOW}` };
  const zone = wrongTimeZone(timeZone);
  if (zone) return { error: `${zone.message}; ${zone.suggestion}` };
  const opens = new Cron(cron.trim(), { timezone: timeZone, paused: true });
  return {
    timeZone,
    at: (nowMs) => {
      // Of those that overlap the one that opened first; the next one opens before it is over.
      const openMs = opens.nextRun(new Date(nowMs - lengthMs))?.getTime() ?? Number.POSITIVE_INFINITY;
      return openMs <= nowMs
        ? { isOpen: true, untilMs: openMs + lengthMs }
        : { isOpen: false, untilMs: openMs };
    },
  };
}
