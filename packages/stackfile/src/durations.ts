import { parseDuration } from '@berth/core';

/** A duration as text or as milliseconds; undefined when neither was written. */
export function ms(text: string | undefined, milliseconds: number | undefined): number | undefined {
  const read = text === undefined ? milliseconds : parseDuration(text);
  return typeof read === 'number' ? read : undefined;
}
