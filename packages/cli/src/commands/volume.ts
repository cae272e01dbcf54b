/** Volumes: listed, and removed. */
import {
  formatQuantity,
  PLACE_WORDS,
  type VolumeDeletion,
  type VolumeId,
  type VolumeView,
} from '@berth/core';
import {
  type CommonOptions,
  type Effects,
  printJson,
  type ReadOptions,
  sayWhenStale,
  withClient,
} from '../effects.js';
import { type Cell, table } from '../render.js';
import { clockTime } from './events.js';

export async function listVolumes(
  stack: string | undefined,
  options: ReadOptions,
  effects: Effects,
): Promise<void> {
  await withClient(options, effects, async (client) => {
    const { index, ageMs, ...view } = await client.listVolumes({ ...(stack !== undefined && { stack }) });
    if (printJson(options, effects, view)) return;
    const { volumes, removing } = view;
    const rows = [
      ...volumes.map(rowOf),
      ...removing.map(({ id, node }): readonly Cell[] => [
        id,
        node,
        '',
        { text: 'being deleted', colour: 'dim' },
      ]),
    ];
    if (rows.length === 0) effects.out('no volumes; "volumes" in a stack file makes some\n');
    else effects.out(table(effects, ['VOLUME', 'NODE', 'SIZE', 'USED BY'], rows));
    sayWhenStale({ index, ageMs }, effects);
  });
}

function rowOf({ volume, node, place, sizeMiB, usedMiB, usedBy }: VolumeView): readonly Cell[] {
  const where: Cell = place === 'open' ? node : { text: `${node} (${WORDS[place]})`, colour: 'yellow' };
  const users = usedBy.length > 0 ? usedBy.join(', ') : 'nobody';
  if (sizeMiB === undefined) return [volume, where, '-', users];
  const size = formatQuantity('disk', sizeMiB);
  return [
    volume,
    where,
    usedMiB === undefined ? size : `${formatQuantity('disk', usedMiB)} of ${size}`,
    users,
  ];
}

const WORDS: Readonly<Record<VolumeView['place'], string>> = {
  open: '',
  cordoned: 'cordoned',
  draining: 'draining',
  away: 'disconnected',
  gone: 'gone',
};

export type RemoveOptions = CommonOptions & { readonly force?: boolean; readonly reason?: string };

export async function removeVolume(volume: string, options: RemoveOptions, effects: Effects): Promise<void> {
  await withClient(options, effects, async (client) => {
    const { force, reason } = options;
    const { node, deleted } = await client.removeVolume({
      volume: volume as VolumeId,
      ...(force && { force }),
      actor: { name: effects.userName, ...(reason !== undefined && { reason }) },
    });
    if (!printJson(options, effects, { volume, node, deleted }))
      effects.out(`volume ${volume} removed: ${DELETED[deleted](node)}\n`);
  });
}

const DELETED: Readonly<Record<VolumeDeletion, (node: string) => string>> = {
  now: (node) => `${node} deletes its data`,
  later: (node) => `${node} deletes its data when it is back`,
  never: (node) => `${node} is gone, and nobody deletes what it has`,
};

/** What keeps a replica from running elsewhere, and what to do about it: for `berth why`. */
export function heldLines({ volume, node, place, awaySinceMs }: VolumeView): string[] {
  const since = awaySinceMs === undefined ? '' : ` since ${clockTime(awaySinceMs)}`;
  return [
    `volume ${volume} is on ${node}${PLACE_WORDS[place]}${since}: its replica runs there only`,
    ...CURES[place](volume, node).map((line) => `  ${line}`),
  ];
}

const givenUp = (volume: string) =>
  `\`berth volume rm ${volume} --force\` lets it begin elsewhere; its data is given up`;

const CURES: Readonly<Record<VolumeView['place'], (volume: string, node: string) => readonly string[]>> = {
  open: () => [],
  cordoned: (_, node) => [`\`berth node uncordon ${node}\` opens it`],
  draining: (_, node) => [`\`berth node uncordon ${node}\` opens it`],
  away: givenUpOnly,
  gone: givenUpOnly,
};

function givenUpOnly(volume: string): readonly string[] {
  return [givenUp(volume)];
}
