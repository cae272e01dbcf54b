/**
 * In which order a node starts what it holds when much is to be started at once, as after a reboot. What needs another one that is
 * there, too, comes after it, whatever this says (agent/src/placements/local-needs.ts).
 */

import { priorityOf } from '../placing/priority.js';
import type { AssignedPlacement } from './messages.js';

export type Startable = {
  readonly assigned: Pick<AssignedPlacement, 'priority'>;
  /** The node's running number of the assignment that brought it. */
  readonly order: number;
};

/** The higher priority first, then whatever was assigned first. */
export function byStartOrder(a: Startable, b: Startable): number {
  return priorityOf(b.assigned) - priorityOf(a.assigned) || a.order - b.order;
}
