/** What every carrier does at its two borders: encode within the bound, decode or end the link with a reason. */
import { BerthError } from '@berth/core';
import { messageTooLarge } from './wire/fleet.js';

/** The bytes, or undefined after `end` was told why they cannot be sent. */
export function sendable(encode: () => Uint8Array, end: (why: string) => void): Uint8Array | undefined {
  const bytes = encode();
  const problem = messageTooLarge(bytes);
  if (!problem) return bytes;
  end(problem);
  return undefined;
}

/** The message, or undefined after `end` was told why it cannot be read. */
export function readOr<Message>(decode: () => Message, end: (why: string) => void): Message | undefined {
  try {
    return decode();
  } catch (thrown) {
    if (!(thrown instanceof BerthError)) throw thrown;
    end(`a message was refused: ${thrown.message}`);
    return undefined;
  }
}
