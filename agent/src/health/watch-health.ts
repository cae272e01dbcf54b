/** What the checks of a run mean for its entry: its readiness, and that it has to be started again. */
import type { KnownHealth, Log } from '@berth/core';
import type { RunHandle } from '../drivers/driver.js';
import { startRequest } from '../placements/placement-records.js';
import type { Entry } from '../placements/runner-entry.js';
import type { HealthMonitor } from './health-monitor.js';

export type HealthWatch = {
  readonly health: HealthMonitor;
  readonly log: Log;
  readonly closing: AbortSignal;
  /** Durable when it resolves. */
  readonly change: (health: KnownHealth) => Promise<void>;
  readonly pump: () => void;
};

/** Readiness stays as it was until results say otherwise. */
export function watchHealth(
  entry: Entry,
  handle: RunHandle,
  sinceMs: number,
  { health: monitor, log, closing, change, pump }: HealthWatch,
): void {
  const { run, health: known } = entry.record;
  if (!run.health || entry.record.hook) return;
  const isCurrent = () => !closing.aborted && entry.record.handle === handle;
  monitor.watch(
    { handle, request: startRequest(entry.record), rule: run.health, sinceMs, known },
    {
      onChange: (health) => {
        if (!isCurrent()) return;
        const { id: placement } = entry.record.assigned;
        const { ready, unready } = health;
        // What could not be written is written again.
        change(health).then(
          () => log.info('health changed', { placement, ready, ...(unready && { why: unready }) }),
          () => pump(),
        );
      },
      onRestart: (unhealthy) => {
        if (!isCurrent() || entry.process.kind !== 'alive') return;
        entry.process = { ...entry.process, unhealthy };
        pump();
      },
    },
  );
}
