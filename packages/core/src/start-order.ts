/**
 * In which order a node starts what it holds when much is to be started at once, as after a reboot. Workloads that need
 * others will come after them, here.
 */
import type { AssignedPlacement } from './messages.js';
import { priorityOf } from './priority.js';

export type Startable = {
  readonly assigned: Pick<AssignedPlacement, 'priority'>;
  /** The node's running number of the assignment that brought it. */
  readonly order: number;
};

/** The higher priority first, then whatever was assigned first. */
export function byStartOrder(a: Startable, b: Startable): number {
  return priorityOf(b.assigned) - priorityOf(a.assigned) || a.order - b.order;
}
