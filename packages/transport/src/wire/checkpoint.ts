/** Parts of a checkpoint: proto <-> domain. */
import type { Received, Sent } from '@berth/proto';
import type { CheckpointPart } from '../control-api.js';
import { filled, inside, integer, MESSAGE_RULES, required, rootSpot } from './checks.js';

export function encodeCheckpointPart(part: CheckpointPart): Sent<'berth.control.v1.ReadCheckpointResponse'> {
  if (part.kind === 'entities')
    return { entities: { entities: part.entities.map(([key, value]) => ({ key, value })) } };
  const { kind: _, ...about } = part;
  return { about };
}

export function decodeCheckpointPart({
  about,
  entities,
}: Received<'berth.control.v1.ReadCheckpointResponse'>): CheckpointPart {
  const root = rootSpot('checkpoint', MESSAGE_RULES);
  if (about) {
    const at = inside(root, 'about');
    return {
      kind: 'about',
      ledgerId: filled(about.ledgerId, at, 'ledgerId'),
      index: integer(about.index, at, 'index', 1),
      epoch: integer(about.epoch, at, 'epoch'),
      hash: filled(about.hash, at, 'hash'),
      count: integer(about.count, at, 'count'),
      digest: filled(about.digest, at, 'digest'),
    };
  }
  const at = inside(root, 'entities');
  const list = required(entities, root, 'entities').entities;
  return { kind: 'entities', entities: list.map(({ key, value }) => [filled(key, at, 'key'), value]) };
}
