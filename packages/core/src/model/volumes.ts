/** Folders that outlive the copies of a workload and stay on the node where they were made (ADR 0046). */
import type { NodeInfo, PlacementRules, RunSpec } from './model.js';

/** A volume as a run has it. */
export type VolumeUse = {
  /** Its name in the stack. */
  readonly volume: string;
  /** Absolute path where the run sees it. Absent: where it stands on the node; BERTH_VOLUME_NAME says so. */
  readonly target?: string;
  readonly readOnly: boolean;
  /** It holds so much, and no more. Absent: as much as the disk of its node. */
  readonly sizeMiB?: number;
};

/** Attribute of a node that can give volumes a size: what it makes them of. */
export const SIZED_VOLUMES_ATTRIBUTE = 'volumes.sized';
/** By it, copies with such volumes go to such nodes only. */
export const SIZED_VOLUMES_RULE = `'${SIZED_VOLUMES_ATTRIBUTE}' in node.attributes`;

export function offersSizedVolumes({ attributes }: Pick<NodeInfo, 'attributes'>): boolean {
  return SIZED_VOLUMES_ATTRIBUTE in attributes;
}

export function keepsVolumes({ volumes }: Pick<RunSpec, 'volumes'>): boolean {
  return volumes !== undefined && volumes.length > 0;
}

/** The rules of a workload, and that the node can make its volumes. */
export function withVolumesRule(
  rules: PlacementRules,
  { volumes = [] }: Pick<RunSpec, 'volumes'>,
): PlacementRules {
  if (!volumes.some(({ sizeMiB }) => sizeMiB !== undefined)) return rules;
  return { ...rules, require: [SIZED_VOLUMES_RULE, ...rules.require] };
}

/** "BERTH_VOLUME_DATA" of "data". */
export function volumeVariable(volume: string): string {
  return `BERTH_VOLUME_${volume.toUpperCase().replaceAll('-', '_')}`;
}
