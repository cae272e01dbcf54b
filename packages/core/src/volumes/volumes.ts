/** Questions about volumes: where a replica has to be because of them, what they take, and how they are. */
import { type NodeId, splitWorkloadKey, type VolumeId, volumeId, type WorkloadKey } from '../basics/ids.js';
import { LIMITS } from '../basics/limits.js';
import type { Placement, ResourceRequest, RunSpec } from '../model/model.js';
import type { NodeVerdict, Reject, RejectCount } from '../model/scheduling.js';
import type { VolumeUse } from '../model/volumes.js';
import type { ClusterState, NodeRecord, WorkloadRecord } from '../state/state.js';
import type { VolumePlace, VolumeRecord, VolumesView, VolumeView } from './volume-record.js';

type Run = Pick<RunSpec, 'volumes'>;

/** Each volume of a replica, with what the ledger knows of it. */
export function volumesOf(
  { volumes }: ClusterState,
  key: WorkloadKey,
  run: Run,
  replica: number,
): { readonly use: VolumeUse; readonly id: VolumeId; readonly bound: VolumeRecord | undefined }[] {
  const { stack } = splitWorkloadKey(key);
  return (run.volumes ?? []).map((use) => {
    const id = volumeId(stack, use.volume, replica);
    return { use, id, bound: volumes.get(id) };
  });
}

/** Replicas whose copies may stand on the same nodes, and take the same there. */
export type VolumeGroup<Row> = {
  readonly rows: readonly Row[];
  /** Absent: anywhere. */
  readonly onlyNodes?: ReadonlySet<NodeId>;
  /** Those that say so. */
  readonly bound: readonly VolumeRecord[];
  /** What their volumes take of the disk, beside what they hold already. */
  readonly diskMiB: number;
};

/** Those that are free to go anywhere are one group; each of the others has its node. */
export function groupsOf<Row extends { readonly replica: number }>(
  state: ClusterState,
  key: WorkloadKey,
  run: Run,
  rows: readonly Row[],
): VolumeGroup<Row>[] {
  const free: Row[] = [];
  const groups: VolumeGroup<Row>[] = [];
  let freeMiB = 0;
  for (const row of rows) {
    const volumes = volumesOf(state, key, run, row.replica);
    const bound = volumes.flatMap((volume) => volume.bound ?? []);
    const diskMiB = volumes.reduce(
      (sum, { use, bound: known }) => sum + Math.max(0, (use.sizeMiB ?? 0) - (known?.sizeMiB ?? 0)),
      0,
    );
    if (bound.length === 0) {
      free.push(row);
      freeMiB = diskMiB;
    } else groups.push({ rows: [row], onlyNodes: commonNode(bound), bound, diskMiB });
  }
  // A replica of which nothing is bound takes the whole of each of its volumes: all of them the same.
  return free.length > 0 ? [{ rows: free, bound: [], diskMiB: freeMiB }, ...groups] : groups;
}

/** None, when they are on several. */
function commonNode(bound: readonly VolumeRecord[]): ReadonlySet<NodeId> {
  const nodes = new Set(bound.map(({ node }) => node));
  return nodes.size === 1 ? nodes : new Set();
}

export function withDisk(resources: ResourceRequest, diskMiB: number): ResourceRequest {
  if (diskMiB === 0) return resources;
  const { quantities } = resources;
  return { ...resources, quantities: { ...quantities, disk: (quantities.disk ?? 0) + diskMiB } };
}

/** Why a group found no place: of nodes that were not asked, because its volumes are elsewhere. */
export function volumeRejects<Row>(
  state: ClusterState,
  { bound }: VolumeGroup<Row>,
  rejects: readonly RejectCount[],
): RejectCount[] {
  if (bound.length === 0) return [...rejects];
  const subject = bound.map((volume) => whereText(state, volume)).join(' and ');
  return rejects
    .filter(({ nodes }) => nodes > 0)
    .map(
      (reject): RejectCount =>
        reject.reason === 'excluded' ? { ...reject, reason: 'volume', subject } : reject,
    );
}

/** The same for what one node says. */
export function verdictWith<Row>(
  state: ClusterState,
  group: VolumeGroup<Row> | undefined,
  verdict: NodeVerdict,
): NodeVerdict {
  if (verdict.fits || !group || group.bound.length === 0) return verdict;
  const detail = group.bound.map((volume) => whereText(state, volume)).join(' and ');
  const rejects = verdict.rejects.map(
    (reject): Reject => (reject.reason === 'excluded' ? { reason: 'volume', subject: '', detail } : reject),
  );
  return { ...verdict, rejects };
}

