/** Durations as people write them; inside they are milliseconds, with `Ms` in the name. */

const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };
const FORM = /^(\d{1,12}(?:\.\d{1,3})?)\s*(ms|s|m|h|d)$/;

/** Ten years: what is longer is a slip of the pen, and timers could not hold it. */
export const DURATION_MS_MAX = 3650 * 86_400_000;

/** "500ms", "1.5s", "10m", "2h", "7d" in whole milliseconds, or why it cannot be read. */
export function parseDuration(text: string): number | { error: string } {
  const trimmed = text.trim();
  const match = FORM.exec(trimmed);
  if (!match) {
    if (trimmed.startsWith('-')) return { error: 'must not be negative; write e.g. 30s' };
    if (/^\d+(\.\d+)?$/.test(trimmed)) return { error: `"${text}" has no unit; write e.g. ${trimmed}s` };
    return { error: `"${text}" is not a duration; write e.g. 500ms, 30s, 10m, 2h or 7d` };
  }
  const ms = Math.round(Number(match[1]) * (UNITS[match[2] ?? ''] ?? 0));
  return ms > DURATION_MS_MAX ? { error: `"${text}" is too long; at most 3650d` } : ms;
}

/** The shortest exact form: 90000 is "90s", 120000 is "2m", 1500 is "1500ms". */
export function formatDuration(ms: number): string {
  if (ms === 0) return '0s';
  for (const unit of ['d', 'h', 'm', 's']) {
    const size = UNITS[unit] as number;
    if (ms % size === 0) return `${ms / size}${unit}`;
  }
  return `${ms}ms`;
}
