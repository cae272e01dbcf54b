/**
 * How agents of one site ask each other whether they are there: one datagram each way, of equal size, so that nobody can be
 * flooded by way of an agent; an agent answers only who shows that it has the site's key, and its answer proves its name.
 *
 *   4 bytes "BPQ1" (question) or "BPA1" (answer) | 16 bytes of chance | 32 bytes HMAC-SHA256(key, kind, chance, node asked)
 */
import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { NodeId } from '@berth/core';

const QUESTION = Buffer.from('BPQ1');
const ANSWER = Buffer.from('BPA1');
const CHANCE_BYTES = 16;
export const PEER_PACKET_BYTES = 4 + CHANCE_BYTES + 32;

/** `unique`: a text that nobody else could have. */
export function question(key: string, node: NodeId, unique: string): Buffer {
  const chance = createHash('sha256').update(unique).digest().subarray(0, CHANCE_BYTES);
  return seal(QUESTION, key, node, chance);
}

/** To a question that was meant for this node by one that has the key; undefined to anything else. */
export function answerTo(packet: Buffer, key: string, node: NodeId): Buffer | undefined {
  const chance = chanceOf(packet);
  if (!chance || !isSame(packet, seal(QUESTION, key, node, chance))) return undefined;
  return seal(ANSWER, key, node, chance);
}

/** Whether it is the node's answer to this very question. */
export function isAnswer(packet: Buffer, asked: Buffer, key: string, node: NodeId): boolean {
  const chance = chanceOf(asked);
  return chance !== undefined && isSame(packet, seal(ANSWER, key, node, chance));
}

function chanceOf(packet: Buffer): Buffer | undefined {
  return packet.length === PEER_PACKET_BYTES ? packet.subarray(4, 4 + CHANCE_BYTES) : undefined;
}

function seal(kind: Buffer, key: string, node: NodeId, chance: Buffer): Buffer {
  const proof = createHmac('sha256', Buffer.from(key, 'hex'))
    .update(kind)
    .update(chance)
    .update(node)
    .digest();
  return Buffer.concat([kind, chance, proof]);
}

function isSame(a: Buffer, b: Buffer): boolean {
  return a.length === b.length && timingSafeEqual(a, b);
}
