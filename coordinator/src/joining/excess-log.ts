/** Says who was over a bound of a listener, without letting whoever floods it flood the log as well. */
import type { Clock, Log } from '@berth/core';

const EVERY_MS = 10_000;

/** For `onExcess` of a server. One line per bound in 10 s; it counts what went unsaid. */
export function excessLog(log: Log, clock: Clock, listener: string): (excess: string, peer: string) => void {
  const said = new Map<string, { atMs: number; unsaid: number }>();
  return (excess, peer) => {
    const last = said.get(excess);
    const now = clock.monotonicMs();
    if (last && now - last.atMs < EVERY_MS) {
      last.unsaid++;
      return;
    }
    log.warn('a connection was over a bound and is ended', {
      ...{ listener, excess, peer },
      ...(last && last.unsaid > 0 && { before: last.unsaid }),
    });
    said.set(excess, { atMs: now, unsaid: 0 });
  };
}
