/** A dispatched run for programs that wait for its end, also when the coordinator ends, is replaced, or is away for a while. */
import { BerthError, type Block, type Clock, type DispatchView } from '@berth/core';
import type { ControlApi } from '@berth/transport';
import { PASSING, pause, RETRY_MS, RETRY_MS_MAX } from './passing.js';

export type FollowDispatchOptions = {
  /** "stack/workload@id", as `dispatch` answered it. */
  readonly workload: string;
  readonly clock: Pick<Clock, 'schedule'>;
  /** At first, and whenever something of it has changed. */
  readonly onChange?: (run: DispatchView) => void;
  /** The connection was lost, and is made again. */
  readonly onLost?: (why: string) => void;
};

/**
 * Resolves when the run has ended. Throws what does not pass by itself: "not_found" when nobody knows it (any more), which a
 * client that is not `linearizable` may hear of a run that it has only just dispatched.
 */
export async function followDispatch(
  api: Pick<ControlApi, 'listDispatches' | 'watch'>,
  { workload, clock, onChange = () => {}, onLost = () => {} }: FollowDispatchOptions,
  signal: AbortSignal,
): Promise<DispatchView> {
  let retryMs = RETRY_MS;
  let told = '';
  for (;;) {
    try {
      const { index, dispatches } = await api.listDispatches(workload);
      const [run] = dispatches;
      if (!run) throw new BerthError('not_found', `there is no run "${workload}"`);
      retryMs = RETRY_MS;
      const text = JSON.stringify(run);
      if (text !== told) onChange(run);
      told = text;
      if (run.endedAtMs !== undefined) return run;
      if (await changes(api, workload, index, signal)) continue;
      if (!signal.aborted) onLost('the watch ended');
    } catch (thrown) {
      const error = BerthError.from(thrown);
      if (!signal.aborted && !PASSING.has(error.code)) throw error;
      if (!signal.aborted) onLost(error.message);
    }
    if (!signal.aborted) await pause(retryMs, clock, signal);
    if (signal.aborted)
      throw new BerthError('shutting_down', `nobody waits for ${workload} any more; it goes on`);
    retryMs = Math.min(retryMs * 2, RETRY_MS_MAX);
  }
}

/** Waits until the ledger says something about the run behind an index; false when it cannot be read any more. */
async function changes(
  api: Pick<ControlApi, 'watch'>,
  workload: string,
  index: number,
  signal: AbortSignal,
): Promise<boolean> {
  for await (const item of api.watch({ fromIndex: index + 1 }, signal))
    if (item.kind !== 'block' || isAbout(item.block, workload)) return true;
  return false;
}

function isAbout({ events }: Block, workload: string): boolean {
  const isOf = (id: string) => id.startsWith(`${workload}/`);
  return events.some((event) => {
    switch (event.kind) {
      case 'placements.observed':
        return event.statuses.some(({ placement }) => isOf(placement));
      case 'placements.stopped':
      case 'placements.set-aside':
      case 'placements.taken-back':
        return event.placements.some(isOf);
      case 'dispatches.forgotten':
        return event.ids.some((id) => `${event.workload}@${id}` === workload);
      case 'stack.applied':
      case 'stack.deleted':
        return workload.startsWith(`${event.stack}/`);
      case 'node.removed':
        return true;
      default:
        return 'workload' in event && event.workload === workload;
    }
  });
}
