/** What `apply` does when a lost ledger was led back. */
import type { LedgerEvent } from './events.js';
import type { ClusterState } from './state.js';

type EventOf<Kind extends LedgerEvent['kind']> = Extract<LedgerEvent, { kind: Kind }>;

/** What may have been given out in blocks that are lost is not given out again. */
export function applyRecovered(
  state: ClusterState,
  { epoch, generationsSkipped }: EventOf<'ledger.recovered'>,
): void {
  state.epoch = Math.max(state.epoch, epoch);
  if (generationsSkipped === 0) return;
  state.generationFloor += generationsSkipped;
  state.volumeNumber += generationsSkipped;
  for (const workload of state.workloads.values()) {
    workload.generation += generationsSkipped;
    state.changes.entities.workload.add(workload.key);
  }
}
