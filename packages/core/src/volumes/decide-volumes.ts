/** Decides what people ask of volumes, what a stack may ask of them, and what follows when a node has deleted some. */
import {
  type NodeId,
  splitWorkloadKey,
  type VolumeId,
  type WorkloadKey,
  workloadKey,
} from '../basics/ids.js';
import { LIMITS } from '../basics/limits.js';
import { formatQuantity } from '../basics/quantities.js';
import type { Rejected, RemoveVolumeCommand, VolumeRemoved } from '../control/commands.js';
import type { Turn } from '../control/turn.js';
import type { Placement, StackSpec, WorkloadSpec } from '../model/model.js';
import { keepsVolumes } from '../model/volumes.js';
import { amountOf } from '../resources/capacity.js';
import type { ClusterState } from '../state/state.js';
import { removedKey } from './apply-volumes.js';
import type { NumberedVolume, VolumeRecord } from './volume-record.js';
import { placeOf, usersOf, volumesOf } from './volumes.js';

// ---- what a stack may ask for ----------------------------------------------------------------------------------------

/** One line for people, or undefined. */
export function wrongVolumes(state: ClusterState, spec: StackSpec): string | undefined {
  const growth: Growth = { volumes: new Set(), nodes: new Map() };
  for (const [name, workload] of Object.entries(spec.workloads)) {
    if (!keepsVolumes(workload.run)) continue;
    const wrong = wrongUse(workload) ?? wrongSizes(state, workloadKey(spec.stack, name), workload, growth);
    if (wrong) return `workload "${name}": ${wrong}`;
  }
  return undefined;
}

/** What grows, and by how much on each node. */
type Growth = { readonly volumes: Set<VolumeId>; readonly nodes: Map<NodeId, number> };

function wrongUse({ kind, gang, preempt, run }: WorkloadSpec): string | undefined {
  const { volumes = [] } = run;
  if (kind === 'daemon') return 'a daemon has no volumes: give its container a mount with a "source"';
  if (gang) return 'a gang has no volumes: they would keep it from beginning as a whole';
  if (preempt) return 'with volumes it cannot preempt: it has its node, whoever else is there';
  if (volumes.length > LIMITS.volumesPerWorkload) return `more than ${LIMITS.volumesPerWorkload} volumes`;
  const names = new Set(volumes.map(({ volume }) => volume));
  return names.size < volumes.length ? 'a volume stands twice in its list' : undefined;
}

/** What is there keeps its kind and never shrinks; where it grows, its node has to have the room. */
function wrongSizes(
  state: ClusterState,
  key: WorkloadKey,
  { run, replicas }: WorkloadSpec,
  growth: Growth,
): string | undefined {
  for (let replica = 0; replica < replicas; replica++) {
    for (const { id, use, bound } of volumesOf(state, key, run, replica)) {
      const { sizeMiB = 0 } = use;
      if (!bound || bound.sizeMiB === sizeMiB || growth.volumes.has(id)) continue;
      const remove = `or give its data up with \`berth volume rm ${id}\``;
      if (bound.sizeMiB === 0)
        return `volume ${id} has no size on ${bound.node}: leave "size" out, ${remove}`;
      const has = `volume ${id} has ${formatQuantity('disk', bound.sizeMiB)} on ${bound.node}`;
      if (sizeMiB === 0) return `${has}: write that as its "size", ${remove}`;
      if (sizeMiB < bound.sizeMiB)
        return `${has} and cannot shrink: write that or more as its "size", ${remove}`;
      const node = state.nodes.get(bound.node);
      const free = node ? amountOf(node.load.capacity, 'disk') - amountOf(node.load.held, 'disk') : 0;
      growth.volumes.add(id);
      const more = (growth.nodes.get(bound.node) ?? 0) + sizeMiB - bound.sizeMiB;
      growth.nodes.set(bound.node, more);
      if (more <= free) continue;
      return `${has}, which has ${formatQuantity('disk', Math.max(0, free))} left to grow: write a smaller "size"`;
    }
  }
  return undefined;
}

/** Of a stack that goes. */
export function keptVolumes({ volumes }: ClusterState, stack: string): VolumeRecord[] {
  return [...volumes.values()]
    .filter(({ id }) => id.startsWith(`${stack}/`))
    .sort((a, b) => (a.id < b.id ? -1 : 1));
}

// ---- removal ---------------------------------------------------------------------------------------------------------

export function removeVolume(turn: Turn, command: RemoveVolumeCommand): VolumeRemoved | Rejected {
  const { volume: id, force = false, actor } = command;
  const { state } = turn;
  const known = state.volumes.get(id);
  if (!known) return no('not_found', `there is no volume "${id}": \`berth volume ls\` lists them`);
  const { node, number } = known;
  const place = placeOf(state, node);
  const isReached = place !== 'away' && place !== 'gone';
  const users = usersOf(state, known);
  const [user] = users;
  if (user && (isReached || !force)) return no('conflict', inUse(id, user, isReached));
  if (!isReached && !force) {
    const how = place === 'away' ? 'is disconnected: what is there is deleted when it is back' : 'is gone';
    return no(
      'conflict',
      `volume "${id}" is on ${node}, which ${how}; to give its data up now: ${forceText(id)}`,
    );
  }
  // Whatever still runs there is none of the copies any more, and ends when its node is heard again.
  const running = users.filter(({ desired }) => desired === 'running').map((placement) => placement.id);
  if (running.length > 0) turn.emit({ kind: 'placements.stopped', placements: running, cause: 'replaced' });
  turn.emit({
    kind: 'volume.removed',
    volume: id,
    number,
    node,
    forced: !isReached,
    actor,
    atMs: turn.nowMs,
  });
  return {
    kind: 'volume-removed',
    volume: id,
    node,
    deleted: isReached ? 'now' : place === 'away' ? 'later' : 'never',
  };
}

function inUse(volume: string, { id, workload, node }: Placement, isReached: boolean): string {
  const used = `volume "${volume}" is used by ${id} on ${node}`;
  if (!isReached) return `${used}, which is disconnected; to give both up: ${forceText(volume)}`;
  const { stack } = splitWorkloadKey(workload);
  return `${used}: scale ${workload} down, or \`berth delete ${stack}\`, first`;
}

function forceText(id: string): string {
  return `\`berth volume rm ${id} --force\``;
}

/** The node says that they are deleted; of what it was not asked to delete, nothing is believed. */
export function decideVolumesDeleted(turn: Turn, node: NodeId, volumes: readonly NumberedVolume[]): void {
  const asked = volumes.filter((volume) => turn.state.removedVolumes.get(removedKey(volume))?.node === node);
  if (asked.length > 0) turn.emit({ kind: 'volumes.deleted', node, volumes: asked, atMs: turn.nowMs });
}

/** What a node is to delete, the oldest first. */
export function removedOn(state: ClusterState, node: NodeId): NumberedVolume[] {
  const found: NumberedVolume[] = [];
  if (state.removedVolumes.size === 0) return found;
  for (const { id, number, node: on } of state.removedVolumes.values())
    if (on === node) found.push({ volume: id, number });
  return found.sort((a, b) => a.number - b.number).slice(0, LIMITS.volumesPerMessage);
}

function no(code: Rejected['code'], message: string): Rejected {
  return { kind: 'rejected', code, message };
}