/** "shop/data/0 is on n3, which is disconnected". */
export function whereText(state: ClusterState, { id, node }: VolumeRecord): string {
  return `${id} is on ${node}${PLACE_WORDS[placeOf(state, node)]}`;
}

export const PLACE_WORDS: Readonly<Record<VolumePlace, string>> = {
  open: '',
  cordoned: ', which is cordoned',
  draining: ', which is draining',
  away: ', which is disconnected',
  gone: ', which is not in the cluster any more',
};

export function placeOf({ nodes }: ClusterState, id: NodeId): VolumePlace {
  const node = nodes.get(id);
  if (!node) return 'gone';
  if (node.connection !== 'up') return 'away';
  return node.eligibility === 'eligible' ? 'open' : node.eligibility;
}

/** The copy has a volume that is bound as it was when the copy was made: another one in its place would share it. */
export function holdsVolumes({ volumes }: ClusterState, placement: Placement): boolean {
  const { stack } = splitWorkloadKey(placement.workload);
  return Object.entries(placement.volumes ?? {}).some(
    ([name, number]) => volumes.get(volumeId(stack, name, placement.replica))?.number === number,
  );
}

/** Copies on the volume's node that use it, and have not ended. */
export function usersOf({ nodes }: ClusterState, { id, node, number }: VolumeRecord): Placement[] {
  const [stack, name = '', replica] = id.split('/');
  const users: Placement[] = [];
  for (const placement of nodes.get(node)?.placements.values() ?? []) {
    if (placement.replica !== Number(replica) || placement.volumes?.[name] !== number) continue;
    if (splitWorkloadKey(placement.workload).stack === stack) users.push(placement);
  }
  return users;
}

/** What a node measured of its volumes, in MiB. */
export type UsedOf = (node: NodeRecord) => Readonly<Record<string, number>> | undefined;

export function volumeView(
  state: ClusterState,
  volume: VolumeRecord,
  usedOf: UsedOf = () => undefined,
): VolumeView {
  const { id, node, sizeMiB, boundAtMs } = volume;
  const place = placeOf(state, node);
  const record = state.nodes.get(node);
  const sinceMs = record?.connectionSinceMs;
  const usedMiB = record && usedOf(record)?.[id];
  return {
    ...{ volume: id, node, place, boundAtMs },
    ...(place === 'away' && sinceMs !== undefined && { awaySinceMs: sinceMs }),
    ...(sizeMiB > 0 && { sizeMiB }),
    ...(usedMiB !== undefined && { usedMiB }),
    usedBy: usersOf(state, volume)
      .map((placement) => placement.id)
      .sort(),
  };
}

/** By name, of one stack or of all. */
export function listVolumes(state: ClusterState, stack?: string, usedOf?: UsedOf): VolumesView {
  const isAsked = ({ id }: { readonly id: VolumeId }) => stack === undefined || id.startsWith(`${stack}/`);
  return {
    volumes: [...state.volumes.values()]
      .filter(isAsked)
      .sort(byId)
      .map((volume) => volumeView(state, volume, usedOf)),
    removing: [...state.removedVolumes.values()].filter(isAsked).sort(byId),
  };
}

function byId(a: { readonly id: VolumeId }, b: { readonly id: VolumeId }): number {
  return a.id < b.id ? -1 : a.id > b.id ? 1 : 0;
}

/** Of replicas without a copy that runs or may run: the volumes that hold them where they are. */
export function heldBack(state: ClusterState, workload: WorkloadRecord): VolumeView[] {
  const { spec, key } = workload;
  if (!spec.run.volumes || !workload.blocked) return [];
  const views: VolumeView[] = [];
  for (const replica of lackingReplicas(workload)) {
    for (const { bound } of volumesOf(state, key, spec.run, replica)) {
      if (bound) views.push(volumeView(state, bound));
      if (views.length === LIMITS.volumesShown) return views;
    }
  }
  return views;
}

/** Without a copy that is to run. */
export function lackingReplicas({ spec, placements }: WorkloadRecord): number[] {
  const taken = new Set<number>();
  for (const { replica, desired } of placements.values()) if (desired === 'running') taken.add(replica);
  const lacking: number[] = [];
  for (let replica = 0; replica < spec.replicas; replica++) if (!taken.has(replica)) lacking.push(replica);
  return lacking;
}
