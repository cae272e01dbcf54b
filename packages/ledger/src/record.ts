/** Records that notice damage: a CRC-32 of key and value in front of the value. */
import { crc32 } from 'node:zlib';

const HEADER_BYTES = 4;

/** CRC-32 (IEEE) over the key, so that a value cannot turn up under another one, and then the value. */
export function checksum(key: string, value: Uint8Array): number {
  return crc32(value, crc32(Buffer.from(key)));
}

export function sealRecord(key: string, value: Uint8Array): Uint8Array {
  const record = Buffer.allocUnsafe(HEADER_BYTES + value.length);
  record.writeUInt32BE(checksum(key, value), 0);
  record.set(value, HEADER_BYTES);
  return record;
}

/** The value, or undefined when the record is damaged. */
export function openRecord(key: string, record: Uint8Array): Uint8Array | undefined {
  if (record.length < HEADER_BYTES) return undefined;
  const value = record.subarray(HEADER_BYTES);
  const sealed = Buffer.from(record.buffer, record.byteOffset, HEADER_BYTES).readUInt32BE(0);
  return sealed === checksum(key, value) ? value : undefined;
}
