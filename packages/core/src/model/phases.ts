/** What is wanted of a placement, and what is seen of it. */

export type DesiredPhase = 'running' | 'stopped';

/**
 * Written by the agent only. Moves forward along PHASE_RANK; `running`, `restarting` and `scheduled` alternate: a copy on a
 * schedule waits for its next run in the last of them. What is terminal holds nothing on the node any more.
 */
export type ObservedPhase =
  | 'assigned'
  | 'starting'
  | 'running'
  | 'restarting'
  | 'scheduled'
  | 'stopping'
  | 'stopped'
  | 'completed'
  | 'failed';

export const PHASE_RANK: Readonly<Record<ObservedPhase, number>> = {
  assigned: 0,
  starting: 1,
  running: 2,
  restarting: 2,
  scheduled: 2,
  stopping: 3,
  stopped: 4,
  completed: 4,
  failed: 4,
};

export function isTerminal(phase: ObservedPhase): boolean {
  return PHASE_RANK[phase] === 4;
}
