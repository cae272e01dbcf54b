/** How a block is stored, whatever stores it: previous hash, hash, bytes, sealed by a checksum over its index and all of that. */
import { openRecord, sealRecord } from './record.js';
import type { StoredBlock } from './store.js';

export const BLOCK = 'b!';
const INDEX_DIGITS = 16;
const HASH_BYTES = 32;

/** Keys sort as indexes do. */
export function blockKey(index: number): string {
  return BLOCK + String(index).padStart(INDEX_DIGITS, '0');
}

export function indexOfKey(key: string): number {
  return Number(key.slice(BLOCK.length));
}

export function encodeBlock(block: StoredBlock): Uint8Array {
  const hashes = Buffer.from(block.previousHash + block.hash, 'hex');
  return sealRecord(blockKey(block.index), Buffer.concat([hashes, block.bytes]));
}

/** Undefined when the record is damaged, or is the record of another index. */
export function decodeBlock(index: number, record: Uint8Array): StoredBlock | undefined {
  const value = openRecord(blockKey(index), record);
  if (!value || value.length < 2 * HASH_BYTES) return undefined;
  const hex = Buffer.from(value.buffer, value.byteOffset, 2 * HASH_BYTES).toString('hex');
  return {
    index,
    previousHash: hex.slice(0, 2 * HASH_BYTES),
    hash: hex.slice(2 * HASH_BYTES),
    bytes: value.subarray(2 * HASH_BYTES),
  };
}
