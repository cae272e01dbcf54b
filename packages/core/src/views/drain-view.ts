/** How the emptying of a node goes: what is left on it, and what each of these waits for. */
import type { VolumeId } from '../basics/ids.js';
import type { Placement } from '../model/model.js';
import { REJECT_REASONS } from '../model/scheduling.js';
import type { ClusterState, NodeRecord } from '../state/state.js';
import { volumesOf } from '../volumes/volumes.js';
import type { DrainView } from './views.js';

export function drainView(state: ClusterState, node: NodeRecord): DrainView | undefined {
  if (node.eligibility !== 'draining') return undefined;
  const left = [...node.placements.values()]
    .sort((a, b) => (a.id < b.id ? -1 : 1))
    .map((placement) => ({ placement: placement.id, waitsFor: waitsFor(state, placement) }));
  return { ...node.drain, left };
}

/** A volume of it that is bound to its node. */
function heldHere(state: ClusterState, placement: Placement): VolumeId | undefined {
  const volumes = volumesOf(state, placement.workload, placement.run, placement.replica);
  return volumes.find(({ bound }) => bound?.node === placement.node)?.id;
}

function waitsFor(state: ClusterState, placement: Placement): string {
  if (placement.desired === 'stopped') return 'it is stopping';
  const { kind } = placement.run;
  if (kind === 'batch' && placement.observed !== 'scheduled') return 'it is a batch: it may finish';
  if (kind === 'daemon') return 'it is a daemon: it leaves last';
  const kept = heldHere(state, placement);
  if (kept) return `its volume ${kept} is here and stays: a deadline with --force-after stops it`;
  const workload = state.workloads.get(placement.workload);
  for (const other of workload?.placements.values() ?? []) {
    if (other.replica !== placement.replica || other.id === placement.id || other.desired !== 'running')
      continue;
    const why = other.unready || other.message;
    return `its replacement ${other.id} on ${other.node} is ${
      other.observed === 'running' ? 'not ready' : other.observed
    }${why ? `: ${why}` : ''}`;
  }
  const [reason] = workload?.blocked?.reasons ?? [];
  if (reason) return `no room elsewhere: ${`${REJECT_REASONS[reason.reason]} ${reason.subject}`.trim()}`;
  return workload?.spec.disconnect.policy === 'exclusive'
    ? 'another replica of it is down: one moves at a time'
    : 'it is about to be replaced';
}
