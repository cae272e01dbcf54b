/** Volumes as the ledger knows them. */
import type { NodeId, PlacementId, VolumeId } from '../basics/ids.js';

/** A volume of one replica. It is bound to its node from the first copy on, until somebody removes it. */
export type VolumeRecord = {
  readonly id: VolumeId;
  /** Never given twice: a volume that was removed and one that was made in its place have different ones. */
  readonly number: number;
  readonly node: NodeId;
  /** Held of the node's disk; 0: it has no size of its own. */
  readonly sizeMiB: number;
  readonly boundAtMs: number;
};

/** What its node is to delete, and has not said to have deleted. */
export type RemovedVolume = {
  readonly id: VolumeId;
  readonly number: number;
  readonly node: NodeId;
  readonly removedAtMs: number;
};

/** One volume of one node, by the number that it was bound with. */
export type NumberedVolume = { readonly volume: VolumeId; readonly number: number };

/** away: its node is not connected. gone: its node is not in the cluster any more. */
export const VOLUME_PLACES = ['open', 'cordoned', 'draining', 'away', 'gone'] as const;
export type VolumePlace = (typeof VOLUME_PLACES)[number];

/** For people. */
export type VolumeView = {
  readonly volume: VolumeId;
  readonly node: NodeId;
  /** How its node is. */
  readonly place: VolumePlace;
  /** Since when, of a node that is away. Wall clock. */
  readonly awaySinceMs?: number;
  /** Absent: it has no size of its own. */
  readonly sizeMiB?: number;
  /** Of that, as its node said last. Absent: it did not say. */
  readonly usedMiB?: number;
  readonly boundAtMs: number;
  /** Copies that are there and use it. */
  readonly usedBy: readonly PlacementId[];
};

export type VolumesView = {
  /** By name. */
  readonly volumes: readonly VolumeView[];
  /** Removed, and not deleted yet on their nodes. */
  readonly removing: readonly RemovedVolume[];
};
