declare const brand: unique symbol;
type Branded<Name extends string> = string & { readonly [brand]: Name };

/** Name of a node, unique in the cluster: a DNS label such as "shop-12-a". */
export type NodeId = Branded<'NodeId'>;
/** "stack/workload"; "stack/workload@id" is one run of a workload that is dispatched. */
export type WorkloadKey = Branded<'WorkloadKey'>;
/** "stack/workload/replica.generation", e.g. "shop/web/0.3", or "shop/resize@d-12-1/0.1". Never used twice in the life of a ledger. */
export type PlacementId = Branded<'PlacementId'>;
export type ReservationId = Branded<'ReservationId'>;
export type NominationId = Branded<'NominationId'>;
/** "stack/volume/replica", e.g. "shop/data/0". */
export type VolumeId = Branded<'VolumeId'>;

const NAME = /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/;
const PLACEMENT =
  /^([a-z0-9][-a-z0-9]*\/[a-z0-9][-a-z0-9]*(?:@[a-z0-9][-a-z0-9]*)?)\/(\d{1,10})\.(\d{1,15})$/;

/** Names of nodes, stacks, workloads and ports are DNS labels: 1 to 63 of a-z, 0-9 and inner dashes. */
export function isName(text: string): boolean {
  return NAME.test(text);
}

export function nodeId(name: string): NodeId {
  return name as NodeId;
}

export function workloadKey(stack: string, workload: string): WorkloadKey {
  return `${stack}/${workload}` as WorkloadKey;
}

/** The stack and the workload's own name. */
export function splitWorkloadKey(key: WorkloadKey): { stack: string; workload: string } {
  const slash = key.indexOf('/');
  return { stack: key.slice(0, slash), workload: key.slice(slash + 1) };
}

/** One run of a workload that is dispatched. No workload of a stack file can be named like that. */
export function dispatchKey(parent: WorkloadKey, id: string): WorkloadKey {
  return `${parent}@${id}` as WorkloadKey;
}

/** The workload that it is a run of, and which one; undefined for all that stand in stack files. */
export function parseDispatchKey(key: string): { parent: WorkloadKey; id: string } | undefined {
  const at = key.indexOf('@');
  return at === -1 ? undefined : { parent: key.slice(0, at) as WorkloadKey, id: key.slice(at + 1) };
}

export function placementId(workload: WorkloadKey, replica: number, generation: number): PlacementId {
  return `${workload}/${replica}.${generation}` as PlacementId;
}

export function isPlacementId(text: string): text is PlacementId {
  return PLACEMENT.test(text);
}

export function volumeId(stack: string, volume: string, replica: number): VolumeId {
  return `${stack}/${volume}/${replica}` as VolumeId;
}

/** The parts of a volume's id, or undefined when the text is not one. */
export function parseVolumeId(text: string): { stack: string; volume: string; replica: number } | undefined {
  const [stack = '', volume = '', replica = '', ...more] = text.split('/');
  if (!isName(stack) || !isName(volume) || !/^\d{1,10}$/.test(replica) || more.length > 0) return undefined;
  return { stack, volume, replica: Number(replica) };
}

/** The parts of a placement id, or undefined when the text is not one. */
export function parsePlacementId(
  text: string,
): { workload: WorkloadKey; replica: number; generation: number } | undefined {
  const match = PLACEMENT.exec(text);
  if (!match) return undefined;
  return { workload: match[1] as WorkloadKey, replica: Number(match[2]), generation: Number(match[3]) };
}
