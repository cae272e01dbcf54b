/** Volumes: proto <-> domain. */
import {
  isName,
  LIMITS,
  type NumberedVolume,
  parseVolumeId,
  type RunSpec,
  type VolumeEvent,
  type VolumeId,
  type VolumesDeleted,
  type VolumesRemoved,
  type VolumeUse,
} from '@berth/core';
import type { Received, Sent } from '@berth/proto';
import { fail, filled, inside, integer, label, list, required, type Spot, whole } from './checks.js';
import { decodeNodeId } from './node.js';
import { decodeActor, each, encodeActor } from './placement.js';

// ---- of a run --------------------------------------------------------------------------------------------------------

export function encodeVolumes(uses: readonly VolumeUse[]): Sent<'berth.model.v1.VolumeUse'>[] {
  return uses.map(({ volume, target, readOnly, sizeMiB }) => ({
    ...{ volume, readOnly },
    ...(target !== undefined && { target }),
    ...(sizeMiB !== undefined && { sizeMib: whole(sizeMiB, 'sizeMiB is whole') }),
  }));
}

export function decodeVolumes(
  wire: readonly Received<'berth.model.v1.VolumeUse'>[],
  at: Spot,
): Pick<RunSpec, 'volumes'> {
  if (wire.length === 0) return {};
  return { volumes: list(wire, at, 'volumes', LIMITS.volumesPerWorkload, each(decodeUse)) };
}

/** An agent makes folders of it: it must not lead out of theirs, whoever says so. */
function decodeUse(wire: Received<'berth.model.v1.VolumeUse'>, at: Spot): VolumeUse {
  if (!isName(wire.volume)) fail(at, 'volume', 'is no name of a volume');
  const { target, sizeMib } = wire;
  return {
    volume: wire.volume,
    ...(target !== undefined && { target: pathOf(target, at) }),
    readOnly: wire.readOnly,
    ...(sizeMib !== undefined && { sizeMiB: integer(sizeMib, at, 'sizeMib', 1, LIMITS.volumeMiBMax) }),
  };
}

function pathOf(target: string, at: Spot): string {
  const isPlain = /^\/[^\0:,]+$/.test(target) && !target.split('/').includes('..');
  return isPlain ? target : fail(at, 'target', 'is no absolute path without ".." in it');
}

// ---- numbered --------------------------------------------------------------------------------------------------------

const encodeOne = ({ volume, number }: NumberedVolume): Sent<'berth.model.v1.NumberedVolume'> => ({
  volume,
  number: whole(number, 'number is whole'),
});

function decodeOne(wire: Received<'berth.model.v1.NumberedVolume'>, at: Spot): NumberedVolume {
  return { volume: decodeVolumeId(wire.volume, at), number: integer(wire.number, at, 'number') };
}

export function decodeVolumeId(text: string, at: Spot): VolumeId {
  if (!parseVolumeId(text)) fail(at, 'volume', 'is not the id of a volume (stack/volume/replica)');
  return text as VolumeId;
}

export function encodeRemovedVolumes(message: VolumesRemoved): Sent<'berth.fleet.v1.VolumesRemoved'> {
  return { epoch: whole(message.epoch, 'epoch is whole'), volumes: message.volumes.map(encodeOne) };
}

export function decodeRemovedVolumes(
  wire: Received<'berth.fleet.v1.VolumesRemoved'>,
  at: Spot,
): VolumesRemoved {
  return {
    kind: 'volumes-removed',
    epoch: integer(wire.epoch, at, 'epoch'),
    volumes: list(wire.volumes, at, 'volumes', LIMITS.volumesPerMessage, each(decodeOne)),
  };
}

export function encodeDeletedVolumes({ volumes }: VolumesDeleted): Sent<'berth.fleet.v1.VolumesDeleted'> {
  return { volumes: volumes.map(encodeOne) };
}

export function decodeDeletedVolumes(
  wire: Received<'berth.fleet.v1.VolumesDeleted'>,
  at: Spot,
): VolumesDeleted {
  return {
    kind: 'volumes-deleted',
    volumes: list(wire.volumes, at, 'volumes', LIMITS.volumesPerMessage, each(decodeOne)),
  };
}

// ---- events ----------------------------------------------------------------------------------------------------------

type EventOf<K extends VolumeEvent['kind']> = Extract<VolumeEvent, { readonly kind: K }>;

export function encodeVolumeRemoved(event: EventOf<'volume.removed'>): Sent<'berth.ledger.v1.VolumeRemoved'> {
  const { volume, number, node, forced, actor, atMs } = event;
  return {
    ...{ volume, node, forced, actor: encodeActor(actor) },
    number: whole(number, 'number is whole'),
    atMs: whole(atMs, 'atMs is whole'),
  };
}

export function decodeVolumeRemoved(
  wire: Received<'berth.ledger.v1.VolumeRemoved'>,
  at: Spot,
): EventOf<'volume.removed'> {
  return {
    kind: 'volume.removed',
    volume: filled(wire.volume, at, 'volume') as VolumeId,
    number: integer(wire.number, at, 'number'),
    node: decodeNodeId(wire.node, at, 'node'),
    forced: wire.forced,
    actor: decodeActor(required(wire.actor, at, 'actor'), inside(at, 'actor')),
    atMs: integer(wire.atMs, at, 'atMs', Number.MIN_SAFE_INTEGER),
  };
}

export function encodeVolumesDeleted(
  event: EventOf<'volumes.deleted'>,
): Sent<'berth.ledger.v1.VolumesDeleted'> {
  const { node, volumes, atMs } = event;
  return { node, volumes: volumes.map(encodeOne), atMs: whole(atMs, 'atMs is whole') };
}

export function decodeVolumesDeleted(
  wire: Received<'berth.ledger.v1.VolumesDeleted'>,
  at: Spot,
): EventOf<'volumes.deleted'> {
  return {
    kind: 'volumes.deleted',
    node: decodeNodeId(wire.node, at, 'node'),
    volumes: list(
      wire.volumes,
      at,
      'volumes',
      Number.MAX_SAFE_INTEGER,
      ({ volume, number }, spot, index) => ({
        volume: filled(volume, inside(spot, index), 'volume') as VolumeId,
        number: integer(number, inside(spot, index), 'number'),
      }),
    ),
    atMs: integer(wire.atMs, at, 'atMs', Number.MIN_SAFE_INTEGER),
  };
}

/** By name, of an assigned placement. */
export function decodeNumbers(
  wire: { readonly [name: string]: number },
  at: Spot,
): Readonly<Record<string, number>> {
  const entries = Object.entries(wire);
  if (entries.length > LIMITS.volumesPerWorkload)
    fail(at, 'volumes', `are over ${LIMITS.volumesPerWorkload}`);
  return Object.fromEntries(
    entries.map(([name, number]) => [label(name, at, 'volumes'), integer(number, at, 'volumes')]),
  );
}
