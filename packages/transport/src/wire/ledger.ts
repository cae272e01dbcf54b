/** Blocks of the ledger: proto <-> domain. What cannot be read is damage: BerthError "corrupt", with the field's path. */
import { assert, BerthError, type Block, LIMITS } from '@berth/core';
import { messageCodec, type Received } from '@berth/proto';
import { fail, filled, integer, LEDGER_RULES, list, rootSpot, type Spot, whole } from './checks.js';
import { decodeEvent } from './decode-event.js';
import { encodeEvent } from './encode-event.js';
import { each } from './placement.js';

/**
 * Goes up when an older version must not read what a newer one writes, or the other way round. 2: devices are held and
 * asked for in thousandths (ADR 0015).
 */
const BLOCK_FORMAT = 2;
const HASH_BYTES = 32;

const codec = messageCodec('berth.ledger.v1.Block');

export type BlockCodec = {
  /** Asserts that every amount is whole: what a block says must be what was applied. */
  encode(block: Block): Uint8Array;
  /** Throws BerthError "corrupt". */
  decode(bytes: Uint8Array): Block;
};

export const blockCodec: BlockCodec = {
  encode: (block) =>
    codec.encode({
      format: BLOCK_FORMAT,
      ledgerId: block.ledgerId,
      index: whole(block.index, 'index is whole'),
      epoch: whole(block.epoch, 'epoch is whole'),
      leader: block.leader,
      recordId: block.recordId,
      timeMs: whole(block.timeMs, 'timeMs is whole'),
      previousHash: hashToBytes(block.previousHash),
      events: block.events.map(encodeEvent),
    }),
  decode: (bytes) => {
    const wire = parse(bytes);
    const at = rootSpot(wire.index > 0 ? `block ${wire.index}` : 'block', LEDGER_RULES);
    if (wire.format !== BLOCK_FORMAT) {
      fail(
        at,
        'format',
        `is ${wire.format}, and this version reads ${BLOCK_FORMAT}; use the version that wrote it`,
      );
    }
    return {
      ledgerId: filled(wire.ledgerId, at, 'ledgerId'),
      index: integer(wire.index, at, 'index', 1),
      epoch: integer(wire.epoch, at, 'epoch'),
      leader: wire.leader,
      recordId: filled(wire.recordId, at, 'recordId'),
      timeMs: integer(wire.timeMs, at, 'timeMs', Number.MIN_SAFE_INTEGER),
      previousHash: hashFromBytes(wire.previousHash, at),
      events: list(wire.events, at, 'events', LIMITS.blockEvents, each(decodeEvent)),
    };
  },
};

function parse(bytes: Uint8Array): Received<'berth.ledger.v1.Block'> {
  try {
    return codec.decode(bytes);
  } catch (thrown) {
    throw new BerthError('corrupt', 'block cannot be read: these bytes are no block', { cause: thrown });
  }
}

function hashToBytes(hex: string): Uint8Array {
  assert(/^[0-9a-f]{64}$/.test(hex), 'previousHash is 64 lower-case hex digits');
  return Buffer.from(hex, 'hex');
}

function hashFromBytes(bytes: Uint8Array, at: Spot): string {
  if (bytes.length !== HASH_BYTES) fail(at, 'previousHash', `has ${bytes.length} bytes, not ${HASH_BYTES}`);
  return Buffer.from(bytes).toString('hex');
}
