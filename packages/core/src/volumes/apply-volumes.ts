/**
 * What `apply` does about volumes. A copy that is placed binds those of its volumes that are not bound yet: no event of its
 * own says so, so that no placement is ever without the binding that goes with it.
 *
 * Invariants: 1. a volume is bound to one node, from its first copy until it is removed; 2. what it holds of the node's disk
 * it holds as long, whether a copy is there or not; 3. it never shrinks; 4. a number is given once.
 */
import { type NodeId, splitWorkloadKey, volumeId } from '../basics/ids.js';
import type { Claim, Placement } from '../model/model.js';
import { fillNominations } from '../placing/nominations.js';
import { hold, release } from '../resources/capacity.js';
import { NO_DEVICES } from '../resources/device-shares.js';
import type { LedgerEvent, VolumeEvent } from '../state/events.js';
import type { ClusterState, NodeRecord } from '../state/state.js';
import type { NumberedVolume, VolumeRecord } from './volume-record.js';

type EventOf<Kind extends LedgerEvent['kind']> = Extract<LedgerEvent, { kind: Kind }>;

/** What the placement notes of it; to be called before the placement holds anything. */
export function bindVolumes(
  state: ClusterState,
  node: NodeRecord,
  {
    workload,
    replica,
    run,
    createdAtMs: boundAtMs,
  }: Pick<Placement, 'workload' | 'replica' | 'run' | 'createdAtMs'>,
): Pick<Placement, 'volumes'> {
  if (!run.volumes) return {};
  const { stack } = splitWorkloadKey(workload);
  const numbers: Record<string, number> = {};
  for (const { volume, sizeMiB = 0 } of run.volumes) {
    const id = volumeId(stack, volume, replica);
    const known = state.volumes.get(id);
    if (!known || known.sizeMiB < sizeMiB) {
      const number = known?.number ?? ++state.volumeNumber;
      // Where a replay of an older ledger says otherwise, the binding stands.
      const home = known ? state.nodes.get(known.node) : node;
      if (known) letGo(state, known);
      const bound = {
        id,
        number,
        node: known?.node ?? node.info.id,
        sizeMiB,
        boundAtMs: known?.boundAtMs ?? boundAtMs,
      };
      state.volumes.set(id, bound);
      state.changes.entities.volume.add(id);
      if (home) holdVolume(home, bound);
    }
    numbers[volume] = (state.volumes.get(id) as VolumeRecord).number;
  }
  return { volumes: numbers };
}

/** Once when it is bound, when its node comes into the state again, and when a state is restored. */
export function holdVolume(node: NodeRecord, { sizeMiB }: VolumeRecord): void {
  if (sizeMiB === 0) return;
  const { nextPort } = node.load;
  hold(node.load, claimOf(sizeMiB));
  node.load.nextPort = nextPort;
}

/** A node that was removed and is back has what was bound to it. */
export function holdVolumesOf(state: ClusterState, node: NodeRecord): void {
  for (const volume of state.volumes.values()) if (volume.node === node.info.id) holdVolume(node, volume);
}

function letGo(state: ClusterState, { node: id, sizeMiB }: VolumeRecord): void {
  const node = state.nodes.get(id);
  if (!node || sizeMiB === 0) return;
  release(node.load, claimOf(sizeMiB));
  state.nodeLog.changed(id);
}

function claimOf(sizeMiB: number): Claim {
  return { quantities: { disk: sizeMiB }, ports: {}, devices: NO_DEVICES };
}

export function applyVolume(state: ClusterState, event: VolumeEvent): void {
  if (event.kind === 'volume.removed') applyRemoved(state, event);
  else for (const volume of event.volumes) forgetRemoved(state, volume);
}

function applyRemoved(state: ClusterState, event: EventOf<'volume.removed'>): void {
  const { volume: id, number, node, atMs } = event;
  const known = state.volumes.get(id);
  if (known?.number !== number) return;
  letGo(state, known);
  state.volumes.delete(id);
  state.changes.entities.volume.add(id);
  // Of a node that is gone nobody will ever hear that it was deleted.
  if (state.nodes.has(node)) {
    const key = removedKey({ volume: id, number });
    state.removedVolumes.set(key, { id, number, node, removedAtMs: atMs });
    state.changes.entities.removedVolume.add(key);
    state.changes.volumes.add(node);
    fillNominations(state, node);
  }
  state.changes.roomMade = true;
  const { stack } = splitStack(id);
  for (const key of state.stacks.get(stack)?.workloads ?? []) state.changes.dirty.add(key);
}

function forgetRemoved(state: ClusterState, volume: NumberedVolume): void {
  const key = removedKey(volume);
  if (state.removedVolumes.delete(key)) state.changes.entities.removedVolume.add(key);
}

/** What is on its disk is nobody's business any more. Its volumes stay bound: it may come back. */
export function forgetRemovedOn(state: ClusterState, node: NodeId): void {
  for (const removed of [...state.removedVolumes.values()])
    if (removed.node === node) forgetRemoved(state, { volume: removed.id, number: removed.number });
}

export function removedKey({ volume, number }: NumberedVolume): string {
  return `${volume}#${number}`;
}

function splitStack(id: string): { readonly stack: string } {
  return { stack: id.slice(0, id.indexOf('/')) };
}
