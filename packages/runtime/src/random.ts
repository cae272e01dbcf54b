import { randomBytes } from 'node:crypto';
import type { Ids, Random } from '@berth/core';

export function systemRandom(): Random {
  return { next: () => Math.random() };
}

const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';

/** "prefix-" and 16 characters of Crockford's base 32: 80 random bits. */
export function systemIds(): Ids {
  return {
    next: (prefix) => {
      let text = '';
      for (const byte of randomBytes(16)) text += ALPHABET[byte & 31];
      return `${prefix}-${text}`;
    },
  };
}
