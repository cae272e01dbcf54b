/** Volumes in the simulator: which workloads have some, and what has to hold of them after every step. */
import {
  type ClusterState,
  isTerminal,
  splitWorkloadKey,
  type VolumeUse,
  volumeId,
  type WorkloadSpec,
} from '@berth/core';
import type { Stream } from './random-streams.js';
import { Violation } from './trace.js';

/** Now and then; what begins as a whole, or makes others end, has none. Both workloads of a stack share one of them. */
export function withVolumes(random: Stream, spec: WorkloadSpec): WorkloadSpec {
  const sizeMiB = random.pick([16, 48]);
  const data: VolumeUse = { volume: 'data', readOnly: false, ...(random.chance(0.7) && { sizeMiB }) };
  const log: VolumeUse = { volume: 'log', readOnly: false };
  const volumes = random.chance(0.3) ? [data, log] : [data];
  if (!random.chance(0.6) || spec.kind !== 'service' || spec.gang || spec.preempt) return spec;
  return { ...spec, run: { ...spec.run, volumes } };
}

/** As a stack file says it: sizes at the top, where one name has one. */
export function volumesSource(workloads: Readonly<Record<string, WorkloadSpec>>): object {
  const volumes: Record<string, object> = {};
  for (const { run } of Object.values(workloads))
    for (const { volume, sizeMiB } of run.volumes ?? [])
      volumes[volume] ??= sizeMiB === undefined ? {} : { size: `${sizeMiB}Mi` };
  return Object.keys(volumes).length > 0 ? { volumes } : {};
}

/** What runs has its data beside it, and no other copy of its replica has the same. */
export function checkVolumes(state: ClusterState): void {
  const users = new Map<string, string>();
  for (const placement of state.placements.values()) {
    if (isTerminal(placement.observed)) continue;
    const { stack } = splitWorkloadKey(placement.workload);
    for (const [name, number] of Object.entries(placement.volumes ?? {})) {
      const bound = state.volumes.get(volumeId(stack, name, placement.replica));
      if (bound?.number === number && bound.node !== placement.node)
        throw new Violation(
          'data stays',
          `${placement.id} is on ${placement.node}, ${bound.id} on ${bound.node}`,
        );
      const use = `${placement.workload}/${placement.replica} ${name} ${number}`;
      const other = users.get(use);
      if (other) throw new Violation('one copy at a time has the data', `${placement.id} and ${other}`);
      users.set(use, placement.id);
    }
  }
}

/** Of one node: the disk that volumes hold. */
export function boundDisk({ volumes }: ClusterState, node: string): number {
  let sum = 0;
  for (const volume of volumes.values()) if (volume.node === node) sum += volume.sizeMiB;
  return sum;
}
