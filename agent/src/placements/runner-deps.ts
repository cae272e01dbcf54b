/** What a runner works with. */
import type { Clock, Log, Random } from '@berth/core';
import type { Driver } from '../drivers/driver.js';
import type { EndpointBook } from '../endpoints/endpoint-book.js';
import type { HealthMonitor } from '../health/health-monitor.js';
import type { Journal } from '../journal/journal.js';

export type RunnerDeps = {
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly journal: Journal;
  readonly driver: Driver;
  readonly health: HealthMonitor;
  readonly endpoints: EndpointBook;
  /** Something changed that the coordinator should hear of. */
  readonly onStatus: () => void;
};
