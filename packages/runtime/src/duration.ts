import { BerthError } from '@berth/core';

const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };
const FORM = /^(\d{1,12}(?:\.\d{1,3})?)(ms|s|m|h|d)$/;

/** "500ms", "30s", "10m", "2h", "7d" in milliseconds; undefined when the text is none of these. */
export function parseDuration(text: string): number | undefined {
  const match = FORM.exec(text.trim());
  if (!match) return undefined;
  return Math.round(Number(match[1]) * (UNITS[match[2] ?? ''] ?? 0));
}

/** The same, or an error that says what to write; `what` names the flag. */
export function requireDuration(what: string, text: string): number {
  const ms = parseDuration(text);
  if (ms === undefined)
    throw new BerthError('invalid_request', `${what} "${text}" is not a duration: write 30s, 10m or 2h`);
  return ms;
}
