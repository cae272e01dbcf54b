import { BerthError, parseDuration } from '@berth/core';

/** Milliseconds of a duration text, or BerthError "invalid_request" that says what to write; `what` names the flag. */
export function requireDuration(what: string, text: string): number {
  const ms = parseDuration(text);
  if (typeof ms === 'number') return ms;
  throw new BerthError('invalid_request', `${what} ${ms.error}`);
}
