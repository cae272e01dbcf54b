import { randomBytes } from 'node:crypto';
import type { Ids, Random } from '@berth/core';

export function systemRandom(): Random {
  return { next: () => Math.random() };
}

/** Bytes that nobody can guess: for secrets and serial numbers. */
export function secureBytes(count: number): Uint8Array {
  return randomBytes(count);
}

/** Crockford's base 32 in lower case: no i, l, o, u. */
const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';
/** 45 bits of milliseconds last until the year 3084. */
const TIME_CHARS = 9;
const RANDOM_CHARS = 12;

/**
 * "prefix-" and 21 characters: the wall clock first, so that ids sort by age, then 60 random bits, so that nobody else has
 * them.
 */
export function systemIds(): Ids {
  return { next: (prefix) => `${prefix}-${timePart(Date.now())}${randomPart()}` };
}

function timePart(ms: number): string {
  let text = '';
  for (let left = ms; text.length < TIME_CHARS; left = Math.floor(left / 32)) {
    text = `${ALPHABET[left % 32]}${text}`;
  }
  return text;
}

function randomPart(): string {
  let text = '';
  for (const byte of randomBytes(RANDOM_CHARS)) text += ALPHABET[byte & 31];
  return text;
}
